// Numbers of a drawn picture moved without a redraw: Plotly takes 20 to 50 ms for one, a hand's
// picture has 16. The elements are Plotly's own, so that its next redraw changes nothing to the
// eye. What they are called and where they are is private to Plotly: it is read here and in
// geometry.js, and nowhere else.
import { axesOf } from "./geometry.js";

const DIMMED = 0.12;

// Moves the trace; false when Plotly has to draw it, or a part of it.
export function moveTrace(plot, number, trace) {
  const full = plot._fullData[number];
  if (!full || full.visible !== true) return full !== undefined;
  if (full.type === "heatmap") return moveHeatmap(plot, full, trace);
  const group = plot.querySelector(`.scatterlayer .trace${full.uid}`);
  if (!group) return false;
  const { xaxis, yaxis } = axesOf(plot, full);
  if (full.mode.startsWith("markers")) return moveMarkers(group, xaxis, yaxis, trace);
  const [first, ...others] = group.querySelectorAll("path.js-line");
  if (!first) return false;
  first.setAttribute("d", line(trace.x, trace.y, xaxis, yaxis));
  for (const other of others) other.setAttribute("d", "M0,0");
  return full.mode === "lines" && (full.fill ?? "none") === "none";
}

// The path elements of a trace of lines.
export function linesOf(plot, number) {
  const full = plot._fullData[number];
  if (full?.visible !== true || full.type === "heatmap" || full.mode === "markers") return [];
  return [...plot.querySelectorAll(`.scatterlayer .trace${full.uid} path.js-line`)];
}

function line(x, y, xaxis, yaxis) {
  // Axes are linear: two points tell where all are.
  const x0 = xaxis.d2p(0);
  const xs = xaxis.d2p(1) - x0;
  const y0 = yaxis.d2p(0);
  const ys = yaxis.d2p(1) - y0;
  let text = "";
  let pen = "M";
  for (let k = 0; k < y.length; k += 1) {
    const value = y[k];
    if (value !== value) {
      pen = "M";
      continue;
    }
    text += `${pen}${(x0 + xs * x[k]).toFixed(2)},${(y0 + ys * value).toFixed(2)}`;
    pen = "L";
  }
  return text || "M0,0";
}

function moveMarkers(group, xaxis, yaxis, trace) {
  const points = group.querySelectorAll(".points path");
  if (points.length !== trace.y.length) return false;
  points.forEach((point, k) => {
    point.setAttribute("transform", `translate(${xaxis.d2p(trace.x[k])},${yaxis.d2p(trace.y[k])})`);
  });
  // Its distance from the point is that of the element around it.
  group.querySelectorAll(".textpoint text").forEach((text, k) => {
    text.setAttribute("x", xaxis.d2p(trace.x[k]));
    text.setAttribute("y", yaxis.d2p(trace.y[k]));
  });
  return true;
}

// Over Plotly's image, in its place of the same SVG, a canvas of one pixel a number.
function moveHeatmap(plot, full, trace) {
  const image = heatmapImage(plot, full);
  const rows = trace.z.length;
  const columns = trace.z[0]?.length ?? 0;
  // Only such an image has one pixel for each number.
  if (!image || !columns || !image.href.baseVal || image.dataset.columns === "other") return false;
  let cover = image.parentNode.querySelector("foreignObject");
  if (!cover) {
    cover = document.createElementNS("http://www.w3.org/2000/svg", "foreignObject");
    for (const name of ["x", "y", "width", "height"]) {
      cover.setAttribute(name, image.getAttribute(name));
    }
    const canvas = document.createElement("canvas");
    canvas.className = "lv-live-heatmap";
    cover.append(canvas);
    image.after(cover);
  }
  const canvas = cover.firstChild;
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(columns, rows);
  paint(picture.data, trace.z, colorsOf(plot, full));
  pen.putImageData(picture, 0, 0);
  return true;
}

function heatmapImage(plot, full) {
  const cell = plot.calcdata?.find((cd) => cd[0]?.trace?.uid === full.uid);
  const group = cell && plot.querySelectorAll(".heatmaplayer > .hm");
  for (const one of group ?? []) {
    if (one.__data__?.[0]?.trace?.uid === full.uid) return one.querySelector("image");
  }
  return null;
}

