"""The codes of model files that are refused."""

from __future__ import annotations

from lstm_viz.models import REFUSAL_CODES


def page() -> str:
    """Return the table of `ModelRefused.code`."""
    rows = "\n".join(f"| `{code}` | {reason} |" for code, reason in sorted(REFUSAL_CODES.items()))
    return f"""# Refusal codes

`lv.load_model` raises {{py:class}}`~lstm_viz.ModelRefused` for a file that it does not open. Its
`.code` is one of these and stays the same between versions; the sentence beside it names the place
and the way out. [Model files](../model_files.md) says what opens and why.

| code | reason |
|---|---|
{rows}
"""
