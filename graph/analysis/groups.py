"""Groups of nodes: districts, kinds or communities, as one code from 0 for each node."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Groups = NDArray[np.integer[Any]]
"""The code of every node's group, in the order of the nodes; every node has exactly one."""

Counts = NDArray[np.int64]


def group_sizes(groups: Groups) -> Counts:
    """Return how many nodes each group has; codes that nobody carries have 0."""
    return np.bincount(groups, minlength=1 if len(groups) else 0).astype(np.int64)
