"""What single pages answer: what they tell, what they refuse and how, and what they keep to themselves."""

from __future__ import annotations

import csv
import io
from datetime import date

import anyio
import httpx
import pytest

from graph.changes import (
    CreateEntity,
    CreateRelationship,
    UpdateEntity,
)
from graph.model import Claim, Stance
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.territory import Territory
from server.app import create_app
from server.pages import POLICY
from server.settings import Settings
from tests.server.asking import Client
from tests.server.site_network import HTML, Network
from tests.server.site_reading import read_page


def rows(answer: httpx.Response, separator: str = ";") -> list[list[str]]:
    """Return the rows of a table, its headings included."""
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=separator))


def test_seats_are_told_with_their_reasons_the_vacant_first(plan_client: Client) -> None:
    page = read_page(plan_client.get("/bodies").text)
    assert page.headings[1] == (2, "Posti vacanti 4")
    assert "Si deduce: il gruppo da coordinare non è ancora costituito" in page.words
    assert "vacante: 4 · occupato, senza nome: 6" in page.words


def test_coverage_says_its_empty_cells_in_words(example_client: Client) -> None:
    words = read_page(example_client.get("/coverage", headers={"Accept-Language": "it"}).text).words
    assert "Valle Ombrina: non risulta nulla per “Benessere psicologico”." in words
    assert "absent" not in words


def test_coverage_tells_what_a_document_denies_from_what_none_tells(plan_client: Client) -> None:
    page = read_page(plan_client.get("/coverage").text)
    denied = "“progetti promossi e realizzati dagli stessi giovani”"
    assert f"Casalmaggiore: un documento dice che non c’è nulla per {denied}." in page.words
    assert page.texts.count("un documento dice che non c’è") == 1
    assert "/entities/progetti-dei-giovani#denied" in page.links
    nowhere = " ".join(said for said in page.texts if said.startswith("In nessuna parte del territorio"))
    unknown = " ".join(said for said in page.texts if said.startswith("Casalmaggiore: non risulta nulla per"))
    assert "“Dote”" in unknown
    for said in (nowhere, unknown):
        assert "progetti promossi" not in said
    assert not {"“Dote”", "“Servizio Civile Volontario”"} & set(nowhere.split(", "))
    english = read_page(plan_client.get("/coverage?lang=en").text).words
    assert "a document says that there is none" in english


@pytest.mark.parametrize(
    ("slug", "districts"),
    [
        ("dote", {"Crema"}),
        ("servizio-civile-volontario", {"Crema"}),
        ("progetti-dei-giovani", {"Cremona", "Crema"}),
    ],
)
def test_what_a_district_offers_is_there_on_every_page(
    plan_client: Client, slug: str, districts: set[str]
) -> None:
    own = read_page(plan_client.get(f"/entities/{slug}").text)
    assert "Non è registrato né dove né quando" not in own.words
    for name in ("Cremona", "Crema", "Casalmaggiore"):
        district = f"ambito-{name.lower()}"
        listed = read_page(plan_client.get(f"/entities?kind=resource&district={district}").text)
        assert (f"/entities/{slug}" in listed.links) is (name in districts)
        involved = read_page(plan_client.get(f"/involvement?district={district}").text)
        assert (f"/entities/{slug}" in involved.links) is (name in districts)


def test_coverage_names_once_what_no_district_has(plan_client: Client) -> None:
    page = read_page(plan_client.get("/coverage").text)
    nowhere = next(said for said in page.texts if said.startswith("In nessuna parte del territorio"))
    assert "“cultura”" in nowhere
    places = [said for said in page.texts if ": non risulta nulla per" in said]
    assert any(said.startswith("Casalmaggiore: ") for said in places)
    assert "“cultura”" not in " ".join(places)


def test_involvement_tells_when_only_where_it_is_known() -> None:
    network = Network()
    refs = network.write(
        CreateEntity("organisation", "Kairos", ref="one"),
        CreateEntity("action", "Prima", ref="a", slug="prima"),
        CreateEntity("action", "Seconda", ref="b", slug="seconda"),
    )
    network.write(
        CreateRelationship("leads", refs["one"], refs["a"]),
        CreateRelationship("leads", refs["one"], refs["b"], since=date(2014, 1, 1)),
    )
    columns = {
        slug: "Quando" in read_page(network.editor.get(f"/involvement?where={slug}").text).texts
        for slug in ("prima", "seconda")
    }
    assert columns == {"prima": False, "seconda": True}


