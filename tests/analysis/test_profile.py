"""All measures at once: the same as one by one, and defined or undefined alike for any network."""

from __future__ import annotations

import pickle
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.betweenness import LARGEST_EXACT
from graph.analysis.centralisation import measure_centralisation
from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.cohesion import measure_cohesion
from graph.analysis.mixing import measure_mixing
from graph.analysis.profile import Profile, measure_profile
from graph.analysis.readings import load_readings
from graph.analysis.resilience import measure_resilience
from graph.analysis.ties import Ties, make_ties
from tests.analysis.random_ties import random_ties, relabelled, ties_of, tried

KARATE = nx.karate_club_graph()
FACTIONS = np.array([int(KARATE.nodes[node]["club"] == "Officer") for node in KARATE])


def test_the_karate_club() -> None:
    found = measure_profile(ties_of(KARATE), FACTIONS, seed=1)
    assert found.network["density"] == pytest.approx(0.1390, abs=5e-5)
    assert found.network["transitivity"] == pytest.approx(0.2557, abs=5e-5)
    assert found.network["average_path_length"] == pytest.approx(2.4082, abs=5e-5)
    assert found.network["modularity"] == pytest.approx(0.4449, abs=2e-3)
    assert found.network["ei_index"] == pytest.approx(-0.7179, abs=5e-5)
    assert found.network["fragmentation"] == 0.0
    assert found.nodes["betweenness"][0] == pytest.approx(0.4376, abs=5e-5)
    assert found.nodes["degree"].tolist() == [degree for _, degree in KARATE.degree]


def test_two_triangles_joined_by_a_tie() -> None:
    ties = make_ties(6, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)], mutual=True)
    found = measure_profile(ties, seed=1)
    assert found.network["cutpoints"] == 2
    assert found.network["bridges"] == 1
    assert found.network["transitivity"] == pytest.approx(6 / 10)
    assert found.network["degree_centralisation"] == pytest.approx(4 / 20)
    assert found.nodes["coreness"].tolist() == [2.0] * 6


@tried
@given(random_ties(), st.booleans())
def test_a_profile_holds_what_measures_give_one_by_one(ties: Ties, grouped: bool) -> None:
    groups = np.arange(ties.nodes) % 2 if grouped else None
    found = measure_profile(ties, groups, seed=1)
    cohesion = measure_cohesion(ties)
    for name in ("density", "component_count", "average_path_length", "reciprocity", "transitivity"):
        assert found.network[name] == getattr(cohesion, name)
    for measure in CentralityMeasure:
        expected = measure_centrality(ties, measure).values
        assert found.nodes[measure.lower()] == pytest.approx(expected, nan_ok=True)
        centralised = measure_centralisation(ties, measure)
        if centralised is not None:
            assert found.network[f"{measure.lower()}_centralisation"] == pytest.approx(centralised)
        else:
            assert found.network.get(f"{measure.lower()}_centralisation") is None
    assert (
        found.network["distance_fragmentation"]
        == measure_resilience(ties).fragmentation.distance_fragmentation
    )
    assert ("ei_index" in found.network) == ("ei_index" in found.nodes) == grouped
    if groups is not None:
        assert found.network["ei_index"] == measure_mixing(ties, groups, seed=1).ei_index


@tried
@given(random_ties(), st.randoms(use_true_random=False))
def test_relabelling_changes_nothing(ties: Ties, random: Random) -> None:
    order = random.sample(range(ties.nodes), ties.nodes)
    before = measure_profile(ties, seed=1)
    after = measure_profile(relabelled(ties, order), seed=1)
    for name, value in before.network.items():
        # Communities are searched for from the first node on: another order may find others.
        if name != "modularity":
            assert after.network[name] == (None if value is None else pytest.approx(value))
    for name, values in before.nodes.items():
        assert after.nodes[name][order] == pytest.approx(values, nan_ok=True, abs=1e-9)


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_networks_of_nobody_of_one_and_of_two_have_a_profile(nodes: int) -> None:
    found = measure_profile(make_ties(nodes, []), np.arange(nodes), seed=1)
    assert found.network["component_count"] == nodes
    assert found.network["average_path_length"] is None
    assert {len(values) for values in found.nodes.values()} == {nodes}


def test_every_measure_has_a_reading() -> None:
    found = measure_profile(ties_of(KARATE), FACTIONS, seed=1)
    assert {*found.network, *found.nodes} <= set(load_readings())


def test_estimates_are_left_out() -> None:
    many = LARGEST_EXACT + 1
    found = measure_profile(make_ties(many, [(place, place + 1) for place in range(0, 200, 2)]), seed=1)
    assert np.isnan(found.nodes["betweenness"]).all()
    assert found.network["betweenness_centralisation"] is None
    assert not np.isnan(found.nodes["closeness"]).any()


def test_a_profile_can_be_sent_to_another_process() -> None:
    found = measure_profile(ties_of(KARATE), FACTIONS, seed=1)
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own, just made
    assert isinstance(again, Profile)
    assert again.network == found.network
    assert again.nodes["constraint"].tolist() == found.nodes["constraint"].tolist()
