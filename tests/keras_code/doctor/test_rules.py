"""Every rule of the State Doctor against the real Keras: the mistake, and the corrected code."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import numpy as np
import pytest

from lstm_viz.keras_code.doctor import rules
from lstm_viz.keras_code.doctor._finding import Setting
from lstm_viz.keras_code.doctor._verify import short_message
from lstm_viz.keras_code.doctor.rules._catalogue import RULES, filled, written
from tests.language.messages import places
from tests.some import some

pytestmark = pytest.mark.slow

RUNNING = {rule.code for rule in written("running")}
# To train and to save takes long, and does the same for every kind.
CASES = [
    (rule.code, kind)
    for rule in RULES.values()
    for kind in (rule.kinds[:1] if rule.code in RUNNING else rule.kinds)
]
# Every rule with its first kind; the other kinds run with `make test-long`.
FIRST_KINDS = [(rule.code, rule.kinds[0]) for rule in RULES.values()]
# Where the mistake gives wrong numbers, the corrected code must give the right ones; where it
# raises, some corrections stand for all.
RAISING = [case for case in FIRST_KINDS if RULES[case[0]].raises]
CORRECTED = [case for case in FIRST_KINDS if case not in RAISING] + RAISING[::4]


def setting(kind):
    return Setting(kind=kind, units=4, batch=3, timesteps=5, features=2)


def run(example, folder, monkeypatch):
    """Run code of ours; return its ``difference`` and what it raised."""
    monkeypatch.chdir(folder)
    namespace = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(example.source, "<example>", "exec"), namespace)
        except Exception as error:
            return None, error
    return namespace.get("difference"), None


@pytest.mark.parametrize(("code", "kind"), some(CASES, FIRST_KINDS))
def test_the_mistake_does_what_the_rule_says(code, kind, tmp_path, monkeypatch):
    rule = RULES[code]
    difference, error = run(rule.mistaken(setting(kind)), tmp_path, monkeypatch)
    if rule.raises:
        assert error is not None, f"{code}: Keras raises nothing any more"
        assert type(error).__name__ == rule.raises, f"{code}: {error}"
        assert filled(rule.says, setting(kind)).split("…")[0] in str(error), code
        assert rule.severity == "error"
    else:
        assert error is None, f"{code}: Keras raises now: {error}"
        assert rule.severity != "error"
        assert np.isfinite(difference)
        assert (difference > 1e-4) if rule.shows == "differs" else (difference == 0.0), code


@pytest.mark.parametrize(("code", "kind"), some(CASES, CORRECTED))
def test_the_corrected_code_does_what_was_meant(code, kind, tmp_path, monkeypatch):
    difference, error = run(RULES[code].corrected(setting(kind)), tmp_path, monkeypatch)
    assert error is None, f"{code}: {error}"
    assert difference <= 1e-6, code


@pytest.mark.parametrize("code", ["states-swapped", "stored-swapped", "model-initial-state"])
def test_the_corrected_code_is_exact_for_the_largest_sizes_that_are_run(
    code, tmp_path, monkeypatch
):
    largest = Setting(units=10**6, batch=5, timesteps=10**6, features=10**6).bounded()
    assert (largest.units, largest.timesteps, largest.features) == (256, 100, 64)
    difference, error = run(RULES[code].corrected(largest), tmp_path, monkeypatch)
    assert error is None
    assert difference <= 1e-6


def test_a_message_is_shortened_to_what_is_wrong_not_where():
    where = "Exception encountered when calling LSTMCell.call()."
    wrong = "Incompatible shapes: [3,32] vs. [2,32]"
    function = "{{function_node __wrapped__AddV2}} "
    plain = f"{where}\n\n{function}{wrong}\n\nArguments received"
    bold = f"\x1b[1m{where}\x1b[0m\n\n\x1b[1m{function}{wrong}\x1b[0m\n\nArguments received"
    assert short_message(plain) == short_message(bold) == wrong
    assert short_message(where) == where


RULES_FOLDER = Path(rules.__file__).parent
# What `Told.report` fills in by itself, and what are no values of a sentence.
FILLED = {"name"}
OF_LAYER = {"layer", "called"}


def told_calls():
    """Calls that tell a sentence of a rule: rule, sentence, names of the values."""
    for path in RULES_FOLDER.glob("_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            function = getattr(node, "func", None)
            name = getattr(function, "attr", getattr(function, "id", ""))
            if name not in ("report", "mark"):
                continue
            words = node.args[1:] if name == "report" else node.args
            given = {one.arg for one in node.keywords}
            if {"problem", None} & given or not all(isinstance(one, ast.Constant) for one in words):
                continue
            more = FILLED | (OF_LAYER if "layer" in given else set()) if name == "report" else set()
            code, which = ([one.value for one in words] + [""])[:2]
            yield code, which, given | more


@pytest.mark.parametrize(("code", "which", "given"), list(told_calls()))
def test_a_sentence_that_is_told_is_the_rules_and_has_all_its_values(code, which, given):
    for text in (*RULES[code].problem[which], RULES[code].error.get(which, "")):
        assert places(text) <= given, text
