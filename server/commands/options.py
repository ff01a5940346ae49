"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from graph.vocabulary.kinds import Language

OptionalStore = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="INTRECCIO_STORE",
        help="The store, for example sqlite:///plan.db. Default: the plan that comes with Intreccio.",
    ),
]
RequiredStore = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="INTRECCIO_STORE",
        help="The store: sqlite:///path/to/file.db (made when absent), neo4j://user@host:7687 or memory://.",
    ),
]
ExistingStore = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="INTRECCIO_STORE",
        help="The store: sqlite:///path/to/file.db or neo4j://user@host:7687.",
    ),
]
Example = Annotated[
    bool, typer.Option("--example", help="The invented example territory instead of the plan.")
]
At = Annotated[datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="As it was on this day.")]
InPhase = Annotated[str | None, typer.Option("--phase", metavar="SLUG", help="In this phase of the plan.")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Default: 8000; 0: any free one.")]
Public = Annotated[bool, typer.Option("--public", help="Only what everybody may see: without persons.")]
Lang = Annotated[
    Language | None, typer.Option("--lang", help="Language. Default: it, or INTRECCIO_LANGUAGE.")
]
