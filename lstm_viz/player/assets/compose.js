// Pictures of chosen units from what the document holds: frames that Python made for two units or
// for the stored order, and the numbers of all units.
import { frameText, keepFrame } from "./message.js";

function wordsOf(units, { one, several, many, most }) {
  if (units.length > most) return many.replace("{count}", units.length);
  if (units.length === 1) return one.replace("{unit}", units[0]);
  return several.replace("{units}", units.join(", "));
}

// Lines of these units: each is drawn as the one of the pattern that has the focus or not.
export function linesEntry(entry, board, { units, unit }) {
  const { pattern, signals, title, thin } = board.all;
  const frame = `${entry.frame}|${units.join(",")}|${unit}`;
  const figure = JSON.parse(frameText(entry.frame));
  const scenarios = Object.keys(signals);
  const state = board.all.states.includes(entry.signal);
  const other = pattern.length - 1;
  const numbers = {};
  const digests = {};
  const put = (place, value, digest) => {
    numbers[place] = value;
    digests[place] = `${board.revision}|${digest}`;
  };
  const data = scenarios.flatMap((scenario, s) => units.map((one, place) => {
    const like = figure.data[s * pattern.length + (one === unit ? 0 : other)];
    return { ...like, meta: { scenario, unit: one }, showlegend: place === 0 };
  }));
  scenarios.forEach((scenario, s) => units.forEach((one, place) => {
    const k = s * units.length + place;
    const values = signals[scenario][entry.signal][one];
    const kept = extremes(values, thin[entry.signal]);
    if (kept) {
      put(`data/${k}/x`, kept.map((at) => at + (state ? 0 : 1)), `x|${one}`);
      put(`data/${k}/y`, Float32Array.from(kept, (at) => values[at]), `y|${scenario}|${one}`);
    } else put(`data/${k}/y`, values, `y|${scenario}|${one}`);
  }));
  if (state) {
    scenarios.forEach((scenario, s) => {
      const like = figure.data[scenarios.length * pattern.length + s];
      const [focused, not] = [like.marker.opacity[0], like.marker.opacity[other]];
      const opacity = units.map((one) => (one === unit ? focused : not));
      put(`data/${data.length}/y`,
        Float32Array.from(units, (one) => signals[scenario][entry.signal][one][0]),
        `start|${scenario}|${units.join(",")}`);
      data.push({
        ...like, x: units.map(() => 0), marker: { ...like.marker, opacity },
        meta: { start_of: scenario, units },
      });
    });
  }
  const text = figure.layout.title;
  text.text = text.text.replace(title.pattern, wordsOf(units, title));
  keepFrame(frame, JSON.stringify({ ...figure, data }));
  return { ...entry, frame, numbers, digests };
}

// The heatmap with its rows in another order.
export function heatmapEntry(entry, board, order) {
  const rows = board.all.orders[order];
  if (!rows) return entry;
  const frame = `${entry.frame}|${order}`;
  const figure = JSON.parse(frameText(entry.frame));
  const numbers = { ...entry.numbers };
  const digests = { ...entry.digests };
  figure.data.forEach((trace, k) => {
    trace.meta.units = rows;
    const axis = figure.layout[(trace.yaxis ?? "y").replace("y", "yaxis")];
    axis.ticktext = axis.tickvals.map((place) => String(rows[place]));
    numbers[`data/${k}/z`] = rows.map((row) => entry.numbers[`data/${k}/z`][row]);
    digests[`data/${k}/z`] += `|${order}`;
  });
  keepFrame(frame, JSON.stringify(figure));
  return { ...entry, frame, numbers, digests };
}

// All signals of one unit, for the words and the equations.
export function unitOf(board, unit) {
  const { signals } = board.all;
  return {
    ...board.unit,
    unit,
    scenarios: board.unit.scenarios.map((scenario) => ({
      ...scenario,
      signals: Object.fromEntries(Object.entries(signals[scenario.id])
        .map(([signal, rows]) => [signal, rows[unit]])),
    })),
  };
}

// Places that a long line keeps, as `_thin.py` chooses them; null for one that keeps all.
function extremes(values, width) {
  if (width === 1) return null;
  const kept = new Set([0, values.length - 1]);
  for (let start = 0; start < values.length; start += width) {
    let low;
    let high;
    let missing;
    for (let k = start; k < Math.min(start + width, values.length); k += 1) {
      if (Number.isNaN(values[k])) missing ??= k;
      else {
        if (low === undefined || values[k] < values[low]) low = k;
        if (high === undefined || values[k] > values[high]) high = k;
      }
    }
    for (const k of [low, high, missing]) if (k !== undefined) kept.add(k);
  }
  return [...kept].sort((a, b) => a - b);
}
