"""Words for the model's own values: what status a fact has, and how a document stands to it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.vocabulary.kinds import Label

VALUE_TEXTS: Mapping[str, Label] = MappingProxyType(
    {
        "PLANNED": Label("in programma", "planned"),
        "ACTUAL": Label("in atto", "in place"),
        "ENDED": Label("concluso", "ended"),
        "ASSERTS": Label("lo afferma", "says so"),
        "PLANS": Label("lo prevede", "plans it"),
        "DENIES": Label("lo nega", "denies it"),
        "INFERRED": Label("lo lascia dedurre", "lets one infer it"),
    }
)
