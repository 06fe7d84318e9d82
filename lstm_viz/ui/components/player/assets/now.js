// The step that is shown, below the pictures: in words, as what the model answers, as equations with
// their numbers, and in the anatomy of the cell.
import { Anatomy } from "./anatomy.js";
import { made } from "./elements.js";
import { answers, equations, sentence } from "./words.js";

export class Now {
  constructor(parent) {
    this.root = made("div", "lv-now", parent);
    this.words = made("p", "lv-words", this.root);
    this.spoken = made("p", "lv-spoken", this.root);
    this.spoken.setAttribute("aria-live", "polite");
    this.answer = made("p", "lv-answers", this.root);
    this.equations = made("div", "lv-equations", this.root);
    this.anatomy = new Anatomy();
    this.root.append(this.anatomy.root);
  }

  show(step, { unit, outputs }, { edited, steps, direction }) {
    const chosen = unit.scenarios.find((s) => s.id === edited) ?? unit.scenarios[0];
    this.words.textContent = sentence(unit, chosen, step, steps) + direction;
    this.answer.textContent = answers(outputs, step);
    this.equations.replaceChildren(...unit.scenarios.map((scenario) => {
      const block = made("div", "lv-equation");
      block.style.borderColor = scenario.color;
      made("b", "", block).textContent = scenario.name;
      const lines = made("div", "", block);
      lines.textContent = equations(unit, scenario, step).join("\n");
      return block;
    }));
    this.anatomy.show(unit, chosen, step);
  }

  // Has it spoken.
  say() {
    this.spoken.textContent = this.words.textContent;
  }
}
