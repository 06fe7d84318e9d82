// Where the server answers: below the address this module came from. The page's own address says it
// less well: it holds the experiment, slashes of names included, and the page's name.
const ROOT = `${import.meta.url.split("/_stcore/")[0]}/`;

let plotly;

export function serverUrl(path) {
  return new URL(path.replace(/^\/+/, ""), ROOT).href;
}

// Plotly.js comes from the server's own route, once for the whole page.
export function loadPlotly(path) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = serverUrl(path);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      plotly = undefined;
      script.remove();
      reject(new Error("The drawing library did not load: reload the page."));
    };
    document.head.append(script);
  });
  return plotly;
}
