// One row of bars on a canvas: the values of one signal, one bar per unit.

const HEIGHT = 96;
const LEAST_BAR = 4;
const STEP = 0.05;

export function unpack({ bdata }) {
  const bytes = Uint8Array.from(atob(bdata), (c) => c.charCodeAt(0));
  return Array.from(new Float32Array(bytes.buffer));
}

function rounded(value) {
  return Math.round(value * 1e4) / 1e4;
}

export class Bars {
  constructor(signal, { onChange, onDone, onRead, t }) {
    Object.assign(this, { signal, onChange, onDone, onRead, t });
    this.values = [];
    this.unit = 0;
    this.root = document.createElement("div");
    this.root.className = "lv-bars-row";
    this.root.dataset.signal = signal;
    const label = document.createElement("span");
    this.label = label;
    this.top = document.createElement("span");
    this.top.className = "lv-bars-range";
    this.scroll = document.createElement("div");
    this.scroll.className = "lv-bars-scroll";
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "slider");
    this.call("0");
    this.scroll.append(this.canvas);
    const head = document.createElement("div");
    head.className = "lv-bars-head";
    head.append(label, this.top);
    this.root.append(head, this.scroll);
    this.stop = new AbortController();
    const options = { signal: this.stop.signal };
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event), options);
    this.canvas.addEventListener("pointermove", (event) => this.hover(event), options);
    this.canvas.addEventListener("pointerleave", () => this.read(), options);
    this.canvas.addEventListener("dblclick", () => this.type(), options);
    this.canvas.addEventListener("keydown", (event) => this.key(event), options);
    this.canvas.addEventListener("focus", () => this.draw(), options);
    this.canvas.addEventListener("keyup", () => this.letGo(), options);
    this.canvas.addEventListener("blur", () => {
      this.letGo();
      this.draw();
    }, options);
    this.resizer = new ResizeObserver(() => this.draw());
    this.resizer.observe(this.scroll);
  }

  // Of which step the state is: "0" is the initial state.
  call(at) {
    this.name = `${this.signal}${at}`;
    this.label.textContent = this.name;
    this.canvas.setAttribute("aria-label", this.t("slider", { name: this.name }));
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
    const [low, high] = [-this.limit, this.limit].map((end) => end.toPrecision(3));
    this.top.textContent = this.t("range", { low, high });
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
    if (document.activeElement === canvas) {
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

  speak() {
    this.canvas.setAttribute("aria-valuemin", String(-this.limit));
    this.canvas.setAttribute("aria-valuemax", String(this.limit));
    this.canvas.setAttribute("aria-valuenow", String(rounded(this.values[this.unit] ?? 0)));
    this.canvas.setAttribute("aria-valuetext", this.text());
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
      this.read();
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

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.values.length) return;
    const now = this.values[this.unit];
    const size = event.shiftKey ? 10 * STEP : STEP;
    const go = (unit) => {
      this.unit = Math.min(this.values.length - 1, Math.max(0, unit));
      const left = this.unit * this.bar;
      if (left < this.scroll.scrollLeft || left > this.scroll.scrollLeft + this.scroll.clientWidth) {
        this.scroll.scrollLeft = left - this.scroll.clientWidth / 2;
      }
      this.draw();
      this.read();
    };
    const act = {
      ArrowLeft: () => go(this.unit - (event.shiftKey ? 10 : 1)),
      ArrowRight: () => go(this.unit + (event.shiftKey ? 10 : 1)),
      Home: () => go(0),
      End: () => go(this.values.length - 1),
      ArrowUp: () => this.one(now + size),
      ArrowDown: () => this.one(now - size),
      Delete: () => this.one(0),
      Backspace: () => this.one(0),
      Enter: () => this.type(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  type() {
    const field = document.createElement("input");
    field.type = "text";
    field.inputMode = "decimal";
    field.value = rounded(this.values[this.unit]);
    field.className = "lv-bars-field";
    field.setAttribute("aria-label", this.t("field", { unit: this.unit, name: this.name }));
    this.root.append(field);
    field.focus();
    field.select();
    let open = true;
    const end = (keep) => {
      if (!open) return;
      // Digits and signs of a Chinese keyboard are read as those of ASCII.
      const written = field.value.normalize("NFKC").replace(/[−–]/g, "-").replace("。", ".");
      const value = Number(written.trim().replace(",", "."));
      if (keep && (field.value.trim() === "" || !Number.isFinite(value))) {
        this.onRead(this.t("no_number", { text: field.value, value: this.text() }));
        keep = false;
      }
      open = false;
      field.remove();
      if (keep) this.set({ [this.unit]: value });
      if (keep) {
        this.rescale();
        this.onDone();
      }
      this.canvas.focus();
    };
    field.addEventListener("keydown", (event) => {
      // Enter ends a composition first.
      if (event.isComposing) return;
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    field.addEventListener("blur", () => end(true));
  }

  destroy() {
    this.stop.abort();
    this.resizer.disconnect();
    this.root.remove();
  }
}
