"""Links: an equal experiment comes back, and a broken one is answered, never a crash."""

from __future__ import annotations

import base64
import json
import random
import struct
import zlib
from urllib.parse import quote, unquote

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import (
    MOST_LETTERS,
    Experiment,
    InputData,
    Scenario,
    View,
    fitting_link,
    read_link,
)
from lstm_viz.experiment._link import write_link
from lstm_viz.experiment._link_view import PARAMETERS
from tests.experiment.made import experiments
from tests.some import LONG, some

PROPERTY = settings(
    max_examples=200 if LONG else 40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ZEROS = {"recipe": {"kind": "zeros"}}
NORMAL = {"recipe": {"kind": "normal", "scale": 0.5, "seed": 7}}


def both(entry: dict, *layers: str) -> dict:
    return {"layers": {layer: {"h": entry, "c": entry} for layer in layers or ("lstm",)}}


def scenario(key: str = "s0", name: str = "A", color: str = "#0072B2", **changes) -> Scenario:
    return Scenario(id=key, name=name, color=color, **({"state": both(ZEROS)} | changes))


def experiment(*scenarios: Scenario, **changes) -> Experiment:
    fields = {
        "model": "sunspots",
        "sequence": "1964-1984",
        "scenarios": scenarios or (scenario(), scenario("s1", "B", "#D55E00", state=both(NORMAL))),
        "view": View(step=12),
    }
    return Experiment(**fields | changes)


@PROPERTY
@given(made=experiments())
def test_a_link_brings_an_equal_experiment_back(made):
    assert Experiment.from_link("http://host:1/some/base" + write_link(made)) == made


@PROPERTY
@given(made=experiments())
def test_a_link_is_plain_letters_without_spaces(made):
    assert write_link(made).isascii()
    assert not set(' "<>#') & set(write_link(made))


@PROPERTY
@given(made=experiments(), most=st.integers(200, 3000))
def test_a_link_cut_to_fit_is_marked_and_holds_nothing_wrong(made, most):
    link, gone = fitting_link(made, made.digest, most=most)
    reading = read_link(link)
    if not gone:
        assert reading.problem is None
        return
    assert reading.document == made.digest
    assert "left out" in reading.problem
    kept = [s for s in made.scenarios if s.name not in gone]
    assert list(reading.scenarios) == kept
    assert reading.data == (None if "the input" in gone else made.data)


def test_recipes_are_short_and_readable():
    assert experiment().to_link() == (
        "/?model=sunspots&seq=1964-1984&layers=lstm&A=zeros&B=normal(0.5,7)&t=12"
    )


def test_the_page_is_the_path():
    made = experiment().with_view(page="compare")
    assert made.to_link("http://127.0.0.1:8501/").startswith("http://127.0.0.1:8501/compare?")
    assert Experiment.from_link(made.to_link()).view.page == "compare"


def test_a_section_of_the_page_keras_code_is_opened_by_a_link():
    made = experiment().with_view(page="keras_code", section="transfer")
    assert made.to_link().startswith("/keras_code?")
    assert "&section=transfer" in made.to_link()
    assert Experiment.from_link(made.to_link()) == made
    short = read_link("/keras_code?purpose=mistakes")
    assert short.problem is None
    assert short.view == View(page="keras_code", purpose="mistakes")
    assert "section" in read_link("/keras_code?section=magic").problem


def test_one_edit_stays_readable_and_many_are_packed():
    few = both(ZEROS)
    few["layers"]["lstm"]["c"] = {**ZEROS, "edits": {"3": 1.25}}
    assert "A=zeros;lstm:c[3]=1.25&" in experiment(scenario(state=few)).to_link()
    many = both(ZEROS)
    many["layers"]["lstm"]["c"] = {**ZEROS, "edits": {str(k): k / 8 for k in range(32)}}
    link = experiment(scenario(state=many)).to_link()
    assert "A=zeros&A.p=" in link
    assert len(link) < 400


def test_values_are_packed_as_float32():
    numbers = np.random.default_rng(0).normal(size=128).astype(np.float32).astype(float).tolist()
    values = {"recipe": {"kind": "values", "values": numbers}}
    link = experiment(scenario(state=both(values))).to_link()
    # 2 signals of 128 units of 4 bytes, in 4 letters for 3 bytes.
    assert len(link) < 2 * 128 * 4 * 4 / 3 * 1.1 + 200


def test_a_link_written_by_hand_needs_no_layers():
    read = Experiment.from_link("?model=sunspots&seq=1964-1984&A=zeros&B=normal(0.5, seed=7)")
    assert read.scenarios[1].state == {
        "layers": {},
        "everywhere": {"kind": "normal", "scale": 0.5, "seed": 7},
    }
    assert Experiment.from_link(read.to_link()) == read


def test_a_link_over_the_limit_is_refused_and_the_fitting_one_says_what_is_gone():
    numbers = np.random.default_rng(0).normal(size=2000).astype(np.float32).astype(float).tolist()
    long = scenario("s1", "B", state=both({"recipe": {"kind": "values", "values": numbers}}))
    made = experiment(scenario(), long)
    with pytest.raises(LstmVizError, match="at most 6,000: write a file"):
        made.to_link()
    link, gone = fitting_link(made, made.digest)
    assert gone == ("B",)
    assert len(link) <= MOST_LETTERS
    reading = read_link(link)
    assert reading.problem == (
        "This link could not be read whole. It was too long and left out B: open the saved file."
    )
    assert [s.name for s in reading.scenarios] == ["A"]
    with pytest.raises(LstmVizError, match="left out B"):
        Experiment.from_link(link)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("", "names no model"),
        ("?model=sunspots&seq=a", "names no model, sequence or initial state"),
        ("?model=m&seq=a&A=zero", "no recipe 'zero'"),
        ("?model=m&seq=a&A=zeros&t=-1", "part 'step'|part 't'"),
        ("?model=m&seq=a&A=zeros&t=9999999999999999", "'t' cannot be used"),
        ("?model=m&seq=a&A=zeros&units=0-999999", "'units'"),
        ("?model=m&seq=a&A=zeros&pictures=pie", "'pictures'"),
        ("?model=m&seq=a&A=zeros&A.p=AAAA", "damaged"),
        ("?model=m&seq=a&A=zeros&A.color=blue", "#rrggbb"),
        ("?model=m&seq=a&A=zeros&B=zeros&B.name=A", "Two scenarios have the name 'A'"),
        ("?model=m&seq=a&A=normal(-1,7)", "scale must be 0 or more"),
        ("?model=m&seq=a&A=zeros;lstm:c[3]=nan", "finite"),
        ("?model=m&seq=a&A=zeros;lstm:q=zeros", "signals h and c"),
        ("?model=m&x=AAAA&A=zeros", "The input is damaged"),
        ("?v=99&model=m&seq=a&A=zeros", "another version"),
        ("?" + "&".join(f"{k}=zeros" for k in "ABCDEFG") + "&model=m&seq=a", "more than 6"),
        ("?" + "a=1&" * 300, "no address"),
        ("?A=" + "x" * 200_000, "far too long"),
        ("http://[::1/?model=m", "no address"),
    ],
)
def test_a_broken_link_gets_one_sentence(link, words):
    with pytest.raises(LstmVizError, match=words):
        Experiment.from_link(link)


