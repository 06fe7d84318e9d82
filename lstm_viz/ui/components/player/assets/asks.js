// What a visitor asks Python for. A message that comes while the page is drawn anew may be lost, and
// of two in a row only the last arrives: all that have no answer go together, until they have one.

const PATIENCE = 3000;
const TIMES = 10;

export class Asks {
  constructor(send) {
    this.send = send;
    this.count = 0;
    this.waiting = [];
  }

  ask(change) {
    this.count += 1;
    this.waiting.push({ ...change, number: this.count });
    this.tell(TIMES);
  }

  // Python has answered everything up to this number; all, where it does not count.
  answered(number = this.count) {
    this.count = Math.max(this.count, number);
    this.waiting = this.waiting.filter((one) => one.number > number);
    if (this.waiting.length === 0) clearTimeout(this.timer);
  }

  tell(times) {
    clearTimeout(this.timer);
    this.send({ asks: this.waiting });
    if (this.waiting.length === 0) return;
    this.timer = setTimeout(() => {
      if (times > 1) this.tell(times - 1);
    }, PATIENCE);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
