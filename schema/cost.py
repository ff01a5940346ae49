"""What a question may cost, told before it is answered.

The cost is how many fields and items of lists the answer may hold at most: lists multiply what is
asked of each of their items. A list is as long as its field declares, else as `first` or `last` says,
else as the page of the connection it is in, else ten. What computes adds a weight, in the same unit.
`@skip` and `@include` are not looked at, and of fragments on different types all count: an answer
often costs less. The lists of introspection count as long as they are in this schema on average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    value_from_ast_untyped,
)
from graphql.type import GraphQLInterfaceType, GraphQLObjectType

from schema.bounds import LARGEST_RANKING
from schema.connection import DEFAULT_PAGE
from schema.limits import SATURATED, Limits, require_within
from schema.price import FREE, Arguments, Number, Price, price_in
from schema.shape import order_fragments

ASSUMED_LENGTH = 10
_NOTHING: Mapping[str, ValueNode] = MappingProxyType({})


class Costs:
    """The costs of a valid document's operations, for whatever variables come with them.

    Making it, and asking it, takes time linear in the document: each fragment is added up once.
    """

    def __init__(self, prices: Prices, document: DocumentNode) -> None:
        fragments: dict[str, Selected] = {}
        self._operations: dict[str | None, _Operation] = {}
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                above = definition.type_condition.name.value
                fragments[definition.name.value] = prices.read(definition.selection_set, above)
            elif isinstance(definition, OperationDefinitionNode):
                name = definition.name.value if definition.name else None
                self._operations[name] = _Operation.read(prices, definition)
        spreads = {name: list(found.find_spreads()) for name, found in fragments.items()}
        self._fragments = {name: fragments[name] for name in order_fragments(spreads) if name in fragments}
        self._known: dict[str | None, int] = {}

    def require_affordable(self, operation: str | None, variables: Arguments | None, limits: Limits) -> None:
        """Raise TooComplex when an operation costs too much with these variables, or asks too large a page.

        Nothing is said of an operation that is not there.
        """
        if operation in self._operations:
            require_within("cost", self.add_up(operation, variables, limits), limits.cost)

    def add_up(self, operation: str | None, variables: Arguments | None, limits: Limits) -> int:
        """Return the cost of an operation with variables as they were sent; raises TooComplex for a page."""
        if operation in self._known:
            return self._known[operation]
        asked = self._operations[operation]
        reckoning = _Reckoning({**asked.defaults, **(variables or {})}, limits)
        for name, selected in self._fragments.items():
            reckoning.fragments[name] = reckoning.add_up(selected)
        found = reckoning.add_up(asked.whole).times(ASSUMED_LENGTH)
        if not asked.varies:
            self._known[operation] = found
        return found


class Prices:
    """What the fields of a schema declare of their cost; read once."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._offered: dict[tuple[str, str], _Offered] = {}
        own = [kind for name, kind in schema.type_map.items() if not name.startswith("__")]
        holding = [kind for kind in own if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)]
        fields = [definition for kind in holding for definition in kind.fields.values()]
        inputs = [kind for kind in own if isinstance(kind, GraphQLInputObjectType)]
        self._introspection = {
            "types": Price(len(schema.type_map)),
            "fields": Price(_average(len(fields), len(holding))),
            "args": Price(_average(sum(len(definition.args) for definition in fields), len(fields))),
            "inputFields": Price(_average(sum(len(kind.fields) for kind in inputs), len(inputs))),
        }

    def root_of(self, operation: OperationDefinitionNode) -> str:
        """Return the name of the type that an operation starts from."""
        root = self._schema.get_root_type(operation.operation)
        return "" if root is None else root.name

    def read(self, selections: SelectionSetNode, type_name: str) -> Selected:
        """Return what a selection set asks of a type; what the type does not have is left out."""
        found = Selected()
        waiting = [(selections, self._schema.get_type(type_name))]
        while waiting:
            selected, kind = waiting.pop()
            for selection in selected.selections:
                if isinstance(selection, FragmentSpreadNode):
                    found.spreads.append(selection.name.value)
                elif isinstance(selection, InlineFragmentNode):
                    named = selection.type_condition
                    inner = kind if named is None else self._schema.get_type(named.name.value)
                    waiting.append((selection.selection_set, inner))
                elif isinstance(selection, FieldNode) and kind is not None and is_composite_type(kind):
                    definition = self._schema.get_field(kind, selection.name.value)
                    if definition is not None:
                        self._add(found, selection, definition, kind)
        return found

    def _add(
        self, found: Selected, selection: FieldNode, definition: GraphQLField, above: GraphQLNamedType
    ) -> None:
        offered = self._offer(selection.name.value, definition, above)
        if selection.selection_set is not None:
            below = self.read(selection.selection_set, get_named_type(definition.type).name)
        elif offered.price is FREE and not offered.many:
            found.plain += 1
            return
        else:
            below = None
        given = {argument.name.value: argument.value for argument in selection.arguments or ()}
        found.fields.append(_Asked(offered, given if offered.varies else _NOTHING, below))

    def _offer(self, name: str, definition: GraphQLField, above: GraphQLNamedType) -> _Offered:
        if (above.name, name) not in self._offered:
            price = self.price_of(name, definition, above)
            self._offered[above.name, name] = _Offered(
                price=price,
                many=is_list_type(get_nullable_type(definition.type)),
                sized="first" in definition.args,
                varies="first" in definition.args or callable(price.items) or callable(price.weight),
                defaults={
                    argument: found.default_value
                    for argument, found in definition.args.items()
                    if found.default_value is not Undefined
                },
            )
        return self._offered[above.name, name]

    def price_of(self, name: str, definition: GraphQLField, above: GraphQLNamedType) -> Price:
        """Return what a field of a type declares."""
        if above.name.startswith("__"):
            return self._introspection.get(name, FREE)
        declared = definition.extensions.get("strawberry-definition")
        return FREE if declared is None else price_in(declared.metadata)


