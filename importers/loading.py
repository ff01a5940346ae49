"""Loading a territory into a network, through the one door for writing."""

from __future__ import annotations

from graph.errors import Conflict, FilesRefused, HeadMoved, Invalid, NotFound, Problem
from graph.log import OperationType
from graph.race import Race
from graph.rights import FILE_LOADER, Viewer
from graph.service import Result, Service
from graph.stores.contract import Store
from graph.view import View
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary
from graph.vocabulary.vocabulary import Vocabulary
from importers.reconciling import Reconciled, reconcile
from importers.report import ImportReport
from importers.territory import DESCRIPTION, Territory


async def vocabulary_of(store: Store) -> Vocabulary:
    """Return the vocabulary that a store's network keeps to: the core, and its own file if it has one."""
    text = await store.vocabulary()
    return load_vocabulary(None if text is None else VocabularySource("the store's vocabulary", text))


async def load_territory(
    store: Store, territory: Territory, viewer: Viewer = FILE_LOADER, *, dry_run: bool = False
) -> ImportReport:
    """Bring a territory's folder into a store, whole or not at all.

    The store takes over the territory's vocabulary. Loading the same files again writes nothing.
    Raises FilesRefused, naming file and row, for whatever the files say that cannot be; Conflict when
    the store holds kinds that the territory's vocabulary does not know.
    """
    report = await _load(Service(store, territory.vocabulary), territory, viewer, None, dry_run=dry_run)
    if not dry_run and await store.vocabulary() != territory.vocabulary_text:
        await store.set_vocabulary(territory.vocabulary_text)
    return report


async def import_territory(
    service: Service, territory: Territory, viewer: Viewer, *, key: str | None = None, dry_run: bool = False
) -> ImportReport:
    """Bring a territory's files into a network that is being served, as one of its viewers.

    What the viewer may not record is refused, and so is another vocabulary than the network's: that is
    for whoever keeps the store, by `load_territory`. A `key` makes a repeated call harmless. Raises as
    `load_territory` does, and Forbidden.
    """
    if territory.vocabulary_text != await service.store.vocabulary():
        reason = "the vocabulary is not the network’s."
        mend = "Load the folder with `intreccio load` where the server runs, and start the server again."
        raise FilesRefused([Problem(DESCRIPTION, reason, mend)])
    return await _load(service, territory, viewer, key, dry_run=dry_run)


async def _load(
    service: Service, territory: Territory, viewer: Viewer, key: str | None, *, dry_run: bool
) -> ImportReport:
    race = Race()
    while True:
        try:
            return await _load_at_head(service, territory, viewer, key, dry_run=dry_run)
        except HeadMoved:
            # Others wrote meanwhile: what the network lacks of the files is found out anew.
            race.lose()


async def _load_at_head(
    service: Service, territory: Territory, viewer: Viewer, key: str | None, *, dry_run: bool
) -> ImportReport:
    snapshot = await service.snapshot()
    view = View(snapshot, service.vocabulary, viewer.view_class)
    words = territory.vocabulary
    unknown = snapshot.entity_kinds_in_use() - words.entity_kinds.keys()
    unknown |= snapshot.relationship_kinds_in_use() - words.relationship_kinds.keys()
    if unknown:
        named = ", ".join(sorted(unknown))
        raise Conflict(f"The store holds kinds that the territory's vocabulary does not know: {named}.")
    reconciled = reconcile(territory.records, view)
    if not _has_plan(territory, view):
        reason = f"plan: no row of kind plan has the slug “{territory.plan}”."
        raise FilesRefused([Problem(DESCRIPTION, reason, "Name a plan that the tables hold.")])
    revision = None
    if dry_run or reconciled.changes or key is not None:
        note = f"{territory.title.en}: files from {territory.folder.name}"
        try:
            result = await service.apply(
                reconciled.changes,
                viewer,
                key=key,
                note=note,
                dry_run=dry_run,
                base=snapshot.revision,
            )
        except (Invalid, NotFound) as error:
            raise FilesRefused([_placed(error, reconciled)]) from error
        revision = None if dry_run else result.revision
        if result.replayed:
            return _replayed(result, reconciled, revision, dry_run=dry_run)
    return ImportReport(revision, dry_run, reconciled.created, reconciled.changed, reconciled.unchanged)


def _replayed(result: Result, reconciled: Reconciled, revision: int | None, *, dry_run: bool) -> ImportReport:
    """Return the report of the call that had the same key before."""
    total = reconciled.created + reconciled.changed + reconciled.unchanged
    written = len(result.operations)
    created = sum(operation.type is OperationType.CREATE for operation in result.operations)
    return ImportReport(revision, dry_run, created, written - created, max(0, total - written))


def _has_plan(territory: Territory, view: View) -> bool:
    standing = view.get_entity_by_slug(territory.plan)
    kinds = {record.kind for record in territory.records.entities if record.slug == territory.plan}
    return "plan" in kinds or (standing is not None and standing.kind == "plan")


def _placed(error: Invalid | NotFound, reconciled: Reconciled) -> Problem:
    """Return an error of the service as a problem of the row that it came from."""
    if len(error.path) >= 2 and isinstance(error.path[1], int):
        column = next((str(step) for step in reversed(error.path[2:]) if isinstance(step, str)), None)
        return reconciled.places[error.path[1]].problem(str(error), column=column)
    return Problem("the files", str(error))
