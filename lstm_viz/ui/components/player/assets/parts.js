// On a phone, the pictures and the editor stand below each other: a bar that stays leads to both.

const PARTS = { Pictures: ".lv-player", "Initial state": ".st-key-editor_choice" };

export function partsBar() {
  const bar = document.createElement("nav");
  bar.className = "lv-parts";
  bar.setAttribute("aria-label", "Parts of the page");
  for (const [name, place] of Object.entries(PARTS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      const part = document.querySelector(place);
      part?.scrollIntoView({ block: "start" });
      (part?.querySelector("button, [tabindex='0']") ?? part)?.focus({ preventScroll: true });
    });
    bar.append(button);
  }
  return bar;
}
