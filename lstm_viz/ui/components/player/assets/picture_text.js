// Below a picture of a page, what it shows as text and as a table, from what Plotly drew there.
import { translator } from "../lstm-viz.language/translator.js";
import { Fold } from "./fold.js";
import { onceGone } from "./mounting.js";

const folds = new WeakMap();

class ChartText {
  constructor(parent, { chart, words, title }) {
    this.chart = chart;
    this.fold = new Fold(() => this.drawn(), translator(words));
    this.fold.call(title);
    // A chart is drawn anew, or another one stands in its place: looked at while the fold is open.
    this.watcher = new MutationObserver(() => {
      cancelAnimationFrame(this.waiting);
      this.waiting = requestAnimationFrame(() => this.fold.refresh());
    });
    this.fold.root.addEventListener("toggle", () => {
      this.watcher.disconnect();
      if (this.fold.root.open && this.place) {
        this.watcher.observe(this.place, { childList: true, subtree: true });
      }
    });
    parent.append(this.fold.root);
  }

  get place() {
    return document.querySelector(`.st-key-${CSS.escape(this.chart)}`);
  }

  drawn() {
    const plot = this.place?.querySelector(".js-plotly-plot");
    return plot && { data: plot.data, layout: plot.layout };
  }

  destroy() {
    cancelAnimationFrame(this.waiting);
    this.watcher.disconnect();
    this.fold.root.remove();
  }
}

export default function ({ parentElement, data }) {
  const told = JSON.stringify(data);
  let made = folds.get(parentElement);
  if (made?.told !== told) {
    made?.text.destroy();
    made = { told, text: new ChartText(parentElement, data) };
    folds.set(parentElement, made);
  }
  return onceGone(parentElement, () => {
    folds.get(parentElement)?.text.destroy();
    folds.delete(parentElement);
  });
}
