"""Picture of what each row of a batch remembers."""

from __future__ import annotations

import pytest

from lstm_viz.figures import SCENARIO_COLORS, memory_figure
from lstm_viz.keras_code.statefulness import Setting, simulate


@pytest.fixture(scope="module")
def shuffled():
    return simulate(Setting(way="fit", shuffle=True, rows=3, calls=3, resets=(2,)))


def blocks(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_every_part_in_memory_is_a_block_in_its_cell(shuffled):
    drawn = [
        (int(base + 0.5), row, text)
        for trace in blocks(memory_figure(shuffled)).values()
        for base, row, text in zip(trace.base, trace.y, trace.text, strict=True)
    ]
    expected = [
        (call, row, part.name)
        for call, memories in enumerate(shuffled.memories, start=1)
        for row, memory in enumerate(memories)
        for part in memory
    ]
    assert sorted(drawn) == sorted(expected)


def test_blocks_of_a_cell_stand_in_the_order_they_were_read_and_do_not_overlap(shuffled):
    figure = memory_figure(shuffled)
    cell = sorted(
        (base, base + width, text)
        for trace in blocks(figure).values()
        for base, width, row, text in zip(trace.base, trace.x, trace.y, trace.text, strict=True)
        if row == 1 and 1.5 < base + 0.01 < 2.5
    )
    assert [text for *_, text in cell] == [part.name for part in shuffled.memories[1][1]]
    assert all(left[1] <= right[0] + 1e-9 for left, right in zip(cell, cell[1:], strict=False))


def test_a_sequence_has_one_colour_and_its_letters(shuffled):
    traces = blocks(memory_figure(shuffled, dark=True))
    assert list(traces) == ["sequence A", "sequence B", "sequence C"]
    for trace, color in zip(traces.values(), SCENARIO_COLORS, strict=False):
        assert trace.marker.color == color
        assert {text[0] for text in trace.text} == {trace.name[-1]}


def test_what_the_last_call_read_is_outlined_alone(shuffled):
    for trace in blocks(memory_figure(shuffled)).values():
        for base, row, text, width in zip(
            trace.base, trace.y, trace.text, trace.marker.line.width, strict=True
        ):
            read = shuffled.order[int(base + 0.5) - 1][row].name
            assert (width > 0) is (text == read)


def test_a_reset_is_a_dashed_line_between_its_calls_and_a_marked_cell_a_frame(shuffled):
    figure = memory_figure(shuffled, marked=(1, 2))
    line, frame = figure.layout.shapes
    assert (line.x0, line.x1, line.line.dash) == (2.5, 2.5, "dash")
    assert frame.x0 < 2 < frame.x1 and frame.y0 < 2 < frame.y1
    assert figure.layout.annotations[0].text == "reset"
    plain = memory_figure(simulate(Setting(rows=2, calls=2)))
    assert not plain.layout.shapes and not plain.layout.annotations


def test_ink_follows_the_theme(shuffled):
    light, dark = memory_figure(shuffled), memory_figure(shuffled, dark=True)
    assert light.layout.template.layout.font.color != dark.layout.template.layout.font.color
    assert blocks(light)["sequence A"].marker.line.color == "#262730"
    assert blocks(dark)["sequence A"].marker.line.color == "#fafafa"
