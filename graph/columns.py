"""Facts as immutable columns: small, quick to filter, decoded one by one when they are looked at.

A row is the position of a fact in its columns, in order of first recording. Days are counted from
1970-01-01, with NO_DAY for an unknown one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from orjson import loads

from graph.encoding import decode_details, decode_fact, encode_details, encode_fact
from graph.folding import fold
from graph.identity import entity_id, is_id, key_number, relationship_id
from graph.model import Entity, FactStatus, Relationship
from graph.search_index import WordIndex, index_entities
from graph.standing import is_denied

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]
NO_DAY = int(np.iinfo(np.int32).min)
STATUSES = tuple(FactStatus)
KEPT_DECODED = 20_000
_EPOCH = date(1970, 1, 1)


def day_number(day: date | None) -> int:
    """Return a day as a number."""
    return NO_DAY if day is None else (day - _EPOCH).days


def number_day(number: int) -> date | None:
    """Return the day that a number stands for."""
    return None if number == NO_DAY else _EPOCH + timedelta(days=number)


@dataclass(frozen=True)
class Texts:
    """Byte strings one after the other: string i lies between `bounds[i]` and `bounds[i + 1]`."""

    joined: bytes
    bounds: NDArray[np.int64]

    def __getitem__(self, row: int) -> bytes:
        """Return one string."""
        return self.joined[self.bounds[row] : self.bounds[row + 1]]

    def take(self, rows: Rows) -> list[bytes]:
        """Return the strings in these rows."""
        starts, ends = self.bounds[rows].tolist(), self.bounds[rows + 1].tolist()
        return [self.joined[start:end] for start, end in zip(starts, ends, strict=True)]


def join_texts(strings: Iterable[bytes]) -> Texts:
    """Return byte strings, joined."""
    pieces = list(strings)
    bounds = np.zeros(len(pieces) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)), out=bounds[1:])
    return Texts(b"".join(pieces), bounds)


@dataclass(frozen=True)
class Figures:
    """The columns that entities and relationships share.

    `kinds` are positions in `kind_names`, `status` in STATUSES. `numbers` are the 64 bits of ids.
    """

    numbers: NDArray[np.uint64]
    kind_names: tuple[str, ...]
    kinds: NDArray[np.uint16]
    status: NDArray[np.uint8]
    since: Rows
    until: Rows
    revisions: Rows

    def __len__(self) -> int:
        """Return how many facts there are."""
        return len(self.numbers)

    @cached_property
    def kind_ranks(self) -> Rows:
        """The place of each fact's kind in the order of their names."""
        names = sorted(self.kind_names)
        return np.array([names.index(name) for name in self.kind_names] or [0], np.int32)[self.kinds]

    @cached_property
    def _order(self) -> Rows:
        return np.argsort(self.numbers).astype(np.int32)

    @cached_property
    def _sorted(self) -> NDArray[np.uint64]:
        return self.numbers[self._order]

    def take(self, rows: Rows) -> Figures:
        """Return the figures in these rows."""
        return Figures(
            self.numbers[rows],
            self.kind_names,
            self.kinds[rows],
            self.status[rows],
            self.since[rows],
            self.until[rows],
            self.revisions[rows],
        )

    def with_added(self, others: Figures) -> Figures:
        """Return these figures and then the others."""
        names = tuple(dict.fromkeys((*self.kind_names, *others.kind_names)))
        recoded = np.array([names.index(name) for name in others.kind_names] or [0], np.uint16)
        return Figures(
            np.concatenate([self.numbers, others.numbers]),
            names,
            np.concatenate([self.kinds, recoded[others.kinds]]),
            np.concatenate([self.status, others.status]),
            np.concatenate([self.since, others.since]),
            np.concatenate([self.until, others.until]),
            np.concatenate([self.revisions, others.revisions]),
        )

    def get_row(self, fact_id: str) -> int | None:
        """Return the row of an id's fact, None when there is none."""
        if not is_id(fact_id):
            return None
        number = np.uint64(key_number(fact_id))
        # Without numpy's `sorter`, which costs ten times the search itself.
        place = int(np.searchsorted(self._sorted, number))
        found = place < len(self) and self._sorted[place] == number
        return int(self._order[place]) if found else None

    def rows_of(self, numbers: NDArray[np.uint64]) -> Rows:
        """Return the rows of ids, given by their bits; raises KeyError when one is not there."""
        places = np.searchsorted(self._sorted, numbers)
        rows = self._order[np.minimum(places, len(self) - 1)] if len(self) else np.zeros(0, np.int32)
        if len(rows) != len(numbers) or not np.array_equal(self.numbers[rows], numbers):
            raise KeyError("a relationship ends at an entity that is not there")
        return rows

    def of_kinds(self, kinds: Iterable[str]) -> Mask:
        """Return which facts are of one of these kinds."""
        wanted = set(kinds)
        found: Mask = np.array([name in wanted for name in self.kind_names] or [False], np.bool_)[self.kinds]
        return found

    def on(self, day: date) -> Mask:
        """Return which facts are true on a day; an unknown start, or end, is no obstacle."""
        number = day_number(day)
        found: Mask = (self.since == NO_DAY) | (self.since <= number)
        found &= (self.until == NO_DAY) | (self.until > number)
        return found

    def overlapping(self, since: date | None, until: date | None) -> Mask:
        """Return which facts may be true at some time between two days, by the dates that are known."""
        begin, end = day_number(since), day_number(until)
        found = np.ones(len(self), np.bool_)
        if until is not None:
            found &= (self.since == NO_DAY) | (self.since < end)
        if since is not None:
            found &= (self.until == NO_DAY) | (self.until > begin)
        return found


