"""The page of one entity: what it tells and shows, where former addresses lead, what it keeps to itself."""

from __future__ import annotations

import re
from datetime import date

import anyio

from graph.changes import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    MergeEntities,
    UpdateEntity,
)
from graph.model import Claim, FactStatus, Stance
from graph.rights import FILE_LOADER, LOCAL_EDITOR
from importers.territory import Territory
from tests.server.asking import Client
from tests.server.site_network import HTML, Network, ask, id_of
from tests.server.site_reading import read_page


def test_an_entitys_page_tells_its_ties_in_both_directions(plan_client: Client) -> None:
    page = read_page(plan_client.get("/entities/cabina-regia-cremona").text)
    verbs = [said.rpartition(" ")[0] for level, said in page.headings if level == 3]
    assert {"ha tra i membri", "propone", "è coordinato da", "collabora con"} <= set(verbs)


def test_contradictions_are_told_in_words(plan_client: Client) -> None:
    words = read_page(plan_client.get("/entities/universita-cattolica").text).words
    assert "Le fonti non concordano : Nome" in words
    assert "“Università Cattolica Sacro Cuore Brescia”:" in words
    assert "lo afferma (sezione “4. AZIONI DI COACHING DELLE RETI”)" in words


def test_what_documents_deny_is_set_apart(plan_client: Client) -> None:
    (denied,) = [
        tie["node"]
        for tie in ask(
            plan_client,
            "{relationships(filter: {denied: true}) {edges {node {source {slug} target {name}}}}}",
        )["relationships"]["edges"]
    ]
    page = read_page(plan_client.get(f"/entities/{denied['source']['slug']}").text)
    place = page.words.index("Che cosa i documenti negano")
    assert denied["target"]["name"] in page.words[place:]


def test_an_entity_is_shown_among_its_ties_if_it_has_any() -> None:
    network = Network()
    refs = network.write(
        CreateEntity("organisation", "Kairos", slug="kairos", ref="one"),
        CreateEntity("person", "Ada Prova", ref="two"),
        CreateEntity("action", "Palco", ref="three"),
        CreateEntity("organisation", "Da sola", slug="da-sola"),
    )
    network.write(
        CreateRelationship("leads", refs["one"], refs["three"]),
        CreateRelationship("member_of", refs["two"], refs["one"]),
    )
    for client, sees_persons in ((network.editor, True), (network.public, False)):
        assert "/entities/kairos/picture.svg" in client.get("/entities/kairos").text
        picture = client.get("/entities/kairos/picture.svg?theme=dark&shape=narrow")
        assert picture.headers["content-type"] == "image/svg+xml; charset=utf-8"
        assert "Palco" in picture.text
        assert ("Ada Prova" in picture.text) is sees_persons
    assert "picture.svg" not in network.editor.get("/entities/da-sola").text
    for slug in ("da-sola", "nessuno"):
        assert network.editor.get(f"/entities/{slug}/picture.svg").status_code == 404


def test_long_lists_are_folded_and_what_is_beyond_is_in_the_directory() -> None:
    network = Network()
    plan = network.write(CreateEntity("plan", "Piano", slug="piano", ref="plan"))["plan"]
    names = [f"Voce {number:03}" for number in range(100)]
    network.write(*(CreateEntity("organisation", name, ref=name) for name in names), *(
        CreateRelationship("leads", name, plan) for name in names
    ))  # fmt: skip
    page = read_page(network.editor.get("/entities/piano").text)
    assert sum(text in names for text in page.texts) == 60
    assert {"Altri 54", "Non mostrati qui: 40."} <= set(page.texts)
    assert "/entities?tied_to=piano" in page.links
    assert "100 risultati" in read_page(network.editor.get("/entities?tied_to=piano").text).texts


def test_who_is_hidden_has_the_same_page_as_who_is_not_there(public_client: Client) -> None:
    hidden, nobody = (
        public_client.get(f"/entities/{slug}", headers=HTML) for slug in ("ada-esempio", "nessuno")
    )
    assert (hidden.status_code, hidden.text.replace("ada-esempio", "nessuno")) == (404, nobody.text)


def test_young_people_have_no_page(example_client: Client) -> None:
    assert example_client.get("/entities/g-01", headers=HTML).status_code == 404


def test_what_is_recorded_of_young_people_changes_no_page(example_territory: Territory) -> None:
    network = Network(example_territory)
    slugs = ("tavolo-arvena", "fascia-19-24", "valle-arvena", "azione-spazi", "rilevazione-intermedia")
    paths = ["/", "/map", "/picture.svg", "/bodies", "/coverage", "/entities", "/entities?q=segreta"]
    paths += ["/sources", "/sources/rilevazione-intermedia", "/entities/segreta", "/entities/nuova"]
    paths += [f"/{page}{slug}" for slug in slugs for page in ("entities/", "involvement?where=")]
    paths += [f"/{page}{slug}" for slug in slugs for page in ("involvement.csv?where=", "entities?tied_to=")]

    def look() -> dict[str, str]:
        pages = {path: network.editor.get(path, headers=HTML).text for path in paths}
        return {path: re.sub(r"Revisione \d+|\"revision\": ?\d+", "", text) for path, text in pages.items()}

    before = look()
    body, cohort, district, action, document = (id_of(network, slug) for slug in slugs)
    claims = (Claim(document, Stance.ASSERTS), Claim(document, Stance.DENIES))
    one = network.write(
        CreateEntity("young_person", "Segreta", slug="segreta", ref="one", claims=claims),
        CreateRelationship("member_of", "one", body, claims=claims),
        CreateRelationship("member_of", "one", cohort),
        CreateRelationship("covers", "one", district),
        CreateRelationship("takes_part_in", "one", action, status=FactStatus.PLANNED),
        viewer=FILE_LOADER,
    )["one"]
    network.write(UpdateEntity(one, slug="nuova"), viewer=FILE_LOADER)
    assert look() == before


