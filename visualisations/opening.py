"""How a map looks as it opens: without its background, which is one click away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Entity
from graph.vocabulary.kinds import Label
from graph.vocabulary.vocabulary import Vocabulary
from visualisations.sizing import find_radii
from visualisations.wording import scene_sentence


@dataclass(frozen=True, slots=True)
class Opening:
    """A scene without the things of background kinds.

    `sizes` are those of all nodes of the scene in their order, reckoned without the background, so that
    they agree with a picture that leaves it out; `sentence` says what one then sees.
    """

    background: tuple[str, ...]
    sizes: tuple[float, ...]
    sentence: Label


def find_background(entities: Sequence[Entity], kinds: Collection[str]) -> frozenset[str]:
    """Return which of these kinds entities can do without: none when there are no others."""
    found = {entity.kind for entity in entities}
    return frozenset(found & set(kinds)) if found - set(kinds) else frozenset()


def build_opening(
    vocabulary: Vocabulary,
    entities: Sequence[Entity],
    ends: Sequence[tuple[int, int]],
    districts: Sequence[Entity],
    background: frozenset[str],
    sizes: Mapping[str, float] | None,
) -> Opening | None:
    """Return how a scene opens without its background; None when it has none.

    `ends` are the ties, as positions in the entities. `sizes` gives a value for entity ids; without it,
    the number of ties that are left counts.
    """
    if not background:
        return None
    shown = [entity.kind not in background for entity in entities]
    left = [(source, target) for source, target in ends if shown[source] and shown[target]]
    kept = [entity for entity, is_shown in zip(entities, shown, strict=True) if is_shown]
    sentence = scene_sentence(vocabulary, kept, len(left), districts)
    return Opening(tuple(sorted(background)), tuple(find_radii(entities, left, sizes)), sentence)
