// One player on the page: what is shown, what was asked, what Python is told.
import { Messages } from "../lstm-viz.messages/messages.js";
import { Anatomy } from "./anatomy.js";
import { Choices } from "./choices.js";
import { Clock } from "./clock.js";
import { Controls, KEYS } from "./controls.js";
import { Legend } from "./legend.js";
import { Letters } from "./letters.js";
import { Live } from "./live.js";
import { number } from "./numbers.js";
import { partsBar } from "./parts.js";
import { Picture } from "./picture.js";
import { loadPlotly } from "./server.js";
import { t } from "./texts.js";
import { answers, equations, sentence } from "./words.js";

// Steps by experiment: they outlive the element, which goes when the page changes.
const places = new Map();
// What was zoomed into there.
const ranges = new Map();
// A reload asks for the address as it was before the page could bring it up to date.
const LEFT = "lstm-viz-left-at";
// How often in a row all is asked for again.
const MOST_MISSED = 10;
let resumed = leftAt();

function withoutStep(address) {
  return address.replace(/[?&]t=\d+(?=&|$)/, "");
}

function leftAt() {
  try {
    const { address, step } = JSON.parse(sessionStorage.getItem(LEFT));
    sessionStorage.removeItem(LEFT);
    const [navigation] = performance.getEntriesByType("navigation");
    const same = address === withoutStep(location.href);
    return same && navigation?.type === "reload" && Number.isInteger(step) ? step : undefined;
  } catch {
    // Nothing was kept, or this browser keeps nothing.
    return undefined;
  }
}
const CLICK_PIXELS = 4;
// Milliseconds that Plotly's own drawing waits at most.
const MOST_WAIT = 400;
// What has a use of its own for the keys of the player.
const OWN_KEYS = "input:not(.lv-bar input[type=range]), select, textarea, canvas, table, " +
  "[contenteditable], [role=slider], [role=listbox], [role=option], [role=combobox], " +
  "[role=radio], [role=tab], [role=dialog], .lv-text-body, [data-own-keys]";

function made(tag, className, parent) {
  const element = document.createElement(tag);
  element.className = className;
  parent?.append(element);
  return element;
}

export class View {
  constructor(parent) {
    this.pictures = new Map();
    this.range = null;
    this.stop = new AbortController();
    this.root = made("section", "lv-player", parent);
    this.root.tabIndex = 0;
    this.root.setAttribute("aria-label", t("player"));
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
    this.anatomy = new Anatomy();
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
    this.areas = {
      sequence: made("div", "lv-pictures", this.root),
      states: made("div", "lv-pictures", null),
      gates: made("div", "lv-pictures", null),
    };
    this.controls.zoomButtons(made("span", "lv-zoom", this.choices.root));
    this.root.append(this.choices.root, this.areas.states);
    this.fold = made("details", "lv-gates", this.root);
    this.foldTitle = made("summary", "", this.fold);
    this.fold.append(this.areas.gates);
    this.fold.addEventListener("toggle", () => {
      if (this.data && this.fold.open !== this.data.gates_open) {
        this.tell({ gates: this.fold.open });
      }
    });
    this.meter = made("p", "lv-live-meter", this.root);
    this.now = made("div", "lv-now", this.root);
    this.words = made("p", "lv-words", this.now);
    this.spoken = made("p", "lv-spoken", this.now);
    this.spoken.setAttribute("aria-live", "polite");
    this.answer = made("p", "lv-answers", this.now);
    this.equations = made("div", "lv-equations", this.now);
    this.now.append(this.anatomy.root);
    this.root.append(partsBar());
    this.hint = made("div", "lv-hint", this.root);
    this.hint.hidden = true;
    this.listen();
  }

