// The player's words in the visitor's language, as its message brings them.

let words = {};
let spoken;

// Takes the words of a message; returns whether they are others than before.
export function speak(text) {
  if (text === undefined || text === spoken) return false;
  const before = spoken;
  spoken = text;
  words = JSON.parse(text);
  return before !== undefined;
}

export function t(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
