// The bar of buttons, and the keys that do the same.
import { SPEEDS } from "./clock.js";
import { t } from "./texts.js";

const ICONS = {
  first: "M6 5v14M19 5l-9 7 9 7z",
  previous: "M16 5l-9 7 9 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M8 5v14M16 5v14",
  next: "M8 5l9 7-9 7z",
  last: "M18 5v14M5 5l9 7-9 7z",
  loop: "M4 11a6 6 0 0 1 6-6h8l-3-3M20 13a6 6 0 0 1-6 6H6l3 3",
  closer: "M10 4a6 6 0 1 1 0 12a6 6 0 0 1 0-12M15 15l5 5M10 7v6M7 10h6",
  farther: "M10 4a6 6 0 1 1 0 12a6 6 0 0 1 0-12M15 15l5 5M7 10h6",
};

const OUTLINED = ["loop", "closer", "farther"];

// Keys and what they do, by the key of its words.
export const KEYS = [
  [" ", "does_play"],
  ["← →", "does_step"],
  ["Shift ← →", "does_ten"],
  ["Home End", "does_ends"],
  ["+ −", "does_speed"],
  ["L", "does_loop"],
  ["[ ]", "does_zoom"],
  ["?", "does_help"],
];

function icon(name) {
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

export class Controls {
  constructor(clock, { onZoom, onHelp }) {
    Object.assign(this, { clock, onZoom, onHelp });
    this.root = document.createElement("div");
    this.root.className = "lv-bar";
    this.root.setAttribute("role", "toolbar");
    this.root.setAttribute("aria-label", t("controls"));
    this.add("first", t("first"), () => clock.go(0));
    this.add("previous", t("previous"), () => this.by(-1));
    this.play = this.add("play", t("play"), () => clock.toggle());
    this.add("next", t("next"), () => this.by(1));
    this.add("last", t("last"), () => clock.go(clock.steps));
    this.slider = this.input({ type: "range", min: 0, step: 1, "aria-label": t("step") });
    this.slider.addEventListener("input", () => this.jump(Number(this.slider.value)));
    this.typed = this.input({ type: "number", min: 0, step: 1, "aria-label": t("typed_step") });
    this.typed.addEventListener("change", () => {
      const at = Math.round(Number(this.typed.value));
      if (this.typed.value !== "" && Number.isFinite(at)) this.jump(at);
      else this.typed.value = clock.step;
    });
    this.typed.addEventListener("keydown", (event) => {
      // The keys of the player work again after a typed step.
      if (event.key === "Enter") this.root.closest(".lv-player").focus({ preventScroll: true });
    });
    this.place = document.createElement("span");
    this.place.className = "lv-step";
    this.root.append(this.place);
    this.speed = document.createElement("select");
    this.speed.setAttribute("aria-label", t("speed"));
    for (const speed of SPEEDS) this.speed.add(new Option(`${speed}×`, speed));
    this.speed.addEventListener("change", () => {
      clock.speed = Number(this.speed.value);
    });
    this.root.append(this.speed);
    this.loop = this.add("loop", t("loop"), () => this.toggleLoop());
    this.loop.setAttribute("aria-pressed", "false");
    const help = document.createElement("button");
    help.type = "button";
    help.textContent = "?";
    help.title = t("keys");
    help.setAttribute("aria-label", t("keys"));
    help.addEventListener("click", onHelp);
    this.root.append(help);
  }

  // Buttons that stand elsewhere, where there is room.
  zoomButtons(parent) {
    this.add("closer", t("closer"), () => this.onZoom(0.5), parent);
    this.add("farther", t("farther"), () => this.onZoom(2), parent);
  }

  add(name, label, act, parent = this.root) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.innerHTML = icon(name);
    button.classList.toggle("lv-outlined", OUTLINED.includes(name));
    button.addEventListener("click", act);
    parent.append(button);
    return button;
  }

  input(attributes) {
    const made = document.createElement("input");
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    this.root.append(made);
    return made;
  }

  by(steps) {
    this.jump(this.clock.step + steps);
  }

  jump(step) {
    this.clock.pause();
    this.clock.go(step);
  }

  toggleLoop() {
    this.clock.loop = !this.clock.loop;
    this.loop.setAttribute("aria-pressed", String(this.clock.loop));
  }

  show(labels) {
    const { step, steps, playing, speed } = this.clock;
    if (this.playing !== playing) {
      this.playing = playing;
      const name = t(playing ? "pause" : "play");
      this.play.innerHTML = icon(playing ? "pause" : "play");
      this.play.title = name;
      this.play.setAttribute("aria-label", name);
    }
    this.speed.value = speed;
    if (this.step === step && this.steps === steps && this.labels === labels) return;
    Object.assign(this, { step, steps, labels });
    this.slider.max = this.typed.max = steps;
    this.slider.value = step;
    if (document.activeElement !== this.typed || !playing) this.typed.value = step;
    const label = step === 0 ? t("initial") : labels?.[step - 1] ?? "";
    const words = label === String(step) ? "" : label;
    this.place.textContent = t(words ? "named_place" : "place", { t: step, steps, label: words });
    this.slider.setAttribute("aria-valuetext", this.place.textContent);
  }

  // Returns whether the key meant something.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
    const far = event.shiftKey ? 10 : 1;
    const act = {
      " ": () => this.clock.toggle(),
      ArrowLeft: () => this.by(-far),
      ArrowRight: () => this.by(far),
      Home: () => this.jump(0),
      End: () => this.jump(this.clock.steps),
      "+": () => this.clock.faster(1),
      "=": () => this.clock.faster(1),
      "-": () => this.clock.faster(-1),
      "[": () => this.onZoom(0.5),
      "]": () => this.onZoom(2),
      l: () => this.toggleLoop(),
      L: () => this.toggleLoop(),
      "?": () => this.onHelp(),
    }[event.key];
    act?.();
    return Boolean(act);
  }
}
