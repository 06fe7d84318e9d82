// Bars of h0 and c0, one per unit, drawn with the pointer or the keys. Streamlit calls the default
// export again for every change of data or theme, without calling the cleanup before.
import { Bars } from "./bars.js";
import { Sender } from "./sender.js";

const editors = new WeakMap();

class Editor {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "lv-bars";
    parent.append(this.root);
    this.rows = new Map();
    this.sender = new Sender();
    this.note = document.createElement("p");
    this.note.className = "lv-readout";
    this.note.setAttribute("aria-live", "polite");
    this.buttons = document.createElement("div");
    this.buttons.className = "lv-bars-buttons";
    this.undo = this.button("Undo", "Ctrl+Z", "undo");
    this.redo = this.button("Redo", "Ctrl+Shift+Z", "redo");
    this.root.append(this.note, this.buttons);
    this.stop = new AbortController();
    // What is still on its way to Python goes first.
    document.addEventListener("lv-history", (event) => {
      // One of several editors answers.
      if (event.defaultPrevented) return;
      event.preventDefault();
      this.sender.command(event.detail);
    }, { signal: this.stop.signal });
  }

  button(name, keys, command) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.dataset.keys = keys;
    made.addEventListener("click", () => this.sender.command(command));
    this.buttons.append(made);
    return made;
  }

  update({ data, setTriggerValue }) {
    this.sender.arrived(data.seq, setTriggerValue);
    this.root.setAttribute("aria-label", data.label);
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
          onChange: (change) => {
            this.root.dataset.busy = true;
            this.sender.change(entry.signal, change);
          },
          onDone: () => this.sender.done(),
          onRead: (text) => { this.note.textContent = text; },
        });
        this.rows.set(entry.signal, row);
        this.root.insertBefore(row.root, this.note);
      }
      row.call(data.at);
      // What is drawn now is newer than what comes back.
      if (other || !this.sender.busy) row.show(entry.values, data.color, other);
      else row.restyle(data.color);
    }
    for (const [button, what] of [[this.undo, data.undo], [this.redo, data.redo]]) {
      button.disabled = !what;
      button.title = `${what ? `${button.textContent}: ${what}, ` : ""}${button.dataset.keys}`;
    }
    this.root.dataset.seq = data.seq;
    this.root.dataset.busy = this.sender.busy;
  }

  destroy() {
    this.stop.abort();
    for (const row of this.rows.values()) row.destroy();
    this.root.remove();
  }
}

export default function (component) {
  const parent = component.parentElement;
  let editor = editors.get(parent);
  if (!editor) {
    editor = new Editor(parent);
    editors.set(parent, editor);
  }
  editor.update(component);
  return () => {
    editor.destroy();
    editors.delete(parent);
  };
}
