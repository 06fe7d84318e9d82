// When the browser paints, and on which ground.
import { made } from "./elements.js";

// Milliseconds that Plotly's own drawing waits at most.
const MOST_WAIT = 400;

// After the next picture has been painted, when nothing else is to be done.
export function spareTime() {
  // Nothing is painted where nobody looks.
  if (document.hidden) return undefined;
  const idle = window.requestIdleCallback ?? setTimeout;
  return new Promise((resolve) => {
    requestAnimationFrame(() => idle(resolve, { timeout: MOST_WAIT }));
  });
}

// Nothing has a colour in a page that is being left.
export function isDark(element) {
  if (!element.isConnected) return undefined;
  const text = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const probe = made("span", "", element);
  probe.style.color = text;
  const [r, g, b] = getComputedStyle(probe).color.match(/\d+(\.\d+)?/g).map(Number);
  probe.remove();
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
