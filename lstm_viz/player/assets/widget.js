// What a notebook runs: a frame with the player and the bars, and the way from it to Python.

export default {
  render({ model, el }) {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.title = "Edit the initial state";
    frame.style.cssText = `width: 100%; height: ${model.get("height")}px; border: 0`;
    frame.srcdoc = model.get("document");
    const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
    const answer = () => {
      const boards = ["light", "dark"].map((name) => model.get(name));
      frame.contentWindow?.postMessage({
        bars: model.get("bars"),
        problem: model.get("problem"),
        // What the document holds is the beginning.
        boards: boards.every((part) => part.byteLength) ? boards.map(bytes) : null,
      }, "*");
    };
    const heard = ({ source, data }) => {
      if (source !== frame.contentWindow) return;
      if (data.lstmVizReady) answer();
      if (data.lstmVizEdit) {
        model.set("edit", data.lstmVizEdit);
        model.save_changes();
      }
    };
    addEventListener("message", heard);
    model.on("change:told", answer);
    el.append(frame);
    return () => {
      removeEventListener("message", heard);
      model.off("change:told", answer);
    };
  },
};
