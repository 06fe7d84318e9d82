// Which units get lines: as `_units.py` reads them, with its sentences.

const PART = /^(\d+)(?:-(\d+))?$/;
const DASHES = /[\u2010-\u2014\u2212]/g;

function said(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Units of a text such as "0-3, 7"; throws an Error with a sentence.
export function readUnits(text, { units, most, sentences }) {
  const plain = text.normalize("NFKC").replace(DASHES, "-").replace(/(\d)\s*-\s*(?=\d)/g, "$1-");
  const chosen = new Set();
  for (const part of plain.split(/[,;\s]+/).filter(Boolean)) {
    const found = PART.exec(part);
    if (!found) throw new Error(said(sentences.no_number, { part: part.slice(0, 20) }));
    const ends = [Number(found[1]), Number(found[2] ?? found[1])].sort((a, b) => a - b);
    if (ends[1] >= units) {
      throw new Error(said(sentences.no_such_unit, { last: units - 1, unit: ends[1] }));
    }
    for (let unit = ends[0]; unit <= ends[1]; unit += 1) chosen.add(unit);
  }
  return checked([...chosen].sort((a, b) => a - b), { most, sentences });
}

export function checked(chosen, { most, sentences }) {
  if (chosen.length === 0) throw new Error(sentences.none);
  if (chosen.length > most) {
    throw new Error(said(sentences.too_many, { most, count: chosen.length }));
  }
  return chosen;
}

export function writeUnits(units) {
  const parts = [];
  let start = 0;
  units.forEach((unit, place) => {
    if (units[place + 1] === unit + 1) return;
    const run = units.slice(start, place + 1);
    parts.push(...(run.length > 2 ? [`${run[0]}-${unit}`] : run));
    start = place + 1;
  });
  return parts.join(", ");
}

// A click: the unit joins the lines; with shift all from `before` to it; with ctrl it goes.
export function clicked(units, before, { unit, range, remove }) {
  const chosen = new Set(units);
  if (remove) {
    if (chosen.size > 1) chosen.delete(unit);
  } else if (range) {
    for (let k = Math.min(unit, before); k <= Math.max(unit, before); k += 1) chosen.add(k);
  } else chosen.add(unit);
  return [...chosen].sort((a, b) => a - b);
}
