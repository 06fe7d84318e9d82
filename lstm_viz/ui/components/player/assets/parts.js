// On a phone, the pictures and the editor stand below each other: a bar that stays leads to both.

import { t } from "./texts.js";

const PARTS = { pictures: ".lv-player", initial_state: ".st-key-editor_choice" };

export function partsBar() {
  const bar = document.createElement("nav");
  bar.className = "lv-parts";
  bar.setAttribute("aria-label", t("parts"));
  for (const [name, place] of Object.entries(PARTS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = t(name);
    button.addEventListener("click", () => {
      const part = document.querySelector(place);
      part?.scrollIntoView({ block: "start" });
      (part?.querySelector("button, [tabindex='0']") ?? part)?.focus({ preventScroll: true });
    });
    bar.append(button);
  }
  return bar;
}
