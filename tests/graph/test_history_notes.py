"""What a history tells of a note: as much as the log itself does."""

from __future__ import annotations

import pytest

from graph.changes import Change, CreateEntity, CreateRelationship, UpdateEntity
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary

pytestmark = pytest.mark.anyio


async def notes(service: Service, subject: str, view_class: ViewClass) -> list[str | None]:
    view = await service.view(view_class)
    return [commit.note async for commit in service.find_changes(view, 0, subject)]


async def test_the_note_of_what_was_written_with_a_person_is_kept_from_the_public() -> None:
    service = Service(MemoryStore(), load_vocabulary())
    first = await service.apply(
        [CreateEntity("organisation", "Kairos", ref="a")], LOCAL_EDITOR, note="inizio"
    )
    kairos = first.refs["a"]
    together: list[Change] = [
        CreateEntity("person", "Ada Prova", ref="ada"),
        CreateRelationship("member_of", "ada", kairos),
        UpdateEntity(kairos, summary="Con una socia nuova."),
    ]
    await service.apply(together, LOCAL_EDITOR, note="Ada Prova è entrata")
    assert await notes(service, kairos, ViewClass.EDITOR) == ["inizio", "Ada Prova è entrata"]
    assert await notes(service, kairos, ViewClass.PUBLIC) == ["inizio", None]
