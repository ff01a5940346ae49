"""Reading the names and nodes of a picture back from its SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from visualisations.boxes import Boxes, Discs
from visualisations.text_width import text_width

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ET.Element:
    """Return the root of a picture; fails when it is no XML."""
    return ET.fromstring(svg)  # noqa: S314 - written by us


def written(svg: str) -> str:
    """Return all that is written in a picture, its title and description too."""
    return "\n".join(read(svg).itertext())


def name_lines(root: ET.Element) -> list[ET.Element]:
    """Return the lines of names of things and districts."""
    return [
        text
        for group in root.iter(f"{SVG}g")
        if group.get("class") in ("names", "districts")
        for text in group.iter(f"{SVG}text")
    ]


def name_boxes(root: ET.Element) -> Boxes:
    """Return a box around the letters of each line of a name."""
    return _boxes(name_lines(root))


def pointer_lines(root: ET.Element) -> NDArray[np.float64]:
    """Return the two ends of each line that leads from a thing to its name."""
    paths = [path.get("d", "") for path in root if path.tag == f"{SVG}path"]
    return np.array([float(found) for path in paths for found in re.findall(r"[\d.]+", path)]).reshape(-1, 4)


def text_boxes(root: ET.Element) -> Boxes:
    """Return a box around the letters of each line of whatever is written."""
    return _boxes(root.iter(f"{SVG}text"))


def _boxes(lines: Iterable[ET.Element]) -> Boxes:
    boxes = []
    for line in lines:
        size, x, y = (float(line.get(name, "")) for name in ("font-size", "x", "y"))
        width = text_width(line.text or "", size, bold=line.get("font-weight") == "700")
        left = x - {"middle": width / 2, "end": width}.get(line.get("text-anchor", ""), 0.0)
        boxes.append((left, y - 0.76 * size, left + width, y + 0.22 * size))
    return np.array(boxes).reshape(-1, 4)


def node_discs(root: ET.Element) -> Discs:
    """Return a disc of about the size of each node; nodes are the shapes that have a title."""
    discs = []
    for shape in root:
        if shape.find(f"{SVG}title") is None:
            continue
        if shape.tag == f"{SVG}circle":
            discs.append(tuple(float(shape.get(name, "")) for name in ("cx", "cy", "r")))
        elif shape.tag == f"{SVG}polygon":
            corners = np.array(
                [list(map(float, pair.split(","))) for pair in shape.get("points", "").split()]
            )
            middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
            discs.append((*middle.tolist(), float(np.ptp(corners, axis=0).min()) / 2))
    return np.array(discs).reshape(-1, 3)
