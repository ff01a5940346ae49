"""Layouts are the same each time, keep areas and things apart, and stay when a little is added."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from visualisations.layout import LARGEST, Layout, Mark, Placement, lay_out

DISTRICTS = 4
Drawn = tuple[list[Mark], list[tuple[int, int]]]


def own_districts(draw: random.Random, districts: int) -> tuple[int, ...]:
    return draw.choice([(draw.randrange(districts),), (draw.randrange(districts),), (0, 1), ()])


def sample(count: int, tie_count: int, districts: int = DISTRICTS) -> Drawn:
    draw = random.Random(7)  # noqa: S311 - a sample
    marks = [Mark(f"thing-{number}", own_districts(draw, districts)) for number in range(count)]
    return marks, [(draw.randrange(count), draw.randrange(count)) for _ in range(tie_count)]


def marked(graph: nx.Graph[int]) -> Drawn:
    draw = random.Random(7)  # noqa: S311 - a sample
    marks = [Mark(f"thing-{node}", own_districts(draw, DISTRICTS)) for node in sorted(graph)]
    return marks, list(graph.edges())


def hubs(count: int, seed: int) -> Drawn:
    return marked(nx.barabasi_albert_graph(count, 2, seed=seed))


def groups(count: int, seed: int) -> Drawn:
    size = count // 10
    graph = nx.planted_partition_graph(10, size + 1, 0.12, 0.004, seed=seed)
    order = list(range(len(graph)))
    random.Random(seed).shuffle(order)  # noqa: S311 - the last to come belong to any group
    graph = nx.relabel_nodes(graph, dict(enumerate(order)))
    return marked(graph.subgraph(range(count)))


def without_last(drawn: Drawn, last: int) -> Drawn:
    marks, ties = drawn
    kept = len(marks) - last
    return marks[:kept], [(one, other) for one, other in ties if one < kept and other < kept]


def place(layout: Layout, count: int = 200, seed: int = 0) -> Placement:
    marks, ties = sample(count, 2 * count)
    return lay_out(marks, ties, layout=layout, district_count=DISTRICTS, seed=seed)


@pytest.mark.parametrize("layout", list(Layout))
def test_the_same_network_lies_the_same_way(layout: Layout) -> None:
    assert np.array_equal(place(layout).points, place(layout).points)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("make", [hubs, groups])
def test_one_in_a_hundred_more_moves_the_others_little_whatever_their_number(
    layout: Layout, make: Callable[[int, int], Drawn]
) -> None:
    whole = make(460, 1)
    for count in (*range(100, 124, 6), *range(140, 450, 60), 127, 159, 191, 223, 255, 319, 383, 447):
        more = count + max(1, count // 100)
        after = lay_out(*without_last(whole, 460 - more), layout=layout, district_count=DISTRICTS).points
        before = lay_out(*without_last(whole, 460 - count), layout=layout, district_count=DISTRICTS).points
        diagonal = np.hypot(*np.ptp(after, axis=0))
        moved = np.hypot(*(after[:count] - before).T)
        assert (moved < 0.02 * diagonal).mean() >= 0.95, count


@pytest.mark.parametrize("layout", list(Layout))
def test_one_in_a_hundred_more_of_many_moves_the_others_little(layout: Layout) -> None:
    marks, ties = hubs(2020, 1)
    after = lay_out(marks, ties, layout=layout, district_count=DISTRICTS).points
    before = lay_out(*without_last((marks, ties), 20), layout=layout, district_count=DISTRICTS).points
    moved = np.hypot(*(after[:2000] - before).T)
    assert (moved < 0.02 * np.hypot(*np.ptp(after, axis=0))).mean() >= 0.95


def test_another_seed_lies_otherwise() -> None:
    assert not np.array_equal(place(Layout.FORCE).points, place(Layout.FORCE, seed=1).points)


@pytest.mark.parametrize("layout", list(Layout))
def test_what_is_tied_lies_closer(layout: Layout) -> None:
    marks, ties = groups(300, 1)
    marks = [Mark(mark.slug) for mark in marks]
    points = lay_out(marks, ties, layout=layout).points
    tied = np.hypot(*(points[[one for one, _ in ties]] - points[[other for _, other in ties]]).T).mean()
    anyhow = np.hypot(*(points[:150] - points[150:]).T).mean()
    assert tied < 0.7 * anyhow


@pytest.mark.parametrize("layout", list(Layout))
def test_nobody_elses_randomness_is_touched(layout: Layout) -> None:
    random.seed(3)
    before = random.getstate()
    place(layout)
    assert random.getstate() == before


def test_areas_hold_their_own_and_nothing_else() -> None:
    marks, _ = sample(250, 500)
    placement = place(Layout.BY_DISTRICT, 250)
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


@pytest.mark.parametrize("layout", list(Layout))
def test_even_the_largest_things_hardly_overlap(layout: Layout) -> None:
    points = place(layout).points
    overlapping = sum(
        float(np.hypot(*(points[a] - points[b]))) < 2 * LARGEST
        for a, b in combinations(range(len(points)), 2)
    )
    assert overlapping <= 3


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("layout", list(Layout))
def test_small_networks_have_a_layout(count: int, layout: Layout) -> None:
    marks = [Mark(f"thing-{number}") for number in range(count)]
    points = lay_out(marks, [(0, 1)] if count == 2 else [], layout=layout, district_count=2).points
    assert points.shape == (count, 2)
    assert np.isfinite(points).all()


def test_a_district_that_many_come_to_late_has_room_for_them() -> None:
    marks = [Mark(f"early-{number}") for number in range(64)]
    marks += [Mark(f"late-{number}", (0,)) for number in range(15)]
    placement = lay_out(marks, [], district_count=1)
    assert [placement.areas[0].contains(x, y) for x, y in placement.points] == [False] * 64 + [True] * 15


@pytest.mark.parametrize("layout", list(Layout))
def test_five_thousand_things_have_a_place_each(layout: Layout) -> None:
    marks, ties = sample(5050, 15000)
    points = lay_out(marks, ties, layout=layout, district_count=DISTRICTS).points
    assert np.isfinite(points).all()
    assert len(np.unique(points, axis=0)) == len(marks)
