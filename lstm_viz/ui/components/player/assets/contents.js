// What a Plotly figure shows, as numbers with names: curves over one axis, points in space, and grids.
import { decode } from "./numbers.js";

const ENTITIES = /&(amp|lt|gt|quot|#(\d+));|<br\s*\/?>|<[^>]*>/g;
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"' };

// Plotly's text without markup.
export function plain(text) {
  const found = String(text ?? "").replace(ENTITIES, (mark, name, code) => {
    if (code) return String.fromCodePoint(Number(code));
    return SIGNS[name] ?? (mark.startsWith("<br") ? " " : "");
  });
  return found.trim();
}

function list(values) {
  if (typeof values?.bdata === "string") return decode(values);
  return values ?? [];
}

function titleOf(part) {
  return plain(part?.title?.text ?? part?.title);
}

// {title, across, up, curves, points, grids} of a figure. `unitName` gives the name of a unit.
export function contents({ data, layout }, unitName) {
  const found = {
    title: titleOf(layout), across: titleOf(layout.xaxis), up: titleOf(layout.yaxis),
    curves: [], points: [], grids: [],
  };
  const several = Object.keys(layout).filter((name) => /^yaxis\d*$/.test(name)).length > 1;
  data.forEach((trace, number) => {
    // Marks at the starts repeat the first numbers of their lines.
    if (trace.visible === false || trace.meta?.start_of !== undefined) return;
    const name = plain(trace.name);
    const axis = layout[(trace.yaxis ?? "y").replace("y", "yaxis")];
    const unit = trace.meta?.unit;
    const part = unit === undefined ? (several ? titleOf(axis) : "") : unitName(unit);
    const named = { name: name || part || String(number + 1), part: name ? part : "" };
    if (trace.type === "heatmap") found.grids.push({ ...named, ...grid(trace, axis, unitName) });
    else if (trace.type === "scatter3d") {
      found.points.push({ ...named, x: list(trace.x), y: list(trace.y), z: list(trace.z) });
    } else if (["bar", "scatter", undefined].includes(trace.type)) {
      if (!name && trace.hoverinfo === "skip" && trace.type !== "bar") return;
      const sideways = trace.orientation === "h" && trace.type === "bar";
      const y = list(sideways ? trace.x : trace.y);
      const given = list(sideways ? trace.y : trace.x);
      const x = given.length ? given : Array.from(y, (_, k) => k);
      const text = trace.mode === "text" ? list(trace.text).map(plain) : undefined;
      const put = trace.type === "bar" || rises(x) ? found.curves : found.points;
      put.push({ ...named, x: typeof x[0] === "string" ? x.map(plain) : x, y, text });
    }
  });
  return found;
}

function grid(trace, axis, unitName) {
  const z = list(trace.z);
  const rows = list(trace.y);
  const ticks = list(axis?.ticktext);
  const names = Array.from(z, (_, k) => {
    if (trace.meta?.units) return unitName(trace.meta.units[k]);
    const own = trace.customdata?.[k]?.[0];
    if (Array.isArray(own)) return plain(own[0]);
    return plain(ticks.length === z.length ? ticks[k] : rows[k] ?? k);
  });
  const x = list(trace.x);
  return { rows: names, x: x.length ? x : Array.from(z[0] ?? [], (_, k) => k), z };
}

// Numbers that never fall, or names: something is drawn over them.
function rises(x) {
  if (typeof x[0] === "string") return true;
  for (let k = 1; k < x.length; k += 1) if (!(x[k] >= x[k - 1])) return false;
  return true;
}

// Places of the smallest and the largest finite number, and of the first and the last.
export function extremes(values) {
  let low, high, first, last;
  for (let k = 0; k < values.length; k += 1) {
    if (!Number.isFinite(values[k])) continue;
    first ??= k;
    last = k;
    if (low === undefined || values[k] < values[low]) low = k;
    if (high === undefined || values[k] > values[high]) high = k;
  }
  return { low, high, first, last };
}
