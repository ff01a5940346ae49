"""The command line: `intreccio`."""

from __future__ import annotations

import sys

import typer

from graph.errors import IntreccioError
from server.commands.filling import check, load
from server.commands.keeping import backup, copy, erase, export, restore
from server.commands.looking import facts, map_page, schema, vocabulary
from server.commands.serving import demo, serve_store

app = typer.Typer(
    name="intreccio",
    help="The network of a territory's youth policies: stored, asked over GraphQL, and drawn.",
    epilog="Begin with: intreccio demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo)
app.command("serve")(serve_store)
app.command("load")(load)
app.command("map")(map_page)
app.command("facts")(facts)
app.command("check")(check)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("export")(export)
app.command("copy")(copy)
app.command("erase")(erase)
app.command("schema")(schema)
app.command("vocabulary")(vocabulary)


def main() -> None:
    """Run a command; what is refused ends in a sentence and exit code 1."""
    try:
        app()
    except IntreccioError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe, head for example, has seen enough.
        sys.stderr.close()
        sys.exit(0)
