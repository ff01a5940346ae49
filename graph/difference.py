"""What a fact is, field by field, and how it differs from what it was."""

from __future__ import annotations

from collections.abc import Mapping

from graph.model import Entity, Fact, FactStatus, PropertyValue
from graph.vocabulary.kinds import Label

FIELD_LABELS: Mapping[str, Label] = {
    "kind": Label("Tipo di voce", "Kind"),
    "status": Label("Stato", "Status"),
    "name": Label("Nome", "Name"),
    "slug": Label("Nome breve", "Slug"),
    "summary": Label("In breve", "Summary"),
    "source": Label("Da", "From"),
    "target": Label("A", "To"),
    "role": Label("Ruolo", "Role"),
    "strength": Label("Forza", "Strength"),
    "phases": Label("Fasi", "Phases"),
    "since": Label("Dal", "Since"),
    "until": Label("Fino al", "Until"),
}
STATUS_LABELS: Mapping[FactStatus, Label] = {
    FactStatus.PLANNED: Label("previsto", "planned"),
    FactStatus.ACTUAL: Label("in atto", "in place"),
    FactStatus.ENDED: Label("concluso", "ended"),
}


def describe(fact: Fact | None) -> dict[str, PropertyValue]:
    """Return the fields and properties of a fact that say something; nothing for None.

    Own fields come first and win over properties of the same name. Ids of ends and phases are given
    as they are.
    """
    if fact is None:
        return {}
    fields: dict[str, PropertyValue | None] = {"kind": fact.kind, "status": fact.status.value}
    if isinstance(fact, Entity):
        fields |= {"name": fact.name, "slug": fact.slug, "summary": fact.summary}
    else:
        fields |= {
            "source": fact.source,
            "target": fact.target,
            "role": fact.role,
            "strength": fact.strength,
            "phases": fact.phases or None,
        }
    fields |= {"since": fact.since, "until": fact.until}
    said = {name: value for name, value in fields.items() if value is not None}
    return said | {name: value for name, value in fact.properties.items() if name not in said}


def differences(
    before: Fact | None, after: Fact | None
) -> tuple[dict[str, PropertyValue], dict[str, PropertyValue]]:
    """Return what stood before and what stands after, in the fields that are not alike."""
    old, new = describe(before), describe(after)
    return (
        {name: value for name, value in old.items() if new.get(name) != value},
        {name: value for name, value in new.items() if old.get(name) != value},
    )
