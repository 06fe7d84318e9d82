// The commands that Python has not answered yet. The module outlives a bar that is drawn anew, and so
// do they.
import { Messages } from "../lstm-viz.messages/messages.js";

const messages = new Messages();

export function add(name) {
  messages.add({ name });
}

// A bar is there that can tell Python, which has carried out all commands up to `done`.
export function heard(done, tell) {
  const first = messages.send === null;
  messages.send = (commands) => tell({ commands });
  messages.answered(done);
  if (first) messages.tell();
}

// The bar has gone: what waits, waits for the next one.
export function silent() {
  messages.stop();
  messages.send = null;
}
