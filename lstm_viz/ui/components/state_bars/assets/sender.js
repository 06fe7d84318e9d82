// What Python is told, one message at a time and only when a hand has let go: changes made meanwhile
// are gathered, so that no queue of stale states builds up, and the newest is never lost.
import { Messages } from "../lstm-viz.messages/messages.js";

export class Sender {
  constructor(onSent) {
    this.onSent = onSent;
    this.open = false;
    this.group = 0;
    this.waiting = {};
    this.commands = [];
    this.messages = new Messages(null, () => {
      // A lost answer must not end editing.
      this.messages.answered();
      this.send();
    });
  }

  get inFlight() {
    return this.messages.waiting.length > 0;
  }

  get busy() {
    return this.inFlight || Object.keys(this.waiting).length > 0;
  }

  // Python has applied everything up to `seq`.
  arrived(seq, setTriggerValue) {
    this.messages.send = ([{ number, ...edit }]) => setTriggerValue("edit", { seq: number, ...edit });
    if (this.messages.count === 0) this.group = seq;
    this.messages.answered(seq);
    this.send();
  }

  change(signal, values) {
    // A drag that ends before its last part is sent stays one step for undo.
    if (Object.keys(this.waiting).length === 0) this.waitingGroup = this.group;
    this.waiting[signal] = { ...this.waiting[signal], ...values };
    this.open = true;
  }

  // The hand lets go: the next change is a step of its own for undo.
  done() {
    this.group += 1;
    this.open = false;
    this.send();
  }

  command(name) {
    this.done();
    this.commands.push(name);
    this.send();
  }

  send() {
    if (this.inFlight || this.open || !this.messages.send) return;
    const changes = this.waiting;
    const command = Object.keys(changes).length === 0 ? this.commands.shift() : undefined;
    if (!command && Object.keys(changes).length === 0) return;
    this.waiting = {};
    this.onSent(this.messages.count + 1);
    this.messages.add({ group: command ? this.group : this.waitingGroup, changes, command });
  }
}
