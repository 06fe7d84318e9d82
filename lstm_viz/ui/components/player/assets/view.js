// One player on the page: what is shown, what was asked, what Python is told.
import { Messages } from "../lstm-viz.messages/messages.js";
import { Choices } from "./choices.js";
import { Clock } from "./clock.js";
import { Controls, KEYS } from "./controls.js";
import { made } from "./elements.js";
import { keepRange, keepStep, leaveAt, rangeOf, stepOf } from "./lasting.js";
import { Legend } from "./legend.js";
import { Letters } from "./letters.js";
import { Live } from "./live.js";
import { Now } from "./now.js";
import { isDark, spareTime } from "./paint.js";
import { partsBar } from "./parts.js";
import { Pictures } from "./pictures.js";
import { Pointer } from "./pointer.js";
import { loadPlotly } from "./server.js";
import { t } from "./texts.js";

// How often in a row all is asked for again.
const MOST_MISSED = 10;
// What has a use of its own for the keys of the player.
const OWN_KEYS = "input:not(.lv-bar input[type=range]), select, textarea, canvas, table, " +
  "[contenteditable], [role=slider], [role=listbox], [role=option], [role=combobox], " +
  "[role=radio], [role=tab], [role=dialog], .lv-text-body, [data-own-keys]";

export class View {
  constructor(parent) {
    this.range = null;
    this.stop = new AbortController();
    this.root = made("section", "lv-player", parent);
    this.root.tabIndex = 0;
    this.root.setAttribute("aria-label", t("player"));
    this.pictures = new Pictures(() => this.clock.step);
    this.clock = new Clock({ onMove: () => this.move(), onRest: (t) => this.stopped(t) });
    this.controls = new Controls(this.clock, {
      onZoom: (by) => this.zoom(by),
      onHelp: () => this.help(),
    });
    this.live = new Live({
      show: (board) => this.show(board),
      rest: () => this.rest(),
      back: () => {
        this.heard(this.data);
        this.draw(this.Plotly, this.data, false);
      },
      meter: (text) => { this.meter.textContent = text; },
    });
    this.missed = 0;
    this.asks = new Messages((asks) => this.setTriggerValue("view", { asks }));
    this.choices = new Choices((change) => this.tell(change));
    this.legend = new Legend(() => this.stand());
    this.head = made("div", "lv-head", this.root);
    this.head.append(this.controls.root, this.legend.root);
    this.keys = made("div", "lv-keys", this.root);
    this.keys.hidden = true;
    for (const [key, what] of KEYS) {
      const row = made("div", "", this.keys);
      made("kbd", "", row).textContent = key === " " ? t("key_space") : key;
      row.append(t(what));
    }
    this.letters = new Letters();
    this.keys.append(this.letters.root);
    this.problem = made("p", "lv-message lv-problem", this.root);
    this.problem.setAttribute("role", "alert");
    const { sequence, states, gates } = this.pictures.areas;
    this.root.append(sequence);
    this.controls.zoomButtons(made("span", "lv-zoom", this.choices.root));
    this.root.append(this.choices.root, states);
    this.fold = made("details", "lv-gates", this.root);
    this.foldTitle = made("summary", "", this.fold);
    this.fold.append(gates);
    this.fold.addEventListener("toggle", () => {
      if (this.data && this.fold.open !== this.data.gates_open) {
        this.tell({ gates: this.fold.open });
      }
    });
    this.meter = made("p", "lv-live-meter", this.root);
    this.now = new Now(this.root);
    this.root.append(partsBar());
    this.pointer = new Pointer(this.root, {
      pictureOf: (key) => this.pictures.get(key),
      scenarios: () => this.unit.scenarios,
      onGrab: () => this.clock.pause(),
      onStep: (t) => this.clock.go(t),
      onUnit: (unit, { shiftKey, ctrlKey, metaKey }) => {
        this.tell({ unit, range: shiftKey, remove: ctrlKey || metaKey });
      },
      onZoom: (by) => this.zoom(by),
    });
    this.listen();
  }

