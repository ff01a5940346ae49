"""A scene shows what it is given, tells it in words, and never shows a young person."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from graph.analysis.centrality import CentralityMeasure, measure_centrality
from graph.errors import Invalid
from graph.model import Entity, FactStatus, Relationship
from graph.moment import Moment
from graph.network import Scope, TieView, project
from graph.rights import ViewClass
from graph.snapshot import build_snapshot
from graph.view import View
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.layering import load_vocabulary
from tests.visualisations.naming import e, named_entities, named_relationships, r
from tests.visualisations.whole import whole_map
from visualisations.colouring import Colouring
from visualisations.drawable import background_kinds
from visualisations.layout import Layout
from visualisations.overview import build_overview, main_scope
from visualisations.palette import DARK_GROUND, DISTINCT, LIGHT_GROUND, NOWHERE, SEVERAL, contrast
from visualisations.scene import Scene, build_scene
from visualisations.shapes import SHAPE_POINTS, choose_shapes
from visualisations.tables import node_table, tie_table

TITLE = Label("Prova", "Trial")
ENTITIES = (
    Entity("d1", "district", "nord", "Nord", properties={"order": 1}),
    Entity("d2", "district", "sud", "Sud", properties={"order": 2}),
    Entity("p", "plan", "piano", "Il piano"),
    Entity("f", "phase", "avvio", "Avvio", properties={"order": 1}),
    Entity("b1", "body", "cabina", "Cabina di regia", properties={"level": "DISTRICT"}),
    Entity("b2", "body", "gruppo", "Gruppo", status=FactStatus.PLANNED, properties={"level": "THEMATIC"}),
    Entity("o1", "organisation", "coop", "Cooperativa"),
    Entity("o2", "organisation", "comune", "Comune"),
    Entity("t", "topic", "lavoro", "Lavoro"),
    Entity("s", "seat", "posto", "Presidenza"),
    Entity("y", "young_person", "giovane", "Una ragazza"),
)
RELATIONSHIPS = (
    Relationship("r1", "covers", "b1", "d1"),
    Relationship("r2", "covers", "b2", "d2", status=FactStatus.PLANNED),
    Relationship("r3", "covers", "o2", "d1"),
    Relationship("r4", "covers", "o2", "d2"),
    Relationship("r5", "member_of", "o1", "b1"),
    Relationship("r6", "member_of", "o2", "b1", strength=0.4),
    Relationship("r7", "leads", "o2", "p"),
    Relationship("r8", "member_of", "o1", "b2", status=FactStatus.PLANNED),
    Relationship("r9", "in_phase", "b1", "f"),
    Relationship("r10", "seat_of", "s", "b1"),
    Relationship("r11", "member_of", "y", "o1"),
)


def view_of(view_class: ViewClass = ViewClass.EDITOR, moment: Moment | None = None) -> View:
    return View(
        build_snapshot(1, named_entities(ENTITIES), named_relationships(RELATIONSHIPS)),
        load_vocabulary(),
        view_class,
        moment,
    )


def whole_scene(view: View, layout: Layout = Layout.BY_DISTRICT) -> Scene:
    return build_scene(view, *whole_map(view), title=TITLE, layout=layout)


def places(scene: Scene) -> dict[str, tuple[float, float]]:
    return {node.entity.slug: (node.x, node.y) for node in scene.nodes}


def node_colours(scene: Scene) -> dict[str, str]:
    return {node.entity.slug: node.colour for node in scene.nodes}


@pytest.mark.parametrize("view_class", list(ViewClass))
def test_the_whole_map_holds_what_belongs_on_it(view_class: ViewClass) -> None:
    entities, relationships = whole_map(view_of(view_class))
    assert {entity.slug for entity in entities} == {"piano", "cabina", "gruppo", "coop", "comune", "lavoro"}
    assert {item.id for item in relationships} == {r("r5"), r("r6"), r("r7"), r("r8")}


def test_young_people_are_refused_even_to_the_data_officer() -> None:
    view = view_of(ViewClass.DATA_OFFICER)
    with pytest.raises(Invalid, match="Young people"):
        build_scene(view, list(view.find_entities()), [], title=TITLE)


def test_relationships_that_leave_the_scene_are_left_out() -> None:
    view = view_of()
    scene = build_scene(view, [view.require_entity(e("o1"))], list(view.find_relationships()), title=TITLE)
    assert scene.ties == ()


def test_ties_lead_to_positions_of_their_ends() -> None:
    scene = whole_scene(view_of())
    for tie in scene.ties:
        assert scene.nodes[tie.source].entity.id == tie.relationship.source
        assert scene.nodes[tie.target].entity.id == tie.relationship.target
        assert tie.kind == tie.relationship.kind
    assert {tie.relationship.id: tie.weight for tie in scene.ties}[r("r6")] == 0.4


def test_what_is_planned_says_so() -> None:
    scene = whole_scene(view_of())
    assert {node.entity.slug for node in scene.nodes if node.planned} == {"gruppo"}
    assert {tie.relationship.id for tie in scene.ties if tie.planned} == {r("r8")}
    assert any(entry.status is FactStatus.PLANNED for entry in scene.legend)


def test_colour_tells_the_district() -> None:
    colours = node_colours(whole_scene(view_of()))
    assert colours == {
        "cabina": DISTINCT[0],
        "gruppo": DISTINCT[1],
        "comune": SEVERAL,
        "piano": NOWHERE,
        "coop": NOWHERE,
        "lavoro": NOWHERE,
    }


def test_colour_tells_the_kind_or_the_group() -> None:
    view = view_of()
    entities, relationships = whole_map(view)
    by_kind = build_scene(view, entities, relationships, title=TITLE, colouring=Colouring.KIND)
    assert node_colours(by_kind)["coop"] == node_colours(by_kind)["comune"] != node_colours(by_kind)["piano"]
    groups = {e("o1"): 1, e("o2"): 0}
    by_group = build_scene(
        view, entities, relationships, title=TITLE, colouring=Colouring.GROUP, groups=groups
    )
    assert node_colours(by_group)["coop"] == DISTINCT[1]
    assert [entry.label.en for entry in by_group.legend[:3]] == ["Group 1", "Group 2", "In no group"]


def test_the_legend_explains_every_colour_and_shape() -> None:
    scene = whole_scene(view_of())
    assert {node.colour for node in scene.nodes} <= {entry.colour for entry in scene.legend}
    assert {node.shape for node in scene.nodes} <= {entry.shape for entry in scene.legend}
    labels = [(entry.label.it, entry.label.en) for entry in scene.legend]
    assert ("Più ambiti", "Several districts") in labels
    assert ("Senza ambito", "No district") in labels


def test_sizes_follow_the_measure_given() -> None:
    view = view_of()
    entities, relationships = whole_map(view)
    by_degree = {node.entity.slug: node.size for node in whole_scene(view).nodes}
    assert by_degree["lavoro"] < by_degree["piano"] < by_degree["comune"] == by_degree["cabina"]
    scene = build_scene(view, entities, relationships, title=TITLE, sizes={e("t"): 9.0, e("p"): 1.0})
    by_measure = {node.entity.slug: node.size for node in scene.nodes}
    assert by_measure["comune"] < by_measure["piano"] < by_measure["lavoro"]


def test_the_sentence_says_what_one_sees_in_both_languages() -> None:
    sentence = whole_scene(view_of()).sentence
    assert sentence.it == (
        "La mappa mostra 2 organizzazioni, 2 organismi, 1 piano e 1 tema, con 4 legami. Ambiti: Nord e Sud."
    )
    assert sentence.en == (
        "The map shows 2 organisations, 2 bodies, 1 plan and 1 topic, with 4 ties. Districts: Nord and Sud."
    )


def test_an_empty_scene_is_a_scene() -> None:
    scene = build_scene(view_of(), [], [], title=TITLE)
    assert (scene.nodes, scene.regions, scene.legend) == ((), (), ())
    assert scene.sentence.it == "Qui non è registrato nulla."


def test_the_moment_is_told() -> None:
    scene = whole_scene(view_of(moment=Moment(phase=e("f"))))
    assert scene.moment_text == Label("Fase: Avvio", "Phase: Avvio")


def test_regions_hold_their_own_things() -> None:
    scene = whole_scene(view_of())
    assert [region.district.slug for region in scene.regions] == ["nord", "sud"]
    for region in scene.regions:
        for node in scene.nodes:
            own = node.districts == (region.district.slug,)
            assert region.area.contains(node.x, node.y) == own


def test_without_regions_districts_are_still_told() -> None:
    scene = whole_scene(view_of(), Layout.FORCE)
    assert scene.regions == ()
    assert [district.slug for district in scene.districts] == ["nord", "sud"]


def test_the_same_facts_under_other_ids_lie_the_same() -> None:
    renamed = [replace(entity, id=f"x-{entity.id}") for entity in ENTITIES]
    moved = [
        replace(item, id=f"x-{item.id}", source=f"x-{item.source}", target=f"x-{item.target}")
        for item in RELATIONSHIPS
    ]
    other = View(
        build_snapshot(1, named_entities(renamed), named_relationships(moved)),
        load_vocabulary(),
        ViewClass.EDITOR,
    )
    assert places(whole_scene(view_of())) == places(whole_scene(other))


@pytest.mark.parametrize("layout", list(Layout))
def test_everything_keeps_its_place_from_phase_to_phase(layout: Layout) -> None:
    during = build_overview(view_of(moment=Moment(phase=e("f"))), layout=layout)
    always = build_overview(view_of(), layout=layout)
    assert during.nodes
    assert places(during).items() <= places(always).items()
    assert during.extent == always.extent
    areas = {region.district.slug: region.area for region in always.regions}
    assert all(areas[region.district.slug] == region.area for region in during.regions)


def test_everything_keeps_its_place_whatever_sizes_and_colours_stand_for() -> None:
    plain = build_overview(view_of())
    other = build_overview(view_of(), size=CentralityMeasure.BETWEENNESS, colouring=Colouring.GROUP)
    assert places(plain) == places(other)
    assert [node.size for node in plain.nodes] != [node.size for node in other.nodes]


def test_what_nobody_can_have_a_part_in_is_background() -> None:
    own = """
    entities:
      kinds:
        motto: {label: {it: Motto, en: Motto}, plural: {it: Motti, en: Mottos}, on_map: true}
        bridge: {label: {it: Ponte, en: Bridge}, plural: {it: Ponti, en: Bridges}, on_map: true}
    relationships:
      kinds:
        builds:
          label: {it: costruisce, en: builds}
          inverse: {it: è costruito da, en: is built by}
          sources: [actors]
          targets: [bridge]
          nature: affiliation
    """
    vocabulary = load_vocabulary(VocabularySource("own.yaml", dedent(own)))
    view = View(build_snapshot(1, [], []), vocabulary, ViewClass.EDITOR)
    assert background_kinds(view) == {"topic", "motto"}


def test_a_picture_of_everything_says_what_it_leaves_out() -> None:
    view = view_of()
    main, whole = build_overview(view, main_scope(view)), build_overview(view)
    assert {node.label for node in whole.nodes} - {node.label for node in main.nodes} == {"Lavoro"}
    assert main.omission == Label("Fuori dal disegno: 1 tema.", "Not drawn: 1 topic.")
    assert whole.omission is None
    assert build_overview(view, Scope()).omission is None


def test_what_a_measure_leaves_undefined_is_smallest() -> None:
    view = view_of()
    scene = build_overview(view, Scope(), size=CentralityMeasure.REACH_EFFICIENCY)
    values = measure_centrality(project(view, Scope()).ties, CentralityMeasure.REACH_EFFICIENCY).defined()
    sizes = [node.size for node in scene.nodes]
    assert None in values
    assert all(size == min(sizes) for size, value in zip(sizes, values, strict=True) if value is None)
    assert scene.size_text == Label("Grandezza: Efficienza della portata", "Size: Reach efficiency")


def test_whoever_is_alone_is_in_no_community() -> None:
    scene = build_overview(view_of(), Scope(), colouring=Colouring.GROUP)
    tied = {end for tie in scene.ties for end in (tie.source, tie.target)}
    alone = {node.colour for row, node in enumerate(scene.nodes) if row not in tied}
    assert alone == {NOWHERE}
    assert NOWHERE not in {scene.nodes[row].colour for row in tied}


def test_actors_that_share_an_affiliation_are_tied() -> None:
    entities = [*ENTITIES, Entity("o3", "organisation", "circolo", "Circolo")]
    relationships = [
        *RELATIONSHIPS,
        Relationship("r12", "partner_in", "o1", "p"),
        Relationship("r13", "partner_in", "o3", "p"),
    ]
    view = View(
        build_snapshot(1, named_entities(entities), named_relationships(relationships)),
        load_vocabulary(),
        ViewClass.EDITOR,
    )
    scope = Scope(ties=TieView.SHARED_AFFILIATION)
    scene = build_overview(view, scope)
    names = [{scene.nodes[tie.source].label, scene.nodes[tie.target].label} for tie in scene.ties]
    assert {"Cooperativa", "Circolo"} in names
    table = tie_table(scene, view.vocabulary, Language.EN)
    assert {row[1] for row in table.rows} == {"takes part together with"}


def test_tables_hold_what_the_map_shows() -> None:
    view = view_of()
    scene = whole_scene(view)
    things, ties = (make(scene, view.vocabulary, Language.IT) for make in (node_table, tie_table))
    assert [column.heading for column in things.columns] == ["Nome", "Tipo", "Ambito", "Stato", "Legami"]
    assert ("Gruppo", "Organismo", "Sud", "in programma", "1") in things.rows
    assert ("Comune", "Organizzazione", "Nord, Sud", "in atto", "2") in things.rows
    assert ("Comune", "è capofila di", "Il piano", "in atto") in ties.rows
    assert (len(things.rows), len(ties.rows)) == (len(scene.nodes), len(scene.ties))


def test_kinds_on_the_map_differ_in_shape() -> None:
    vocabulary = load_vocabulary()
    shapes = choose_shapes(vocabulary)
    on_map = [shapes[name] for name, kind in vocabulary.entity_kinds.items() if kind.on_map]
    assert len(set(on_map)) == len(on_map)
    assert set(on_map) <= set(SHAPE_POINTS)


@pytest.mark.parametrize("colour", [*DISTINCT, SEVERAL, NOWHERE])
def test_colours_stand_out_from_both_grounds(colour: str) -> None:
    assert contrast(colour, LIGHT_GROUND) >= 3
    assert contrast(colour, DARK_GROUND) >= 3
