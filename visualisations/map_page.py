"""The map as one HTML file that needs nothing else: no network, no server, no installation.

pyvis writes it, from a template of ours, over vis-network as pyvis ships it. Names are text in every
place that they reach: Jinja escapes the document, data travel as JSON, and the page's own script
builds elements but never markup. A content security policy lets only the scripts and the style run
whose hashes it holds.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

import orjson
from markupsafe import Markup

from graph.view import View
from graph.vocabulary.kinds import Language
from visualisations.map_site import MapSite
from visualisations.page_data import page_data, pyvis_edges, pyvis_nodes
from visualisations.page_texts import PAGE_TEXTS
from visualisations.scene import Scene
from visualisations.shapes import SHAPE_POINTS
from visualisations.tables import node_table, tie_table

_TEMPLATES = Path(str(resources.files("visualisations"))) / "templates"
_SCRIPTS = (
    *("state", "canvas", "view", "labels", "filters", "search"),
    *("details", "table", "save", "address", "paper", "start"),
)
_STYLES = ("frame", "parts")
_OPTIONS = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"fixed": True, "borderWidth": 1.5},
    "edges": {
        "smooth": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "arrows": {"to": {"enabled": False, "scaleFactor": 0.45}},
    },
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "hoverConnectedEdges": False,
        "selectable": False,
        "keyboard": False,
        "navigationButtons": False,
        "zoomSpeed": 0.7,
    },
}


def write_map_page(
    scene: Scene,
    view: View,
    language: Language = Language.IT,
    *,
    links: bool = True,
    site: MapSite | None = None,
) -> str:
    """Return a scene as one self-contained HTML document that opens in that language.

    The reader can switch to the other language. What the scene can open without is hidden then, one click
    away. With `links`, web addresses among the properties can be followed; nothing is ever fetched without
    a click. `site` are the pages around the map: details lead to the page of each entity.
    """
    from pyvis.network import Network

    network = Network()
    network.set_template_dir(str(_TEMPLATES), "map.html.j2")
    environment = network.templateEnv
    environment.autoescape = True
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters["script_json"] = _script_json
    library, script, style = _library(), _joined_script(), _joined_style()
    own_language = None if view.vocabulary.is_written_in(language) else view.vocabulary.language
    environment.globals.update(
        scene=scene,
        site=site,
        language=language,
        own_lang=Markup(' lang="{}"').format(own_language) if own_language else "",
        text={name: label.text(language) for name, label in PAGE_TEXTS.items()},
        tables=(node_table(scene, view.vocabulary, language), tie_table(scene, view.vocabulary, language)),
        shapes=SHAPE_POINTS,
        page=page_data(scene, view, language, links=links, site=site),
        library=Markup(library),  # noqa: S704 - files of ours and of pyvis
        script=Markup(script),  # noqa: S704
        style=Markup(style),  # noqa: S704
        policy=_policy((library, script), style),
    )
    # add_edge looks through all edges so far; whole lists are taken as they are.
    network.nodes = pyvis_nodes(scene)
    network.edges = pyvis_edges(scene)
    network.options = _OPTIONS
    html: str = network.generate_html()
    return html


def _policy(scripts: tuple[str, ...], style: str) -> str:
    allowed = " ".join(_source_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_source_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _script_json(value: object) -> Markup:
    """Return a value as JSON that can stand in a script element: it holds no <, > and &."""
    # What is text already is pyvis' own JSON, of its options.
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can end the element


@cache
def _library() -> str:
    """Return vis-network as pyvis ships it, without the pointer to a file that it does not ship."""
    folder = Path(str(resources.files("pyvis"))) / "lib"
    newest = max(folder.glob("vis-*/vis-network.min.js"), key=_version)
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", newest.read_text(encoding="utf-8"))


def _version(file: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", file.parent.name))


@cache
def _joined_script() -> str:
    parts = [(_TEMPLATES / f"map_{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();\n"


@cache
def _joined_style() -> str:
    return "\n".join((_TEMPLATES / f"map_{name}.css").read_text(encoding="utf-8") for name in _STYLES)
