"""Which facts documents speak of, by their claims; facts that are not asked for are not decoded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from orjson import loads

from graph.model import Fact
from graph.view import View


def count_claims(view: View) -> Counter[str]:
    """Return how many claims each document makes on what can be seen and on what is denied, by its id.

    Cost: O(facts), without decoding them.
    """
    counts: Counter[str] = Counter()

    def count(text: bytes) -> bool:
        counts.update(claim["source"] for claim in loads(text or b"{}").get("claims", ()))
        return False

    for fact in _find(view, count):
        counts.update(claim.source for claim in fact.claims)
    return counts


def find_cited(view: View, document_id: str) -> Iterator[Fact]:
    """Yield what a document says something of: entities, then relationships, then what is denied."""
    name = document_id.encode()
    for fact in _find(view, lambda text: name in text):
        if any(claim.source == document_id for claim in fact.claims):
            yield fact


def find_contestable(view: View) -> Iterator[Fact]:
    """Yield the facts that documents may disagree on: of others there is one claim, or all say just that."""

    def may_be(text: bytes) -> bool:
        return text.count(b'"stance"') > 1 and (b'"DENIES"' in text or b'"property"' in text)

    for fact in _find(view, may_be, denied=False):
        if len(fact.claims) > 1:
            yield fact


def _find(view: View, is_wanted: Callable[[bytes], bool], *, denied: bool = True) -> Iterator[Fact]:
    """Yield the facts whose JSON is wanted, and all that have changed over the columns."""
    snapshot = view.snapshot
    entities, ties, changed = snapshot.entity_columns, snapshot.relationship_columns, snapshot.overlay
    found: Fact | None
    for row in view.find_entity_rows():
        if row in changed.entities or is_wanted(entities.bodies[row]):
            found = snapshot.entity_at(row)
            if found is not None:
                yield found
    for row in [*view.find_relationship_rows(), *(view.denied_rows if denied else ())]:
        if row in changed.relationships or is_wanted(ties.details[row]):
            found = snapshot.relationship_at(row)
            if found is not None:
                yield found
