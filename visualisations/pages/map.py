"""The map on a server: which moment it shows, where it leads, and what cannot be asked of it."""

from __future__ import annotations

from collections.abc import Mapping

from graph.vocabulary.kinds import Label
from visualisations.map_site import MapSite, MomentLink
from visualisations.network_scene import whole_scope
from visualisations.overview import build_overview, main_scope, write_overview
from visualisations.pages.asked import MOMENT_PARAMETERS, fault
from visualisations.pages.frame import write_page
from visualisations.pages.pictures import MOST_DRAWN
from visualisations.pages.texts import TEXTS
from visualisations.pages.visit import Visit
from visualisations.pages.words import Words
from visualisations.picture import write_svg
from visualisations.sourcing import scene_source
from visualisations.wording import upper_first

PARAMETERS = ("show",)
EVERYTHING = "all"


def find_map_faults(visit: Visit) -> Mapping[str, Label]:
    """Return what is wrong with what the address asks of a map."""
    shown = visit.asked.get("show")
    return {} if shown in ("", EVERYTHING) else {"show": fault("bad_show", shown, EVERYTHING)}


def write_map(visit: Visit) -> str:
    """Return the map, or, where the address asks for what there is not, a page that says what there is."""
    if visit.asked.faults:
        words = Words(visit)
        phases = ", ".join(phase.slug for phase in visit.phases) or words.say("nothing_there")
        choices = words.say("map_choices", phases, EVERYTHING)
        return write_page("refusal", visit, title=words.say("map"), sentence=choices)
    everything = visit.asked.get("show") == EVERYTHING
    return write_overview(visit.view, visit.language, site=_site(visit), everything=everything)


def write_map_picture(visit: Visit) -> str:
    """Return the map as SVG for reports, with title, legend and source: what the map shows as it opens."""
    view = visit.view
    everything = visit.asked.get("show") == EVERYTHING
    scene = build_overview(view, whole_scope(view) if everything else main_scope(view))
    return write_svg(scene, visit.language, source=scene_source(view, scene))


def write_too_many(visit: Visit) -> str:
    """Return the page for a network that is too large for one map: it says what to look at instead."""
    words = Words(visit)
    return write_page(
        "refusal", visit, title=words.say("map"), sentence=words.say("too_many", words.number(MOST_DRAWN))
    )


def _site(visit: Visit) -> MapSite:
    asked = visit.asked
    kept = {name: asked.get(name) for name in MOMENT_PARAMETERS if asked.get(name)}
    picture = asked.link("/map.svg", show=asked.get("show"))
    return MapSite(asked.link("/"), f"{asked.root}/entities/", kept, tuple(_moments(visit)), picture)


def _moments(visit: Visit) -> list[MomentLink]:
    """Return the phases, and the moment shown when nobody chooses one; without phases nothing."""
    asked = visit.asked
    links = [
        MomentLink(
            Label(upper_first(phase.name), upper_first(phase.name)),
            asked.here(at=None, phase=phase.slug),
            phase.slug == asked.get("phase"),
        )
        for phase in visit.phases
    ]
    if not links:
        return []
    is_usual = not asked.get("at") and not asked.get("phase")
    return [*links, MomentLink(TEXTS["no_phase"], asked.here(at=None, phase=None), is_usual)]
