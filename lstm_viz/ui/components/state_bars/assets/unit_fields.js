// Native fields for the unit in hand and its value, beside the bars.

function field(parent, attributes) {
  const made = document.createElement("input");
  made.type = "number";
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

export class UnitFields {
  constructor({ onUnit, onValue, onWrong, t }) {
    this.t = t;
    this.root = document.createElement("span");
    this.root.className = "lv-bars-fields";
    this.label = document.createElement("span");
    this.root.append(this.label, "[");
    this.unit = field(this.root, { min: 0, step: 1 });
    this.root.append("] =");
    this.value = field(this.root, { step: "any", inputmode: "decimal" });
    this.unit.addEventListener("change", () => {
      const { unit } = this;
      if (unit.value !== "") onUnit(Math.round(Number(unit.value)));
      else unit.value = this.shown.unit;
    });
    this.value.addEventListener("input", () => { this.typed = true; });
    this.value.addEventListener("change", () => {
      this.typed = false;
      const { value } = this.value;
      if (value !== "" && Number.isFinite(Number(value))) onValue(Number(value));
      else {
        onWrong(value);
        this.value.value = this.shown.value;
      }
    });
    this.value.addEventListener("keydown", (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      // A browser's own step is 1, or rounds to the grid of the step.
      event.preventDefault();
      onValue(Number((this.shown.value + by * (event.shiftKey ? 0.5 : 0.05)).toFixed(4)));
    });
  }

  call(name) {
    this.name = name;
    this.label.textContent = name;
    this.unit.setAttribute("aria-label", this.t("unit_of", { name }));
  }

  show(unit, value, units) {
    this.shown = { unit, value };
    this.unit.max = units - 1;
    if (document.activeElement !== this.unit || Number(this.unit.value) !== unit) this.unit.value = unit;
    this.value.setAttribute("aria-label", this.t("value_of", { unit, name: this.name }));
    // What is being typed stays.
    if (!this.typed || document.activeElement !== this.value) {
      this.typed = false;
      this.value.value = value;
    }
  }
}
