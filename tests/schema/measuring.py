"""Networks to measure over the API, in tests: scopes, and small worlds of collaborating organisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graphql import GraphQLFormattedError

from graph.changes import CreateEntity, CreateRelationship
from graph.moment import Moment
from graph.network import Network, Scope, TieView, project
from graph.rights import FILE_LOADER, LOCAL_EDITOR, Viewer
from graph.service import Service
from schema.api import Api, build_api
from schema.context import Context, shown_day
from schema.errors import format_error
from tests.conftest import Ask
from tests.schema.writing import empty_service, write

PHASES = ("fase-avvio", "fase-intermedia", "fase-finale")
ACTORS = ("organisation", "youth_centre", "school", "informal_group")
COLLABORATIONS = {"entityKinds": list(ACTORS), "relationshipKinds": ["collaborates_with"]}
COLLABORATING = Scope(entity_kinds=frozenset(ACTORS), relationship_kinds=frozenset({"collaborates_with"}))


async def phase_of(service: Service, slug: str) -> str:
    """Return the key of a phase."""
    entity = (await service.view(FILE_LOADER.view_class)).get_entity_by_slug(slug)
    assert entity is not None
    return entity.id


async def network_of(service: Service, scope: Scope, phase: str | None = None) -> Network:
    """Return the network that the API measures for an editor: in a phase, or when nobody says when."""
    if phase is not None:
        moment = Moment(phase=await phase_of(service, phase))
    else:
        moment = Moment(at=shown_day(await service.view(LOCAL_EDITOR.view_class)))
    return project(await service.view(LOCAL_EDITOR.view_class, moment), scope)


def by_ties(ties: TieView) -> Scope:
    """Return the scope of everybody, tied in this way."""
    return Scope(ties=ties)


async def small_world(names: str, pairs: Sequence[str]) -> Service:
    """Return organisations of one letter each: direct collaborations, and an action that each pair shares."""
    service = empty_service()
    await write(
        service,
        *(CreateEntity("organisation", name.upper(), slug=name, ref=name) for name in names),
        *(CreateEntity("action", f"Con {pair}", slug=f"con-{pair}", ref=pair) for pair in pairs),
        *(CreateRelationship("collaborates_with", *pair) for pair in pairs),
        *(CreateRelationship("delivers", name, pair) for pair in pairs for name in pair),
    )
    return service


async def ask_whole(
    service: Service,
    query: str,
    variables: Mapping[str, object] | None = None,
    viewer: Viewer = LOCAL_EDITOR,
) -> tuple[Any, list[GraphQLFormattedError]]:
    """Return what is answered and what is refused, side by side: one field alone may be."""
    given = None if variables is None else dict(variables)
    result = await _api().execute(query, variable_values=given, context_value=Context(service, viewer))
    return result.data, [format_error(error) for error in result.errors or ()]


@cache
def _api() -> Api:
    return build_api()


async def measured(
    ask: Ask, service: Service, fields: str, scope: dict[str, Any], phase: str | None = None
) -> dict[str, Any]:
    """Return fields of the network of a scope: in a phase, or when nobody says when."""
    query = f"query($scope: NetworkScope, $on: Moment) {{ network(scope: $scope, on: $on) {{ {fields} }} }}"
    on = None if phase is None else {"phase": await phase_of(service, phase)}
    return dict((await ask(service, query, {"scope": scope, "on": on}))["network"])
