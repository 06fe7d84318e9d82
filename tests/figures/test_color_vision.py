"""Every palette can be told apart with each kind of colour vision, simulated."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from lstm_viz.experiment import COLORS
from lstm_viz.figures._style import diverging_scale, sequential_scale
from lstm_viz.figures.dynamics._space import BASIN_COLORS, KIND_MARKS
from tests.figures.color_vision import MATRICES, distance, seen

VISIONS = [None, *MATRICES]
# 2.3 is just noticeable; marks of a picture are small, and apart from each other. What is told by
# its shape as well may be closer.
PALETTES = {
    "scenarios": (COLORS, 15),
    "basins": (BASIN_COLORS, 20),
    "kinds of points": ([color for _, color, _ in KIND_MARKS.values()], 10),
}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_of_a_palette_look_different(name, vision):
    colors, least = PALETTES[name]
    near = [pair for pair in combinations(colors, 2) if distance(*pair, vision) < least]
    assert not near


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("dark", [False, True])
def test_both_signs_of_a_difference_look_different(dark, vision):
    colors = [color for _, color in diverging_scale(dark)]
    for low, high in zip(colors[:3], reversed(colors[4:]), strict=True):
        assert distance(low, high, vision) > 40
    assert min(distance(*pair, vision) for pair in pairwise(colors)) > 10


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("dark", [False, True])
def test_a_larger_value_looks_darker_or_lighter_throughout(dark, vision):
    lightness = [seen(color, vision)[0] for _, color in sequential_scale(dark)]
    assert lightness == sorted(lightness, reverse=not dark)


def test_the_simulation_finds_red_and_green_alike():
    red, green = "#c03030", "#7a6a10"
    assert distance(red, green, None) > 2.5 * distance(red, green, "deuteranopia")
    assert distance("#808080", "#808080", "protanopia") == 0
    # Grey is grey to everybody.
    assert abs(seen("#808080", "tritanopia")[1:]).max() < 0.1
