// A picture for a projector, as `_enlarged.py` makes those of the other pages: large text, thick
// lines, room for both, and the legend on lines of its own.

const LINE = 4;
const USUAL = 24;
const ROOM = 1.5;
// Of the size of the text: a letter's width, a line's height, what stands before a name of the legend.
const LETTER = 0.55;
const ROW = 1.45;
const SAMPLE = 1.8;

// Pixels of the text of a presentation; 0 without one.
export function presented() {
  const root = document.documentElement;
  if (!root.classList.contains("lv-present")) return 0;
  return Math.max(USUAL, Math.round(parseFloat(getComputedStyle(root).fontSize)));
}

export function enlarge({ data, layout }, text, width) {
  const room = (ROOM * text) / USUAL;
  for (const trace of data) {
    if ((trace.mode ?? "lines").includes("lines") && trace.line) {
      trace.line.width = Math.max(trace.line.width ?? 0, (LINE * text) / USUAL);
    }
    if (trace.textfont) trace.textfont.size = text;
  }
  const margin = layout.margin ?? {};
  for (const side of ["l", "r", "t", "b"]) {
    margin[side] = Math.round((margin[side] ?? 0) * room * ("tb".includes(side) ? 4 / 3 : 1));
  }
  layout.margin = margin;
  layout.height = Math.round((layout.height ?? 300) * room);
  const font = { size: text };
  layout.font = { ...layout.font, ...font };
  if (layout.title) layout.title.font = { ...layout.title.font, ...font };
  const names = data.filter((trace) => trace.showlegend && trace.name).map((trace) => trace.name);
  if (names.length) {
    const sample = Math.round(SAMPLE * text);
    const entry = Math.ceil((Math.max(...names.map((name) => name.length)) * LETTER + 1) * text);
    const inRow = Math.max(1, Math.floor((width - margin.l - margin.r) / (entry + 1.3 * sample)));
    const rows = Math.ceil(names.length / inRow);
    const more = Math.round(rows * ROW * text);
    margin.t += more;
    layout.height += more;
    layout.legend = {
      ...layout.legend, font, itemwidth: Math.max(30, sample), entrywidth: entry,
      entrywidthmode: "pixels", orientation: "h",
      x: 0, xanchor: "left", y: 1 - (ROW * text) / layout.height, yref: "container", yanchor: "top",
    };
  }
  for (const [name, axis] of Object.entries(layout)) {
    if (!/^[xy]axis\d*$/.test(name)) continue;
    axis.tickfont = { ...axis.tickfont, ...font };
    if (axis.title?.text) axis.title.font = { ...axis.title.font, ...font };
  }
  for (const one of layout.annotations ?? []) one.font = { ...one.font, ...font };
}
