"""What cannot be written is refused whole: with a code, the place in the input, and nothing changed."""

from __future__ import annotations

from typing import Any

import pytest

from graph.rights import FILE_LOADER
from graph.service import Service
from tests.conftest import Refusals

APPLY = """
    mutation($changes: [ChangeInput!]!, $expected: [ExpectedRevision!], $dry: Boolean) {
        apply(changes: $changes, expected: $expected, dryRun: $dry) { revision }
    }
"""
NOBODY = "e0000000000000"
GOOD = {"createEntity": {"kind": "topic", "name": "Buono"}}


def topic(**more: object) -> dict[str, object]:
    return {"createEntity": {"kind": "topic", "name": "Tema", **more}}


def patch(**more: object) -> dict[str, object]:
    return {"updateEntity": {"id": "@kairos", **more}}


def tie(kind: str = "collaborates_with", **more: object) -> dict[str, object]:
    return {"createRelationship": {"kind": kind, "source": "@kairos", "target": "@caffe-politico", **more}}


def valued(kind: str, name: str, value: object) -> dict[str, object]:
    good = {"plan": "territory", "activity": "modules", "cohort": "people", "topic": "none"}
    first = {"name": good.get(kind, "none"), "value": None}
    return topic(kind=kind, properties=[first, {"name": name, "value": value}])


def one(form: str, **said: object) -> dict[str, object]:
    return {form: said}


def merge(keep: str, absorb: str) -> dict[str, object]:
    return one("mergeEntities", keep=keep, absorb=[absorb])


def cited(source: str) -> dict[str, object]:
    return topic(claims=[{"source": source}])


