"""The experiment as an address: short words where there are any, packed numbers where not.

``/?model=sunspots&seq=1964-1984&layers=lstm&A=zeros&B=normal(0.5,7)&t=12``

The path is the page. A scenario is named by a capital letter, its name, colour and id by
``B.name``, ``B.color`` and ``B.id`` where they are not the usual ones, its packed numbers by
``B.p``, its interventions by ``B.do``, where a splice names its source by that letter. A person's
own input is packed in ``x``. What did not fit is named in ``left_out``, with the digest of the
whole document in ``doc``.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import parse_qsl, quote, urlsplit

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._data import InputData
from lstm_viz.experiment._link_state import (
    Layers,
    common_layers,
    read_layers,
    read_state,
    write_layers,
    write_state,
)
from lstm_viz.experiment._link_view import read_view, write_view
from lstm_viz.experiment._scenario import (
    COLORS,
    MOST_SCENARIOS,
    Scenario,
    check_different,
    check_sources,
)
from lstm_viz.experiment._view import PAGES, View
from lstm_viz.interventions import interventions_from_words, interventions_to_words

MOST_LETTERS: Final = 6_000
_MOST_READ: Final = 100_000
_MOST_PARTS: Final = 200
_MOST_DATA: Final = 4 * 2**20
LINK_VERSION: Final = 1
_SAFE: Final = "(),:;=[]~|/@"
_DOCUMENT: Final = re.compile(r"[0-9a-f]{16}")


class Linked(Protocol):
    """What a link is written of: the fields of an `Experiment`."""

    @property
    def model(self) -> str: ...
    @property
    def model_name(self) -> str: ...
    @property
    def sequence(self) -> str: ...
    @property
    def data(self) -> InputData | None: ...
    @property
    def scenarios(self) -> tuple[Scenario, ...]: ...
    @property
    def view(self) -> View: ...


@dataclass(frozen=True, kw_only=True)
class LinkReading:
    """What could be read of a link.

    Attributes
    ----------
    model, sequence : str or None
    model_name : str
        Name of the model's file, for words.
    data : InputData or None
    scenarios : tuple of Scenario
        Those that could be read.
    view : View
    document : str or None
        Digest of the whole document, when the link left something out.
    problem : str or None
        One sentence, when something could not be read.
    """

    model: str | None = None
    model_name: str = ""
    sequence: str | None = None
    data: InputData | None = None
    scenarios: tuple[Scenario, ...] = ()
    view: View = View()
    document: str | None = None
    problem: str | None = None


def digest_of(text: str) -> str:
    """The digest by which a link names the whole document it was cut from."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_link(experiment: Linked, *, leave_out: Sequence[str] = (), document: str = "") -> str:
    """Write an experiment as path and query of an address.

    Parameters
    ----------
    experiment : Linked
    leave_out : sequence of str
        Ids of scenarios, and ``input``, that the link does not hold.
    document : str
        Digest of the whole document.
    """
    kept = [s for s in experiment.scenarios if s.id not in leave_out]
    parts = {"model": experiment.model}
    if experiment.model_name:
        parts["file"] = experiment.model_name
    if experiment.data is None:
        parts["seq"] = experiment.sequence
    elif "input" not in leave_out:
        parts["x"] = experiment.data.packed
    common = common_layers(scenario.state for scenario in kept)
    if common:
        parts["layers"] = write_layers(common)
    letters = dict(zip((s.id for s in kept), _letters(kept), strict=True))
    for scenario in kept:
        parts |= _scenario_parts(letters[scenario.id], scenario, common)
        parts |= _interventions_part(scenario, letters)
    parts |= write_view(experiment.view)
    if leave_out:
        gone = [s.name for s in experiment.scenarios if s.id in leave_out]
        parts["left_out"] = ", ".join(gone + ["the input"] * ("input" in leave_out))
        parts["doc"] = document
    query = "&".join(f"{key}={quote(value, safe=_SAFE)}" for key, value in parts.items())
    page = experiment.view.page
    return f"/{'' if page == PAGES[0] else page}?{query}"


def fitting_link(
    experiment: Linked, document: str, *, most: int = MOST_LETTERS
) -> tuple[str, tuple[str, ...]]:
    """The link, and what had to be left out of it so that it fits: names, largest first."""
    link = write_link(experiment)
    if len(link) <= most:
        return link, ()
    sizes = {
        s.id: len("".join(write_state(s.state, ())) + interventions_to_words(s.interventions))
        for s in experiment.scenarios
    }
    if experiment.data is not None:
        sizes["input"] = len(experiment.data.packed)
    gone: list[str] = []
    for key in sorted(sizes, key=sizes.__getitem__, reverse=True):
        gone.append(key)
        link = write_link(experiment, leave_out=gone, document=document)
        if len(link) <= most:
            break
    names = {s.id: s.name for s in experiment.scenarios} | {"input": "the input"}
    return link, tuple(names[key] for key in gone)


