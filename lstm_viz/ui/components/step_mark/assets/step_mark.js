// A slider of the step t beside a picture of states, whose marks it moves. Streamlit calls the
// default export again for every change of data or theme, without calling the cleanup before.
import { mounting } from "../lstm-viz.player/mounting.js";
import { moveTrace } from "../lstm-viz.player/moved.js";

// Milliseconds without a movement after which the page is told.
const REST = 300;

class StepMark {
  constructor(parent) {
    this.root = document.createElement("label");
    this.root.className = "lv-step-mark";
    const line = document.createElement("span");
    this.words = document.createElement("span");
    this.output = document.createElement("output");
    line.append(this.words, this.output);
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "range", min: 0, step: 1 });
    this.root.append(line, this.input);
    parent.append(this.root);
    this.input.addEventListener("input", () => {
      clearTimeout(this.rest);
      this.moving = true;
      this.move();
    });
    this.input.addEventListener("change", () => {
      clearTimeout(this.rest);
      this.rest = setTimeout(() => {
        this.moving = false;
        if (this.step !== this.data.step) this.send(this.step);
      }, REST);
    });
  }

  get step() {
    return Number(this.input.value);
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = (step) => setTriggerValue("step", step);
    this.words.textContent = data.label;
    this.input.setAttribute("aria-label", data.label);
    this.input.max = data.last;
    if (!this.moving) this.input.value = data.step;
    this.move();
  }

  move() {
    this.output.textContent = `t = ${this.step}`;
    this.input.setAttribute("aria-valuetext", this.output.textContent);
    const plot = document.querySelector(`.st-key-${this.data.chart} .js-plotly-plot`);
    if (!plot?._fullData) return;
    if (this.plot !== plot) {
      this.plot = plot;
      // Plotly draws the marks where the page knows them.
      plot.on("plotly_afterplot", () => this.moving && this.place());
    }
    if (this.moving) this.place();
  }

  place() {
    const traces = this.plot._fullData;
    traces.forEach((trace, number) => {
      if (trace.meta?.what !== "t") return;
      const way = traces.find(({ meta }) => meta?.what === "trajectory" && meta.scenario === trace.meta.scenario);
      const at = Math.min(this.step, way.x.length - 1);
      moveTrace(this.plot, number, { x: [way.x[at]], y: [way.y[at]] });
    });
  }

  destroy() {
    clearTimeout(this.rest);
    this.moving = false;
    this.root.remove();
  }
}

export default mounting(StepMark);