def test_dates_are_told_as_people_say_them() -> None:
    network = Network()
    network.write(
        # True up to, but not on, the day that is recorded as its end.
        CreateEntity("action", "A", slug="a", since=date(2014, 3, 8), until=date(2014, 6, 12)),
        CreateEntity("action", "B", slug="b", until=date(2014, 9, 1)),
    )
    page = read_page(network.editor.get("/entities/a?at=2014-04-11").text)
    assert "dall’8 marzo 2014 all’11 giugno 2014" in page.texts
    assert "Situazione all’11 aprile 2014" in page.words
    english = read_page(network.editor.get("/entities/a?at=2014-04-11&lang=en").text)
    assert "from 8 March 2014 to 11 June 2014" in english.texts
    assert "fino al 31 agosto 2014" in read_page(network.editor.get("/entities/b?at=2014-04-11").text).texts


def test_involvement_tells_the_way_through_parts(plan_client: Client) -> None:
    page = read_page(plan_client.get("/involvement?where=azione-5&lang=en").text)
    assert (2, "REALIZZAZIONE DI LABORATORI PROFESSIONAL SKILLS") in page.headings
    assert "a part of “SPAZIO GIOVANI E ABILITA’ PROFESSIONALI”" in page.words
    assert "Cabina di Regia dell’Ambito di Cremona" in page.words


def test_involvement_in_a_district_is_in_what_is_at_work_there(plan_client: Client) -> None:
    page = read_page(plan_client.get("/involvement?where=azione-5&district=ambito-crema").text)
    places = [said for level, said in page.headings if level == 2]
    assert "REALIZZAZIONE DI LABORATORI PROFESSIONAL SKILLS" in places
    assert "REALIZZAZIONE “LABORATORI DROP-OUT” – AMBITO DI CREMONA" not in places


def test_the_table_holds_what_the_page_shows(plan_client: Client) -> None:
    answer = plan_client.get("/involvement.csv?where=azione-5")
    assert answer.headers["content-disposition"] == 'attachment; filename="involvement.csv"'
    headings, *found = rows(answer)
    assert headings[:4] == ["Chi", "Chi: tipo", "Come", "Ruolo"]
    page = read_page(plan_client.get("/involvement?where=azione-5").text)
    assert f"{len(found)} coinvolgimenti registrati" in page.words
    assert {row[0] for row in found} <= set(page.texts)
    assert found[0][-1] == "http://127.0.0.1:8000/entities/cabina-regia-cremona"


def test_an_english_table_is_separated_by_commas(plan_client: Client) -> None:
    headings, *found = rows(plan_client.get("/involvement.csv?where=azione-5&lang=en"), ",")
    assert headings[:2] == ["Who", "Who: kind"]
    assert len(found) == 5


def test_a_search_finds_as_people_type(plan_client: Client) -> None:
    page = read_page(plan_client.get("/entities?q=caffe+politico").text)
    assert "Caffè Politico" in page.texts
    assert "Un risultato" in page.texts


def test_long_lists_come_in_pages(plan_client: Client) -> None:
    first, second = (read_page(plan_client.get(f"/entities?page={page}").text) for page in (1, 2))
    assert "176 risultati" in first.texts
    assert "Pagina 2 di 4" in second.texts
    one, other = ({link for link in page.links if "/entities/" in link} for page in (first, second))
    assert (len(one), len(other), one & other) == (50, 50, set())


@pytest.mark.parametrize(
    ("address", "field", "message"),
    [
        ("/bodies?at=ieri", "at", "“ieri” non è un giorno: scrivilo così, 2014-06-16."),
        ("/coverage?at=2014-02-30", "at", "“2014-02-30” non è un giorno: scrivilo così, 2014-06-16."),
        ("/sources?phase=boh", "phase", "“boh” non è tra le scelte possibili."),
        ("/?phase=kairos", "phase", "“kairos” non è tra le scelte possibili."),
        ("/involvement?at=ieri", "at", "“ieri” non è un giorno: scrivilo così, 2014-06-16."),
        (
            "/involvement?at=2014-01-01&phase=fase-finale",
            "phase",
            "Scegli un giorno oppure una fase, non entrambi.",
        ),
        ("/involvement?where=boh", "where", "“boh” non è tra le scelte possibili."),
        ("/involvement?district=kairos", "district", "“kairos” non è tra le scelte possibili."),
        ("/entities?kind=boh", "kind", "“boh” non è tra le scelte possibili."),
        ("/entities?kind=young_person", "kind", "“young_person” non è tra le scelte possibili."),
        ("/entities?status=boh", "status", "“boh” non è tra le scelte possibili."),
    ],
)
def test_a_wrong_parameter_is_told_beside_its_field(
    plan_client: Client, address: str, field: str, message: str
) -> None:
    answer = plan_client.get(address)
    assert answer.status_code == 400
    page = read_page(answer.text)
    assert page.texts.count(message) == 2
    assert page.ids.count(f"fault-{field}") == 1
    assert f'aria-describedby="fault-{field}"' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        *("/?as_of=2", "/bodies?as_of=x", "/entities?page=0", "/entities?page=1e3", "/entities?tied_to=boh"),
        # Neither a table nor a picture could tell.
        *("/involvement.csv?where=boh", "/picture.svg?at=ieri", "/entities/kairos/picture.svg?phase=boh"),
        *("/picture.svg?theme=pink", "/entities/kairos/picture.svg?shape=round"),
    ],
)
def test_other_wrong_parameters_are_told_too(plan_client: Client, address: str) -> None:
    answer = plan_client.get(address)
    assert answer.status_code == 400
    assert "Nella richiesta qualcosa non va" in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert "content-disposition" not in answer.headers


