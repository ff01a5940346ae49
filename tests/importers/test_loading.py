"""Loading brings a folder's facts in once, and afterwards only what has changed in it."""

from __future__ import annotations

from datetime import date

import anyio
import pytest

from graph.errors import Conflict
from graph.model import FactStatus, Stance
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
from importers.loading import load_territory, vocabulary_of
from importers.report import ImportReport
from importers.territory import read_territory, shipped_territory
from tests.importers.folders import Folder, entities, exported, relationships

OWN = """\
entities:
  kinds:
    van: {label: {it: Furgone, en: Van}}
relationships:
  kinds:
    lends_to:
      label: {it: presta a, en: lends to}
      sources: [actors]
      targets: [actors]
      nature: tie
"""
WITH_OWN = "title: {it: A, en: B}\nplan: piano\nvocabulary: own.yaml\n"


def unchanged(report: ImportReport) -> bool:
    return (report.created, report.changed, report.revision) == (0, 0, None)


def test_a_folder_is_loaded_whole_in_one_revision(folder: Folder, store: MemoryStore) -> None:
    report = folder.load(store)
    assert (report.created, report.changed, report.unchanged, report.revision) == (13, 0, 0, 1)
    assert len(entities(store)) == 10
    assert len(relationships(store)) == 3


def test_what_a_row_says_is_what_the_network_holds(loaded: MemoryStore) -> None:
    lab = entities(loaded)["laboratorio"]
    assert (lab.kind, lab.name, lab.status) == ("activity", "Laboratorio", FactStatus.ACTUAL)
    assert dict(lab.properties) == {"contents": ("teatro", "video"), "hours_per_module": 2.5}
    tie = relationships(loaded)["comune", "collaborates_with", "cooperativa"]
    assert (tie.strength, tie.phases) == (0.5, (entities(loaded)["fase-uno"].id,))


def test_a_claim_leads_to_its_document(loaded: MemoryStore) -> None:
    (claim,) = relationships(loaded)["comune", "member_of", "cabina"].claims
    assert claim.source == entities(loaded)["verbale"].id


def test_a_claims_table_reaches_entities_by_slug_and_relationships_by_ref(
    folder: Folder, store: MemoryStore
) -> None:
    folder.write(
        "claims.csv",
        "subject,property,value,document,section,stance\n"
        "ragazzi,people,40,verbale,Uno,ASSERTS\n"
        "ragazzi,people,60,registro,,\n"
        "insieme,,,registro,,DENIES\n",
    )
    folder.load(store)
    assert [claim.value for claim in entities(store)["ragazzi"].claims] == [40, 60]
    stances = [
        claim.stance for claim in relationships(store)["comune", "collaborates_with", "cooperativa"].claims
    ]
    assert stances == [Stance.ASSERTS, Stance.DENIES]


def test_loading_again_writes_nothing(folder: Folder, loaded: MemoryStore) -> None:
    before = exported(loaded)
    report = folder.load(loaded)
    assert unchanged(report)
    assert report.unchanged == 13
    assert exported(loaded) == before


def test_a_relationship_that_is_denied_is_known_again(folder: Folder, loaded: MemoryStore) -> None:
    folder.replace("ties.csv", "presidente,,,,,verbale,", "presidente,,,,,verbale,DENIES")
    assert folder.load(loaded).changed == 1
    assert unchanged(folder.load(loaded))


@pytest.mark.parametrize("name", ["plan", "example"])
def test_a_shipped_territory_loaded_again_writes_nothing(name: str) -> None:
    store = MemoryStore()
    territory = read_territory(shipped_territory(name))
    first = anyio.run(load_territory, store, territory)
    assert first.revision == 1
    before = exported(store)
    again = anyio.run(load_territory, store, territory)
    assert unchanged(again)
    assert again.unchanged == first.created
    assert exported(store) == before


@pytest.mark.parametrize(
    ("table", "old", "new", "slug"),
    [
        ("things.csv", "Cooperativa", "Cooperativa Nuova", "cooperativa"),
        ("things.csv", "ragazzi,cohort,Ragazzi,,40", "ragazzi,cohort,Ragazzi,,41", "ragazzi"),
        ("things.csv", "teatro | video", "teatro", "laboratorio"),
    ],
)
def test_a_changed_cell_changes_that_fact_alone(
    folder: Folder, loaded: MemoryStore, table: str, old: str, new: str, slug: str
) -> None:
    before = entities(loaded)
    folder.replace(table, old, new)
    report = folder.load(loaded)
    assert (report.created, report.changed, report.unchanged) == (0, 1, 12)
    after = entities(loaded)
    assert [name for name in after if after[name] != before[name]] == [slug]
    assert after[slug].id == before[slug].id


def test_a_changed_strength_changes_the_relationship(folder: Folder, loaded: MemoryStore) -> None:
    folder.replace("ties.csv", "0.5", "0.75")
    before = relationships(loaded)["comune", "collaborates_with", "cooperativa"]
    assert folder.load(loaded).changed == 1
    after = relationships(loaded)["comune", "collaborates_with", "cooperativa"]
    assert (after.id, after.strength) == (before.id, 0.75)


def test_a_collaboration_written_the_other_way_round_is_the_same(folder: Folder, loaded: MemoryStore) -> None:
    folder.replace("ties.csv", "comune,collaborates_with,cooperativa", "cooperativa,collaborates_with,comune")
    assert unchanged(folder.load(loaded))


