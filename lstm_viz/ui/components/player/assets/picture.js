// One picture: a Plotly figure updated in place, with the cursor as an element over it. A cursor
// drawn by Plotly would cost a redraw a frame.
import { frame, pixelToStep, rowAt, stepToPixel, timeAxes } from "./geometry.js";
import { decodeAll } from "./numbers.js";

export class Picture {
  constructor(key) {
    this.key = key;
    this.root = document.createElement("figure");
    this.root.className = "lv-picture";
    this.root.dataset.key = key;
    this.plot = document.createElement("div");
    this.plot.className = "lv-plot";
    this.plot.setAttribute("role", "img");
    this.cursor = document.createElement("div");
    this.cursor.className = "lv-cursor";
    this.message = document.createElement("p");
    this.message.className = "lv-message";
    this.root.append(this.plot, this.cursor, this.message);
  }

  // Returns whether anything was drawn.
  async update(Plotly, { alt, figure, error, signal }, range) {
    this.plot.setAttribute("aria-label", alt);
    this.signal = signal;
    this.message.textContent = error ?? "";
    this.root.classList.toggle("lv-failed", Boolean(error));
    if (error || figure === this.drawn) return false;
    this.drawn = figure;
    const { data, layout } = decodeAll(JSON.parse(figure));
    if (signal) {
      for (const trace of data) {
        trace.hoverinfo = "none";
        delete trace.hovertemplate;
      }
    }
    this.full = layout.xaxis.range.slice();
    layout.dragmode = false;
    layout.autosize = true;
    for (const name of Object.keys(layout)) {
      if (/^xaxis\d*$/.test(name) && range) layout[name].range = range.slice();
    }
    this.plot.style.height = `${layout.height}px`;
    this.Plotly = Plotly;
    await Plotly.react(this.plot, data, layout, { displayModeBar: false, responsive: false });
    this.data = data;
    return true;
  }

  get ready() {
    return Boolean(this.plot._fullLayout?.xaxis);
  }

  place(t) {
    if (!this.ready) return;
    const { top, height, left, width } = this.frame ?? (this.frame = frame(this.plot));
    const x = stepToPixel(this.plot, t);
    const style = this.cursor.style;
    if (this.height !== height) {
      style.top = `${top}px`;
      style.height = `${height}px`;
      this.height = height;
    }
    style.transform = `translateX(${x}px)`;
    style.visibility = x < left - 1 || x > left + width + 1 ? "hidden" : "visible";
  }

  measure() {
    this.frame = undefined;
    this.height = undefined;
  }

  async resize() {
    if (!this.ready || !this.plot.clientWidth) return;
    if (this.plot.clientWidth === this.plot._fullLayout.width) return;
    await this.Plotly.Plots.resize(this.plot);
    this.measure();
  }

  zoom(range) {
    if (!this.ready) return;
    const change = {};
    for (const name of timeAxes(this.plot)) change[`${name}.range`] = (range ?? this.full).slice();
    this.Plotly.relayout(this.plot, change);
  }

  // What is under the pointer: the step, and the unit in a picture of a signal.
  at(event) {
    if (!this.ready) return null;
    const box = this.plot.getBoundingClientRect();
    const { left, width } = frame(this.plot);
    const x = Math.min(left + width, Math.max(left, event.clientX - box.left));
    const t = Math.round(pixelToStep(this.plot, x));
    return { t, unit: this.unitAt(t, event.clientY - box.top) };
  }

  unitAt(t, y) {
    if (!this.signal || !this.data) return null;
    const row = rowAt(this.plot, y);
    if (!row) return null;
    const heat = this.data.find((d) => d.type === "heatmap" && (d.yaxis ?? "y") === row.axis);
    if (heat) {
      const place = Math.round(row.value);
      return heat.meta.units[place] ?? null;
    }
    let best = null;
    for (const trace of this.data) {
      const distance = Math.abs(trace.y[nearest(trace.x, t)] - row.value);
      if (!Number.isFinite(distance)) continue;
      if (!best || distance < best.distance) best = { distance, unit: trace.meta.unit };
    }
    return best?.unit ?? null;
  }

  // {value, t} of every scenario at (unit, t), by scenario id: t is another where a long line
  // was thinned.
  values(unit, t) {
    const found = {};
    for (const trace of this.data ?? []) {
      if (trace.type === "heatmap") {
        const row = trace.meta.units.indexOf(unit);
        const column = nearest(trace.x, t);
        if (row >= 0 && t >= trace.x[0]) {
          found[trace.meta.scenario] = { value: trace.z[row][column], t: trace.x[column] };
        }
      } else if (trace.meta?.unit === unit) {
        const column = nearest(trace.x, t);
        // A gate has no value before the first step.
        if (t >= trace.x[0]) {
          found[trace.meta.scenario] = { value: trace.y[column], t: trace.x[column] };
        }
      }
    }
    return found;
  }

  destroy() {
    if (this.Plotly) this.Plotly.purge(this.plot);
    this.root.remove();
  }
}

// The place in rising numbers x that is nearest to t.
function nearest(x, t) {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < t) low = middle + 1;
    else high = middle;
  }
  return low > 0 && t - x[low - 1] < x[low] - t ? low - 1 : low;
}
