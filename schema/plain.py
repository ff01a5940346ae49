"""Answering what needs no waiting without the machinery for waiting.

graphql-core prepares every field for resolvers that wait, ask where they stand, or give something whose
type shows only then. Ours mostly read an attribute. Here a selection set is looked at once for each type
of object that it meets, and each object then answered in a plain loop. Values, errors and their places
are those of graphql-core, which answers whatever is not plain.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite
from operator import attrgetter
from typing import Any, ClassVar

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.executor import to_nodes
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import get_object_definition
from strawberry.types.cast import get_strawberry_type_cast
from strawberry.types.field import StrawberryField

from schema.deadline import Allowance, Clock, TimedExecution

_TYPENAME = "__typename"
# graphql-core's own types, which it leaves without annotations that could be named here.
Value = Any
Details = Any


@dataclass(frozen=True, slots=True)
class _Step:
    """One field of a selection set: how to read it of an object, and how to complete what was read.

    `deep`: its completion wants to know the path. `type`, `details` and `parent` are for errors.
    """

    name: str
    read: Callable[[Value], Value]
    complete: Callable[..., Value]
    deep: bool
    type: GraphQLOutputType
    details: Details
    parent: str


_Steps = tuple[_Step, ...]


class Waiting:
    """The names of fields below the roots that are not plain; found when it is first asked."""

    def __init__(self) -> None:
        self._names: frozenset[str] | None = None

    def names(self, schema: GraphQLSchema) -> frozenset[str]:
        """Return the names; always of the same schema."""
        if self._names is None:
            roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
            self._names = frozenset(
                name
                for kind in schema.type_map.values()
                if isinstance(kind, GraphQLObjectType) and kind not in roots and kind.name[:2] != "__"
                for name, definition in kind.fields.items()
                if not _is_plain(_declared(definition))
            )
        return self._names


class PlainExecution(TimedExecution):
    """Executes as `TimedExecution` does, in a loop of its own wherever a field and all below it are plain."""

    waiting: ClassVar[Waiting]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - graphql-core's
        super().__init__(*args, **kwargs)
        # With what each was made for: by its identity they are found.
        self._known: dict[tuple[GraphQLObjectType, int], tuple[object, _Steps | None]] = {}
        manager = self.middleware_manager
        self._hooked = manager is not None and bool(manager.middlewares)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Value,
        path: Path | None,
        grouped_field_set: Mapping[str, Details],
        position_context: object,
    ) -> Value:
        """Answer what is asked of one object."""
        if position_context is None and not self._hooked:
            steps = self._read(parent_type, grouped_field_set)
            if steps is not None:
                return self._take(steps, source_value, path)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)  # type: ignore[arg-type]

    def _take(self, steps: _Steps, source: Value, path: Path | None) -> dict[str, Value]:
        results: dict[str, Value] = {}
        for step in steps:
            try:
                value = step.read(source)
                if step.deep:
                    results[step.name] = step.complete(value, Path(path, step.name, step.parent))
                else:
                    results[step.name] = step.complete(value)
            except Exception as error:  # noqa: BLE001 - of the field, as graphql-core takes them
                self.handle_field_error(error, step.type, step.details, Path(path, step.name, step.parent))
                results[step.name] = None
        return results

    def _read(self, parent: GraphQLObjectType, grouped: Mapping[str, Details]) -> _Steps | None:
        """Return the steps of a selection set; None when one of its fields is not plain."""
        key = (parent, id(grouped))
        if key not in self._known:
            found = []
            for name, details in grouped.items():
                step = self._read_field(parent, name, details)
                if step is None:
                    break
                found.append(step)
            self._known[key] = (grouped, tuple(found) if len(found) == len(grouped) else None)
        return self._known[key][1]

    def _read_field(self, parent: GraphQLObjectType, name: str, details: Details) -> _Step | None:
        node: FieldNode = details[0].node
        if node.name.value == _TYPENAME:
            kind, own = GraphQLNonNull(GraphQLString), parent.name
            return _Step(name, lambda _: own, lambda value: value, False, kind, details, own)
        definition = self.schema.get_field(parent, node.name.value)
        if definition is None or not _is_plain(_declared(definition)) or self._waits_below(details):
            return None
        read = self._reader(definition, details)
        if read is None:
            return None
        complete = self._completer(definition.type, definition, parent, details)
        return _Step(name, read, complete, _is_deep(definition.type), definition.type, details, parent.name)

    def _waits_below(self, details: Details) -> bool:
        """Tell whether anything below a field may not be plain; by name, so sometimes without need."""
        waiting = self.waiting.names(self.schema)
        found = [item.node.selection_set for item in details if item.node.selection_set]
        spread: set[str] = set()
        while found:
            for selection in found.pop().selections:
                if isinstance(selection, FragmentSpreadNode):
                    name = selection.name.value
                    if name not in spread:
                        spread.add(name)
                        found.append(self.fragment_definitions[name].selection_set)
                    continue
                if isinstance(selection, FieldNode) and selection.name.value in waiting:
                    return True
                if selection.selection_set is not None:
                    found.append(selection.selection_set)
        return False

    def _reader(self, definition: GraphQLField, details: Details) -> Callable[[Value], Value] | None:
        """Return how to read a plain field; None when its arguments cannot be read."""
        declared = _declared(definition)
        if declared is None or declared.base_resolver is None:
            return attrgetter(declared.python_name) if declared else None
        function: Callable[..., Value] = declared.base_resolver.wrapped_func  # type: ignore[assignment]
        if not definition.args:
            return function
        first = details[0]
        api: Any = self.schema._strawberry_schema  # type: ignore[attr-defined]
        try:
            given = get_argument_values(
                definition,
                first.node,
                self.variable_values,
                first.fragment_variable_values,
                self.hide_suggestions,
            )
            arguments = convert_arguments(
                given,
                declared.arguments,
                scalar_registry=api.schema_converter.scalar_registry,
                config=api.config,
            )
        except Exception:  # noqa: BLE001 - graphql-core meets it again, and says where
            return None
        return lambda source: function(source, **arguments)

    def _completer(
        self, kind: GraphQLOutputType, definition: GraphQLField, parent: GraphQLObjectType, details: Details
    ) -> Callable[..., Value]:
        if isinstance(kind, GraphQLNonNull):
            inner = self._completer(kind.of_type, definition, parent, details)
            return _required(inner, f"{parent}.{details[0].node.name.value}")
        if isinstance(kind, GraphQLList):
            item = kind.of_type
            complete = self._completer(item, definition, parent, details)
            return partial(self._complete_list, item, complete, _is_deep(item), details)
        if is_leaf_type(kind):
            return _leaf(kind)
        return partial(self._complete_object, {}, kind, definition, parent, details)

    def _complete_list(
        self,
        item_type: GraphQLOutputType,
        complete: Callable[..., Value],
        deep: bool,
        details: Details,
        value: Value,
        path: Path,
    ) -> list[Value] | None:
        if value is None:
            return None
        if isinstance(value, Exception):
            raise value
        results: list[Value] = []
        for place, item in enumerate(value):
            try:
                results.append(complete(item, Path(path, place, None)) if deep else complete(item))
            except Exception as error:  # noqa: BLE001 - of the item, as graphql-core takes them
                self.handle_field_error(error, item_type, details, Path(path, place, None))
                results.append(None)
        return results

    def _complete_object(
        self,
        known: dict[type, _Steps],
        kind: GraphQLOutputType,
        definition: GraphQLField,
        parent: GraphQLObjectType,
        details: Details,
        value: Value,
        path: Path,
    ) -> Value:
        if value is None:
            return None
        steps = known.get(type(value))
        if steps is None:
            steps = self._steps_for(kind, value, details)
            if steps is None:
                info = self.build_resolve_info(definition, to_nodes(details), parent, path)
                return self.complete_value(kind, details, info, path, value, None)
            known[type(value)] = steps
        self._count_object()
        return self._take(steps, value, path)

    def _steps_for(self, kind: GraphQLOutputType, value: Value, details: Details) -> _Steps | None:
        """Return what is asked of objects of a value's class; None when graphql-core is to find it out."""
        declared = get_object_definition(value)
        if declared is None or get_strawberry_type_cast(value) is not None:
            return None
        own = self.schema.get_type(declared.name)
        if not isinstance(own, GraphQLObjectType):
            return None
        if own is not kind and not (is_abstract_type(kind) and self.schema.is_sub_type(kind, own)):
            return None
        grouped, deferred, _ = self.collect_subfields(own, details)
        return None if deferred else self._read(own, grouped)


