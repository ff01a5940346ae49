"""Whether a fact stands: on a day, in a phase, and against what documents say of it."""

from __future__ import annotations

from datetime import date

from graph.model import Entity, Fact, FactStatus, Relationship, Stance


def is_denied(fact: Fact) -> bool:
    """Tell whether every claim about a fact as a whole denies it; a fact without such claims stands."""
    stances = [claim.stance for claim in fact.claims if claim.property is None]
    return bool(stances) and all(stance is Stance.DENIES for stance in stances)


def holds_on(fact: Fact, day: date) -> bool:
    """Tell whether a fact is true on a day; an unknown start, or end, is no obstacle."""
    return (fact.since is None or fact.since <= day) and (fact.until is None or day < fact.until)


def status_then(fact: Fact, *, dated: bool) -> FactStatus:
    """Return the status that a fact has where it stands: at all times, or `dated`, on a day or in a phase.

    What has ended since was not over while it was so: if its end is known, it was ACTUAL then.
    """
    if dated and fact.status is FactStatus.ENDED and fact.until is not None:
        return FactStatus.ACTUAL
    return fact.status


def overlaps(fact: Fact, phase: Entity) -> bool:
    """Tell whether a fact may be true at some time of a phase, by the dates that are known."""
    begins_in_time = fact.since is None or phase.until is None or fact.since < phase.until
    ends_in_time = fact.until is None or phase.since is None or phase.since < fact.until
    return begins_in_time and ends_in_time


def holds_in(relationship: Relationship, phase: Entity) -> bool:
    """Tell whether a relationship is true in a phase: by the phases it is tied to, else by its dates."""
    if relationship.kind == "in_phase":
        return relationship.target == phase.id
    if relationship.phases:
        return phase.id in relationship.phases
    return overlaps(relationship, phase)
