"""What any sequence of writes comes to, told by plain dicts: the model that stores and snapshots are held to.

A sequence is drawn as batches of steps over a small pool of ids, so that facts meet, come back and are
merged often. Only what the service would write comes out: ends stand, slugs are free, each fact is
written once a commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hypothesis import strategies as st

from graph.identity import entity_id, relationship_id
from graph.log import OperationType, Write
from graph.model import Claim, Entity, Fact, FactStatus, PropertyValue, Relationship, Stance

# Far apart and not in numeric order, as minted ids are.
ENTITY_IDS = tuple(entity_id(number * 0x9E3779B97F4A7C15 % 2**64) for number in range(1, 6))
RELATIONSHIP_IDS = tuple(relationship_id(number * 0xC2B2AE3D27D4EB4F % 2**64) for number in range(1, 6))
SLUGS = ("uno", "due", "tre", "quattro", "cinque")
DAYS = (date(2012, 1, 1), date(2013, 1, 1), date(2014, 1, 1))
ENTITY_KINDS = (
    "district",
    "municipality",
    "phase",
    "document",
    "organisation",
    "person",
    "young_person",
    "activity",
    "unheard_of",
)
RELATIONSHIP_KINDS = (
    "covers",
    "based_in",
    "part_of",
    "in_phase",
    "collaborates_with",
    "member_of",
    "unheard_of_tie",
)


@dataclass(frozen=True)
class Put:
    """Record or change an entity; a slug that is taken gives way to a free one."""

    entity: Entity


@dataclass(frozen=True)
class Tie:
    """Record or change a relationship between two of the entities that stand, picked by number."""

    relationship: Relationship
    source: int
    target: int


@dataclass(frozen=True)
class Date:
    """Give one of the facts that stand other days; what touches it stays as it is."""

    pick: int
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Drop:
    """Strike one of the facts that stand and, of an entity, what touches it."""

    pick: int


@dataclass(frozen=True)
class Merge:
    """Let an entity that stands absorb another: what touched that one touches it from then on."""

    keep: int
    absorbed: int


Step = Put | Tie | Date | Drop | Merge
Batch = tuple[Step, ...]


@dataclass
class Model:
    """The facts that stand, in order of first recording, and where absorbed ids lead.

    `moved` are relationships whose ends have changed, `returned` facts recorded again after they
    were gone.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    merges: dict[str, str] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)

    def copy(self) -> Model:
        """Return another model that says the same."""
        return Model(
            dict(self.facts),
            dict(self.merges),
            dict(self.first),
            dict(self.kinds),
            set(self.moved),
            set(self.returned),
        )

    def take(self, writes: Sequence[Write], revision: int) -> None:
        """Let writes come true at a revision."""
        for write in writes:
            self.merges.pop(write.id, None)
            if write.merged_into is not None:
                self.merges[write.id] = write.merged_into
            before = self.facts.pop(write.id, None)
            if write.after is None:
                continue
            if before is None and write.id in self.first:
                self.returned.add(write.id)
            if before is not None and _ends(before) != _ends(write.after):
                self.moved.add(write.id)
            self.first.setdefault(write.id, len(self.first))
            self.kinds[write.id] = write.after.kind
            self.facts[write.id] = replace(write.after, revision=revision)
        self.facts = dict(sorted(self.facts.items(), key=lambda item: self.first[item[0]]))

    def entities(self) -> list[Entity]:
        """Return the entities that stand, oldest first."""
        return [fact for fact in self.facts.values() if isinstance(fact, Entity)]

    def relationships(self, touching: str | None = None) -> list[Relationship]:
        """Return the relationships that stand, at one entity when given, oldest first."""
        found = [fact for fact in self.facts.values() if isinstance(fact, Relationship)]
        return [item for item in found if touching is None or touching in (item.source, item.target)]

    def survivor_of(self, entity_id: str) -> str:
        """Return where an id leads."""
        while entity_id in self.merges:
            entity_id = self.merges[entity_id]
        return entity_id

    def writes_of(self, batch: Batch) -> tuple[Write, ...]:
        """Return what a commit of these steps would write; steps that cannot be done are left out."""
        after: dict[str, Fact] = dict(self.facts)
        absorbed: dict[str, str] = {}
        for step in batch:
            self._lay(step, after, absorbed)
        changed = [
            fact_id for fact_id in {**self.facts, **after} if self.facts.get(fact_id) != after.get(fact_id)
        ]
        # Entities first, so that no relationship comes before its ends.
        return tuple(self._write(fact_id, after, absorbed) for fact_id in sorted(changed, key=lambda i: i[0]))

    def _lay(self, step: Step, facts: dict[str, Fact], absorbed: dict[str, str]) -> None:
        entities = _standing(facts)
        match step:
            case Put(entity) if entity.id not in absorbed:
                facts[entity.id] = self._kept(replace(entity, slug=_free_slug(entity, facts)))
            case Tie(tie, source, target) if entities:
                ends = entities[source % len(entities)], entities[target % len(entities)]
                facts[tie.id] = self._kept(replace(tie, source=ends[0], target=ends[1]))
            case Date(pick, since, until) if facts:
                dated = [*facts][pick % len(facts)]
                facts[dated] = replace(facts[dated], since=since, until=until)
            case Drop(pick) if facts:
                gone = [*facts][pick % len(facts)]
                for tie in _touching(facts, gone):
                    del facts[tie.id]
                facts.pop(gone, None)
            case Merge(keep, pick) if len(entities) > 1:
                survivor = entities.pop(keep % len(entities))
                gone = entities[pick % len(entities)]
                _absorb(survivor, gone, facts)
                absorbed[gone] = survivor

    def _kept(self, fact: Fact) -> Fact:
        """Return a fact as of the kind that its id is of for good."""
        return replace(fact, kind=self.kinds.get(fact.id, fact.kind))

    def _write(self, fact_id: str, after: Mapping[str, Fact], absorbed: Mapping[str, str]) -> Write:
        if fact_id in after:
            kind = OperationType.UPDATE if fact_id in self.facts else OperationType.CREATE
            return Write(kind, fact_id, after[fact_id])
        if fact_id in absorbed:
            return Write(OperationType.MERGE, fact_id, None, absorbed[fact_id])
        return Write(OperationType.DELETE, fact_id, None)


