"""Dividing the nodes of a network into groups: by district, by kind, or as communities."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.analysis.ties import Positions
from graph.model import Entity
from graph.network import Network
from graph.vocabulary.kinds import Label


class Grouping(StrEnum):
    """What nodes are grouped by."""

    DISTRICT = "DISTRICT"
    KIND = "KIND"
    COMMUNITY = "COMMUNITY"


@dataclass(frozen=True, eq=False)
class Grouped:
    """Every node in one group: `codes[i]` is the group of node i, a position in `labels`."""

    codes: Positions
    labels: tuple[Label, ...]


def group_by_district(network: Network) -> Grouped:
    """Return the nodes by the district they are at work in.

    Whoever is at work in several is in a group of these; who is in none, in a group of their own sort.
    """
    view = network.view
    kind = view.vocabulary.entity_kinds["district"].label
    nowhere = Label(f"senza {kind.it.lower()}", f"no {kind.en.lower()}")

    def places(node: Entity) -> Hashable:
        return tuple(district.id for district in view.districts_of(node.id))

    def label(node: Entity) -> Label:
        names = ", ".join(district.name for district in view.districts_of(node.id))
        return Label(names, names) if names else nowhere

    return _group(network, places, label)


def group_by_kind(network: Network) -> Grouped:
    """Return the nodes by their kind."""
    kinds = network.view.vocabulary.entity_kinds

    def label(node: Entity) -> Label:
        return kinds[node.kind].label if node.kind in kinds else Label(node.kind, node.kind)

    return _group(network, lambda node: node.kind, label)


def group_by_membership(membership: Positions) -> Grouped:
    """Return the nodes by the community they were found in; communities are numbered from 1."""
    count = int(membership.max(initial=-1)) + 1
    return Grouped(membership, tuple(Label(str(place), str(place)) for place in range(1, count + 1)))


def _group(network: Network, key: Callable[[Entity], Hashable], label: Callable[[Entity], Label]) -> Grouped:
    codes: dict[Hashable, int] = {}
    labels: list[Label] = []
    found = np.empty(len(network.nodes), np.int32)
    for place, node in enumerate(network.nodes):
        said = key(node)
        if said not in codes:
            codes[said] = len(labels)
            labels.append(label(node))
        found[place] = codes[said]
    return Grouped(found, tuple(labels))
