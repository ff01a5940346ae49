"""Whether two networks differ by more than chance, by swapping pairs of nodes between them."""

from __future__ import annotations

import pickle
from itertools import product
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis import tie_permutation
from graph.analysis.centralisation import measure_centralisation
from graph.analysis.centrality import CentralityMeasure
from graph.analysis.cohesion import measure_cohesion
from graph.analysis.fragmentation import measure_fragmentation
from graph.analysis.tie_permutation import permute_ties
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import random_ties, relabelled, tried

RING = [(place, (place + 1) % 12) for place in range(12)]
CHORDS = [(place, (place + 2) % 12) for place in range(12)]


@st.composite
def two_networks(draw: st.DrawFn) -> tuple[Ties, Ties]:
    nodes = draw(st.integers(1, 5))
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.booleans())
    drawn = [draw(st.lists(ends, max_size=5)) for _ in range(2)]
    before, after = (
        make_ties(nodes, [tie[:2] for tie in ties], mutual=[tie[2] for tie in ties]) for ties in drawn
    )
    return before, after


def measure(ties: Ties) -> dict[str, float | None]:
    """Return what is tested, by the measures' own functions."""
    cohesion = measure_cohesion(ties)
    names = (
        "density",
        "average_degree",
        "component_count",
        "isolate_count",
        "reciprocity",
        "transitivity",
    )
    return {name: getattr(cohesion, name) for name in names} | {
        "degree_centralisation": measure_centralisation(ties, CentralityMeasure.DEGREE),
        "fragmentation": measure_fragmentation(ties.undirected()).fragmentation,
    }


def states(ties: Ties) -> set[tuple[int, int]]:
    pairs = ties.directed()
    return set(zip(pairs.sources.tolist(), pairs.targets.tolist(), strict=True))


def chance_by_hand(before: Ties, after: Ties) -> dict[str, float | None]:
    """Return every p from networks that are made anew for every way to swap."""
    one, other = states(before), states(after)
    pairs = [(low, high) for high in range(before.nodes) for low in range(high)]
    differing = [
        (low, high)
        for low, high in pairs
        if {(low, high), (high, low)} & one != {(low, high), (high, low)} & other
    ]
    found: list[dict[str, float | None]] = []
    for swaps in product([False, True], repeat=len(differing)):
        swapped = {
            end for pair, swap in zip(differing, swaps, strict=True) if swap for end in (pair, pair[::-1])
        }
        first = make_ties(before.nodes, sorted((one - swapped) | (other & swapped)))
        second = make_ties(before.nodes, sorted((other - swapped) | (one & swapped)))
        then, now = measure(first), measure(second)
        found.append({name: difference(then[name], now[name]) for name in then})
    return {
        name: None
        if observed is None
        else float(np.mean([is_extreme(each[name], observed) for each in found]))
        for name, observed in found[0].items()
    }


def difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def is_extreme(value: float | None, observed: float) -> bool:
    return value is None or abs(value) >= abs(observed) - 1e-9


@tried
@given(two_networks())
def test_with_few_differing_pairs_p_is_that_of_every_way_to_swap(drawn: tuple[Ties, Ties]) -> None:
    found = permute_ties(*drawn, seed=1, rounds=2**10)
    assert found.exact
    assert found.rounds == 2**found.differing
    expected = chance_by_hand(*drawn)
    assert dict(found.p_values) == {
        name: None if value is None else pytest.approx(value) for name, value in expected.items()
    }


def test_of_density_it_is_mcnemars_test() -> None:
    before, after = make_ties(12, RING), make_ties(12, [*RING[6:], *CHORDS, (0, 6), (1, 7)])
    found = permute_ties(before, after, seed=1, rounds=9999)
    assert (found.differing, found.exact) == (20, False)
    exact = 2 * sum(comb(20, gone) for gone in range(7)) / 2**20
    assert found.p_values["density"] == pytest.approx(exact, abs=0.02)
    assert found.p_values["average_degree"] == found.p_values["density"]


def test_a_network_and_itself_differ_by_chance() -> None:
    found = permute_ties(make_ties(12, RING), make_ties(12, RING), seed=1)
    assert found.differing == 0
    assert {value for value in found.p_values.values() if value is not None} == {1.0}


def test_a_ring_that_fills_up_with_triangles_does_so_by_more_than_chance() -> None:
    found = permute_ties(make_ties(12, RING), make_ties(12, RING + CHORDS), seed=1)
    assert found.p_values["transitivity"] == 0.001
    assert found.p_values["fragmentation"] == 1.0


@tried
@given(random_ties(least=1, most=7), random_ties(least=7, most=7))
def test_chances_lie_above_none_and_up_to_one(one: Ties, other: Ties) -> None:
    before = Ties(7, one.sources, one.targets, one.weights, one.mutual)
    found = permute_ties(before, other, seed=1, rounds=99)
    assert all(value is None or 0 < value <= 1 for value in found.p_values.values())


@tried
@given(two_networks())
def test_swapping_before_and_after_changes_no_chance(drawn: tuple[Ties, Ties]) -> None:
    before, after = drawn
    there, back = permute_ties(before, after, seed=1), permute_ties(after, before, seed=1)
    assert there == back


@tried
@given(two_networks(), st.randoms(use_true_random=False))
def test_relabelling_changes_no_exact_chance(drawn: tuple[Ties, Ties], random: Random) -> None:
    before, after = drawn
    order = random.sample(range(before.nodes), before.nodes)
    there = permute_ties(before, after, seed=1, rounds=2**10)
    again = permute_ties(relabelled(before, order), relabelled(after, order), seed=1, rounds=2**10)
    assert there == again


def test_the_same_seed_gives_the_same_chances() -> None:
    before, after = make_ties(12, RING), make_ties(12, [*RING[3:], *CHORDS[:8]])
    first = permute_ties(before, after, seed=5)
    assert permute_ties(before, after, seed=5) == first
    assert permute_ties(before, after, seed=6) != first


def test_weights_parallel_ties_and_self_ties_make_no_difference() -> None:
    plain = make_ties(4, [(0, 1), (1, 2)])
    more = make_ties(4, [(0, 1), (0, 1), (1, 2), (3, 3)], [0.5, 0.2, 9.0, 1.0])
    assert permute_ties(plain, more, seed=1).differing == 0


def test_large_networks_are_given_fewer_rounds_or_none_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, after = make_ties(12, RING), make_ties(12, CHORDS)
    steps = 2 * (12 + 24 + 12)
    monkeypatch.setattr(tie_permutation, "MOST_STEPS", 200 * steps)
    assert permute_ties(before, after, seed=1).rounds == 200
    monkeypatch.setattr(tie_permutation, "MOST_STEPS", 98 * steps)
    beyond = permute_ties(before, after, seed=1)
    assert (beyond.rounds, dict(beyond.p_values), beyond.differing) == (0, {}, 24)


def test_networks_of_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="same nodes"):
        permute_ties(make_ties(2, []), make_ties(3, []), seed=1)


def test_what_came_of_it_can_be_sent_to_another_process() -> None:
    found = permute_ties(make_ties(3, [(0, 1)]), make_ties(3, [(1, 2)]), seed=1)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own, just made