CREATE, UPDATE, TIE = "createEntity", "updateEntity", "createRelationship"
OLD = "1990-01-01"
# The change, where in it the fault lies, and what the fault is called.
BAD: dict[str, tuple[dict[str, object], list[object], str]] = {
    "no such kind": (topic(kind="tema"), [CREATE, "kind"], "INVALID"),
    "an empty name": (topic(name="  "), [CREATE, "name"], "INVALID"),
    "a name too long": (topic(name="x" * 301), [CREATE, "name"], "INVALID"),
    "a name with control characters": (topic(name="a\u0000b"), [CREATE, "name"], "INVALID"),
    "no slug": (topic(slug="Non va"), [CREATE, "slug"], "INVALID"),
    "a slug that is taken": (topic(slug="kairos"), [CREATE, "slug"], "INVALID"),
    "an end before the start": (topic(since="2014-01-01", until=OLD), [CREATE, "until"], "INVALID"),
    "no such district": (topic(districts=[NOBODY]), [CREATE, "districts", 0], "NOT_FOUND"),
    "what is no district": (topic(districts=["@kairos"]), [CREATE, "districts", 0], "INVALID"),
    "no such document": (cited(NOBODY), [CREATE, "claims", 0, "source"], "NOT_FOUND"),
    "what is no document": (cited("@kairos"), [CREATE, "claims", 0, "source"], "INVALID"),
    "a body without level": (topic(kind="body"), [CREATE, "properties"], "INVALID"),
    "no such property": (valued("topic", "colour", "red"), [CREATE, "properties", 1], "INVALID"),
    "no such choice": (valued("body", "level", "LOCAL"), [CREATE, "properties", 1], "INVALID"),
    "a text for a number": (valued("cohort", "age_from", "18"), [CREATE, "properties", 1], "INVALID"),
    "truth for a number": (valued("cohort", "age_from", True), [CREATE, "properties", 1], "INVALID"),
    "a list for one value": (valued("cohort", "age_from", [1]), [CREATE, "properties", 1], "INVALID"),
    "one value for a list": (valued("body", "functions", "x"), [CREATE, "properties", 1], "INVALID"),
    "more than an Int can be": (valued("cohort", "age_from", 2**31), [CREATE, "properties", 1], "INVALID"),
    "a property given twice": (
        valued("cohort", "people", 12),
        [CREATE, "properties", 1, "name"],
        "INVALID",
    ),
    "a ref like an id": (topic(ref=NOBODY), [CREATE, "ref"], "INVALID"),
    "a tie’s ref like an id": (tie(ref=f"{NOBODY}.x"), [TIE, "ref"], "INVALID"),
    "too many claims": (topic(claims=[{"source": "@pagina-piano"}] * 1001), [CREATE, "claims"], "INVALID"),
    "too many phases": (tie(phases=["@fase-start-up"] * 201), [TIE, "phases"], "INVALID"),
    "too many districts": (topic(districts=["@ambito-crema"] * 201), [CREATE, "districts"], "INVALID"),
    "no date": (valued("plan", "shown_on", "x"), [CREATE, "properties", 1, "value"], "INVALID"),
    "an update of nothing": (patch(id=NOBODY, name="X"), [UPDATE, "id"], "NOT_FOUND"),
    "an update without name": (patch(name=None), [UPDATE, "name"], "INVALID"),
    "an update without status": (patch(status=None), [UPDATE, "status"], "INVALID"),
    "an update without slug": (patch(slug=None), [UPDATE, "slug"], "INVALID"),
    "an update to a slug that is taken": (patch(slug="cisvol"), [UPDATE, "slug"], "INVALID"),
    "an end of nothing": (one("endEntity", id=NOBODY, on=OLD), ["endEntity", "id"], "NOT_FOUND"),
    "an end on the first day": (
        one("endRelationship", id="%partner_in", on="2013-03-21"),
        ["endRelationship", "on"],
        "INVALID",
    ),
    "a deletion of what has relationships": (
        one("deleteEntity", id="@kairos"),
        ["deleteEntity", "cascade"],
        "INVALID",
    ),
    "a deletion of a document that claims rest on": (
        one("deleteEntity", id="@pagina-piano", cascade=True),
        ["deleteEntity", "id"],
        "INVALID",
    ),
    "a merge with another kind": (merge("@kairos", "@cisvol"), ["mergeEntities", "absorb", 0], "INVALID"),
    "a merge with itself": (merge("@kairos", "@kairos"), ["mergeEntities", "absorb", 0], "INVALID"),
    "a merge into nothing": (merge(NOBODY, "@kairos"), ["mergeEntities", "keep"], "NOT_FOUND"),
    "a merge of nothing": (merge("@kairos", NOBODY), ["mergeEntities", "absorb", 0], "NOT_FOUND"),
    "no such kind of relationship": (tie("friends_with"), [TIE, "kind"], "INVALID"),
    "a source that is not there": (tie(source=NOBODY), [TIE, "source"], "NOT_FOUND"),
    "a target that is not there": (tie(target="nessuno"), [TIE, "target"], "NOT_FOUND"),
    "a target of the wrong kind": (tie("partner_in"), [TIE, "target"], "INVALID"),
    "a source of the wrong kind": (tie("funds", source="@lavoro"), [TIE, "source"], "INVALID"),
    "a relationship to itself": (tie(target="@kairos"), [TIE, "target"], "INVALID"),
    "a strength beyond one": (tie(strength=1.5), [TIE, "strength"], "INVALID"),
    "a negative strength": (tie(strength=-0.1), [TIE, "strength"], "INVALID"),
    "what is no phase": (tie(phases=["@kairos"]), [TIE, "phases", 0], "INVALID"),
    "no such phase": (tie(phases=[NOBODY]), [TIE, "phases", 0], "NOT_FOUND"),
    "an update of no relationship": (
        one("updateRelationship", id="@kairos", role="x"),
        ["updateRelationship", "id"],
        "NOT_FOUND",
    ),
    "a deletion of no relationship": (
        one("deleteRelationship", id="r0000000000000"),
        ["deleteRelationship", "id"],
        "NOT_FOUND",
    ),
}
# What does not even have the form of the input.
MISFITS: dict[str, object] = {
    "nothing": {},
    "null": {"createEntity": None},
    "two at once": {
        "createEntity": {"kind": "topic", "name": "A"},
        "endEntity": {"id": NOBODY, "on": "2014-01-01"},
    },
    "an unknown field": topic(colour="red"),
    "a missing field": {"createEntity": {"kind": "topic"}},
    "an unknown status": topic(status="MAYBE"),
    "an object for a value": valued("topic", "x", {"a": 1}),
    "null in a list": valued("body", "functions", ["a", None]),
    "a list in a list": valued("body", "functions", [["a"]]),
}


async def resolve(service: Service, said: Any) -> Any:  # noqa: ANN401 - input of any form
    """Return input with ids in the places of @slugs, and of %kinds, which mean the first relationship."""
    if isinstance(said, dict):
        return {name: await resolve(service, part) for name, part in said.items()}
    if isinstance(said, list):
        return [await resolve(service, part) for part in said]
    view = await service.view(FILE_LOADER.view_class)
    if isinstance(said, str) and said.startswith("@"):
        entity = view.get_entity_by_slug(said[1:])
        assert entity is not None
        return entity.id
    if isinstance(said, str) and said.startswith("%"):
        return next(view.find_relationships({said[1:]})).id
    return said


async def export(service: Service) -> bytes:
    return b"".join([line async for line in service.store.export()])