@dataclass(frozen=True, slots=True)
class _Offered:
    """A field of the schema; `sized`: it takes `first`; `varies`: arguments matter to its cost."""

    price: Price
    many: bool
    sized: bool
    varies: bool
    defaults: Arguments


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field that is asked for, with those arguments that matter to its cost."""

    offered: _Offered
    given: Mapping[str, ValueNode]
    below: Selected | None


@dataclass(slots=True)
class Selected:
    """What one selection set asks for; `plain`: how many fields that cost no more than themselves."""

    plain: int = 0
    fields: list[_Asked] = field(default_factory=list)
    spreads: list[str] = field(default_factory=list)

    def find_spreads(self) -> list[str]:
        """Return the fragments spread here and anywhere below."""
        below = [name for asked in self.fields if asked.below for name in asked.below.find_spreads()]
        return [*self.spreads, *below]


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation; `varies`: it takes variables."""

    whole: Selected
    defaults: Arguments
    varies: bool

    @classmethod
    def read(cls, prices: Prices, definition: OperationDefinitionNode) -> _Operation:
        """Return what an operation asks, and the defaults of its variables."""
        declared = definition.variable_definitions or ()
        defaults = {
            variable.variable.name.value: value_from_ast_untyped(variable.default_value)
            for variable in declared
            if variable.default_value is not None
        }
        whole = prices.read(definition.selection_set, prices.root_of(definition))
        return cls(whole, defaults, bool(declared))


@dataclass(frozen=True, slots=True)
class _Sum:
    """So much, and so much for each item of the lists whose length the field above tells."""

    fixed: int = 0
    each: int = 0

    def times(self, length: int) -> int:
        """Return the sum when these lists are so long."""
        return min(self.fixed + self.each * length, SATURATED)


class _Reckoning:
    """Adds up one operation with one set of variables."""

    def __init__(self, variables: Arguments, limits: Limits) -> None:
        self.fragments: dict[str, _Sum] = {}
        self._variables = dict(variables)
        self._limits = limits

    def add_up(self, selected: Selected) -> _Sum:
        """Return the sum of a selection set whose fragments are known already."""
        fixed, each = selected.plain, 0
        for name in selected.spreads:
            found = self.fragments.get(name, _Sum())
            fixed, each = fixed + found.fixed, each + found.each
        for asked in selected.fields:
            below = _Sum() if asked.below is None else self.add_up(asked.below)
            length = self._length_of(asked)
            fixed += 1 + self._read(asked.offered.price.weight, asked)
            if not asked.offered.many:
                fixed += below.times(ASSUMED_LENGTH if length is None else length)
            elif length is None:
                each += 1 + below.times(ASSUMED_LENGTH)
            else:
                fixed += length * (1 + below.times(ASSUMED_LENGTH))
        return _Sum(min(fixed, SATURATED), min(each, SATURATED))

    def _length_of(self, asked: _Asked) -> int | None:
        offered = asked.offered
        if offered.price.items is not None:
            return self._read(offered.price.items, asked)
        if not offered.sized:
            return None
        given = [size for name in ("first", "last") if (size := self._size(asked, name)) is not None]
        if offered.many:
            # What is longer is refused by the field alone, the rest is answered.
            return min([*given, LARGEST_RANKING])
        require_within("page", max(given, default=0), self._limits.page)
        return min(given, default=DEFAULT_PAGE)

    def _size(self, asked: _Asked, name: str) -> int | None:
        value = self._value(asked, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            return None
        return max(0, int(min(value, SATURATED)))

    def _read(self, number: Number, asked: _Asked) -> int:
        if isinstance(number, int):
            return number
        return number({name: self._value(asked, name) for name in {*asked.offered.defaults, *asked.given}})

    def _value(self, asked: _Asked, name: str) -> object:
        node = asked.given.get(name)
        found = None if node is None else value_from_ast_untyped(node, self._variables)
        return asked.offered.defaults.get(name) if found is None or found is Undefined else found


def _average(total: int, count: int) -> int:
    return -(-total // count) if count else 0
