"""A map as tables: the same content for those who don't see it, for print, and for spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.vocabulary.kinds import Label, Language
from graph.vocabulary.vocabulary import Vocabulary
from visualisations.page_texts import PAGE_TEXTS
from visualisations.scene import Scene, SceneTie
from visualisations.wording import SHARED_TIE, number_text, short_names

_NAMES = frozenset(("name", "tie_source", "tie_target"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the word that names it among the texts of the page, and what stands over it.

    `is_own`: what stands in it is the network's, in its language.
    """

    name: str
    heading: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table in one language; each row has a cell for each column, the first of which names it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def node_table(scene: Scene, vocabulary: Vocabulary, language: Language) -> Table:
    """Return the nodes: name, kind, districts, status, and how many ties each has on the map."""
    counts = [0] * len(scene.nodes)
    for tie in scene.ties:
        for end in {tie.source, tie.target}:
            counts[end] += 1
    names = short_districts(scene)
    kinds = vocabulary.entity_kinds
    columns = (
        _column("name", language),
        _column("kind", language),
        Column("district", kinds["district"].label.text(language)),
        _column("status", language),
        _column("tie_count", language),
    )
    rows = tuple(
        (
            node.label,
            kinds[node.entity.kind].label.text(language),
            ", ".join(names[slug] for slug in node.districts) or PAGE_TEXTS["nowhere"].text(language),
            PAGE_TEXTS[node.status.value].text(language),
            number_text(counts[position], language),
        )
        for position, node in enumerate(scene.nodes)
    )
    return Table(PAGE_TEXTS["table_caption"].text(language), columns, rows)


def tie_table(scene: Scene, vocabulary: Vocabulary, language: Language) -> Table:
    """Return the ties: from whom, what, to whom, and its status."""
    names = ("tie_source", "tie_kind", "tie_target", "status")
    return Table(
        PAGE_TEXTS["tie_caption"].text(language),
        tuple(_column(name, language) for name in names),
        tuple(
            (
                scene.nodes[tie.source].label,
                tie_label(tie, vocabulary).text(language),
                scene.nodes[tie.target].label,
                PAGE_TEXTS[tie.status.value].text(language),
            )
            for tie in scene.ties
        ),
    )


def tie_label(tie: SceneTie, vocabulary: Vocabulary) -> Label:
    """Return what a tie is called; ties that nobody recorded have no kind."""
    kind = vocabulary.relationship_kinds.get(tie.kind)
    return SHARED_TIE if kind is None else kind.label


def short_districts(scene: Scene) -> Mapping[str, str]:
    """Return the names of the districts by their slugs, without the words that all of them begin with."""
    names = short_names([district.name for district in scene.districts])
    return {district.slug: name for district, name in zip(scene.districts, names, strict=True)}


def _column(name: str, language: Language) -> Column:
    return Column(name, PAGE_TEXTS[name].text(language), name in _NAMES)
