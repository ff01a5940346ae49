"""A territory's folder in one file: a ZIP archive of its description, tables and vocabulary."""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from graph.errors import FilesRefused, Problem

MOST_FILES = 200
MOST_BYTES = 64 * 1024 * 1024
ENDINGS = frozenset({".csv", ".yaml", ".yml"})
_LIKE = "Pack the folder’s own files: territory.yaml, the tables and the vocabulary."
_BLOCK = 1 << 16


@contextmanager
def unpacked(archive: BinaryIO, name: str) -> Iterator[Path]:
    """Unpack an archive into a folder that is there as long as this lasts.

    The files lie in the archive itself or in one folder of it. What archiving programs add of their
    own (hidden files, __MACOSX) is left out. Raises FilesRefused for a file that is no ZIP archive, is
    damaged or encrypted, holds other files or folders, or would unpack to more than 64 MB or 200 files.
    """
    with tempfile.TemporaryDirectory(prefix="intreccio-") as place:
        folder = Path(place)
        try:
            with zipfile.ZipFile(archive) as opened:
                _unpack(opened, folder, name)
        except FilesRefused:
            raise
        except Exception as error:
            # Of what is damaged, the library and what it decompresses with raise about anything.
            said = getattr(error, "strerror", None) or error
            reason = f"it cannot be unpacked ({said})."
            raise FilesRefused([Problem(name, reason, "Send a ZIP archive without a password.")]) from error
        try:
            yield folder
        except FilesRefused as refusal:
            named = [replace(item, file=_file_of(item, folder, name)) for item in refusal.problems]
            raise FilesRefused(named) from refusal


def _unpack(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    members = [item for item in archive.infolist() if not item.is_dir() and not _is_added(item.filename)]
    if len(members) > MOST_FILES:
        raise FilesRefused([Problem(name, f"it holds {len(members)} files; {MOST_FILES} at most.", _LIKE)])
    paths = [PurePosixPath(item.filename) for item in members]
    folders = {path.parent for path in paths}
    problems = [
        Problem(str(path), "a territory’s folder holds no such file.", _LIKE)
        for path in paths
        if path.suffix.lower() not in ENDINGS or len(path.parts) > 2 or ".." in path.parts
    ]
    names = Counter(_name_of(path) for path in paths)
    if len(folders) > 1:
        problems.append(Problem(name, "its files lie in several folders.", _LIKE))
    elif repeated := [item for item, count in names.items() if count > 1]:
        problems.append(Problem(repeated[0], "it is there twice.", "Keep one."))
    if problems:
        raise FilesRefused(problems)
    left = MOST_BYTES
    for item, path in zip(members, paths, strict=True):
        with archive.open(item) as source, (folder / _name_of(path)).open("wb") as target:
            # What an archive says of its files' sizes may be wrong: what comes out is counted.
            while block := source.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    reason = f"unpacked it is larger than {MOST_BYTES // 1024**2} MB."
                    raise FilesRefused([Problem(name, reason, "Send it in parts.")])
                target.write(block)


def _name_of(path: PurePosixPath) -> str:
    # Some programs write .CSV.
    return path.stem + path.suffix.lower()


def _file_of(problem: Problem, folder: Path, name: str) -> str:
    """Return the file that a problem lies in, as whoever packed the archive knows it."""
    path = Path(problem.file)
    if path == folder:
        return name
    return path.name if path.parent == folder else problem.file


def _is_added(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(path).parts if part != "..")
