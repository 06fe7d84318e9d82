// The pictures of a board by their keys, each at its place in its area.
import { made } from "./elements.js";
import { Picture } from "./picture.js";

export class Pictures {
  // `step` gives the present step.
  constructor(step) {
    this.step = step;
    this.areas = {};
    for (const name of ["sequence", "states", "gates"]) this.areas[name] = made("div", "lv-pictures");
    this.byKey = new Map();
  }

  get(key) {
    return this.byKey.get(key);
  }

  [Symbol.iterator]() {
    return this.byKey.values();
  }

  // A picture for each of a board's entries, in their order; any other goes.
  arrange(entries) {
    const keys = entries.map((entry) => entry.key);
    for (const [key, picture] of this.byKey) {
      if (keys.includes(key)) continue;
      picture.destroy();
      this.byKey.delete(key);
    }
    const places = { sequence: 0, states: 0, gates: 0 };
    for (const { key, area } of entries) {
      if (!this.byKey.has(key)) this.byKey.set(key, new Picture(key, this.step));
      const { root } = this.byKey.get(key);
      const there = this.areas[area].children[places[area]];
      if (there !== root) this.areas[area].insertBefore(root, there ?? null);
      places[area] += 1;
    }
  }
}
