// One row of bars on a canvas: the values of one signal, one bar per unit. Of all units one is in
// hand; a slider over its bar has the focus and speaks for it, so that each unit is heard as itself.
import { UnitFields } from "./unit_fields.js";

const HEIGHT = 96;
const LEAST_BAR = 4;
const STEP = 0.05;
// What a number begins with, on a Chinese keyboard too.
const NUMBER = /^[0-9\uff10-\uff19.,\uff0e\u3002+\-\uff0d\u2212]$/;

export function unpack({ bdata }) {
  const bytes = Uint8Array.from(atob(bdata), (c) => c.charCodeAt(0));
  return Array.from(new Float32Array(bytes.buffer));
}

function rounded(value) {
  return Math.round(value * 1e4) / 1e4;
}

export class Bars {
  // `onRead` shows a text, `onSay` has it spoken too.
  constructor(signal, { onChange, onDone, onRead, onSay, t }) {
    Object.assign(this, { signal, onChange, onDone, onRead, onSay, t });
    this.values = [];
    this.unit = 0;
    this.root = document.createElement("div");
    this.root.className = "lv-bars-row";
    this.root.dataset.signal = signal;
    this.fields = new UnitFields({
      t,
      onUnit: (unit) => this.choose(unit),
      onValue: (value) => this.put(value),
      onWrong: (text) => this.onSay(this.t("no_number", { text, value: this.text() })),
    });
    this.top = document.createElement("span");
    this.top.className = "lv-bars-range";
    this.scroll = document.createElement("div");
    this.scroll.className = "lv-bars-scroll";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.scroll.setAttribute("role", "group");
    this.handle = this.slider();
    this.scroll.append(this.canvas, this.handle);
    this.call("0");
    const head = document.createElement("div");
    head.className = "lv-bars-head";
    head.append(this.fields.root, this.top);
    this.root.append(head, this.scroll);
    this.stop = new AbortController();
    const options = { signal: this.stop.signal };
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event), options);
    this.canvas.addEventListener("pointermove", (event) => this.hover(event), options);
    this.canvas.addEventListener("pointerleave", () => this.read(), options);
    this.canvas.addEventListener("mousedown", (event) => {
      // Of what is no field, a browser takes the focus away.
      event.preventDefault();
      this.handle.focus({ preventScroll: true });
    }, options);
    this.canvas.addEventListener("dblclick", () => this.type(), options);
    this.scroll.addEventListener("keydown", (event) => this.key(event), options);
    this.scroll.addEventListener("focusin", () => this.draw(), options);
    this.scroll.addEventListener("keyup", () => this.letGo(), options);
    this.scroll.addEventListener("focusout", ({ relatedTarget }) => {
      // It goes on to the next unit's.
      if (this.scroll.contains(relatedTarget)) return;
      this.letGo();
      this.draw();
    }, options);
    this.resizer = new ResizeObserver(() => this.draw());
    this.resizer.observe(this.scroll);
  }

  // Of which step the state is: "0" is the initial state.
  call(at) {
    this.name = `${this.signal}${at}`;
    this.scroll.setAttribute("aria-label", this.t("slider", { name: this.name }));
    this.fields.call(this.name);
  }

  slider() {
    const made = document.createElement("div");
    made.className = "lv-bars-unit";
    made.tabIndex = 0;
    made.setAttribute("role", "slider");
    made.dataset.unit = this.unit;
    return made;
  }

  show(packed, color, other) {
    this.values = unpack(packed);
    if (other) this.unit = 0;
    this.unit = Math.min(this.unit, this.values.length - 1);
    if (!this.held) this.rescale();
    this.restyle(color);
  }

  restyle(color) {
    this.color = color;
    this.draw();
  }

  // The range has room to draw beyond the largest value, and stays while a bar is held.
  rescale() {
    const most = Math.max(...this.values.map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)), 0);
    this.limit = most <= 1.15 ? 1.25 : most * 1.25;
    this.top.textContent = `±${this.limit.toPrecision(3)}`;
  }

  y(value) {
    return (HEIGHT / 2) * (1 - value / this.limit);
  }

  draw() {
    const units = this.values.length;
    if (!units || !this.scroll.clientWidth) return;
    const width = Math.max(this.scroll.clientWidth, units * LEAST_BAR);
    const ratio = window.devicePixelRatio || 1;
    this.bar = width / units;
    const { canvas } = this;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== HEIGHT * ratio) {
      canvas.width = Math.round(width * ratio);
      canvas.height = HEIGHT * ratio;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${HEIGHT}px`;
    }
    const style = getComputedStyle(this.root);
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, HEIGHT);
    pen.fillStyle = style.getPropertyValue("--lv-band");
    if (this.signal === "h" && this.limit > 1) {
      // A tanh cell never leaves [-1, 1] by itself.
      pen.fillRect(0, 0, width, this.y(1));
      pen.fillRect(0, this.y(-1), width, HEIGHT);
    }
    const gap = this.bar > 6 ? 1 : 0;
    const zero = this.y(0);
    this.values.forEach((value, unit) => {
      const far = this.signal === "h" && Math.abs(value) > 1;
      pen.fillStyle = far ? style.getPropertyValue("--lv-far") : this.color;
      const y = this.y(Math.max(-this.limit, Math.min(this.limit, value)));
      const x = unit * this.bar + gap / 2;
      pen.fillRect(x, Math.min(y, zero), this.bar - gap, Math.max(1, Math.abs(y - zero)));
    });
    pen.fillStyle = style.color;
    pen.fillRect(0, zero - 0.5, width, 1);
    if (this.scroll.contains(document.activeElement)) {
      pen.strokeStyle = style.color;
      pen.lineWidth = 1.5;
      pen.strokeRect(this.unit * this.bar + 0.75, 0.75, Math.max(2, this.bar - 1.5), HEIGHT - 1.5);
    }
    this.speak();
  }

  text(unit = this.unit) {
    const value = this.values[unit];
    return value === undefined
      ? ""
      : this.t("value", { unit, name: this.name, value: rounded(value) });
  }

  // Another unit has another slider: who has heard of one hears of the next.
  speak() {
    if (Number(this.handle.dataset.unit) !== this.unit) {
      const [before, focused] = [this.handle, document.activeElement === this.handle];
      this.handle = this.slider();
      this.scroll.append(this.handle);
      if (focused) this.handle.focus({ preventScroll: true });
      before.remove();
    }
    const { handle, unit, values } = this;
    const value = rounded(values[unit] ?? 0);
    Object.assign(handle.style, { left: `${unit * this.bar}px`, width: `${this.bar}px` });
    const said = {
      label: this.t("field", { unit, name: this.name }), valuemin: -this.limit,
      valuemax: this.limit, valuenow: value, valuetext: value,
    };
    for (const [name, text] of Object.entries(said)) handle.setAttribute(`aria-${name}`, text);
    this.fields.show(unit, value, values.length);
  }

  read(unit = this.unit) {
    this.onRead(this.text(unit));
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const unit = Math.floor((event.clientX - box.left) / this.bar);
    const y = Math.min(HEIGHT, Math.max(0, event.clientY - box.top));
    return {
      unit: Math.min(this.values.length - 1, Math.max(0, unit)),
      value: rounded(this.limit * (1 - y / (HEIGHT / 2))),
    };
  }

  hover(event) {
    if (!this.held && this.values.length) this.read(this.place(event).unit);
  }

  // Drags one bar; sweeping across draws a shape through all units between.
  grab(event) {
    if (event.button !== 0 || !this.values.length) return;
    const start = this.place(event);
    this.held = { last: start, moved: false, y: event.clientY, x: event.clientX };
    this.unit = start.unit;
    this.canvas.setPointerCapture(event.pointerId);
    const sweep = new AbortController();
    const options = { signal: sweep.signal };
    this.canvas.addEventListener("pointermove", (now) => this.sweep(now), options);
    const end = () => {
      sweep.abort();
      const { moved } = this.held;
      this.held = undefined;
      if (moved) {
        this.rescale();
        this.onDone();
      }
      this.draw();
      this.onSay(this.text());
    };
    this.canvas.addEventListener("pointerup", end, options);
    this.canvas.addEventListener("pointercancel", end, options);
    this.draw();
  }

  sweep(event) {
    const held = this.held;
    // A click that trembles is no drag.
    if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 3) return;
    held.moved = true;
    const now = this.place(event);
    const { last } = held;
    const changes = {};
    const step = Math.sign(now.unit - last.unit) || 1;
    for (let unit = last.unit; ; unit += step) {
      const part = now.unit === last.unit ? 1 : (unit - last.unit) / (now.unit - last.unit);
      changes[unit] = rounded(last.value + part * (now.value - last.value));
      if (unit === now.unit) break;
    }
    held.last = now;
    this.unit = now.unit;
    this.set(changes);
  }

  set(changes) {
    for (const [unit, value] of Object.entries(changes)) this.values[unit] = value;
    this.draw();
    this.read();
    this.onChange(changes);
  }

  // Shows what something else than a hand at these bars does.
  follow(changes) {
    for (const [unit, value] of Object.entries(changes)) this.values[unit] = value;
    if (Object.values(changes).some((value) => Math.abs(value) > this.limit)) this.rescale();
    this.draw();
  }

  // A held key is one edit: it ends when the key is let go.
  one(value) {
    this.keyed = true;
    this.set({ [this.unit]: rounded(value) });
    this.rescale();
    this.draw();
  }

  letGo() {
    if (!this.keyed) return;
    this.keyed = false;
    this.onDone();
  }

  choose(unit) {
    this.unit = Math.min(this.values.length - 1, Math.max(0, unit));
    const left = this.unit * this.bar;
    if (left < this.scroll.scrollLeft || left > this.scroll.scrollLeft + this.scroll.clientWidth) {
      this.scroll.scrollLeft = left - this.scroll.clientWidth / 2;
    }
    this.draw();
    this.read();
  }

  // A typed value of the unit in hand.
  put(value) {
    this.set({ [this.unit]: value });
    this.rescale();
    this.draw();
    this.onDone();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.values.length) return;
    const now = this.values[this.unit];
    const size = event.shiftKey ? 10 * STEP : STEP;
    const act = {
      ArrowLeft: () => this.choose(this.unit - (event.shiftKey ? 10 : 1)),
      ArrowRight: () => this.choose(this.unit + (event.shiftKey ? 10 : 1)),
      Home: () => this.choose(0),
      End: () => this.choose(this.values.length - 1),
      ArrowUp: () => this.one(now + size),
      ArrowDown: () => this.one(now - size),
      Delete: () => this.one(0),
      Backspace: () => this.one(0),
      Enter: () => this.type(),
    }[event.key] ?? (NUMBER.test(event.key) ? () => this.type(event.key) : undefined);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // `begun`: what was typed already.
  type(begun) {
    const field = document.createElement("input");
    field.type = "text";
    field.inputMode = "decimal";
    field.value = begun ?? rounded(this.values[this.unit]);
    field.className = "lv-bars-field";
    field.setAttribute("aria-label", this.t("field", { unit: this.unit, name: this.name }));
    this.root.append(field);
    field.focus();
    if (begun === undefined) field.select();
    let open = true;
    const end = (keep, again = true) => {
      if (!open) return;
      // Digits and signs of a Chinese keyboard are read as those of ASCII.
      const written = field.value.normalize("NFKC").replace(/[−–]/g, "-").replace("。", ".");
      const value = Number(written.trim().replace(",", "."));
      if (keep && (field.value.trim() === "" || !Number.isFinite(value))) {
        this.onSay(this.t("no_number", { text: field.value, value: this.text() }));
        keep = false;
      }
      open = false;
      field.remove();
      if (keep) this.put(value);
      if (again) this.handle.focus();
    };
    field.addEventListener("keydown", (event) => {
      // Enter ends a composition first.
      if (event.isComposing) return;
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    // The focus is where it was taken to.
    field.addEventListener("blur", () => end(true, false));
  }

  destroy() {
    this.stop.abort();
    this.resizer.disconnect();
    this.root.remove();
  }
}
