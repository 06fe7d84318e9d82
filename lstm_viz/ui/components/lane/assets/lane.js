// Marks of interventions on the time axis. Streamlit calls the default export again for every
// change of data or theme, without calling the cleanup before.
import { translator } from "../lstm-viz.language/translator.js";
import { Messages } from "../lstm-viz.messages/messages.js";
import { mounting } from "../lstm-viz.player/mounting.js";
import { Mark } from "./mark.js";

const ROW = 28;
const SETTLE = 250;

class Lane {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "lv-lane";
    this.body = document.createElement("div");
    this.note = document.createElement("p");
    this.note.className = "lv-lane-note";
    this.note.setAttribute("aria-live", "polite");
    this.root.append(this.body, this.note);
    parent.append(this.root);
    this.messages = new Messages();
    this.marks = new Map();
    this.rows = new Map();
    this.axis = document.createElement("div");
    this.axis.className = "lv-lane-axis";
    this.axis.setAttribute("aria-hidden", "true");
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.root);
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.t = translator(data.words);
    this.root.setAttribute("aria-label", this.t("lane"));
    this.messages.send = (edits) => setTriggerValue("edit", { edits });
    this.messages.answered(data.done);
    if (this.place !== data.place) this.forget();
    this.place = data.place;
    const focused = [...this.marks.values()].find((one) => one.root === document.activeElement)?.entry;
    this.drawRows(data.rows);
    const wanted = new Set();
    for (const entry of data.marks) {
      const key = `${entry.scenario}/${entry.number}`;
      const row = this.rows.get(entry.scenario);
      if (!row) continue;
      wanted.add(key);
      let mark = this.marks.get(key);
      if (!mark) {
        mark = new Mark(this);
        this.marks.set(key, mark);
      }
      if (mark.root.parentElement !== row.track) row.track.append(mark.root);
      const chosen = data.selected && data.selected[0] === entry.scenario && data.selected[1] === entry.number;
      mark.show(entry, row.color, Boolean(chosen));
    }
    for (const [key, mark] of this.marks) {
      if (wanted.has(key)) continue;
      mark.root.remove();
      this.marks.delete(key);
    }
    this.layout();
    if (focused) this.keepFocus(focused);
  }

  // A mark that is taken away, and a row that is put elsewhere, lose it.
  keepFocus({ scenario, number }) {
    const own = [...this.marks.values()].filter(({ entry }) => entry.scenario === scenario);
    const near = (mark) => Math.abs(mark.entry.number - number);
    const [nearest] = (own.length ? own : [...this.marks.values()]).sort((a, b) => near(a) - near(b));
    if (nearest && nearest.root !== document.activeElement) nearest.root.focus();
  }

  drawRows(rows) {
    for (const [id, row] of this.rows) {
      if (rows.some((r) => r.id === id)) continue;
      row.root.remove();
      this.rows.delete(id);
    }
    for (const [place, { id, name, color }] of rows.entries()) {
      let row = this.rows.get(id);
      if (!row) {
        row = { root: document.createElement("div"), name: document.createElement("div"), track: document.createElement("div") };
        row.root.className = "lv-lane-row";
        row.name.className = "lv-lane-name";
        row.track.className = "lv-lane-track";
        row.root.append(row.name, row.track);
        this.rows.set(id, row);
      }
      row.color = color;
      row.name.textContent = name;
      row.name.title = name;
      row.name.style.width = `${this.data.margins[0]}px`;
      row.root.style.paddingRight = `${this.data.margins[1]}px`;
      if (this.body.children[place] !== row.root) this.body.insertBefore(row.root, this.body.children[place] ?? null);
    }
    if (this.body.lastChild !== this.axis) this.body.append(this.axis);
  }

  // Share of the axis at which step t stands; it goes from -0.5 to T + 0.5.
  share(t) {
    return (t + 0.5) / (this.data.steps + 1);
  }

  stepsOf(pixels) {
    const track = this.rows.values().next().value?.track;
    return track ? Math.round((pixels / track.clientWidth) * (this.data.steps + 1)) : 0;
  }

  layout() {
    if (!this.data) return;
    for (const [id, row] of this.rows) {
      // Marks that would lie over each other stand one below the other.
      const ends = [];
      const own = [...this.marks.values()].filter((m) => m.entry.scenario === id);
      own.sort((a, b) => a.entry.first - b.entry.first || a.entry.number - b.entry.number);
      const width = row.track.clientWidth || 1;
      for (const mark of own) {
        const [left, right] = mark.extent(width);
        let level = ends.findIndex((end) => end <= left);
        if (level < 0) level = ends.length;
        ends[level] = right + 2;
        mark.root.style.top = `${2 + level * ROW}px`;
      }
      row.track.style.height = `${Math.max(1, ends.length) * ROW}px`;
    }
    const ticks = [];
    const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((n) => this.data.steps / n <= 12) ?? 10000;
    for (let t = 0; t <= this.data.steps; t += every) {
      const tick = document.createElement("span");
      tick.textContent = t;
      tick.style.left = `calc(${this.data.margins[0]}px + (100% - ${this.data.margins[0] + this.data.margins[1]}px) * ${this.share(t)})`;
      ticks.push(tick);
    }
    this.axis.replaceChildren(...ticks);
  }

  // Keys move a mark step by step; what they came to is sent once they rest.
  settle(send) {
    clearTimeout(this.timer);
    this.timer = setTimeout(send, SETTLE);
  }

  // Marks are known by their place among those of their scenario; Python takes one away after the
  // other.
  send({ mark, ...edit }) {
    const { scenario } = edit;
    const gone = this.messages.waiting.filter((one) => one.action === "remove" && one.scenario === scenario);
    for (const one of gone) {
      if (one.mark === mark) return;
      if (one.mark < mark) mark -= 1;
    }
    this.messages.add({ ...edit, mark });
  }

  // What is on its way is about another experiment.
  forget() {
    clearTimeout(this.timer);
    this.messages.answered();
  }

  read(text) {
    this.note.textContent = text;
  }

  destroy() {
    clearTimeout(this.timer);
    this.messages.stop();
    this.observer.disconnect();
    this.root.remove();
  }
}

export default mounting(Lane);
