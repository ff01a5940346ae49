"""Facts as JSON and back: the form in which stores and exports keep them.

Left out is what is empty, so that the same fact always gives the same bytes. Dates inside values are
written {"date": "2013-03-21"}, lists as arrays.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from graph.model import Claim, Entity, Fact, FactStatus, PropertyValue, Relationship, Scalar, Stance


def encode_fact(fact: Fact) -> bytes:
    """Return a fact as canonical JSON, without its id and revision: those are the store's to keep."""
    body: dict[str, Any] = {"kind": fact.kind, "status": fact.status.value}
    if isinstance(fact, Entity):
        body |= {"slug": fact.slug, "name": fact.name, "summary": fact.summary}
    else:
        body |= {
            "source": fact.source,
            "target": fact.target,
            "role": fact.role,
            "strength": fact.strength,
            "phases": list(fact.phases),
        }
    body |= {
        "since": fact.since and fact.since.isoformat(),
        "until": fact.until and fact.until.isoformat(),
        "properties": {name: encode_value(value) for name, value in fact.properties.items()},
        "claims": [_encode_claim(claim) for claim in fact.claims],
        "sealed": _encode_sealed(fact.sealed),
    }
    return orjson.dumps(_without_empty(body), option=orjson.OPT_SORT_KEYS)


def decode_fact(fact_id: str, revision: int, body: bytes) -> Fact:
    """Return the fact that `encode_fact` wrote."""
    said: dict[str, Any] = orjson.loads(body)
    shared: dict[str, Any] = {
        "id": fact_id,
        "kind": said["kind"],
        "status": FactStatus(said["status"]),
        "since": _decode_day(said.get("since")),
        "until": _decode_day(said.get("until")),
        "properties": {name: decode_value(value) for name, value in said.get("properties", {}).items()},
        "claims": tuple(_decode_claim(claim) for claim in said.get("claims", ())),
        "revision": revision,
        "sealed": _decode_sealed(said.get("sealed")),
    }
    if "source" in said:
        return Relationship(
            source=said["source"],
            target=said["target"],
            role=said.get("role"),
            strength=said.get("strength"),
            phases=tuple(said.get("phases", ())),
            **shared,
        )
    return Entity(slug=said["slug"], name=said["name"], summary=said.get("summary"), **shared)


def encode_details(relationship: Relationship) -> bytes:
    """Return what of a relationship is neither an end nor a figure: b"" when that says nothing."""
    body = _without_empty(
        {
            "role": relationship.role,
            "phases": list(relationship.phases),
            "properties": {name: encode_value(value) for name, value in relationship.properties.items()},
            "claims": [_encode_claim(claim) for claim in relationship.claims],
            "sealed": _encode_sealed(relationship.sealed),
        }
    )
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS) if body else b""


_DETAILS = ("role", "phases", "properties", "claims", "sealed")


def details_in(said: Mapping[str, Any]) -> bytes:
    """Return what `encode_details` would, from the JSON of a relationship as `encode_fact` wrote it."""
    body = {name: said[name] for name in _DETAILS if name in said}
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS) if body else b""


def decode_details(details: bytes) -> dict[str, Any]:
    """Return what `encode_details` wrote, as arguments of Relationship."""
    if not details:
        return {}
    said: dict[str, Any] = orjson.loads(details)
    return {
        "role": said.get("role"),
        "phases": tuple(said.get("phases", ())),
        "properties": {name: decode_value(value) for name, value in said.get("properties", {}).items()},
        "claims": tuple(_decode_claim(claim) for claim in said.get("claims", ())),
        "sealed": _decode_sealed(said.get("sealed")),
    }


def encode_value(value: PropertyValue) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a property's value in JSON's terms."""
    if isinstance(value, tuple):
        return [_encode_scalar(item) for item in value]
    return _encode_scalar(value)


def decode_value(value: Any) -> PropertyValue:  # noqa: ANN401 - whatever JSON can hold
    """Return the value that `encode_value` wrote."""
    if isinstance(value, list):
        return tuple(_decode_scalar(item) for item in value)
    return _decode_scalar(value)


def _encode_scalar(value: Scalar) -> Any:  # noqa: ANN401
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _decode_scalar(value: Any) -> Scalar:  # noqa: ANN401
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    scalar: Scalar = value
    return scalar


def _encode_claim(claim: Claim) -> dict[str, Any]:
    said = _without_empty(
        {
            "source": claim.source,
            "stance": claim.stance.value,
            "property": claim.property,
            "locator": claim.locator,
            "stated_on": claim.stated_on and claim.stated_on.isoformat(),
        }
    )
    # An empty list is a value; none is not.
    return said if claim.value is None else said | {"value": encode_value(claim.value)}


def _decode_claim(said: Mapping[str, Any]) -> Claim:
    return Claim(
        source=said["source"],
        stance=Stance(said["stance"]),
        property=said.get("property"),
        value=decode_value(said["value"]) if "value" in said else None,
        locator=said.get("locator"),
        stated_on=_decode_day(said.get("stated_on")),
    )


def _encode_sealed(sealed: bytes | None) -> str | None:
    return None if sealed is None else b64encode(sealed).decode()


def _decode_sealed(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)


def _decode_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _without_empty(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None and value not in ({}, [])}
