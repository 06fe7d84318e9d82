"""The report and the pictures for files, without a browser."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.experiment import Experiment
from lstm_viz.export import experiment_of
from lstm_viz.figures import (
    About,
    experiment_pictures,
    output_figure,
    picture_of,
    print_figure,
    provenance,
    recipes_in_words,
    recolored,
    report,
    scenario_styles,
    unit_order,
)
from tests.tracing.cases import opened

pytestmark = pytest.mark.slow

HOSTILE = "</script><img src=x onerror=1>"


@pytest.fixture(scope="module")
def work():
    model, x = opened("Bidirectional concat")
    states = {HOSTILE: lv.InitialState.zeros(model), "B": lv.InitialState.constant(model, value=1)}
    experiment = experiment_of(states, model="m<i>", sequence="s&amp;")
    traces = lv.trace(model, x, {s.id: states[s.name] for s in experiment.scenarios})
    return experiment, model, traces


@pytest.fixture(scope="module")
def page(work):
    about = About(title="<b>T", sequence=HOSTILE)
    return report(*work, about, version="1.2.3", script="print('</script>')")


def test_hostile_names_stay_text(page):
    assert HOSTILE not in page
    assert "<b>T" not in page
    assert "&lt;/script&gt;&lt;img src=x onerror=1&gt;" in page
    # Only what the report itself opens: two scripts, the experiment and one for each figure.
    assert page.count("<script") == 3 + page.count("<figure")
    assert page.count("</script>") == page.count("<script")


def test_report_carries_experiment_script_and_source(page, work):
    experiment, model, _ = work
    text = re.search(r'id="experiment">(.*?)</script>', page, re.DOTALL)[1]
    assert Experiment.from_json(json.loads(text)) == experiment
    assert "print(&#x27;&lt;/script&gt;&#x27;)" in page
    assert model.digest in page
    assert "LSTM Viz 1.2.3" in page
    assert "default-src 'none'" in page


def test_report_is_the_same_for_the_same_experiment(page, work):
    about = About(title="<b>T", sequence=HOSTILE)
    assert report(*work, about, version="1.2.3", script="print('</script>')") == page


def test_report_tells_distances_of_every_layer(page, work):
    for spec in work[1].layers:
        assert f"<h2>Layer {spec.name}</h2>" in page
    assert page.count("Memory horizon</th>") == len(work[1].layers)


def test_one_scenario_has_no_distances(work):
    experiment, model, traces = work
    alone = experiment.without_scenario("s1")
    page = report(alone, model, {"s0": traces["s0"]}, About(title="t"), version="1")
    assert "Memory horizon" not in page
    assert "<h2>Layer" in page


def test_pictures_have_keys_of_their_own_fit_for_file_names(work):
    pictures = experiment_pictures(*work, About(title="t"))
    keys = [picture.key for picture in pictures]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[\w-]+", key) for key in keys)
    for picture in pictures:
        assert picture.build(True).layout.template.layout.font.color == "#fafafa"
    assert picture_of(pictures, keys[-1]) is pictures[-1]
    with pytest.raises(lv.LstmVizError, match="no picture 'x'"):
        picture_of(pictures, "x")


def test_pictures_show_the_traces(work):
    experiment, model, traces = work
    spec = model.layers[0]
    pictures = experiment_pictures(
        experiment.with_view(units=(2,)), model, traces, About(title="t"), layers=[spec.name]
    )
    figure = next(p for p in pictures if p.title == f"Hidden state h of {spec.name}").build(False)
    np.testing.assert_array_equal(figure.data[1].y, traces["s1"][spec.name].h[0, :, 2])


def test_heatmaps_keep_the_order_of_the_page(work):
    experiment, model, traces = work
    spec = model.layers[0]
    seen = experiment.with_view(pictures="heatmap", order="final")
    pictures = experiment_pictures(seen, model, traces, About(title="t"), layers=[spec.name])
    figure = next(p for p in pictures if p.title == f"Cell state c of {spec.name}").build(False)
    rows = unit_order("final", traces["s0"][spec.name].h[0])
    np.testing.assert_array_equal(figure.data[1].z, traces["s1"][spec.name].c[0][:, rows].T)


@pytest.fixture
def figure():
    outputs = {"a": np.linspace(0, 1, 8, dtype=np.float32)[:, np.newaxis]}
    return output_figure(outputs, scenario_styles([("a", "A", "#0072B2")]))


@pytest.mark.parametrize("dark", [False, True])
def test_a_printed_figure_has_its_size_title_legend_and_source(figure, dark):
    made = print_figure(
        figure, width=640, height=480, title="T <b>", source="from <here>", dark=dark
    )
    assert (made.layout.width, made.layout.height) == (640, 480)
    assert made.layout.title.text == "T &lt;b&gt;: Output y"
    assert made.layout.showlegend
    assert made.layout.annotations[-1].text == "from &lt;here&gt;"
    assert made.layout.paper_bgcolor == ("#0e1117" if dark else "#ffffff")
    assert figure.layout.width is None


def test_a_long_source_is_broken_and_cut(figure):
    made = print_figure(figure, width=300, height=300, source="word " * 2000)
    lines = made.layout.annotations[-1].text.split("<br>")
    assert 1 < len(lines) < 10
    assert lines[-1].endswith("…")


@pytest.mark.parametrize("size", [{"width": 10}, {"height": 9000}])
def test_impossible_sizes_are_refused(figure, size):
    with pytest.raises(lv.LstmVizError, match="200 to 8000 pixels"):
        print_figure(figure, **{"width": 500, "height": 500, "source": "", **size})


def test_a_figure_changes_its_theme(work):
    for picture in experiment_pictures(*work, About(title="t")):
        if picture.key.endswith(("difference_h", "_h", "output", "input")):
            light, dark = picture.build(False), picture.build(True)
            pairs = ((recolored(light, dark=True), dark), (recolored(dark, dark=False), light))
            for made, wanted in pairs:
                assert json.loads(made.to_json()) == json.loads(wanted.to_json())


def test_provenance_names_model_sequence_recipes_and_version(work):
    experiment, model, _ = work
    recipes = recipes_in_words(experiment, model)
    assert recipes == ["zeros", "constant(1)"]
    told = provenance(experiment, recipes, "1.2.3")
    assert told.startswith("Model m<i>, sequence s&amp;.")
    assert "B = constant(1)" in told
    assert told.endswith("LSTM Viz 1.2.3.")


def test_interventions_are_told_in_words(work):
    _, model, _ = work
    layer = model.layers[0].name
    x = opened("Bidirectional concat")[1]
    states = {"A": lv.InitialState.zeros(model), "B": lv.InitialState.own(model)}
    ones = {"A": [lv.Splice(layer, at=2, source="B"), lv.Lesion(layer, unit=1, on=False)]}
    text = lv.report(model, x, states, interventions=ones)
    assert f"<li>put the state of B in place after step 2, layer {layer}</li>" in text
    assert f"hold hidden state h of unit 1 at zero at every step, layer {layer} (switched" in text
    assert "and what is changed while the model runs" in text
    assert "Interventions" not in lv.report(model, x, states)