def _ends(fact: Fact) -> tuple[str, str] | None:
    return (fact.source, fact.target) if isinstance(fact, Relationship) else None


def _standing(facts: Mapping[str, Fact]) -> list[str]:
    return [fact.id for fact in facts.values() if isinstance(fact, Entity)]


def _touching(facts: Mapping[str, Fact], entity_id: str) -> list[Relationship]:
    ties = [fact for fact in facts.values() if isinstance(fact, Relationship)]
    return [tie for tie in ties if entity_id in (tie.source, tie.target)]


def _free_slug(entity: Entity, facts: Mapping[str, Fact]) -> str:
    others = [fact for fact in facts.values() if isinstance(fact, Entity) and fact.id != entity.id]
    taken = {other.slug for other in others}
    return next(slug for slug in (entity.slug, *SLUGS) if slug not in taken)


def _absorb(keep: str, gone: str, facts: dict[str, Fact]) -> None:
    for tie in _touching(facts, gone):
        source = keep if tie.source == gone else tie.source
        target = keep if tie.target == gone else tie.target
        if source == target:
            del facts[tie.id]
        else:
            facts[tie.id] = replace(tie, source=source, target=target)
    del facts[gone]


_words = st.text("aàbBç '%_-", max_size=6)
_days = st.sampled_from((None, None, None, *DAYS))
_scalars = st.booleans() | st.integers(-3, 3) | st.floats(-1, 1) | _words | st.dates(date(2012, 1, 1))
_values: st.SearchStrategy[PropertyValue] = _scalars | st.lists(_scalars, max_size=2).map(tuple)
_properties = st.dictionaries(st.sampled_from(("order", "hours", "type")), _values, max_size=1)
_entity_ids = st.sampled_from(ENTITY_IDS)
_claims = st.lists(
    st.builds(
        Claim,
        source=_entity_ids,
        stance=st.sampled_from((*Stance, Stance.DENIES, Stance.DENIES)),
        property=st.sampled_from((None, None, "type")),
        value=st.none() | _values.filter(lambda value: value != ()),
        locator=st.none() | _words.filter(bool),
        stated_on=_days,
    ),
    max_size=1,
).map(tuple)
_sealed = st.none() | st.binary(min_size=1, max_size=4)
entities = st.builds(
    Entity,
    id=_entity_ids,
    kind=st.sampled_from((*ENTITY_KINDS, "phase", "phase", "district")),
    slug=st.sampled_from(SLUGS),
    name=_words,
    summary=st.none() | _words,
    status=st.sampled_from(FactStatus),
    since=_days,
    until=_days,
    properties=_properties,
    claims=_claims,
    sealed=_sealed,
)
relationships = st.builds(
    Relationship,
    id=st.sampled_from(RELATIONSHIP_IDS),
    kind=st.sampled_from(RELATIONSHIP_KINDS),
    source=st.just(""),
    target=st.just(""),
    role=st.none() | _words.filter(bool),
    status=st.sampled_from(FactStatus),
    strength=st.none() | st.floats(0, 1),
    since=_days,
    until=_days,
    phases=st.lists(_entity_ids, max_size=2, unique=True).map(tuple),
    properties=_properties,
    claims=_claims,
    sealed=_sealed,
)
_picks = st.integers(0, 9)
# What is recorded outweighs what is struck, or little would ever stand.
_KINDS_OF_STEP: tuple[st.SearchStrategy[Step], ...] = (
    *[st.builds(Put, entities)] * 5,
    *[st.builds(Tie, relationships, _picks, _picks)] * 5,
    *[st.builds(Date, _picks, _days, _days)] * 4,
    st.builds(Drop, _picks),
    st.builds(Merge, _picks, _picks),
)
steps = st.sampled_from(_KINDS_OF_STEP).flatmap(lambda kind: kind)
batches: st.SearchStrategy[Batch] = st.lists(steps, min_size=3, max_size=6).map(tuple)
