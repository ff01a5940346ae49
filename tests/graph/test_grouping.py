"""Dividing the nodes of a network into groups."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from graph.changes import CreateEntity, CreateRelationship
from graph.grouping import Grouped, group_by_district, group_by_kind, group_by_membership
from graph.network import Network, Scope, project
from graph.rights import FILE_LOADER, LOCAL_EDITOR, ViewClass
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary

Group = Callable[[Network], Grouped]
pytestmark = pytest.mark.anyio


def told(network: Network, grouped: Grouped) -> dict[str, str]:
    """Return the group of each node, in English."""
    names = zip(network.nodes, grouped.codes.tolist(), strict=True)
    return {node.slug: grouped.labels[code].en for node, code in names}


@pytest.fixture
async def network() -> Network:
    """Return five organisations: of one district, of the other, of both in either order, and of none."""
    service = Service(MemoryStore(), load_vocabulary())
    works = [
        ("one", "nord"),
        ("other", "sud"),
        ("both", "nord"),
        ("both", "sud"),
        ("same", "sud"),
        ("same", "nord"),
    ]
    await service.apply(
        [
            CreateEntity("district", "Nord", slug="nord", ref="nord"),
            CreateEntity("district", "Sud", slug="sud", ref="sud"),
            *(CreateEntity("organisation", name, ref=name) for name in ("one", "other", "both", "same")),
            CreateEntity("informal_group", "none"),
            *(CreateRelationship("covers", who, where) for who, where in works),
        ],
        LOCAL_EDITOR,
    )
    return project(await service.view(ViewClass.EDITOR))


async def test_who_is_at_work_in_several_districts_is_in_a_group_of_these(network: Network) -> None:
    found = told(network, group_by_district(network))
    assert found == {
        "one": "Nord",
        "other": "Sud",
        "both": found["same"],
        "same": found["both"],
        "none": "no district",
    }
    assert sorted(found["both"].split(", ")) == ["Nord", "Sud"]


async def test_who_is_in_no_district_is_told_in_the_words_of_the_territory(example_service: Service) -> None:
    network = project(await example_service.view(ViewClass.EDITOR))
    labels = {label.it: label.en for label in group_by_district(network).labels}
    assert {"Valle Arvena", "Valle Ombrina", "Valle Tolvina"} <= labels.keys()
    assert not any("distretto" in label for label in labels)


async def test_kinds_are_groups_with_their_labels(network: Network) -> None:
    grouped = group_by_kind(network)
    assert [(label.it, label.en) for label in grouped.labels] == [
        (kind.it, kind.en)
        for kind in (
            network.view.vocabulary.entity_kinds[name].label for name in ("organisation", "informal_group")
        )
    ]
    assert grouped.codes.tolist() == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("group", [group_by_district, group_by_kind])
async def test_every_node_is_in_one_group_and_no_group_is_empty(
    example_service: Service, group: Group
) -> None:
    network = project(await example_service.view(FILE_LOADER.view_class))
    grouped = group(network)
    assert len(grouped.codes) == len(network.nodes)
    assert set(grouped.codes.tolist()) == set(range(len(grouped.labels)))
    first = np.unique(grouped.codes, return_index=True)[1]
    assert first.tolist() == sorted(first.tolist())


@pytest.mark.parametrize("group", [group_by_district, group_by_kind])
async def test_nobody_is_in_no_group(plan_service: Service, group: Group) -> None:
    network = project(await plan_service.view(ViewClass.EDITOR), Scope(entity_kinds=frozenset({"person"})))
    assert (len(group(network).codes), group(network).labels) == (0, ())


def test_communities_are_numbered_from_one() -> None:
    grouped = group_by_membership(np.array([0, 2, 1, 0], np.int32))
    assert [label.it for label in grouped.labels] == ["1", "2", "3"]
    assert group_by_membership(np.zeros(0, np.int32)).labels == ()
