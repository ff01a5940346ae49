"""Which media type an answer comes in."""

from __future__ import annotations

import pytest

from schema.media import EVENTS, GRAPHQL, JSON, choose_media_type

OFFERED = (JSON, GRAPHQL, EVENTS)
CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
APOLLO = "application/graphql-response+json,application/json;q=0.9"
URQL = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("Application/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        (GRAPHQL, GRAPHQL),
        (APOLLO, GRAPHQL),
        (URQL, GRAPHQL),
        ("application/json, application/graphql-response+json", JSON),
        ("application/json;q=0.5, application/graphql-response+json;q=0.6", GRAPHQL),
        ("application/graphql-response+json;q=0.1, */*", JSON),
        ("application/json;q=0, */*", GRAPHQL),
        ("*/*, application/json;q=0.1", GRAPHQL),
        ("text/html", JSON),
        (CHROMIUM, JSON),
        (EVENTS, EVENTS),
        ("text/event-stream, application/json;q=0.1", EVENTS),
    ],
)
def test_the_type_that_a_client_prefers_is_chosen(accept: str, expected: str) -> None:
    assert choose_media_type(accept, OFFERED) == expected


@pytest.mark.parametrize(
    "accept",
    ["image/png", "application/xml", "*/*;q=0", "application/json;q=0", "application/json;q=often", ";", "x"],
)
def test_where_a_client_takes_nothing_on_offer_nothing_is_chosen(accept: str) -> None:
    assert choose_media_type(accept, OFFERED) is None


def test_what_is_not_offered_is_not_chosen() -> None:
    assert choose_media_type("text/event-stream, */*;q=0.1", (JSON, GRAPHQL)) == JSON
