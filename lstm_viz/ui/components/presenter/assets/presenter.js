// A presentation: full screen, large text, and the keys that a clicker sends. The class on the root
// of the page does the rest. One for the whole page, whichever page of the app is shown.
import { onceGone } from "../lstm-viz.player/mounting.js";

const root = document.documentElement;
let bar, words, tell;

// Pixels of the text, which grow with the screen; 0 without a presentation.
function size() {
  return bar ? Math.round(parseFloat(getComputedStyle(root).fontSize)) : 0;
}

// One key after the other: a button of a page that is being drawn anew would not be heard, or go on
// from the stage before.
const PATIENCE = 20_000;
const HEARD = 500;
let last = Promise.resolve();

function busy() {
  const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  return state !== undefined && state !== "notRunning";
}

async function until(is, most) {
  const end = performance.now() + most;
  while (!is() && performance.now() < end) await new Promise((next) => setTimeout(next, 20));
}

function click(key) {
  last = last.then(async () => {
    await until(() => !busy(), PATIENCE);
    const found = document.querySelector(`.st-key-${key} button:not(:disabled)`);
    if (!found) return;
    found.click();
    await until(busy, HEARD);
  });
}

// The key that blanks the screen on a clicker reveals: it cannot be hit while going on.
const KEYS = {
  PageDown: () => click("lesson_next"),
  PageUp: () => click("lesson_back"),
  b: () => click("lesson_reveal"),
  ".": () => click("lesson_reveal"),
};

function typing(target) {
  return target instanceof Element && target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
}

addEventListener("keydown", (event) => {
  if (!bar || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape" && !document.fullscreenElement) return end();
  const act = KEYS[event.key];
  if (!act || typing(event.target)) return;
  event.preventDefault();
  act();
});

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function fill() {
  const full = button(words.full, () => root.requestFullscreen?.().catch(() => {}));
  bar.setAttribute("aria-label", words.present);
  bar.title = words.keys;
  bar.replaceChildren(full, button(words.end, end));
}

function begin() {
  if (bar) return;
  root.classList.add("lv-present");
  bar = document.createElement("section");
  bar.className = "lv-presenting";
  fill();
  document.body.append(bar);
  changed();
}

// Pages have the size of their text from Python, the player looks at the page.
let told = 0;
function changed() {
  const now = size();
  if (now === told) return;
  told = now;
  tell(now);
  document.dispatchEvent(new CustomEvent("lv-presented"));
}
// The size of the text follows that of the window.
addEventListener("resize", () => {
  if (bar) requestAnimationFrame(changed);
});

function end() {
  if (!bar) return;
  bar.remove();
  bar = null;
  root.classList.remove("lv-present");
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  changed();
}

const buttons = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  words = data.words;
  tell = (pixels) => setStateValue("text", pixels);
  let made = buttons.get(parentElement);
  if (!made) {
    made = button("", () => {
      // Only a press of a button may ask for the full screen.
      root.requestFullscreen?.().catch(() => {});
      begin();
    });
    made.className = "lv-present-button";
    parentElement.append(made);
    buttons.set(parentElement, made);
    if (data.on) begin();
  }
  made.textContent = words.present;
  made.title = words.keys;
  if (bar) fill();
  return onceGone(parentElement, () => {
    made.remove();
    buttons.delete(parentElement);
  });
}
