"""Commands that serve a network."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Annotated

import typer
from starlette.applications import Starlette

from graph.stores.contract import Store
from graph.stores.neo4j_address import without_password
from importers.report import ImportReport
from importers.territory import Territory
from server.app import create_app
from server.commands.options import Example, Port, RequiredStore
from server.commands.progress import Progress
from server.opening import demo_url, fill_for_demo, reached, read_shipped
from server.running import address_of, listen, serve
from server.settings import Settings, is_loopback, read_settings


def demo(
    port: Port = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="URL", help="Default: a file in the folder .intreccio, here."),
    ] = None,
    example: Example = False,
) -> None:
    r"""Load the plan that comes with Intreccio into a store, serve it and show it.

    \b
    Examples:
      intreccio demo
      intreccio demo --example --port 8001
      intreccio demo --no-browser --store sqlite:////tmp/plan.db
    """
    settings = _with_port(read_settings(), port)
    url = store or demo_url(example=example)
    asyncio.run(_demo(settings, url, read_shipped(example=example), open_browser=not no_browser))


def serve_store(
    store: RequiredStore,
    port: Port = None,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Default: 127.0.0.1. Elsewhere: the public view, and no writing."),
    ] = None,
) -> None:
    r"""Serve the network in a store: pages at /, the map at /map, GraphQL at /graphql.

    \b
    Examples:
      intreccio serve --store sqlite:///plan.db
      intreccio serve --store sqlite:///plan.db --host 0.0.0.0 --port 80
    """
    settings = _with_port(read_settings(), port)
    if host is not None:
        settings = dataclasses.replace(settings, host=host)
    asyncio.run(_serve(settings, store))


async def _demo(settings: Settings, url: str, territory: Territory, *, open_browser: bool) -> None:
    listening = listen(settings)
    try:
        async with reached(url) as opened:
            report = await fill_for_demo(opened, territory)
            typer.echo(f"{territory.title.en} ({without_password(url)}): {_loaded(report)}.")
            app = await _create_app(settings, opened)
            address = address_of(settings, listening)
            _announce(settings, address)
            await serve(app, listening, address if open_browser else None)
    finally:
        listening.close()


async def _serve(settings: Settings, url: str) -> None:
    listening = listen(settings)
    try:
        async with reached(url) as opened:
            app = await _create_app(settings, opened)
            _announce(settings, address_of(settings, listening))
            await serve(app, listening)
    finally:
        listening.close()


async def _create_app(settings: Settings, store: Store) -> Starlette:
    with Progress("Reading the network") as progress:
        return await create_app(settings, store, progress.so_far)


def _loaded(report: ImportReport | None) -> str:
    return "already loaded" if report is None else f"{report.created} facts loaded"


def _announce(settings: Settings, address: str) -> None:
    typer.echo(f"Pages    {address}")
    typer.echo(f"Map      {address}map")
    typer.echo(f"GraphQL  {address}graphql")
    if not is_loopback(settings.host):
        typer.echo("Reachable from other machines: everybody gets the public view, nobody can write.")
    typer.echo("Stop with Ctrl+C.")


def _with_port(settings: Settings, port: int | None) -> Settings:
    return settings if port is None else dataclasses.replace(settings, port=port)
