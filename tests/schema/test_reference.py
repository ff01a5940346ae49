"""The page that describes the schema to people."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
)

from schema.api import build_api
from schema.reference import write_reference

SDL = build_api().as_str()
SERVED = build_schema(SDL)
TYPES = {name: kind for name, kind in SERVED.type_map.items() if not name.startswith("__")}
HOSTILE = '''
"""<script>alert(1)</script> `<b onclick="x">` and \\"quotes\\" & more"""
type Query {
  """An odd ` backtick, <img src=x onerror=alert(1)>"""
  a(
    """<style>*{display:none}</style>"""
    b: String = "</code><script>alert(2)</script>"
  ): Int @deprecated(reason: "<iframe src=//evil.example></iframe>")
}
'''


class Page(HTMLParser):
    """What stands on a page: elements, ids, links within it, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.policy = ""
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.elements[tag] += 1
        if "id" in said:
            self.ids[said["id"]] += 1
        if said.get("href", "").startswith("#"):
            self.links.add(said["href"][1:])
        if said.get("http-equiv") == "Content-Security-Policy":
            self.policy = said["content"]
        assert not [name for name in said if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


PAGE = Page(write_reference(SDL))


def fields_of(name: str) -> list[str]:
    kind = TYPES[name]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return list(kind.fields)
    return list(kind.values) if isinstance(kind, GraphQLEnumType) else []


@pytest.mark.parametrize("name", TYPES)
def test_every_type_is_there_with_its_fields_or_values(name: str) -> None:
    places = [name, *(f"{name}.{field}" for field in fields_of(name))]
    assert {place: PAGE.ids[place] for place in places} == dict.fromkeys(places, 1)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_described_in_its_own_words(name: str) -> None:
    described = (TYPES[name].description or "").replace("`", "")
    assert described in PAGE.text


def test_every_argument_is_described() -> None:
    said = {
        argument.description
        for kind in TYPES.values()
        if isinstance(kind, GraphQLObjectType)
        for field in kind.fields.values()
        for argument in field.args.values()
        if argument.description
    }
    assert said
    assert [text for text in said if text.replace("`", "") not in PAGE.text] == []


def test_every_link_leads_somewhere_on_the_page() -> None:
    assert PAGE.links
    assert sorted(link for link in PAGE.links if not PAGE.ids[link]) == []


def test_a_type_leads_to_the_fields_that_give_it() -> None:
    assert "Found at Body.reportsTo, Plan.bodies, Seat.body." in PAGE.text


def test_what_holds_for_every_entity_is_told_once() -> None:
    assert PAGE.text.count("Planned, actual or ended.") < 10


def test_an_input_with_one_field_at_a_time_says_so() -> None:
    assert PAGE.text.count("Give exactly one of its fields.") == SDL.count("@oneOf {")


def test_text_stays_text() -> None:
    page = Page(write_reference(HOSTILE))
    assert not {"script", "img", "iframe", "b"} & set(page.elements)
    assert page.elements["style"] == 1
    for said in ("<script>alert(1)</script> <b", "An odd ` backtick, <img", "<style>*", "<iframe"):
        assert said in page.text
    assert '"</code><script>alert(2)</script>"' in page.text


def test_the_page_runs_no_script_and_says_so() -> None:
    assert not {"script", "img", "iframe", "link", "object"} & set(PAGE.elements)
    assert PAGE.policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in PAGE.policy
