"""A territory's folder: `territory.yaml`, its tables and its own vocabulary."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graph.errors import FilesRefused, Problem
from graph.vocabulary.declarations import LabelDeclaration, VocabularySource
from graph.vocabulary.kinds import Label
from graph.vocabulary.layering import load_vocabulary
from graph.vocabulary.vocabulary import Vocabulary
from importers.formats.tables import read_tables
from importers.records import Records

DESCRIPTION = "territory.yaml"


class _Description(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: LabelDeclaration
    note: LabelDeclaration | None = None
    plan: str
    document: str | None = None
    vocabulary: str | None = None


@dataclass(frozen=True)
class Territory:
    """A folder, read and checked: what it is called and everything it says.

    `digest` is the SHA-256 of its files, so that the same folder is not loaded twice.
    """

    folder: Path
    title: Label
    note: Label | None
    plan: str
    vocabulary_text: str | None
    vocabulary: Vocabulary
    records: Records
    digest: str


def read_territory(folder: Path) -> Territory:
    """Read a territory's folder whole.

    Raises FilesRefused, naming file, row and column of everything that is wrong in it.
    """
    if not folder.is_dir():
        raise FilesRefused([Problem(str(folder), "there is no such folder.", "Name a territory's folder.")])
    if not (folder / DESCRIPTION).is_file():
        raise FilesRefused(
            [Problem(str(folder), f"it holds no {DESCRIPTION}.", "See docs/territory-files.md.")]
        )
    said = VocabularySource.read(folder / DESCRIPTION).parse(_Description)
    outside = said.vocabulary in ("", "..") or not (said.vocabulary or "").isprintable()
    if said.vocabulary is not None and (outside or Path(said.vocabulary).name != said.vocabulary):
        # A description may come from anywhere: it names nothing outside its folder.
        reason = f"vocabulary: “{said.vocabulary}” is no file of this folder."
        raise FilesRefused([Problem(DESCRIPTION, reason, "Put the file beside it, and write its name.")])
    own = None if said.vocabulary is None else VocabularySource.read(folder / said.vocabulary)
    vocabulary = load_vocabulary(own)
    tables = sorted(folder.glob("*.csv"))
    if not tables:
        raise FilesRefused([Problem(str(folder), "it holds no table (.csv).")])
    return Territory(
        folder=folder,
        title=_label(said.title),
        note=None if said.note is None else _label(said.note),
        plan=said.plan,
        vocabulary_text=None if own is None else own.text,
        vocabulary=vocabulary,
        records=read_tables(tables, vocabulary, said.document),
        digest=_digest(
            [folder / DESCRIPTION, *([folder / said.vocabulary] if said.vocabulary else []), *tables]
        ),
    )


def shipped_territory(name: str) -> Path:
    """Return the folder of a territory that comes with Intreccio."""
    return Path(str(resources.files("importers"))) / "territories" / name


def _label(said: LabelDeclaration) -> Label:
    return Label(said.it, said.en)


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
