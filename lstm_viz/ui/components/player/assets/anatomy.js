// The cell of one unit at one step, with its numbers on the wires.
import { number } from "./numbers.js";
import { t as told } from "./texts.js";
import { masked, valuesAt } from "./words.js";

const NS = "http://www.w3.org/2000/svg";

class Drawing {
  constructor(height) {
    this.values = {};
    this.svg = this.make("svg", { viewBox: `0 0 640 ${height}`, class: "lv-cell", "aria-hidden": true });
  }

  make(name, attributes, text) {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    this.svg?.append(made);
    return made;
  }

  wires(...paths) {
    for (const d of paths) this.make("path", { d, class: "lv-wire" });
    return this;
  }

  node(x, y, text, half = 15) {
    const box = { x: x - half, y: y - 15, width: 2 * half, height: 30, rx: 15, class: "lv-node" };
    this.make("rect", box);
    this.make("text", { x, y: y + 5, class: "lv-sign" }, text);
    return this;
  }

  value(x, y, label, key) {
    this.make("text", { x, y, class: "lv-label" }, told(label) || label);
    this.values[key] = this.make("text", { x, y: y + 18, class: "lv-number" }, "");
    return this;
  }
}

const MAKERS = {
  LSTM: () => new Drawing(200)
    .wires("M105 45H155", "M185 45H295", "M325 45H535", "M170 150V60", "M310 83V60",
      "M265 150V98H295", "M355 150V98H325", "M450 45V60", "M450 90V105", "M545 150V120H465",
      "M435 120H405")
    .node(170, 45, "×").node(310, 45, "+").node(310, 98, "×")
    .node(450, 75, "tanh", 26).node(450, 120, "×")
    .value(60, 38, "c_before", "c_before").value(585, 38, "c", "c").value(385, 114, "h", "h")
    .value(170, 168, "gate_f", "f").value(265, 168, "gate_i", "i")
    .value(355, 168, "gate_g", "g").value(545, 168, "gate_o", "o"),
  GRU: () => new Drawing(200)
    .wires("M105 45H205", "M235 45H385", "M415 45H535", "M220 150V60", "M400 83V60",
      "M330 150V98H385", "M470 150V98H415")
    .node(220, 45, "×").node(400, 45, "+").node(400, 98, "×")
    .value(60, 38, "h_before", "h_before").value(585, 38, "h", "h")
    .value(90, 168, "gate_r", "r").value(220, 168, "gate_z", "z")
    .value(330, 168, "1 - z", "rest").value(470, 168, "gate_g", "g"),
  SimpleRNN: () => new Drawing(80)
    .wires("M105 45H255", "M385 45H535").node(320, 45, "W x + U h + b", 65)
    .value(60, 38, "h_before", "h_before").value(585, 38, "h", "h"),
};

export class Anatomy {
  constructor() {
    this.root = document.createElement("div");
    this.root.className = "lv-anatomy";
  }

  show(unit, scenario, t) {
    if (this.kind !== unit.kind) {
      this.kind = unit.kind;
      this.drawing = MAKERS[unit.kind]();
      this.root.replaceChildren(this.drawing.svg);
    }
    const found = valuesAt(unit, scenario, t);
    if (found.z !== undefined) found.rest = 1 - found.z;
    this.root.style.setProperty("--lv-scenario", scenario.color);
    this.root.classList.toggle("lv-kept", t === 0 || masked(unit, t));
    for (const [key, text] of Object.entries(this.drawing.values)) {
      text.textContent = found[key] === undefined ? "–" : number(found[key]);
    }
  }
}
