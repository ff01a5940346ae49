"""The roles that one may play between two others, by the groups of the three."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from graph.analysis.groups import Counts, Groups


class BrokerageRole(StrEnum):
    """As what v stands between a and b, by the groups of a, v and b (Gould and Fernandez 1989)."""

    COORDINATOR = "COORDINATOR"
    ITINERANT = "ITINERANT"
    GATEKEEPER = "GATEKEEPER"
    REPRESENTATIVE = "REPRESENTATIVE"
    LIAISON = "LIAISON"


ROLES = tuple(BrokerageRole)
TOTAL = len(ROLES)
"""The column of all roles together."""


def role_columns(start: Groups, middle: Groups, end: Groups) -> Counts:
    """Return the column of the role for each triple of groups, of the nodes a → v → b."""
    return np.select(
        [
            (start == middle) & (middle == end),
            start == end,
            middle == end,
            start == middle,
        ],
        [
            ROLES.index(BrokerageRole.COORDINATOR),
            ROLES.index(BrokerageRole.ITINERANT),
            ROLES.index(BrokerageRole.GATEKEEPER),
            ROLES.index(BrokerageRole.REPRESENTATIVE),
        ],
        ROLES.index(BrokerageRole.LIAISON),
    ).astype(np.int64)
