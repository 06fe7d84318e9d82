// One intervention: a button on the axis that is dragged, or moved by the arrow keys.

const SIGNS = { set: "=", clamp: "‖", lesion: "∅", scale: "×", add: "+", splice: "⇄" };
const KEYS = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 };

// Black or white, whichever is read better on the colour.
function inkOn(color) {
  const [r, g, b] = [1, 3, 5].map((k) => (parseInt(color.slice(k, k + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000000" : "#ffffff";
}

export class Mark {
  constructor(lane) {
    this.lane = lane;
    this.root = document.createElement("button");
    this.root.type = "button";
    this.root.className = "lv-lane-mark";
    this.by = 0;
    this.root.addEventListener("pointerdown", (event) => this.down(event));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("click", (event) => {
      // A click of the pointer comes after the drag, which has answered it.
      if (event.detail === 0) this.send("select");
    });
    this.root.addEventListener("focus", () => this.tell());
  }

  show(entry, color, selected) {
    this.entry = entry;
    this.by = 0;
    this.root.textContent = SIGNS[entry.kind] ?? entry.kind;
    this.root.dataset.on = entry.on;
    this.root.dataset.kind = entry.kind;
    this.root.style.setProperty("--lv-color", color);
    this.root.style.setProperty("--lv-ink", inkOn(color));
    this.root.setAttribute("aria-pressed", selected);
    this.root.setAttribute("aria-label", this.words());
    this.root.title = this.words();
    this.place();
  }

  words() {
    const { words, on, note } = this.entry;
    const { t } = this.lane;
    const told = on ? words : t("off", { words });
    return note ? t("noted", { words: told, note }) : told;
  }

  get lasts() {
    return this.entry.last > this.entry.first;
  }

  place() {
    const { first, last } = this.entry;
    const T = this.lane.data.steps;
    const [a, b] = [first + this.by, last + this.by];
    this.root.classList.toggle("lv-once", !this.lasts);
    if (this.lasts) {
      this.root.style.left = `${(100 * a) / (T + 1)}%`;
      this.root.style.width = `${(100 * Math.max(0, Math.min(b, T) - a + 1)) / (T + 1)}%`;
    } else {
      this.root.style.left = `${100 * this.lane.share(Math.min(a, T))}%`;
      this.root.style.width = "";
    }
  }

  // Pixels that it takes on a track so wide.
  extent(width) {
    const T = this.lane.data.steps;
    if (!this.lasts) {
      const middle = width * this.lane.share(Math.min(this.entry.first, T));
      return [middle - 14, middle + 14];
    }
    const left = (width * this.entry.first) / (T + 1);
    return [left, Math.max(left + 28, (width * (this.entry.last + 1)) / (T + 1))];
  }

  limit(by) {
    const { first, last, kind } = this.entry;
    const least = kind === "clamp" || kind === "lesion" ? 1 : 0;
    return Math.max(least - first, Math.min(this.lane.data.steps - last, by));
  }

  move(by) {
    this.by = this.limit(by);
    this.place();
    const at = this.entry.first + this.by;
    const last = this.entry.last + this.by;
    this.lane.read(this.lasts ? this.lane.t("steps", { first: at, last }) : `t = ${at}`);
  }

  down(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.root.focus();
    this.root.setPointerCapture(event.pointerId);
    const start = event.clientX;
    const stop = new AbortController();
    this.root.addEventListener("pointermove", (e) => {
      if (this.movable) this.move(this.lane.stepsOf(e.clientX - start));
    }, stop);
    const end = () => {
      stop.abort();
      if (this.by) this.send("move", { by: this.by });
      else this.send("select");
    };
    this.root.addEventListener("pointerup", end, stop);
    this.root.addEventListener("pointercancel", () => {
      stop.abort();
      this.move(0);
    }, stop);
  }

  // What goes on over all steps has no place of its own.
  get movable() {
    return !this.entry.everywhere;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const by = KEYS[event.key];
    if (by && this.movable) {
      event.preventDefault();
      this.move(this.by + by * (event.shiftKey ? 10 : 1));
      this.lane.settle(() => {
        if (this.by) this.send("move", { by: this.by });
      });
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.send("remove");
    } else if (event.key.toLowerCase() === "o") {
      this.send("toggle");
    } else if (event.key.toLowerCase() === "c") {
      this.send("copy");
    }
  }

  send(action, rest = {}) {
    this.lane.send({ action, scenario: this.entry.scenario, mark: this.entry.number, ...rest });
  }

  tell() {
    this.lane.read(this.lane.t("keys", { words: this.words() }));
  }
}
