// One picture: a Plotly figure updated in place, with the cursor as an element over it. A cursor
// drawn by Plotly would cost a redraw a frame.
import { enlarge, presented } from "./enlarge.js";
import { Fold } from "./fold.js";
import { frame, pixelToStep, rowAt, stepToPixel, timeAxes } from "./geometry.js";
import { frameText } from "./message.js";
import { clearHeatmaps, linesOf, moveTrace, standOut, valueRanges } from "./moved.js";
import { decodeAll } from "./numbers.js";
import { t as told } from "./texts.js";
import { Trail } from "./trail.js";

// What a value axis leaves free at each end, in shares of what its numbers take: at rest, and
// when a hand drives them out of the picture.
const ROOM = 0.07;
const ROOM_LIVE = 0.3;
// Pixels of the time axis for each of its numbers.
const TICK = 55;
const MOST_TICKS = 12;

export class Picture {
  // `step` gives the present step.
  constructor(key, step) {
    this.key = key;
    this.trail = new Trail();
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
    const figure = () => ({ data: this.data, layout: this.layout, step: step() });
    this.fold = new Fold(figure, told, { small: true });
    this.root.append(this.plot, this.cursor, this.message, this.fold.root);
  }

  // Shows a board's entry: what only moves is moved at once, the rest waits for `settle`.
  // Returns whether the picture is now as it should be. `trail`: what moves leaves a trace; `rest`:
  // nothing moves if Plotly has to draw the axes anew.
  move(entry, { trail = false, rest = false } = {}) {
    this.next = entry;
    this.say(entry);
    if (entry.error || !this.ready || entry.frame !== this.frameNow) return false;
    const changed = Object.keys(entry.numbers)
      .filter((place) => entry.digests[place] !== this.digests[place]);
    if (changed.length === 0) return true;
    const data = this.data.map((trace) => ({ ...trace }));
    let whole = true;
    const traces = new Set();
    for (const place of changed) {
      const [part, number, name] = place.split("/");
      if (part === "data" && ["x", "y", "z"].includes(name)) {
        data[number][name] = entry.numbers[place];
        traces.add(Number(number));
      } else if (part === "data") data[number][name] = entry.numbers[place];
      else whole = false;
    }
    const room = rest ? ROOM : ROOM_LIVE;
    const ranges = valueRanges(this.layout, data, this.ranges, { room, rest });
    const outside = Object.keys(ranges).filter((name) => ranges[name] !== this.ranges[name]);
    if (rest && (outside.length || !whole)) return false;
    this.moved = true;
    this.data = data;
    this.digests = { ...this.digests, ...pick(entry.digests, changed.filter((p) => p.startsWith("data/"))) };
    if (outside.length) {
      whole = false;
      for (const name of outside) this.ranges[name] = ranges[name];
      const change = Object.fromEntries(outside.map((name) => [`${name}.range`, ranges[name].slice()]));
      this.trail.clear();
      // Plotly draws the numbers that it has: all are put where they are now.
      this.Plotly.relayout(this.plot, change).then(() => this.redrawn());
      data.forEach((trace, number) => traces.add(number));
    }
    if (trail) this.trail.keep([...traces].flatMap((number) => linesOf(this.plot, number)));
    for (const number of traces) {
      if (!moveTrace(this.plot, number, data[number])) whole = false;
    }
    return whole;
  }

  // Dims all scenarios but one, or draws one over the others.
  stand(standing) {
    this.standing = standing;
    if (this.ready && this.data) standOut(this.plot, this.data, standing);
  }

  get stands() {
    const { lit, front } = this.standing ?? {};
    return lit !== undefined || front !== undefined;
  }

  // After Plotly has drawn by itself.
  redrawn() {
    if (!this.data || this.gone) return;
    if (this.moved) this.placeAll();
    if (this.stands) standOut(this.plot, this.data, this.standing);
  }

