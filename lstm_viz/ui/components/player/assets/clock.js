// Time: where the cursor is, and whether it moves. Frames come from timestamps, so that a slow
// machine drops frames and never drifts.

const STEPS_A_SECOND = 8;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

export class Clock {
  constructor({ onMove, onRest }) {
    Object.assign(this, { onMove, onRest });
    this.steps = 0;
    this.t = 0;
    this.speed = 1;
    this.loop = false;
    this.playing = false;
    this.hidden = () => document.hidden && this.pause();
    document.addEventListener("visibilitychange", this.hidden);
  }

  get step() {
    return Math.min(this.steps, Math.max(0, Math.floor(this.t + 1e-9)));
  }

  go(t) {
    this.t = Math.min(this.steps, Math.max(0, t));
    this.onMove();
    this.restSoon();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing || this.steps === 0) return;
    if (this.t >= this.steps) this.t = 0;
    this.playing = true;
    clearTimeout(this.timer);
    let last = performance.now();
    const tick = (now) => {
      if (!this.playing) return;
      this.t += ((now - last) / 1000) * this.speed * STEPS_A_SECOND;
      last = now;
      if (this.t >= this.steps) {
        if (this.loop) this.t = 0;
        else {
          this.t = this.steps;
          this.pause();
          return;
        }
      }
      this.onMove();
      this.request = requestAnimationFrame(tick);
    };
    this.request = requestAnimationFrame(tick);
    this.onMove();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.request);
    this.t = this.step;
    this.onMove();
    this.restSoon();
  }

  // Whether it moves, or was moved and this was not told yet.
  get moving() {
    return this.playing || this.timer !== undefined;
  }

  // Whoever leaves the page does not wait for movement to end.
  leave() {
    if (!this.moving) return;
    this.playing = false;
    cancelAnimationFrame(this.request);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.t = this.step;
    this.onMove();
    this.onRest(this.step);
  }

  faster(by) {
    const at = SPEEDS.indexOf(this.speed) + by;
    this.speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))];
    this.onMove();
  }

  // Told once, when movement has ended.
  restSoon() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.playing) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.onRest(this.step);
    }, 150);
  }

  destroy() {
    this.playing = false;
    cancelAnimationFrame(this.request);
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.hidden);
  }
}