def plain_execution_within(
    seconds: float, objects: int, clock: Clock = time.monotonic
) -> type[PlainExecution]:
    """Return a way to execute that allows so many seconds and objects; for one schema."""

    class Execution(PlainExecution):
        allowance = Allowance(seconds, clock, objects)
        waiting = Waiting()

    return Execution


def _declared(definition: GraphQLField) -> StrawberryField | None:
    found = definition.extensions.get("strawberry-definition")
    return found if isinstance(found, StrawberryField) else None


def _is_plain(declared: StrawberryField | None) -> bool:
    """Tell whether a field is read of its object at once, from the object and its arguments alone."""
    if declared is None or declared.extensions or declared.is_async:
        return False
    resolver = declared.base_resolver
    if resolver is None:
        return True
    elsewhere = (resolver.info_parameter, resolver.root_parameter, resolver.parent_parameter)
    return resolver.self_parameter is not None and not any(elsewhere)


def _is_deep(kind: GraphQLOutputType) -> bool:
    return is_list_type(get_nullable_type(kind)) or not is_leaf_type(get_named_type(kind))


def _required(complete: Callable[..., Value], field: str) -> Callable[..., Value]:
    def complete_required(value: Value, *path: Path) -> Value:
        completed = complete(value, *path)
        if completed is None:
            raise TypeError(f"Cannot return null for non-nullable field {field}.")
        return completed

    return complete_required


def _leaf(kind: GraphQLLeafType) -> Callable[[Value], Value]:
    """Return how to complete a leaf: at once what its type would leave as it is."""

    def coerce(value: Value) -> Value:
        if value is None:
            return None
        if isinstance(value, Exception):
            raise value
        return PlainExecution.complete_leaf_value(kind, value)

    if kind is GraphQLString or kind is GraphQLID:
        return lambda value: value if type(value) is str else coerce(value)
    if kind is GraphQLInt:
        return lambda value: value if type(value) is int and -(2**31) <= value < 2**31 else coerce(value)
    if kind is GraphQLFloat:
        return lambda value: value if type(value) is float and isfinite(value) else coerce(value)
    return coerce
