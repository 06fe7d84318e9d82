// The route beside the page, which draws a state under the hand.

import { serverAddress } from "./server.js";

// Milliseconds after which a question is given up.
export const PATIENCE = 8000;

// Milliseconds after which a server that was busy is asked again: the first time, and at most.
const PAUSES = [16, 500];

// A server that was busy, or late, is left alone for a moment, each time for longer.
export class Pause {
  get on() {
    return this.timer !== undefined;
  }

  // It has answered, or not.
  heard(answered) {
    this.length = answered ? 0 : Math.min(this.length ? 2 * this.length : PAUSES[0], PAUSES[1]);
  }

  before(ask) {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      ask();
    }, this.length);
  }

  end() {
    clearTimeout(this.timer);
  }
}

// The bytes of its answer; null when it is busy with another one. What goes wrong is told in a
// sentence: `ended` where the server knows no such visit, and so no language, `silent` where it says
// none; `late` is one that may answer the next question.
export async function asked({ route, handle }, body, stop, { ended, silent }) {
  const answer = await fetch(serverAddress(route), {
    method: "POST",
    headers: { "x-lstm-viz-handle": handle, "content-type": "application/octet-stream" },
    body,
    signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]),
  }).catch(({ name }) => {
    // What browsers say of a lost connection is no sentence for a person.
    throw Object.assign(new Error(silent), { late: name === "TimeoutError" });
  });
  if (answer.status === 204) return null;
  if (answer.status === 410) throw new Error(ended);
  if (!answer.ok) {
    const plain = answer.headers.get("content-type")?.startsWith("text/plain");
    throw new Error(plain && answer.status < 500 ? await answer.text() : silent);
  }
  return new Uint8Array(await answer.arrayBuffer());
}
