"""Room for persisted documents is bounded."""

from __future__ import annotations

from schema.persisted import PersistedDocuments


def test_a_document_is_found_by_its_digest() -> None:
    documents = PersistedDocuments()
    documents.keep("a", "{ viewer { name } }")
    assert documents.get_document("a") == "{ viewer { name } }"
    assert documents.get_document("b") is None


def test_the_document_asked_longest_ago_makes_room() -> None:
    documents = PersistedDocuments(most=2)
    documents.keep("a", "A")
    documents.keep("b", "B")
    documents.get_document("a")
    documents.keep("c", "C")
    assert [documents.get_document(digest) for digest in "abc"] == ["A", None, "C"]


def test_documents_take_no_more_bytes_than_there_is_room_for() -> None:
    documents = PersistedDocuments(most_bytes=10)
    documents.keep("a", "è" * 3)
    documents.keep("b", "è" * 3)
    assert [documents.get_document(digest) for digest in "ab"] == [None, "è" * 3]


def test_what_makes_room_gives_back_its_bytes() -> None:
    documents = PersistedDocuments(most=1, most_bytes=10)
    for digest in "abcdef":
        documents.keep(digest, "12345678")
    assert documents.get_document("f") == "12345678"


def test_a_document_larger_than_all_the_room_drives_nothing_out() -> None:
    documents = PersistedDocuments(most_bytes=10)
    documents.keep("a", "A")
    documents.keep("b", "B" * 11)
    assert [documents.get_document(digest) for digest in "ab"] == ["A", None]


def test_a_document_kept_twice_takes_its_room_once() -> None:
    documents = PersistedDocuments(most_bytes=10)
    documents.keep("a", "12345")
    documents.keep("a", "12345")
    documents.keep("b", "12345")
    assert documents.get_document("a") == "12345"
