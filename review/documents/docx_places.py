"""Places in a DOCX where a remark may stand: its paragraphs, their text, and cutting runs.

The text model and its block ids come from ``reading.docx``; here every text block is led back
to its ``w:p`` in an untouched copy of the same XML, and offsets in the block's text are led to
the very runs. Cutting a run keeps its formatting on both halves and changes no letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from lxml import etree

USUAL: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

_SKIPPED: Final = frozenset(
    "pPr rPr del moveFrom delText instrText delInstrText sdtPr sdtEndPr smartTagPr customXmlPr "
    "drawing pict object txbxContent".split()
)
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_NOTES: Final = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_DEPTHS: Final = {"begin": 1, "end": -1}
_MARKS_MAY_STAND_IN: Final = frozenset(
    "p hyperlink ins moveTo sdtContent smartTag customXml fldSimple dir bdo".split()
)


@dataclass(slots=True)
class Atom:
    """A stretch of a paragraph's text: ``node`` holds it, ``run`` can be cut before and after.

    ``cut`` is true when the stretch itself can be cut (a ``w:t``).
    """

    text: str
    node: etree._Element
    run: etree._Element
    cut: bool = False


@dataclass(slots=True)
class NoteNumbers:
    """Numbers of foot- and endnotes in the order they are met, and where they are met."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def mark(self, element: etree._Element) -> str:
        """The mark the text model shows for a reference: «[1]»."""
        own = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
        key = (_NOTES[local(element)], own)
        return f"[{self.numbers.setdefault(key, len(self.numbers) + 1)}]"


def local(element: etree._Element) -> str:
    """Local name of an element; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def atoms(paragraph: etree._Element, numbers: NoteNumbers) -> list[Atom]:
    """The paragraph's text in order, by the rules of ``reading.inline``.

    Insertions count and deletions do not; links, content controls and fields' results are
    walked through; drawings and what is hidden are not text.
    """
    return [atom for atom in _inside(paragraph, numbers) if atom.text]


def _inside(parent: etree._Element, numbers: NoteNumbers) -> Iterator[Atom]:
    for child in parent:
        name = local(child)
        if name == "r":
            yield from _run(child, numbers)
        elif name == "oMath":
            yield Atom(_letters(child), child, child)
        elif name == "AlternateContent":
            yield from _alternate(child, numbers)
        elif name and name not in _SKIPPED:
            yield from _inside(child, numbers)


def _alternate(element: etree._Element, numbers: NoteNumbers) -> list[Atom]:
    for branch in element:
        found = list(_inside(branch, numbers))
        if found:
            return found
    return []


def _run(run: etree._Element, numbers: NoteNumbers) -> Iterator[Atom]:
    if _hidden(run):
        return
    for child in run:
        name = local(child)
        if name == "t":
            yield Atom(child.text or "", child, run, cut=True)
        elif name in _SIGNS:
            if _attribute(child, "type") not in {"page", "column"}:
                yield Atom(_SIGNS[name], child, run)
        elif name == "sym":
            yield Atom("•", child, run)
        elif name in _NOTES:
            yield Atom(numbers.mark(child), child, run)
        elif name == "ruby":
            base = next((part for part in child if local(part) == "rubyBase"), child)
            yield Atom(_letters(base), child, run)


def _hidden(run: etree._Element) -> bool:
    properties = next((child for child in run if local(child) == "rPr"), None)
    if properties is None:
        return False
    switch = next((child for child in properties if local(child) == "vanish"), None)
    return switch is not None and _attribute(switch, "val") not in {"0", "false", "off"}


def _attribute(element: etree._Element, name: str) -> str:
    return next((v for key, v in element.attrib.items() if key.endswith("}" + name)), "")


def _letters(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter() if local(part) == "t")


# --- from an offset to a place between runs ---------------------------------------------------


def carried(model_text: str, own_text: str, offset: int) -> int:
    """An offset in the model's text as an offset in the text of the atoms."""
    if model_text == own_text:
        return offset
    matcher = SequenceMatcher(None, model_text, own_text, autojunk=False)
    for model_at, own_at, size in matcher.get_matching_blocks():
        if offset <= model_at + size:
            return min(own_at + max(offset - model_at, 0), len(own_text))
    return len(own_text)


def put_before(found: list[Atom], offset: int, mark: etree._Element) -> None:
    """Insert ``mark`` right before the character at ``offset``, cutting a run if needed."""
    atom, inside = _at(found, offset)
    node = atom.node
    if inside and atom.cut:
        node = _cut_text(node, inside)
    _settled(_cut_before(atom.run, node)).addprevious(mark)


def put_after(found: list[Atom], offset: int, mark: etree._Element) -> None:
    """Insert ``mark`` right behind the character before ``offset``, cutting a run if needed."""
    atom, inside = _at(found, offset - 1)
    node = atom.node
    following = node.getnext() if node is not atom.run else None
    if atom.cut and inside + 1 < len(atom.text):
        following = _cut_text(node, inside + 1)
    if following is not None:
        _cut_before(atom.run, following)
    _settled(atom.run).addnext(mark)


def after_field(mark: etree._Element) -> etree._Element | None:
    """The end of the field a mark stands in, where it begins and ends in the mark's paragraph."""
    paragraph = next(one for one in mark.iterancestors() if local(one) == "p")
    depth, passed = 0, False
    for element in paragraph.iter():
        passed = passed or element is mark
        if passed and depth == 0:
            return None
        if local(element) == "fldChar":
            depth += _DEPTHS.get(_attribute(element, "fldCharType"), 0)
            if passed and depth == 0:
                return element
    return None


def _at(found: list[Atom], offset: int) -> tuple[Atom, int]:
    for atom in found:
        if offset < len(atom.text):
            return atom, offset
        offset -= len(atom.text)
    return found[-1], len(found[-1].text)


def _cut_text(node: etree._Element, offset: int) -> etree._Element:
    text = node.text or ""
    rest = etree.Element(node.tag)
    node.text, rest.text = text[:offset], text[offset:]
    for half in (node, rest):
        half.set(SPACE, "preserve")
    node.addnext(rest)
    return rest


def _cut_before(run: etree._Element, node: etree._Element) -> etree._Element:
    """The run that begins with ``node``: the same one, or the right half cut off it."""
    if node is run:
        return run
    before = [child for child in node.itersiblings(preceding=True) if local(child) != "rPr"]
    if not before:
        return run
    right = etree.Element(run.tag, run.attrib)
    properties = next((child for child in run if local(child) == "rPr"), None)
    if properties is not None:
        right.append(deepcopy(properties))
    for child in [node, *node.itersiblings()]:
        right.append(child)
    run.addnext(right)
    return right


def _settled(element: etree._Element) -> etree._Element:
    """The element or the ancestor of it beside which a comment's mark may stand."""
    parent = element.getparent()
    while parent is not None and local(parent) not in _MARKS_MAY_STAND_IN:
        element, parent = parent, parent.getparent()
    return element
