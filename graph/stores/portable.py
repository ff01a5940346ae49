"""The portable form of a log: JSON Lines that every store writes and reads alike.

The first line is a header, each further line one commit in revision order, the last one a trailer
with the SHA-256 of all the lines before it. Times are UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from graph.encoding import decode_fact, encode_fact
from graph.errors import Invalid
from graph.log import Commit, CommitRequest, OperationType, Write

FORMAT = "intreccio-log"
VERSION = 1


@dataclass(frozen=True, slots=True)
class PortableLog:
    """A checked export: its vocabulary file and its commits, each as it was asked for."""

    vocabulary: str | None
    commits: tuple[CommitRequest, ...]


async def write_portable(
    head: int, vocabulary: str | None, commits: AsyncIterable[Commit]
) -> AsyncIterator[bytes]:
    """Yield header, commits and trailer, each line with its newline."""
    digest = hashlib.sha256()
    header = {"format": FORMAT, "version": VERSION, "head": head, "vocabulary": vocabulary}
    line = orjson.dumps(header) + b"\n"
    digest.update(line)
    yield line
    async for commit in commits:
        line = orjson.dumps(_commit_to_json(commit), option=orjson.OPT_SORT_KEYS) + b"\n"
        digest.update(line)
        yield line
    yield orjson.dumps({"sha256": digest.hexdigest()}) + b"\n"


async def read_portable(lines: AsyncIterable[bytes]) -> PortableLog:
    """Read an export whole and check it; raises Invalid when it is truncated, altered or foreign."""
    digest = hashlib.sha256()
    pending: bytes | None = None
    header: dict[str, Any] | None = None
    commits: list[CommitRequest] = []
    async for line in lines:
        if pending is not None:
            digest.update(pending)
            if header is None:
                header = _read_header(pending)
            else:
                commits.append(_request_from_json(orjson.loads(pending), base=len(commits)))
        pending = line
    trailer = _json_object(pending)
    if header is None or trailer.get("sha256") != digest.hexdigest():
        raise Invalid(
            "The export is truncated or was altered: its checksum does not fit. Nothing was restored."
        )
    if len(commits) != header["head"]:
        raise Invalid(f"The export holds {len(commits)} revisions and announces {header['head']}.")
    return PortableLog(header["vocabulary"], tuple(commits))


def _read_header(line: bytes) -> dict[str, Any]:
    header = _json_object(line)
    if header.get("format") != FORMAT:
        raise Invalid("This is not an export of Intreccio: its first line is not our header.")
    if header["version"] > VERSION:
        raise Invalid(
            f"The export is of format {header['version']}, newer than {VERSION}: update Intreccio first."
        )
    return header


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
