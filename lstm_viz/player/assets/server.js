// In a player that stands by itself, in the place of the page's module of that name: there is no
// server, and Plotly.js is in the document, compressed.
import { unpacked } from "./unpack.js";

let loading;

export function serverAddress() {
  throw new Error("This player has no server.");
}

export function loadPlotly() {
  loading ??= unpacked("lv-plotly").then((bytes) => {
    const script = document.createElement("script");
    script.textContent = new TextDecoder().decode(bytes);
    document.head.append(script);
    return window.Plotly;
  });
  return loading;
}
