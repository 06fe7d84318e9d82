// A click shows at once that it was heard: the server may be at work for a while.

const ACTS = "a[data-testid^=stTopNavLink], a[data-testid^=stSidebarNavLink], .stButton button, " +
  ".stFormSubmitButton button";
// Milliseconds after which a click that started nothing is forgotten.
const PATIENCE = 4000;

export class Acknowledge {
  constructor() {
    this.stop = new AbortController();
    this.line = document.createElement("div");
    this.line.className = "lv-heard";
    this.line.hidden = true;
    document.body.append(this.line);
    document.addEventListener("click", ({ target }) => {
      const act = target.closest?.(ACTS);
      if (act && !act.disabled) this.heard(act);
    }, { signal: this.stop.signal, capture: true });
    this.watch = new MutationObserver(() => this.look());
    const app = document.querySelector("[data-testid=stApp]");
    if (app) this.watch.observe(app, { attributeFilter: ["data-test-script-state"] });
  }

  get running() {
    const app = document.querySelector("[data-testid=stApp]");
    return app?.dataset.testScriptState === "running";
  }

  heard(act) {
    this.forget();
    this.act = act;
    this.ran = this.running;
    act.setAttribute("aria-busy", "true");
    this.line.hidden = false;
    this.timer = setTimeout(() => this.running || this.forget(), PATIENCE);
  }

  look() {
    if (!this.act) return;
    if (this.running) this.ran = true;
    else if (this.ran) this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.act?.removeAttribute("aria-busy");
    this.act = undefined;
    this.line.hidden = true;
  }

  destroy() {
    this.forget();
    this.watch.disconnect();
    this.stop.abort();
    this.line.remove();
  }
}
