// Undo, redo, the address and its copy. Streamlit calls the default export again for every change
// of data or theme, without calling the cleanup before.
import { mounting } from "../lstm-viz.player/mounting.js";
import { Acknowledge } from "./acknowledge.js";
import { Address } from "./address.js";
import { add, heard, silent } from "./commands.js";
import { translator } from "../lstm-viz.language/translator.js";
import { closeOnEscape } from "./dialogs.js";
import { inputKey, keep, kept } from "./kept.js";

const TEXT_FIELDS = "input:not([type=range], [type=checkbox], [type=radio], [type=color], " +
  "[type=button], [role=combobox]), textarea, [contenteditable=true], [contenteditable='']";
const ICONS = {
  undo: "M9 6 4 11l5 5M4 11h10a6 6 0 0 1 0 12h-3",
  redo: "M15 6l5 5-5 5M20 11H10a6 6 0 0 0 0 12h3",
  link: "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1",
};

function command(name) {
  const event = new CustomEvent("lv-history", { detail: name, cancelable: true });
  if (!document.dispatchEvent(event)) return;
  add(name);
}

// For good: a key between two bars, while the page changes, counts too.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
  const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
  if (!name) return;
  // Text fields undo their own typing; a list that is not searched in has nothing to undo.
  const field = event.target;
  if (field.closest?.(TEXT_FIELDS) || (field.role === "combobox" && field.value)) return;
  event.preventDefault();
  command(name);
});

class Bar {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "lv-experiment";
    this.undo = this.button("undo", () => command("undo"));
    this.redo = this.button("redo", () => command("redo"));
    this.link = this.button("link", () => this.copy());
    this.note = document.createElement("p");
    this.note.setAttribute("role", "status");
    this.root.append(this.note);
    parent.append(this.root);
    this.address = new Address();
    this.acknowledge = new Acknowledge();
    this.stop = new AbortController();
    closeOnEscape(this.stop.signal);
  }

  button(icon, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `lv-experiment-${icon}`;
    made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    made.append(document.createElement("span"));
    made.addEventListener("click", act);
    this.root.append(made);
    return made;
  }

  name(button, name, title) {
    button.lastChild.textContent = name;
    button.setAttribute("aria-label", name);
    button.title = title;
  }

  update({ data, setTriggerValue }) {
    this.setTriggerValue = setTriggerValue;
    heard(data.done, (message) => setTriggerValue("command", message));
    const t = this.t = translator(data.words);
    this.root.setAttribute("aria-label", t("bar"));
    this.name(this.link, t("copy"), t("copies"));
    this.link.lastChild.textContent = t("link");
    const undo = data.undo ? t("undo_what", { what: data.undo }) : t("undo");
    const redo = data.redo ? t("redo_what", { what: data.redo }) : t("redo");
    this.name(this.undo, undo, t("keys", { what: undo, keys: "Ctrl+Z" }));
    this.name(this.redo, redo, t("keys", { what: redo, keys: "Ctrl+Shift+Z" }));
    this.undo.disabled = !data.undo;
    this.redo.disabled = !data.redo;
    this.left = data.left_out.join(", ");
    const long = this.left ? t("long", { what: this.left }) : "";
    if (this.long !== long) this.note.textContent = this.long = long;
    if (data.document && this.digest !== data.digest) this.keep(data);
    this.digest = data.digest;
    this.address.show(data.link);
    if (data.wanted && this.wanted !== data.wanted) this.restore(data.wanted);
    this.wanted = data.wanted;
    this.root.dataset.digest = data.digest;
  }

  async keep({ digest, document }) {
    const there = await keep(digest, document);
    if (!there && this.digest === digest) {
      this.note.textContent = `${this.long} ${this.t("not_kept")}`;
    }
  }

  async restore(wanted) {
    const text = await kept(wanted);
    let input = null;
    try {
      input = text && await kept(inputKey(JSON.parse(text).sequence));
    } catch {
      // Python answers what is damaged.
    }
    this.setTriggerValue("restore", { wanted, text, input });
  }

  async copy() {
    const { whole } = this.address;
    try {
      await navigator.clipboard.writeText(whole);
    } catch {
      // Without https, browsers offer only the old way.
      const field = document.createElement("textarea");
      field.value = whole;
      field.className = "lv-experiment-copied";
      this.root.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      this.link.focus();
    }
    this.note.textContent = this.left
      ? this.t("copied_in_part", { what: this.left })
      : this.t("copied");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.note.textContent = this.long; }, 4000);
  }

  destroy() {
    clearTimeout(this.timer);
    silent();
    this.stop.abort();
    this.address.destroy();
    this.acknowledge.destroy();
    this.root.remove();
  }
}

export default mounting(Bar);
