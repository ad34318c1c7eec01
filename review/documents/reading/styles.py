"""What Word keeps apart from the text: styles with their parents, and list numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from review.documents.reading.xml import W

HEADING_NAME = re.compile(r"^(heading|заголовок|header)\s*(\d)$")
TOC_NAME = re.compile(r"^(toc|оглавление|содержание)\s*\d*$|^table of figures$")
_TITLES: Final = frozenset({"title", "название", "заголовок", "subtitle", "подзаголовок"})
_VAL: Final = W + "val"
_OFF: Final = frozenset({"0", "false", "off", "none"})
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN: Final = "абвгдежзиклмнопрстуфхцчшщэюя"
_JUSTIFY: Final = {
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}


Properties = Mapping[str, etree._Element]
Look = tuple[bool, bool, bool, bool, bool]
NO_LOOK: Final[Look] = (False, False, False, False, False)
NOTHING: Final[Properties] = {}


class _Names(dict[str, str]):
    """Names with their name space, put together once each: they are asked for at every word."""

    def __missing__(self, name: str) -> str:
        full = self[name] = W + name
        return full


_named: Final = _Names()


def properties_of(parent: etree._Element | None, name: str) -> Properties:
    """Children of a `w:pPr`, `w:rPr`… by tag; empty when the parent has none."""
    if parent is None or not len(parent):
        return NOTHING
    full, found = _named[name], parent[0]
    if found.tag != full:  # they come first, but for a file of an unusual writer
        found = next(parent.iterchildren(full), None)
    return NOTHING if found is None else {child.tag: child for child in found[:]}


def by_tag(properties: etree._Element) -> Properties:
    """What stands inside a `w:pPr`, `w:rPr`…, by tag."""
    return {child.tag: child for child in properties[:]}


def is_on(said: str | None) -> bool:
    """Meaning of a yes/no property that is there: on, unless it says it is off."""
    return said is None or said.lower() not in _OFF


def switched(properties: Properties, name: str) -> bool | None:
    """A yes/no property: True, False, or None when it is not said."""
    found = properties.get(_named[name])
    return None if found is None else is_on(found.get(_VAL))


def value(properties: Properties, name: str) -> str | None:
    """The `val` of a property, or None when it is not said."""
    found = properties.get(_named[name])
    return None if found is None else found.get(_VAL)


def number(text: str | None, default: int = 0) -> int:
    """A whole number out of a file, or the default; never raises."""
    try:
        return int(text) if text else default
    except ValueError:
        return default


def alignment(properties: Properties) -> str | None:
    """left, center, right or justify; None when it is not said."""
    found = value(properties, "jc")
    return None if found is None else _JUSTIFY.get(found, "")


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all it takes from its parents.

    `look` is bold, italic, underlined, raised, lowered; `outline` is 0..8, or None.
    """

    name: str = ""
    look: Look = NO_LOOK
    hidden: bool = False
    outline: int | None = None
    alignment: str = ""
    number_id: str = ""
    number_level: int = 0
    heading_level: int = 0
    is_toc: bool = False


def _heading_level(name: str, outline: int | None) -> int:
    """1..9 for a heading style by its name or outline level, else 0."""
    named = HEADING_NAME.match(name)
    if named:
        return max(1, int(named[2]))
    if name in _TITLES:
        return 1
    return outline + 1 if outline is not None and 0 <= outline < 9 else 0


