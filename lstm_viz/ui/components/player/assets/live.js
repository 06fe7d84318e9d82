// The hand is followed: what it has changed and the page does not know yet goes to the route beside
// the page, and the answer is shown at once. One question at a time, the newest state waits.

import { read } from "./message.js";
import { PATIENCE, Pause, asked } from "./route.js";
import { t } from "./texts.js";

const METER = "lstm-viz-developer";

export class Live {
  constructor({ show, rest, back, meter }) {
    Object.assign(this, { show, rest, back, meter });
    this.seq = this.past = 0;
    this.changes = {};
    this.moving = this.asking = this.waits = false;
    this.stop = new AbortController();
    this.pause = new Pause();
    const { signal } = this.stop;
    document.addEventListener("lv-hand", ({ detail }) => this.hand(detail), { signal });
    this.times = [];
  }

  // What is shown is ahead of the page.
  get ahead() {
    return this.moving || Object.keys(this.changes).length > 0;
  }

  // The page has drawn what it knows.
  settled(data) {
    this.page = data;
    if (!this.moving && !(data.edits < this.sent)) this.forget();
  }

  forget() {
    this.changes = {};
    this.waits = false;
    // An answer that is still on its way is about what was before.
    this.past += 1;
  }

  hand({ scenario, layer, changes, phase, seq }) {
    if (phase === "sent") {
      this.sent = seq;
      clearTimeout(this.lost);
      this.lost = setTimeout(() => {
        if (this.moving || !this.ahead) return;
        this.forget();
        this.back();
      }, PATIENCE);
      return;
    }
    if (this.scenario !== scenario || this.layer !== layer) this.forget();
    Object.assign(this, { scenario, layer });
    for (const [signal, units] of Object.entries(changes ?? {})) {
      this.changes[signal] = { ...this.changes[signal], ...units };
    }
    if (phase === "move") {
      if (!this.moving) this.refused = undefined;
      this.moving = this.waits = true;
      this.handAt = performance.now();
      // Until its edit has been sent, no message of the page knows of it.
      this.sent = Infinity;
      this.ask();
    } else if (this.moving) {
      this.moving = false;
      if (!this.waits && !this.asking) this.rest();
    }
  }

  async ask() {
    // In a notebook nobody draws ahead: pictures follow when the hand lets go.
    if (this.asking || this.pause.on || !this.waits || this.refused || !this.page?.live) return;
    this.asking = true;
    this.waits = false;
    const seq = (this.seq += 1);
    const { past, handAt: hand } = this;
    let board = null;
    try {
      board = await this.answer(seq);
      this.tell(undefined);
    } catch (error) {
      if (!this.stop.signal.aborted) this.tell(error.message);
      if (error.late && this.past === past) {
        // It is told, and the newest state is asked for again.
        this.refused = undefined;
        this.waits = true;
      }
    }
    this.asking = false;
    this.pause.heard(board);
    // The server works on the next state while this one is drawn.
    if (board && this.waits) this.ask();
    // What the page has answered meanwhile is newer.
    if (board?.complete && this.past === past) {
      this.show(board);
      this.count(seq, hand);
    }
    if (this.asking) return;
    if (this.waits) this.pause.before(() => this.ask());
    else if (!this.moving) this.rest();
  }

  async answer(seq) {
    const body = written(seq, this.scenario, this.layer, this.changes);
    const words = { ended: t("ended_visit"), silent: t("silent_server") };
    const bytes = await asked(this.page.live, body, this.stop.signal, words);
    if (bytes) return read(bytes, false);
    this.waits = true;
    return null;
  }

  // Until the next movement of a hand, edits are drawn when it lets go.
  tell(refused) {
    if (this.told === refused) return;
    this.refused = this.told = refused;
    document.dispatchEvent(new CustomEvent("lv-live", { detail: { refused } }));
  }

  // `hand` is when the hand made the state that is shown now.
  count(seq, hand) {
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < 1000), now];
    document.dispatchEvent(new CustomEvent("lv-live-picture", { detail: { seq, hand } }));
    if (metered()) this.meter(t("live", { count: this.times.length }));
  }

  destroy() {
    clearTimeout(this.lost);
    this.pause.end();
    this.stop.abort();
  }
}

function metered() {
  try {
    return localStorage.getItem(METER) !== null;
  } catch {
    // In a frame of another site, browsers may keep nothing.
    return false;
  }
}

// As `_request.py` reads it.
function written(seq, scenario, layer, changes) {
  const signals = Object.entries(changes).map(([signal, units]) => [signal, Object.entries(units)]);
  const header = new TextEncoder().encode(JSON.stringify({
    seq, scenario, layer, signals: signals.map(([signal, units]) => [signal, units.length]),
  }));
  const count = signals.reduce((sum, [, units]) => sum + units.length, 0);
  const bytes = new Uint8Array(4 + header.length + 8 * count);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length, true);
  bytes.set(header, 4);
  let place = 4 + header.length;
  for (const [, units] of signals) {
    units.forEach(([unit], k) => view.setUint32(place + 4 * k, Number(unit), true));
    place += 4 * units.length;
    units.forEach(([, value], k) => view.setFloat32(place + 4 * k, value, true));
    place += 4 * units.length;
  }
  return bytes;
}
