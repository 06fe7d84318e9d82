// The bar of buttons, and the keys that do the same.
import { SPEEDS } from "./clock.js";

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

export const KEYS = [
  ["space", "play or pause"],
  ["← →", "one step"],
  ["Shift ← →", "ten steps"],
  ["Home End", "first step, last step"],
  ["+ −", "faster, slower"],
  ["L", "loop on or off"],
  ["[ ]", "zoom into time, out again"],
  ["?", "show or hide this list"],
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
    this.root.setAttribute("aria-label", "Player");
    this.add("first", "First step", () => clock.go(0));
    this.add("previous", "Previous step", () => this.by(-1));
    this.play = this.add("play", "Play", () => clock.toggle());
    this.add("next", "Next step", () => this.by(1));
    this.add("last", "Last step", () => clock.go(clock.steps));
    this.slider = this.input({ type: "range", min: 0, step: 1, "aria-label": "Step t" });
    this.slider.addEventListener("input", () => this.jump(Number(this.slider.value)));
    this.typed = this.input({ type: "number", min: 0, step: 1, "aria-label": "Typed step" });
    this.typed.addEventListener("change", () => {
      const t = Math.round(Number(this.typed.value));
      if (this.typed.value !== "" && Number.isFinite(t)) this.jump(t);
      else this.typed.value = clock.step;
    });
    this.typed.addEventListener("keydown", (event) => {
      // The keys of the player work again after a typed step.
      if (event.key === "Enter") this.root.parentElement.focus({ preventScroll: true });
    });
    this.place = document.createElement("span");
    this.place.className = "lv-step";
    this.root.append(this.place);
    this.speed = document.createElement("select");
    this.speed.setAttribute("aria-label", "Speed");
    for (const speed of SPEEDS) this.speed.add(new Option(`${speed}×`, speed));
    this.speed.addEventListener("change", () => {
      clock.speed = Number(this.speed.value);
    });
    this.root.append(this.speed);
    this.loop = this.add("loop", "Loop", () => this.toggleLoop());
    this.loop.setAttribute("aria-pressed", "false");
    const help = document.createElement("button");
    help.type = "button";
    help.textContent = "?";
    help.title = "Keys";
    help.setAttribute("aria-label", "Keys");
    help.addEventListener("click", onHelp);
    this.root.append(help);
  }

  // Buttons that stand elsewhere, where there is room.
  zoomButtons(parent) {
    this.add("closer", "Zoom into time", () => this.onZoom(0.5), parent);
    this.add("farther", "Zoom out of time", () => this.onZoom(2), parent);
  }

  add(name, label, act, parent = this.root) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.innerHTML = icon(name);
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

  jump(t) {
    this.clock.pause();
    this.clock.go(t);
  }

  toggleLoop() {
    this.clock.loop = !this.clock.loop;
    this.loop.setAttribute("aria-pressed", String(this.clock.loop));
  }

  show(labels) {
    const { step, steps, playing, speed } = this.clock;
    if (this.playing !== playing) {
      this.playing = playing;
      const name = playing ? "Pause" : "Play";
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
    const label = step === 0 ? "initial state" : labels?.[step - 1] ?? "";
    const words = label === String(step) ? "" : label;
    this.place.textContent = `t = ${step} of ${steps}${words ? `: ${words}` : ""}`;
    this.slider.setAttribute("aria-valuetext", this.place.textContent);
  }

  // Returns whether the key meant something.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
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
