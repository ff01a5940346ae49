"""The ways between two entities: the shortest first, and found however many dead ends there are."""

from __future__ import annotations

from itertools import combinations, pairwise

import anyio
import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.changes import Change, CreateEntity, CreateRelationship
from graph.paths import Path, find_paths
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

VOCABULARY = load_vocabulary()
NAMES = "abcdefg"
Pairs = list[tuple[str, str]]


def view_of(pairs: Pairs) -> View:
    """Return a network of organisations that collaborate in these pairs."""
    names = sorted({name for pair in pairs for name in pair} | set("ab"))
    changes: list[Change] = [CreateEntity("organisation", name, ref=name) for name in names]
    changes += [CreateRelationship("collaborates_with", *pair) for pair in pairs]

    async def write() -> View:
        service = Service(MemoryStore(), VOCABULARY)
        await service.apply(changes, LOCAL_EDITOR)
        return await service.view(ViewClass.PUBLIC)

    return anyio.run(write)


def find(pairs: Pairs, max_length: int, first: int) -> list[Path]:
    view = view_of(pairs)
    ids = {entity.name: entity.id for entity in view.find_entities()}
    return find_paths(view, ids["a"], ids["b"], None, max_length, first)


def names_of(path: Path) -> str:
    return "".join(entity.name for entity in path.entities)


@given(
    pairs=st.lists(st.sampled_from(list(combinations(NAMES, 2))), unique=True),
    max_length=st.integers(0, 7),
)
def test_every_way_is_found_once_shorter_ones_first_then_by_age(pairs: Pairs, max_length: int) -> None:
    network = nx.Graph(pairs)
    network.add_nodes_from("ab")
    ways = ["".join(way) for way in nx.all_simple_paths(network, "a", "b", cutoff=max_length)]
    ages = {frozenset(pair): age for age, pair in enumerate(pairs)}

    def age(way: str) -> tuple[int, list[int]]:
        return len(way), [ages[frozenset(step)] for step in pairwise(way)]

    assert [names_of(path) for path in find(pairs, max_length, 10_000)] == sorted(ways, key=age)


def test_between_leaves_of_one_hub_the_search_for_more_ways_ends() -> None:
    crowd = [f"n{place}" for place in range(40)]
    pairs = [("a", "hub"), ("hub", "b"), *(("hub", name) for name in crowd), *combinations(crowd, 2)]
    (only,) = find(pairs, 12, 50)
    assert only.length == 2
