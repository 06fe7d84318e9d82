// Where the server's own routes are, whatever page, path and query the browser is at.

import { t } from "./texts.js";

let loading;

// Routes are told without a leading slash: the server may stand behind a path.
export function serverAddress(route) {
  return new URL(route, new URL("../../../", import.meta.url)).href;
}

// Plotly.js comes from the server's own route, once for the whole page. The HTML has asked for it
// early; the page is whole without that.
export function loadPlotly(route) {
  loading ??= window.lstmVizPlotly?.catch(() => asked(route)) ?? asked(route);
  return loading;
}

function asked(route) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = serverAddress(route);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = undefined;
      reject(new Error(t("no_library")));
    };
    document.head.append(script);
  });
}
