"""The null models of brokerage: their moments, against all networks there are, and against drawn ones."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.analysis.brokerage import measure_brokerage
from graph.analysis.brokerage_chance import NullModel, expect_brokerage
from graph.analysis.brokerage_roles import ROLES, TOTAL, BrokerageRole
from graph.analysis.groups import Groups
from graph.analysis.ties import make_ties

FOUR = make_ties(4, [(0, 1), (1, 0), (1, 2), (2, 3), (3, 1), (0, 3)])
Matrices = NDArray[np.bool_]


def count_roles(tied: Matrices, groups: Groups) -> NDArray[np.float64]:
    """Return the counts of each role in many networks at once, given as matrices."""
    nodes = len(groups)
    counts = np.zeros((len(tied), nodes, TOTAL + 1))
    for a, v, b in permutations(range(nodes), 3):
        start, middle, end = (int(groups[node]) for node in (a, v, b))
        same = (start == middle, middle == end, start == end)
        role = {
            (True, True, True): BrokerageRole.COORDINATOR,
            (False, False, True): BrokerageRole.ITINERANT,
            (False, True, False): BrokerageRole.GATEKEEPER,
            (True, False, False): BrokerageRole.REPRESENTATIVE,
            (False, False, False): BrokerageRole.LIAISON,
        }[same]
        there = tied[:, a, v] & tied[:, v, b] & ~tied[:, a, b]
        counts[:, v, ROLES.index(role)] += there
        counts[:, v, TOTAL] += there
    return counts


def all_networks_of_four(one_way: float, both: float) -> tuple[Matrices, NDArray[np.float64]]:
    """Return all networks of four nodes, and how likely each is.

    Of each pair, each direction alone has the probability `one_way`, both together `both`.
    """
    states = np.array(list(product(range(4), repeat=6)))
    tied = np.zeros((len(states), 4, 4), np.bool_)
    for place, (one, other) in enumerate(combinations(range(4), 2)):
        tied[:, one, other], tied[:, other, one] = states[:, place] & 1, states[:, place] & 2
    return tied, np.array([1 - 2 * one_way - both, one_way, one_way, both])[states].prod(axis=1)


@pytest.mark.parametrize("null", NullModel)
@pytest.mark.parametrize("codes", [[0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 2, 0], [0, 1, 2, 3]])
def test_mean_and_deviation_are_those_over_all_networks(null: NullModel, codes: list[int]) -> None:
    groups = np.array(codes)
    density = len(FOUR) / 12
    both = density**2 if null is NullModel.TIES else 1 / 6  # one of the six pairs is tied both ways
    tied, chances = all_networks_of_four(density - both, both)
    assert chances.sum() == pytest.approx(1)
    counts = count_roles(tied, groups)
    mean = np.tensordot(chances, counts, 1)
    deviation = np.sqrt(np.tensordot(chances, (counts - mean) ** 2, 1))
    found = expect_brokerage(FOUR.directed(), groups, null)
    assert found[0] == pytest.approx(mean, abs=1e-9)
    assert found[1] == pytest.approx(deviation, abs=1e-9)


@pytest.mark.parametrize("null", NullModel)
def test_drawn_networks_have_the_expected_mean_and_deviation(null: NullModel) -> None:
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    ends = [(0, 4), (0, 7), (1, 5), (2, 3), (2, 8), (4, 6), (5, 7), (3, 8), (1, 6)]
    ties = make_ties(9, ends, mutual=null is NullModel.PAIRS)
    tied = np.random.default_rng(7).random((20_000, 9, 9)) < len(ties.directed()) / 72
    tied &= ~np.eye(9, dtype=np.bool_)
    if null is NullModel.PAIRS:
        tied = np.triu(tied) | np.triu(tied).transpose(0, 2, 1)
    counts = count_roles(tied, groups)
    mean, deviation = expect_brokerage(ties.directed(), groups, null)
    room = deviation > 0
    error = np.abs(counts.mean(axis=0) - mean)[room] / (deviation[room] / np.sqrt(len(counts)))
    assert error.max() < 4
    assert counts.std(axis=0)[room] == pytest.approx(deviation[room], rel=0.1)
    assert not counts[:, ~room].any()


def test_a_role_that_the_groups_leave_no_room_for_has_no_z() -> None:
    z = measure_brokerage(FOUR, np.array([0, 0, 1, 1])).z
    assert np.isnan(z[:, ROLES.index(BrokerageRole.LIAISON)]).all()
    assert not np.isnan(z[:, TOTAL]).any()


@pytest.mark.parametrize("ends", [[], [(one, other) for one in range(4) for other in range(4)]])
def test_nobody_or_everybody_tied_gives_no_z(ends: list[tuple[int, int]]) -> None:
    assert np.isnan(measure_brokerage(make_ties(4, ends), np.array([0, 0, 1, 2])).z).all()
