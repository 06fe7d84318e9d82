// A picture as a nested list: its axes, its curves with their ends and extremes, and where two of
// them are farthest apart.
import { extremes } from "./contents.js";
import { number } from "./numbers.js";

const MOST = 64;

function made(tag, parent, text) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

export function outline(shown, t) {
  const root = document.createElement("ul");
  const place = placed(shown);
  for (const text of axes(shown, t)) made("li", root, text);
  for (const [name, curves] of groups(shown.curves)) {
    const lines = curves.slice(0, MOST).map((curve) => curveText(curve, place, t));
    if (curves.length > MOST) lines.push(t("text_more", { count: curves.length - MOST }));
    branch(root, name, lines, t, !curves[0].part);
  }
  const parts = apart(shown.curves, place, t);
  if (parts.length) branch(root, t("text_apart"), parts, t);
  for (const one of shown.points) made("li", root, pointsText(one, t));
  for (const one of shown.grids) made("li", root, gridText(one, place, t));
  return root;
}

// Lines below their name; one without a name of its own stands beside it.
function branch(root, name, lines, t, beside = false) {
  if (beside && lines.length === 1) {
    made("li", root, t("text_named", { name, value: lines[0] }));
    return;
  }
  const list = made("ul", made("li", root, name));
  for (const text of lines) made("li", list, text);
}

function groups(curves) {
  const found = new Map();
  for (const curve of curves) {
    if (!found.has(curve.name)) found.set(curve.name, []);
    found.get(curve.name).push(curve);
  }
  return found;
}

// How a place on the axis is written: by its number with the axis' name, or by its own name.
export function placed({ across, step }) {
  const axis = step || /(^|\s)t$/.test(across) ? "t" : across || "x";
  return (x) => (typeof x === "string" ? x : `${axis} = ${short(x)}`);
}

function short(x) {
  return Number.isInteger(x) ? String(x) : number(x);
}

function axes({ across, up, step, curves, grids }, t) {
  const found = [];
  const over = [...curves, ...grids].map(({ x }) => x).filter((x) => x.length && typeof x[0] !== "string");
  if (over.length) {
    const [low, high] = range(over);
    found.push(t("text_across", { name: step ? "t" : across || "x", low: short(low), high: short(high) }));
  }
  const values = curves.filter(({ text }) => !text).map(({ y }) => y);
  if (values.length) {
    const [low, high] = range(values);
    if (Number.isFinite(low)) {
      found.push(t("text_up", { name: up || "y", low: number(low), high: number(high) }));
    }
  }
  return found;
}

function range(rows) {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    const ends = extremes(row);
    if (ends.low === undefined) continue;
    low = Math.min(low, row[ends.low]);
    high = Math.max(high, row[ends.high]);
  }
  return [low, high];
}

function curveText({ part, x, y, text }, place, t) {
  const named = (value) => (part ? t("text_named", { name: part, value }) : value);
  if (text) return named(text.slice(0, MOST).join(" ") + (text.length > MOST ? " …" : ""));
  const { low, high, first, last } = extremes(y);
  if (first === undefined) return named(t("text_empty"));
  if (y[low] === y[high]) {
    return named(t("text_same", { value: number(y[low]), from: place(x[first]), to: place(x[last]) }));
  }
  return named(t("text_curve", {
    first: number(y[first]), from: place(x[first]), last: number(y[last]), to: place(x[last]),
    low: number(y[low]), low_at: place(x[low]), high: number(y[high]), high_at: place(x[high]),
  }));
}

// The first of the curves against each other one of the same part, where both have numbers.
function apart(curves, place, t) {
  const parts = new Map();
  for (const curve of curves) {
    if (curve.text) continue;
    if (!parts.has(curve.part)) parts.set(curve.part, []);
    parts.get(curve.part).push(curve);
  }
  const found = [];
  for (const [part, [one, ...others]] of parts) {
    for (const other of others) {
      if (found.length === MOST || other.x.length !== one.x.length) continue;
      const gaps = Array.from(one.y, (value, k) =>
        (one.x[k] === other.x[k] ? Math.abs(value - other.y[k]) : NaN));
      const { high } = extremes(gaps);
      if (high === undefined) continue;
      const words = { one: one.name, other: other.name, by: number(gaps[high]), at: place(one.x[high]) };
      const said = gaps[high] === 0 ? t("text_equal", words) : t("text_gap", words);
      found.push(part ? t("text_named", { name: part, value: said }) : said);
    }
  }
  return found;
}

export function label({ name, part }, t) {
  return part ? t("text_part", { name, part }) : name;
}

function pointsText(one, t) {
  const { x, y, z } = one;
  const spans = Object.entries({ x, y, z }).filter(([, row]) => row).map(([axis, row]) => {
    const [low, high] = range([row]);
    return Number.isFinite(low) ? t("text_span", { axis, low: number(low), high: number(high) }) : "";
  });
  const value = [t("text_points", { count: x.length }), ...spans.filter(Boolean)].join("; ");
  return t("text_named", { name: label(one, t), value });
}

function gridText(one, place, t) {
  const { rows, x, z } = one;
  const name = label(one, t);
  let low, high;
  Array.from(z).forEach((row, r) => {
    const ends = extremes(row);
    if (ends.low === undefined) return;
    if (!low || row[ends.low] < low.value) low = { value: row[ends.low], r, c: ends.low };
    if (!high || row[ends.high] > high.value) high = { value: row[ends.high], r, c: ends.high };
  });
  if (!low) return t("text_named", { name, value: t("text_empty") });
  const at = ({ r, c }) => `${rows[r]}, ${place(x[c])}`;
  const value = t("text_grid", {
    rows: rows.length, columns: x.length, low: number(low.value), low_at: at(low),
    high: number(high.value), high_at: at(high),
  });
  return t("text_named", { name, value });
}
