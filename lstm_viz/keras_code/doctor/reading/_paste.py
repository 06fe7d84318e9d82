"""Pasted text becomes a syntax tree: bounded, never run, with what cannot be read left out."""

from __future__ import annotations

import ast
import re
import textwrap
import time
import warnings
from dataclasses import dataclass
from typing import Final

from lstm_viz._language import N_, Text
from lstm_viz.errors import LstmVizError

MOST_CHARACTERS: Final = 200_000
_MOST_DEPTH: Final = 40
_MOST_LINE: Final = 5_000
_MOST_SKIPPED: Final = 12
_SECONDS: Final = 1.0

_PROMPT: Final = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d*\]:|\.{3,}:)(?: |$)")
_OUTPUT: Final = re.compile(r"^\s*Out\[\d*\]:")
_MAGIC: Final = re.compile(r"^(\s*)(?:%|!|\?|[\w.]+\?+\s*$)")
_FENCE: Final = re.compile(r"^\s*(?:```|~~~)")
_PRINT: Final = re.compile(r"^(\s*)print(?:\s+[^\s(=.].*|\s*>>.*)?$")
_EXCEPT: Final = re.compile(r"^\s*except\s+[\w.]+\s*,\s*\w+\s*:")


@dataclass(frozen=True, kw_only=True)
class Paste:
    """Code that was read."""

    tree: ast.Module  # its line numbers are those of the text
    lines: int
    notes: tuple[str, ...] = ()  # what was left out


def read_paste(text: str) -> Paste:
    """Read pasted Python code.

    Prompts, notebook magics, Markdown fences, Python 2's ``print`` and up to a dozen lines that
    are not Python are left out and noted.

    Raises
    ------
    LstmVizError
        When the text is empty, too long, nested too deeply, or not Python.
    """
    if len(text) > MOST_CHARACTERS:
        raise LstmVizError(
            "The text has {count:,} characters, the doctor reads at most {most:,}: "
            "give it the part that makes and runs the model.",
            count=len(text),
            most=MOST_CHARACTERS,
        )
    if "\0" in text:
        raise LstmVizError("The text holds null bytes, so it is no Python code: paste plain text.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise LstmVizError("There is no code yet: paste the lines that make and run the model.")
    lines = text.split("\n")
    _check_depth(lines)
    tree, error = _parse(text)
    notes: list[str] = []
    if tree is None:
        tree, error, notes = _parse_tidied(lines)
    if tree is None:
        raise LstmVizError(_sentence(error, lines))
    return Paste(tree=tree, lines=len(lines), notes=tuple(notes))


def parses(text: str) -> bool:
    """Whether text is Python, once notebook commands and the like are left out."""
    try:
        return _parse("\n".join(_tidied(text.split("\n"))[0]))[0] is not None
    except LstmVizError:
        return False


def _check_depth(lines: list[str]) -> None:
    depth = 0
    for number, line in enumerate(lines, start=1):
        if len(line) > _MOST_LINE:
            raise LstmVizError(
                "Line {number} has {count:,} characters, at most {most:,} are read: leave "
                "such data out of what you paste.",
                number=number,
                count=len(line),
                most=_MOST_LINE,
            )
        for character in line:
            if character in "([{":
                depth += 1
                if depth > _MOST_DEPTH:
                    raise LstmVizError(
                        "Line {number} opens more than {most} brackets within each other: "
                        "check that every bracket is closed.", number=number, most=_MOST_DEPTH
                    )
            elif character in ")]}":
                depth = max(depth - 1, 0)


def _parse(text: str) -> tuple[ast.Module | None, SyntaxError | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text), None
    except SyntaxError as error:
        return None, error
    except (RecursionError, MemoryError) as error:
        raise too_deep() from error
    except ValueError as error:  # lone surrogates, among others
        raise LstmVizError(
            "The text holds characters that no Python code can have: paste plain text."
        ) from error


def too_deep() -> LstmVizError:
    """Say that code is nested too deeply."""
    return LstmVizError(
        "The code is nested too deeply to be read: paste the part that makes and runs the model."
    )


def _parse_tidied(given: list[str]) -> tuple[ast.Module | None, SyntaxError | None, list[str]]:
    lines, notes = _tidied(given)
    text = "\n".join(lines)
    tree, error = _parse(text)
    if tree is None:
        dedented = textwrap.dedent(text)
        if dedented != text:
            tree, error = _parse(dedented)
            lines = dedented.split("\n")
    last = time.thread_time() + _SECONDS
    skipped: list[int] = []
    while error is not None and len(skipped) < _MOST_SKIPPED and time.thread_time() < last:
        number = min(max(error.lineno or 1, 1), len(lines))
        while number > 1 and not lines[number - 1].strip():
            number -= 1
        if not lines[number - 1].strip() or number in skipped:
            break
        skipped.append(number)
        # A block may consist of this line alone.
        line = lines[number - 1]
        lines[number - 1] = line[: len(line) - len(line.lstrip())] + "pass"
        tree, error = _parse("\n".join(lines))
    if tree is not None and skipped:
        kept = [line for line in lines if line.strip() and line.strip() != "pass"]
        if not kept or len(skipped) > len(kept):
            return None, error or SyntaxError("invalid syntax"), notes
        named = ", ".join(map(str, sorted(skipped)))
        notes.append(
            Text(
                "Line {lines} could not be read as Python and was left out.",
                "Lines {lines} could not be read as Python and were left out.",
                count=len(skipped),
                lines=named,
            )
        )
    return tree, error, notes


def _tidied(lines: list[str]) -> tuple[list[str], list[str]]:
    prompts = any(line.lstrip().startswith((">>>", "In [")) for line in lines)
    kept, notes = [], []
    magics = prints = 0
    for line in lines:
        if prompts and _PROMPT.match(line):
            line = _PROMPT.sub("", line, count=1)
        elif prompts and (_OUTPUT.match(line) or not line.startswith((" ", "\t"))):
            line = ""
        if _FENCE.match(line):
            line = ""
        elif found := _MAGIC.match(line):
            magics += 1
            line = f"{found[1]}pass"
        elif found := _PRINT.match(line):
            prints += 1
            line = f"{found[1]}pass"
        elif _EXCEPT.match(line):
            prints += 1
            line = re.sub(r",\s*(\w+)\s*:", r" as \1:", line, count=1)
        kept.append(line)
    if magics:
        notes.append(N_("Notebook commands (lines with % or !) were left out."))
    if prints:
        notes.append(
            N_("Some lines are Python 2, such as print without parentheses: Keras 3 needs "
               "Python 3.")
        )
    return kept, notes


def _sentence(error: SyntaxError | None, lines: list[str]) -> str:
    number = error.lineno if error is not None and error.lineno else 1
    reason = (error.msg if error is not None else "invalid syntax") or "invalid syntax"
    line = lines[min(number, len(lines)) - 1].strip()
    shown = f" (“{line[:60]}{'…' if len(line) > 60 else ''}”)" if line else ""
    return f"Line {number}{shown} is not Python that can be read: {reason[:120]}."
