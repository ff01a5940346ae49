"""The readable graph: what stands now, as nodes and relationships that Neo4j's own tools understand.

A node has the label `Entity` and its kind as a second one, a relationship its kind as its type, both
written as in the vocabulary. Names, dates and properties lie in native types; `sources` are the ids of
the documents that a fact rests on, and `denied` marks what every document denies. Of persons only kind,
status and dates are there; kinds for the data officer alone, and kinds that the network's vocabulary
does not know, are not there at all, nor is anything that touches them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import Invalid
from graph.model import Entity, Fact, PropertyValue, Relationship, Scalar
from graph.rights import ViewClass
from graph.standing import is_denied
from graph.stores.neo4j_connection import PAGE
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

Row = dict[str, Any]
OWN_NAMES = frozenset(
    {
        *("id", "kind", "slug", "name", "summary", "status", "since", "until", "revision"),
        *("role", "strength", "phases", "sources", "denied"),
    }
)
_LARGEST = 2**63

_DELETE_TIES = """
UNWIND $rows AS row
MATCH (:Entity {id: row.source})-[r:$(row.kind)]->(:Entity {id: row.target}) WHERE r.id = row.id
DELETE r
"""
_DELETE_NODES = "UNWIND $rows AS id MATCH (n:Entity {id: id}) DETACH DELETE n"
_CREATE_NODES = "UNWIND $rows AS row CREATE (n:Entity:$(row.kind)) SET n = row.said"
_MERGE_NODES = """
UNWIND $rows AS row MERGE (n:Entity {id: row.said.id}) SET n = row.said SET n:$(row.kind)
"""
_CREATE_TIES = """
UNWIND $rows AS row
MATCH (a:Entity {id: row.source}) MATCH (b:Entity {id: row.target})
CREATE (a)-[r:$(row.kind)]->(b) SET r = row.said
"""


def readable_kinds(own_vocabulary: str | None) -> frozenset[str]:
    """Return the kinds of entity that may be in the graph, by the core vocabulary and the network's own.

    With an own one that cannot be read there are none: nobody can tell then what is to be hidden.
    """
    own = None if own_vocabulary is None else VocabularySource("the store's vocabulary", own_vocabulary)
    try:
        kinds = load_vocabulary(own).entity_kinds
    except Invalid:
        return frozenset()
    return frozenset(name for name, kind in kinds.items() if kind.visible_to < ViewClass.DATA_OFFICER)


class GraphChanges:
    """What of the graph a commit takes away and puts there, gathered fact by fact."""

    def __init__(self, readable: Collection[str]) -> None:
        self._readable = readable
        self._gone_ties: list[Row] = []
        self._gone_nodes: list[str] = []
        self._new_nodes: list[Row] = []
        self._nodes: list[Row] = []
        self._ties: list[Row] = []

    def put(self, fact: Fact, *, new: bool = False) -> None:
        """Let a fact be in the graph as it is; `new`: its entity was never there."""
        if isinstance(fact, Relationship):
            row = _tie_row(fact.id, fact.kind, fact.source, fact.target)
            self._ties.append({**row, "said": _said_of_tie(fact)})
        elif fact.kind in self._readable:
            (self._new_nodes if new else self._nodes).append({"kind": fact.kind, "said": _said_of_node(fact)})

    def drop_node(self, entity_id: str) -> None:
        """Let an entity be there no more."""
        self._gone_nodes.append(entity_id)

    def drop_tie(self, tie_id: str, kind: str, source: str, target: str) -> None:
        """Let a relationship be there no more between these ends."""
        self._gone_ties.append(_tie_row(tie_id, kind, source, target))

    async def write(self, transaction: AsyncManagedTransaction) -> None:
        """Write them, page by page."""
        for query, rows in (
            (_DELETE_TIES, self._gone_ties),
            (_DELETE_NODES, self._gone_nodes),
            (_CREATE_NODES, self._new_nodes),
            (_MERGE_NODES, self._nodes),
            (_CREATE_TIES, self._ties),
        ):
            for page in paged(rows):
                await (await transaction.run(query, rows=page)).consume()


def paged(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Yield rows in portions that one query may take."""
    for start in range(0, len(rows), PAGE):
        yield rows[start : start + PAGE]


def _tie_row(tie_id: str, kind: str, source: str, target: str) -> Row:
    return {"id": tie_id, "kind": kind, "source": source, "target": target}


def _said_of_node(entity: Entity) -> Row:
    said = _said(entity)
    if entity.sealed is None:
        said |= {"slug": entity.slug, "name": entity.name, "summary": entity.summary}
    return said


def _said_of_tie(tie: Relationship) -> Row:
    said = _said(tie) | {"role": tie.role, "strength": tie.strength}
    return said | ({"phases": list(tie.phases)} if tie.phases else {})


def _said(fact: Fact) -> Row:
    said: Row = {
        (f"property_{name}" if name in OWN_NAMES else name): native(value)
        for name, value in fact.properties.items()
    }
    said |= {
        "id": fact.id,
        "kind": fact.kind,
        "status": fact.status.value,
        "since": fact.since,
        "until": fact.until,
        "revision": fact.revision,
        "denied": is_denied(fact),
    }
    if sources := list(dict.fromkeys(claim.source for claim in fact.claims)):
        said["sources"] = sources
    return said


def native(value: PropertyValue) -> Any:  # noqa: ANN401 - whatever Neo4j can hold
    """Return a value as Neo4j keeps it: a list of several types becomes one of texts."""
    if not isinstance(value, tuple):
        return _native(value)
    types = {type(item) for item in value}
    if types == {int, float}:
        return [float(item) for item in value if isinstance(item, (int, float))]
    if len(types) > 1:
        return [str(item) for item in value]
    return [_native(item) for item in value]


def _native(value: Scalar) -> Scalar:
    return float(value) if isinstance(value, int) and abs(value) >= _LARGEST else value
