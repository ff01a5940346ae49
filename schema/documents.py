"""Documents: read, checked and kept, so that asking the same again costs neither."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document
from strawberry.types import ExecutionContext

from graph.errors import TooComplex
from schema.cost import Costs, Prices
from schema.limits import Limits, passed, require_within
from schema.shape import require_shape

MOST_DOCUMENTS = 500
MOST_CHARACTERS = 500_000
LONGEST_MESSAGE = 500
ONE_MUTATION = (
    "Send one mutation at a time: if a second one is refused, the first is written and not answered."
)


@dataclass(frozen=True, slots=True)
class Known:
    """A document that keeps to the schema and to every limit, and what its operations cost."""

    document: DocumentNode
    costs: Costs


class Documents:
    """Keeps documents that proved good, by the SHA-256 of their text; what was asked longest ago goes.

    At most 500 of them, of 500,000 characters together; in memory a document takes some 150 times its
    text.
    """

    def __init__(
        self, limits: Limits, most: int = MOST_DOCUMENTS, most_characters: int = MOST_CHARACTERS
    ) -> None:
        self.limits = limits
        self._most = most
        self._most_characters = most_characters
        self._kept: OrderedDict[bytes, tuple[Known, int]] = OrderedDict()
        self._characters = 0
        self._prices: Prices | None = None

    def __len__(self) -> int:
        return len(self._kept)

    def get_known(self, text: str) -> Known | None:
        """Return a document that was kept."""
        digest = _digest(text)
        found = self._kept.get(digest)
        if found is None:
            return None
        self._kept.move_to_end(digest)
        return found[0]

    def parse(self, text: str) -> DocumentNode:
        """Return a text as a document; raises TooComplex, and GraphQLError for what is none."""
        limits = self.limits
        require_within("document", len(text), limits.document)
        try:
            return parse(text, max_tokens=limits.tokens)
        except GraphQLSyntaxError as error:
            if "tokens. Parsing aborted." in error.message:
                raise passed("tokens", limits.tokens + 1, limits.tokens) from None
            raise

    def check(self, text: str, document: DocumentNode, schema: GraphQLSchema) -> Known:
        """Return a document that is good, and keep it; raises TooComplex, and Refuted with the errors."""
        require_shape(document, self.limits)
        if errors := validate_document(schema, document, specified_rules):
            raise Refuted([_as_invalid(error) for error in errors])
        _require_single_mutations(document)
        if self._prices is None:
            self._prices = Prices(schema)
        known = Known(document, Costs(self._prices, document))
        self._keep(text, known)
        return known

    def _keep(self, text: str, known: Known) -> None:
        digest = _digest(text)
        if digest in self._kept or len(text) > self._most_characters:
            return
        self._kept[digest] = (known, len(text))
        self._characters += len(text)
        while len(self._kept) > self._most or self._characters > self._most_characters:
            _, (_, size) = self._kept.popitem(last=False)
            self._characters -= size


class Refuted(Exception):
    """A document does not keep to the schema."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(str(errors[0]))
        self.errors = errors


class Checking(SchemaExtension):
    """Reads and checks one request's document, and its cost with the request's variables."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._known: Known | None = None

    def on_parse(self) -> Iterator[None]:
        """Take a known document as it is; parse any other. Raises as `Documents.parse` does."""
        context = self.execution_context
        if context.query:
            self._known = self._documents.get_known(context.query)
            if self._known is not None:
                context.graphql_document = self._known.document
            else:
                context.graphql_document = self._documents.parse(context.query)
        yield

    def on_validate(self) -> Iterator[None]:
        """Check whatever is to be checked; what is found is the answer, and nothing is executed."""
        context = self.execution_context
        try:
            self._check(context)
            context.pre_execution_errors = []
        except Refuted as refuted:
            context.pre_execution_errors = refuted.errors
        except TooComplex as refusal:
            context.pre_execution_errors = [GraphQLError(str(refusal), original_error=refusal)]
        yield

    def _check(self, context: ExecutionContext) -> None:
        limits = self._documents.limits
        require_within("values", count_values(context.variables, limits.values), limits.values)
        known = self._known
        if known is None and context.graphql_document is not None:
            known = self._documents.check(
                context.query or "", context.graphql_document, context.schema._schema
            )
        if known is not None:
            # Strawberry would take the first; what was asked for is in no public attribute.
            if not context._provided_operation_name and count_operations(known.document) > 1:
                raise Refuted(
                    [GraphQLError("The document has several operations: name one, by operationName.")]
                )
            known.costs.require_affordable(context.operation_name, context.variables, limits)


def _as_invalid(error: GraphQLError) -> GraphQLError:
    """Return an error of validation without what a parser of values raised: that is no fault of ours."""
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return error
    return GraphQLError(error.message[:LONGEST_MESSAGE], error.nodes)


def _require_single_mutations(document: DocumentNode) -> None:
    """Raise Refuted for a mutation with more than one field at its root, fragments spread out.

    The first would be written, and the refusal of the second leave an answer without data.
    """
    fragments = {
        item.name.value: item for item in document.definitions if isinstance(item, FragmentDefinitionNode)
    }
    for operation in document.definitions:
        if (
            isinstance(operation, OperationDefinitionNode)
            and operation.operation is OperationType.MUTATION
            and len(nodes := _find_root_fields(operation, fragments)) > 1
        ):
            raise Refuted([GraphQLError(ONE_MUTATION, list(nodes.values()))])


def _find_root_fields(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, FieldNode]:
    """Return what an operation asks at its root, by the name in its answer; `__typename` apart."""
    found: dict[str, FieldNode] = {}
    spread: set[str] = set()
    waiting = [operation.selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                if selection.name.value != "__typename":
                    found.setdefault((selection.alias or selection.name).value, selection)
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)
    return found


def count_operations(document: DocumentNode) -> int:
    """Return how many operations a document defines."""
    return sum(isinstance(item, OperationDefinitionNode) for item in document.definitions)


def count_values(variables: object, most: int) -> int:
    """Return how many values variables hold, lists and objects included; counted to one more than `most`."""
    counted = 0
    waiting = [variables] if variables else []
    while waiting and counted <= most:
        value = waiting.pop()
        counted += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return counted


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