def test_what_can_be_read_of_a_broken_link_stays():
    reading = read_link("?model=sunspots&seq=1964-1984&layers=lstm&A=zeros&B=what(1)&t=12&unit=x")
    assert (reading.model, reading.sequence) == ("sunspots", "1964-1984")
    assert [s.name for s in reading.scenarios] == ["A"]
    assert reading.view == View(step=12)
    assert "Scenario B: There is no recipe 'what(1)'" in reading.problem
    assert reading.problem.endswith("One more part could not be read either.")


def test_parts_that_others_add_to_an_address_are_ignored():
    made = experiment()
    assert Experiment.from_link(made.to_link() + "&fbclid=abc&embed=true") == made


def test_the_parameters_of_a_view_meet_no_others():
    taken = {"model", "file", "seq", "x", "layers", "v", "left_out", "doc"}
    assert not taken & set(PARAMETERS.values())
    assert len(set(PARAMETERS.values())) == len(PARAMETERS)
    assert all(len(name) > 1 or name.islower() for name in PARAMETERS.values())


def packed(header: object, body: bytes) -> str:
    head = json.dumps(header).encode()
    data = zlib.compress(struct.pack("<I", len(head)) + head + body, 9)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_a_bomb_is_not_unpacked():
    bomb = packed([{}, [["<f4", [1, 8 * 2**20, 1]]]], bytes(32 * 2**20))
    assert len(bomb) < 50_000
    with pytest.raises(LstmVizError, match="more than 4 MiB"):
        Experiment.from_link(f"?model=m&A=zeros&x={bomb}")