  listen() {
    const { signal } = this.stop;
    const keys = (event) => {
      // Elsewhere on the page they scroll, and mean what they always do.
      if (!this.root.contains(event.target) || this.letters.silences(event)) return;
      if (event.key === "Escape") this.hint.hidden = this.keys.hidden = true;
      if (event.target.closest?.(OWN_KEYS)) return;
      // A focused button answers the space bar itself.
      if (event.key === " " && event.target.closest?.("button, a, summary")) return;
      if (this.controls.key(event)) event.preventDefault();
    };
    document.addEventListener("keydown", keys, { signal, capture: true });
    addEventListener("pagehide", () => {
      if (!this.data || !this.clock.moving) return;
      const left = { address: withoutStep(location.href), step: this.clock.step };
      try {
        sessionStorage.setItem(LEFT, JSON.stringify(left));
      } catch {
        // This browser keeps nothing: the address holds the step it was told last.
      }
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
    for (const area of Object.values(this.areas)) {
      area.addEventListener("pointerdown", (event) => this.grab(event), { signal });
      area.addEventListener("pointermove", (event) => this.hover(event), { signal });
      area.addEventListener("pointerleave", () => { this.hint.hidden = true; }, { signal });
      area.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 0.8 : 1.25);
      }, { signal, passive: false });
    }
    this.resizer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(async () => {
        await Promise.all([...this.pictures.values()].map((picture) => picture.resize()));
        this.move();
      });
    });
    this.resizer.observe(this.areas.sequence);
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
      const start = places.get(data.place) ?? resumed ?? data.start;
      resumed = undefined;
      this.clock.t = Math.min(data.steps, start);
      // Python began elsewhere, and so did the address.
      if (start !== data.start) this.clock.restSoon();
      this.range = ranges.get(data.place) ?? null;
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
    for (const picture of this.pictures.values()) {
      if (picture.next && (await picture.settle(this.Plotly, this.range))) picture.measure();
      if (this.live.moving || this.data !== data) return;
    }
    this.move();
    this.read();
  }

  async draw(Plotly, data, other) {
    this.Plotly = Plotly;
    const keys = data.pictures.map((picture) => picture.key);
    let right = !other && !this.live.ahead;
    for (const [key, picture] of this.pictures) {
      if (keys.includes(key)) continue;
      picture.destroy();
      this.pictures.delete(key);
    }
    for (const [number, entry] of data.pictures.entries()) {
      let picture = this.pictures.get(entry.key);
      if (!picture) {
        picture = new Picture(entry.key, () => this.clock.step);
        this.pictures.set(entry.key, picture);
      }
      const area = this.areas[entry.area];
      const before = data.pictures.slice(0, number).filter((p) => p.area === entry.area).length;
      if (area.children[before] !== picture.root) {
        area.insertBefore(picture.root, area.children[before] ?? null);
      }
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
    for (const picture of [...this.pictures.values()]) {
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
    for (const picture of this.pictures.values()) picture.fold.refresh();
  }

  // Every frame: the cursor, the numbers, the words.
  move() {
    if (!this.data) return;
    const { step, t, playing } = this.clock;
    for (const picture of this.pictures.values()) picture.place(playing ? t : step);
    this.controls.show(this.data.labels);
    if (this.shownStep === step && this.shownData === this.data) return;
    this.shownStep = step;
    this.shownData = this.data;
    this.explain(step);
  }

  explain(step) {
    const { unit } = this;
    const chosen = unit.scenarios.find((s) => s.id === this.data.edited) ?? unit.scenarios[0];
    this.words.textContent = sentence(unit, chosen, step, this.data.steps) + this.data.direction;
    this.answer.textContent = answers(this.outputs, step);
    this.equations.replaceChildren(...unit.scenarios.map((scenario) => {
      const block = made("div", "lv-equation");
      block.style.borderColor = scenario.color;
      made("b", "", block).textContent = scenario.name;
      const lines = made("div", "", block);
      lines.textContent = equations(unit, scenario, step).join("\n");
      return block;
    }));
    this.anatomy.show(unit, chosen, step);
  }

  stopped(step) {
    places.set(this.data.place, step);
    this.read();
    this.spoken.textContent = this.words.textContent;
    if (this.told === step) return;
    this.told = step;
    this.setStateValue("step", step);
  }

  tell(change) {
    this.asks.add(change);
  }

  stand() {
    for (const picture of this.pictures.values()) picture.stand(this.legend.standing);
  }

  grab(event) {
    const picture = this.pictureOf(event);
    if (!picture || event.button !== 0) return;
    const place = picture.at(event);
    if (!place) return;
    event.preventDefault();
    this.root.focus({ preventScroll: true });
    const start = event.clientX;
    let moved = false;
    const area = event.currentTarget;
    area.setPointerCapture(event.pointerId);
    const scrub = new AbortController();
    const options = { signal: scrub.signal };
    this.clock.pause();
    this.clock.go(place.t);
    area.addEventListener("pointermove", (now) => {
      moved ||= Math.abs(now.clientX - start) > CLICK_PIXELS;
      const at = picture.at(now);
      if (moved && at) this.clock.go(at.t);
    }, options);
    const end = (now) => {
      scrub.abort();
      if (!moved && now.type === "pointerup" && place.unit !== null) {
        this.tell({ unit: place.unit, range: now.shiftKey, remove: now.ctrlKey || now.metaKey });
      }
    };
    area.addEventListener("pointerup", end, options);
    area.addEventListener("pointercancel", end, options);
  }

  pictureOf(event) {
    if (event.target.closest?.(".lv-text")) return undefined;
    const key = event.target.closest?.(".lv-picture")?.dataset.key;
    return this.pictures.get(key);
  }

  hover(event) {
    const picture = this.pictureOf(event);
    const place = picture?.at(event);
    this.hint.hidden = !place || place.unit === null || event.buttons !== 0;
    if (this.hint.hidden) return;
    const values = picture.values(place.unit, place.t);
    const rows = this.unit.scenarios.filter((s) => s.id in values).map((s) => {
      const row = made("div", "");
      row.style.setProperty("--lv-scenario", s.color);
      const { value, t: at } = values[s.id];
      row.textContent = `${s.name}: ${number(value)}${at === place.t ? "" : ` (t = ${at})`}`;
      return row;
    });
    const title = made("b", "");
    title.textContent = t("hint", { signal: picture.signal, unit: place.unit, t: place.t });
    this.hint.replaceChildren(title, ...rows);
    const box = this.root.getBoundingClientRect();
    const left = event.clientX - box.left;
    const flip = left > box.width / 2;
    this.hint.style.left = flip ? "auto" : `${left + 14}px`;
    this.hint.style.right = flip ? `${box.width - left + 14}px` : "auto";
    this.hint.style.top = `${event.clientY - box.top + 12}px`;
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
    ranges.set(this.data.place, this.range);
    for (const picture of this.pictures.values()) picture.zoom(this.range);
    this.move();
  }

  help() {
    this.keys.hidden = !this.keys.hidden;
  }

  destroy() {
    if (this.data) places.set(this.data.place, this.clock.step);
    // What is still under way ends where it finds other data than its own.
    this.data = undefined;
    this.gone = true;
    this.stop.abort();
    this.asks.stop();
    this.live.destroy();
    this.resizer.disconnect();
    this.clock.destroy();
    for (const picture of this.pictures.values()) picture.destroy();
    this.root.remove();
  }
}

// After the next picture has been painted, when nothing else is to be done.
function spareTime() {
  // Nothing is painted where nobody looks.
  if (document.hidden) return undefined;
  const idle = window.requestIdleCallback ?? setTimeout;
  return new Promise((resolve) => {
    requestAnimationFrame(() => idle(resolve, { timeout: MOST_WAIT }));
  });
}

// Nothing has a colour in a page that is being left.
function isDark(element) {
  if (!element.isConnected) return undefined;
  const text = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const probe = made("span", "", element);
  probe.style.color = text;
  const [r, g, b] = getComputedStyle(probe).color.match(/\d+(\.\d+)?/g).map(Number);
  probe.remove();
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
