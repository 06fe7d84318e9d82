"""How Sphinx builds the documentation: ``make docs``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# Examples may find a file of this machine's Jupyter; nothing of it is wanted.
os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")

from generate import write_pages  # noqa: E402

import lstm_viz  # noqa: E402

write_pages(HERE)

project = "LSTM Viz"
author = "the LSTM Viz maintainers"
version = release = lstm_viz.__version__

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb", "sphinx_copybutton"]
exclude_patterns = ["_build", "generate"]
nitpicky = True
# Outside this documentation; nothing is fetched to link to them.
nitpick_ignore_regex = [
    (
        r"py:.*",
        r"(collections|typing|pathlib|types|subprocess|numpy|np|pandas|pd|keras|distributed)\b.*",
    ),
    (r"py:.*", r"(Any|Self|int|float|str|bool|bytes|tuple|list|dict|None|Path|ndarray)"),
    # What a result was made with; nobody makes one by hand.
    (r"py:class", r"lstm_viz\.(dynamics\._cell\.Cell|dynamics\._held\.Held|sweep\._store\.Store)"),
    (r"py:obj", r"(True|False|predict|initial_state|return_sequences|initial_state=.*)"),
]

default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
# What an example writes is gone with it.
nb_execution_in_temp = True
nb_merge_streams = True
# Widgets would come from another site.
nb_ipywidgets_js = {}

html_theme = "pydata_sphinx_theme"
html_title = "LSTM Viz"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": True,
    "navigation_with_keys": False,
}
html_static_path = ["static"]
html_css_files = ["docs.css"]
copyright = "the LSTM Viz maintainers"
