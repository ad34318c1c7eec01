"""What hangs on a paragraph: pictures, diagrams, charts, objects, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from review.documents.reading.styles import number
from review.documents.reading.xml import DGM, MC, OFFICE, WP, A, C, R, V, W

_BLIP: Final = A + "blip"


@dataclass(slots=True)
class Anchored:
    """What hangs on a paragraph: a picture, diagram, chart, object or a text box."""

    kind: str
    relation: str = ""
    alt: str = ""
    element: etree._Element | None = None
    width: int = 0
    height: int = 0


def anchored(element: etree._Element) -> Iterator[Anchored]:
    """Pictures, diagrams, charts, objects and text boxes of a drawing, outermost only."""
    described = next(element.iter(WP + "docPr", V + "shape"), None)
    alt = "" if described is None else described.get("descr") or described.get("alt") or ""
    extent = next(element.iter(WP + "extent"), None)
    size = (0, 0) if extent is None else (_pixels(extent, "cx"), _pixels(extent, "cy"))
    for part in _outermost(element):
        if part.tag == W + "txbxContent":
            yield Anchored("box", element=part)
        else:
            kind, relation = _target(part)
            own = part.get(OFFICE + "title") or alt
            yield Anchored(kind, relation, own, element, *size)


def _target(part: etree._Element) -> tuple[str, str]:
    """Kind of a drawn thing and the id of the relation that leads to it."""
    if part.tag == _BLIP:
        return "image", part.get(R + "embed") or part.get(R + "link") or ""
    if part.tag == DGM + "relIds":
        return "diagram", part.get(R + "dm") or ""
    return _KINDS[part.tag], part.get(R + "id") or ""


def _pixels(extent: etree._Element, name: str) -> int:
    pixels = number(extent.get(name)) // _EMU_PER_PIXEL
    return pixels if 0 < pixels < 10_000 else 0


_EMU_PER_PIXEL: Final = 9525
_KINDS: Final = {V + "imagedata": "image", C + "chart": "chart", OFFICE + "OLEObject": "object"}
_PARTS: Final = frozenset(
    {W + "txbxContent", _BLIP, V + "imagedata", C + "chart", DGM + "relIds", OFFICE + "OLEObject"}
)


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag in _PARTS:
            yield child
        elif child.tag == MC + "AlternateContent":
            branches = (list(_outermost(branch)) for branch in child)
            yield from next(filter(None, branches), [])
        else:
            yield from _outermost(child)
