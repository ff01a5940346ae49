"""How large things are on a map: areas go with values, not diameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from graph.model import Entity
from visualisations.layout import LARGEST

_SMALLEST = 7.0


def find_radii(
    entities: Sequence[Entity], ends: Sequence[tuple[int, int]], values: Mapping[str, float] | None
) -> list[float]:
    """Return the radius of each entity: the largest value has the largest there is, 0 the smallest.

    `values` are by entity id; without them the number of ties counts, whose `ends` are pairs of positions
    in the entities.
    """
    if values is None:
        found = [0.0] * len(entities)
        for source, target in ends:
            found[source] += 1
            found[target] += 1
    else:
        found = [max(0.0, values.get(entity.id, 0.0)) for entity in entities]
    largest = max(found, default=0.0) or 1.0
    return [round(_SMALLEST + (LARGEST - _SMALLEST) * math.sqrt(value / largest), 2) for value in found]
