"""What the index behind searches promises, whatever the words: held against comparing one by one.

INTRECCIO_TEST_EXAMPLES makes it longer.
"""

from __future__ import annotations

import os
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.encoding import encode_fact
from graph.folding import asked_words, folded_words, searchable_words
from graph.identity import entity_id, relationship_id
from graph.log import OperationType, Write
from graph.model import Entity
from graph.search import search
from graph.search_index import index_entities, likeness
from graph.snapshot import build_snapshot
from tests.graph.test_search import CAFFE, REGIA, TAVOLO, entity, found, network, seen, tie, told

EXAMPLES = int(os.environ.get("INTRECCIO_TEST_EXAMPLES", "20"))
LETTERS = "abcdé 1-.’"
names = st.text(LETTERS, min_size=1, max_size=24)
words = st.text("abcd", min_size=1, max_size=11)


def test_changes_are_found_and_what_they_replaced_is_not() -> None:
    before = build_snapshot(1, [REGIA, TAVOLO, CAFFE], [])
    assert found(seen(before), "tavolo") == [TAVOLO.name]
    renamed, new = replace(TAVOLO, name="Banco Giovani"), entity(4, "Tavolo nuovo")
    writes = [
        Write(OperationType.UPDATE, renamed.id, renamed),
        Write(OperationType.CREATE, new.id, new),
        Write(OperationType.DELETE, CAFFE.id, None),
        Write(OperationType.CREATE, relationship_id(1), tie(1, renamed, new)),
    ]
    after = before.advance(2, writes)
    assert after.entity_columns.words is before.entity_columns.words
    assert found(seen(after), "tavolo") == ["Tavolo nuovo"]
    assert found(seen(after), "baco") == []
    assert found(seen(after), "banco") == ["Banco Giovani"]
    assert found(seen(after), "caffe") == []
    assert found(seen(before), "caffe") == [CAFFE.name]


@given(st.lists(names, min_size=1, max_size=12), st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_everything_is_found_by_its_own_name(chosen: list[str], data: st.DataObject) -> None:
    entities = [entity(row, name, data.draw(st.none() | names)) for row, name in enumerate(chosen)]
    view = network(*entities)
    for item in entities:
        if folded_words(item.name):
            assert item in [hit.entity for hit in search(view, item.name, first=1_000)]


@given(
    st.lists(st.tuples(names, names), min_size=1, max_size=10),
    st.lists(st.tuples(st.integers(0, 14), st.none() | st.tuples(names, names)), max_size=8),
    names,
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_changes_over_columns_are_searched_as_columns_are(
    laid: list[tuple[str, str]], changes: list[tuple[int, tuple[str, str] | None]], text: str
) -> None:
    snapshot = build_snapshot(1, [entity(row, *said) for row, said in enumerate(laid)], [])
    for row, said in changes:
        after = None if said is None else entity(row, *said)
        if after is not None or snapshot.get_entity(entity_id(row)) is not None:
            snapshot = snapshot.advance(2, [Write(OperationType.UPDATE, entity_id(row), after)])
    over, worked_in = seen(snapshot), seen(snapshot.compacted())
    assert told(search(over, text, first=100)) == told(search(worked_in, text, first=100))


@given(st.lists(words, min_size=1, max_size=30), words)
@settings(max_examples=4 * EXAMPLES, deadline=None)
def test_the_index_finds_what_comparing_word_by_word_finds(candidates: list[str], word: str) -> None:
    view = network(*(entity(row, candidate) for row, candidate in enumerate(candidates)))
    hits = {hit.entity.name: round(100 * hit.score) for hit in search(view, word, first=100)}
    worth = {candidate: likeness(word, candidate) for candidate in candidates}
    assert hits == {candidate: value for candidate, value in worth.items() if value}


@given(names)
@settings(max_examples=EXAMPLES, deadline=None)
def test_all_that_a_text_asks_for_is_among_its_own_words(text: str) -> None:
    own = set(searchable_words(text))
    assert own.issuperset(word for item in asked_words(text) for word in (item.word, *item.parts))


def test_what_is_sealed_is_not_in_the_index() -> None:
    person = entity(1, "", kind="young_person")
    sealed = Entity(person.id, person.kind, person.id, "", sealed=b"Mario Rossi")
    assert index_entities([0], [encode_fact(sealed)]).words == [person.id]
