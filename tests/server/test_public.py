"""A server that other machines reach shows the public view, and nobody writes."""

from __future__ import annotations

import pytest

from server.settings import Settings
from tests.server.asking import CREATE, Client, ask, role

NAMES = (
    "query ($kind: KindName!) { entities(filter: {kinds: [$kind]}) { totalCount edges { node { name } } } }"
)
PERSON, YOUNG = "Ada Esempio", "G-01"


def count(client: Client, kind: str) -> int:
    return int(ask(client, NAMES, kind=kind)["data"]["entities"]["totalCount"])


def test_everybody_is_public(public_client: Client) -> None:
    assert role(public_client) == "public"


def test_nobody_may_write(public_client: Client) -> None:
    answer = ask(public_client, CREATE, name="Intruso")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert public_client.get("/health/ready").json()["head"] == 1


def test_people_are_not_shown(public_client: Client) -> None:
    assert count(public_client, "person") == 0


def test_the_editor_does_see_people(example_client: Client) -> None:
    assert count(example_client, "person") == 5


def test_young_people_are_shown_to_neither(public_client: Client, example_client: Client) -> None:
    assert (count(public_client, "young_person"), count(example_client, "young_person")) == (0, 0)


def test_everything_else_is_shown(public_client: Client, example_client: Client) -> None:
    assert count(public_client, "organisation") == count(example_client, "organisation") > 0


@pytest.mark.parametrize("slug", ["ada-esempio", "g-01"])
def test_nobody_hidden_is_found_by_slug(public_client: Client, slug: str) -> None:
    answer = ask(public_client, "query ($slug: String!) { entity(slug: $slug) { name } }", slug=slug)
    assert answer == {"data": {"entity": None}}


@pytest.mark.parametrize("name", [PERSON, YOUNG])
def test_nobody_hidden_is_found_by_name(public_client: Client, name: str) -> None:
    answer = ask(
        public_client, "query ($text: String!) { search(text: $text) { entity { name } } }", text=name
    )
    assert name not in str(answer["data"])


@pytest.mark.parametrize("name", [PERSON, YOUNG])
def test_nobody_hidden_is_on_the_map(public_client: Client, name: str) -> None:
    page = public_client.get("/map").text
    assert "Agenzia sociale Mezzaluce" in page
    assert name not in page


def test_young_people_are_not_on_the_editors_map_either(example_client: Client) -> None:
    page = example_client.get("/map").text
    assert PERSON in page
    assert YOUNG not in page


def test_any_name_leads_to_a_public_server(public_client: Client) -> None:
    assert public_client.get("/health/live", headers={"Host": "plan.example.org"}).status_code == 200


def test_it_does_not_say_where_its_store_is(public_client: Client) -> None:
    assert public_client.get("/health/ready").json() == {"status": "ok", "head": 1}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.5"])
def test_on_this_machine_alone_one_is_editor(host: str) -> None:
    assert Settings(host=host).viewer.role == "editor"


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "10.0.0.1", "192.168.1.5", "network.example", "localhost.example"],  # noqa: S104
)
def test_anywhere_else_one_is_public(host: str) -> None:
    viewer = Settings(host=host).viewer
    assert (viewer.role, viewer.may_write) == ("public", False)
