"""The best core by the correlation itself, for every core there is."""

from __future__ import annotations

from itertools import combinations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.core_fit import CoreVariant
from graph.analysis.core_periphery import measure_core_fit, measure_core_periphery
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import as_graph, numbered, random_ties, relabelled, ties_of, tried

KITE = ties_of(nx.krackhardt_kite_graph())
FLORENCE = ties_of(numbered(nx.florentine_families_graph())[1])


def correlation(graph: nx.Graph[int], core: tuple[int, ...], variant: CoreVariant) -> float | None:
    """Return the correlation of ties with the pattern, cell by cell."""
    between = {CoreVariant.MISSING: None, CoreVariant.UNTIED: 0, CoreVariant.TIED: 1}[variant]
    ideal = {2: 1, 1: between, 0: 0}
    cells = [
        (int(graph.has_edge(one, other)), pattern)
        for one, other in combinations(graph, 2)
        if (pattern := ideal[(one in core) + (other in core)]) is not None
    ]
    ties, patterns = np.array(cells, np.float64).reshape(-1, 2).T
    if len(set(ties.tolist())) < 2 or len(set(patterns.tolist())) < 2:
        return None
    return float(np.corrcoef(ties, patterns)[0, 1])


@tried
@given(random_ties(most=6), st.sampled_from(CoreVariant))
def test_the_core_is_the_best_of_all(ties: Ties, variant: CoreVariant) -> None:
    graph, found = as_graph(ties), measure_core_periphery(ties, seed=1, variant=variant)
    fits = {
        core: fit
        for size in range(ties.nodes + 1)
        for core in combinations(range(ties.nodes), size)
        if (fit := correlation(graph, core, variant)) is not None
    }
    assert found.exact
    assert found.variant is variant
    if not fits:
        assert (found.fit, found.equally_good_cores, len(found.core)) == (None, 0, 0)
        return
    best = max(fits.values())
    cores = [core for core, fit in fits.items() if fit == pytest.approx(best, abs=1e-9)]
    assert found.fit == pytest.approx(best)
    assert found.equally_good_cores == len(cores)
    assert tuple(found.core.tolist()) == min(cores, key=lambda core: (-len(core), core))


def test_the_kite_has_two_equally_good_cores_where_the_periphery_hangs_on_the_core() -> None:
    found = measure_core_periphery(KITE, seed=1, variant=CoreVariant.TIED)
    assert found.equally_good_cores == 2
    assert found.core.tolist() == [0, 3, 5, 6, 8]


def test_the_hub_of_a_star_is_its_core_only_where_the_periphery_hangs_on_the_core() -> None:
    star = ties_of(nx.star_graph(5))
    tied = measure_core_periphery(star, seed=1, variant=CoreVariant.TIED)
    assert tied.core.tolist() == [0]
    assert tied.fit == pytest.approx(1)
    missing = measure_core_periphery(star, seed=1)
    assert (missing.core.tolist(), missing.equally_good_cores) == ([0, 1], 5)


@pytest.mark.parametrize("variant", CoreVariant)
@pytest.mark.parametrize("size", [8, 40])
def test_an_ideal_core_is_found_and_fits_perfectly(variant: CoreVariant, size: int) -> None:
    core = list(combinations(range(4), 2))
    between = [(member, node) for member in range(4) for node in range(4, size)]
    ties = make_ties(size, core + (between if variant is CoreVariant.TIED else []))
    found = measure_core_periphery(ties, seed=1, variant=variant)
    assert found.core.tolist() == [0, 1, 2, 3]
    assert found.fit == pytest.approx(1)
    assert found.exact == (size == 8)
    # without the pairs between, any one of the four may stay out as well
    assert found.equally_good_cores == (5 if variant is CoreVariant.MISSING else 1)
    assert (found.core_density, found.periphery_density) == (1, 0)
    assert found.between_density == (1 if variant is CoreVariant.TIED else 0)


@pytest.mark.parametrize("variant", CoreVariant)
@pytest.mark.parametrize("ties", [KITE, FLORENCE])
def test_the_search_finds_as_many_cores_as_good_as_trying_all(
    monkeypatch: pytest.MonkeyPatch, ties: Ties, variant: CoreVariant
) -> None:
    exact = measure_core_periphery(ties, seed=1, variant=variant)
    monkeypatch.setattr("graph.analysis.core_periphery.LARGEST_EXACT", 0)
    found = measure_core_periphery(ties, seed=1, variant=variant)
    assert not found.exact
    assert found.fit == pytest.approx(exact.fit)
    assert found.core.tolist() == exact.core.tolist()
    assert found.equally_good_cores == exact.equally_good_cores


@pytest.mark.parametrize(
    ("ties", "seed", "variant"), [(36, 12, CoreVariant.UNTIED), (49, 25, CoreVariant.MISSING)]
)
def test_the_search_leaves_a_core_that_only_its_neighbours_are_worse_than(
    monkeypatch: pytest.MonkeyPatch, ties: int, seed: int, variant: CoreVariant
) -> None:
    network = ties_of(nx.gnm_random_graph(18, ties, seed=seed))
    exact = measure_core_periphery(network, seed=1, variant=variant)
    monkeypatch.setattr("graph.analysis.core_periphery.LARGEST_EXACT", 0)
    assert measure_core_periphery(network, seed=1, variant=variant).fit == pytest.approx(exact.fit)


def test_the_same_seed_finds_the_same_core() -> None:
    ties = ties_of(nx.gnm_random_graph(60, 150, seed=2))
    one, other = (measure_core_periphery(ties, seed=3) for _ in range(2))
    assert one.core.tolist() == other.core.tolist()
    assert one.equally_good_cores == other.equally_good_cores


@tried
@given(random_ties(most=6), st.sampled_from(CoreVariant), st.randoms(use_true_random=False))
def test_relabelling_changes_neither_fit_nor_count(ties: Ties, variant: CoreVariant, random: Random) -> None:
    order = random.sample(range(ties.nodes), ties.nodes)
    before = measure_core_periphery(ties, seed=1, variant=variant)
    after = measure_core_periphery(relabelled(ties, order), seed=1, variant=variant)
    assert after.fit == (None if before.fit is None else pytest.approx(before.fit))
    assert after.equally_good_cores == before.equally_good_cores


def test_the_fit_of_a_given_core_is_told() -> None:
    best = measure_core_periphery(KITE, seed=1)
    assert measure_core_fit(KITE, best.core) == best.fit
    assert measure_core_fit(KITE, np.zeros(0, np.int32)) is None


@pytest.mark.parametrize("variant", CoreVariant)
@pytest.mark.parametrize("nodes", [0, 1, 2, 30])
def test_all_tied_or_nobody_tied_has_no_core(nodes: int, variant: CoreVariant) -> None:
    for ends in ([], list(combinations(range(nodes), 2))):
        found = measure_core_periphery(make_ties(nodes, ends), seed=1, variant=variant)
        assert (found.fit, found.equally_good_cores, len(found.core)) == (None, 0, 0)
