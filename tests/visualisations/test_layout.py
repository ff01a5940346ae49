"""Layouts are the same each time, keep areas apart and things too, and are quick."""

from __future__ import annotations

import random
from itertools import combinations
from time import perf_counter

import numpy as np
import pytest

from visualisations.layout import Layout, Mark, Placement, lay_out


def sample(count: int, tie_count: int, districts: int = 4) -> tuple[list[Mark], list[tuple[int, int]]]:
    draw = random.Random(7)  # noqa: S311 - a sample
    marks = []
    for number in range(count):
        own = draw.choice([(draw.randrange(districts),), (draw.randrange(districts),), (0, 1), ()])
        marks.append(Mark(f"thing-{number}", draw.uniform(7, 20), own))
    ties = [(draw.randrange(count), draw.randrange(count)) for _ in range(tie_count)]
    return marks, ties


def place(layout: Layout, count: int = 200, seed: int = 0) -> Placement:
    marks, ties = sample(count, 2 * count)
    return lay_out(marks, ties, layout=layout, district_count=4, seed=seed)


@pytest.mark.parametrize("layout", list(Layout))
def test_the_same_network_lies_the_same_way(layout: Layout) -> None:
    assert np.array_equal(place(layout).points, place(layout).points)


@pytest.mark.parametrize("layout", list(Layout))
def test_order_does_not_matter(layout: Layout) -> None:
    marks, ties = sample(120, 260)
    shuffled = list(range(120))
    random.Random(1).shuffle(shuffled)  # noqa: S311 - an order
    position = {old: new for new, old in enumerate(shuffled)}
    first = lay_out(marks, ties, layout=layout, district_count=4)
    second = lay_out(
        [marks[old] for old in shuffled],
        [(position[b], position[a]) for a, b in reversed(ties)],
        layout=layout,
        district_count=4,
    )
    assert np.array_equal(first.points[shuffled], second.points)


def test_another_seed_lies_otherwise() -> None:
    assert not np.array_equal(place(Layout.FORCE).points, place(Layout.FORCE, seed=1).points)


@pytest.mark.parametrize("layout", list(Layout))
def test_nobody_elses_randomness_is_touched(layout: Layout) -> None:
    random.seed(3)
    before = random.getstate()
    place(layout)
    assert random.getstate() == before


def test_areas_hold_their_own_and_nothing_else() -> None:
    marks, _ = sample(200, 400)
    placement = place(Layout.BY_DISTRICT)
    for district, area in enumerate(placement.areas):
        for mark, (x, y) in zip(marks, placement.points, strict=True):
            assert area.contains(x, y) == (mark.districts == (district,))


@pytest.mark.parametrize("districts", range(1, 9))
def test_areas_do_not_overlap(districts: int) -> None:
    marks, ties = sample(150, 300, districts)
    areas = lay_out(marks, ties, district_count=districts).areas
    assert len(areas) == districts
    for one, other in combinations(areas, 2):
        stretch = one.half_width / one.half_height
        apart = np.hypot((one.x - other.x) / stretch, one.y - other.y)
        assert apart > one.half_height + other.half_height


def test_things_hardly_overlap() -> None:
    marks, _ = sample(200, 400)
    points = place(Layout.BY_DISTRICT).points
    overlapping = sum(
        float(np.hypot(*(points[a] - points[b]))) < marks[a].radius + marks[b].radius
        for a, b in combinations(range(len(marks)), 2)
    )
    assert overlapping <= 2


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("layout", list(Layout))
def test_small_networks_have_a_layout(count: int, layout: Layout) -> None:
    marks = [Mark(f"thing-{number}", 10.0) for number in range(count)]
    points = lay_out(marks, [(0, 1)] if count == 2 else [], layout=layout, district_count=2).points
    assert points.shape == (count, 2)
    assert np.isfinite(points).all()


@pytest.mark.parametrize("layout", list(Layout))
def test_five_thousand_things_take_less_than_a_second(layout: Layout) -> None:
    marks, ties = sample(5000, 15000)
    lay_out(*sample(10, 10), layout=layout, district_count=4)  # imports igraph
    begin = perf_counter()
    lay_out(marks, ties, layout=layout, district_count=4)
    assert perf_counter() - begin < 1
