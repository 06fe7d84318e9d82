// Below a picture, what it shows as text and as a table. Nothing is made of it before it is opened.
import { contents } from "./contents.js";
import { made } from "./elements.js";
import { tables } from "./number_table.js";
import { outline } from "./outline.js";

const ICON = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1 2h14v12H1zM1 6h14M1 10h14M6 2v12"/></svg>';

export class Fold {
  // `figure` gives {data, layout, step} as they are now, or nothing; without a step there is no time.
  // `small`: an icon opens it, where room is scarce.
  constructor(figure, t, { small = false } = {}) {
    Object.assign(this, { figure, t, small });
    this.root = made("details", "lv-text");
    this.head = made("summary", "", this.root);
    this.body = made("div", "lv-text-body", this.root);
    this.root.addEventListener("toggle", () => this.refresh());
  }

  call(title) {
    const name = this.t("text_of", { title });
    if (this.name === name) return;
    this.name = name;
    if (this.small) this.head.innerHTML = ICON;
    else this.head.textContent = this.t("text");
    this.head.title = name;
    this.head.setAttribute("aria-label", name);
  }

  // The picture or the step may be another one.
  refresh() {
    if (!this.root.open) return;
    const figure = this.figure();
    if (!figure?.data) return;
    const other = this.data !== figure.data;
    if (!other && this.step === figure.step) return;
    Object.assign(this, { data: figure.data, step: figure.step });
    if (other) {
      this.shown = contents(figure, (unit) => this.t("text_unit", { unit }));
      this.shown.step = figure.step !== undefined;
      this.list = outline(this.shown, this.t);
    }
    const title = made("p", "lv-text-title");
    title.textContent = this.shown.title;
    const numbers = tables(this.shown, this.step, this.t).map((table) => {
      const frame = made("div", "lv-text-table");
      frame.tabIndex = 0;
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", this.name);
      frame.append(table);
      return frame;
    });
    // Whoever reads in one of the tables stays in it.
    const inside = [...this.body.querySelectorAll(".lv-text-table")].indexOf(document.activeElement);
    const scrolled = [...this.body.querySelectorAll(".lv-text-table")].map((one) => [one.scrollLeft, one.scrollTop]);
    this.body.replaceChildren(title, this.list, ...numbers);
    numbers.forEach((frame, k) => [frame.scrollLeft, frame.scrollTop] = scrolled[k] ?? [0, 0]);
    if (inside >= 0) numbers[inside]?.focus({ preventScroll: true });
  }
}
