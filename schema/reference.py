"""The reference: everything that the schema holds, on one page to read and to search in."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
)
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from schema.pages import write_page

ROOTS, NODES, TYPES = "Ask, write, follow", "Things with an id", "Other types"
INPUTS, CHOICES, VALUES = "Inputs", "Choices", "Single values"


@dataclass(frozen=True, slots=True)
class Entry:
    """A field, an argument or a value of an enum; `type` is in three parts, of which the second is a name."""

    name: str
    anchor: str
    description: str | None
    deprecated: str | None
    type: tuple[str, str, str] | None = None
    default: str | None = None
    arguments: tuple[Entry, ...] = ()


@dataclass(slots=True)
class Kind:
    """A type; `shared` are its fields that are told at an interface, `uses` where it is given or taken."""

    name: str
    sort: str
    description: str | None
    entries: Sequence[Entry] = ()
    shared: Sequence[str] = ()
    interfaces: Sequence[str] = ()
    members: Sequence[str] = ()
    one_of: bool = False
    is_root: bool = False
    uses: list[str] = field(default_factory=list)


class Reference:
    """Answers with the page; it is written when it is first asked for, which takes half a second."""

    def __init__(self, sdl: str) -> None:
        self._sdl = sdl
        self._page: str | None = None

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        del request
        if self._page is None:
            self._page = await asyncio.to_thread(write_reference, self._sdl)
        return HTMLResponse(self._page, headers={"content-language": "en"})


def write_reference(sdl: str) -> str:
    """Return the page on a schema, in the words of its own descriptions."""
    groups = read_kinds(build_schema(sdl, assume_valid=True))
    return write_page("reference", groups=groups, language="en")


def read_kinds(schema: GraphQLSchema) -> dict[str, list[Kind]]:
    """Return every type of a schema, in groups, by name; introspection's own are left out."""
    roots = [root for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root]
    groups: dict[str, list[Kind]] = {name: [] for name in (ROOTS, NODES, TYPES, INPUTS, CHOICES, VALUES)}
    groups[ROOTS] = [replace(_read(schema, root), is_root=True) for root in roots]
    for name, kind in sorted(schema.type_map.items()):
        if not name.startswith("__") and kind not in roots:
            groups[_group_of(kind)].append(_read(schema, kind))
    # What is said at an interface holds for all that follows.
    groups[NODES].sort(key=lambda kind: (not kind.members, kind.name))
    _find_uses(schema, {kind.name: kind for kind in chain(*groups.values())})
    return {name: kinds for name, kinds in groups.items() if kinds}


def _group_of(kind: GraphQLNamedType) -> str:
    if isinstance(kind, GraphQLInterfaceType) or (isinstance(kind, GraphQLObjectType) and kind.interfaces):
        return NODES
    if isinstance(kind, GraphQLObjectType | GraphQLUnionType):
        return TYPES
    if isinstance(kind, GraphQLInputObjectType):
        return INPUTS
    return CHOICES if isinstance(kind, GraphQLEnumType) else VALUES


def _read(schema: GraphQLSchema, kind: GraphQLNamedType) -> Kind:
    found = Kind(kind.name, "scalar", kind.description)
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        found.sort = "interface" if isinstance(kind, GraphQLInterfaceType) else "type"
        found.interfaces = [interface.name for interface in kind.interfaces]
        found.shared = _find_shared(kind)
        own = {name: field for name, field in kind.fields.items() if name not in found.shared}
        found.entries = [_field(kind.name, name, field) for name, field in own.items()]
    elif isinstance(kind, GraphQLInputObjectType):
        found.sort = "input"
        found.entries = [_input(kind.name, name, field) for name, field in kind.fields.items()]
        given = (kind.ast_node and kind.ast_node.directives) or ()
        found.one_of = any(directive.name.value == "oneOf" for directive in given)
    elif isinstance(kind, GraphQLEnumType):
        found.sort = "enum"
        found.entries = [
            Entry(name, f"{kind.name}.{name}", value.description, value.deprecation_reason)
            for name, value in kind.values.items()
        ]
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        found.members = sorted(member.name for member in schema.get_possible_types(kind))
    return found


def _find_shared(kind: GraphQLObjectType | GraphQLInterfaceType) -> list[str]:
    """Return the fields that an interface has too, and says the same of."""

    def told(field: GraphQLField) -> tuple[object, ...]:
        arguments = [(name, str(item.type), item.description) for name, item in field.args.items()]
        return str(field.type), field.description, field.deprecation_reason, arguments

    return [
        name
        for name, field in kind.fields.items()
        if any(told(field) == told(other.fields[name]) for other in kind.interfaces if name in other.fields)
    ]


def _field(owner: str, name: str, said: GraphQLField) -> Entry:
    anchor = f"{owner}.{name}"
    return Entry(
        name,
        anchor,
        said.description,
        said.deprecation_reason,
        _parts(said.type),
        arguments=tuple(_input(anchor, item, argument) for item, argument in said.args.items()),
    )


def _input(owner: str, name: str, said: GraphQLArgument | GraphQLInputField) -> Entry:
    node = said.ast_node.default_value if said.ast_node else None
    default = None if node is None else print_ast(node)
    return Entry(
        name,
        f"{owner}.{name}",
        said.description,
        said.deprecation_reason,
        _parts(said.type),
        None if default == "null" else default,
    )


def _parts(kind: object) -> tuple[str, str, str]:
    before, name, after = str(kind).partition(str(get_named_type(kind)))  # type: ignore[call-overload]
    return before, name, after


def _find_uses(schema: GraphQLSchema, kinds: dict[str, Kind]) -> None:
    """Note at each type the fields that give it or take it, those of interfaces once."""
    uses: dict[str, dict[str, None]] = defaultdict(dict)
    for kind in kinds.values():
        for entry in _entries_in(kind.entries):
            if entry.type is not None:
                place = entry.anchor.split(".")
                uses[entry.type[1]][".".join(place[:2])] = None
    for name, kind in kinds.items():
        if not is_specified_scalar_type(schema.type_map[name]):
            kind.uses = list(uses[name])


def _entries_in(entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from entry.arguments
