"""A network of any size, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from graph.identity import entity_id, relationship_id
from graph.log import OperationType, Write
from graph.model import Entity, Fact, Relationship

KINDS = ("organisation", "informal_group", "programme", "action", "activity", "resource", "topic")
TIES = ("collaborates_with", "advises", "reports_to", "linked_to")
WORDS = (
    *("giovani", "rete", "lavoro", "centro", "ambito", "orientamento", "sport", "musica", "teatro", "scuola"),
    *("volontariato", "cultura", "ambiente", "digitale", "impresa", "famiglia", "salute", "casa", "arte"),
)


@dataclass(frozen=True)
class Generated:
    """Entities, and relationships between them: a few are at the end of very many."""

    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]

    def writes(self) -> tuple[Write, ...]:
        """Return the writes that record all of it."""
        facts: list[Fact] = [*self.entities, *self.relationships]
        return tuple(Write(OperationType.CREATE, fact.id, fact) for fact in facts)


def generate(entity_count: int, relationship_count: int, seed: int = 7) -> Generated:
    """Return a network with five attributes an entity and three a relationship."""
    chance = random.Random(seed)
    entities = tuple(
        Entity(
            id=entity_id(chance.getrandbits(64)),
            kind=chance.choice(KINDS),
            slug=f"voce-{number}",
            name=f"{chance.choice(WORDS).title()} {chance.choice(WORDS)} {number}",
            summary=" ".join(chance.choices(WORDS, k=6)),
        )
        for number in range(entity_count)
    )
    ends = [int(entity_count * chance.random() ** 2) for _ in range(2 * relationship_count)]
    relationships = tuple(
        Relationship(
            id=relationship_id(chance.getrandbits(64)),
            kind=chance.choice(TIES),
            source=entities[ends[2 * number]].id,
            target=entities[ends[2 * number + 1]].id,
            strength=round(chance.random(), 2),
        )
        for number in range(relationship_count)
    )
    return Generated(entities, relationships)
