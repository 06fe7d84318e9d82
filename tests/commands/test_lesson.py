"""``lstm-viz lesson``: a lesson made, changed, checked, opened."""

from __future__ import annotations

import pytest

from lstm_viz._start import environment
from lstm_viz.errors import LstmVizError
from tests.commands.test_commands import ended

pytestmark = pytest.mark.slow


def test_a_lesson_is_made_and_checked_and_a_wrong_number_is_told(tmp_path, capsys):
    folder = tmp_path / "one"
    assert ended(["lesson", "new", str(folder)]) == 0
    assert ended(["lesson", "check", str(folder)]) == 0
    assert "one: 2 facts hold, the goal can be reached" in capsys.readouterr().out
    data = folder / "lesson.toml"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("is = 1.01", "is = 0.5"), encoding="utf-8")
    assert ended(["lesson", "check", str(folder)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "The scene: the fact 'bit' is 1.011, the lesson says 0.5 give or take 0.005.\n"
    )
    data.write_text(text.replace("c[16]=2", "c[16]=-2"), encoding="utf-8")
    assert ended(["lesson", "check", str(folder)]) == 1
    assert "The goal is not reached by its own solution." in capsys.readouterr().err
    data.write_text("id = 3", encoding="utf-8")
    assert ended(["lesson", "check", str(folder)]) == 1
    assert capsys.readouterr().err.startswith("lstm-viz lesson: lesson.toml: 'id' is a name")


def test_mistakes_in_the_arguments(tmp_path, capsys):
    assert ended(["lesson", "check", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err
    (tmp_path / "x").write_text("")
    assert ended(["lesson", "new", str(tmp_path)]) == 2
    assert "is there and not empty" in capsys.readouterr().err
    assert ended(["lesson", "make", "x"]) == 2


def test_the_app_is_told_which_lesson_to_open(tmp_path):
    with pytest.raises(LstmVizError, match="is no folder of a lesson"):
        environment(None, None, str(tmp_path))
    (tmp_path / "lesson.toml").write_text("")
    assert environment(None, None, str(tmp_path)) == {"LSTM_VIZ_LESSON": str(tmp_path.resolve())}
