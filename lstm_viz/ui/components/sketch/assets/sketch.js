// An empty picture to draw a curve on. Streamlit calls the default export again for every change of
// data or theme, without calling the cleanup before.
import { mounting } from "../lstm-viz.player/mounting.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 640, HEIGHT = 240, LEFT = 56, RIGHT = 14, TOP = 12, BOTTOM = 28;

function element(name, attributes, parent) {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  parent.append(one);
  return one;
}

class Sketch {
  constructor(parent, data) {
    this.root = document.createElement("section");
    this.root.className = "lv-sketch";
    this.root.setAttribute("aria-label", data.label);
    this.hint = document.createElement("p");
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    // The fields below say the same to those who do not see it.
    this.svg.setAttribute("aria-hidden", "true");
    this.fields = document.createElement("div");
    this.fields.className = "lv-sketch-fields";
    this.root.append(this.hint, this.svg, this.fields);
    parent.append(this.root);
    this.values = data.kept ?? data.points.map(() => null);
    this.svg.addEventListener("pointerdown", (event) => {
      this.svg.setPointerCapture(event.pointerId);
      this.drawing = true;
      this.draw(event);
    });
    this.svg.addEventListener("pointermove", (event) => this.drawing && this.draw(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.svg.addEventListener(name, () => {
        if (this.drawing) this.tell();
        this.drawing = false;
        this.last = null;
      });
    }
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.send = (values) => setStateValue("drawn", values);
    this.hint.textContent = data.words.hint;
    if (!this.inputs) this.build();
    this.paint();
  }

  x(place) {
    const { points } = this.data;
    const share = (points[place] - points[0]) / (points.at(-1) - points[0]);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  y(value) {
    const { low, high } = this.data;
    return TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  }

  build() {
    const { points, low, high, words } = this.data;
    const middle = low < 0 && high > 0 ? 0 : (low + high) / 2;
    for (const value of [low, middle, high]) {
      element("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: this.y(value), y2: this.y(value), class: "lv-sketch-grid" }, this.svg);
      element("text", { x: LEFT - 8, y: this.y(value) + 5, "text-anchor": "end" }, this.svg).textContent = String(value).replace("-", "\u2212");
    }
    points.forEach((step, place) => {
      element("line", { x1: this.x(place), x2: this.x(place), y1: TOP, y2: HEIGHT - BOTTOM, class: "lv-sketch-grid" }, this.svg);
      element("text", { x: this.x(place), y: HEIGHT - 8, "text-anchor": "middle" }, this.svg).textContent = step;
    });
    this.line = element("polyline", { class: "lv-sketch-line" }, this.svg);
    this.dots = points.map(() => element("circle", { r: 5, class: "lv-sketch-dot" }, this.svg));
    this.inputs = points.map((step, place) => {
      const label = document.createElement("label");
      label.textContent = `t = ${step}`;
      const input = document.createElement("input");
      Object.assign(input, { type: "number", min: low, max: high, step: (high - low) / 40 });
      input.setAttribute("aria-label", words.at.replace("{step}", step));
      input.addEventListener("change", () => {
        this.values[place] = input.value === "" ? null : Math.min(Math.max(Number(input.value), low), high);
        this.paint();
        this.tell();
      });
      label.append(input);
      this.fields.append(label);
      return input;
    });
  }

  draw(event) {
    const box = this.svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    const { low, high, points } = this.data;
    const value = high - ((y - TOP) / (HEIGHT - TOP - BOTTOM)) * (high - low);
    const now = { x, value: Math.min(Math.max(value, low), high) };
    const from = this.last ?? now;
    // A quick hand passes over points between two events.
    points.forEach((_, place) => {
      const at = this.x(place);
      const near = Math.abs(at - x) < 14;
      const passed = at >= Math.min(from.x, x) && at <= Math.max(from.x, x);
      if (!near && !passed) return;
      const share = passed && x !== from.x ? (at - from.x) / (x - from.x) : 1;
      this.values[place] = Number((from.value + share * (now.value - from.value)).toPrecision(3));
    });
    this.last = now;
    this.paint();
  }

  paint() {
    const there = this.values.map((value, place) => [value, place]).filter(([value]) => value !== null);
    this.line.setAttribute("points", there.map(([value, place]) => `${this.x(place)},${this.y(value)}`).join(" "));
    this.values.forEach((value, place) => {
      const dot = this.dots[place];
      dot.style.visibility = value === null ? "hidden" : "visible";
      if (value !== null) {
        dot.setAttribute("cx", this.x(place));
        dot.setAttribute("cy", this.y(value));
      }
      if (document.activeElement !== this.inputs[place]) this.inputs[place].value = value ?? "";
    });
  }

  tell() {
    if (this.values.every((value) => value !== null)) this.send([...this.values]);
  }

  destroy() {
    this.root.remove();
  }
}

// Also for a page without Streamlit.
export const sketched = mounting(Sketch);

export default function (component) {
  return sketched(component);
}
