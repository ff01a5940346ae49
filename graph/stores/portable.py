"""The portable form of a log: JSON Lines that every store writes and reads alike.

The first line is a header, each further line one commit in revision order, the last one a trailer
with the SHA-256 of all the lines before it. Times are UTC. Personal values are sealed; the header holds
their wrapped keys, those that were not destroyed, which nobody can use without the master key.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from graph.encoding import decode_fact, encode_fact
from graph.errors import Invalid
from graph.log import Commit, CommitRequest, OperationType, Write

FORMAT = "intreccio-log"
VERSION = 2  # 1 held personal values in clear, and was never released
DAMAGED = "The export is truncated or was altered: its checksum does not fit. Nothing was restored."


@dataclass(frozen=True, slots=True)
class PortableHeader:
    """What an export announces: its head, and what is kept beside the log."""

    head: int
    vocabulary: str | None
    keys: Mapping[str, bytes]
    erased: frozenset[str]


async def write_portable(header: PortableHeader, commits: AsyncIterable[Commit]) -> AsyncIterator[bytes]:
    """Yield header, commits and trailer, each line with its newline."""
    digest = hashlib.sha256()
    said = {
        "format": FORMAT,
        "version": VERSION,
        "head": header.head,
        "vocabulary": header.vocabulary,
        "keys": {owner: b64encode(key).decode() for owner, key in sorted(header.keys.items())},
        "erased": sorted(header.erased),
    }
    line = orjson.dumps(said) + b"\n"
    digest.update(line)
    yield line
    async for commit in commits:
        line = orjson.dumps(_commit_to_json(commit), option=orjson.OPT_SORT_KEYS) + b"\n"
        digest.update(line)
        yield line
    yield orjson.dumps({"sha256": digest.hexdigest()}) + b"\n"


class PortableReading:
    """Reads an export line by line, and tells at the end whether it was whole.

    Feed it every line, then call `finish`; until that has returned, nothing read may be kept.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._pending: bytes | None = None
        self._header: PortableHeader | None = None
        self._commits = 0

    def feed(self, line: bytes) -> CommitRequest | None:
        """Take the next line; return the commit of the line before, if that was one."""
        line, self._pending = self._pending or b"", line
        if not line:
            return None
        self._digest.update(line)
        if self._header is None:
            self._header = _read_header(line)
            return None
        try:
            request = _request_from_json(orjson.loads(line), base=self._commits)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise Invalid(DAMAGED) from error
        self._commits += 1
        return request

    def finish(self) -> PortableHeader:
        """Return what the export announced; raises Invalid when it is truncated, altered or foreign."""
        if self._header is None or _json_object(self._pending).get("sha256") != self._digest.hexdigest():
            raise Invalid(DAMAGED)
        if self._commits != self._header.head:
            raise Invalid(f"The export holds {self._commits} revisions and announces {self._header.head}.")
        return self._header


async def check_portable(lines: AsyncIterable[bytes]) -> PortableHeader:
    """Read an export to its end and keep nothing; raises Invalid when it is damaged."""
    reading = PortableReading()
    async for line in lines:
        reading.feed(line)
    return reading.finish()


def _read_header(line: bytes) -> PortableHeader:
    header = _json_object(line)
    if header.get("format") != FORMAT:
        raise Invalid("This is not an export of Intreccio: its first line is not our header.")
    try:
        version = int(header["version"])
        keys = {owner: b64decode(key, validate=True) for owner, key in header["keys"].items()}
        read = PortableHeader(int(header["head"]), header["vocabulary"], keys, frozenset(header["erased"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        if header.get("version") == 1:
            raise Invalid("The export is of format 1, which is no longer read: export it anew.") from error
        raise Invalid(DAMAGED) from error
    if version > VERSION:
        raise Invalid(f"The export is of format {version}, newer than {VERSION}: update Intreccio first.")
    if version < VERSION:
        raise Invalid(f"The export is of format {version}, which is no longer read: export it anew.")
    return read


def _json_object(line: bytes | None) -> dict[str, Any]:
    try:
        content = orjson.loads(line or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _commit_to_json(commit: Commit) -> dict[str, Any]:
    return {
        "revision": commit.revision,
        "at": commit.at.isoformat(),
        "actor": commit.actor,
        "note": commit.note,
        "key": commit.key,
        "writes": list(_writes_to_json(commit)),
    }


def _writes_to_json(commit: Commit) -> Iterable[dict[str, Any]]:
    for operation in commit.operations:
        yield {
            "type": operation.type.value,
            "id": operation.id,
            "after": None if operation.after is None else orjson.Fragment(encode_fact(operation.after)),
            "merged_into": operation.merged_into,
        }


def _request_from_json(said: dict[str, Any], base: int) -> CommitRequest:
    writes = tuple(
        Write(
            type=OperationType(write["type"]),
            id=write["id"],
            after=None
            if write["after"] is None
            else decode_fact(write["id"], said["revision"], orjson.dumps(write["after"])),
            merged_into=write["merged_into"],
        )
        for write in said["writes"]
    )
    return CommitRequest(
        base=base,
        writes=writes,
        actor=said["actor"],
        at=datetime.fromisoformat(said["at"]),
        note=said["note"],
        key=said["key"],
    )
