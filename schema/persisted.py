"""Documents that clients ask by their hash, as Apollo's clients do."""

from __future__ import annotations

from collections import OrderedDict

MOST_DOCUMENTS = 1_000
MOST_BYTES = 4_000_000


class PersistedDocuments:
    """Keeps documents by their SHA-256, within bounds: what was asked longest ago makes room.

    Nothing is lost with a document that went: its client is told so and sends it again.
    """

    def __init__(self, most: int = MOST_DOCUMENTS, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._documents: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0

    def get_document(self, digest: str) -> str | None:
        """Return the document of that SHA-256, None when it is not kept."""
        document = self._documents.get(digest)
        if document is not None:
            self._documents.move_to_end(digest)
        return document

    def keep(self, digest: str, document: str) -> None:
        """Keep a document; one that is larger than all the room there is, is not kept."""
        size = _size(document)
        if digest in self._documents or size > self._most_bytes:
            return
        self._documents[digest] = document
        self._bytes += size
        while len(self._documents) > self._most or self._bytes > self._most_bytes:
            _, oldest = self._documents.popitem(last=False)
            self._bytes -= _size(oldest)


def _size(document: str) -> int:
    return len(document.encode())