def test_a_shape_that_multiplies_beyond_memory_is_refused():
    bomb = packed([{}, [["<f4", [2**31, 2**31, 2**31]]]], bytes(8))
    with pytest.raises(LstmVizError, match="damaged"):
        Experiment.from_link(f"?model=m&A=zeros&x={bomb}")


def test_the_name_of_an_input_is_made_from_what_it_holds():
    data = InputData(arrays=(np.ones((1, 3, 1), np.float32),), title="mine")
    other = InputData(arrays=(np.ones((1, 3, 1), np.float64),), title="mine")
    assert data.name != other.name
    link = experiment(sequence=data.name, data=data).to_link()
    assert Experiment.from_link(link + "&seq=own-0000").sequence == data.name


def mutated(link: str, rng: random.Random) -> str:
    """The link with a few things done to it that a person, a mail program or an attacker does."""
    for _ in range(rng.randint(1, 4)):
        link = changed(link, rng)
    return link


def changed(link: str, rng: random.Random) -> str:
    low, high = sorted((rng.randrange(len(link) + 1), rng.randrange(len(link) + 1)))
    parts = link.split("&")
    ways = (
        lambda: link[:low],
        lambda: link[:low] + link[high:],
        lambda: link[:low] + rng.choice(NASTY) + link[low:],
        lambda: link[:low] + chr(rng.randrange(1, 0x2FFF)) + link[low + 1 :],
        lambda: link[:low] + link[low:high] * 2 + link[high:],
        lambda: unquote(link),
        lambda: quote(link, errors="replace"),
        lambda: link.upper(),
        lambda: link.replace("=", rng.choice(["==", "", "%3D"]), 1),
        lambda: "&".join(rng.sample(parts, len(parts))),
    )
    return rng.choice(ways)()


NASTY = (
    *("%00", "%", "%ff%fe", "%F0%9F%98%80", "%ED%A0%80", "\ud800", "nan", "1e999", "-0", "٣", "½"),
    *("&A=", "&A=zeros", "&B=values", "&A.p=", "&x=", "&layers=", "&layers=;", "&units=5-1"),
    *("&t=1_0", "&t=٣", "&units=²", "&A=one_unit(-1,1)", "&A=normal(0.5,99999999999999999999999)"),
    *("&A=values(1,2)", "&A=normal(" + "(" * 2000, '&A="', "&layers=%22"),
    *("&A=lstm:c[9999999999]=1", "&B.p=eNo", "&B.color=red", "&view=1"),
    *("&v=", "&left_out=%3Cscript%3E", "&doc=../..", "../../etc/passwd", "#", "?", "//", "[", "\\"),
    *("&A=constant(" + "9" * 5000 + ")", "&seed=1", "&A.id=%0a", "&A.name=%E2%80%AE", "=" * 50),
)


@pytest.mark.parametrize("count", some([3_000, 10_000], [3_000]))
def test_thousands_of_hostile_links_give_an_experiment_or_one_sentence(count):
    rng = random.Random(4)
    numbers = both({"recipe": {"kind": "values", "values": [0.5, -1.0, 2.0]}})
    edited = both({**ZEROS, "edits": {str(k): k / 4 for k in range(9)}}, "lstm", "bi/forward")
    data = InputData(arrays=(np.arange(6, dtype=np.float32).reshape(1, 3, 2),), title="mine")
    seeds = [
        experiment().to_link(),
        experiment(scenario(state=numbers), scenario("q", "B & co", state=edited)).to_link(),
        experiment(sequence=data.name, data=data, model_name="m.keras").to_link("http://h/base"),
        experiment(view=View(layer="lstm", units=(0, 1, 2, 9), pictures="heatmap")).to_link(),
        "?model=sunspots&A=zeros&B=normal(0.5,7)",
    ]
    read = refused = 0
    for _ in range(count):
        link = mutated(rng.choice(seeds), rng)
        try:
            made = Experiment.from_link(link)
        except LstmVizError as error:
            refused += 1
            assert str(error)
            assert len(str(error)) < 600
        else:
            read += 1
            assert Experiment.from_link(write_link(made)) == made
            assert Experiment.from_text(made.text) == made
    assert read > 0.03 * count
    assert refused > 0.3 * count


@pytest.mark.parametrize("part", ["model", "seq"])
def test_a_name_that_cannot_be_shown_is_told(part):
    problem = read_link(f"/?{part}=%00&A=zeros").problem
    assert "cannot be shown" in problem