def test_beyond_the_last_page_there_is_nothing(plan_client: Client) -> None:
    assert [plan_client.get(f"/entities?page={page}").status_code for page in (4, 5)] == [200, 404]


@pytest.mark.parametrize("path", ["//other.example/", "///other.example", "//bodies"])
def test_no_address_makes_a_page_lead_to_another_host(plan_client: Client, path: str) -> None:
    page = read_page(plan_client.get(path, headers=HTML).text)
    links = [*page.links, *page.alternates.values()]
    assert links
    assert [link for link in links if link.startswith("//")] == []


def test_search_engines_are_told_the_address_that_was_asked_for(public_client: Client) -> None:
    named = "https://rete.example:8443"
    page = read_page(Client(public_client.app, named).get("/bodies?lang=en").text)
    assert page.canonical == f"{named}/bodies?lang=en"
    assert set(page.alternates.values()) == {
        *(f"{named}/bodies?lang={language}" for language in ("it", "en")),
        f"{named}/bodies",
    }


@pytest.mark.parametrize("host", ["other.example", '"><script>', "other.example/<script>", ""])
def test_a_host_that_somebody_made_up_is_told_to_nobody_else(public_client: Client, host: str) -> None:
    for path in ("/sources", "/involvement.csv?where=azione-spazi"):
        assert "<script" not in public_client.get(path, headers={"Host": host}).text
        answer = public_client.get(path)
        assert "other.example" not in answer.text
        assert "http://network.example/" in answer.text


@pytest.mark.parametrize("path", ["/sources", "/involvement.csv?where=azione-spazi"])
def test_a_host_longer_than_any_name_does_not_blow_up_pages(public_client: Client, path: str) -> None:
    usual = public_client.get(path)
    answer = public_client.get(path, headers={"Host": "a" * 60_000})
    assert (usual.status_code, answer.status_code) == (200, 200)
    assert answer.text == usual.text.replace("http://network.example", "")


def test_an_earlier_revision_shows_what_was_known_then() -> None:
    network = Network()
    network.write(CreateEntity("organisation", "Prima"))
    network.write(CreateEntity("organisation", "Seconda"))
    assert "Seconda" in network.editor.get("/entities").text
    page = read_page(network.editor.get("/entities?as_of=1").text)
    assert "Seconda" not in page.texts
    assert all("as_of=1" in link for link in page.links if link.startswith("/entities/"))


@pytest.mark.parametrize("path", ["/nowhere", "/entities/nessuno", "/sources/nessuno", "/sources/kairos"])
def test_where_there_is_nothing_a_page_says_so_in_both_languages(plan_client: Client, path: str) -> None:
    for language, title in (("it", "Qui non c’è nulla"), ("en", "There is nothing here")):
        answer = plan_client.get(path, headers={**HTML, "Accept-Language": language})
        page = read_page(answer.text)
        assert (answer.status_code, page.language, page.headings[0][1]) == (404, language, title)
        assert page.title == f"{title} – Intreccio"


def test_a_program_is_told_in_a_word_that_there_is_nothing(plan_client: Client) -> None:
    answer = plan_client.get("/nowhere")
    assert (answer.status_code, answer.text) == (404, "Not Found")


