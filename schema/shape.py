"""The shape of a document: what can be told of it without the schema, in time linear in its length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.limits import DEEPEST_FRAGMENTS, SATURATED, Limits, require_within


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a document goes, and how often it uses what multiplies work; fragments spread out.

    `fragments`: how deep they spread each other, used or not.
    """

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    repeats: int = 0
    fragments: int = 0


def measure_shape(document: DocumentNode) -> Shape:
    """Return the shape of a document: of each measure, that of the operation where it is largest.

    Fragments that spread each other in a circle are counted once around; validation refuses them.
    """
    parts = {
        definition.name.value: _read(definition)
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    shapes: dict[str, _Spread] = {}
    for name in order_fragments(
        {name: [spread for spread, _, _ in part.spreads] for name, part in parts.items()}
    ):
        shapes[name] = parts[name].spread_out(shapes)
    wholes = [
        _read(definition).spread_out(shapes).shape
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    ]
    return Shape(
        max((shape.depth for shape in wholes), default=0),
        max((shape.aliases for shape in wholes), default=0),
        max((shape.directives for shape in wholes), default=0),
        max((shape.repeats for shape in wholes), default=0),
        max((spread.shape.fragments for spread in shapes.values()), default=0),
    )


def require_shape(document: DocumentNode, limits: Limits) -> None:
    """Raise TooComplex when the shape of a document passes a limit."""
    shape = measure_shape(document)
    require_within("fragments", shape.fragments, DEEPEST_FRAGMENTS)
    for measure in ("depth", "aliases", "directives", "repeats"):
        require_within(measure, getattr(shape, measure), getattr(limits, measure))


def order_fragments(spreads: Mapping[str, Iterable[str]]) -> list[str]:
    """Return fragments so that each comes after those that it spreads; a circle is cut where it closes."""
    ordered: list[str] = []
    met: set[str] = set()
    for first in spreads:
        waiting = [(first, iter(spreads[first]))] if first not in met else []
        met.add(first)
        while waiting:
            name, rest = waiting[-1]
            below = next((item for item in rest if item in spreads and item not in met), None)
            if below is None:
                ordered.append(name)
                waiting.pop()
            else:
                met.add(below)
                waiting.append((below, iter(spreads[below])))
    return ordered


@dataclass(frozen=True, slots=True)
class _Spread:
    """The shape of a fragment with all that it spreads, and the repeats in its outermost place."""

    shape: Shape
    outermost: int


@dataclass(slots=True)
class _Part:
    """A definition as written. `spreads`: fragment, how deep, in which place; places count from 0."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    places: list[Counter[str]] = field(default_factory=list)
    spreads: list[tuple[str, int, int]] = field(default_factory=list)

    def spread_out(self, fragments: Mapping[str, _Spread]) -> _Spread:
        """Return the shape with the fragments, which are spread out already, in their places."""
        depth, aliases, directives = self.depth, self.aliases, self.directives
        repeats = [max(place.values(), default=0) for place in self.places]
        within = inner = 0
        for name, deep, place in self.spreads:
            if (found := fragments.get(name)) is None:
                continue
            depth = max(depth, deep + found.shape.depth)
            aliases = min(aliases + found.shape.aliases, SATURATED)
            directives = min(directives + found.shape.directives, SATURATED)
            repeats[place] = min(repeats[place] + found.outermost, SATURATED)
            within = max(within, found.shape.repeats)
            inner = max(inner, found.shape.fragments)
        shape = Shape(depth, aliases, directives, max(within, *repeats), inner + 1)
        return _Spread(shape, repeats[0])


def _read(definition: OperationDefinitionNode | FragmentDefinitionNode) -> _Part:
    part = _Part(directives=len(definition.directives or ()), places=[Counter()])
    waiting: list[tuple[SelectionSetNode, int, int]] = [(definition.selection_set, 0, 0)]
    while waiting:
        selections, deep, place = waiting.pop()
        for selection in selections.selections:
            part.directives += len(selection.directives or ())
            if isinstance(selection, FragmentSpreadNode):
                part.spreads.append((selection.name.value, deep, place))
            elif isinstance(selection, FieldNode):
                part.depth = max(part.depth, deep + 1)
                part.aliases += selection.alias is not None
                part.places[place][(selection.alias or selection.name).value] += 1
                if selection.selection_set is not None:
                    part.places.append(Counter())
                    waiting.append((selection.selection_set, deep + 1, len(part.places) - 1))
            elif isinstance(selection, InlineFragmentNode):
                waiting.append((selection.selection_set, deep, place))
    return part
