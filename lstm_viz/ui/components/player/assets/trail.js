// The last states under a hand, as lines that fade behind the one that moves. They lie in Plotly's own
// layers, below its lines, and are copies of what these showed.

const MOST = 6;
// Milliseconds between two of them.
const APART = 90;
const FADE = 900;

export class Trail {
  constructor() {
    this.layers = new Map();
  }

  // Before lines move: `lines` are the path elements that will.
  keep(lines) {
    const now = performance.now();
    if (now - (this.kept ?? -APART) < APART) return;
    this.kept = now;
    const parts = new Map();
    for (const line of lines) {
      const layer = line.closest(".scatterlayer");
      const d = line.getAttribute("d");
      if (!layer || !d) continue;
      const colors = parts.get(layer) ?? parts.set(layer, new Map()).get(layer);
      const color = line.style.stroke;
      colors.set(color, (colors.get(color) ?? "") + d);
    }
    for (const [layer, colors] of parts) {
      const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
      group.setAttribute("class", "lv-trail");
      for (const [color, d] of colors) {
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("d", d);
        path.style.stroke = color;
        group.append(path);
      }
      layer.prepend(group);
      const groups = [group, ...(this.layers.get(layer) ?? [])];
      groups.splice(MOST).forEach((old) => old.remove());
      groups.forEach((one, age) => { one.style.opacity = 0.45 * (1 - age / MOST); });
      this.layers.set(layer, groups);
    }
  }

  get groups() {
    return [...this.layers.values()].flat();
  }

  // The hand rests: what is left fades.
  fade() {
    const { groups } = this;
    this.layers.clear();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      groups.forEach((group) => group.remove());
      return;
    }
    for (const group of groups) {
      const faded = group.animate({ opacity: 0 }, { duration: FADE, fill: "forwards" });
      faded.finished.then(() => group.remove(), () => group.remove());
    }
  }

  // Axes have changed: they would lie in the wrong place.
  clear() {
    this.groups.forEach((group) => group.remove());
    this.layers.clear();
  }
}
