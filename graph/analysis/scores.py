"""One value for each node, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.analysis.ties import Values


@dataclass(frozen=True, eq=False)
class Scores:
    """Values in the order of the nodes, NaN where a measure is undefined.

    `errors` are their standard errors where values are estimated from a sample; None: they are exact.
    """

    values: Values
    errors: Values | None = None

    @property
    def estimated(self) -> bool:
        """Whether the values are estimates."""
        return self.errors is not None

    @property
    def error(self) -> float | None:
        """The largest standard error of any node; None for exact values."""
        return None if self.errors is None else float(self.errors.max(initial=0.0))

    def defined(self) -> list[float | None]:
        """Return the values with None where they are undefined."""
        return [None if value != value else value for value in self.values.tolist()]
