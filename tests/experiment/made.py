"""Random experiments, for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from lstm_viz.experiment import (
    COMPARE_PICTURES,
    DRAWS,
    MOST_MEMBERS,
    MOST_NEW_TOKENS,
    MOST_UNITS,
    ORDERS,
    PAGES,
    PARTS,
    PICTURES,
    PURPOSES,
    SECTIONS,
    CompareView,
    Experiment,
    InputData,
    Scenario,
    View,
)
from lstm_viz.interventions import Add, Clamp, Lesion, Scale, Set
from lstm_viz.states import Constant, Normal, OneUnit, Own, Uniform, Values, Zeros, shortest

printable = st.characters(min_codepoint=32, exclude_categories=("C", "Z"))
names = st.text(printable, min_size=1, max_size=40).filter(str.isprintable)
finite = st.floats(-1e6, 1e6, width=32)
doubles = st.floats(-1e30, 1e30)
signals = st.sampled_from("hc")
layers = st.sampled_from(["lstm", "lstm_1", "bi/forward", 'odd="; &name', "zeros", "A"])

recipes = st.one_of(
    st.just(Own()),
    st.just(Zeros()),
    st.builds(Constant, doubles),
    st.builds(Normal, st.floats(0, 1e3), st.integers(0, 2**63 - 1)),
    st.builds(Uniform, st.floats(0, 1e3), st.integers(0, 2**40)),
    st.builds(OneUnit, st.integers(0, 600), doubles),
    st.builds(
        Values,
        st.lists(finite, min_size=1, max_size=40),
        st.sampled_from(["", "end of B, t = 12 (model x)"]),
    ),
    st.lists(st.lists(finite, min_size=3, max_size=3), min_size=1, max_size=3).map(Values),
)


@st.composite
def entries(draw: st.DrawFn) -> dict:
    """One signal of one layer: a recipe and, at times, edits."""
    made: dict = {"recipe": draw(recipes).to_json()}
    value = finite.map(shortest) if draw(st.booleans()) else doubles
    edits = draw(st.dictionaries(st.integers(0, 600).map(str), value, max_size=9))
    return made | ({"edits": edits} if edits else {})


@st.composite
def states(draw: st.DrawFn) -> dict:
    """A state as `InitialState.to_json` writes it."""
    if draw(st.booleans()):
        # What the page makes most: one recipe for both signals of all layers.
        recipe = {"recipe": draw(recipes).to_json()}
        return {"layers": {name: {"h": recipe, "c": recipe} for name in ("lstm", "lstm_1")}}
    by_signal = st.dictionaries(signals, entries(), max_size=2)
    return {"layers": draw(st.dictionaries(layers, by_signal, max_size=3))}


values = st.one_of(finite, st.lists(finite, min_size=2, max_size=4))
some_units = st.lists(st.integers(0, 600), min_size=2, max_size=5, unique=True)
units = st.none() | st.integers(0, 600) | some_units
every = {"layer": layers, "unit": units, "on": st.booleans()}
once = every | {"signal": st.sampled_from("hcifgo"), "at": st.integers(0, 99_999)}
spans = st.none() | st.tuples(st.integers(1, 500), st.integers(500, 99_999))
# A splice from another scenario is in tests of its own: it needs one.
interventions = st.one_of(
    st.builds(Set, **once, value=values, with_h=st.booleans()),
    st.builds(Scale, **once, by=values),
    st.builds(Add, **once, values=values),
    st.builds(Clamp, **every, signal=st.sampled_from("hczrg"), steps=spans, value=values),
    st.builds(Lesion, **every, steps=spans, to=st.sampled_from(["zero", "mean"])),
)

scenarios = st.builds(
    Scenario,
    id=st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True),
    name=st.sampled_from("ABCDEF") | names.filter(str.strip),
    color=st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
    state=states(),
    interventions=st.lists(interventions, max_size=3).map(tuple),
)

compare_views = st.builds(
    CompareView,
    part=st.sampled_from(PARTS),
    baseline=st.none() | names,
    signal=st.sampled_from("hcifgo") | names,
    picture=st.sampled_from(COMPARE_PICTURES),
    relative=st.booleans(),
    log=st.booleans(),
    free=st.booleans(),
    threshold=st.floats(0.0001, 0.5),
    draw=st.sampled_from(DRAWS),
    scale=st.floats(1e-6, 100),
    members=st.integers(2, MOST_MEMBERS),
    seed=st.integers(0, 9_999_999),
    temperature=st.floats(0, 5),
    text_seed=st.integers(0, 9_999_999),
    length=st.integers(1, MOST_NEW_TOKENS),
    prompt=st.integers(1, 5_000),
)

views = st.builds(
    View,
    layer=st.none() | names,
    units=st.none()
    | st.lists(st.integers(0, 600), max_size=MOST_UNITS, unique=True).map(tuple)
    | st.integers(1, MOST_UNITS).map(lambda n: tuple(range(n))),
    step=st.integers(0, 2**31 - 1),
    unit=st.integers(0, 600),
    sample=st.integers(0, 60),
    pictures=st.sampled_from(PICTURES),
    order=st.sampled_from(ORDERS),
    gates=st.booleans(),
    edited=st.none() | st.sampled_from(["s0", "s1", "x-_9"]),
    page=st.sampled_from(PAGES),
    compare=st.just(CompareView()) | compare_views,
    section=st.sampled_from(SECTIONS),
    purpose=st.sampled_from(PURPOSES),
)


@st.composite
def inputs(draw: st.DrawFn) -> InputData:
    """A person's own input."""
    shape = (1, draw(st.integers(1, 6)), draw(st.integers(1, 3)))
    dtype = draw(st.sampled_from(["float32", "float64", "int32", "uint8", "bool"]))
    seed = draw(st.integers(0, 99))
    numbers = np.random.default_rng(seed).normal(size=shape) * 50
    labels = st.none() | st.lists(st.text(st.characters(codec="utf-8"), max_size=3), max_size=4)
    return InputData(
        arrays=tuple(numbers.astype(dtype) for _ in range(draw(st.integers(1, 2)))),
        title=draw(names),
        labels=draw(labels),
        note=draw(st.text(printable, max_size=20)),
    )


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any experiment."""
    unique = {"min_size": 1, "max_size": 6, "unique_by": (lambda s: s.id, lambda s: s.name)}
    data = draw(st.none() | inputs())
    return Experiment(
        model=draw(names),
        model_name=draw(st.just("") | names),
        sequence=data.name if data is not None else draw(names),
        data=data,
        scenarios=tuple(draw(st.lists(scenarios, **unique))),
        view=draw(views),
    )