def make_figures(
    ids: Sequence[str],
    kinds: Sequence[str],
    status: Sequence[str],
    since: Sequence[date | str | None],
    until: Sequence[date | str | None],
    revisions: Sequence[int],
) -> Figures:
    """Return the shared columns of facts that are given field by field; days may be ISO texts."""
    names = tuple(dict.fromkeys(kinds))
    places = {name: place for place, name in enumerate(names)}
    # By value: members of the enumeration are texts too, and looking one up by its text is slow.
    statuses = {value.value: place for place, value in enumerate(STATUSES)}
    count = len(ids)
    return Figures(
        numbers=np.fromiter((key_number(fact_id) for fact_id in ids), np.uint64, count),
        kind_names=names,
        kinds=np.fromiter((places[kind] for kind in kinds), np.uint16, count),
        status=np.fromiter((statuses[value] for value in status), np.uint8, count),
        since=_days(since),
        until=_days(until),
        revisions=np.fromiter(revisions, np.int32, count),
    )


def _days(days: Sequence[date | str | None]) -> Rows:
    if not any(days):
        return np.full(len(days), NO_DAY, np.int32)
    numbers = np.array(days, dtype="datetime64[D]").astype(np.int64)
    return np.where(numbers < NO_DAY, NO_DAY, numbers).astype(np.int32)


@dataclass(frozen=True)
class EntityColumns:
    """Entities. `bodies` are in canonical JSON; `slug_hashes` find a slug's row without decoding all."""

    figures: Figures
    bodies: Texts
    slug_hashes: NDArray[np.uint64]
    _decoded: dict[int, Entity] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return how many entities there are."""
        return len(self.figures)

    def __getitem__(self, row: int) -> Entity:
        """Return one entity; those looked at are kept, up to a bound."""
        entity = self._decoded.get(row)
        if entity is None:
            number, revision = int(self.figures.numbers[row]), int(self.figures.revisions[row])
            found = decode_fact(entity_id(number), revision, self.bodies[row])
            if not isinstance(found, Entity):
                raise TypeError(f"row {row} holds no entity")
            entity = found
            if len(self._decoded) < KEPT_DECODED:
                self._decoded[row] = entity
        return entity

    @cached_property
    def words(self) -> WordIndex:
        """Which words lead to which rows: made when it is first asked for."""
        return index_entities(range(len(self)), (self.bodies[row] for row in range(len(self))))

    @cached_property
    def name_ranks(self) -> Rows:
        """The place of each row in the order of folded names, then ids: made when it is first asked for."""
        names = [fold(loads(self.bodies[row])["name"]) for row in range(len(self))]
        numbers = self.figures.numbers.tolist()
        ordered = sorted(range(len(self)), key=lambda row: (names[row], numbers[row]))
        ranks = np.empty(len(self), np.int32)
        ranks[ordered] = np.arange(len(self), dtype=np.int32)
        return ranks

    @cached_property
    def _slug_order(self) -> Rows:
        return np.argsort(self.slug_hashes).astype(np.int32)

    def rows_of_slug(self, slug: str) -> list[int]:
        """Return the rows that may have a slug: usually the one that has it, or none."""
        number = np.uint64(hash_slug(slug))
        first = int(np.searchsorted(self.slug_hashes, number, "left", sorter=self._slug_order))
        last = int(np.searchsorted(self.slug_hashes, number, "right", sorter=self._slug_order))
        return [row for row in self._slug_order[first:last].tolist() if self[row].slug == slug]


def hash_slug(slug: str) -> int:
    """Return 64 bits of a slug."""
    return int.from_bytes(blake2b(slug.encode(), digest_size=8).digest())


@dataclass(frozen=True)
class RelationshipColumns:
    """Relationships. `sources` and `targets` are entity rows; a strength that nobody said is NaN.

    `denied` marks what documents deny, `phased` what is tied to phases.
    """

    figures: Figures
    sources: Rows
    targets: Rows
    strengths: NDArray[np.float64]
    details: Texts
    denied: Mask
    phased: Mask
    _decoded: dict[int, Relationship] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return how many relationships there are."""
        return len(self.figures)

    def decode(self, row: int, entities: EntityColumns) -> Relationship:
        """Return one relationship; those looked at are kept, up to a bound."""
        relationship = self._decoded.get(row)
        if relationship is None:
            relationship = self._decode(row, entities.figures.numbers)
            if len(self._decoded) < KEPT_DECODED:
                self._decoded[row] = relationship
        return relationship

    def incidence(self, entity_count: int) -> tuple[Rows, Rows]:
        """Return, entity by entity, the rows of the relationships at either end of it, oldest first.

        Those of entity row i lie in the second array between the first one's i and i + 1.
        """
        rows = np.arange(len(self), dtype=np.int32)
        proper = self.sources != self.targets  # a self-tie touches its entity once
        ends = np.concatenate([self.sources, self.targets[proper]])
        touching = np.concatenate([rows, rows[proper]])
        order = np.lexsort((touching, ends))
        bounds = np.zeros(entity_count + 1, dtype=np.int32)
        np.cumsum(np.bincount(ends, minlength=entity_count), out=bounds[1:])
        return bounds, touching[order]

    def _decode(self, row: int, numbers: NDArray[np.uint64]) -> Relationship:
        figures = self.figures
        strength = float(self.strengths[row])
        return Relationship(
            id=relationship_id(int(figures.numbers[row])),
            kind=figures.kind_names[figures.kinds[row]],
            source=entity_id(int(numbers[self.sources[row]])),
            target=entity_id(int(numbers[self.targets[row]])),
            status=STATUSES[figures.status[row]],
            strength=None if np.isnan(strength) else strength,
            since=number_day(int(figures.since[row])),
            until=number_day(int(figures.until[row])),
            revision=int(figures.revisions[row]),
            **decode_details(self.details[row]),
        )


