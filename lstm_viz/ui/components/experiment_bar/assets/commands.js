// The commands that Python has not answered yet. They go together, since of two messages to a run
// that is under way only the last arrives, and again until they are heard; Python takes each number
// once. The module outlives a bar that is drawn anew, and so do they.

const PATIENCE = 3000;
const TIMES = 10;

let count = 0;
let waiting = [];
let tell = null;
let timer;

function send(times = TIMES) {
  clearTimeout(timer);
  if (!tell || !waiting.length) return;
  tell({ commands: waiting });
  if (times > 1) timer = setTimeout(() => send(times - 1), PATIENCE);
}

export function add(name) {
  count += 1;
  waiting.push({ number: count, name });
  send();
}

// A bar is there that can tell Python, which has carried out all commands up to `done`.
export function heard(done, teller) {
  const first = tell === null;
  tell = teller;
  count = Math.max(count, done);
  waiting = waiting.filter(({ number }) => number > done);
  if (!waiting.length) clearTimeout(timer);
  else if (first) send();
}

// The bar has gone: what waits, waits for the next one.
export function silent() {
  clearTimeout(timer);
  tell = null;
}
