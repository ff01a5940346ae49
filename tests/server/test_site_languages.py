"""A page in another language than the network's says of each text of the network which language it is in."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import anyio
import pytest

from graph.changes import CreateEntity, CreateRelationship
from graph.errors import FilesRefused
from graph.model import Claim, Entity, Fact, Relationship, Stance
from graph.moment import Moment
from graph.rights import ViewClass
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.view import View
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.kinds import PropertyType
from graph.vocabulary.layering import load_vocabulary
from importers.loading import load_territory
from importers.territory import Territory
from server.app import create_app
from server.settings import Settings
from tests.server.asking import Client
from tests.server.site_network import Network

LONG = 12
MAIN = ["/", "/bodies", "/coverage", "/entities", "/involvement", "/sources"]
_VOID = {"meta", "link", "input", "img", "source", "path", "circle", "br"}
_CODES = {"code", "number", "url", "tax_code", "istat_code"}


class Spoken(HTMLParser):
    """Gathers the texts of a page, each with the language that it is said to be in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            above = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get("lang") or above))

    def handle_endtag(self, tag: str) -> None:
        while tag not in _VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and self._open and self._open[-1][0] not in {"title", "style"}:
            self.texts.append((self._open[-1][1], text))


def written(fact: Fact, view: View) -> Iterator[str]:
    """Yield the texts of a fact that people wrote: name, summary, role, values, places in documents."""
    vocabulary = view.vocabulary
    if isinstance(fact, Entity):
        kinds = vocabulary.entity_kinds[fact.kind].properties
        yield fact.name
        yield fact.summary or ""
    elif isinstance(fact, Relationship):
        kinds = vocabulary.relationship_kinds[fact.kind].properties
        yield fact.role or ""
    for name, value in fact.properties.items():
        if kinds[name].type is PropertyType.TEXT and name not in _CODES:
            yield from map(str, value if isinstance(value, tuple) else (value,))
    for claim in fact.claims:
        yield claim.locator or ""


def texts_of(view: View) -> set[str]:
    """Return all such texts of a network, but those that are a label of a vocabulary or page too."""
    facts: list[Fact] = [*view.find_entities(), *view.find_relationships(), *view.denied]
    return {" ".join(text.split()) for fact in facts for text in written(fact, view)} - {""}


def addresses(view: View) -> list[str]:
    """Return the addresses of the site's pages."""
    entities = list(view.find_entities())
    found = [f"/entities/{entity.slug}" for entity in entities]
    found += [f"/sources/{entity.slug}" for entity in entities if entity.kind == "document"]
    kinds = {"plan", "action", "body", "district"}
    found += [
        f"/involvement?{'district' if entity.kind == 'district' else 'where'}={entity.slug}"
        for entity in entities
        if entity.kind in kinds
    ]
    return [*MAIN, *found, f"/entities?tied_to={entities[0].slug}"]


def read(client: Client, address: str, language: str) -> list[tuple[str, str]]:
    """Return the texts of a page in a language, each with the language that it is said to be in."""
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}lang={language}")
    # What is not there at the moment shown is told so, in a page too.
    assert answer.status_code in {200, 400}, address
    return Spoken(answer.text).texts


def serve(territory: Territory, language: str | None) -> tuple[Client, View]:
    """Return the site of a territory that says which language it is written in, and all that it shows."""
    store = MemoryStore()
    anyio.run(load_territory, store, territory)
    own = territory.vocabulary_text or ""
    text = own if language is None else f"language: {language}\n{own}"
    anyio.run(store.set_vocabulary, text)
    service = Service(store, load_vocabulary(VocabularySource("own.yaml", text)))
    view = anyio.run(service.view, ViewClass.EDITOR, Moment())
    return Client(anyio.run(create_app, Settings(), store)), view


@pytest.fixture(scope="module", params=["plan", "example"])
def territory(
    request: pytest.FixtureRequest, plan_territory: Territory, example_territory: Territory
) -> Territory:
    """Return each of the territories that come with Intreccio."""
    return plan_territory if request.param == "plan" else example_territory


def test_every_text_of_the_network_on_an_english_page_says_its_language(territory: Territory) -> None:
    client, view = serve(territory, None)
    texts, told = texts_of(view), set[str]()
    entities = list(view.find_entities())
    # In sentences names stand too: in that on the picture, and in those on what there is nothing of.
    names = {f"/entities/{entity.slug}": [entity.name] for entity in entities if len(entity.name) > LONG}
    names["/coverage"] = [name for found in names.values() for name in found]
    for address in addresses(view):
        for language, text in read(client, address, "en"):
            if text in texts:
                assert language == "it", (address, text)
                told.add(text)
            elif language == "en":
                assert not [name for name in names.get(address, ()) if name in text], (address, text)
    assert {" ".join(entity.summary.split()) for entity in entities if entity.summary} <= told
    assert {entity.name for entity in entities} <= told


def test_a_page_in_the_networks_language_says_nothing_of_it(territory: Territory) -> None:
    client, view = serve(territory, None)
    for address in addresses(view):
        for language, text in read(client, address, "it"):
            assert language == ("en" if text == "English" else "it"), (address, text)


def test_a_territory_says_which_language_its_texts_are_in(plan_territory: Territory) -> None:
    client, view = serve(plan_territory, "en-GB")
    for page, language in (("it", "en-GB"), ("en", "en")):
        read_texts = read(client, "/entities/universita-cattolica", page)
        said = {text: spoken for spoken, text in read_texts}
        (entity,) = [item for item in view.find_entities() if item.slug == "universita-cattolica"]
        assert said[entity.summary or ""] == language


def test_notes_reasons_and_values_say_their_language_and_stay_text() -> None:
    hostile = "<b>Motivo</b> & {0}"
    network = Network()
    claim = Claim("doc", Stance.DENIES, locator=hostile)
    network.write(
        CreateEntity("document", hostile, ref="doc", slug="doc", summary=hostile),
        CreateEntity("district", hostile, ref="district", slug="valle"),
        CreateEntity("body", hostile, ref="body", slug="body", properties={"level": "TECHNICAL"}),
        CreateEntity(
            "seat", hostile, ref="seat", slug="seat", properties={"occupancy": "VACANT", "reason": hostile}
        ),
        CreateEntity("resource", hostile, ref="resource", slug="resource", claims=(claim,)),
        CreateRelationship("seat_of", "seat", "body", role=hostile),
        CreateRelationship("offers", "district", "resource", claims=(claim,)),
        note=hostile,
    )
    pages = ["/entities/body", "/entities/seat", "/entities/resource", "/sources/doc", *MAIN]
    for address in pages:
        answer = network.editor.get(f"{address}?lang=en").text
        assert "<b>" not in answer
        assert "&lt;span" not in answer
        assert "&amp;lt;" not in answer
        found = [language for language, text in Spoken(answer).texts if text == hostile]
        # The first page of a network without a plan has a picture only.
        assert set(found) == (set() if address == "/" else {"it"}), address


@pytest.mark.parametrize("wrong", ["italiano", "i", "it_IT", "''"])
def test_what_is_no_language_is_refused_with_its_line(wrong: str) -> None:
    with pytest.raises(FilesRefused, match=r"own\.yaml, row 1") as refused:
        load_vocabulary(VocabularySource("own.yaml", f"language: {wrong}\n"))
    assert "language" in str(refused.value)