def test_people_are_not_in_the_publics_history() -> None:
    network = Network()
    network.write(CreateEntity("organisation", "Kairos", slug="kairos"))
    (kairos,) = [id_of(network, "kairos")]
    network.write(
        CreateEntity("person", "Ada Prova", slug="ada-prova", ref="ada"),
        CreateRelationship("member_of", "ada", kairos),
        UpdateEntity(kairos, summary="Con una socia nuova."),
        note="Ada Prova è entrata",
    )
    editor, public = (client.get("/entities/kairos").text for client in (network.editor, network.public))
    assert "Ada Prova" in editor
    assert "Ada Prova" not in public
    assert "Con una socia nuova." in public


def test_a_history_tells_what_stood_before_and_after() -> None:
    network = Network()
    network.write(CreateEntity("organisation", "Kairos", slug="kairos", since=date(2013, 1, 1)))
    network.write(UpdateEntity(id_of(network, "kairos"), name="Kairòs", since=None), note="Come si scrive")
    page = read_page(network.editor.get("/entities/kairos").text)
    said = page.words[page.words.index("Storia di questa voce") :]
    assert "Come si scrive" in said
    assert "Nome Kairos Kairòs" in said
    assert "Dal 1º gennaio 2013 niente" in said


def test_an_absorbed_entitys_address_leads_to_the_one_that_stays() -> None:
    network = Network()
    refs = network.write(
        CreateEntity("organisation", "Kairos", slug="kairos", ref="one"),
        CreateEntity("organisation", "Cooperativa Kairos", slug="coop-kairos", ref="two"),
    )
    network.write(MergeEntities(refs["one"], (refs["two"],)))
    answer = network.public.get("/entities/coop-kairos?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (301, "/entities/kairos?lang=en")


def test_a_former_address_leads_to_the_present_one() -> None:
    network = Network()
    refs = network.write(
        CreateEntity("organisation", "Kairos", slug="kairos", ref="one"),
        CreateEntity("document", "Verbale", slug="verbale", ref="two"),
    )
    assert network.public.get("/entities/kairos", headers=HTML).status_code == 200
    network.write(UpdateEntity(refs["one"], slug="kairos-coop"), UpdateEntity(refs["two"], slug="verbale-1"))
    network.write(UpdateEntity(refs["one"], slug="coop-kairos"))
    for former in ("kairos", "kairos-coop"):
        answer = network.public.get(f"/entities/{former}?lang=en")
        assert (answer.status_code, answer.headers["location"]) == (301, "/entities/coop-kairos?lang=en")
        assert answer.headers["cache-control"] == "private, no-cache"
    answer = network.public.get("/sources/verbale")
    assert (answer.status_code, answer.headers["location"]) == (301, "/sources/verbale-1")
    network.write(CreateEntity("organisation", "Un’altra", slug="kairos"))
    assert "Un’altra" in network.public.get("/entities/kairos").text


def test_a_former_address_tells_nothing_of_what_is_hidden_or_gone() -> None:
    network = Network()
    refs = network.write(
        CreateEntity("person", "Ada Prova", slug="ada-prova", ref="one"),
        CreateEntity("organisation", "Kairos", slug="kairos", ref="two"),
    )
    network.write(UpdateEntity(refs["one"], slug="ada-altra"), UpdateEntity(refs["two"], slug="coop"))
    network.write(DeleteEntity(refs["two"]))
    for former in ("ada-prova", "kairos"):
        hidden, nobody = (
            network.public.get(f"/entities/{slug}", headers=HTML) for slug in (former, "nessuno")
        )
        assert (hidden.status_code, hidden.text.replace(former, "nessuno")) == (404, nobody.text)


def test_an_entity_is_found_by_its_key_too(plan_client: Client) -> None:
    key = str(ask(plan_client, '{entity(slug: "kairos") {key}}')["entity"]["key"])
    answer = plan_client.get(f"/entities/{key}")
    assert (answer.status_code, answer.headers["location"]) == (301, "/entities/kairos")


def test_what_was_not_there_at_a_moment_is_shown_as_recorded() -> None:
    network = Network()
    network.write(CreateEntity("organisation", "Nata dopo", slug="nata-dopo", since=date(2020, 1, 1)))
    answer = network.editor.get("/entities/nata-dopo?at=2014-01-01")
    assert answer.status_code == 200
    assert "In quel momento non c’era." in answer.text


def test_who_was_erased_is_in_no_page_any_more() -> None:
    network = Network()
    refs = network.write(CreateEntity("person", "Ada Prova", slug="ada-prova", ref="ada"))
    assert "Ada Prova" in network.editor.get("/entities?as_of=1").text
    anyio.run(network.service.erase, refs["ada"], LOCAL_EDITOR)
    assert "Ada Prova" not in network.editor.get("/entities?as_of=1").text
    assert network.editor.get("/entities/ada-prova", headers=HTML).status_code == 404
