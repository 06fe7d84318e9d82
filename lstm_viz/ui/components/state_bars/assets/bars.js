// One row of bars on a canvas: the values of one signal, one bar per unit. Of all units one is in
// hand; a slider over its bar has the focus and speaks for it, so that each unit is heard as itself.
import { BarsCanvas } from "./bars_canvas.js";
import { UnitFields } from "./unit_fields.js";
import { valueField } from "./value_field.js";

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
      onWrong: (text) => this.refuse(text),
    });
    this.top = document.createElement("span");
    this.top.className = "lv-bars-range";
    this.scroll = document.createElement("div");
    this.scroll.className = "lv-bars-scroll";
    this.picture = new BarsCanvas(signal);
    this.canvas = this.picture.element;
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

  // The range stays while a bar is held.
  rescale() {
    this.picture.rescale(this.values);
    this.top.textContent = `±${this.picture.limit.toPrecision(3)}`;
  }

  draw() {
    if (!this.values.length || !this.scroll.clientWidth) return;
    this.picture.draw(this.values, {
      room: this.scroll.clientWidth,
      color: this.color,
      style: getComputedStyle(this.root),
      marked: this.scroll.contains(document.activeElement) ? this.unit : undefined,
    });
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
    const { handle, unit, values, picture: { bar, limit } } = this;
    const value = rounded(values[unit] ?? 0);
    Object.assign(handle.style, { left: `${unit * bar}px`, width: `${bar}px` });
    const said = {
      label: this.t("field", { unit, name: this.name }), valuemin: -limit,
      valuemax: limit, valuenow: value, valuetext: value,
    };
    for (const [name, text] of Object.entries(said)) handle.setAttribute(`aria-${name}`, text);
    this.fields.show(unit, value, values.length);
  }

  read(unit = this.unit) {
    this.onRead(this.text(unit));
  }

  place(event) {
    const { unit, value } = this.picture.at(event, this.values.length);
    return { unit, value: rounded(value) };
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
    if (Object.values(changes).some((value) => Math.abs(value) > this.picture.limit)) this.rescale();
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
    const left = this.unit * this.picture.bar;
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
    valueField(this.root, {
      value: rounded(this.values[this.unit]),
      begun,
      label: this.t("field", { unit: this.unit, name: this.name }),
      onValue: (value) => this.put(value),
      onWrong: (text) => this.refuse(text),
      onKeys: () => this.handle.focus(),
    });
  }

  refuse(text) {
    this.onSay(this.t("no_number", { text, value: this.text() }));
  }

  destroy() {
    this.stop.abort();
    this.resizer.disconnect();
    this.root.remove();
  }
}