class Styles:
    """All styles by id, parents resolved once; an unknown id is the plain style."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._ready: dict[str, Style] = {}
        self.default = Style()
        for element in () if root is None else root.iterfind(W + "style"):
            self._elements.setdefault(element.get(W + "styleId", ""), element)
            if element.get(W + "type") == "paragraph" and element.get(W + "default") == "1":
                self.default = self.get(element.get(W + "styleId", ""))

    def get(self, style_id: str | None) -> Style:
        """The style with this id; a chain of parents in a circle ends where it closes."""
        if not style_id:
            return self.default
        ready = self._ready.get(style_id)
        return ready if ready is not None else self._resolve(style_id)

    def _resolve(self, style_id: str) -> Style:
        chain: list[str] = []
        current: str | None = style_id
        while current and current not in chain and current in self._elements:
            chain.append(current)
            current = _own(self._elements[current], "basedOn")
        style = Style()
        for step in reversed(chain):
            style = self._ready[step] = _over(style, self._elements[step])
        return style if chain else self.default


def _over(parent: Style, element: etree._Element) -> Style:
    """The parent's look with what this style says itself laid over it."""
    paragraph, run = properties_of(element, "pPr"), properties_of(element, "rPr")
    numbering = _inside(paragraph, "numPr")
    name = (_own(element, "name") or "").strip().lower()
    marks = [switched(run, mark) for mark in ("b", "i", "u")]
    bold, italic, underline = (
        parent.look[at] if mark is None else mark for at, mark in enumerate(marks)
    )
    hidden = switched(run, "vanish")
    said, aligned = value(paragraph, "outlineLvl"), alignment(paragraph)
    outline = parent.outline if said is None else number(said, 9)
    level = value(numbering, "ilvl")
    return Style(
        name=name,
        look=(bold, italic, underline, False, False),
        hidden=parent.hidden if hidden is None else hidden,
        outline=outline,
        alignment=parent.alignment if aligned is None else aligned,
        number_id=value(numbering, "numId") or parent.number_id,
        number_level=parent.number_level if level is None else number(level),
        heading_level=_heading_level(name, outline),
        is_toc=TOC_NAME.match(name) is not None,
    )


def _own(element: etree._Element, name: str) -> str | None:
    found = next(element.iterchildren(W + name), None)
    return None if found is None else found.get(_VAL)


def _inside(properties: Properties, name: str) -> Properties:
    found = properties.get(_named[name])
    return NOTHING if found is None else by_tag(found)


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


class Numbering:
    """Counts automatic lists as Word does, so that a label can be shown."""

    def __init__(self, root: etree._Element | None) -> None:
        self._unread: dict[str, etree._Element] = {}
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        for element in () if root is None else root:
            if element.tag == W + "abstractNum":
                self._unread[element.get(W + "abstractNumId", "")] = element
            elif element.tag == W + "num":
                abstract = value(by_tag(element), "abstractNumId")
                self._lists[element.get(W + "numId", "")] = abstract or ""

    def label(self, number_id: str, level: int) -> str:
        """The next label of a list at this level; empty when the list is not known."""
        abstract = self._lists.get(number_id)
        if abstract is None:
            return ""
        if abstract in self._unread:
            self._abstract[abstract] = _levels(self._unread.pop(abstract))
        levels = self._abstract.get(abstract)
        if levels is None:
            return ""
        level = min(max(level, 0), 8)
        counts = self._counts.setdefault(abstract, [0] * 9)
        counts[level] = counts[level] + 1 if counts[level] else _of(levels, level).start
        counts[level + 1 :] = [0] * (8 - level)
        return _worded(levels, level, counts)


def _levels(element: etree._Element) -> dict[int, _Level]:
    found = {}
    for item in element.iterchildren(W + "lvl"):
        said = by_tag(item)
        found[number(item.get(W + "ilvl"))] = _Level(
            format=value(said, "numFmt") or "decimal",
            text=value(said, "lvlText") or "",
            start=number(value(said, "start"), 1),
        )
    return found


def _of(levels: dict[int, _Level], level: int) -> _Level:
    return levels.get(level, _Level())


def _worded(levels: dict[int, _Level], level: int, counts: list[int]) -> str:
    own = _of(levels, level)
    if own.format == "bullet":
        return "•"
    if own.format == "none":
        return ""

    def place(match: re.Match[str]) -> str:
        index = min(int(match[1]) - 1, 8)
        above = _of(levels, index)
        return _figure(counts[index] or above.start, above.format)

    return re.sub(r"%([1-9])", place, own.text).strip()


def _figure(count: int, form: str) -> str:
    if form == "upperRoman":
        return _roman(count).upper()
    if form == "lowerRoman":
        return _roman(count)
    letters = _RUSSIAN if form.startswith("russian") else _LATIN
    if form.endswith(("Letter", "russianLower", "russianUpper")) and count > 0:
        letter = letters[(count - 1) % len(letters)]
        return letter.upper() if form.startswith("upper") or form.endswith("Upper") else letter
    return str(count)


def _roman(count: int) -> str:
    if not 0 < count < 400:
        return str(count)
    words = ""
    for size, word in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), *_ROMAN):
        words += word * (count // size)
        count %= size
    return words
