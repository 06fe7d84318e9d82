// The player's message: a header in JSON and arrays, of which the browser keeps what it is told by
// name alone the next time. `_message.py` writes it.

const KINDS = { f: Float32Array, i: Int32Array, B: Uint8Array };
// By digest; the element goes when the page changes, and what it was sent is not sent again.
const arrays = new Map();
const frames = new Map();

// The board of a message; its `complete` is false when something is missing that was sent before.
// `settled`: the message of the page, after which no other array is named.
export function read(bytes, settled) {
  const copy = bytes.slice();
  const size = new DataView(copy.buffer).getUint32(0, true);
  const board = JSON.parse(new TextDecoder().decode(copy.subarray(4, 4 + size)));
  for (const [digest, kind, offset, length] of board.arrays) {
    if (arrays.has(digest)) continue;
    const Kind = KINDS[kind];
    const start = 4 + size + offset;
    const part = copy.buffer.slice(start, start + length * Kind.BYTES_PER_ELEMENT);
    arrays.set(digest, new Kind(part));
  }
  for (const [digest, text] of Object.entries(board.frames)) frames.set(digest, text);
  const used = new Set();
  board.complete = true;
  // The digests stay beside the arrays: they tell what has changed.
  for (const picture of board.pictures) {
    if (picture.frame) {
      used.add(picture.frame);
      board.complete &&= frames.has(picture.frame);
    }
    picture.digests = {};
    for (const [place, value] of Object.entries(picture.numbers)) {
      picture.digests[place] = value?.array ?? JSON.stringify(value);
      picture.numbers[place] = filled(value, used, board);
    }
  }
  if (board.words) {
    used.add(board.words);
    board.complete &&= frames.has(board.words);
  }
  board.unit = filled(board.unit, used, board);
  board.outputs = filled(board.outputs, used, board);
  // What a player that stands by itself makes pictures of.
  if (board.all) board.all = filled(board.all, used, board);
  if (settled && board.complete) {
    for (const kept of [arrays, frames]) {
      for (const digest of kept.keys()) if (!used.has(digest)) kept.delete(digest);
    }
  }
  return board;
}

// Arrays in the place of their names; those of two axes as a list of rows.
function filled(value, used, board) {
  if (value === null || typeof value !== "object") return value;
  if (typeof value.array === "string") {
    used.add(value.array);
    const flat = arrays.get(value.array);
    if (!flat) {
      board.complete = false;
      return [];
    }
    const [rows, columns] = value.shape;
    if (columns === undefined) return flat;
    return Array.from({ length: rows }, (_, r) => flat.subarray(r * columns, (r + 1) * columns));
  }
  for (const key of Object.keys(value)) value[key] = filled(value[key], used, board);
  return value;
}

// Where every message is whole, what the last one had is of no more use.
export function forgetArrays() {
  arrays.clear();
}

// A frame that was made here.
export function keepFrame(digest, text) {
  frames.set(digest, text);
}

export function frameText(digest) {
  return frames.get(digest);
}