  placeAll() {
    this.data.forEach((trace, number) => moveTrace(this.plot, number, trace));
  }

  say({ alt, error, signal }) {
    this.plot.setAttribute("aria-label", alt);
    this.fold.call(alt);
    this.signal = signal;
    this.message.textContent = error ?? "";
    this.root.classList.toggle("lv-failed", Boolean(error));
  }

  // Has Plotly draw the newest entry. Returns whether anything was drawn.
  async settle(Plotly, range) {
    const entry = this.next;
    this.trail.fade();
    const text = presented();
    const key = JSON.stringify([entry.frame, entry.digests, text]);
    if (entry.error || (key === this.drawn && !this.moved)) return false;
    if (key === this.drawn) clearHeatmaps(this.plot);
    const { data, layout } = decodeAll(JSON.parse(frameText(entry.frame)));
    for (const [place, value] of Object.entries(entry.numbers)) put({ data, layout }, place, value);
    if (entry.signal) {
      for (const trace of data) {
        trace.hoverinfo = "none";
        delete trace.hovertemplate;
      }
    }
    // Scenarios have one legend for all pictures.
    for (const trace of data) {
      if (trace.meta?.scenario ?? trace.meta?.start_of) trace.showlegend = false;
    }
    this.full = layout.xaxis.range.slice();
    layout.dragmode = false;
    layout.autosize = true;
    for (const name of Object.keys(layout)) {
      if (!/^xaxis\d*$/.test(name)) continue;
      if (range) layout[name].range = range.slice();
      layout[name].nticks = this.ticks;
    }
    if (text) enlarge({ data, layout }, text, this.plot.clientWidth);
    const same = entry.frame === this.frameNow;
    const ranges = valueRanges(layout, data, same ? this.ranges : null, { room: ROOM, rest: true });
    for (const [name, held] of Object.entries(ranges)) {
      layout[name] = { ...layout[name], range: held.slice(), autorange: false };
    }
    this.plot.style.height = `${layout.height}px`;
    this.Plotly = Plotly;
    await Plotly.react(this.plot, data, layout, { displayModeBar: false, responsive: false });
    if (this.gone) return false;
    Object.assign(this, {
      drawn: key, frameNow: entry.frame, digests: entry.digests, data, ranges, moved: false,
      layout: JSON.parse(frameText(entry.frame)).layout,
    });
    clearHeatmaps(this.plot);
    if (this.stands) standOut(this.plot, data, this.standing);
    // A newer one came meanwhile.
    if (this.next !== entry) this.move(this.next);
    return true;
  }

  get ticks() {
    const room = this.plot.clientWidth / Math.max(TICK, 3 * presented());
    return Math.min(MOST_TICKS, Math.max(3, Math.round(room)));
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
    this.trail.clear();
    await this.Plotly.Plots.resize(this.plot);
    if (this.gone) return;
    const names = timeAxes(this.plot).filter((name) => this.plot.layout[name].nticks !== this.ticks);
    if (names.length) {
      const change = names.map((name) => [`${name}.nticks`, this.ticks]);
      await this.Plotly.relayout(this.plot, Object.fromEntries(change));
      if (this.gone) return;
    }
    this.redrawn();
    this.measure();
  }

  zoom(range) {
    if (!this.ready) return;
    this.trail.clear();
    const change = {};
    for (const name of timeAxes(this.plot)) change[`${name}.range`] = (range ?? this.full).slice();
    this.Plotly.relayout(this.plot, change).then(() => this.redrawn());
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
      if (trace.meta?.unit === undefined) continue;
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
    this.gone = true;
    if (this.Plotly) this.Plotly.purge(this.plot);
    this.root.remove();
  }
}

// Sets a value in a figure by its place, such as data/0/y.
function put(figure, place, value) {
  const path = place.split("/");
  const last = path.pop();
  let inside = figure;
  for (const key of path) inside = inside[key];
  inside[last] = value;
}

function pick(from, keys) {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
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
