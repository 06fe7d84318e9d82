// Bars of h0 and c0, one per unit, drawn with the pointer or the keys. Streamlit calls the default
// export again for every change of data or theme, without calling the cleanup before.
import { translator } from "../lstm-viz.language/translator.js";
import { mounting } from "../lstm-viz.player/mounting.js";
import { Bars, unpack } from "./bars.js";
import { Moves } from "./moves.js";
import { Sender } from "./sender.js";

const DICE = ".st-key-randomize button";

export class Editor {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "lv-bars";
    parent.append(this.root);
    this.rows = new Map();
    this.sender = new Sender((seq) => this.tell({ phase: "sent", seq }));
    this.note = document.createElement("p");
    this.note.className = "lv-readout";
    // What a hand passes over is shown and not spoken; the sliders speak for themselves.
    this.spoken = document.createElement("p");
    this.spoken.className = "lv-bars-spoken";
    this.spoken.setAttribute("aria-live", "polite");
    this.buttons = document.createElement("div");
    this.buttons.className = "lv-bars-buttons";
    this.undo = this.button("Ctrl+Z", "undo");
    this.redo = this.button("Ctrl+Shift+Z", "redo");
    this.warning = document.createElement("p");
    this.warning.className = "lv-bars-warning";
    this.warning.setAttribute("role", "status");
    this.root.append(this.note, this.spoken, this.warning, this.buttons);
    this.stop = new AbortController();
    document.addEventListener("lv-live", ({ detail: { refused } }) => {
      const told = refused && this.start;
      this.warning.textContent = told ? this.t("waits", { reason: refused }) : "";
    }, { signal: this.stop.signal });
    // What is still on its way to Python goes first.
    document.addEventListener("lv-history", (event) => {
      // One of several editors answers.
      if (event.defaultPrevented) return;
      event.preventDefault();
      this.moves.pause();
      this.sender.command(event.detail);
    }, { signal: this.stop.signal });
    document.addEventListener("click", ({ target }) => {
      if (target.closest?.(DICE)) this.rolled();
    }, { signal: this.stop.signal, capture: true });
  }

  button(keys, command) {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.keys = keys;
    made.addEventListener("click", () => this.sender.command(command));
    this.buttons.append(made);
    return made;
  }

  say(text) {
    this.note.textContent = this.spoken.textContent = text;
  }

  moved(changes) {
    this.root.dataset.busy = true;
    for (const [signal, units] of Object.entries(changes)) {
      this.rows.get(signal).follow(units);
      this.sender.change(signal, units);
    }
    this.tell({ phase: "move", changes });
  }

  done() {
    this.sender.done();
    this.tell({ phase: "rest" });
  }

  // The page is told by the button itself; its draw is known here and shown at once.
  rolled() {
    const changes = this.roll;
    if (!changes || this.sender.busy) return;
    this.roll = null;
    for (const [signal, units] of Object.entries(changes)) this.rows.get(signal).follow(units);
    this.tell({ phase: "move", changes });
    this.tell({ phase: "sent", seq: this.sender.messages.count });
    this.tell({ phase: "rest" });
  }

  // The player draws a start that is told here before Python knows of it; a state at a later step
  // waits for Python.
  tell(detail) {
    if (!this.start) return;
    const { layer, scenario } = this.start;
    document.dispatchEvent(new CustomEvent("lv-hand", { detail: { layer, scenario, ...detail } }));
  }

  update({ data, setTriggerValue }) {
    this.start = data.at === "0" ? { layer: data.place[1], scenario: data.place[2] } : null;
    this.sender.arrived(data.seq, setTriggerValue);
    this.root.setAttribute("aria-label", data.label);
    const words = JSON.stringify(data.words);
    const retold = this.words !== words;
    if (retold) {
      Object.assign(this, { words, t: translator(data.words) });
      this.moves?.destroy();
      this.moves = new Moves(this.root, {
        t: this.t,
        onMove: (changes) => this.moved(changes),
        onDone: () => this.done(),
        onSay: (text) => this.say(text),
      });
    }
    const place = JSON.stringify(data.place);
    const other = this.place !== place;
    this.place = place;
    for (const [signal, row] of this.rows) {
      if (data.rows.some((r) => r.signal === signal)) continue;
      row.destroy();
      this.rows.delete(signal);
    }
    for (const entry of data.rows) {
      let row = this.rows.get(entry.signal);
      if (!row) {
        row = new Bars(entry.signal, {
          t: (key, values) => this.t(key, values),
          onChange: (change) => {
            this.root.dataset.busy = true;
            this.sender.change(entry.signal, change);
            this.tell({ phase: "move", changes: { [entry.signal]: change } });
            this.moves.touched(entry.signal, row.unit);
          },
          onDone: () => this.done(),
          onRead: (text) => { this.note.textContent = text; },
          onSay: (text) => this.say(text),
        });
        this.rows.set(entry.signal, row);
        this.root.insertBefore(row.root, this.note);
      }
      row.call(data.at);
      // What is drawn now is newer than what comes back.
      if (other || !this.sender.busy) row.show(entry.values, data.color, other);
      else row.restyle(data.color);
      if (retold) row.rescale();
    }
    const roll = Object.entries(data.roll);
    this.roll = this.start && roll.length
      ? Object.fromEntries(roll.map(([signal, packed]) => [signal, { ...unpack(packed) }])) : null;
    this.moves.root.hidden = !this.start;
    if (this.start && !this.sender.busy) {
      const values = Object.fromEntries([...this.rows].map(([signal, row]) => [signal, [...row.values]]));
      this.moves.settle(values, data.others.map(unpacked), other);
    }
    for (const key of ["undo", "redo"]) {
      const button = this[key];
      const { keys } = button.dataset;
      const name = button.textContent = this.t(key);
      button.disabled = !data[key];
      button.title = data[key] ? this.t("button", { name, what: data[key], keys }) : keys;
    }
    this.root.dataset.seq = data.seq;
    this.root.dataset.busy = this.sender.busy;
  }

  destroy() {
    this.stop.abort();
    this.moves.destroy();
    for (const row of this.rows.values()) row.destroy();
    this.root.remove();
  }
}

function unpacked({ id, name, values }) {
  const rows = Object.entries(values).map(([signal, packed]) => [signal, unpack(packed)]);
  return { id, name, values: Object.fromEntries(rows) };
}

export default mounting(Editor);
