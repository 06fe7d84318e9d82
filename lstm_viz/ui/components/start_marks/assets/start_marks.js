// Marks of starts on a picture of states, dragged by the pointer or by keys. While one moves, the
// route beside the page tells where its trajectory goes; the page is told when it is let go.
// Streamlit calls the default export again for every change of data or theme, without calling the
// cleanup before.
import { translator } from "../lstm-viz.language/translator.js";
import { Messages } from "../lstm-viz.messages/messages.js";
import { mounting } from "../lstm-viz.player/mounting.js";
import { number } from "../lstm-viz.player/numbers.js";
import { Mark } from "./mark.js";
import { Picture } from "./picture_of_states.js";
import { Way } from "./way.js";

// Two places that are the same but for rounding, as a share of what the picture shows.
const SAME = 1e-3;

class StartMarks {
  constructor(parent) {
    this.root = document.createElement("div");
    this.note = document.createElement("p");
    this.note.className = "lv-start-note";
    this.warning = document.createElement("p");
    this.warning.className = "lv-start-warning";
    this.warning.setAttribute("role", "status");
    this.root.append(this.warning, this.note);
    parent.append(this.root);
    this.marks = new Map();
    this.picture = new Picture(() => this.drawn());
    this.messages = new Messages(null, () => {
      this.messages.answered();
      this.back();
    });
    this.way = new Way({
      show: (way) => this.follow(way),
      tell: (refused) => {
        this.warning.textContent = refused ? this.t("waits", { reason: refused }) : "";
      },
    });
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    const retold = this.t?.("hint") !== data.words.hint;
    this.t = translator(data.words);
    if (retold) this.rest();
    Object.assign(this.way, { live: data.live, words: data.words });
    this.messages.send = (drags) => setTriggerValue("drag", { drags });
    this.messages.answered(data.done);
    if (this.place !== data.place) this.forget();
    this.place = data.place;
    for (const [id, mark] of this.marks) {
      if (data.starts.some((start) => start.id === id)) continue;
      mark.root.remove();
      this.marks.delete(id);
      if (this.now?.id === id) this.forget();
    }
    for (const start of data.starts) {
      if (!this.marks.has(start.id)) this.marks.set(start.id, new Mark(this));
      this.marks.get(start.id).show(start);
    }
    if (this.now && !this.moving && this.messages.waiting.length === 0) this.settled();
    this.picture.find(data.chart);
    this.drawn();
  }

  // The page has answered: it draws this start itself, or has not taken it.
  settled() {
    const { id, at } = this.now;
    const start = this.data.starts.find((one) => one.id === id);
    // Where there is no picture, the next one is right.
    if (!this.picture.there || (start && this.picture.apart(start.at, at) < SAME)) this.forget();
    else this.back();
  }

  // Plotly has drawn, or moved what it drew.
  drawn() {
    this.picture.hold([...this.marks.values()]);
    if (this.now) this.draw();
    for (const id of this.marks.keys()) this.put(id);
    // One whose start is not drawn yet cannot have the focus.
    if (!this.lost?.shown) return;
    if (document.activeElement === document.body) this.lost.root.focus({ preventScroll: true });
    this.lost = undefined;
  }

  put(id) {
    const mark = this.marks.get(id);
    const place = this.picture.startOf(id);
    mark?.put(place);
    if (!place) return;
    const where = this.where(mark);
    mark.tell(this.placeOf(mark.start)[0], where, this.picture.range[0]);
    // What a mark with the focus has said stays true when the page moves its start.
    const told = document.activeElement === mark.root && !this.moving;
    if (told && !this.note.textContent.startsWith(where)) this.read(mark, true);
  }

  moved(id, at) {
    // Another one that keys have moved goes first.
    if (this.now && this.now.id !== id) this.done();
    this.moving = true;
    this.now = this.now?.id === id ? { ...this.now, at } : { id, at };
    this.draw();
    this.put(id);
    this.read(this.marks.get(id));
    this.way.ask({ place: this.place, scenario: id, at });
  }

  follow(way) {
    if (!this.now) return;
    this.now.way = way;
    this.draw();
    document.dispatchEvent(new CustomEvent("lv-live-picture", { detail: { scenario: this.now.id } }));
  }

  draw() {
    const { id, at, way } = this.now;
    this.picture.move(id, at, way, this.data.step);
  }

  // The hand lets go.
  done() {
    if (!this.moving) return;
    this.moving = false;
    const { id, at } = this.now;
    this.messages.add({ place: this.place, scenario: id, at });
  }

  // What was dragged goes back to where the page has it.
  back() {
    const id = this.now?.id;
    this.forget();
    if (id === undefined) return;
    this.picture.restore(id);
    this.put(id);
  }

  forget() {
    this.moving = false;
    this.now = undefined;
    this.way.forget();
  }

  placeOf({ id, at }) {
    return this.now?.id === id ? this.now.at : at;
  }

  where({ start }) {
    const [across, up] = this.placeOf(start).map(number);
    return this.t("at", { label: start.label, across, up });
  }

  // Nothing is held, and nothing has the focus.
  rest() {
    this.note.textContent = this.t("hint");
  }

  // What a hand passes over is shown and not spoken; a slider speaks for itself.
  read(mark, keys = false) {
    this.note.textContent = keys ? `${this.where(mark)} ${this.t("keys")}` : this.where(mark);
  }

  destroy() {
    this.way.destroy();
    this.messages.stop();
    this.picture.destroy();
    for (const mark of this.marks.values()) mark.destroy();
    this.root.remove();
  }
}

export default mounting(StartMarks);
