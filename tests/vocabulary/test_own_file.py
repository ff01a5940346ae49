"""A deployment's own file adds to the core and says things its own way, but never shows more than it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from graph.errors import FilesRefused
from graph.rights import ViewClass
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.kinds import InvolvedEnd, Label, Language, LocatedEnd, PropertyType, TieNature
from graph.vocabulary.layering import load_vocabulary
from graph.vocabulary.vocabulary import Vocabulary

CORE = load_vocabulary()
CENTRE = """
    entities:
      kinds:
        youth_centre:
          label: {it: Centro giovani, en: Youth centre}
          actor: true
          on_map: true
          shape: hexagon
          properties:
            places: {type: integer, label: {it: Posti, en: Places}}
"""
MENTORS = """
    relationships:
      kinds:
        mentors:
          label: {it: affianca, en: mentors}
          inverse: {it: è affiancato da, en: is mentored by}
          sources: [actors]
          targets: [actors, cohort]
          nature: tie
          involves: source
"""


def lay_over(text: str) -> Vocabulary:
    return load_vocabulary(VocabularySource("own.yaml", dedent(text)))


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("true", LocatedEnd.SOURCE),
        ("source", LocatedEnd.SOURCE),
        ("target", LocatedEnd.TARGET),
        ("false", None),
    ],
)
def test_a_kind_says_which_of_its_ends_it_locates(said: str, end: LocatedEnd | None) -> None:
    own = lay_over(MENTORS + f"          locates: {said}\n")
    assert own.relationship_kinds["mentors"].locates is end
    assert own.relationship_kinds["covers"].locates is LocatedEnd.SOURCE


def test_an_end_that_there_is_not_is_refused() -> None:
    with pytest.raises(FilesRefused, match=r"own\.yaml, row 11"):
        lay_over(MENTORS + "          locates: both\n")


def test_the_language_of_a_networks_texts_is_italian_unless_said() -> None:
    assert lay_over(CENTRE).language == "it"
    swiss = lay_over("language: de-CH")
    assert swiss.language == "de-CH"
    assert not swiss.is_written_in(Language.IT)
    assert lay_over("language: IT-it").is_written_in(Language.IT)


@pytest.mark.parametrize("text", ["", "{}", "entities: {}", "# nothing yet\n"])
def test_a_file_that_says_nothing_changes_nothing(text: str) -> None:
    assert lay_over(text) == CORE


def test_a_new_kind_of_entity_stands_beside_the_core_ones() -> None:
    own = lay_over(CENTRE)
    assert own.entity_kinds.keys() - CORE.entity_kinds.keys() == {"youth_centre"}


def test_a_new_kind_is_what_its_declaration_says() -> None:
    kind = lay_over(CENTRE).entity_kinds["youth_centre"]
    assert (kind.label, kind.shape, kind.actor, kind.on_map) == (
        Label("Centro giovani", "Youth centre"),
        "hexagon",
        True,
        True,
    )
    assert kind.properties["places"].type is PropertyType.INTEGER


def test_a_new_kind_is_not_core() -> None:
    assert not lay_over(CENTRE).entity_kinds["youth_centre"].core


def test_a_new_kind_that_says_nothing_of_it_is_public_and_no_actor() -> None:
    kind = lay_over("entities: {kinds: {van: {label: {it: Furgone, en: Van}}}}").entity_kinds["van"]
    assert (kind.visible_to, kind.actor) == (ViewClass.PUBLIC, False)


def test_new_actors_may_stand_where_actors_may() -> None:
    own = lay_over(CENTRE)
    assert "youth_centre" in own.relationship_kinds["advises"].sources
    assert "youth_centre" in own.relationship_kinds["linked_to"].targets
    assert "youth_centre" not in own.relationship_kinds["holds"].targets


def test_a_new_relationship_is_what_its_declaration_says() -> None:
    kind = lay_over(MENTORS).relationship_kinds["mentors"]
    assert (kind.nature, kind.involves, kind.core) == (TieNature.TIE, InvolvedEnd.SOURCE, False)
    assert kind.inverse == Label("è affiancato da", "is mentored by")
    assert kind.sources == CORE.actor_kinds
    assert kind.targets == CORE.actor_kinds | {"cohort"}


def test_a_core_kind_takes_more_properties_and_keeps_its_own() -> None:
    own = lay_over("""
        entities:
          kinds:
            organisation:
              properties:
                sector: {type: text, label: {it: Settore, en: Sector}}
    """)
    before = CORE.entity_kinds["organisation"].properties
    assert own.entity_kinds["organisation"].properties.keys() == before.keys() | {"sector"}


def test_a_core_relationship_takes_properties() -> None:
    own = lay_over("""
        relationships:
          kinds:
            funds:
              properties:
                euro: {type: number, label: {it: Euro, en: Euro}}
    """)
    assert own.relationship_kinds["funds"].properties["euro"].type is PropertyType.NUMBER


def test_a_core_kind_takes_another_label_and_stays_otherwise_as_it_is() -> None:
    own = lay_over("entities: {kinds: {district: {label: {it: Valle, en: Valley}}}}").entity_kinds["district"]
    core = CORE.entity_kinds["district"]
    assert own.label == Label("Valle", "Valley")
    assert (own.help, own.properties, own.core, own.shape) == (core.help, core.properties, True, core.shape)


def test_a_new_label_without_a_plural_is_its_own_plural() -> None:
    own = lay_over("entities: {kinds: {district: {label: {it: Valle, en: Valley}}}}")
    assert own.entity_kinds["district"].plural == Label("Valle", "Valley")


def test_the_ends_of_a_core_relationship_can_be_widened() -> None:
    own = lay_over("relationships: {kinds: {offers: {targets: [resource, activity]}}}")
    assert own.relationship_kinds["offers"].targets == {"resource", "activity"}
    assert own.relationship_kinds["offers"].sources == CORE.relationship_kinds["offers"].sources


def test_ends_can_be_opened_to_every_kind() -> None:
    own = lay_over("relationships: {kinds: {offers: {targets: any}}}")
    assert own.relationship_kinds["offers"].targets == own.entity_kinds.keys()


@pytest.mark.parametrize(
    ("kind", "said", "becomes"),
    [
        ("organisation", "editor", ViewClass.EDITOR),
        ("organisation", "data_officer", ViewClass.DATA_OFFICER),
        ("person", "data_officer", ViewClass.DATA_OFFICER),
    ],
)
def test_a_deployment_may_hide_more(kind: str, said: str, becomes: ViewClass) -> None:
    own = lay_over(f"entities: {{kinds: {{{kind}: {{visible_to: {said}}}}}}}")
    assert own.entity_kinds[kind].visible_to is becomes


@pytest.mark.parametrize(
    ("kind", "said"), [("young_person", "public"), ("young_person", "editor"), ("person", "public")]
)
def test_a_deployment_may_not_show_more(kind: str, said: str) -> None:
    own = lay_over(f"entities: {{kinds: {{{kind}: {{visible_to: {said}}}}}}}")
    assert own.entity_kinds[kind].visible_to is CORE.entity_kinds[kind].visible_to
