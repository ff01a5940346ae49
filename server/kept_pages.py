"""Pages as they were written, kept as long as the network stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

MOST_PAGES = 256
MOST_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """What an address is answered with, and a tag that names just this."""

    body: bytes
    status: int = 200
    media_type: str = "text/html"

    @property
    def tag(self) -> str:
        """An entity tag, weak: what is sent may be compressed."""
        return f'W/"{sha256(self.body).hexdigest()[:32]}"'


class KeptPages:
    """Keeps the pages asked for last, of one head revision only, up to a number of pages and of bytes.

    Nothing is kept across a change: what was erased is in no page any more.
    """

    def __init__(self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES) -> None:
        self._most_pages, self._most_bytes = most_pages, most_bytes
        self._pages: OrderedDict[str, WrittenPage] = OrderedDict()
        self._head = -1
        self._bytes = 0

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._pages)

    def get(self, head: int, name: str) -> WrittenPage | None:
        """Return a page that was written at this head; pages of another head are let go."""
        if head != self._head:
            self._pages.clear()
            self._head, self._bytes = head, 0
        if name in self._pages:
            self._pages.move_to_end(name)
        return self._pages.get(name)

    def keep(self, head: int, name: str, page: WrittenPage) -> None:
        """Keep a page that was begun at this head, unless the head has moved since."""
        if head != self._head or name in self._pages or len(page.body) > self._most_bytes:
            return
        self._pages[name] = page
        self._bytes += len(page.body)
        while len(self._pages) > self._most_pages or self._bytes > self._most_bytes:
            _, gone = self._pages.popitem(last=False)
            self._bytes -= len(gone.body)
