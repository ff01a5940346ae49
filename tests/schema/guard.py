"""What a change of the schema breaks for frontends, and whether the change log says so."""

from __future__ import annotations

import re

from graphql import GraphQLSchema, find_breaking_changes


def unreleased(changelog: str) -> str:
    """Return what a change log says of the next release; raises ValueError when it says nothing."""
    found = re.search(r"^## \[?Unreleased\]?[^\n]*\n(.*?)(?=^## |\Z)", changelog, re.M | re.S)
    if found is None:
        raise ValueError("The change log has no section “Unreleased”.")
    return found[1]


def unrecorded(released: GraphQLSchema, served: GraphQLSchema, changelog: str) -> list[str]:
    """Return the breaking changes since a release that the change log does not name, word for word."""
    said = " ".join(unreleased(changelog).split())
    return [
        change.description
        for change in find_breaking_changes(released, served)
        if change.description not in said
    ]
