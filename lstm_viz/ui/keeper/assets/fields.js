// The page's file fields: what was chosen or dropped there, and how a file gets into one again.

const WAIT = 8000;
// By field, the files given last: more than one, because a second may come while one is read.
const given = { model: [], json: [] };
let fields = {};
let listening = false;

function fieldOf(target) {
  if (!(target instanceof Element)) return null;
  return Object.keys(fields).find((name) => target.closest(`.st-key-${fields[name]}`)) ?? null;
}

function remember(name, files) {
  if (name && files) given[name] = [...files, ...given[name]].slice(0, 4);
}

export function listen(names) {
  fields = names;
  if (listening) return;
  listening = true;
  document.addEventListener("change", (event) => {
    if (event.target?.type === "file") remember(fieldOf(event.target), event.target.files);
  }, true);
  document.addEventListener("drop", (event) => {
    remember(fieldOf(event.target), event.dataTransfer?.files);
  }, true);
}

export function lastGiven(field, name, size) {
  return given[field].find((f) => f.name === name && (size === null || f.size === size)) ?? null;
}

function input(name) {
  return document.querySelector(`.st-key-${fields[name]} input[type=file]`);
}

function appears(name) {
  return new Promise((resolve) => {
    const last = performance.now() + WAIT;
    const look = () => {
      const found = input(name);
      if (found || performance.now() > last) resolve(found);
      else setTimeout(look, 50);
    };
    look();
  });
}

export async function putInto(name, fileName, data) {
  const field = await appears(name);
  if (!field) return false;
  const transfer = new DataTransfer();
  transfer.items.add(new File([data], fileName));
  field.files = transfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
