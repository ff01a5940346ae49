"""Commands that keep a network safe: backup, restore, export, copy and erasure."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import Conflict, Invalid, NotFound, Unavailable
from graph.keyring import default_keyring
from graph.rights import FILE_LOADER, ViewClass
from graph.service import Service
from graph.stores.contract import Store
from graph.stores.neo4j_address import without_password
from graph.stores.portable import check_portable
from graph.stores.verification import verify
from graph.vault import Vault
from importers.loading import vocabulary_of
from server.commands.options import ExistingStore, RequiredStore
from server.commands.progress import Progress
from server.commands.stopping import checking_filled, fill
from server.opening import reached


def backup(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write, for example plan.jsonl.")
    ],
    store: ExistingStore,
) -> None:
    """Write a network with its whole history into one file, while it is in use, and check the file.

    Personal values in it are sealed: keep the master key elsewhere (docs/privacy.md).

    \b
    Example:
      intreccio backup --store sqlite:///plan.db --out plan-2026-11-22.jsonl
    """
    asyncio.run(_backup(out, store))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` or `export` wrote.")],
    store: RequiredStore,
) -> None:
    """Fill an empty store from a backup; a damaged file is refused before anything is written.

    Whoever was erased since the backup stays erased.

    \b
    Example:
      intreccio restore plan-2026-11-22.jsonl --store sqlite:///plan.db
    """
    asyncio.run(_restore(file, store))


def export(store: ExistingStore) -> None:
    """Print a network with its whole history as JSON Lines.

    \b
    Example:
      intreccio export --store sqlite:///plan.db | gzip > plan.jsonl.gz
    """
    asyncio.run(_export(store))


def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to copy.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="An empty store.")],
) -> None:
    """Copy a network with its history into another store, and prove that both are the same.

    \b
    Example:
      intreccio copy --from sqlite:///plan.db --to sqlite:///copy.db
    """
    asyncio.run(_copy(source, target))


def erase(
    slug: Annotated[
        str,
        typer.Argument(metavar="SLUG", help="The person or young person; of one already deleted, the id."),
    ],
    store: ExistingStore,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make a person's values unreadable for good, in the store and in every export from now on.

    \b
    Example:
      intreccio erase g-07 --store sqlite:///plan.db
    """
    if not yes and not typer.confirm(f"Erase {slug} for good? This cannot be undone."):
        raise typer.Exit(1)
    asyncio.run(_erase(slug, store))


async def _backup(out: Path, url: str) -> None:
    part = out.with_name(out.name + ".part")
    async with reached(url, create=False) as opened:
        try:
            with Progress("Writing") as progress:
                await asyncio.to_thread(_require_room_for, part)
                await _write_lines(part, progress.counting(opened.export()))
            header = await check_portable(_read_lines(part))
            await asyncio.to_thread(os.replace, part, out)
        except OSError as error:
            raise Unavailable(f"{out} cannot be written ({error.strerror}).") from error
    typer.echo(f"{out}: revision {header.head}, checked.")


async def _restore(file: Path, url: str) -> None:
    with Progress("Checking") as progress:
        header = await check_portable(progress.counting(_read_lines(file)))
    Vault(default_keyring()).require_fits(header.keys)
    async with reached(url) as opened:
        with Progress("Restoring", header.head) as progress:
            await fill(opened, progress.counting(_read_lines(file)), progress.so_far)
        with checking_filled():
            # Reading it once makes it obey the ledger of erasures.
            await Service(opened, await vocabulary_of(opened)).snapshot()
            await _require_sound(opened)
            await _tell(opened, url)


async def _export(url: str) -> None:
    async with reached(url, create=False) as opened:
        async for line in opened.export():
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


async def _copy(source: str, target: str) -> None:
    if source == target:
        raise Invalid("A store cannot be copied onto itself.")
    async with reached(source, create=False) as old, reached(target) as new:
        digests = (Digest(), Digest())
        with Progress("Copying", await old.head()) as progress:
            await fill(new, progress.counting(digests[0].taking(old.export())), progress.so_far)
        with checking_filled():
            with Progress("Checking", await new.head()) as progress:
                await check_portable(progress.counting(digests[1].taking(new.export())))
            if digests[0].hexdigest() != digests[1].hexdigest():
                raise Conflict("The copy is not what was copied: do not use it.")
            await _require_sound(new)
            await _tell(new, target)
            typer.echo(f"SHA-256 of both: {digests[0].hexdigest()}")


async def _erase(slug: str, url: str) -> None:
    async with reached(url, create=False) as opened:
        service = Service(opened, await vocabulary_of(opened))
        person = (await service.view(ViewClass.DATA_OFFICER)).get_entity_by_slug(slug)
        if person is None and slug not in await opened.keys():
            raise NotFound(f"There is nobody called “{slug}” in {without_password(url)}.")
        result = await service.erase(slug if person is None else person.id, FILE_LOADER)
    typer.echo(
        f"Erased at revision {result.revision}. Backups made before can still be read with the master key."
    )


class Digest:
    """The SHA-256 of lines that pass."""

    def __init__(self) -> None:
        self._sha = sha256()

    async def taking(self, lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass lines on, and take each into the digest."""
        async for line in lines:
            self._sha.update(line)
            yield line

    def hexdigest(self) -> str:
        """Return the digest of what has passed."""
        return self._sha.hexdigest()


async def _require_sound(store: Store) -> None:
    if found := await verify(store):
        raise Conflict(f"The store is not what its log says: {found[0]}")


async def _tell(store: Store, url: str) -> None:
    counts = await store.count()
    typer.echo(
        f"{without_password(url)}: {counts.entities} entities, {counts.relationships} relationships,"
        f" revision {await store.head()}, checked."
    )


def _require_room_for(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)


async def _write_lines(file: Path, lines: AsyncIterator[bytes]) -> None:
    handle = await asyncio.to_thread(file.open, "wb")
    try:
        async for line in lines:
            await asyncio.to_thread(handle.write, line)
        handle.flush()
        await asyncio.to_thread(os.fsync, handle.fileno())
    finally:
        handle.close()


async def _read_lines(file: Path) -> AsyncIterator[bytes]:
    try:
        handle = await asyncio.to_thread(file.open, "rb")
    except OSError as error:
        raise Unavailable(f"{file} cannot be read ({error.strerror}).") from error
    try:
        while line := await asyncio.to_thread(handle.readline):
            yield line
    finally:
        handle.close()
