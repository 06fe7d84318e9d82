// A pointer on the pictures: it goes to a step, chooses a unit, reads values, and zooms.
import { made } from "./elements.js";
import { number } from "./numbers.js";
import { t } from "./texts.js";

const CLICK_PIXELS = 4;

export class Pointer {
  // `pictureOf` gives the picture of a key, `scenarios` those that are told.
  constructor(root, { pictureOf, scenarios, onGrab, onStep, onUnit, onZoom }) {
    Object.assign(this, { root, pictureOf, scenarios, onGrab, onStep, onUnit, onZoom });
    this.hint = made("div", "lv-hint", root);
    this.hide();
  }

  listen(area, signal) {
    area.addEventListener("pointerdown", (event) => this.grab(event), { signal });
    area.addEventListener("pointermove", (event) => this.hover(event), { signal });
    area.addEventListener("pointerleave", () => this.hide(), { signal });
    area.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.onZoom(event.deltaY < 0 ? 0.8 : 1.25);
    }, { signal, passive: false });
  }

  hide() {
    this.hint.hidden = true;
  }

  under(event) {
    if (event.target.closest?.(".lv-text")) return undefined;
    const key = event.target.closest?.(".lv-picture")?.dataset.key;
    return this.pictureOf(key);
  }

  grab(event) {
    const picture = this.under(event);
    if (!picture || event.button !== 0) return;
    const place = picture.at(event);
    if (!place) return;
    event.preventDefault();
    this.root.focus({ preventScroll: true });
    const start = event.clientX;
    let moved = false;
    const area = event.currentTarget;
    area.setPointerCapture(event.pointerId);
    const scrub = new AbortController();
    const options = { signal: scrub.signal };
    this.onGrab();
    this.onStep(place.t);
    area.addEventListener("pointermove", (now) => {
      moved ||= Math.abs(now.clientX - start) > CLICK_PIXELS;
      const at = picture.at(now);
      if (moved && at) this.onStep(at.t);
    }, options);
    const end = (now) => {
      scrub.abort();
      if (!moved && now.type === "pointerup" && place.unit !== null) this.onUnit(place.unit, now);
    };
    area.addEventListener("pointerup", end, options);
    area.addEventListener("pointercancel", end, options);
  }

  hover(event) {
    const picture = this.under(event);
    const place = picture?.at(event);
    this.hint.hidden = !place || place.unit === null || event.buttons !== 0;
    if (this.hint.hidden) return;
    const values = picture.values(place.unit, place.t);
    const rows = this.scenarios().filter((s) => s.id in values).map((s) => {
      const row = made("div", "");
      row.style.setProperty("--lv-scenario", s.color);
      const { value, t: at } = values[s.id];
      row.textContent = `${s.name}: ${number(value)}${at === place.t ? "" : ` (t = ${at})`}`;
      return row;
    });
    const title = made("b", "");
    title.textContent = t("hint", { signal: picture.signal, unit: place.unit, t: place.t });
    this.hint.replaceChildren(title, ...rows);
    const box = this.root.getBoundingClientRect();
    const left = event.clientX - box.left;
    const flip = left > box.width / 2;
    this.hint.style.left = flip ? "auto" : `${left + 14}px`;
    this.hint.style.right = flip ? `${box.width - left + 14}px` : "auto";
    this.hint.style.top = `${event.clientY - box.top + 12}px`;
  }
}
