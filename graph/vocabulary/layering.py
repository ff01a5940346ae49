"""Laying a deployment's own kinds over the core ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from graph.errors import FilesRefused, Problem
from graph.rights import ViewClass
from graph.vocabulary.declarations import (
    DeploymentFile,
    EntityDeclaration,
    EntityFile,
    LabelDeclaration,
    PropertyDeclaration,
    RelationshipDeclaration,
    RelationshipFile,
    VocabularySource,
)
from graph.vocabulary.kinds import (
    EntityKind,
    InvolvedEnd,
    Label,
    LocatedEnd,
    PropertyKind,
    PropertyType,
    RelationshipKind,
    TieNature,
)
from graph.vocabulary.vocabulary import Vocabulary

_CLASSES = {"public": ViewClass.PUBLIC, "editor": ViewClass.EDITOR, "data_officer": ViewClass.DATA_OFFICER}


def load_vocabulary(own: VocabularySource | None = None) -> Vocabulary:
    """Return the core vocabulary, with a deployment's own file laid over it.

    Raises FilesRefused, naming file and line of everything that is wrong.
    """
    core = _read_core()
    loader = _Loader({}, {})
    loader.add_entities(core.entity_source, (), core.entities, core=True)
    loader.add_relationships(core.relationship_source, (), core.relationships, core=True)
    if own is not None:
        said = own.parse(DeploymentFile)
        loader.add_entities(own, ("entities",), said.entities, core=False)
        loader.add_relationships(own, ("relationships",), said.relationships, core=False)
        if said.language is not None:
            return replace(loader.finish(), language=said.language)
    return loader.finish()


@dataclass(frozen=True, slots=True)
class _Core:
    entity_source: VocabularySource
    entities: EntityFile
    relationship_source: VocabularySource
    relationships: RelationshipFile


@cache
def _read_core() -> _Core:
    folder = Path(str(resources.files("graph.vocabulary")))
    entities = VocabularySource.read(folder / "entities.yaml")
    relationships = VocabularySource.read(folder / "relationships.yaml")
    return _Core(entities, entities.parse(EntityFile), relationships, relationships.parse(RelationshipFile))


class _Loader:
    """Lays declarations over each other, collecting problems instead of stopping at the first."""

    def __init__(self, entities: dict[str, EntityKind], relationships: dict[str, RelationshipKind]) -> None:
        self._entities = entities
        self._relationships = relationships
        self._ends: dict[str, tuple[VocabularySource, tuple[str | int, ...], _Ends]] = {}
        self._problems: list[Problem] = []

    def add_entities(
        self, source: VocabularySource, at: tuple[str, ...], file: EntityFile, *, core: bool
    ) -> None:
        for name, said in file.kinds.items():
            path = (*at, "kinds", name)
            base = self._entities.get(name)
            properties = self._properties(source, path, said.properties, base.properties if base else {})
            if said.label is None and base is None:
                self._problems.append(
                    source.problem(path, f"the new kind {name} has no label.", "Give it one.")
                )
                continue
            self._entities[name] = _entity_kind(name, said, base, properties, core=core)

    def add_relationships(
        self, source: VocabularySource, at: tuple[str, ...], file: RelationshipFile, *, core: bool
    ) -> None:
        for name, said in file.kinds.items():
            path = (*at, "kinds", name)
            base = self._relationships.get(name)
            properties = self._properties(source, path, said.properties, base.properties if base else {})
            missing = [
                part
                for part in ("label", "sources", "targets", "nature")
                if base is None and getattr(said, part) is None
            ]
            if missing:
                reason = f"the new kind {name} has no {' and no '.join(missing)}."
                self._problems.append(source.problem(path, reason, "Add what is missing."))
                continue
            before = self._ends[name][2] if name in self._ends else _Ends((), ())
            ends = _Ends(
                before.sources if said.sources is None else said.sources,
                before.targets if said.targets is None else said.targets,
            )
            self._ends[name] = (source, path, ends)
            self._relationships[name] = _relationship_kind(name, said, base, properties, core=core)

    def finish(self) -> Vocabulary:
        """Resolve the ends of relationships, now that every kind of entity is known."""
        actors = frozenset(kind.name for kind in self._entities.values() if kind.actor)
        everything = frozenset(self._entities)
        resolved: dict[str, RelationshipKind] = {}
        for name, kind in self._relationships.items():
            source, path, ends = self._ends[name]
            sides = []
            for side, names in (("sources", ends.sources), ("targets", ends.targets)):
                allowed = everything if names == "any" else frozenset(names)
                if "actors" in allowed:
                    allowed = allowed - {"actors"} | actors
                for unknown in sorted(allowed - everything):
                    reason = f"{name} joins {unknown}, which is no kind of entity."
                    mend = "Write a kind's name, `actors` or `any`."
                    self._problems.append(source.problem((*path, side), reason, mend))
                sides.append(allowed)
            resolved[name] = replace(kind, sources=sides[0], targets=sides[1])
        if self._problems:
            raise FilesRefused(self._problems)
        return Vocabulary(dict(self._entities), resolved)

    def _properties(
        self,
        source: VocabularySource,
        path: tuple[str | int, ...],
        said: Mapping[str, PropertyDeclaration],
        base: Mapping[str, PropertyKind],
    ) -> dict[str, PropertyKind]:
        properties = dict(base)
        for name, declaration in said.items():
            at = (*path, "properties", name)
            if (declaration.type == "choice") != bool(declaration.choices):
                reason = f"property {name}: choices belong to properties of type choice, and only there."
                self._problems.append(source.problem(at, reason))
            if name in base and base[name].type != declaration.type:
                reason = (
                    f"property {name} is of type {base[name].type}; a file of your own cannot change that."
                )
                self._problems.append(source.problem(at, reason, "Give your property another name."))
            properties[name] = PropertyKind(
                name=name,
                label=_label(declaration.label),
                type=PropertyType(declaration.type),
                required=declaration.required,
                many=declaration.many,
                choices={key: _label(text) for key, text in declaration.choices.items()},
            )
        return properties


@dataclass(frozen=True, slots=True)
class _Ends:
    sources: Iterable[str]
    targets: Iterable[str]


def _label(said: LabelDeclaration) -> Label:
    return Label(said.it, said.en)


def _entity_kind(
    name: str,
    said: EntityDeclaration,
    base: EntityKind | None,
    properties: Mapping[str, PropertyKind],
    *,
    core: bool,
) -> EntityKind:
    label = _label(said.label) if said.label else base.label if base else Label(name, name)
    plural = base.plural if base and said.label is None else label
    visible_to = base.visible_to if base else ViewClass.PUBLIC
    if said.visible_to is not None:
        # A deployment may hide more than the core does, never less.
        visible_to = max(visible_to, _CLASSES[said.visible_to])
    return EntityKind(
        name=name,
        label=label,
        plural=_label(said.plural) if said.plural else plural,
        help=_label(said.help) if said.help else base.help if base else None,
        core=base.core if base else core,
        actor=said.actor if said.actor is not None else base is not None and base.actor,
        on_map=said.on_map if said.on_map is not None else base is not None and base.on_map,
        visible_to=visible_to,
        personal=(base is not None and base.personal) or bool(said.personal),
        shape=said.shape or (base.shape if base else "dot"),
        same_as={**(base.same_as if base else {}), **said.same_as},
        properties=properties,
    )


def _located_end(said: bool | str | None, base: RelationshipKind | None) -> LocatedEnd | None:
    if said is None:
        return base.locates if base else None
    if isinstance(said, bool):
        # Before targets could be located too, a file said just that a kind locates.
        return LocatedEnd.SOURCE if said else None
    return LocatedEnd(said)


def _relationship_kind(
    name: str,
    said: RelationshipDeclaration,
    base: RelationshipKind | None,
    properties: Mapping[str, PropertyKind],
    *,
    core: bool,
) -> RelationshipKind:
    label = _label(said.label) if said.label else base.label if base else Label(name, name)
    inverse = base.inverse if base and said.label is None else label
    nature = TieNature(said.nature) if said.nature else base.nature if base else TieNature.NONE
    involves = InvolvedEnd(said.involves) if said.involves else base.involves if base else None
    return RelationshipKind(
        name=name,
        label=label,
        inverse=_label(said.inverse) if said.inverse else inverse,
        core=base.core if base else core,
        sources=frozenset(),
        targets=frozenset(),
        nature=nature,
        symmetric=said.symmetric if said.symmetric is not None else base is not None and base.symmetric,
        involves=involves,
        contains=said.contains if said.contains is not None else base is not None and base.contains,
        locates=_located_end(said.locates, base),
        same_as={**(base.same_as if base else {}), **said.same_as},
        properties=properties,
    )
