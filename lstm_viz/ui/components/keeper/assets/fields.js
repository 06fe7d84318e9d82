// The page's file fields: what was chosen or dropped there, and how a file gets into one again.

const WAIT = 8000;
const TAKEN = 3000;
const TRIES = 4;
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

// Resolves to what `look` finds, or to null when the time is over. A field's chip may be there for
// a moment only, while timers wait for a busy page, so that every change of the page is looked at.
function found(look, wait) {
  return new Promise((resolve) => {
    const end = (seen) => {
      watching.disconnect();
      clearTimeout(timer);
      resolve(seen);
    };
    const watching = new MutationObserver(() => {
      const seen = look();
      if (seen) end(seen);
    });
    const timer = setTimeout(() => end(look()), wait);
    watching.observe(document.body, { childList: true, subtree: true, attributes: true });
    const seen = look();
    if (seen) end(seen);
  });
}

export async function putInto(name, fileName, data, wanted) {
  const chip = `.st-key-${fields[name]} [data-testid=stFileChip]`;
  for (let k = 0; k < TRIES && wanted(); k += 1) {
    const field = await found(() => input(name), WAIT);
    if (!field) return false;
    const transfer = new DataTransfer();
    transfer.items.add(new File([data], fileName));
    field.files = transfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    // A field that the page has only just drawn may not listen yet, or be drawn anew.
    if (await found(() => document.querySelector(chip), TAKEN)) return true;
  }
  return false;
}
