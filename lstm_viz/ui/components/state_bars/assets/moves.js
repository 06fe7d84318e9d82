// A start that moves: one unit through a range, the state along the line to another scenario's, or its
// size. Each position is an edit of the bars, so that the pictures follow it as they follow a hand;
// where it rests is one step for undo.

// One way through the range while it plays.
const SECONDS = 4;
// Whoever wants little motion gets a picture now and then.
const STOPS = 10;
const STOP_SECONDS = 0.8;
const RANGES = { unit: [-1, 1], towards: [0, 1], scale: [0, 2] };

function made(tag, properties, parent) {
  const element = Object.assign(document.createElement(tag), properties);
  parent.append(element);
  return element;
}

function short(value) {
  return String(Number(value.toPrecision(3)));
}

export class Moves {
  constructor(parent, { onMove, onDone, onSay, t }) {
    Object.assign(this, { onMove, onDone, onSay, t });
    this.ranges = structuredClone(RANGES);
    this.base = this.last = {};
    this.root = made("details", { className: "lv-moves" }, parent);
    made("summary", { textContent: t("animate") }, this.root);
    const choice = made("div", { className: "lv-moves-row" }, this.root);
    this.choice = made("select", { ariaLabel: t("what_moves") }, choice);
    this.unit = this.number(t("moving_unit"), choice);
    const ends = made("div", { className: "lv-moves-row" }, this.root);
    this.from = this.number(t("from"), ends);
    this.slider = made("input", { type: "range", ariaLabel: t("position") }, ends);
    this.to = this.number(t("to"), ends);
    const acts = made("div", { className: "lv-moves-row" }, this.root);
    this.button = made("button", { type: "button", textContent: t("play") }, acts);
    const label = made("label", {}, acts);
    this.trail = made("input", { type: "checkbox" }, label);
    label.append(` ${t("trail")}`);
    this.listen();
  }

  number(label, parent) {
    return made("input", { type: "number", step: "any", ariaLabel: label }, parent);
  }

