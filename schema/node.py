"""The interface that everything with an id implements."""

from __future__ import annotations

import strawberry

from schema.field import field


@strawberry.interface(name="Node", description="Whatever can be asked for again by its id.")
class Node:
    """Relay's node."""

    @field("Opaque id; it carries the moment it was asked at, when that was chosen.")
    def id(self) -> strawberry.ID:
        """Return the id."""
        raise NotImplementedError
