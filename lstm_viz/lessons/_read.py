"""Read a lesson from a folder or a zip of one; nothing in it runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.lessons._fields import Fields, read_toml
from lstm_viz.lessons._lesson import ASKED, Ask, Fact, Goal, Lesson, Need, Part
from lstm_viz.lessons._measures import MEASURES, NAME, WHOLE
from lstm_viz.lessons._picture import Picture, read_picture
from lstm_viz.lessons._read_words import read_words
from lstm_viz.models import sample_names

# Of one file, and of all files of a lesson.
MOST_BYTES: Final = 200_000
_MOST_FILES: Final = 20
_LANGUAGE: Final = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.toml")
DATA: Final = "lesson.toml"


def read_lesson(folder: str | Path) -> Lesson:
    """Read a lesson from its folder.

    Parameters
    ----------
    folder : str or Path
        With ``lesson.toml`` and ``en.toml``, ``zh.toml``...

    Raises
    ------
    LstmVizError
        With the place of what is wrong.
    """
    path = Path(folder)
    if not path.is_dir():
        raise LstmVizError("'{folder}' is no folder: name the folder of a lesson.", folder=folder)
    names = sorted(one.name for one in path.glob("*.toml"))
    files: dict[str, bytes] = {}
    for name in names[:_MOST_FILES]:
        try:
            with (path / name).open("rb") as file:
                files[name] = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise LstmVizError(
                "'{path}' cannot be read: {reason}.",
                path=path / name,
                reason=error.strerror,
            ) from error
    return from_files(files)


def read_zip(data: bytes) -> Lesson:
    """Read a lesson from a zip of its folder.

    Raises
    ------
    LstmVizError
        With the place of what is wrong.
    """
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > 5 * _MOST_FILES:
                raise LstmVizError("This zip holds too many files to be one lesson.")
            for entry in entries:
                name = entry.filename.rpartition("/")[2]
                if name.endswith(".toml"):
                    if name in files:
                        raise LstmVizError(
                            "This zip holds '{name}' twice: zip one folder.", name=name
                        )
                    with archive.open(entry) as file:
                        files[name] = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        if isinstance(error, LstmVizError):
            raise
        raise LstmVizError("This is no zip of a lesson's folder that can be read.") from error
    return from_files(files)


def from_files(files: Mapping[str, bytes]) -> Lesson:
    """Read a lesson from the content of its files, by name.

    Raises
    ------
    LstmVizError
        With the place of what is wrong.
    """
    for name, data in files.items():
        if len(data) > MOST_BYTES:
            raise LstmVizError(
                "{name} has more than {most:,} bytes.",
                name=name,
                most=MOST_BYTES,
            )
    if DATA not in files:
        raise LstmVizError("A lesson needs the file {data}: there is none here.", data=DATA)
    languages = {m[1]: name for name in files if (m := _LANGUAGE.fullmatch(name))}
    if not languages:
        raise LstmVizError("A lesson needs a file of words, such as en.toml: there is none here.")
    fields = read_toml(files[DATA], DATA)
    key = fields.name("id")
    minutes = fields.whole("minutes", low=1, high=240)
    check = _part(fields.part("check"))
    goal = _goal(fields.part("goal"))
    part = _part(fields)
    return Lesson(
        id=key,
        minutes=minutes,
        part=part,
        check=check,
        goal=goal,
        words={
            code: read_words(read_toml(files[name], name), part, check)
            for code, name in sorted(languages.items())
        },
    )


def _part(fields: Fields) -> Part:
    link = _scene(fields, "scene")
    part = Part(
        link=link,
        before=_pictures(fields, "before"),
        after=_pictures(fields, "after"),
        facts=tuple(_fact(one) for one in fields.parts("fact")),
        asks=tuple(_ask(one) for one in fields.parts("ask", 5)),
    )
    fields.end()
    if not part.asks:
        raise fields.wrong("ask", "is missing: a part asks at least one question.")
    names = [fact.name for fact in part.facts]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise fields.wrong("fact", f"names '{twice}' twice.")
    for ask in part.asks:
        if ask.kind == "number" and part.fact(ask.right) is None:
            raise fields.wrong("ask", f"asks for the fact '{ask.right}', which is not there.")
    letters = {scenario.name for scenario in part.scene.scenarios}
    for picture in (*part.before, *part.after):
        missing = [f for f in picture.facts if f not in names]
        missing += [s for s in picture.scenarios if s not in letters]
        if missing:
            raise fields.wrong("after", f"shows '{missing[0]}', which is not there.")
    if any(picture.kind == "bars" for picture in part.before):
        raise fields.wrong("before", "shows bars, and with them what is to be predicted.")
    return part


def _scene(fields: Fields, name: str) -> str:
    link = fields.link(name)
    try:
        scene = Experiment.from_link(link)
    except LstmVizError as error:
        raise fields.wrong(name, f"is no scene. {error}") from error
    if scene.model not in sample_names():
        raise fields.wrong(
            name, f"shows a bundled model: {', '.join(sample_names())}, not '{scene.model[:40]}'."
        )
    return link


def _pictures(fields: Fields, name: str) -> tuple[Picture, ...]:
    try:
        return tuple(read_picture(one) for one in fields.names(name))
    except LstmVizError as error:
        raise fields.wrong(name, f"is wrong. {error}") from error


def _fact(fields: Fields) -> Fact:
    name = fields.name("name")
    value = fields.number("is")
    within = fields.number("within", low=0)
    link = _scene(fields, "on") if fields.has("on") else ""
    told = fields.flag("told")
    measure, given = _measured(fields)
    return Fact(
        name=name,
        measure=measure,
        given=given,
        value=value,
        within=within,
        link=link,
        told=told,
    )


def _measured(fields: Fields, *, without: tuple[str, ...] = ()) -> tuple[str, dict[str, Any]]:
    """A measure and all that is left of the table, which is what it is given."""
    name = fields.text("measure", most=40)
    if name not in MEASURES:
        raise fields.wrong("measure", f"is one of {', '.join(MEASURES)}, not '{name}'.")
    measure = MEASURES[name]
    given: dict[str, Any] = {}
    for key, kind in {**measure.needs, **measure.may, "times": "number"}.items():
        needed = key in measure.needs and key not in without
        if not fields.has(key) and not needed:
            continue
        if kind == NAME:
            given[key] = fields.text(key, most=40)
        elif kind == WHOLE:
            given[key] = fields.whole(key)
        else:
            given[key] = fields.number(key)
    fields.end()
    return name, given


def _ask(fields: Fields) -> Ask:
    kind = fields.text("kind", most=20)
    if kind not in ASKED:
        raise fields.wrong("kind", f"is one of {', '.join(ASKED)}, not '{kind}'.")
    if kind == "choice":
        options = fields.names("options")
        right = fields.name("right")
        fields.end()
        if not 2 <= len(options) <= 8 or len(set(options)) < len(options):
            raise fields.wrong("options", "are 2 to 8 different names.")
        if right not in options:
            raise fields.wrong("right", f"is one of the options, not '{right}'.")
        return Ask(kind=kind, options=options, right=right)
    if kind == "number":
        ask = Ask(kind=kind, right=fields.name("fact"), near=fields.number("near", low=0))
        fields.end()
        return ask
    points = fields.wholes("points")
    low, high = fields.number("low"), fields.number("high")
    if low >= high:
        raise fields.wrong("low", "lies below 'high'.")
    measure, given = _measured(fields, without=("t",))
    if "t" not in MEASURES[measure].needs:
        raise fields.wrong("measure", "is measured at a step, for a curve over steps.")
    return Ask(kind=kind, points=points, low=low, high=high, measure=measure, given=given)


def _goal(fields: Fields) -> Goal:
    needs = []
    for one in fields.parts("need", 10):
        least = one.number("least") if one.has("least") else None
        most = one.number("most") if one.has("most") else None
        if least is None and most is None:
            raise one.wrong("least", "or 'most' is needed.")
        measure, given = _measured(one, without=("scenario",))
        needs.append(Need(measure=measure, given=given, least=least, most=most))
    goal = Goal(
        link=_scene(fields, "scene"), solution=_scene(fields, "solution"), needs=tuple(needs)
    )
    fields.end()
    if not needs:
        raise fields.wrong("need", "is missing: say what is to be reached.")
    return goal
