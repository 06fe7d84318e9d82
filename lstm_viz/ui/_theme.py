"""What Streamlit's theme does not reach: room, the cursor line, the equations."""

from __future__ import annotations

from typing import Final

CSS: Final = """
<style>
.stMainBlockContainer { padding: 0.7rem 1.5rem 2rem; }
.stAppHeader { background: transparent; height: 2.6rem; min-height: 0; pointer-events: none; }
.stAppHeader button { pointer-events: auto; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
[data-testid="stSidebarHeader"] { height: 2.2rem; margin-bottom: 0; }
.stSidebar .stVerticalBlock { gap: 0.55rem; }
.stMain h1 { font-size: 1.5rem; padding: 0 8rem 0.35rem 0; }
.stMain h2 { font-size: 1.15rem; padding: 0.4rem 0 0.35rem; }
[class*='st-key-picture_'] .stPlotlyChart { position: relative; }
[class*='st-key-picture_'] .stPlotlyChart::after {
  content: ""; position: absolute; top: 26px; bottom: 22px; width: 0; left: -10px;
  margin-left: -0.75px; border-left: 1.5px solid currentColor; pointer-events: none;
}
.st-key-pictures, .st-key-gates { gap: 0.35rem; }
.st-key-step_control .stButton button { padding: 0.25rem 0.5rem; min-width: 2.3rem; }
.st-key-step_control .stButton button p, .st-key-scenarios .stButton button p,
.st-key-step_control .stButton kbd {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.st-key-step_control .stSlider { min-width: 8rem; flex: 1; }
.lv-step { font-variant-numeric: tabular-nums; white-space: nowrap; }
.lv-equation {
  border-left: 4px solid; padding: 0.15rem 0 0.15rem 0.7rem; margin: 0 0 0.45rem;
  display: flex; gap: 0.9rem; align-items: baseline;
}
.lv-equation div { font-family: "Source Code Pro", monospace; font-size: 0.9rem; }
</style>
"""
