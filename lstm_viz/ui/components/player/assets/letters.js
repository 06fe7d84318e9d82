// Whether keys of a single letter or sign act: who speaks to a computer, or hits keys by accident,
// can switch them off. The browser keeps the choice.
import { t } from "./texts.js";

const KEPT = "lstm-viz-letters-off";
const LETTERS = /^[^\s]$/u;

export class Letters {
  constructor() {
    this.root = document.createElement("label");
    this.root.className = "lv-letters";
    this.box = document.createElement("input");
    this.box.type = "checkbox";
    try {
      this.box.checked = localStorage.getItem(KEPT) === null;
    } catch {
      // This browser keeps nothing.
      this.box.checked = true;
    }
    this.box.addEventListener("change", () => {
      try {
        if (this.box.checked) localStorage.removeItem(KEPT);
        else localStorage.setItem(KEPT, "yes");
      } catch {
        // It holds until the page is left.
      }
    });
    this.root.append(this.box, t("letters"));
  }

  // Whether this key is one that is switched off.
  silences({ key }) {
    return !this.box.checked && LETTERS.test(key);
  }
}
