"""Who sees what: of whom a viewer may not see, nothing shows, in no answer and in no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import anyio
import pytest
from graphql import GraphQLFormattedError

from graph.changes import (
    CreateEntity,
    DeleteEntity,
    DeleteRelationship,
    UpdateEntity,
    UpdateRelationship,
)
from graph.identity import mint_entity_id
from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from graph.stores.memory import MemoryStore
from importers.loading import load_territory
from importers.records import Records
from importers.territory import Territory
from tests.conftest import Ask, Refusals
from tests.schema.writing import key_of

MATRIX = [
    pytest.param(PUBLIC_VIEWER, "young_person", id="young people from the public"),
    pytest.param(LOCAL_EDITOR, "young_person", id="young people from editors"),
    pytest.param(PUBLIC_VIEWER, "person", id="people from the public"),
]
TIES = "edges { node { kind role source { slug } target { slug } } } totalCount"
MEASURES = (
    "{ strength: centrality(measure: STRENGTH, first: 1000) { value rank entity { slug } }"
    " pagerank: centrality(measure: PAGERANK, first: 1000) { value rank entity { slug } }"
    " centralisation(measure: DEGREE) communities { modularity groups { size members { slug } } }"
    " structuralHoles(first: 1000) { entity { slug } constraint effectiveSize }"
    " brokerage(first: 40) { entity { slug } total z pairs { source { slug } target { slug } } }"
    " mixing(by: KIND) { eiIndex pValue groups { label size } cells { from to ties expected } }"
    " resilience(size: 2) { fragmentation distanceFragmentation cutpoints { slug } bridges { kind }"
    " keyPlayers { entities { slug } } } corePeriphery { core { slug } fit equallyGoodCores }"
    " affiliations { actorCount sharedCount tieCount density clustering"
    " shared(measure: DEGREE) { value entity { slug } } } }"
)
# Every root field, and every field below that counts or lists. Ids differ between stores: slugs are asked.
QUESTIONS = {
    "entities": "{ entities(first: 1000) { totalCount edges { node { slug } } } }",
    "entities by degree": "{ entities(first: 1000, orderBy: {by: DEGREE}) { edges { node { slug } } } }",
    "entities found": '{ entities(first: 1000, filter: {text: "g"}) { totalCount edges { node { slug } } } }',
    "entities related": (
        '{ entities(first: 1000, filter: {relatedBy: ["takes_part_in", "member_of", "holds", "mentors"]})'
        " { totalCount edges { node { slug } } } }"
    ),
    "relationships": f"{{ relationships(first: 1000) {{ {TIES} }} }}",
    "denied": f"{{ relationships(filter: {{denied: true}}) {{ {TIES} }} }}",
    "of each entity": (
        f"{{ entities(first: 200) {{ edges {{ node {{ relationships(first: 100) {{ {TIES} }} }} }} }} }}"
    ),
    "neighbours": (
        '{ entities(filter: {kinds: ["cohort", "activity", "body", "seat"]}) { edges { node {'
        " neighbours(steps: 2, first: 1000) { totalCount edges { node { slug } } } } } } }"
    ),
    "seats": (
        '{ entities(filter: {kinds: ["seat", "body"]}) { edges { node {'
        " ... on Seat { occupancy holders { slug } } ... on Body { vacancies } } } } }"
    ),
    "search": '{ search(text: "pseudonimo") { score entity { slug } } }',
    "search by slug": '{ g: search(text: "g-01") { score } e: search(text: "elsa") { score } }',
    "search for anything": '{ search(text: "a", first: 1000) { score entity { slug } } }',
    "involvement": (
        "{ involvement(first: 1000) { totalCount edges { node { entity { slug } where { slug }"
        " relationship { kind } } } } }"
    ),
    "network": (
        "{ network { nodeCount tieCount cohesion { density componentCount isolateCount averagePathLength }"
        " centrality(measure: BETWEENNESS) { value rank entity { slug } } } }"
    ),
    "network of hidden kinds": (
        '{ network(scope: {entityKinds: ["young_person", "person", "cohort", "activity", "plan"]})'
        " { nodeCount tieCount map { nodes { entity { slug } } ties { kind } } } }"
    ),
    "shared affiliations": (
        "{ network(scope: {ties: SHARED_AFFILIATION}) { nodeCount tieCount map { ties { weight } } } }"
    ),
    "measures": f"{{ network {MEASURES} }}",
    "measures of hidden kinds": (
        '{ network(scope: {entityKinds: ["young_person", "person", "cohort", "organisation"]})'
        f" {MEASURES} }}"
    ),
    "measures of shared affiliations": f"{{ network(scope: {{ties: SHARED_AFFILIATION}}) {MEASURES} }}",
    "comparisons": (
        "{ network { compare(with: {ties: SHARED_AFFILIATION}) { measures { measure before after pValue }"
        " joined { slug } left { slug } movedCount"
        " moved(first: 1000) { entity { slug } changes { measure } } } } }"
    ),
    "imagination": (
        '{ network { whatIf(changes: [{createEntity: {kind: "organisation", name: "Nuova"}}]) {'
        " measures { measure before after } joined { slug } left { slug } movedCount } } }"
    ),
    "plan": (
        '{ entity(slug: "piano-mezzaluce") { ... on Plan { actions { slug } bodies { slug } }'
        " neighbours(steps: 3, first: 1000) { totalCount } } }"
    ),
    "districts": "{ entities(first: 1000) { edges { node { slug districts { slug } } } } }",
    "claims": (
        "{ entities(first: 1000) { edges { node { slug claims { property source { slug }"
        " contradictedBy { stance } } } } } }"
    ),
    "changes": (
        "{ changes { edges { cursor node { revision actor operations {"
        " type subject { ... on Entity { slug } ... on Relationship { kind } }"
        " before { name } after { name } } } } pageInfo { hasNextPage endCursor } } }"
    ),
    "history": (
        '{ entities(first: 50, filter: {kinds: ["cohort", "activity", "body", "seat"]}) { edges { node {'
        " slug revision history(first: 5) { edges { node { revision operations {"
        " type before { name } after { name } } } } pageInfo { hasNextPage } } } } } }"
    ),
    "coverage": "{"
    + " ".join(
        f"{rows}: coverage(rows: {rows}) {{ rows {{ label"
        " cells { actual planned entities { slug } } } }"
        for rows in ("TOPIC", "ACTION", "RESOURCE", "PROGRAMME", "BODY", "COHORT")
    )
    + "}",
    "at an earlier revision": (
        "{ entities(on: {asOf: 1}, first: 1000) { totalCount edges { node { slug"
        " relationships { totalCount } } } } }"
    ),
    "at every day": (
        '{ a: entities(on: {at: "2023-09-15"}) { totalCount } b: relationships(on: {at: "2024-06-15"})'
        ' { totalCount } c: network(on: {at: "2024-12-01"}) { nodeCount tieCount } }'
    ),
}
# Questions about entities by slug, which lead past somebody whom the viewer may not see.
BY_KEY = {
    "paths": (
        "query($a: ID!, $b: ID!) { paths(from: $a, to: $b, maxLength: 4, first: 50) {"
        " length entities { slug } relationships { kind } } }"
    ),
    "paths by what they share": (
        'query($a: ID!, $b: ID!) { paths(from: $a, to: $b, kinds: ["member_of", "takes_part_in"]) {'
        " length entities { slug } } }"
    ),
    "involvement": (
        "query($a: ID!, $b: ID!) { a: involvement(in: $a, first: 1000) { totalCount edges { node {"
        " entity { slug } via { slug } } } } b: involvement(in: $b, who: $a) { totalCount } }"
    ),
    "network around": (
        "query($a: ID!, $b: ID!) { a: network(scope: {around: $a, steps: 3, entityKinds:"
        ' ["cohort", "activity", "organisation", "person", "young_person"]}) { nodeCount tieCount }'
        " b: network(scope: {around: $b}) { nodeCount } }"
    ),
    "related": (
        "query($a: ID!, $b: ID!) { a: entities(filter: {relatedTo: $a}) { totalCount }"
        " b: relationships(filter: {either: $b}) { totalCount } }"
    ),
    "log of one": (
        "query($a: ID!, $b: ID!) { a: changes(subject: $a) { edges { node {"
        " revision operations { type } } } }"
        " b: changes(subject: $b) { edges { cursor } } }"
    ),
}
# Each place of the contract where an id may be given.
PLACES = {
    "node": "query($id: ID!) { node(id: $id) { id } }",
    "nodes": "query($id: ID!) { nodes(ids: [$id]) { id } }",
    "involvement in": "query($id: ID!) { involvement(in: $id) { totalCount } }",
    "involvement who": "query($id: ID!) { involvement(who: $id) { totalCount } }",
    "paths": "query($id: ID!) { paths(from: $id, to: $id) { length } }",
    "entities related to": "query($id: ID!) { entities(filter: {relatedTo: $id}) { totalCount } }",
    "entities of a plan": "query($id: ID!) { entities(filter: {plan: $id}) { totalCount } }",
    "entities of districts": "query($id: ID!) { entities(filter: {districts: [$id]}) { totalCount } }",
    "entities of topics": "query($id: ID!) { entities(filter: {topics: [$id]}) { totalCount } }",
    "relationships from": "query($id: ID!) { relationships(filter: {source: $id}) { totalCount } }",
    "relationships to": "query($id: ID!) { relationships(filter: {target: $id}) { totalCount } }",
    "relationships touching": "query($id: ID!) { relationships(filter: {either: $id}) { totalCount } }",
    "relationships in places": "query($id: ID!) { relationships(filter: {districts: [$id]}) { totalCount } }",
    "network around": "query($id: ID!) { network(scope: {around: $id}) { nodeCount } }",
    "loss": "query($id: ID!) { network { loss(of: $id) { parted } } }",
    "what would be": (
        "query($id: ID!) { network { whatIf(changes: [{deleteEntity: {id: $id, cascade: true}}])"
        " { movedCount } } }"
    ),
    "compared with": "query($id: ID!) { network { compare(with: {around: $id}) { movedCount } } }",
    "compared with a phase": "query($id: ID!) { network { compare(on: {phase: $id}) { movedCount } } }",
    "network of a plan": "query($id: ID!) { network(scope: {plan: $id}) { nodeCount } }",
    "network of districts": "query($id: ID!) { network(scope: {districts: [$id]}) { nodeCount } }",
    "phase": "query($id: ID!) { entities(on: {phase: $id}) { totalCount } }",
    "paths to": "query($id: ID!) { paths(from: $id, to: $id) { length } }",
    "coverage of districts": "query($id: ID!) { coverage(rows: BODY, districts: [$id]) { rows { label } } }",
    "changes of": "query($id: ID!) { changes(subject: $id) { edges { cursor } pageInfo { hasNextPage } } }",
}
# Where an id that leads nowhere is no fault.
ANSWERED = ("node", "nodes", "changes of")


def without(records: Records, kind: str) -> Records:
    """Return the records as they would be had nobody of a kind ever been recorded."""
    gone = {row.slug for row in records.entities if row.kind == kind}
    assert gone
    return replace(
        records,
        entities=tuple(row for row in records.entities if row.slug not in gone),
        relationships=tuple(row for row in records.relationships if not gone & {row.source, row.target}),
    )


@pytest.fixture(scope="module")
def services_without(example_territory: Territory) -> Mapping[str, Service]:
    services = {}
    for kind in ("young_person", "person"):
        store = MemoryStore()
        fewer = replace(example_territory, records=without(example_territory.records, kind))
        anyio.run(load_territory, store, fewer)
        services[kind] = Service(store, example_territory.vocabulary)
    return services


async def hidden_ids(service: Service, kind: str) -> tuple[str, str]:
    """Return the ids of somebody hidden, and of one of their relationships."""
    view = await service.view(FILE_LOADER.view_class)
    entity = next(entity for entity in view.find_entities({kind}) if view.relationships_of(entity.id))
    return entity.id, view.relationships_of(entity.id)[0].id


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.anyio
async def test_an_answer_is_what_it_would_be_without_them(
    ask: Ask,
    example_service: Service,
    services_without: Mapping[str, Service],
    viewer: Viewer,
    kind: str,
    question: str,
) -> None:
    query = QUESTIONS[question]
    with_them = await ask(example_service, query, viewer=viewer)
    assert with_them == await ask(services_without[kind], query, viewer=viewer)


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.parametrize("question", BY_KEY)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fascia-13-15", "attivita-video"),
        ("posto-coordinamento", "studio-ordito"),
        ("attivita-video", "agenzia-mezzaluce"),
    ],
)
@pytest.mark.anyio
async def test_an_answer_about_two_others_is_what_it_would_be_without_them(
    ask: Ask,
    example_service: Service,
    services_without: Mapping[str, Service],
    viewer: Viewer,
    kind: str,
    question: str,
    one: str,
    other: str,
) -> None:
    said = []
    for service in (example_service, services_without[kind]):
        keys = {"a": await key_of(service, one), "b": await key_of(service, other)}
        said.append(await ask(service, BY_KEY[question], keys, viewer))
    assert told(said[0]) == told(said[1])


def told(answer: dict[str, Any]) -> str:
    """Return an answer, lists of ways of the same length in one order: which comes first, ids decide."""
    if "paths" in answer:
        return str(sorted(answer["paths"], key=str))
    return str(answer)


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.anyio
async def test_what_was_expected_of_them_is_answered_as_of_nobody(
    ask: Ask, refusals: Refusals, example_service: Service, viewer: Viewer, kind: str
) -> None:
    apply = """mutation($changes: [ChangeInput!]!, $expected: [ExpectedRevision!]) {
        apply(changes: $changes, expected: $expected, dryRun: true) { operations { type } }
    }"""
    new = {"createEntity": {"kind": "topic", "name": "Tema"}}
    said = []
    for key in (*await hidden_ids(example_service, kind), mint_entity_id()):
        for revision in (0, 1):
            variables = {"changes": [new], "expected": [{"id": key, "revision": revision}]}
            if viewer is PUBLIC_VIEWER or revision:
                answer = str(await refusals(example_service, apply, variables, viewer))
            else:
                answer = str(await ask(example_service, apply, variables, viewer))
            said.append((revision, answer.replace(key, "…")))
    assert len(set(said)) == 2


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.anyio
async def test_what_is_written_of_them_is_in_no_log_and_moves_no_count(
    ask: Ask, own_example_service: Service, viewer: Viewer, kind: str
) -> None:
    question = """{
        changes(since: 1) { edges { cursor } pageInfo { hasNextPage } }
        entities(orderBy: {by: REVISION, descending: true}, first: 1) {
            totalCount edges { node { revision } }
        }
        relationships { totalCount }
        coverage(rows: COHORT) { rows { cells { actual planned } } }
        entity(slug: "fascia-13-15") { revision history { edges { cursor } } }
    }"""
    before = await ask(own_example_service, question, viewer=viewer)
    hidden, tie = await hidden_ids(own_example_service, kind)
    for change in (
        UpdateEntity(hidden, name="Un altro nome"),
        UpdateRelationship(tie, role="altro"),
        DeleteRelationship(tie),
        CreateEntity(kind, "Nuovo"),
        DeleteEntity(hidden, cascade=True),
    ):
        await own_example_service.apply([change], FILE_LOADER, note="di loro")
        assert await ask(own_example_service, question, viewer=viewer) == before


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.anyio
async def test_what_others_wrote_with_them_shows_without_them_and_without_its_note(
    ask: Ask, own_example_service: Service, viewer: Viewer, kind: str
) -> None:
    both = [CreateEntity(kind, "Nuovo"), CreateEntity("topic", "Tema nuovo", slug="tema-nuovo")]
    result = await own_example_service.apply(both, FILE_LOADER, note="per Nuovo")
    query = """query($since: Int!) { changes(since: $since) { edges { node {
        note operations { subject { ... on Entity { slug } } after { value } }
    } } } }"""
    found = (await ask(own_example_service, query, {"since": result.revision - 1}, viewer))["changes"]
    (edge,) = found["edges"]
    assert edge["node"]["note"] is None
    assert [operation["subject"] for operation in edge["node"]["operations"]] == [{"slug": "tema-nuovo"}]
    assert "Nuovo'" not in str(found)


@pytest.mark.parametrize(
    "question", ["entities", "relationships", "neighbours", "involvement", "plan", "changes"]
)
@pytest.mark.anyio
async def test_whoever_may_see_them_gets_another_answer(
    ask: Ask, example_service: Service, services_without: Mapping[str, Service], question: str
) -> None:
    query = QUESTIONS[question]
    officer = await ask(example_service, query, viewer=FILE_LOADER)
    assert officer != await ask(services_without["young_person"], query, viewer=FILE_LOADER)


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.anyio
async def test_an_id_that_may_not_be_seen_answers_as_one_that_does_not_exist(
    ask: Ask, refusals: Refusals, example_service: Service, viewer: Viewer, kind: str, place: str
) -> None:
    async def answer(key: str) -> str:
        said: dict[str, Any] | list[GraphQLFormattedError]
        if place in ANSWERED:
            said = await ask(example_service, PLACES[place], {"id": key}, viewer)
        else:
            said = await refusals(example_service, PLACES[place], {"id": key}, viewer)
            assert [error["extensions"]["code"] for error in said] == ["NOT_FOUND"]
        return str(said).replace(key, "…")

    hidden, _ = await hidden_ids(example_service, kind)
    assert await answer(hidden) == await answer(mint_entity_id())


@pytest.mark.parametrize(("viewer", "kind"), MATRIX)
@pytest.mark.anyio
async def test_neither_their_slug_nor_their_relationships_lead_to_them(
    ask: Ask, example_service: Service, viewer: Viewer, kind: str
) -> None:
    hidden, relationship = await hidden_ids(example_service, kind)
    slug = (await example_service.view(FILE_LOADER.view_class)).require_entity(hidden).slug
    query = "query($slug: String!, $id: ID!) { entity(slug: $slug) { id } node(id: $id) { id } }"
    data = await ask(example_service, query, {"slug": slug, "id": relationship}, viewer)
    assert data == {"entity": None, "node": None}


@pytest.mark.anyio
async def test_editors_see_the_people_that_the_public_does_not(ask: Ask, example_service: Service) -> None:
    query = '{ entities(filter: {kinds: ["person"]}) { totalCount } }'
    counts = [
        (await ask(example_service, query, viewer=viewer))["entities"]["totalCount"]
        for viewer in (PUBLIC_VIEWER, LOCAL_EDITOR)
    ]
    assert counts[0] == 0 < counts[1]


@pytest.mark.anyio
async def test_a_seat_whose_holder_may_not_be_seen_is_held_by_somebody_unnamed(
    ask: Ask, example_service: Service
) -> None:
    query = '{ entity(slug: "posto-coordinamento") { ... on Seat { occupancy holders { slug } } } }'
    seen = [
        (await ask(example_service, query, viewer=viewer))["entity"]
        for viewer in (PUBLIC_VIEWER, LOCAL_EDITOR)
    ]
    assert seen == [
        {"occupancy": "HELD_UNNAMED", "holders": []},
        {"occupancy": "HELD", "holders": [{"slug": "ada-esempio"}]},
    ]


@pytest.mark.parametrize(("viewer", "role"), [(PUBLIC_VIEWER, "public"), (LOCAL_EDITOR, "editor")])
@pytest.mark.anyio
async def test_viewers_are_told_who_they_are(
    ask: Ask, example_service: Service, viewer: Viewer, role: str
) -> None:
    data = await ask(example_service, "{ viewer { name roles { role district { id } } } }", viewer=viewer)
    assert data["viewer"] == {"name": viewer.name, "roles": [{"role": role, "district": None}]}
