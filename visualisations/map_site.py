"""The pages of a server around a map: where its details lead, and the other moments it can be seen at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.vocabulary.kinds import Label


@dataclass(frozen=True, slots=True)
class MomentLink:
    """The address of the same map at another moment."""

    label: Label
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class MapSite:
    """Addresses of the pages around a map.

    `home` is the first page; `entities` is what comes before the slug of an entity in the address of its
    page, and `kept` the parameters behind it. `moments` are the moments that the map can be seen at;
    `picture` is the same map as SVG.
    """

    home: str
    entities: str
    kept: Mapping[str, str] = field(default_factory=dict)
    moments: Sequence[MomentLink] = ()
    picture: str = ""
