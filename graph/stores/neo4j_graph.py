"""The readable graph: what stands now, as nodes and relationships that Neo4j's own tools understand.

A node has the label `Entity` and its kind as a second one, a relationship its kind as its type, both
written as in the vocabulary. Names, dates and properties lie in native types; `sources` are the ids of
the documents that a fact rests on, and `denied` marks what every document denies. Of persons only kind,
status and dates are there; kinds for the data officer alone, and kinds that the network's vocabulary
does not know, are not there at all, nor is anything that touches them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graph.errors import Invalid
from graph.model import Entity, Fact, PropertyValue, Relationship, Scalar
from graph.rights import ViewClass
from graph.standing import is_denied
from graph.stores.neo4j_rows import Row, Rows, Statement, literal
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary

OWN_NAMES = frozenset(
    {
        *("id", "kind", "slug", "name", "summary", "status", "since", "until", "revision"),
        *("role", "strength", "phases", "sources", "denied"),
    }
)
_LARGEST = 2**63
_NO_MORE: Row = {}  # one for all, so that it is sent once

_NODE = ("id", "kind", "slug", "name", "summary", "status", "since", "until", "revision", "denied")
_TIE = ("id", "kind", "role", "strength", "status", "since", "until", "revision", "denied")
_DELETE_TIES = Statement(
    "gone_ties",
    ("id", "kind", "source", "target"),
    """
    MATCH (a:Entity {id: row.source})-[r:$(row.kind)]->(:Entity {id: row.target})
    USING INDEX SEEK a:Entity(id) WHERE r.id = row.id
    DELETE r
    """,
)
_DELETE_NODES = Statement(
    "gone_nodes", ("id",), "MATCH (n:Entity {id: row.id}) USING INDEX SEEK n:Entity(id) DETACH DELETE n"
)
_CREATE_NODES = Statement(
    "new_nodes",
    (*_NODE, "more"),
    f"CREATE (n:Entity:$(row.kind) {literal(_NODE)}) SET n += row.more",
)
_MERGE_NODES = Statement(
    "nodes",
    (*_NODE, "more"),
    f"""
    MERGE (n:Entity {{id: row.id}})
    SET n = {literal(_NODE)} SET n += row.more SET n:$(row.kind)
    """,
)
_CREATE_TIES = Statement(
    "ties",
    (*_TIE, "source", "target", "more"),
    f"""
    MATCH (a:Entity {{id: row.source}}) USING INDEX SEEK a:Entity(id)
    MATCH (b:Entity {{id: row.target}}) USING INDEX SEEK b:Entity(id)
    CREATE (a)-[r:$(row.kind) {literal(_TIE)}]->(b) SET r += row.more
    """,
)


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
    """What of the graph some commits take away and put there, gathered write by write."""

    def __init__(self, readable: Collection[str]) -> None:
        self._readable = readable
        self._gone_ties: list[Row] = []
        self._gone_nodes: list[Row] = []
        self._new_nodes: dict[str, Row] = {}
        self._nodes: dict[str, Row] = {}
        self._ties: dict[str, Row] = {}

    def put(self, fact: Fact, revision: int, *, new: bool = False) -> None:
        """Let a fact be in the graph as a revision wrote it; `new`: its entity was never there."""
        if isinstance(fact, Relationship):
            self._ties[fact.id] = _tie_row(fact, revision)
        elif fact.kind in self._readable:
            new = new or fact.id in self._new_nodes
            (self._new_nodes if new else self._nodes)[fact.id] = _node_row(fact, revision)

    def drop_node(self, entity_id: str) -> None:
        """Let an entity be there no more."""
        if self._new_nodes.pop(entity_id, None) is None:
            self._nodes.pop(entity_id, None)
            self._gone_nodes.append({"id": entity_id})

    def drop_tie(self, tie_id: str, kind: str, source: str, target: str) -> None:
        """Let a relationship be there no more between these ends."""
        if self._ties.pop(tie_id, None) is None:
            self._gone_ties.append({"id": tie_id, "kind": kind, "source": source, "target": target})

    def rows(self) -> list[Rows]:
        """Return what is to be done, in order."""
        return [
            (_DELETE_TIES, self._gone_ties),
            (_DELETE_NODES, self._gone_nodes),
            (_CREATE_NODES, list(self._new_nodes.values())),
            (_MERGE_NODES, list(self._nodes.values())),
            (_CREATE_TIES, list(self._ties.values())),
        ]


def _node_row(entity: Entity, revision: int) -> Row:
    known = entity.sealed is None
    return _row(entity, revision) | {
        "slug": entity.slug if known else None,
        "name": entity.name if known else None,
        "summary": entity.summary if known else None,
    }


def _tie_row(tie: Relationship, revision: int) -> Row:
    row = _row(tie, revision) | {
        "source": tie.source,
        "target": tie.target,
        "role": tie.role,
        "strength": tie.strength,
    }
    return row | {"more": row["more"] | {"phases": list(tie.phases)}} if tie.phases else row


def _row(fact: Fact, revision: int) -> Row:
    more = {
        (f"property_{name}" if name in OWN_NAMES else name): native(value)
        for name, value in fact.properties.items()
    }
    if sources := list(dict.fromkeys(claim.source for claim in fact.claims)):
        more["sources"] = sources
    return {
        "id": fact.id,
        "kind": fact.kind,
        "status": fact.status.value,
        "since": fact.since,
        "until": fact.until,
        "revision": revision,
        "denied": is_denied(fact),
        "more": more or _NO_MORE,
    }


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
