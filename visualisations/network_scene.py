"""The scene of a network: what a scope shows, sized by a measure, coloured by district, kind or community."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.analysis.communities import find_communities
from graph.analysis.readings import load_readings
from graph.analysis.scores import Scores
from graph.analysis.ties import Positions
from graph.model import FactStatus, Relationship
from graph.network import Network, Scope, project
from graph.view import View
from graph.vocabulary.kinds import Label
from visualisations.colouring import Colouring
from visualisations.drawable import drawn_kinds, joining_kinds
from visualisations.layout import Layout
from visualisations.opening import find_background
from visualisations.part import part_text
from visualisations.scene import TIE_COUNT, Drawing, Scene, at_all_times, build_scene

SHARED_AFFILIATION = "shared_affiliation"
"""The kind of the ties that nobody recorded: two actors have a part in the same thing."""
SEED = 1


def whole_scope(view: View) -> Scope:
    """Return the scope of everything that belongs on a map, planned and ended too."""
    return Scope(
        entity_kinds=drawn_kinds(view), relationship_kinds=joining_kinds(view), status=frozenset(FactStatus)
    )


def draw_scope(
    view: View,
    scope: Scope,
    *,
    title: Label,
    note: Label | None = None,
    layout: Layout = Layout.BY_DISTRICT,
    size: CentralityMeasure | None = None,
    colouring: Colouring = Colouring.DISTRICT,
    seed: int = 0,
    background: Collection[str] = (),
) -> Scene:
    """Build the scene of a scope of a view, taking the measures that it needs.

    Without `size`, the number of ties counts. `background` are kinds that the scene can open without:
    its measures are then those of the others, and what is background is in no community. Raises NotFound
    for ids that cannot be seen, Invalid where a scope asks for young people. Costs what the measure
    costs; with a background twice that.
    """
    network = opening = project(view, scope)
    hidden = find_background(network.nodes, background)
    if hidden:
        kinds = frozenset(node.kind for node in network.nodes) - hidden
        opening = project(view, replace(scope, entity_kinds=kinds))
    membership = None
    if colouring is Colouring.GROUP:
        membership = find_communities(opening.ties, seed=SEED).membership
    return build_scene(
        view,
        network.nodes,
        _ties(network),
        title=title,
        note=note,
        layout=layout,
        sizes=None if size is None else _sizes(network, measure_centrality(network.ties, size)),
        colouring=colouring,
        groups=None if membership is None else _groups(opening, membership),
        seed=seed,
        lasting=_lasting(network),
        size_text=_size_text(size),
        background=hidden,
        opening_sizes=_sizes(opening, measure_centrality(opening.ties, size)) if size and hidden else None,
        part=part_text(view, scope),
        chosen_districts=scope.districts,
    )


def build_network_scene(
    network: Network,
    *,
    title: Label,
    note: Label | None = None,
    layout: Layout = Layout.BY_DISTRICT,
    scores: Scores | None = None,
    size: CentralityMeasure | None = None,
    colouring: Colouring = Colouring.DISTRICT,
    membership: Positions | None = None,
    seed: int = 0,
) -> Scene:
    """Build the scene of a network.

    `scores` size the nodes, those without a value as the smallest; `size` says which measure they are
    of. `membership` has a group for each node: a group of one is none. Everything lies where it does
    whatever the moment and the status.
    """
    return build_scene(
        network.view,
        network.nodes,
        _ties(network),
        title=title,
        note=note,
        layout=layout,
        sizes=None if scores is None else _sizes(network, scores),
        colouring=colouring,
        groups=None if membership is None else _groups(network, membership),
        seed=seed,
        lasting=_lasting(network),
        size_text=_size_text(size),
        part=part_text(network.view, network.scope),
        chosen_districts=network.scope.districts,
    )


def _lasting(network: Network) -> Drawing:
    """Return what the scope shows at all times: planned, actual or ended."""
    timeless = at_all_times(network.view)
    always = replace(network.scope, status=frozenset(FactStatus))
    if timeless is network.view and network.scope == always:
        return network.nodes, _ties(network)
    whole = project(timeless, always)
    return whole.nodes, _ties(whole)


def _ties(network: Network) -> tuple[Relationship, ...]:
    """Return the ties as relationships: those recorded, or one for each pair that shares something."""
    if network.relationships:
        return network.relationships
    return tuple(
        Relationship(
            id=f"{network.nodes[source].id}-{network.nodes[target].id}",
            kind=SHARED_AFFILIATION,
            source=network.nodes[source].id,
            target=network.nodes[target].id,
            strength=weight,
        )
        for (source, target), weight in zip(network.pairs.tolist(), network.weights, strict=True)
    )


def _sizes(network: Network, scores: Scores) -> Mapping[str, float]:
    values = (value or 0.0 for value in scores.defined())
    return {node.id: value for node, value in zip(network.nodes, values, strict=True)}


def _groups(network: Network, membership: Positions) -> Mapping[str, int]:
    together = np.bincount(membership)[membership] > 1
    members = zip(network.nodes, membership.tolist(), together.tolist(), strict=True)
    return {node.id: group for node, group, shared in members if shared}


def _size_text(size: CentralityMeasure | None) -> Label:
    if size is None:
        return TIE_COUNT
    label = load_readings()[size.value.lower()].label
    return Label(f"Grandezza: {label.it}", f"Size: {label.en}")