def test_pages_can_only_be_read(plan_client: Client) -> None:
    answer = plan_client.send("DELETE", "/bodies")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_without_its_store_pages_tell_what_was_read_last_and_say_so(plan_territory: Territory) -> None:
    store = MemoryStore()
    anyio.run(load_territory, store, plan_territory)
    client = Client(anyio.run(create_app, Settings(), store))
    assert "L’archivio non risponde" not in client.get("/entities/kairos").text
    anyio.run(store.close)
    page = client.get("/entities/kairos?lang=it").text
    assert "L’archivio non risponde" in page
    assert "In questo momento la storia non si può leggere." in page


# Whether a slug that is not there was somebody's once is told by the log.
@pytest.mark.parametrize("path", ["/bodies?as_of=0", "/entities/nessuno", "/sources/nessuno"])
def test_what_must_be_read_from_a_store_that_is_away_is_not_shown(
    plan_territory: Territory, path: str
) -> None:
    store = MemoryStore()
    anyio.run(load_territory, store, plan_territory)
    more = [CreateEntity("organisation", "Nuova")]
    anyio.run(Service(store, plan_territory.vocabulary).apply, more, LOCAL_EDITOR)
    client = Client(anyio.run(create_app, Settings(), store))
    anyio.run(store.close)
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 503
    assert "In questo momento i dati non si leggono" in answer.text


def test_people_are_not_in_the_publics_table(public_client: Client, example_client: Client) -> None:
    for client, is_there in ((example_client, True), (public_client, False)):
        found = rows(client.get("/involvement.csv?where=piano-mezzaluce"))
        kinds = {row[1] for row in found}
        assert ("Persona" in kinds) is is_there
        assert len(found) > 50


def test_a_page_shows_what_has_just_been_written() -> None:
    network = Network()
    assert "Nuova" not in network.public.get("/entities").text
    network.write(CreateEntity("organisation", "Nuova"))
    assert "Nuova" in network.public.get("/entities").text


HOSTILE = "<script>alert(1)</script>\"'&=1+1"


def test_hostile_names_are_text_on_every_page() -> None:
    network = Network()
    names = ("plan", "document", "district", "body", "seat", "action", "topic", "phase", "organisation")
    refs = network.write(
        *[
            CreateEntity(
                kind,
                HOSTILE,
                summary=HOSTILE,
                ref=kind,
                slug=f"a-{kind}",
                properties={"level": "DISTRICT"}
                if kind == "body"
                else {"url": "javascript:alert(1)"}
                if kind == "document"
                else {"reason": HOSTILE, "occupancy": "VACANT"}
                if kind == "seat"
                else {},
            )
            for kind in names
        ]
    )
    claim = Claim(refs["document"], Stance.ASSERTS, None, None, HOSTILE)
    other = Claim(refs["document"], Stance.DENIES, None, None, HOSTILE)
    network.write(
        CreateRelationship("seat_of", refs["seat"], refs["body"], claims=(claim,)),
        CreateRelationship("part_of", refs["action"], refs["plan"], claims=(claim, other)),
        CreateRelationship("leads", refs["organisation"], refs["action"], role=HOSTILE, claims=(claim,)),
        CreateRelationship("covers", refs["body"], refs["district"]),
        CreateRelationship("about", refs["action"], refs["topic"]),
        UpdateEntity(refs["organisation"], summary=HOSTILE * 2),
        note=HOSTILE,
    )  # fmt: skip
    paths = [f"/entities/a-{kind}" for kind in names]
    paths += ["/", "/entities?q=%3Cscript%3E", "/bodies", "/coverage", "/sources", "/sources/a-document"]
    paths += [
        "/involvement?where=a-plan",
        "/involvement?where=%3Cscript%3Ealert(1)",
        "/bodies?at=%3Cscript%3E",
    ]
    for path in paths:
        answer = network.editor.get(path, headers=HTML)
        assert "<script" not in answer.text, path
        assert "javascript:" not in " ".join(read_page(answer.text).links), path
    assert HOSTILE in read_page(network.editor.get("/entities/a-organisation").text).texts


def test_no_cell_of_a_table_can_become_a_formula() -> None:
    network = Network()
    names = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "innocuo")
    plan = network.write(CreateEntity("plan", "Piano", slug="piano", ref="plan"))["plan"]
    for name in names:
        one = network.write(CreateEntity("organisation", name, ref="one"))["one"]
        network.write(CreateRelationship("leads", one, plan, role=name))
    _, *found = rows(network.editor.get("/involvement.csv?where=piano"))
    assert len(found) == len(names)
    cells = [cell for row in found for cell in row if cell]
    assert [cell for cell in cells if cell.strip()[0] in "=+-@＝"] == []
    assert "innocuo" in cells
