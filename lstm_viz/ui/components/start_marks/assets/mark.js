// The mark of one start: a slider with two directions, moved by the pointer or by arrow keys.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
// Shares of the picture that a key moves it by; the larger one with Shift.
const STEP = 0.01;
const LEAP = 0.1;
// Milliseconds without a key after which the page is told.
const REST = 400;

export class Mark {
  constructor(marks) {
    this.marks = marks;
    this.root = document.createElement("div");
    this.root.className = "lv-start-mark";
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "slider");
    const on = (name, listener) => this.root.addEventListener(name, listener);
    on("pointerdown", (event) => this.take(event));
    on("pointermove", (event) => this.held && this.drag(event));
    on("pointerup", () => this.let());
    on("pointercancel", () => this.cancel());
    on("keydown", (event) => this.key(event));
    on("blur", () => {
      this.settle();
      marks.rest();
      // It goes with a picture that is drawn anew, or while its start is, and is to have the focus
      // again in the next one, which may be there before the timer.
      const { plot } = marks.picture;
      marks.lost = this;
      setTimeout(() => {
        if (this.shown && marks.picture.plot === plot) marks.lost = undefined;
      });
    });
    on("focus", () => marks.read(this, true));
  }

  show(start) {
    this.start = start;
    this.root.dataset.scenario = start.id;
    this.root.style.setProperty("--lv-color", start.color);
    this.root.setAttribute("aria-label", start.label);
    this.root.title = start.label;
  }

  get shown() {
    return this.root.isConnected && this.root.style.display !== "none";
  }

  // Over the start's own mark in the picture, or away when that is not to be seen.
  put(place) {
    this.root.style.display = place ? "" : "none";
    if (!place) return;
    this.root.style.left = `${place.x}px`;
    this.root.style.top = `${place.y}px`;
  }

  // A slider has one number: where it is across; its words say both.
  tell(across, where, [low, high]) {
    for (const [name, value] of [["min", low], ["max", high], ["now", across]]) {
      this.root.setAttribute(`aria-value${name}`, value);
    }
    this.root.setAttribute("aria-valuetext", where);
  }

  take(event) {
    if (event.button !== 0) return;
    this.settle();
    this.pointer = event.pointerId;
    this.root.setPointerCapture(this.pointer);
    const box = this.root.getBoundingClientRect();
    // The mark stays where it was taken, under the hand.
    this.held = {
      x: event.clientX - (box.left + box.width / 2),
      y: event.clientY - (box.top + box.height / 2),
      from: [event.clientX, event.clientY],
    };
    this.root.dataset.held = true;
  }

  // It stands in a picture that was drawn anew while it was held.
  holdAgain() {
    if (!this.held) return;
    try {
      this.root.setPointerCapture(this.pointer);
    } catch {
      this.let();
    }
  }

  drag({ clientX, clientY, buttons }) {
    // It was let go between two pictures.
    if (!buttons) {
      this.let();
      return;
    }
    const { x, y, from } = this.held;
    if (!this.held.far && Math.hypot(clientX - from[0], clientY - from[1]) < 3) return;
    this.held.far = true;
    this.marks.moved(this.start.id, this.marks.picture.placeAt(clientX - x, clientY - y));
  }

  let() {
    if (!this.held) return;
    this.release();
    this.marks.done();
  }

  cancel() {
    if (!this.held?.far && !this.timer) return;
    this.release();
    this.rested();
    this.marks.back();
    this.marks.read(this);
  }

  release() {
    this.held = undefined;
    delete this.root.dataset.held;
  }

  key(event) {
    if (event.key === "Escape") {
      this.cancel();
      return;
    }
    if (event.key === "Enter") this.settle();
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey || this.held) return;
    event.preventDefault();
    const share = event.shiftKey ? LEAP : STEP;
    const { range } = this.marks.picture;
    this.marks.moved(this.start.id, this.marks.placeOf(this.start).map((value, k) => {
      const [low, high] = range[k];
      return Math.min(Math.max(value + way[k] * share * (high - low), low), high);
    }));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), REST);
  }

  settle() {
    if (!this.timer) return;
    this.rested();
    this.marks.done();
  }

  rested() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  destroy() {
    this.rested();
    this.root.remove();
  }
}
