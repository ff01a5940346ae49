"""The compiled engine behind the measures, igraph, fed from a network's arrays and imported late."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from graph.analysis.ties import Pairs

_DRAWING = Lock()


def make_graph(pairs: Pairs) -> Any:  # noqa: ANN401 - igraph ships no types
    """Return pairs as an igraph graph, directed as they are; edge i is pair i. O(nodes + pairs)."""
    import igraph

    # The engine reads pairs of Python's integers faster than arrays.
    edges = zip(pairs.sources.tolist(), pairs.targets.tolist(), strict=True)
    return igraph.Graph(n=pairs.nodes, edges=edges, directed=pairs.directed)


@contextmanager
def drawing(seed: int) -> Iterator[None]:
    """Let the engine draw the same chances whenever it is given the same seed.

    igraph has one generator for the whole process: whoever draws waits for the other to finish, and
    Python's own generator is put back afterwards.
    """
    import igraph

    with _DRAWING:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a sample, no secret
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
