"""Short names for facts in tests, and the well-formed ids that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from graph.identity import entity_id, relationship_id
from graph.model import Claim, Entity, Relationship


def e(name: str) -> str:
    """Return the id of the entity of that short name."""
    return entity_id(_bits(name))


def r(name: str) -> str:
    """Return the id of the relationship of that short name."""
    return relationship_id(_bits(name))


def named_entities(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities whose ids are short names, with well-formed ids."""
    return [replace(item, id=e(item.id), claims=_claims(item.claims)) for item in entities]


def named_relationships(relationships: Iterable[Relationship]) -> list[Relationship]:
    """Return relationships whose ids and ends are short names, with well-formed ids."""
    return [
        replace(
            item,
            id=r(item.id),
            source=e(item.source),
            target=e(item.target),
            phases=tuple(e(phase) for phase in item.phases),
            claims=_claims(item.claims),
        )
        for item in relationships
    ]


def _claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(replace(claim, source=e(claim.source)) for claim in claims)


def _bits(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
