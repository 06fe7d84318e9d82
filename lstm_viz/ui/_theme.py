"""What Streamlit's theme does not reach: room and hidden labels."""

from __future__ import annotations

from typing import Final

CSS: Final = """
<style>
.stMainBlockContainer { padding: 0.7rem 1.5rem 2rem; }
.stAppHeader { background: transparent; height: 2.6rem; min-height: 0; pointer-events: none; }
.stAppHeader button, .stAppHeader a { pointer-events: auto; }
[data-testid="stTopNav"] { justify-content: flex-end; }
/* The title stays beside the links as the page scrolls, and covers what goes below them. */
[data-testid="stTopNavLinkContainer"] {
  background: light-dark(#ffffff, #171614); border-radius: 0.5rem;
}
@media (min-width: 641px) and (min-height: 481px) {
  .stMainBlockContainer > .stVerticalBlock > .stElementContainer:has(h1) {
    position: sticky; top: 0.7rem; z-index: 6; background: light-dark(#ffffff, #171614);
    box-shadow: 0 0 0 100vmax light-dark(#ffffff, #171614);
    clip-path: inset(-0.7rem -100vmax -1rem);
  }
  .stMain .lv-head { top: 2.75rem; }
}
/* A click was heard. */
.lv-heard { position: fixed; inset: 0 0 auto; height: 3px; z-index: 999999; pointer-events: none;
  background: linear-gradient(90deg, transparent, var(--st-primary-color, #005a9c), transparent);
  background-size: 40% 100%; background-repeat: no-repeat;
  animation: lv-heard 1.1s linear infinite; }
.lv-heard[hidden] { display: none; }
@keyframes lv-heard { from { background-position: -70% 0; } to { background-position: 170% 0; } }
@media (prefers-reduced-motion: reduce) {
  .lv-heard { animation: none; background-size: 100% 100%; }
}
a[aria-busy="true"] { text-decoration: underline; text-underline-offset: 0.3rem; }
/* Room for the button that opens the sidebar, when the controls stay at the top. */
.stApp:has([data-testid="stExpandSidebarButton"]) .lv-bar { padding-left: 2.2rem; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
[data-testid="stSidebarHeader"] { height: 2.2rem; margin-bottom: 0; }
.stSidebar .stVerticalBlock { gap: 0.55rem; }
.stApp:has([data-testid="stExpandSidebarButton"]) .stMain h1 { padding-left: 2.4rem; }
.stMain h1 { font-size: 1.5rem; padding: 0 25rem 0.35rem 0; }
/* Narrower windows have a menu in place of the links. */
@media (max-width: 767px) { .stMain h1 { padding-right: 0; } }
@media (min-width: 768px) and (max-width: 960px) {
  .stMain h1 { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
}
/* Numbers stay readable in a narrow column; the button goes below them. */
.st-key-random_fields > div { flex: 1 1 64px; min-width: 64px; }
.st-key-random_fields > div:last-child { min-width: 7.35rem; }
.st-key-random_fields > div:has([data-testid="stAlert"]) { flex-basis: 100%; }
/* The title of a picture is one line, and has to fit a phone. */
@media (max-width: 480px) { .stPlotlyChart .gtitle { font-size: 11px !important; } }
/* Streamlit's own grey has less contrast than WCAG AA asks for. */
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.78; }
/* So do its colours of code, on white. */
.stCode .token.string, .stCode .token.boolean { color: light-dark(#0b6b2e, #5ce488) !important; }
.stCode .token.keyword, .stCode .token.function, .stCode .token.class-name {
  color: light-dark(#0b57a4, #60b4ff) !important;
}
.stCode .token.number { color: light-dark(#00646b, #3bd4c9) !important; }
.stCode .token.operator, .stCode .token.decorator {
  color: light-dark(#964000, #ffab5e) !important;
}
.stCode .token.comment, .stCode .token.punctuation {
  color: light-dark(#595d6b, #a3a8b8) !important;
}
/* White on the dark theme's light blue is too faint. Pop-ups stand outside of what `light-dark`
   knows; what is written around a button tells the theme: light letters, so dark ones on it. */
[data-testid^="stBaseButton-primary"]:enabled {
  color: oklch(from currentColor clamp(0.2, (0.6 - l) * 1000, 1) 0 0);
}
.stMain h2 { font-size: 1.15rem; padding: 0.4rem 0 0.35rem; }
.stSidebar .stElementContainer:has(> .st-key-keeper), .stSidebar .st-key-keeper { display: none; }
.st-key-own_model_drop [data-testid="stFileUploaderDropzone"],
.st-key-own_model_json [data-testid="stFileUploaderDropzone"] {
  flex-direction: row; align-items: center; justify-content: space-between;
  min-height: 0; padding: 0.35rem 0.6rem;
}
/* A lesson shows a model of its own, not the one of the experiment. */
.stApp:has(.st-key-lessons_page) .st-key-experiment_side { display: none; }
.st-key-lessons_page { max-width: 68rem; }
.st-key-lessons_page [class*="st-key-lesson_"] .stVerticalBlock { gap: 0.9rem; }
.st-key-lessons_page [class*="st-key-lesson_"] .stVerticalBlock h2 { padding: 0; }
.st-key-lesson_heading h1 { padding-bottom: 0; }
.st-key-lesson_steps { margin-top: 0.5rem; }
/* Below the links to the pages. */
.st-key-notice { margin-top: 2.2rem; }
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation-duration: 1ms !important; transition-duration: 1ms !important;
    scroll-behavior: auto !important; }
}
.st-key-scenarios .stButton button p {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
</style>
"""

# In a frame of another page: the player and the bars. What is hidden is drawn all the same, so that
# a link opens there as it does elsewhere.
EMBEDDED_CSS: Final = """
<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], .stAppHeader { display: none; }
.stMainBlockContainer { padding: 0.5rem 0.75rem 1rem; }
.stMain h1 { padding-left: 0 !important; padding-right: 0; }
</style>
"""
