// Where a start leads: one question at a time, the newest place waits, and what comes after all was
// forgotten is not shown.
import { Pause, asked } from "../lstm-viz.player/route.js";

export class Way {
  constructor({ show, tell }) {
    Object.assign(this, { show, tell, past: 0 });
    this.stop = new AbortController();
    this.pause = new Pause();
  }

  ask(place) {
    this.waiting = place;
    if (!this.asking && !this.pause.on) this.next();
  }

  async next() {
    const { past, waiting: place } = this;
    this.waiting = undefined;
    this.asking = true;
    let bytes = null;
    try {
      bytes = await asked(this.live, JSON.stringify(place), this.stop.signal, this.words);
      // Busy with a question of before.
      if (!bytes && past === this.past) this.waiting ??= place;
      this.tell(undefined);
    } catch (error) {
      if (!this.stop.signal.aborted) this.tell(error.message);
      if (error.late && past === this.past) this.waiting ??= place;
    }
    this.asking = false;
    if (this.stop.signal.aborted) return;
    if (bytes && past === this.past) this.show(new Float32Array(bytes.buffer));
    if (!this.waiting) return;
    this.pause.heard(bytes);
    if (bytes) this.next();
    else this.pause.before(() => this.waiting && this.next());
  }

  forget() {
    this.waiting = undefined;
    this.past += 1;
  }

  destroy() {
    this.pause.end();
    this.stop.abort();
  }
}
