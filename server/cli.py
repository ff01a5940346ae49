"""The command line: `intreccio`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import cleandoc

import typer

from graph.errors import IntreccioError
from server.commands.charting import chart
from server.commands.filling import check, load
from server.commands.keeping import backup, copy, erase, export, restore
from server.commands.looking import facts, measures, schema, vocabulary
from server.commands.mapping import map_page
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
COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo,
    "serve": serve_store,
    "load": load,
    "map": map_page,
    "chart": chart,
    "facts": facts,
    "check": check,
    "backup": backup,
    "restore": restore,
    "export": export,
    "copy": copy,
    "erase": erase,
    "schema": schema,
    "vocabulary": vocabulary,
    "measures": measures,
}
for _name, _command in COMMANDS.items():
    # In help, the paragraph after a backspace keeps its lines; a raw docstring holds the two letters.
    app.command(_name, help=cleandoc(_command.__doc__ or "").replace(r"\b", "\b"))(_command)


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
