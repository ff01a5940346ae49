"""Fixtures of the page tests: a network whose names try to be markup, as a scene and as a page."""

from __future__ import annotations

import pytest

from graph.model import Claim, Entity, FactStatus, Relationship, Stance
from graph.rights import ViewClass
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.naming import named_entities, named_relationships
from tests.visualisations.whole import whole_map
from visualisations.map_page import write_map_page
from visualisations.scene import Scene, build_scene

HOSTILE = (
    "<img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    '" onmouseover="window.hacked=1" x=\'',
    "<a href='https://example.org/'>href</a>",
    "{{ 7 * 7 }} {% raw %} <!-- &lt;b&gt;",
)


def hostile_view() -> View:
    """Return a network in which every text that people can write is hostile somewhere."""
    claims = tuple(
        Claim("doc", stance, "name", text, text) for stance, text in zip(Stance, HOSTILE, strict=False)
    )
    entities = [
        Entity("d1", "district", "nord", HOSTILE[0], properties={"order": 1}),
        Entity("d2", "district", "sud", "Sud", properties={"order": 2}),
        Entity("f", "phase", "avvio", HOSTILE[1], properties={"order": 1}),
        Entity("doc", "document", "verbale", HOSTILE[1]),
        Entity("s", "seat", "posto", HOSTILE[4]),
        Entity("caffe", "organisation", "caffe", "Caffè Sociale", summary="Un ente."),
        Entity("piano", "plan", "piano", "Piano giovani"),
        Entity("gruppo", "body", "gruppo", "Gruppo nuovo", status=FactStatus.PLANNED),
    ]
    relationships = [
        Relationship("r1", "covers", "gruppo", "d1"),
        Relationship("r2", "covers", "caffe", "d2"),
        Relationship("r3", "in_phase", "gruppo", "f"),
        Relationship("r4", "seat_of", "s", "gruppo"),
        Relationship("r5", "leads", "caffe", "piano", role="capofila", phases=("f",), claims=claims[:1]),
        Relationship("r6", "member_of", "caffe", "gruppo", status=FactStatus.PLANNED, strength=0.5),
    ]
    for row, text in enumerate(HOSTILE):
        entities.append(
            Entity(
                f"h{row}",
                "organisation",
                f"ostile-{row}",
                text,
                summary=text,
                properties={"type": text, "url": text},
                claims=claims,
            )
        )
        relationships.append(Relationship(f"hr{row}", "leads", f"h{row}", "piano", role=text))
    return View(
        build_snapshot(1, named_entities(entities), named_relationships(relationships)),
        load_vocabulary(),
        ViewClass.PUBLIC,
    )


@pytest.fixture(scope="session")
def view() -> View:
    """Return the hostile network."""
    return hostile_view()


@pytest.fixture(scope="session")
def scene(view: View) -> Scene:
    """Return its whole map, with a hostile title and note."""
    title = Label(f"Rete {HOSTILE[1]}", f"Network {HOSTILE[1]}")
    return build_scene(view, *whole_map(view), title=title, note=Label(HOSTILE[0], HOSTILE[0]))


@pytest.fixture(scope="session", params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    """Return each language in turn."""
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="session")
def page(scene: Scene, view: View, language: Language) -> str:
    """Return the page in that language."""
    return write_map_page(scene, view, language)
