"""A network of actors in districts, with bodies, seats and their holders; and what is asked of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.generator import WORDS, Generated
from graph.identity import entity_id, relationship_id
from graph.log import CommitRequest
from graph.model import Entity, Relationship

TIES = ("collaborates_with", "advises", "reports_to")
LEVELS = ("PROVINCIAL", "DISTRICT", "THEMATIC", "TECHNICAL")
DISTRICTS, BODIES, SEATS = 3, 50, 5


@dataclass(frozen=True)
class Question:
    """What is asked, over how many connections at once, in windows of so many seconds.

    `slow`: few answers come in a window, so that those still under way at its end count.
    """

    document: str
    connections: int
    seconds: float = 2.0
    slow: bool = False


_FIVE_FIELDS = "{{ entities(first: {}) {{ edges {{ node {{ key kind slug name summary }} }} }} }}"
QUESTIONS: Mapping[str, Question] = {
    "hello": Question("{ viewer { name } }", 8),
    "50 entities × 5 fields": Question(_FIVE_FIELDS.format(50), 8),
    "1,000 entities × 5 fields": Question(_FIVE_FIELDS.format(1_000), 4, slow=True),
    "bodies → seats → holders → ties": Question(
        """{
          entities(filter: {kinds: ["body"]}, first: 50) { edges { node {
            name
            ... on Body {
              level
              seats { name occupancy holders {
                name
                relationships(first: 6) { edges { node { key kind status } } }
              } }
            }
          } } }
        }""",
        4,
        slow=True,
    ),
    "whole map": Question(
        """{
          network { map {
            nodes { entity { key name } x y size colour shape }
            ties { source target kind weight }
          } }
        }""",
        2,
        6.0,
        slow=True,
    ),
}


def generate_bodies(actors: int, ties: int, seed: int = 7) -> Generated:
    """Return so many actors, 50 of them bodies, and so many ties between them, always the same.

    Each body has five seats, each seat a holder; each actor is based in one of three districts.
    """
    chance = random.Random(seed)
    districts = [_entity(chance, "district", f"Ambito {number}", order=number) for number in range(DISTRICTS)]
    bodies = [
        _entity(chance, "body", f"Tavolo {number}", level=LEVELS[number % 4]) for number in range(BODIES)
    ]
    kinds = ("organisation", "informal_group")
    others = [_entity(chance, kinds[number % 2], f"Voce {number}") for number in range(actors - BODIES)]
    seats = [_entity(chance, "seat", f"Posto {number}") for number in range(BODIES * SEATS)]
    everyone = [*bodies, *others]
    ends = [everyone[int(actors * chance.random() ** 2)] for _ in range(2 * ties)]
    relationships = [
        *(_tie(chance, "based_in", actor, chance.choice(districts)) for actor in everyone),
        *(_tie(chance, "seat_of", seat, bodies[number // SEATS]) for number, seat in enumerate(seats)),
        *(_tie(chance, "holds", others[number], seat) for number, seat in enumerate(seats)),
        *(
            _tie(chance, chance.choice(TIES), source, target, round(chance.random(), 2))
            for source, target in zip(ends[::2], ends[1::2], strict=True)
        ),
    ]
    return Generated((*districts, *everyone, *seats), tuple(relationships))


def first_commit(made: Generated) -> CommitRequest:
    """Return the commit that fills an empty store with a network."""
    return CommitRequest(0, made.writes(), "bench", datetime.now(UTC))


def _entity(chance: random.Random, kind: str, label: str, **properties: str | int) -> Entity:
    return Entity(
        id=entity_id(chance.getrandbits(64)),
        kind=kind,
        slug=label.lower().replace(" ", "-"),
        name=f"{chance.choice(WORDS).title()} {chance.choice(WORDS)}, {label.lower()}",
        summary=" ".join(chance.choices(WORDS, k=6)),
        properties=properties,
    )


def _tie(
    chance: random.Random, kind: str, source: Entity, target: Entity, strength: float | None = None
) -> Relationship:
    number = chance.getrandbits(64)
    return Relationship(relationship_id(number), kind, source.id, target.id, strength=strength)
