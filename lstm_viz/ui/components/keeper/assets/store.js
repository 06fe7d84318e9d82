// The files, in this browser's IndexedDB: one record a model, {id, name, data, architecture, used}.

const DATABASE = "lstm-viz";
const FILES = "files";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(FILES, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

async function act(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(FILES, mode);
      const asked = work(transaction.objectStore(FILES));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export async function all() {
  const records = await act("readonly", (files) => files.getAll());
  return records.sort((a, b) => b.used - a.used);
}

export function get(id) {
  return act("readonly", (files) => files.get(id));
}

export function remove(id) {
  return act("readwrite", (files) => files.delete(id));
}

export async function put(record, most) {
  await act("readwrite", (files) => files.put(record));
  for (const old of (await all()).slice(most)) await remove(old.id);
}