def entity_columns(figures: Figures, slugs: Sequence[str], bodies: Iterable[bytes]) -> EntityColumns:
    """Return the columns of entities that are given field by field."""
    hashes = np.fromiter(map(hash_slug, slugs), np.uint64, len(slugs))
    return EntityColumns(figures, join_texts(bodies), hashes)


def relationship_columns(
    figures: Figures,
    sources: Rows,
    targets: Rows,
    strengths: Sequence[float | None],
    details: Sequence[bytes],
) -> RelationshipColumns:
    """Return the columns of relationships that are given field by field; what is denied is found out."""
    count = len(figures)
    return RelationshipColumns(
        figures=figures,
        sources=sources,
        targets=targets,
        strengths=np.fromiter((np.nan if item is None else item for item in strengths), np.float64, count),
        details=join_texts(details),
        denied=np.fromiter((b"DENIES" in item and _denied(item) for item in details), np.bool_, count),
        phased=np.fromiter((b'"phases"' in item for item in details), np.bool_, count),
    )


def _denied(details: bytes) -> bool:
    return is_denied(Relationship("", "", "", "", **decode_details(details)))


def columns_of(
    entities: Sequence[Entity], relationships: Sequence[Relationship]
) -> tuple[EntityColumns, RelationshipColumns]:
    """Return the columns of facts."""
    found = columns_of_entities(entities)
    return found, columns_of_relationships(relationships, found)


def columns_of_entities(entities: Sequence[Entity]) -> EntityColumns:
    """Return the columns of entities."""
    slugs = [entity.slug for entity in entities]
    return entity_columns(_figures_of(entities), slugs, map(encode_fact, entities))


def columns_of_relationships(
    relationships: Sequence[Relationship], entities: EntityColumns
) -> RelationshipColumns:
    """Return the columns of relationships between these entities."""
    ends = [key_number(end) for item in relationships for end in (item.source, item.target)]
    rows = entities.figures.rows_of(np.array(ends, np.uint64)).reshape(-1, 2)
    return relationship_columns(
        _figures_of(relationships),
        rows[:, 0].copy(),
        rows[:, 1].copy(),
        [item.strength for item in relationships],
        [encode_details(item) for item in relationships],
    )


def _figures_of(facts: Sequence[Entity] | Sequence[Relationship]) -> Figures:
    return make_figures(
        [fact.id for fact in facts],
        [fact.kind for fact in facts],
        [fact.status for fact in facts],
        [fact.since for fact in facts],
        [fact.until for fact in facts],
        [fact.revision for fact in facts],
    )
