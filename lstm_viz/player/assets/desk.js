// Answers what is asked of a player that stands by itself, as Python answers the page.
import { heatmapEntry, linesEntry, unitOf } from "./compose.js";
import { checked, clicked, readUnits, writeUnits } from "./units.js";

export class Desk {
  // `boards` are those of the light and the dark page; `show` takes a board.
  constructor(boards, show) {
    this.show = show;
    this.take(boards);
    this.now = { ...boards[0].all.first, dark: boards[0].dark };
  }

  take(boards) {
    this.boards = boards;
  }

  ask(change) {
    const { all } = this.boards[0];
    const now = this.now;
    this.problem = undefined;
    const choose = (units) => {
      now.units = units;
      if (!units.includes(now.unit)) [now.unit] = units;
    };
    try {
      if ("units" in change) choose(readUnits(change.units, all));
      else if ("preset" in change) {
        const found = all.presets[change.preset];
        if (typeof found === "string") throw new Error(found);
        choose(found);
      } else if ("unit" in change) {
        const units = checked(clicked(now.units, now.unit, change), all);
        now.unit = units.includes(change.unit) ? change.unit : units[0];
        now.units = units;
      } else Object.assign(now, change);
    } catch (error) {
      this.problem = error.message;
    }
    this.show(this.board());
  }

  board() {
    const { units, unit, pictures, order, gates, dark } = this.now;
    const base = this.boards.find((board) => board.dark === dark);
    const shown = base.pictures.flatMap((entry) => {
      if (entry.area === "gates" && !gates) return [];
      if (!entry.signal || entry.error) return [entry];
      if (entry.key !== `${pictures}_${entry.signal}`) return [];
      return pictures === "lines"
        ? linesEntry(entry, base, this.now)
        : heatmapEntry(entry, base, order);
    });
    return {
      ...base,
      pictures: shown,
      unit: unitOf(base, unit),
      choices: { pictures, units: writeUnits(units), order },
      gates_open: gates && Boolean(base.gates_title),
      problem: this.problem,
    };
  }
}