@pytest.mark.parametrize(("change", "place", "code"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("dry", [False, True], ids=["for real", "dry"])
@pytest.mark.anyio
async def test_a_refusal_names_the_place_as_the_client_wrote_it_and_changes_nothing(
    refusals: Refusals, plan_service: Service, change: object, place: list[object], code: str, dry: bool
) -> None:
    before = await export(plan_service)
    changes = [GOOD, await resolve(plan_service, change)]
    (error,) = await refusals(plan_service, APPLY, {"changes": changes, "dry": dry})
    assert error["extensions"] == {"code": code, "path": ["changes", 1, *place]}
    assert await export(plan_service) == before


@pytest.mark.parametrize("change", MISFITS.values(), ids=MISFITS.keys())
@pytest.mark.anyio
async def test_what_has_not_the_form_of_a_change_is_invalid_and_changes_nothing(
    refusals: Refusals, plan_service: Service, change: object
) -> None:
    before = await export(plan_service)
    errors = await refusals(plan_service, APPLY, {"changes": [GOOD, change]})
    assert {error["extensions"]["code"] for error in errors} == {"INVALID"}
    assert await export(plan_service) == before


@pytest.mark.anyio
async def test_a_ref_given_twice_is_refused_at_the_second(refusals: Refusals, plan_service: Service) -> None:
    (error,) = await refusals(plan_service, APPLY, {"changes": [topic(ref="a"), topic(ref="a")]})
    assert error["extensions"] == {"code": "INVALID", "path": ["changes", 1, "createEntity", "ref"]}


@pytest.mark.parametrize(("slug", "revision"), [("kairos", 0), ("kairos", 99), (None, 1)])
@pytest.mark.anyio
async def test_an_expectation_that_does_not_hold_is_a_conflict(
    refusals: Refusals, plan_service: Service, slug: str | None, revision: int
) -> None:
    before = await export(plan_service)
    fact = NOBODY if slug is None else await resolve(plan_service, f"@{slug}")
    variables = {"changes": [GOOD], "expected": [{"id": fact, "revision": revision}]}
    (error,) = await refusals(plan_service, APPLY, variables)
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await export(plan_service) == before


@pytest.mark.anyio
async def test_an_expectation_counts_also_when_there_is_nothing_to_write(
    refusals: Refusals, plan_service: Service
) -> None:
    kairos = await resolve(plan_service, "@kairos")
    same = {"updateEntity": {"id": kairos, "name": "Kairos"}}
    variables = {"changes": [same], "expected": [{"id": kairos, "revision": 99}]}
    (error,) = await refusals(plan_service, APPLY, variables)
    assert error["extensions"] == {"code": "CONFLICT"}


@pytest.mark.anyio
async def test_an_expectation_given_twice_is_refused_at_the_second(
    refusals: Refusals, plan_service: Service
) -> None:
    kairos = await resolve(plan_service, "@kairos")
    expected = [{"id": kairos, "revision": 99}, {"id": kairos, "revision": 1}]
    (error,) = await refusals(plan_service, APPLY, {"changes": [GOOD], "expected": expected})
    assert error["extensions"] == {"code": "INVALID", "path": ["expected", 1, "id"]}


@pytest.mark.anyio
async def test_too_many_changes_at_once_are_refused(refusals: Refusals, plan_service: Service) -> None:
    (error,) = await refusals(plan_service, APPLY, {"changes": [topic()] * 5001})
    assert error["extensions"] == {"code": "INVALID", "path": ["changes"]}


@pytest.mark.anyio
async def test_messages_name_things_as_people_know_them(refusals: Refusals, plan_service: Service) -> None:
    change = await resolve(plan_service, {"deleteEntity": {"id": "@kairos"}})
    (error,) = await refusals(plan_service, APPLY, {"changes": [change]})
    assert error["message"].startswith("“Kairos” still has 2 relationships")


@pytest.mark.anyio
async def test_a_wrong_kind_is_answered_with_the_nearest(refusals: Refusals, plan_service: Service) -> None:
    (error,) = await refusals(plan_service, APPLY, {"changes": [topic(kind="organization")]})
    assert "Did you mean organisation?" in error["message"]


@pytest.mark.parametrize(
    "query", ["{", "{ nothing }", "{ entity }", 'query($a: Int!) { search(text: "a", first: $a) { score } }']
)
@pytest.mark.anyio
async def test_what_is_no_question_is_invalid(refusals: Refusals, plan_service: Service, query: str) -> None:
    errors = await refusals(plan_service, query)
    assert {error["extensions"]["code"] for error in errors} == {"INVALID"}


@pytest.mark.anyio
async def test_what_nobody_foresaw_is_told_without_its_cause(
    refusals: Refusals, own_plan_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> int:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(own_plan_service.store, "head", fail)
    (error,) = await refusals(own_plan_service, "{ entities { totalCount } }")
    assert error["extensions"] == {"code": "INTERNAL"}
    assert "secret" not in str(error)
