"""The plan's network without one row of its files: what loading the files without that row leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from graph.log import CommitRequest, OperationType, Write
from graph.model import Claim, Entity, Fact, Relationship
from graph.service import Service
from graph.snapshot import Snapshot
from graph.stores.memory import MemoryStore
from importers.records import ClaimRecord, Place, Records
from importers.territory import Territory

FactT = TypeVar("FactT", Entity, Relationship)


@dataclass(frozen=True)
class Row:
    """One row of a table: the fact that it records, or of which it says what its claims say."""

    place: Place
    fact: Fact
    claims: tuple[Claim, ...] = ()


def find_rows(territory: Territory, snapshot: Snapshot) -> list[Row]:
    """Return every row of a territory's tables, `snapshot` being what they were loaded as."""
    records = territory.records
    # Facts stand in the order of their rows.
    rows = [
        Row(row.place, fact) for row, fact in zip(records.entities, snapshot.find_entities(), strict=True)
    ]
    rows += [
        Row(row.place, fact)
        for row, fact in zip(records.relationships, snapshot.find_relationships(), strict=True)
    ]
    named = {row.ref: place for place, row in enumerate(records.relationships) if row.ref}
    said: dict[Place, list[ClaimRecord]] = {}
    for record in records.claims:
        said.setdefault(record.place, []).append(record)
    for place, claims in said.items():
        subject = claims[0].subject
        row = snapshot.get_slug_row(subject)
        fact: Fact | None = (
            snapshot.relationship_at(named[subject])
            if subject in named
            else None
            if row is None
            else snapshot.entity_at(row)
        )
        if fact is None:
            raise KeyError(subject)
        own = tuple(claim for record in claims for claim in fact.claims if _is(record, claim))
        rows.append(Row(place, fact, own))
    return rows


async def without(service: Service, row: Row) -> Service:
    """Return the network without a row, and without all that rests on what the row records."""
    snapshot = await service.snapshot()
    gone = "" if row.claims else row.fact.id
    return await _serve(service, [*_remaining(snapshot, gone, row)])


async def altered(service: Service, fact: Fact) -> Service:
    """Return the network with another version of one fact."""
    facts = (await service.snapshot()).facts()
    return await _serve(service, [*{**facts, fact.id: fact}.values()])


def records_without(records: Records, row: Row) -> Records:
    """Return the records without a row, and without those that refer to what it introduces."""
    gone = {row.fact.slug} if isinstance(row.fact, Entity) and not row.claims else set()
    gone |= {item.ref for item in records.relationships if item.place == row.place and item.ref}

    def kept(claims: tuple[ClaimRecord, ...]) -> tuple[ClaimRecord, ...]:
        return tuple(claim for claim in claims if not gone & {claim.document, claim.subject})

    return Records(
        tuple(
            replace(item, claims=kept(item.claims)) for item in records.entities if item.place != row.place
        ),
        tuple(
            replace(item, claims=kept(item.claims))
            for item in records.relationships
            if item.place != row.place and not gone & {item.source, item.target, *item.phases}
        ),
        tuple(item for item in kept(records.claims) if item.place != row.place),
    )


def _remaining(snapshot: Snapshot, gone: str, row: Row) -> Iterator[Fact]:
    for entity in snapshot.find_entities():
        if entity.id != gone:
            yield _uncited(entity, gone, row)
    for tie in snapshot.find_relationships():
        if gone not in (tie.id, tie.source, tie.target, *tie.phases):
            yield _uncited(tie, gone, row)


def _uncited(fact: FactT, gone: str, row: Row) -> FactT:
    dropped = row.claims if fact.id == row.fact.id else ()
    return replace(
        fact, claims=tuple(claim for claim in fact.claims if claim.source != gone and claim not in dropped)
    )


async def _serve(service: Service, facts: list[Fact]) -> Service:
    store = MemoryStore()
    writes = tuple(Write(OperationType.CREATE, fact.id, fact) for fact in facts)
    await store.commit(CommitRequest(0, writes, "the files", datetime(2014, 6, 16, tzinfo=UTC)))
    return Service(store, service.vocabulary)


def _is(record: ClaimRecord, claim: Claim) -> bool:
    said = (claim.property, claim.stance, claim.locator, claim.value)
    return said == (record.property, record.stance, record.locator, record.value)
