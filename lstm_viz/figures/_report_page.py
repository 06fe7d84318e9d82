"""Style and script of the report."""

from __future__ import annotations

from typing import Final

CSS: Final = """
:root { color-scheme: light dark; --ink: #262730; --paper: #ffffff; --soft: #5a5f6a;
  --line: #d5d8de; --code: #f3f4f6; --link: #0b5fa5; }
@media (prefers-color-scheme: dark) { :root.both { --ink: #fafafa; --paper: #0e1117;
  --soft: #b8bcc4; --line: #3a3f4b; --code: #1b1e24; --link: #7cc4ff; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 "Source Sans 3", "Source Sans", system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
.source { color: var(--soft); margin: 0 0 1rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .8rem 0; display: block; overflow-x: auto; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { text-align: left; padding: .3rem 1.1rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; font-variant-numeric: tabular-nums; }
td code { overflow-wrap: anywhere; }
.swatch { display: inline-block; width: .8em; height: .8em; border-radius: 2px;
  margin-right: .5em; }
figure { margin: 1.4rem 0; } figcaption { color: var(--soft); font-size: .95rem; }
pre { background: var(--code); padding: 1rem; overflow: auto; max-height: 40rem;
  border-radius: 6px; font-size: .85rem; line-height: 1.45; }
code { font-family: "Source Code Pro", ui-monospace, monospace; }
button { font: inherit; padding: .25rem .9rem; border: 1px solid var(--soft); border-radius: 6px;
  background: transparent; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { pre { max-height: none; white-space: pre-wrap; } button { display: none; } }
"""

JAVASCRIPT: Final = """
(() => {
  const figures = [...document.querySelectorAll("figure")].map((figure) => ({
    plot: figure.querySelector(".plot"),
    themes: JSON.parse(figure.querySelector("script").textContent),
  }));
  // Without dark pictures the whole page stays light.
  const both = figures.every(({ themes }) => themes.dark);
  document.documentElement.classList.toggle("both", both);
  if (!both) document.documentElement.style.colorScheme = "light";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const draw = async () => {
    await Promise.all(figures.map(({ plot, themes }) => {
      const { data, layout } = dark.matches && both ? themes.dark : themes.light;
      layout.autosize = true;
      return Plotly.react(plot, data, layout, { responsive: true, displaylogo: false });
    }));
    document.documentElement.dataset.drawn = String(figures.length);
  };
  dark.addEventListener("change", draw);
  draw();
  const button = document.querySelector(".copy");
  button?.addEventListener("click", async () => {
    const told = document.querySelector(".copied");
    const code = button.closest("section").querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      told.textContent = "Copied.";
    } catch {
      // A file opened from a disk may not write to the clipboard.
      getSelection().selectAllChildren(code);
      told.textContent = "Selected: press Ctrl+C.";
    }
  });
})();
"""
