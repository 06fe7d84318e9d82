// A player that stands by itself: its view, and the desk that answers its choices.
import { Desk } from "./desk.js";
import { frameText, read } from "./message.js";
import { speak } from "./texts.js";
import { unpacked } from "./unpack.js";
import { View } from "./view.js";

export function isDark() {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  if (scheme === "light" || scheme === "dark") return scheme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

export async function standAlone(root) {
  const boards = [];
  for (const id of ["lv-light", "lv-dark"]) boards.push(read(await unpacked(id), false));
  speak(frameText(boards[0].words));
  const view = new View(root);
  const desk = new Desk(boards, (board) => view.take(board));
  view.setStateValue = () => {};
  view.setTriggerValue = (_, { asks }) => {
    view.asks.answered();
    asks.forEach((change) => desk.ask(change));
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    desk.ask({ dark: isDark() });
  });
  document.getElementById("lv-wait").remove();
  desk.ask({ dark: isDark() });
  return desk;
}

// It starts when it comes into sight, so that a page with many of them loads Plotly.js for those
// alone that are looked at.
export function whenSeen(root, start) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    start().catch((error) => {
      (document.getElementById("lv-wait") ?? root).textContent = error.message;
    });
  });
  seen.observe(root);
}
