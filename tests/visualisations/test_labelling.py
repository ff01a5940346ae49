"""Names find places where they cover nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from visualisations.boxes import Boxes, Discs, InkMap, lines_cross, overlap_share
from visualisations.labelling import Name, PlacedName, Surroundings, place_labels

NOTHING = np.zeros((0, 4))


def around(discs: Discs, taken: Boxes = NOTHING, size: float = 400) -> Surroundings:
    return Surroundings((0, 0, size, size), discs, taken, InkMap(size, size, []), NOTHING)


def place(*names: Name, taken: Boxes = NOTHING, size: float = 400) -> list[PlacedName | None]:
    discs = np.array([(name.x, name.y, name.radius) for name in names], float)
    return place_labels(names, around(discs, taken, size))


def test_a_name_stands_beside_what_it_names() -> None:
    [label] = place(Name("Sport", 200, 200, 8, 12))
    assert label is not None
    left, top, _, bottom = label.box
    assert 208 < left < 215
    assert (top + bottom) / 2 == pytest.approx(200)
    assert label.pointer is None


def test_no_name_covers_another_or_a_node() -> None:
    names = [Name(f"Un nome lungo {row}", 30 + row % 8 * 45, 30 + row // 8 * 45, 7, 12) for row in range(64)]
    labels = [label for label in place(*names) if label is not None]
    boxes = np.array([label.box for label in labels])
    assert len(boxes) >= 20
    assert overlap_share(boxes, np.array([(name.x, name.y, name.radius) for name in names], float)) == 0
    assert boxes.min() >= 0
    assert boxes.max() <= 400


def test_the_first_name_is_served_before_the_others() -> None:
    names = [Name("A" * 12, 50, 50 + 4 * row, 2, 12, reach=5) for row in range(5)]
    assert place(*names, size=150)[0] is not None


def test_who_is_in_the_way_makes_room() -> None:
    # The one in the middle would take the only place that the one at the left edge can have.
    blocked = np.array([(0, 0, 400, 185), (0, 215, 400, 400), (140.0, 185, 400, 215)])
    first, second = place(Name("aa", 100, 200, 8, 12), Name("bbbb", 30, 200, 8, 12), taken=blocked)
    assert first is not None
    assert second is not None


def test_a_name_without_room_is_left_out() -> None:
    everywhere = np.array([(0.0, 0.0, 400.0, 400.0)])
    assert place(Name("Sport", 200, 200, 8, 12), taken=everywhere) == [None]


def test_a_name_away_from_its_node_has_a_pointer_to_it() -> None:
    # All around is taken but for a slit to the right, which a line fits through, and no name.
    near = np.array([(160.0, 160, 240, 197), (160.0, 203, 240, 240), (160.0, 190, 190, 210)])
    [label] = place(Name("Sport", 200, 200, 8, 12), taken=near)
    assert label is not None
    assert label.pointer is not None
    assert label.box[0] > 240
    assert label.pointer[:2] == pytest.approx((208, 200))


def test_no_pointer_runs_through_another_name() -> None:
    names = [
        Name(f"Un nome {row}", 40 + row % 9 * 40, 60 + row // 9 * 40, 9, 12, reach=115) for row in range(72)
    ]
    labels = [label for label in place(*names) if label is not None]
    pointers = np.array([label.pointer for label in labels if label.pointer])
    assert len(pointers) >= 8
    assert not lines_cross(pointers, np.array([label.box for label in labels])).any()


def test_a_long_name_is_folded_and_whole() -> None:
    text = "Piano di Lavoro Territoriale Provinciale per le Politiche Giovanili"
    [label] = place(Name(text, 200, 200, 8, 12))
    assert label is not None
    assert len(label.lines) > 1
    assert " ".join(label.lines) == text


def test_a_name_covers_small_nodes_only_where_it_may() -> None:
    dots = [(x, y, 2.0) for x in range(10, 400, 20) for y in range(10, 400, 20) if (x, y) != (210, 210)]
    discs = np.array([(210.0, 210.0, 6.0), *dots])
    for cover, found in ((0.0, False), (0.08, True)):
        name = Name("Cooperativa sociale", 210, 210, 6, 12, cover=cover)
        [label] = place_labels([name], around(discs))
        assert (label is not None) is found
    assert label is not None
    assert 0 < overlap_share(np.array([label.box]), discs, step=0.25) <= 0.08
    discs[:, 2] = 6.0  # as large as its own: not to be covered
    assert place_labels([name], around(discs)) == [None]


def test_a_name_stays_out_of_areas_that_its_node_is_not_in() -> None:
    discs = np.array([(200.0, 200.0, 8.0)])
    beside = np.array([(260.0, 200.0, 50.0, 50.0)])
    name = Name("Sport", 200, 200, 8, 12)
    [label] = place_labels([name], replace(around(discs), areas=beside))
    assert label is not None
    assert label.box[2] < 200
    [inside] = place_labels([name], replace(around(discs), areas=beside - (60.0, 0, 0, 0)))
    assert inside is not None
    assert inside.box[0] > 200


def test_the_share_of_overlap_is_that_of_areas() -> None:
    half_over = np.array([(0, 0, 10, 10), (5.0, 0, 15, 10)])
    assert overlap_share(half_over, np.zeros((0, 3))) == 0.5
    assert overlap_share(half_over[:1], np.array([(0, 0, 5.0)])) == pytest.approx(np.pi * 25 / 400, abs=0.02)
    assert overlap_share(NOTHING, np.zeros((0, 3))) == 0
