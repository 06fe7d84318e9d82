// How states are drawn, and which units: told to Python, which sends the pictures.
import { t } from "./texts.js";

// Values, and the keys of their words.
const PRESETS = [
  ["", "choose_units"],
  ["different", "different"],
  ["variable", "variable"],
  ["saturated", "saturated"],
];
const ORDERS = [["stored", "stored"], ["similar", "similar"], ["final", "final"]];

export class Choices {
  constructor(tell) {
    this.tell = tell;
    this.root = document.createElement("div");
    this.root.className = "lv-choices";
    this.lines = this.button("lines", () => tell({ pictures: "lines" }));
    this.heatmap = this.button("heatmap", () => tell({ pictures: "heatmap" }));
    this.difference = this.button("difference", () => tell({ pictures: "difference" }));
    this.units = document.createElement("input");
    this.units.type = "text";
    this.units.setAttribute("aria-label", t("units_drawn"));
    this.units.title = t("units_written");
    this.units.addEventListener("change", () => this.entered());
    this.units.addEventListener("keydown", (event) => {
      // Entered again, it is answered again: a browser calls only another text a change.
      if (event.key === "Enter" && this.units.value === this.asked) this.entered();
    });
    this.presets = this.select(t("presets"), PRESETS, (value) => tell({ preset: value }));
    this.order = this.select(t("orders"), ORDERS, (value) => tell({ order: value }));
    this.label = document.createElement("label");
    this.label.className = "lv-units";
    this.label.append(`${t("units")} `, this.units);
    this.root.append(this.label, this.presets, this.order);
  }

  entered() {
    this.asked = this.units.value;
    this.tell({ units: this.asked });
  }

  button(name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = t(name);
    made.addEventListener("click", act);
    this.root.append(made);
    return made;
  }

  select(label, options, act) {
    const made = document.createElement("select");
    made.setAttribute("aria-label", label);
    for (const [value, key] of options) made.add(new Option(t(key), value));
    made.addEventListener("change", () => {
      if (made.value) act(made.value);
    });
    return made;
  }

  // A refused entry stays beside the sentence about it, and one that has no answer yet stays too;
  // so does what is being typed when the entry before it is answered.
  show({ pictures, units, order, baseline }, refused, waits = false) {
    const lines = pictures !== "heatmap";
    for (const name of ["lines", "heatmap", "difference"]) {
      this[name].setAttribute("aria-pressed", String(pictures === name));
    }
    // A player that stands by itself has no differences.
    this.difference.hidden = baseline === undefined;
    this.difference.textContent = t("difference", { name: baseline });
    this.label.hidden = this.presets.hidden = !lines;
    this.order.hidden = lines;
    this.order.value = order;
    this.presets.value = "";
    const asked = (refused || waits) && this.asked !== undefined;
    this.units.setAttribute("aria-invalid", String(asked && refused));
    const typing = document.activeElement === this.units &&
      ![this.asked, this.shown].includes(this.units.value);
    if (!asked) {
      if (!typing) this.units.value = units;
      this.asked = undefined;
    }
    this.shown = units;
  }
}
