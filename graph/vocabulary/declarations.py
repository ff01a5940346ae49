"""The shape of a vocabulary file, and reading one so that every error names its line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from graph.errors import FilesRefused, Problem

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
_FAULTS = {"extra_forbidden": "nothing of this name belongs here", "missing": "it is missing"}
YamlPath = tuple[str | int, ...]
ShapeT = TypeVar("ShapeT", bound=BaseModel)


class _Declaration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LabelDeclaration(_Declaration):
    """A text in both languages."""

    it: str
    en: str


class PropertyDeclaration(_Declaration):
    """A property of a kind."""

    type: Literal["text", "number", "integer", "boolean", "date", "choice"]
    label: LabelDeclaration
    required: bool = False
    many: bool = False
    choices: dict[str, LabelDeclaration] = {}


class EntityDeclaration(_Declaration):
    """A kind of entity; of a core kind a deployment gives only what it changes or adds."""

    label: LabelDeclaration | None = None
    plural: LabelDeclaration | None = None
    help: LabelDeclaration | None = None
    actor: bool | None = None
    on_map: bool | None = None
    personal: bool | None = None
    visible_to: Literal["public", "editor", "data_officer"] | None = None
    shape: Literal["dot", "diamond", "square", "triangle", "triangleDown", "star", "hexagon"] | None = None
    same_as: dict[str, str] = {}
    properties: dict[Name, PropertyDeclaration] = {}


class RelationshipDeclaration(_Declaration):
    """A kind of relationship; of a core kind a deployment gives only what it changes or adds."""

    label: LabelDeclaration | None = None
    inverse: LabelDeclaration | None = None
    sources: list[str] | Literal["any"] | None = None
    targets: list[str] | Literal["any"] | None = None
    nature: Literal["tie", "affiliation", "none"] | None = None
    symmetric: bool | None = None
    involves: Literal["source", "target"] | None = None
    contains: bool | None = None
    locates: bool | Literal["source", "target"] | None = None
    same_as: dict[str, str] = {}
    properties: dict[Name, PropertyDeclaration] = {}


class EntityFile(_Declaration):
    """All kinds of entity of a file."""

    kinds: dict[Name, EntityDeclaration] = {}


class RelationshipFile(_Declaration):
    """All kinds of relationship of a file."""

    kinds: dict[Name, RelationshipDeclaration] = {}


class DeploymentFile(_Declaration):
    """A deployment's own vocabulary file; `language` is the one that its people write in, by BCP 47."""

    language: LanguageTag | None = None
    entities: EntityFile = Field(default_factory=EntityFile)
    relationships: RelationshipFile = Field(default_factory=RelationshipFile)


MOST_PARTS = 100_000
MOST_LETTERS = 500_000
# Ten times as quick where libyaml is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50


class VocabularySource:
    """A YAML file of kinds, with the line on which each of its parts begins."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._lines: dict[YamlPath, int] = {}
        self._repeated: list[YamlPath] = []
        self._left = MOST_PARTS
        if len(text) > MOST_LETTERS:
            reason = f"it has {len(text):,} letters, of {MOST_LETTERS:,} at most."
            raise FilesRefused([Problem(name, reason)])
        try:
            loader = _LOADER(text)
            node = loader.get_single_node()
            if node is not None:
                self._note_lines(node, ())
            self.content: object = {} if node is None else loader.construct_document(node)
        except yaml.YAMLError as error:
            raise FilesRefused([_yaml_problem(name, error)]) from error
        except RecursionError as error:
            raise FilesRefused([Problem(name, "its parts lie too deep in each other.")]) from error
        except ValueError as error:
            raise FilesRefused([Problem(name, f"something in it cannot be read ({error}).")]) from error
        if self._repeated:
            reason = "{} is there twice."
            raise FilesRefused(
                [self.problem(path, reason.format(path[-1]), "Keep one.") for path in self._repeated]
            )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; raises FilesRefused when it is not there or not text."""
        try:
            return cls(str(path), path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise FilesRefused([Problem(str(path), "it is not UTF-8 text.", "Save it as UTF-8.")]) from error
        except OSError as error:
            raise FilesRefused([Problem(str(path), f"it cannot be read ({error.strerror}).")]) from error

    def parse(self, shape: type[ShapeT]) -> ShapeT:
        """Return the content in that shape, or raise FilesRefused with a line for each fault."""
        try:
            return shape.model_validate(self.content)
        except ValidationError as error:
            raise FilesRefused([self._fault(detail) for detail in error.errors()]) from error

    def _fault(self, detail: ErrorDetails) -> Problem:
        path = tuple(step for step in detail["loc"] if step != "[key]")
        where = ".".join(str(step) for step in path) or "the file"
        reason = _FAULTS.get(detail["type"]) or f"{detail['msg'][:1].lower()}{detail['msg'][1:]}"
        return self.problem(path, f"{where}: {reason}.")

    def problem(self, path: YamlPath, reason: str, mend: str = "") -> Problem:
        """Return a problem placed at the line where that part of the file begins."""
        while path and path not in self._lines:
            path = path[:-1]
        return Problem(self.name, reason, mend, row=self._lines.get(path, 1))

    def _note_lines(self, node: yaml.Node, path: YamlPath) -> None:
        if len(path) > DEEPEST:
            raise FilesRefused([Problem(self.name, "its parts lie too deep in each other.")])
        self._left -= 1
        if self._left < 0:
            # A few aliases of aliases stand for more than any memory holds.
            raise FilesRefused([Problem(self.name, f"it has more than {MOST_PARTS:,} parts.")])
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                step = (*path, str(key.value))
                repeated = step in self._lines
                self._lines[step] = key.start_mark.line + 1
                if repeated:
                    self._repeated.append(step)
                else:
                    self._note_lines(value, step)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._note_lines(value, (*path, index))


def _yaml_problem(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    return Problem(
        name,
        f"it is not valid YAML ({getattr(error, 'problem', None) or error}).",
        row=None if mark is None else mark.line + 1,
    )