// Dims all scenarios but `lit`, and draws `front` over the others; what is of no scenario stays.
export function standOut(plot, data, { lit, front }) {
  const groups = data.map((trace, number) => ({
    scenario: trace.meta?.scenario ?? trace.meta?.start_of,
    full: plot._fullData[number],
    group: groupOf(plot, plot._fullData[number]),
  })).filter(({ group, scenario }) => group && scenario !== undefined);
  for (const { scenario, full, group } of groups) {
    group.style.opacity = lit === undefined || lit === scenario ? full.opacity ?? 1 : DIMMED;
  }
  const lines = groups.filter(({ full }) => full.type !== "heatmap");
  const behind = lines.filter(({ scenario }) => scenario !== front);
  for (const { group } of [...behind, ...lines.filter((one) => !behind.includes(one))]) {
    group.parentNode.append(group);
  }
}

function groupOf(plot, full) {
  if (full?.type !== "heatmap") {
    return full ? plot.querySelector(`.scatterlayer .trace${full.uid}`) : null;
  }
  return heatmapImage(plot, full)?.parentNode ?? null;
}

export function clearHeatmaps(plot) {
  for (const cover of plot.querySelectorAll(".heatmaplayer foreignObject")) cover.remove();
}

const STEPS = 512;

// The colour scale as a table of bytes from its smallest to its largest value.
function colorsOf(plot, full) {
  const axis = plot._fullLayout.coloraxis;
  if (axis._lvTable?.scale !== axis.colorscale) {
    const probe = document.createElement("canvas");
    probe.width = STEPS;
    probe.height = 1;
    const pen = probe.getContext("2d", { willReadFrequently: true });
    const ramp = pen.createLinearGradient(0, 0, STEPS, 0);
    for (const [stop, color] of axis.colorscale) ramp.addColorStop(stop, color);
    pen.fillStyle = ramp;
    pen.fillRect(0, 0, STEPS, 1);
    axis._lvTable = { scale: axis.colorscale, bytes: pen.getImageData(0, 0, STEPS, 1).data };
  }
  return { low: axis.cmin, high: axis.cmax, bytes: axis._lvTable.bytes };
}

function paint(data, z, { low, high, bytes }) {
  const scale = (STEPS - 1) / (high - low);
  let place = 0;
  for (const row of z) {
    for (let k = 0; k < row.length; k += 1, place += 4) {
      const value = row[k];
      if (value !== value) continue;
      const at = 4 * Math.min(STEPS - 1, Math.max(0, Math.round((value - low) * scale)));
      data[place] = bytes[at];
      data[place + 1] = bytes[at + 1];
      data[place + 2] = bytes[at + 2];
      data[place + 3] = 255;
    }
  }
}

// Ranges of the value axes that hold all numbers. An axis keeps the range that it has as long as
// its numbers stay within it and, at rest, fill half of it, so that nothing jumps while a hand moves
// or when it lets go; `room` is what a new range leaves at each end.
export function valueRanges(layout, data, now, { room, rest }) {
  const found = {};
  for (const name of Object.keys(layout)) {
    if (!/^yaxis\d*$/.test(name)) continue;
    const axis = layout[name];
    if (axis.autorange === "reversed" || axis.range || axis.visible === false) continue;
    const [low, high] = extent(data, name.replace("axis", ""));
    if (!(high >= low)) continue;
    const span = high - low || Math.abs(high) || 1;
    const kept = now?.[name];
    const inside = kept && low >= kept[0] && high <= kept[1];
    const fits = inside && !(rest && 2 * span < kept[1] - kept[0]);
    found[name] = fits ? kept : [low - room * span, high + room * span];
  }
  return found;
}

function extent(data, axis) {
  let low = Infinity;
  let high = -Infinity;
  for (const trace of data) {
    if ((trace.yaxis ?? "y") !== axis || !trace.y || trace.type === "heatmap") continue;
    for (const value of trace.y) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