  listen() {
    const { signal } = this.stop;
    const keys = (event) => {
      // Elsewhere on the page they scroll, and mean what they always do.
      if (!this.root.contains(event.target) || this.letters.silences(event)) return;
      if (event.key === "Escape") {
        this.pointer.hide();
        this.keys.hidden = true;
      }
      if (event.target.closest?.(OWN_KEYS)) return;
      // A focused button answers the space bar itself.
      if (event.key === " " && event.target.closest?.("button, a, summary")) return;
      if (this.controls.key(event)) event.preventDefault();
    };
    document.addEventListener("keydown", keys, { signal, capture: true });
    addEventListener("pagehide", () => {
      if (this.data && this.clock.moving) leaveAt(this.clock.step);
    }, { signal });
    document.addEventListener("click", (event) => {
      if (event.target.closest?.("a[href]")) this.clock.leave();
    }, { signal, capture: true });
    // The address asks for the step that is seen as the page is left.
    document.addEventListener("lv-step", ({ detail }) => {
      if (this.data) detail.step = this.clock.step;
    }, { signal });
    document.addEventListener("lv-presented", () => this.redraw(), { signal });
    document.addEventListener("lv-trail", ({ detail }) => { this.trail = detail.on; }, { signal });
    const { areas } = this.pictures;
    for (const area of Object.values(areas)) this.pointer.listen(area, signal);
    this.resizer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(async () => {
        await Promise.all([...this.pictures].map((picture) => picture.resize()));
        this.move();
      });
    });
    this.resizer.observe(areas.sequence);
  }

  async update({ data, setStateValue, setTriggerValue }) {
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    if (!data || this.gone) return;
    this.asks.answered(data.asks);
    if (!data.complete) {
      // Something that was sent before did not arrive; nor may the answer, when another run of the
      // page comes right after it.
      if (this.asks.waiting.some(({ resend }) => resend) || this.missed >= MOST_MISSED) return;
      this.missed += 1;
      this.tell({ resend: true });
      return;
    }
    this.missed = 0;
    await this.take(data);
  }

  // Shows a board.
  async take(data) {
    const darkNow = isDark(this.root) ?? data.dark;
    if (darkNow !== data.dark && this.asked !== darkNow) {
      this.asked = darkNow;
      this.tell({ dark: darkNow });
    }
    const other = this.data?.place !== data.place;
    this.data = data;
    this.live.settled(data);
    // A hand that moves is ahead of what the page knows.
    if (!this.live.ahead) this.heard(data);
    this.clock.steps = data.steps;
    if (other) {
      this.clock.pause();
      const start = stepOf(data.place) ?? data.start;
      this.clock.t = Math.min(data.steps, start);
      // Python began elsewhere, and so did the address.
      if (start !== data.start) this.clock.restSoon();
      this.range = rangeOf(data.place);
    }
    this.clock.t = Math.min(this.clock.t, data.steps);
    const waits = this.asks.waiting.some((one) => "units" in one);
    this.choices.show(data.choices, Boolean(data.problem), waits);
    this.legend.show(data.legend);
    this.problem.textContent = data.problem ?? "";
    this.foldTitle.textContent = data.gates_title;
    this.fold.hidden = !data.gates_title;
    this.fold.open = data.gates_open;
    this.move();
    try {
      const Plotly = await loadPlotly(data.plotly);
      if (this.data === data) await this.draw(Plotly, data, other);
    } catch (error) {
      this.problem.textContent = error.message;
    }
  }

  heard({ unit, outputs }) {
    this.unit = unit;
    this.outputs = outputs;
    this.shownData = undefined;
  }

  // What the route answered for the state under the hand.
  show(board) {
    this.heard(board);
    const { trail } = this;
    const moved = board.pictures.map((entry) => this.pictures.get(entry.key)?.move(entry, { trail }));
    this.whole = moved.every((right) => right !== false);
    this.move();
  }

  // Plotly draws what a hand left: the pictures stay as they are to the eye.
  async rest() {
    if (!this.Plotly || !this.data || this.live.moving) return;
    const { data } = this;
    if (this.whole) await spareTime();
    // Another hand, or the page's own answer.
    if (this.live.moving || this.data !== data) return;
    for (const picture of this.pictures) {
      if (picture.next && (await picture.settle(this.Plotly, this.range))) picture.measure();
      if (this.live.moving || this.data !== data) return;
    }
    this.move();
    this.read();
  }

  async draw(Plotly, data, other) {
    this.Plotly = Plotly;
    let right = !other && !this.live.ahead;
    this.pictures.arrange(data.pictures);
    for (const entry of data.pictures) {
      const picture = this.pictures.get(entry.key);
      if (other) picture.frameNow = picture.drawn = undefined;
      picture.standing = this.legend.standing;
      if (!this.live.ahead) right = picture.move(entry, { rest: true }) && right;
    }
    if (right) {
      // To the eye they are what Plotly will draw when there is time.
      this.move();
      this.root.dataset.shown = data.revision;
      await spareTime();
      if (this.data !== data) return;
    }
    for (const picture of [...this.pictures]) {
      if (this.live.moving) return;
      if (picture.next && (await picture.settle(Plotly, this.range))) picture.measure();
      if (this.data !== data) return;
    }
    this.move();
    this.read();
    if (!right) this.root.dataset.shown = data.revision;
    this.root.dataset.revision = data.revision;
  }

  // Everything as it is, with text of another size.
  redraw() {
    if (this.data && this.Plotly && !this.live.moving) this.draw(this.Plotly, this.data, false);
  }

  // The texts and tables that are open follow what is at rest.
  read() {
    for (const picture of this.pictures) picture.fold.refresh();
  }

  // Every frame: the cursor, the numbers, the words.
  move() {
    if (!this.data) return;
    const { step, t, playing } = this.clock;
    for (const picture of this.pictures) picture.place(playing ? t : step);
    this.controls.show(this.data.labels);
    if (this.shownStep === step && this.shownData === this.data) return;
    this.shownStep = step;
    this.shownData = this.data;
    this.now.show(step, this, this.data);
  }

  stopped(step) {
    keepStep(this.data.place, step);
    this.read();
    this.now.say();
    if (this.told === step) return;
    this.told = step;
    this.setStateValue("step", step);
  }

  tell(change) {
    this.asks.add(change);
  }

  stand() {
    for (const picture of this.pictures) picture.stand(this.legend.standing);
  }

  zoom(by) {
    const all = [-0.5, this.data.steps + 0.5];
    const [from, to] = this.range ?? all;
    const width = Math.max(4, (to - from) * by);
    if (width >= all[1] - all[0]) this.range = null;
    else {
      const middle = this.clock.step;
      const start = Math.min(Math.max(all[0], middle - width / 2), all[1] - width);
      this.range = [start, start + width];
    }
    keepRange(this.data.place, this.range);
    for (const picture of this.pictures) picture.zoom(this.range);
    this.move();
  }

  help() {
    this.keys.hidden = !this.keys.hidden;
  }

  destroy() {
    if (this.data) keepStep(this.data.place, this.clock.step);
    // What is still under way ends where it finds other data than its own.
    this.data = undefined;
    this.gone = true;
    this.stop.abort();
    this.asks.stop();
    this.live.destroy();
    this.resizer.disconnect();
    this.clock.destroy();
    for (const picture of this.pictures) picture.destroy();
    this.root.remove();
  }
}
