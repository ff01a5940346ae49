"""Sealing what is written and unsealing what is read, by what the vocabulary calls personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.log import Commit, OperationType, Write
from graph.model import Entity, Fact
from graph.snapshot import Snapshot
from graph.vault import Vault
from graph.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True)
class Sealer:
    """Between the service, which works with values, and a store, which never sees personal ones."""

    vault: Vault
    vocabulary: Vocabulary

    def seal(
        self, writes: Sequence[Write], snapshot: Snapshot, keys: Mapping[str, bytes]
    ) -> tuple[tuple[Write, ...], dict[str, bytes]]:
        """Return writes fit for a store, and the wrapped keys of persons first written by them."""
        kinds = {write.id: write.after.kind for write in writes if isinstance(write.after, Entity)}
        new_keys: dict[str, bytes] = {}
        sealed = []
        for write in writes:
            owners = [] if write.after is None else self._owners(write.after, kinds, snapshot)
            for owner in owners:
                if owner not in keys and owner not in new_keys:
                    new_keys[owner] = self.vault.new_key(owner)
            if write.after is not None and owners:
                write = replace(write, after=self.vault.seal(write.after, owners, {**keys, **new_keys}))
            sealed.append(write)
        return tuple(sealed), new_keys

    def unseal_snapshot(self, snapshot: Snapshot, keys: Mapping[str, bytes]) -> Snapshot:
        """Return a snapshot with every value; facts whose keys were destroyed are not in it."""
        personal = snapshot.entity_columns.figures.of_kinds(self.vocabulary.personal_kinds)
        rows = sorted({*personal.nonzero()[0].tolist(), *snapshot.overlay.entities})
        ties: dict[str, Fact] = {}
        writes: list[Write] = []
        for row in rows:
            if (entity := snapshot.entity_at(row)) is not None and entity.sealed is not None:
                writes.append(self._unsealed(entity, keys))
                ties.update((tie.id, tie) for tie in snapshot.relationships_of(entity.id))
        writes[:0] = [self._unsealed(tie, keys) for tie in ties.values() if tie.sealed is not None]
        # Relationships go before their ends, should both be gone.
        return snapshot.advance(snapshot.revision, writes) if writes else snapshot

    def unseal_commit(self, commit: Commit, keys: Mapping[str, bytes]) -> Commit:
        """Return a commit with every value that can still be read; the others stay blank."""
        operations = tuple(
            replace(item, before=self._read(item.before, keys), after=self._read(item.after, keys))
            for item in commit.operations
        )
        return replace(commit, operations=operations)

    def follow(self, commit: Commit, keys: Mapping[str, bytes]) -> list[Write]:
        """Return what a commit wrote, with every value; facts whose keys were destroyed do not stand."""
        return [
            Write(
                item.type,
                item.id,
                None if item.after is None else self.vault.unseal(item.after, keys),
                item.merged_into,
            )
            for item in commit.operations
        ]

    def _read(self, fact: Fact | None, keys: Mapping[str, bytes]) -> Fact | None:
        return None if fact is None else self.vault.unseal(fact, keys) or fact

    def _unsealed(self, fact: Fact, keys: Mapping[str, bytes]) -> Write:
        return Write(OperationType.UPDATE, fact.id, self.vault.unseal(fact, keys))

    def _owners(self, fact: Fact, kinds: Mapping[str, str], snapshot: Snapshot) -> list[str]:
        """Return the persons that a fact speaks of: itself, or the ends of a relationship."""
        among = [fact.id] if isinstance(fact, Entity) else sorted({fact.source, fact.target})
        return [item for item in among if self._kind(item, kinds, snapshot) in self.vocabulary.personal_kinds]

    def _kind(self, entity_id: str, kinds: Mapping[str, str], snapshot: Snapshot) -> str | None:
        if entity_id in kinds:
            return kinds[entity_id]
        entity = snapshot.get_entity(entity_id)
        return None if entity is None else entity.kind
