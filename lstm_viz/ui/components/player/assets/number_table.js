// The numbers of a picture as a native table: all of them where they are few, else some in equal
// distances and those around the present step, and the caption says which.
import { number } from "./numbers.js";
import { label, placed } from "./outline.js";

const MOST_ROWS = 40;
const MOST_COLUMNS = 24;
const MOST_GRID_ROWS = 128;
const AROUND = 2;

function cell(row, tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  row.append(made);
}

function table(heads, rows, caption, present) {
  const made = document.createElement("table");
  made.createCaption().textContent = caption;
  const head = made.createTHead().insertRow();
  // The corner heads nothing.
  for (const text of heads) {
    if (text) cell(head, "th", text, { scope: "col" });
    else cell(head, "td", "");
  }
  const body = made.createTBody();
  rows.forEach(([name, ...cells], k) => {
    const row = body.insertRow();
    if (k === present) row.setAttribute("aria-current", "true");
    cell(row, "th", name, { scope: "row" });
    for (const text of cells) cell(row, "td", text);
  });
  return made;
}

// The tables of a picture. `step` is the present one; undefined where there is no time.
export function tables(shown, step, t) {
  const { curves, points, grids } = shown;
  const found = [];
  if (curves.length) found.push(curvesTable(shown, step, t));
  if (points.length) found.push(pointsTable(points, t));
  if (grids.length) {
    if (step === undefined) for (const grid of grids) found.push(gridTable(grid, shown, t));
    else found.push(stepsTable(grids, step, t));
  }
  return found;
}

function value(y) {
  return Number.isFinite(y) ? number(y) : "";
}

function every(count, most) {
  return Math.max(1, Math.ceil(count / most));
}

function curvesTable(shown, step, t) {
  const { curves } = shown;
  const columns = curves.slice(0, MOST_COLUMNS);
  const places = new Map(columns.map((curve) => [
    curve, new Map(Array.from(curve.x, (x, k) => [x, k]))]));
  const all = [...new Set(columns.flatMap((curve) => Array.from(curve.x)))];
  if (typeof all[0] !== "string") all.sort((a, b) => a - b);
  const width = every(all.length, MOST_ROWS);
  const near = (x) => step !== undefined && Math.abs(x - step) <= AROUND;
  const kept = all.filter((x, k) => k % width === 0 || k === all.length - 1 || near(x));
  const place = placed(shown);
  const rows = kept.map((x) => [place(x), ...columns.map((curve) => {
    const k = places.get(curve).get(x);
    if (k !== undefined) return curve.text ? curve.text[k] : value(curve.y[k]);
    return thinned(curve, x, place);
  })]);
  const said = [width === 1 ? t("table_all") : t("table_some", { count: width })];
  if (width > 1 && step !== undefined) said.push(t("table_around", { t: step }));
  if (curves.length > columns.length) {
    said.push(t("table_columns", { shown: columns.length, count: curves.length }));
  }
  return table(["", ...columns.map((curve) => label(curve, t))], rows, said.join(" "), kept.indexOf(step));
}

// A long line keeps the smallest and the largest number of a stretch: the nearest, and where it is.
function thinned({ x, y }, at, place) {
  const span = x[x.length - 1] - x[0] + 1;
  if (!(span > x.length) || at < x[0] || at > x[x.length - 1]) return "";
  let best = 0;
  for (let k = 1; k < x.length; k += 1) if (Math.abs(x[k] - at) < Math.abs(x[best] - at)) best = k;
  return Number.isFinite(y[best]) ? `${number(y[best])} (${place(x[best])})` : "";
}

function pointsTable(points, t) {
  const count = points.reduce((sum, { x }) => sum + x.length, 0);
  const width = every(count, MOST_ROWS * 2);
  const axes = points.some(({ z }) => z) ? ["x", "y", "z"] : ["x", "y"];
  const rows = points.flatMap((one) => Array.from(one.x, (_, k) => k)
    .filter((k) => k % width === 0)
    .map((k) => [label(one, t), ...axes.map((axis) => value(one[axis]?.[k]))]));
  const said = width === 1 ? t("table_all") : t("table_some", { count: width });
  return table(["", ...axes], rows, said);
}

// All rows at the present step and its neighbours.
function stepsTable(grids, step, t) {
  const steps = [step - 1, step, step + 1];
  const columns = grids.flatMap((grid) => steps.map((at) => ({ grid, at, k: grid.x.indexOf(at) })))
    .filter(({ k }) => k >= 0);
  const names = grids[0].rows;
  const rows = names.slice(0, MOST_GRID_ROWS).map((name, r) => [
    name, ...columns.map(({ grid, k }) => value(grid.z[r]?.[k]))]);
  const said = [t("table_steps", { t: step })];
  if (names.length > rows.length) {
    said.push(t("table_rows", { shown: rows.length, count: names.length }));
  }
  return table(["", ...columns.map(({ grid, at }) => `${label(grid, t)}, t = ${at}`)], rows, said.join(" "));
}

function gridTable(grid, shown, t) {
  const place = placed(shown);
  const wide = every(grid.x.length, MOST_COLUMNS);
  const high = every(grid.rows.length, MOST_ROWS);
  const columns = Array.from(grid.x, (_, k) => k).filter((k) => k % wide === 0);
  const rows = grid.rows.map((name, r) => [name, ...columns.map((k) => value(grid.z[r]?.[k]))])
    .filter((_, r) => r % high === 0);
  const said = [label(grid, t)];
  said.push(wide * high === 1 ? t("table_all") : t("table_grid", { rows: high, columns: wide }));
  return table(["", ...columns.map((k) => place(grid.x[k]))], rows, said.join(". "));
}
