"""A small territory that tests write to disk, change and load."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anyio
import pytest

from graph.errors import FilesRefused, Problem
from graph.model import Entity, Relationship
from graph.stores.contract import Store
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.report import ImportReport
from importers.territory import read_territory

DESCRIPTION = "title: {it: Valle di prova, en: Test valley}\nplan: piano\n"
THINGS = """\
slug,kind,name,level,people,contents,hours_per_module,issued_on
piano,plan,Piano,,,,,
verbale,document,Verbale,,,,,2013-03-21
registro,document,Registro,,,,,
fase-uno,phase,Prima fase,,,,,
fase-due,phase,Seconda fase,,,,,
comune,organisation,Comune,,,,,
cooperativa,organisation,Cooperativa,,,,,
cabina,body,Cabina,DISTRICT,,,,
ragazzi,cohort,Ragazzi,,40,,,
laboratorio,activity,Laboratorio,,,teatro | video,2.5,
"""
TIES = """\
source,kind,target,role,since,phases,strength,ref,document,stance
comune,member_of,cabina,presidente,,,,,verbale,
comune,collaborates_with,cooperativa,,,fase-uno,0.5,insieme,verbale,
cooperativa,takes_part_in,laboratorio,,2013-01-01,,,,,
"""
BASE = {"territory.yaml": DESCRIPTION, "things.csv": THINGS, "ties.csv": TIES}


class Folder:
    """A territory's folder on disk; it begins as the small one above."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, content in BASE.items():
            self.write(name, content)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file of the folder."""
        (self.path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def replace(self, name: str, old: str, new: str) -> None:
        """Change one place in a file."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.write(name, text.replace(old, new))

    def load(self, store: Store, *, dry_run: bool = False) -> ImportReport:
        """Read the folder and load it."""

        async def loading() -> ImportReport:
            return await load_territory(store, read_territory(self.path), dry_run=dry_run)

        return anyio.run(loading)

    def refused(self, store: Store | None = None) -> tuple[Problem, ...]:
        """Load the folder, which must be refused, and return why; the store must stay as it was."""
        kept = store or MemoryStore()
        before = exported(kept)
        with pytest.raises(FilesRefused) as caught:
            self.load(kept)
        assert exported(kept) == before
        return caught.value.problems


def exported(store: Store) -> tuple[int, bytes]:
    """Return a store's head and everything in it."""

    async def exporting() -> tuple[int, bytes]:
        return await store.head(), b"".join([line async for line in store.export()])

    return anyio.run(exporting)


def entities(store: Store) -> Mapping[str, Entity]:
    """Return the entities of a store by slug."""
    return {entity.slug: entity for entity in anyio.run(store.snapshot).find_entities()}


def relationships(store: Store) -> Mapping[tuple[str, str, str], Relationship]:
    """Return the relationships of a store by slug of the source, kind and slug of the target."""
    snapshot = anyio.run(store.snapshot)
    slugs = {entity.id: entity.slug for entity in snapshot.find_entities()}
    return {
        (slugs[item.source], item.kind, slugs[item.target]): item for item in snapshot.find_relationships()
    }
