"""What a search promises: what people mean is found as they type it, and nothing hidden shows through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from graph.identity import entity_id, relationship_id
from graph.model import Entity, Relationship
from graph.rights import ViewClass
from graph.search import SearchHit, search
from graph.snapshot import EMPTY_SNAPSHOT, Snapshot, build_snapshot
from graph.view import View
from graph.vocabulary.layering import load_vocabulary

VOCABULARY = load_vocabulary()


def entity(row: int, name: str, summary: str | None = None, kind: str = "body", **said: str) -> Entity:
    return Entity(entity_id(row), kind, f"s{row}", name, summary, properties=said)


def tie(row: int, source: Entity, target: Entity) -> Relationship:
    return Relationship(relationship_id(row), "collaborates_with", source.id, target.id)


def seen(snapshot: Snapshot, view_class: ViewClass = ViewClass.PUBLIC) -> View:
    return View(snapshot, VOCABULARY, view_class)


def network(*entities: Entity, ties: Iterable[Relationship] = ()) -> View:
    return seen(build_snapshot(1, entities, list(ties)))


def found(view: View, text: str) -> list[str]:
    return [hit.entity.name for hit in search(view, text)]


REGIA, TAVOLO, CAFFE = (
    entity(1, "Cabina di Regia dell’Ambito di Crema"),
    entity(2, "Tavolo Giovani", "Prepara le riunioni della cabina, e lavora sull’orientamento."),
    entity(3, "Caffè Politico"),
)
SMALL = network(REGIA, TAVOLO, CAFFE)


@pytest.mark.parametrize("text", ["regia crema cabina", "CREMA REGIA", "crema, (cabina)!"])
def test_words_come_in_any_order_and_case(text: str) -> None:
    assert found(SMALL, text) == [REGIA.name]


@pytest.mark.parametrize("text", ["caf pol", "polit", "cab reg"])
def test_words_may_be_cut_short(text: str) -> None:
    assert len(found(SMALL, text)) == 1


@pytest.mark.parametrize("text", ["caffe", "caffè", "CAFFÉ", "caffe\u0300"])
def test_accents_do_not_matter(text: str) -> None:
    assert found(SMALL, text) == [CAFFE.name]


@pytest.mark.parametrize("text", ["crrema", "creema", "cerma", "crmea", "xrema", "cremm"])
def test_five_letters_forgive_one_slip(text: str) -> None:
    assert found(SMALL, text) == [REGIA.name]


@pytest.mark.parametrize(
    "text", ["orientmaetno", "orinetameto", "rientamentto", "orrrientamento", "horientamiento"]
)
def test_eight_letters_forgive_two_slips(text: str) -> None:
    assert found(SMALL, text) == [TAVOLO.name]


@pytest.mark.parametrize("text", ["ceram", "cerrma", "oriemntamneti", "orrriennntamento"])
def test_more_slips_are_not_forgiven(text: str) -> None:
    assert found(SMALL, text) == []


def test_short_words_forgive_no_slip() -> None:
    assert found(network(entity(1, "Dote")), "doto") == []


def test_a_beginning_may_hold_a_slip() -> None:
    assert found(SMALL, "orrientam") == [TAVOLO.name]


def test_numbers_forgive_no_slip() -> None:
    assert found(network(entity(1, "Bando 20123")), "bando 20124") == []


def test_a_closer_word_comes_before_one_with_slips() -> None:
    view = network(entity(1, "giovane"), entity(2, "giovanile"), entity(3, "giovani"))
    assert found(view, "giovani") == ["giovani", "giovanile", "giovane"]


@pytest.mark.parametrize(
    "text", ["la cabina della regia", "the cabina of crema", "cabina sulla regia per l'ambito"]
)
def test_stop_words_of_both_languages_need_not_fit(text: str) -> None:
    assert found(SMALL, text) == [REGIA.name]


def test_stop_words_alone_are_looked_for() -> None:
    assert found(network(entity(1, "Up to you"), entity(2, "Domani")), "to") == ["Up to you"]


@pytest.mark.parametrize("text", ["dell'ambito", "dell’ambito", "ambito", "dell ambito"])
def test_apostrophes_part_words(text: str) -> None:
    assert found(SMALL, text) == [REGIA.name]


@pytest.mark.parametrize("text", ["sito giovani", "sitogiovani", "SI.T.O.", "si.t.o.giovani"])
def test_abbreviations_are_found_with_and_without_dots(text: str) -> None:
    assert found(network(entity(1, "“SI.T.O.GIOVANI”: Sistema")), text) == ["“SI.T.O.GIOVANI”: Sistema"]


@pytest.mark.parametrize("text", ["dropout", "drop-out", "drop out", "drop"])
def test_hyphens_do_not_matter(text: str) -> None:
    assert found(network(entity(1, "Laboratori drop-out")), text) == ["Laboratori drop-out"]


@pytest.mark.parametrize("text", ["6.2", "azione 6.2", "action 6.2", "6.2 laboratori", "azione-6-2"])
def test_a_code_finds_its_action(text: str) -> None:
    action = replace(entity(1, "Laboratori", kind="action", code="6.2"), slug="azione-6-2")
    others = [
        replace(entity(row, "Altro", kind="action", code=code), slug=f"azione-{code.replace('.', '-')}")
        for row, code in enumerate(("2", "6", "6.1", "2.6", "6.20"), 2)
    ]
    assert found(network(*others, action), text)[0] == "Laboratori"


def test_slugs_count_as_names() -> None:
    view = network(replace(entity(1, "CSV"), slug="cisvol"), entity(2, "Rete", "Ne fa parte Cisvol."))
    assert found(view, "cisvol") == ["CSV", "Rete"]


def test_other_properties_are_found() -> None:
    assert found(network(entity(1, "Eures", territory="Lombardia")), "lombardia") == ["Eures"]


def test_kinds_are_found_by_their_label_in_both_languages() -> None:
    view = network(entity(1, "Cremona", kind="municipality"), entity(2, "Cremona", kind="topic"))
    assert [hit.entity.kind for hit in search(view, "comune cremona")] == ["municipality"]
    assert [hit.entity.kind for hit in search(view, "topic Cremona")] == ["topic"]


def test_names_come_before_summaries() -> None:
    told, named = entity(1, "Tavolo", "Lavora alla musica."), entity(2, "Musicas")
    assert found(network(told, named, CAFFE, ties=[tie(1, told, CAFFE)]), "musica") == ["Musicas", "Tavolo"]


def test_of_equals_the_better_connected_come_first() -> None:
    lone, known, hub = (entity(row, f"Rete {row}") for row in (11, 12, 13))
    ties = [tie(1, hub, known), tie(2, hub, CAFFE), tie(3, known, known), tie(4, hub, CAFFE)]
    assert found(network(lone, known, hub, CAFFE, ties=ties), "rete") == ["Rete 13", "Rete 12", "Rete 11"]


def test_of_equals_the_name_that_says_no_more_comes_first() -> None:
    broad, just = entity(1, "Sport e cultura"), entity(2, "Sport")
    view = network(broad, just, CAFFE, ties=[tie(1, broad, CAFFE)])
    assert found(view, "lo sport") == ["Sport", "Sport e cultura"]


def test_every_word_in_the_name_scores_one() -> None:
    assert search(SMALL, "crema cabina")[0].score == 1.0
    assert search(SMALL, "riunioni")[0].score < 1 / 2 < search(SMALL, "crrema")[0].score


def test_only_the_kinds_asked_for_are_found() -> None:
    view = network(entity(1, "Musica", kind="topic"), entity(2, "Musica", kind="action"))
    assert [hit.entity.kind for hit in search(view, "musica", ["action"])] == ["action"]
    assert search(view, "musica", []) == []


def test_a_shorter_list_is_the_beginning_of_a_longer_one() -> None:
    view = network(*(entity(row, "Rete") for row in range(30)))
    everything = [hit.entity.id for hit in search(view, "rete", first=100)]
    assert len(everything) == 30
    assert [hit.entity.id for hit in search(view, "rete", first=7)] == everything[:7]
    assert search(view, "rete", first=0) == []


def test_highlights_show_where_a_summary_says_it() -> None:
    hit = search(SMALL, "orientamento")[0]
    assert hit.highlight == TAVOLO.summary
    long = entity(1, "Rete", "prima " * 40 + "musica " + "dopo " * 40)
    highlight = search(network(long), "musica")[0].highlight
    assert highlight is not None
    assert highlight.startswith("…prima ")
    assert highlight.endswith(" dopo…")
    assert "musica" in highlight
    assert len(highlight) < 140


def test_nothing_is_highlighted_when_the_name_says_it() -> None:
    assert search(SMALL, "tavolo")[0].highlight is None


def test_the_hidden_is_not_found() -> None:
    young = entity(1, "Mario Musica", kind="young_person")
    snapshot = build_snapshot(1, [young, CAFFE], [tie(1, young, CAFFE)])
    assert found(seen(snapshot), "mario musica") == []
    assert found(seen(snapshot, ViewClass.DATA_OFFICER), "mario musica") == ["Mario Musica"]


def test_the_hidden_changes_neither_order_nor_scores() -> None:
    shown = [entity(row, f"Rete musica {row}", "sport") for row in range(1, 6)]
    young = [entity(row, "Rete musica sport", kind="young_person") for row in range(6, 12)]
    ties = [tie(row, item, shown[row % 3]) for row, item in enumerate(young)]
    without, with_hidden = network(*shown), network(*shown, *young, ties=ties)
    for text in ("rete", "musica", "rete musica sport", "mussica", "r"):
        assert told(search(with_hidden, text)) == told(search(without, text))


@pytest.mark.parametrize("text", ["", "   ", "’", "!?", "🎉", "\ud800", "\x00"])
def test_a_text_without_words_finds_nothing(text: str) -> None:
    assert found(SMALL, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "crema" * 100_000,
        "crema " * 100_000,
        "a.b-" * 100_000,
        "1." * 100_000 + "x",
        "(.*)+[crema](?P<x>",
        "ﷺ" * 10_000,
        "crema🎉" * 1_000,
        "%_' OR 1=1 --",
        " ".join(f"orientamnet{letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 50),
    ],
)
def test_a_hostile_text_is_answered(text: str) -> None:
    assert search(SMALL, text) is not None


def test_an_empty_network_finds_nothing() -> None:
    assert found(seen(EMPTY_SNAPSHOT), "cabina regia") == []


def told(hits: list[SearchHit]) -> list[tuple[str, float, str | None]]:
    return [(hit.entity.id, hit.score, hit.highlight) for hit in hits]
