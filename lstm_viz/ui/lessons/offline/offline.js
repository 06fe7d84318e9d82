// A lesson without a server: all of it is in the page's JSON. What is to be predicted stands there
// as base64, so that it is not read by chance; whoever wants to can decode it.
import { sketched } from "../lstm-viz.sketch/sketch.js";
import { unpacked } from "./unpack.js";

const lesson = JSON.parse(document.getElementById("lesson").textContent);
const w = lesson.words;
const main = document.querySelector("main");
const answers = { first: {}, second: {}, check: {} };
let stage = 0;
let checked = false;

function made(tag, parent, text) {
  const one = document.createElement(tag);
  if (text !== undefined) one.textContent = text;
  parent?.append(one);
  return one;
}

function opened(hidden) {
  const bytes = Uint8Array.from(atob(hidden), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function paragraphs(parent, text) {
  for (const one of text.split(/\n\s*\n/)) if (one.trim()) made("p", parent, one.trim());
}

function pictures(parent, figures) {
  for (const { figure, alt } of figures) {
    const frame = made("figure", parent);
    const place = made("div", frame);
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", alt);
    Plotly.newPlot(place, figure.data, figure.layout, { responsive: true, displaylogo: false });
  }
}

// The page's own Plotly.js, for the frame as well: it stands in the file once, compressed.
function player(parent, text) {
  if (!text) return;
  const frame = made("iframe", parent);
  frame.title = w.player;
  frame.setAttribute("sandbox", "allow-scripts");
  const plotly = document.getElementById("lv-plotly").outerHTML;
  frame.srcdoc = text.replace("<!--plotly-->", () => plotly);
}

async function loadPlotly() {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await unpacked("lv-plotly"));
  document.head.append(script);
}

function button(parent, text, act) {
  const one = made("button", parent, text);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

function ask(parent, part, round) {
  part.asks.forEach((question, number) => {
    const set = made("fieldset", parent);
    made("legend", set, question.text);
    const kept = answers[round][number] ?? answers.first[number];
    if (question.kind === "choice") {
      for (const [key, text] of Object.entries(question.options)) {
        const label = made("label", set);
        const input = made("input", label);
        Object.assign(input, { type: "radio", name: `${round}${number}`, value: key, checked: round !== "check" && kept === key });
        input.addEventListener("change", () => { answers[round][number] = key; });
        label.append(` ${text}`);
      }
    } else if (question.kind === "number") {
      const input = made("input", set);
      input.type = "number";
      input.step = "any";
      input.setAttribute("aria-label", question.text);
      input.addEventListener("change", () => {
        if (input.value !== "") answers[round][number] = Number(input.value);
      });
    } else {
      const data = { ...question, label: question.text, kept: kept ?? null, words: { at: w.at, hint: w.hint } };
      sketched({
        parentElement: set,
        data,
        setStateValue: (_, values) => { answers[round][number] = values; },
      });
    }
    if (round === "second" && kept !== undefined) answers.second[number] ??= kept;
  });
}

function words(question, value) {
  if (question.kind === "choice") return question.options[value];
  if (question.kind === "number") return String(value);
  return question.points.map((step, place) => `t = ${step}: ${value[place]}`).join(", ");
}

function beside(parent, part, truth, rounds) {
  part.asks.forEach((question, number) => {
    made("p", parent).append(made("strong", null, question.text));
    for (const [name, round] of rounds) {
      const value = answers[round][number];
      if (value !== undefined) made("p", parent, `${name}: ${words(question, value)}`);
    }
    made("p", parent, `${w.happened}: ${truth.happened[number]}`);
    const last = rounds.map(([, round]) => answers[round][number]).filter((v) => v !== undefined).at(-1);
    const why = truth.why[number]?.[last];
    if (last !== undefined && question.kind === "choice") {
      made("p", parent, last === truth.right[number] ? w.right : why).className = "verdict";
    }
  });
}

function show() {
  main.replaceChildren();
  made("h1", main, lesson.title);
  const heading = made("h2", main, `${stage + 1}/6 ${w.stages[stage]}`);
  heading.tabIndex = -1;
  const { part, check } = lesson;
  if (stage === 0) {
    paragraphs(main, part.scene);
    pictures(main, part.before);
  } else if (stage === 1 || stage === 2) {
    if (stage === 2) made("p", main, w.discuss);
    ask(main, part, stage === 1 ? "first" : "second");
    pictures(main, part.before);
  } else if (stage === 3) {
    const truth = opened(part.hidden);
    beside(main, part, truth, [[w.predicted, "first"], [w.then, "second"]]);
    paragraphs(main, truth.reveal);
    pictures(main, truth.after);
    player(main, truth.player);
  } else if (stage === 4) {
    paragraphs(main, check.scene);
    if (checked) {
      const truth = opened(check.hidden);
      beside(main, check, truth, [[w.answered, "check"]]);
      paragraphs(main, truth.reveal);
      pictures(main, truth.after);
      player(main, truth.player);
    } else {
      ask(main, check, "check");
      pictures(main, check.before);
      button(main, w.reveal, () => { checked = true; show(); });
    }
  } else {
    paragraphs(main, lesson.goal);
    made("p", main, w.app);
  }
  const steps = made("nav", main);
  const back = button(steps, w.back, () => { stage -= 1; show(); });
  back.disabled = stage === 0;
  if (stage < 5) button(steps, stage === 2 ? w.reveal : w.on, () => { stage += 1; show(); });
  heading.focus();
}

addEventListener("keydown", (event) => {
  if (event.target.closest?.("input:not([type=radio])")) return;
  if (event.key === "PageDown" && stage < 5 && stage !== 2) stage += 1;
  else if (event.key === "PageUp" && stage > 0) stage -= 1;
  else return;
  event.preventDefault();
  show();
});
loadPlotly().then(show);
