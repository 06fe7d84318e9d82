// The scenarios by name: pointed at, the others are dimmed; clicked, one is in front of them. Six
// scenarios whose lines lie on each other can be told apart so.

import { t } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
// As Plotly draws its dashes, for a line of 2 pixels.
const DASHES = {
  solid: "", dash: "6 4", dot: "2 3", dashdot: "6 3 2 3", longdash: "10 4",
  longdashdot: "10 3 2 3",
};

export class Legend {
  constructor(onChange) {
    this.onChange = onChange;
    this.root = document.createElement("div");
    this.root.className = "lv-legend";
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", t("legend"));
  }

  // The scenario that is pointed at, and that in front; undefined for none.
  get standing() {
    return { lit: this.lit, front: this.front };
  }

  show(scenarios) {
    const text = JSON.stringify(scenarios);
    if (this.shown === text) return;
    this.shown = text;
    const ids = scenarios.map(({ id }) => id);
    if (!ids.includes(this.front)) this.front = undefined;
    this.lit = undefined;
    const focused = this.root.contains(document.activeElement) && document.activeElement.dataset.id;
    this.root.replaceChildren(...scenarios.map((scenario) => this.chip(scenario)));
    this.root.hidden = scenarios.length < 2;
    if (focused) this.root.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  chip({ id, name, color, dash }) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lv-chip";
    made.dataset.id = id;
    made.title = t("chip", { name });
    made.setAttribute("aria-pressed", String(this.front === id));
    const swatch = document.createElementNS(SVG, "svg");
    swatch.setAttribute("viewBox", "0 0 26 8");
    swatch.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", "M0 4h26");
    line.setAttribute("stroke", color);
    line.setAttribute("stroke-dasharray", DASHES[dash] ?? "");
    swatch.append(line);
    const words = document.createElement("span");
    words.textContent = name;
    made.append(swatch, words);
    const light = (on) => () => {
      this.lit = on ? id : undefined;
      this.onChange();
    };
    made.addEventListener("pointerenter", light(true));
    made.addEventListener("pointerleave", light(false));
    made.addEventListener("focus", () => made.matches(":focus-visible") && light(true)());
    made.addEventListener("blur", light(false));
    made.addEventListener("click", () => {
      this.front = this.front === id ? undefined : id;
      for (const chip of this.root.children) {
        chip.setAttribute("aria-pressed", String(chip.dataset.id === this.front));
      }
      this.onChange();
    });
    return made;
  }
}
