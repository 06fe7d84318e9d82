// The picture of a row of bars: where a value is in it, and what is under a pointer.
const HEIGHT = 96;
const LEAST_BAR = 4;

export class BarsCanvas {
  constructor(signal) {
    this.signal = signal;
    this.element = document.createElement("canvas");
    this.element.setAttribute("aria-hidden", "true");
  }

  // The range has room to draw beyond the largest value.
  rescale(values) {
    const most = Math.max(...values.map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)), 0);
    this.limit = most <= 1.15 ? 1.25 : most * 1.25;
  }

  y(value) {
    return (HEIGHT / 2) * (1 - value / this.limit);
  }

  // The unit and the value under a pointer.
  at(event, units) {
    const box = this.element.getBoundingClientRect();
    const unit = Math.floor((event.clientX - box.left) / this.bar);
    const y = Math.min(HEIGHT, Math.max(0, event.clientY - box.top));
    return {
      unit: Math.min(units - 1, Math.max(0, unit)),
      value: this.limit * (1 - y / (HEIGHT / 2)),
    };
  }

  // `room`: the width that is there; `marked`: the unit with a frame around its bar, if any.
  draw(values, { room, color, style, marked }) {
    const units = values.length;
    const width = Math.max(room, units * LEAST_BAR);
    const ratio = window.devicePixelRatio || 1;
    this.bar = width / units;
    const canvas = this.element;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== HEIGHT * ratio) {
      canvas.width = Math.round(width * ratio);
      canvas.height = HEIGHT * ratio;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${HEIGHT}px`;
    }
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
    values.forEach((value, unit) => {
      const far = this.signal === "h" && Math.abs(value) > 1;
      pen.fillStyle = far ? style.getPropertyValue("--lv-far") : color;
      const y = this.y(Math.max(-this.limit, Math.min(this.limit, value)));
      const x = unit * this.bar + gap / 2;
      pen.fillRect(x, Math.min(y, zero), this.bar - gap, Math.max(1, Math.abs(y - zero)));
    });
    pen.fillStyle = style.color;
    pen.fillRect(0, zero - 0.5, width, 1);
    if (marked === undefined) return;
    pen.strokeStyle = style.color;
    pen.lineWidth = 1.5;
    pen.strokeRect(marked * this.bar + 0.75, 0.75, Math.max(2, this.bar - 1.5), HEIGHT - 1.5);
  }
}
