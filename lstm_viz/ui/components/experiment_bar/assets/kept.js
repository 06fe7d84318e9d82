// What the browser keeps of experiments that no link can hold; the newest few.

const NAME = "lstm-viz-experiments";
const STORE = "kept";
const MOST = 24;

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Private windows may refuse to keep anything; the page works without.
export async function keep(key, text) {
  try {
    const store = (await open()).transaction(STORE, "readwrite").objectStore(STORE);
    await done(store.put({ text, at: Date.now() }, key));
    const [keys, entries] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    const old = keys.map((name, place) => [entries[place].at, name]).sort(([a], [b]) => b - a);
    for (const [, name] of old.slice(MOST)) store.delete(name);
    return true;
  } catch {
    return false;
  }
}

export async function kept(key) {
  try {
    const store = (await open()).transaction(STORE).objectStore(STORE);
    return (await done(store.get(key)))?.text ?? null;
  } catch {
    return null;
  }
}

export function inputKey(name) {
  return `input ${name}`;
}
