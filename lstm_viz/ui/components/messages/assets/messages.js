// What Python is told. A message that comes while the page is drawn anew may be lost, and of two in a
// row only the last arrives: all that have no answer go together, and again until they have one,
// which is after some minutes at most. Python takes each number once.

// Milliseconds before they go again, then twice as many: each time is more work for a busy server.
const PATIENCE = 3000;
const TIMES = 6;

export class Messages {
  // `send` gets all that wait, or is not there yet; `lost` is called when nothing answers.
  constructor(send = null, lost = () => {}) {
    Object.assign(this, { send, lost, count: 0, waiting: [] });
  }

  add(message) {
    this.count += 1;
    this.waiting.push({ ...message, number: this.count });
    this.tell();
  }

  // Python has answered everything up to this number; all, where it does not count.
  answered(number = this.count) {
    this.count = Math.max(this.count, number);
    this.waiting = this.waiting.filter((one) => one.number > number);
    if (this.waiting.length === 0) this.stop();
  }

  tell(times = TIMES) {
    this.stop();
    if (!this.send || this.waiting.length === 0) return;
    this.send(this.waiting);
    if (this.waiting.length === 0) return;
    this.timer = setTimeout(() => {
      if (times > 1) this.tell(times - 1);
      else this.lost();
    }, PATIENCE * 2 ** (TIMES - times));
  }

  stop() {
    clearTimeout(this.timer);
  }
}