@pytest.mark.parametrize(
    ("table", "old"),
    [("things.csv", ",40,"), ("things.csv", "2013-03-21"), ("things.csv", "2.5"), ("ties.csv", "0.5")],
)
def test_an_emptied_cell_leaves_what_the_network_has(
    folder: Folder, loaded: MemoryStore, table: str, old: str
) -> None:
    before = exported(loaded)
    folder.replace(table, old, ",," if old == ",40," else "")
    assert unchanged(folder.load(loaded))
    assert exported(loaded) == before


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        ("slug,kind,name", "scuola,organisation,Scuola", ["summary", "since", "until", "type", "document"]),
        ("source,kind,target", "comune,advises,cabina", ["until", "strength", "document"]),
    ],
)
def test_no_emptied_cell_is_taken_for_a_fact(
    folder: Folder, loaded: MemoryStore, columns: str, row: str, said: list[str]
) -> None:
    cells = {
        "summary": "Una scuola",
        "since": "2013-01-01",
        "until": "2014-01-01",
        "type": "scuola",
        "strength": "0.5",
        "document": "verbale",
    }
    head = ",".join([columns, *said])
    folder.write("later.csv", f"{head}\n{','.join([row, *(cells[name] for name in said)])}\n")
    assert folder.load(loaded).created == 1
    before = exported(loaded)
    folder.write("later.csv", f"{head}\n{row}{',' * len(said)}\n")
    assert unchanged(folder.load(loaded))
    assert exported(loaded) == before


def test_a_row_taken_out_stays_in_the_network(folder: Folder, loaded: MemoryStore) -> None:
    folder.replace("ties.csv", "cooperativa,takes_part_in,laboratorio,,2013-01-01,,,,,\n", "")
    assert unchanged(folder.load(loaded))
    assert ("cooperativa", "takes_part_in", "laboratorio") in relationships(loaded)


def test_rows_added_later_join_what_is_there(folder: Folder, loaded: MemoryStore) -> None:
    folder.write("later.csv", "slug,kind,name,since\nscuola,organisation,Scuola,2014-01-01\n")
    folder.write("later-ties.csv", "source,kind,target\nscuola,advises,comune\n")
    report = folder.load(loaded)
    assert (report.created, report.changed, report.unchanged, report.revision) == (2, 0, 13, 2)
    assert entities(loaded)["scuola"].since == date(2014, 1, 1)
    assert ("scuola", "advises", "comune") in relationships(loaded)


def test_a_slug_that_is_already_of_another_kind_is_refused(folder: Folder, loaded: MemoryStore) -> None:
    folder.replace("things.csv", "ragazzi,cohort,Ragazzi,,40", "ragazzi,organisation,Ragazzi,,")
    (problem,) = folder.refused(loaded)
    assert (problem.row, problem.column, problem.value) == (10, "kind", "organisation")


@pytest.mark.parametrize("again", [False, True])
def test_a_dry_run_counts_alike_and_writes_nothing(folder: Folder, store: MemoryStore, again: bool) -> None:
    if again:
        folder.load(store)
        folder.replace("things.csv", "Cooperativa", "Cooperativa Nuova")
        folder.write("later.csv", "slug,kind,name\nscuola,organisation,Scuola\n")
    before = exported(store)
    foreseen = folder.load(store, dry_run=True)
    assert exported(store) == before
    done = folder.load(store)
    assert foreseen.dry_run
    assert foreseen.revision is None
    assert (foreseen.created, foreseen.changed, foreseen.unchanged) == (
        done.created,
        done.changed,
        done.unchanged,
    )


def test_the_store_takes_over_the_territorys_vocabulary(folder: Folder, store: MemoryStore) -> None:
    folder.write("own.yaml", OWN)
    folder.write("territory.yaml", WITH_OWN)
    folder.load(store)
    assert "van" in anyio.run(vocabulary_of, store).entity_kinds


def test_a_store_without_a_vocabulary_of_its_own_keeps_to_the_core(loaded: MemoryStore) -> None:
    assert anyio.run(vocabulary_of, loaded) == load_vocabulary()


def test_a_dry_run_leaves_the_vocabulary(folder: Folder, loaded: MemoryStore) -> None:
    folder.write("own.yaml", OWN)
    folder.write("territory.yaml", WITH_OWN)
    folder.load(loaded, dry_run=True)
    assert anyio.run(loaded.vocabulary) is None


@pytest.mark.parametrize(
    "table",
    ["slug,kind,name\nfurgone,van,Furgone\n", "source,kind,target\ncomune,lends_to,cooperativa\n"],
    ids=["entities", "relationships"],
)
def test_a_vocabulary_that_lacks_kinds_in_use_is_refused(
    folder: Folder, store: MemoryStore, table: str
) -> None:
    description = (folder.path / "territory.yaml").read_text(encoding="utf-8")
    folder.write("own.yaml", OWN)
    folder.write("territory.yaml", WITH_OWN)
    folder.write("v.csv", table)
    folder.load(store)
    before = exported(store)
    folder.write("territory.yaml", description)
    (folder.path / "v.csv").unlink()
    with pytest.raises(Conflict, match=r"does not know: (van|lends_to)\."):
        folder.load(store)
    assert exported(store) == before


def test_the_digest_changes_with_the_files(folder: Folder) -> None:
    before = read_territory(folder.path).digest
    assert read_territory(folder.path).digest == before
    folder.replace("things.csv", "Cooperativa", "Cooperativa Nuova")
    assert read_territory(folder.path).digest != before
