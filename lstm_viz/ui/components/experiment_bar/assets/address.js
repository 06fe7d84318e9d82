// The experiment in the address bar. Browsers allow few changes of the address in a row, so that a
// change waits for the next one, but not longer than the page is there.

const PATIENCE = 250;
// The step of a link that names none.
const STEP = 1;

export class Address {
  constructor() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    addEventListener("pagehide", () => this.leave(), { signal });
    // Another page begins without the experiment: a reload must not wait for Python to have it.
    window.navigation?.addEventListener("currententrychange", () => {
      // A lesson has an address of its own.
      if (this.bare && !/\/lessons(\/|$)/.test(location.pathname)) this.leave();
    }, { signal });
  }

  get bare() {
    const keys = [...new URLSearchParams(location.search).keys()];
    return keys.every((key) => key.startsWith("embed"));
  }

  show(link) {
    this.query = link === null ? null : link.slice(link.indexOf("?"));
    clearTimeout(this.timer);
    if (this.bare) this.write();
    else this.timer = setTimeout(() => this.write(), PATIENCE);
  }

  // The player may have moved on since Python was told.
  get current() {
    const seen = {};
    document.dispatchEvent(new CustomEvent("lv-step", { detail: seen }));
    if (!this.query || seen.step === undefined) return this.query;
    const place = /([?&]t=)\d+(?=&|$)/;
    if (place.test(this.query)) return this.query.replace(place, `$1${seen.step}`);
    return seen.step === STEP ? this.query : `${this.query}&t=${seen.step}`;
  }

  // The path is the page's own; what belongs to embedding or to a teacher's link is kept.
  get url() {
    const others = [...new URLSearchParams(location.search)]
      .filter(([key]) => key.startsWith("embed") || key === "hide" || key === "present")
      .map(([key, value]) => `&${key}=${encodeURIComponent(value)}`);
    return location.pathname + (this.query ?? location.search) + (this.query ? others.join("") : "");
  }

  get whole() {
    this.leave();
    return location.origin + this.url;
  }

  leave() {
    this.query = this.current;
    this.write();
  }

  write() {
    clearTimeout(this.timer);
    if (!this.query || location.pathname + location.search === this.url) return;
    history.replaceState(history.state, "", this.url);
  }

  destroy() {
    clearTimeout(this.timer);
    this.stop.abort();
  }
}
