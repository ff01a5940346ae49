"""Statements that are run with many rows at once.

The driver packs what it sends value by value, in Python. Rows are therefore sent as columns, a name once and
not with every row, and a column that says the same throughout as that one value: a third of the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graph.stores.neo4j_connection import PAGE

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

FEW = 100  # rows that go to the server in one journey, whatever is done with them

# The server takes a value where it is used: a map of each row would have to be made and taken apart again.
_VALUE = re.compile(r"\brow\.(\w+)")

Row = dict[str, Any]
ItemT = TypeVar("ItemT")


def literal(columns: Iterable[str]) -> str:
    """Return a map of these columns of a row, in Cypher."""
    return f"{{{', '.join(f'{column}: row.{column}' for column in columns)}}}"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is done with each row: Cypher that returns nothing, where `row.x` is the row's value of column x.

    Its parameter has the statement's name; the first column tells rows apart.
    """

    name: str
    columns: tuple[str, ...]
    each: str

    def with_rows(self, rows: Sequence[Row], *, compact: bool) -> tuple[str, Row]:
        """Return the whole statement and its parameter.

        `compact` makes columns of one value one value. Then the text depends on the rows, and the server has
        to plan it anew for some: that pays for many.
        """
        sent: Row = {"size": len(rows)}
        values = {}
        for column in self.columns:
            said = [row[column] for row in rows]
            # The same object, not an equal one: 1 equals true.
            alike = compact and len(set(map(id, said))) == 1
            sent[column] = said[0] if alike else said
            values[column] = f"${self.name}.{column}" + ("" if alike else "[i]")
            if alike and said[0] is None:
                values[column] = "null"
        each = _VALUE.sub(lambda found: values[found[1]], self.each)
        return f"UNWIND range(0, ${self.name}.size - 1) AS i {each}", sent


Rows = tuple[Statement, Sequence[Row]]


async def write_rows(transaction: AsyncManagedTransaction, written: Iterable[Rows]) -> None:
    """Run statements with their rows, one after the other: a few all together, many page by page."""
    needed = [(statement, rows) for statement, rows in written if rows]
    if sum(len(rows) for _, rows in needed) <= FEW:
        parts = {statement.name: statement.with_rows(rows, compact=False) for statement, rows in needed}
        text = "\n".join(f"CALL () {{ {part} }}" for part, _ in parts.values())
        if text:
            sent = {name: columns for name, (_, columns) in parts.items()}
            await (await transaction.run(text, sent)).consume()
        return
    for statement, rows in needed:
        for page in paged(rows):
            text, columns = statement.with_rows(page, compact=True)
            await (await transaction.run(text, {statement.name: columns})).consume()


def paged(rows: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
    """Yield rows in portions that one query may take."""
    for start in range(0, len(rows), PAGE):
        yield rows[start : start + PAGE]
