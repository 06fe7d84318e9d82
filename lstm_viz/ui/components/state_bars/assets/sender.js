// What Python is told, one message at a time: changes made meanwhile are gathered, so that no
// queue of stale states builds up, and the newest is never lost.

const PATIENCE = 3000;
const TIMES = 10;

export class Sender {
  constructor() {
    this.seq = 0;
    this.group = 0;
    this.waiting = {};
    this.commands = [];
    this.inFlight = false;
  }

  get busy() {
    return this.inFlight || Object.keys(this.waiting).length > 0;
  }

  // Python has applied everything up to `seq`.
  arrived(seq, setTriggerValue) {
    this.setTriggerValue = setTriggerValue;
    if (this.seq === 0) this.seq = this.group = seq;
    if (seq >= this.seq) {
      clearTimeout(this.timer);
      this.inFlight = false;
      this.send();
    }
  }

  change(signal, values) {
    // A drag that ends before its last part is sent stays one step for undo.
    if (Object.keys(this.waiting).length === 0) this.waitingGroup = this.group;
    this.waiting[signal] = { ...this.waiting[signal], ...values };
    this.send();
  }

  // The next change is a step of its own for undo.
  done() {
    this.group += 1;
  }

  command(name) {
    this.done();
    this.commands.push(name);
    this.send();
  }

  send() {
    if (this.inFlight || !this.setTriggerValue) return;
    const changes = this.waiting;
    const command = Object.keys(changes).length === 0 ? this.commands.shift() : undefined;
    if (!command && Object.keys(changes).length === 0) return;
    this.waiting = {};
    this.seq += 1;
    this.inFlight = true;
    this.told({ seq: this.seq, group: command ? this.group : this.waitingGroup, changes, command });
  }

  // Said again until it is heard: of two messages in a row, Streamlit may deliver the last only, so
  // that another one now would be the end of this one. Python takes each number once.
  told(message, times = TIMES) {
    this.setTriggerValue("edit", message);
    this.timer = setTimeout(() => {
      if (times > 1) {
        this.told(message, times - 1);
        return;
      }
      // A lost answer must not end editing.
      this.inFlight = false;
      this.send();
    }, PATIENCE);
  }
}
