"""How much of something each district has."""

from __future__ import annotations

import strawberry

from graph.coverage import CoverageCell, CoverageRow
from schema.arguments import InLanguage, Ranked
from schema.bounds import LARGEST_RANKING, bounded
from schema.entity import EntityNode
from schema.enums import Language
from schema.field import field
from schema.kinds import District
from schema.look import Look
from schema.price import priced


@strawberry.type(name="Coverage", description="How much of something each district has: rows by districts.")
class CoverageNode:
    """A coverage."""

    rows: list[CoverageRowNode] = strawberry.field(
        description="The rows, in their own order.", metadata=priced(items=100)
    )


@strawberry.type(name="CoverageRow", description="One topic, action, resource … and what each district has.")
class CoverageRowNode:
    """A row."""

    look: strawberry.Private[Look]
    row: strawberry.Private[CoverageRow]

    @field("What the row is about: the entity's name, or the level of its bodies in words.")
    def label(self, language: InLanguage = Language.IT) -> str:
        """Return the label."""
        return self.row.label.text(language or Language.IT)

    @field("The entity that the row is about; null for rows of bodies, which are levels.")
    def entity(self) -> EntityNode | None:
        """Return the entity."""
        return None if self.row.entity is None else self.look.entity(self.row.entity)

    @field("What each district has, in the order of districts; an empty cell is there with zeros.")
    def cells(self) -> list[CoverageCellNode]:
        """Return the cells."""
        return [CoverageCellNode(look=self.look, cell=cell) for cell in self.row.cells]


@strawberry.type(name="CoverageCell", description="What a row has in one district.")
class CoverageCellNode:
    """A cell."""

    look: strawberry.Private[Look]
    cell: strawberry.Private[CoverageCell]

    @field("The district.")
    def district(self) -> District:
        """Return the district."""
        return self.look.entity(self.cell.district)  # type: ignore[return-value]

    @field("How many of it there are.")
    def actual(self) -> int:
        """Count what is so."""
        return len(self.cell.actual)

    @field("How many more are foreseen.")
    def planned(self) -> int:
        """Count what is foreseen."""
        return len(self.cell.planned)

    @field("Whether a document says that what the row is about is not there; it counts nowhere.")
    def denied(self) -> bool:
        """Tell whether it is denied."""
        return bool(self.cell.denied)

    @field("What is counted, by name: what is there first, then what is foreseen.")
    def entities(self, first: Ranked = 20) -> list[EntityNode]:
        """Return the entities."""
        most = bounded(first, 20, 0, LARGEST_RANKING, "first")
        return self.look.entities(self.cell.entities[:most])


def coverage_node(look: Look, rows: list[CoverageRow]) -> CoverageNode:
    """Return a coverage as its GraphQL type."""
    return CoverageNode(rows=[CoverageRowNode(look=look, row=row) for row in rows])