def read_link(link: str) -> LinkReading:
    """Read a link as far as it can be read; never raises for what stands in it.

    Parameters
    ----------
    link : str
        A whole address, path and query, or the query alone.
    """
    if len(link) > _MOST_READ:
        return LinkReading(problem="This link is far too long to be one of an experiment.")
    try:
        path, query = _split(link)
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARTS)
    except ValueError:
        return LinkReading(problem="This link is no address of an experiment: copy it again.")
    parts = dict(pairs)
    wrong: list[str] = []
    version = parts.get("v", "1")
    if version != str(LINK_VERSION):
        wrong.append("It was made by another version of this program.")
    page = path.rstrip("/").rpartition("/")[2]
    view, wrong_view = read_view(parts, page if page in PAGES else PAGES[0])
    data = None
    if "x" in parts:
        try:
            data = InputData.from_packed(parts["x"], most_bytes=_MOST_DATA)
        except LstmVizError as error:
            wrong.append(str(error))
    scenarios, wrong_scenarios = _read_scenarios(parts)
    wrong += [*wrong_scenarios, *wrong_view]
    for key, what in (("model", "model"), ("seq", "sequence")):
        if parts.get(key) and _name(parts, key) is None:
            wrong.append(f"The name of its {what} cannot be shown.")
    left_out = parts.get("left_out", "")
    if left_out:
        gone = _short(left_out, 80)
        wrong.insert(0, f"It was too long and left out {gone}: open the saved file.")
    document = parts.get("doc", "")
    return LinkReading(
        model=_name(parts, "model"),
        model_name=_name(parts, "file") or "",
        sequence=data.name if data is not None else _name(parts, "seq"),
        data=data,
        scenarios=scenarios,
        view=view,
        document=document if left_out and _DOCUMENT.fullmatch(document) else None,
        problem=_problem(wrong),
    )


def _split(link: str) -> tuple[str, str]:
    if "?" not in link and "/" not in link:
        return "", link
    address = urlsplit(link)
    return address.path, address.query


def _problem(wrong: list[str]) -> str | None:
    if not wrong:
        return None
    more = "" if len(wrong) == 1 else f" {len(wrong) - 1} more parts could not be read either."
    if len(wrong) == 2:
        more = " One more part could not be read either."
    return f"This link could not be read whole. {wrong[0]}{more}"


def _letters(scenarios: Sequence[Scenario]) -> list[str]:
    """A capital letter for each: its own name where that is one."""
    own = [s.name if s.name in _CAPITALS else "" for s in scenarios]
    free = iter(letter for letter in _CAPITALS if letter not in own)
    return [letter or next(free) for letter in own]


_CAPITALS: Final = tuple(string.ascii_uppercase)


def _usual(letter: str) -> dict[str, str]:
    position = _CAPITALS.index(letter)
    color = COLORS[position % len(COLORS)]
    return {"name": letter, "color": color[1:], "id": f"s{position}"}


def _scenario_parts(letter: str, scenario: Scenario, common: Layers) -> dict[str, str]:
    words, packed = write_state(scenario.state, common)
    parts = {letter: words}
    if packed:
        parts[f"{letter}.p"] = packed
    given = {"name": scenario.name, "color": scenario.color[1:], "id": scenario.id}
    usual = _usual(letter)
    return parts | {f"{letter}.{k}": v for k, v in given.items() if v != usual[k]}


def _interventions_part(scenario: Scenario, letters: dict[str, str]) -> dict[str, str]:
    """Interventions in words; a splice from a scenario that is not in the link is left out."""
    held = [
        one
        for one in scenario.interventions
        if not isinstance(getattr(one, "source", None), str) or one.source in letters  # type: ignore[attr-defined]
    ]
    words = interventions_to_words(held, sources=letters)
    return {f"{letters[scenario.id]}.do": words} if words else {}


def _with_interventions(
    found: dict[str, Scenario], parts: dict[str, str]
) -> tuple[tuple[Scenario, ...], list[str]]:
    sources = {letter: scenario.id for letter, scenario in found.items()}
    wrong = []
    for letter, scenario in found.items():
        words = parts.get(f"{letter}.do", "")
        try:
            given = interventions_from_words(words, sources=sources)
            changed = replace(scenario, interventions=given)
            check_sources([changed if s.id == scenario.id else s for s in found.values()])
        except LstmVizError as error:
            wrong.append(f"Scenario {letter}: {error}")
        else:
            found[letter] = changed
    return tuple(found.values()), wrong


def _read_scenarios(parts: dict[str, str]) -> tuple[tuple[Scenario, ...], list[str]]:
    wrong: list[str] = []
    common: Layers = ()
    try:
        common = read_layers(parts.get("layers", ""))
    except LstmVizError as error:
        # A recipe would then mean other layers than it did.
        return (), [str(error)]
    found: dict[str, Scenario] = {}
    letters = [key for key in parts if key in _CAPITALS]
    for letter in letters[:MOST_SCENARIOS]:
        try:
            given = {k: parts.get(f"{letter}.{k}", v) for k, v in _usual(letter).items()}
            state = read_state(parts[letter], parts.get(f"{letter}.p", ""), common)
            scenario = Scenario(
                id=given["id"], name=given["name"], color=f"#{given['color']}", state=state
            )
            check_different([*found.values(), scenario])
        except LstmVizError as error:
            wrong.append(f"Scenario {letter}: {error}")
        else:
            found[letter] = scenario
    scenarios, wrong_interventions = _with_interventions(found, parts)
    wrong += wrong_interventions
    if len(letters) > MOST_SCENARIOS:
        wrong.append(f"It has more than {MOST_SCENARIOS} scenarios.")
    return scenarios, wrong


def _name(parts: dict[str, str], key: str) -> str | None:
    text = parts.get(key, "")
    return text if 0 < len(text) <= 200 and text.isprintable() else None


def _short(text: str, most: int) -> str:
    shown = "".join(letter for letter in text if letter.isprintable())
    return shown if len(shown) <= most else shown[: most - 1] + "…"
