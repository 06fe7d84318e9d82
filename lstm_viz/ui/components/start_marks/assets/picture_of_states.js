// The picture of a plane that Plotly drew elsewhere on the page: where its starts are, and its
// trajectories moved without a redraw.
import { pixelAt, placeAt } from "../lstm-viz.player/geometry.js";
import { moveTrace } from "../lstm-viz.player/moved.js";

const MOVES = ["plotly_afterplot", "plotly_relayouting"];

export class Picture {
  constructor(onDrawn) {
    this.onDrawn = onDrawn;
    this.layer = document.createElement("div");
    this.layer.className = "lv-start-marks";
    // A picture is mounted later than this part of the page, and again by Streamlit when it likes,
    // its place on the page with it.
    this.watcher = new MutationObserver((changes) => {
      if (this.root?.isConnected && !changes.some(({ target }) => this.root.contains(target))) return;
      cancelAnimationFrame(this.waiting);
      this.waiting = requestAnimationFrame(() => this.find(this.chart));
    });
    this.watcher.observe(document.body, { childList: true, subtree: true });
  }

  find(chart) {
    this.chart = chart;
    this.root = document.querySelector(`.st-key-${CSS.escape(chart)}`);
    if (this.root) this.look();
  }

  look() {
    this.leave();
    this.plot = this.root.querySelector(".js-plotly-plot");
    if (!this.there) return;
    for (const name of MOVES) this.plot.on(name, this.onDrawn);
    this.onDrawn();
  }

  leave() {
    // Without a picture, Plotly has taken its listeners away itself.
    for (const name of MOVES) this.plot?.removeListener?.(name, this.onDrawn);
  }

  // Between two pictures there is none.
  get there() {
    return Boolean(this.plot?.isConnected && this.plot._fullLayout?.xaxis);
  }

  // Keeps the marks over the picture.
  hold(marks) {
    if (!this.there) return;
    for (const { root } of marks) if (root.parentElement !== this.layer) this.layer.append(root);
    if (this.layer.parentElement === this.plot) return;
    this.plot.append(this.layer);
    for (const mark of marks) mark.holdAgain();
  }

  traces(id) {
    return (this.there ? this.plot._fullData : [])
      .map((trace, number) => ({ trace, number, what: trace.meta?.what }))
      .filter(({ trace }) => trace.meta?.scenario === id);
  }

  // Where the start of a scenario is drawn, in pixels of the picture; null when it is not to be seen.
  startOf(id) {
    const start = this.traces(id).find(({ what }) => what === "start");
    const point = start && this.plot.querySelector(`.trace${start.trace.uid} .points path`);
    if (!point) return null;
    const box = point.getBoundingClientRect();
    const own = this.plot.getBoundingClientRect();
    const x = box.left + box.width / 2 - own.left;
    const y = box.top + box.height / 2 - own.top;
    const inside = pixelAt(this.plot, placeAt(this.plot, x, y));
    return Math.hypot(inside[0] - x, inside[1] - y) < 1 ? { x, y } : null;
  }

  // Place in the plane of a point of the window.
  placeAt(clientX, clientY) {
    const own = this.plot.getBoundingClientRect();
    return placeAt(this.plot, clientX - own.left, clientY - own.top);
  }

  // Ends of the axes: across, up.
  get range() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    return [xaxis.range, yaxis.range].map((range) => range.map(Number));
  }

  // A distance, as a share of what the picture shows.
  apart(one, other) {
    return Math.max(...this.range.map(([low, high], k) => Math.abs((one[k] - other[k]) / (high - low))));
  }

  // Draws a start at a place, and the way from it once that is known: x and y of one step after the
  // other.
  move(id, at, way, step) {
    for (const { number, what } of this.traces(id)) {
      if (what === "start") this.draw(number, [at[0]], [at[1]]);
      else if (way && what === "trajectory") {
        this.draw(number, way.filter((_, k) => k % 2 === 0), way.filter((_, k) => k % 2 === 1));
      } else if (way && what === "t") {
        const now = 2 * Math.min(step, way.length / 2 - 1);
        this.draw(number, [way[now]], [way[now + 1]]);
      }
    }
  }

  // Draws a scenario as Plotly has it.
  restore(id) {
    for (const { trace, number } of this.traces(id)) this.draw(number, trace.x, trace.y);
  }

  draw(number, x, y) {
    moveTrace(this.plot, number, { x, y });
  }

  destroy() {
    cancelAnimationFrame(this.waiting);
    this.watcher.disconnect();
    this.leave();
    this.layer.remove();
  }
}
