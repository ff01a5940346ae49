"""Whether anything recorded speaks of the phase that is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph.errors import NoData
from graph.model import Entity, Fact, Relationship
from graph.network import Network, Scope, TieView, affiliation_kinds
from graph.view import Direction

_ANYTHING = Scope()


def require_evidence(network: Network, scope: Scope = _ANYTHING) -> None:
    """Raise NoData when the network is that of a phase, and nothing in it speaks of that phase.

    A fact whose dates nobody knows counts in every phase, so phases of which nothing was recorded all
    look alike: to compare these would be to compare a network with itself. Of a phase speaks a node that
    is tied to it by `in_phase`, and a relationship among the nodes that is tied to it by `phases`; if the
    phase is dated, also a node or relationship that is known to begin or end in it, or of which both
    dates are known (so that it is known to last through it). Relationships are the ties, or the
    affiliations that nodes may share: `scope` is the one the network was projected by.

    A bound of the phase that nobody knows bounds nothing. Of other moments nothing is asked. O(nodes +
    relationships).
    """
    if network.view.moment.phase is None:
        return
    phase = network.view.require_entity(network.view.moment.phase)
    if any(_speaks(fact, phase) for fact in _facts(network, scope, phase)):
        return
    tied = {tie.source for tie in network.view.relationships_of(phase.id, {"in_phase"}, Direction.IN)}
    if any(node.id in tied for node in network.nodes):
        return
    raise NoData(
        f"Nothing that is recorded here speaks of the phase “{phase.name}”: tie relationships to it by"
        " `phases`, or nodes by `in_phase`, or give dates to the phase and to what happened in it."
    )


def _facts(network: Network, scope: Scope, phase: Entity) -> Iterator[Fact]:
    yield from network.relationships
    yield from (node for node in network.nodes if node.kind != phase.kind)
    if scope.ties is TieView.SHARED_AFFILIATION:
        nodes = {node.id for node in network.nodes}
        for tie in network.view.find_relationships(affiliation_kinds(network.view, scope)):
            if tie.source in nodes and network.view.status_of(tie) in scope.status:
                yield tie


def _speaks(fact: Fact, phase: Entity) -> bool:
    if isinstance(fact, Relationship) and fact.phases:
        return phase.id in fact.phases
    if phase.since is None and phase.until is None:
        return False
    if fact.since is not None and fact.until is not None:
        return True
    begins = fact.since is not None and _begins_in(fact.since, phase)
    return begins or (fact.until is not None and _ends_in(fact.until, phase))


def _begins_in(day: date, phase: Entity) -> bool:
    return (phase.since is None or phase.since <= day) and (phase.until is None or day < phase.until)


def _ends_in(day: date, phase: Entity) -> bool:
    # Days are half-open: what lasts until the first day of the phase is over when it begins.
    return (phase.since is None or phase.since < day) and (phase.until is None or day <= phase.until)
