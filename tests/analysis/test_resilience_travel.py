"""What structure measures answer travels between processes."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from graph.analysis.brokerage import measure_brokerage
from graph.analysis.core_periphery import measure_core_periphery
from graph.analysis.key_players import choose_fragmenters, choose_reachers
from graph.analysis.mixing import measure_mixing
from graph.analysis.resilience import measure_loss, measure_resilience
from graph.analysis.ties import Ties
from tests.analysis.random_ties import ties_of

GROUPS = np.arange(10) % 3


@pytest.mark.parametrize(
    "measure",
    [
        lambda ties: measure_brokerage(ties, GROUPS),
        lambda ties: measure_mixing(ties, GROUPS, seed=1, rounds=9),
        measure_resilience,
        lambda ties: measure_loss(ties, 7),
        lambda ties: choose_fragmenters(ties, 2, seed=1),
        lambda ties: choose_reachers(ties, 2, seed=1),
        lambda ties: measure_core_periphery(ties, seed=1),
    ],
)
def test_a_result_is_the_same_after_travelling(measure: Callable[[Ties], object]) -> None:
    found = measure(ties_of(nx.krackhardt_kite_graph()))
    assert repr(pickle.loads(pickle.dumps(found))) == repr(found)  # noqa: S301 - made here