  listen() {
    this.stop = new AbortController();
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.stop.signal });
    on(this.choice, "change", () => this.choose());
    on(this.unit, "change", () => this.choose());
    on(this.from, "change", () => this.limit());
    on(this.to, "change", () => this.limit());
    on(this.slider, "input", () => {
      this.pause();
      this.held = true;
      this.go(Number(this.slider.value));
    });
    for (const name of ["pointerup", "keyup", "blur"]) on(this.slider, name, () => this.rest());
    on(this.button, "click", () => (this.playing ? this.pause() : this.play()));
    on(this.trail, "change", () => document.dispatchEvent(
      new CustomEvent("lv-trail", { detail: { on: this.trail.checked } })));
    on(document, "visibilitychange", () => document.hidden && this.pause());
    // Whoever does something else than look means the state that stands there.
    for (const name of ["pointerdown", "keydown"]) {
      document.addEventListener(name, ({ target }) => {
        if (this.root.contains(target) || target.closest?.(".lv-player")) return;
        this.pause();
      }, { signal: this.stop.signal, capture: true });
    }
    on(this.root, "toggle", () => !this.root.open && this.pause());
  }

  get kind() {
    return this.choice.value.split("/")[0];
  }

  get moving() {
    return this.playing || this.held;
  }

  // What the bars show: a movement starts from it, unless it came to rest there itself.
  settle(values, others, anew) {
    this.others = others;
    const options = [
      ...Object.keys(values).map((signal) => [`unit/${signal}`, this.t("one_unit", { signal })]),
      ...others.map(({ id, name }) => [`towards/${id}`, this.t("towards", { name })]),
      ["scale", this.t("scaled")],
    ];
    const told = JSON.stringify(options);
    if (this.told !== told) {
      const chosen = this.choice.value;
      this.choice.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
      if (options.some(([value]) => value === chosen)) this.choice.value = chosen;
      this.told = told;
    }
    if (this.moving) return;
    const same = Object.entries(values).every(([signal, row]) =>
      row.length === this.last[signal]?.length &&
      row.every((value, k) => Math.fround(value) === Math.fround(this.last[signal][k])));
    if (anew || !same) {
      this.base = this.last = values;
      this.choose();
    }
  }

  // The unit that a hand has changed is the one that is meant.
  touched(signal, unit) {
    if (this.moving || this.choice.value !== `unit/${signal}`) return;
    this.unit.value = unit;
  }

  choose() {
    this.pause();
    this.base = this.last;
    const [kind, name] = this.choice.value.split("/");
    const units = this.base[kind === "unit" ? name : Object.keys(this.base)[0]]?.length ?? 1;
    this.unit.hidden = kind !== "unit";
    const unit = Math.min(units - 1, Math.max(0, Math.round(Number(this.unit.value))));
    Object.assign(this.unit, { min: 0, max: units - 1, step: 1, value: unit });
    const start = { unit: this.base[name]?.[unit], towards: 0, scale: 1 }[kind];
    this.show(start ?? 0);
  }

  limit() {
    const [low, high] = [this.from, this.to].map((field) => Number(field.value));
    const told = this.from.value !== "" && this.to.value !== "";
    if (told && Number.isFinite(low) && low < high) this.ranges[this.kind] = [low, high];
    else this.onSay(this.t("from_below_to"));
    this.show(this.at);
  }

  show(at) {
    this.at = at;
    const [low, high] = this.ranges[this.kind];
    this.from.value = low;
    this.to.value = high;
    Object.assign(this.slider, { min: low, max: high, step: (high - low) / 200, value: at });
    this.slider.setAttribute("aria-valuetext", this.words());
    this.button.textContent = this.t(this.playing ? "pause" : "play");
  }

  words() {
    const [kind, name] = this.choice.value.split("/");
    if (kind === "unit") return this.t("value", { unit: this.unit.value, name: `${name}0`, value: short(this.at) });
    if (kind === "scale") return this.t("times", { factor: short(this.at) });
    const other = this.others.find(({ id }) => id === name);
    return this.t("way", { share: short(100 * this.at), name: other?.name });
  }

  // Values by signal and unit at a position.
  changes(at) {
    const [kind, name] = this.choice.value.split("/");
    if (kind === "unit") return { [name]: { [this.unit.value]: Math.round(at * 1e4) / 1e4 } };
    const other = this.others.find(({ id }) => id === name)?.values;
    const found = {};
    for (const [signal, row] of Object.entries(this.base)) {
      found[signal] = Object.fromEntries(row.map((value, k) => [
        // Without negative zeros.
        k, Math.fround(kind === "scale" ? at * value : (1 - at) * value + at * other[signal][k]) + 0]));
    }
    return found;
  }

  go(at) {
    this.show(at);
    const changes = this.changes(at);
    this.last = Object.fromEntries(Object.entries(this.last).map(([signal, row]) => [
      signal, row.map((value, k) => changes[signal]?.[k] ?? value)]));
    this.onMove(changes);
  }

  rest() {
    if (!this.held) return;
    this.held = false;
    this.onDone();
    this.onSay(this.words());
  }

  play() {
    if (this.held) this.rest();
    const [low, high] = this.ranges[this.kind];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.playing = true;
    // Onwards from where it is; at the upper end it turns.
    let way = Math.min(1, Math.max(0, (this.at - low) / (high - low)));
    let last;
    let waited = STOP_SECONDS;
    const tick = (now) => {
      const seconds = last === undefined ? 0 : (now - last) / 1000;
      last = now;
      waited += seconds;
      if (!calm || waited >= STOP_SECONDS) {
        way += calm ? 1 / STOPS : seconds / SECONDS;
        waited = 0;
        const turn = way % 2;
        this.go(low + (high - low) * (turn <= 1 ? turn : 2 - turn));
      }
      this.request = requestAnimationFrame(tick);
    };
    this.request = requestAnimationFrame(tick);
    this.show(this.at);
  }

  pause() {
    if (!this.playing) return;
    cancelAnimationFrame(this.request);
    this.playing = false;
    this.held = true;
    this.rest();
    this.show(this.at);
  }

  destroy() {
    cancelAnimationFrame(this.request);
    this.stop.abort();
    this.root.remove();
  }
}
