"""Commands that check files and bring them into a store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import Invalid
from graph.stores.memory import MemoryStore
from graph.stores.neo4j_address import without_password
from graph.stores.url import sqlite_path
from graph.stores.verification import verify
from importers.loading import load_territory
from importers.report import ImportReport
from importers.territory import read_territory
from server.commands.options import RequiredStore
from server.opening import reached

Folders = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Folders that hold a territory.yaml.")]


def load(
    paths: Folders,
    store: RequiredStore,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
) -> None:
    r"""Load a territory's folder into a store: all of it, or nothing.

    Loading again writes what has changed in the files since, and nothing else.

    \b
    Examples:
      intreccio load my-territory/ --store sqlite:///my-territory.db
      intreccio load my-territory/ --store sqlite:///my-territory.db --dry-run
    """
    asyncio.run(_load(paths, store, dry_run=dry_run))


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH…]", help="Folders that hold a territory.yaml.")
    ] = None,
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="A store to check.")] = None,
) -> None:
    r"""Check a territory's folder, or that a store is what its log says.

    Nothing of it changes; a file of an older format is brought up to date.

    \b
    Examples:
      intreccio check my-territory/
      intreccio check --store sqlite:///my-territory.db
    """
    if not paths and store is None:
        raise Invalid("Name a folder to check, or a store with --store.")
    for path in paths or ():
        asyncio.run(_check_folder(path))
    if store is not None:
        asyncio.run(_check_store(store))


async def _load(paths: list[Path], url: str, *, dry_run: bool) -> None:
    territories = [read_territory(path) for path in paths]
    # A dry run leaves no trace, not even an empty store.
    absent = dry_run and url.startswith("sqlite:///") and not sqlite_path(url).exists()
    async with reached("memory://" if absent else url) as opened:
        for territory in territories:
            report = await load_territory(opened, territory, dry_run=dry_run)
            typer.echo(f"{territory.folder}: {_told(report)}")


async def _check_folder(path: Path) -> None:
    report = await load_territory(MemoryStore(), read_territory(path))
    typer.echo(f"{path}: {report.created} facts, nothing wrong.")


async def _check_store(url: str) -> None:
    async with reached(url, create=False) as opened:
        found = await verify(opened)
        for sentence in found:
            typer.echo(sentence, err=True)
        if found:
            raise typer.Exit(1)
        counts = await opened.count()
        head = await opened.head()
        typer.echo(
            f"{without_password(url)}: {counts.entities} entities, {counts.relationships} relationships"
            f" at revision {head}: as the log says."
        )


def _told(report: ImportReport) -> str:
    counts = f"{report.created} created, {report.changed} changed, {report.unchanged} unchanged"
    if report.dry_run:
        return f"{counts} – a dry run, nothing was written."
    return counts + ("." if report.revision is None else f" – revision {report.revision}.")
