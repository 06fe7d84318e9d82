// Keeps the files that were read, and puts one back into the page's field when it is asked for.

import { lastGiven, listen, putInto } from "./fields.js";
import { all, get, put, remove } from "./store.js";

// The module outlives a remount, and the server: a visit that begins anew begins anew here.
let visit = null;
let turn = 0;
let told = null;
let queue = Promise.resolve();
const lost = new Set();
// By id, the turn in which a file was forgotten: what was asked for before no longer counts.
const forgotten = new Map();

async function keep({ id, name, size, architecture }, most) {
  const file = lastGiven("model", name, size);
  const known = await get(id);
  if (!file && !known) return;
  const json = architecture && lastGiven("json", architecture, null);
  const record = known ?? {
    id,
    name,
    data: await file.arrayBuffer(),
    architecture: json ? { name: json.name, data: await json.arrayBuffer() } : null,
  };
  lost.delete(id);
  await put({ ...record, used: Date.now() }, most);
}

async function putBack({ id, field }, most, wanted) {
  const record = await get(id);
  const file = field === "json" ? record?.architecture : record;
  // A file that cannot be put back is not listed for now, so that nobody waits for it.
  if (!file || !(await putInto(field, file.name, file.data, wanted))) lost.add(id);
}

const WAYS = { keep, put: putBack, forget: ({ id }) => remove(id) };

// At once: a person who forgets a file does not wait for one that is being put back.
function forgetNow(commands) {
  for (const { id, turn: asked } of commands.filter((c) => c.way === "forget")) {
    if ((forgotten.get(id) ?? 0) >= asked) continue;
    forgotten.set(id, asked);
    remove(id).catch(() => {});
  }
}

async function answer({ commands, most, ask }, tell) {
  for (const command of commands.filter((c) => c.turn > turn)) {
    turn = command.turn;
    const wanted = () => command.way === "forget" || turn > (forgotten.get(command.id) ?? 0);
    if (wanted()) await WAYS[command.way](command, most, wanted);
  }
  const kept = (await all()).filter(({ id }) => !lost.has(id)).map(({ id, name }) => ({ id, name }));
  // Silence stands for no file, so that most visitors cost no message.
  if (kept.length || told !== null || ask) tell(kept);
}

export default function ({ data, setStateValue }) {
  listen(data.fields);
  if (data.visit !== visit) {
    visit = data.visit;
    turn = 0;
    told = null;
    lost.clear();
    forgotten.clear();
  }
  forgetNow(data.commands);
  const tell = (kept) => {
    const text = JSON.stringify(kept);
    if (text === told) return;
    told = text;
    setStateValue("kept", kept);
  };
  // One after the other. A browser that keeps nothing (a private window) answers with no file.
  queue = queue.then(() => answer(data, tell)).catch(() => tell([]));
}
