"""Files of a lesson that are wrong, and the sentence that each gets."""

from __future__ import annotations

import io
import zipfile

import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.lessons import (
    MEASURES,
    MOST_BYTES,
    from_files,
    new_lesson,
    read_lesson,
    read_picture,
    read_zip,
)


@pytest.fixture
def files(tmp_path):
    new_lesson(tmp_path / "one")
    return {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}


def changed(files: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    text = files[name].decode()
    assert old in text
    return {**files, name: text.replace(old, new, 1).encode()}


def test_a_new_lesson_is_read_and_named_after_its_folder(tmp_path):
    made = new_lesson(tmp_path / "Über mich 2")
    assert [path.name for path in made] == ["en.toml", "lesson.toml"]
    lesson = read_lesson(tmp_path / "Über mich 2")
    assert lesson.id == "ber-mich-2"
    assert lesson.in_language("zh") is lesson.words["en"]
    assert "1.01" in lesson.in_language("en").part.reveal
    assert lesson.in_language("qps").title == f"⟦{lesson.words['en'].title}⟧"
    with pytest.raises(LstmVizError, match="is there and not empty"):
        new_lesson(tmp_path / "Über mich 2")


WRONG = {
    "no toml": ("lesson.toml", "minutes = 10", "minutes = ", "lesson.toml is no TOML"),
    "unknown field": (
        "lesson.toml",
        "minutes = 10",
        "minutes = 10\ncode = 'x'",
        "'code' is no field",
    ),
    "too long": ("lesson.toml", "minutes = 10", "minutes = 999", "whole number from 1 to 240"),
    "a path as id": ("lesson.toml", '"my-lesson"', '"../x"', "'id' is a name of small letters"),
    "no scene": ("lesson.toml", "model=flip_flop", "model=", "'scene' is no scene"),
    "a file as model": (
        "lesson.toml",
        "model=flip_flop",
        "model=file-0123456789ab",
        "bundled model",
    ),
    "no picture": ("lesson.toml", '"output@A"]', '"img"]', "There is no picture 'img'"),
    "bars before": ("lesson.toml", '"output@A"]', '"bars:bit"]', "what is to be predicted"),
    "no scenario": ("lesson.toml", '"output@A"]', '"output@Z"]', "shows 'Z', which is not there"),
    "no measure": ("lesson.toml", '"output"\nscenario', '"eval"\nscenario', "'measure' is one of"),
    "no step": ("lesson.toml", "t = 40\nk = 0\n\n# The", "k = 0\n\n# The", "'t' is missing"),
    "right is no option": ("lesson.toml", 'right = "one"', 'right = "two"', "one of the options"),
    "html": ("en.toml", "A network that keeps", "<b>A</b> network that keeps", "holds HTML"),
    "too early": ("en.toml", "starts at −2.", "ends at {bit}.", "before it is predicted"),
    "no fact": ("en.toml", "{bit}", "{bot}", "names the fact 'bot', which is not there"),
    "no why": ("en.toml", 'zero = "An initial', 'one = "An initial', "says nothing of 'zero'"),
    "an option too few": ("en.toml", 'zero = "0"\n', "", "'options' are zero, one"),
    "text too long": ("en.toml", "My lesson", "x" * 121, "at most 120 letters"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said_with_its_place(kind, files):
    name, old, new, told = WRONG[kind]
    if kind == "a path as id":
        old = 'id = "one"'
        new = 'id = "../x"'
    with pytest.raises(LstmVizError) as error:
        from_files(changed(files, name, old, new))
    assert told in str(error.value)
    assert name.split(".")[0] in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_too_large_or_missing_is_refused(files):
    with pytest.raises(LstmVizError, match="more than 200,000 bytes"):
        from_files({**files, "en.toml": b" " * (MOST_BYTES + 1)})
    with pytest.raises(LstmVizError, match="needs the file lesson.toml"):
        from_files({"en.toml": files["en.toml"]})
    with pytest.raises(LstmVizError, match="needs a file of words"):
        from_files({"lesson.toml": files["lesson.toml"]})
    with pytest.raises(LstmVizError, match="no text in UTF-8"):
        from_files({**files, "en.toml": b"\xff\xfe"})


def zipped(files: dict[str, bytes], folder: str = "one/") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(folder + name, data)
    return made.getvalue()


def test_a_zip_is_read_and_a_bomb_in_it_is_not(files):
    assert read_zip(zipped(files)).id == "one"
    with pytest.raises(LstmVizError, match=r"en.toml has more than"):
        read_zip(zipped({**files, "en.toml": b" " * 50_000_000}))
    with pytest.raises(LstmVizError, match="no zip of a lesson"):
        read_zip(b"PK no zip")


@pytest.mark.parametrize("text", ["", "x", "output@", "output@a", "bars:", "c;f", "../c", "c@A,"])
def test_what_is_no_picture_is_refused(text):
    with pytest.raises(LstmVizError, match="There is no picture"):
        read_picture(text)


def test_the_documentation_has_every_measure():
    from pathlib import Path

    page = Path(__file__).parents[2] / "docs" / "how_to" / "lessons.md"
    text = page.read_text(encoding="utf-8")
    assert not [name for name in MEASURES if f"`{name}`" not in text]
