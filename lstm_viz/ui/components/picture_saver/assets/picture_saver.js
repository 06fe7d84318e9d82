// Draws a figure at an exact size, shows it, and saves it as PNG or SVG.
import { translator } from "../lstm-viz.language/translator.js";
import { mounting } from "../lstm-viz.player/mounting.js";
import { loadPlotly } from "../lstm-viz.player/server.js";
import { withText, svgWith } from "./metadata.js";

class Saver {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "lv-saver";
    this.preview = document.createElement("img");
    this.buttons = document.createElement("div");
    this.buttons.className = "lv-saver-buttons";
    this.told = document.createElement("p");
    this.told.className = "lv-saver-told";
    this.told.setAttribute("role", "status");
    for (const format of ["png", "svg"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.format = format;
      button.addEventListener("click", () => this.save(format));
      this.buttons.append(button);
    }
    this.root.append(this.preview, this.buttons, this.told);
    parent.append(this.root);
  }

  async update({ data }) {
    const text = JSON.stringify(data);
    if (text === this.shown) return;
    this.shown = text;
    this.data = data;
    const t = this.t = translator(data.words);
    for (const button of this.buttons.children) {
      button.textContent = t("save", { format: button.dataset.format.toUpperCase() });
    }
    this.told.textContent = "";
    this.preview.alt = data.alt;
    this.preview.style.aspectRatio = `${data.width} / ${data.height}`;
    try {
      const svg = await this.svg();
      if (text !== this.shown) return;
      this.release();
      this.address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      this.preview.src = this.address;
    } catch (error) {
      this.told.textContent = t("not_drawn", { reason: error.message });
    }
  }

  async image(format) {
    const { figure, plotly, width, height } = this.data;
    const Plotly = await loadPlotly(plotly);
    const { data, layout } = JSON.parse(figure);
    return Plotly.toImage({ data, layout }, { format, width, height, scale: 1 });
  }

  async svg() {
    const address = await this.image("svg");
    return svgWith(decodeURIComponent(address.slice(address.indexOf(",") + 1)), this.data);
  }

  async png() {
    const address = await this.image("png");
    const letters = atob(address.slice(address.indexOf(",") + 1));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const { title, alt, source, experiment } = this.data;
    return withText(bytes, {
      Title: title, Description: alt, Source: source, Software: "LSTM Viz", Experiment: experiment,
    });
  }

  async save(format) {
    const { file, width, height } = this.data;
    this.told.textContent = this.t("drawing");
    try {
      const content = format === "svg" ? await this.svg() : await this.png();
      const type = format === "svg" ? "image/svg+xml" : "image/png";
      const address = URL.createObjectURL(new Blob([content], { type }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `${file}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      this.told.textContent = this.t("saved", { file: link.download, width, height });
    } catch (error) {
      this.told.textContent = this.t("not_saved", { reason: error.message });
    }
  }

  release() {
    if (this.address) URL.revokeObjectURL(this.address);
  }

  destroy() {
    this.release();
    this.root.remove();
  }
}

export default mounting(Saver);
