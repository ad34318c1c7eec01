"""Where every block of the text model lives in a DOCX: its paragraph in an untouched tree.

The model is read by ``reading.docx`` from a copy of the XML made safe and usual; the ordinal
of a paragraph among all paragraphs is the same in both copies, and leads from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from review.documents.docx_places import Atom, NoteNumbers, atoms, local
from review.documents.quotes import Stretch, TextIndex
from review.documents.reading.docx import blocks_with_elements
from review.documents.reading.model import Block, walk


@dataclass(frozen=True, slots=True)
class Home:
    """A block's paragraph.

    ``direct`` is false for what lies in a text box, where Word takes no comments: then it is
    the paragraph the box hangs on. ``reference`` is the mark that calls a foot- or endnote.
    """

    block: str
    paragraph: etree._Element
    direct: bool = True
    reference: etree._Element | None = None


class Homes:
    """All homes of one file, and its text as an index."""

    def __init__(self, data: bytes, root: etree._Element) -> None:
        """``root`` is the main part as it is; raises UploadRefused as the reader does."""
        pairs = list(blocks_with_elements(BytesIO(data)))
        self._root = root
        self._paragraphs = [element for element in root.iter() if local(element) == "p"]
        self._order: dict[etree._Element, int] = {}
        self._numbers = NoteNumbers()
        self._ids = [block.id for block, _ in pairs]
        self._kinds = {block.id: block.kind for block, _ in pairs}
        self._homes: dict[str, Home] = {}
        for block, element in pairs:
            home = self._find(block.id, element)
            if home is not None:
                self._homes[block.id] = home
        self.index = TextIndex(
            [Stretch(b.id, b.text) for b, _ in pairs if self._is_text(b)],
            {b.id: [inner.id for inner in walk([b])] for b, _ in pairs if b.kind == "table"},
        )

    def of_block(self, block: str) -> Home | None:
        """The home of a block; a table's is its first text, a picture's the text before it."""
        if block in self._homes:
            return self._homes[block]
        if block not in self._kinds:
            return None
        at = self._ids.index(block)
        around = self._ids[at:] if self._kinds[block] == "table" else reversed(self._ids[:at])
        return next((self._homes[other] for other in around if other in self._homes), None)

    def title(self) -> Home | None:
        """The first paragraph with text outside of boxes; without text, the first of all."""
        for block in self._ids:
            if block in self._homes and self._homes[block].direct:
                return self._homes[block]
        outside = (p for p in self._paragraphs if _box_around(p) is None)
        return next((Home("", paragraph) for paragraph in outside), None)

    def atoms(self, home: Home) -> list[Atom]:
        """The text of a home as stretches of runs, as it is now."""
        return atoms(home.paragraph, self._numbers)

    def text(self, home: Home) -> str:
        """The text of a home's paragraph."""
        return "".join(atom.text for atom in self.atoms(home))

    def _is_text(self, block: Block) -> bool:
        return bool(block.text) and block.kind != "table" and block.id in self._homes

    def _find(self, block: str, element: etree._Element) -> Home | None:
        kind = local(element.getroottree().getroot())
        if kind in {"footnotes", "endnotes"}:
            return self._called(block, element)
        own = self._same(element)
        if own is None:
            return None
        atoms(own, self._numbers)  # notes are numbered in reading order
        box = _box_around(own)
        if box is None:
            return Home(block, own)
        host = next((p for p in box.iterancestors() if local(p) == "p"), None)
        return None if host is None else Home(block, host, direct=False)

    def _same(self, element: etree._Element) -> etree._Element | None:
        if not self._order:
            read = element.getroottree().getroot()
            found = (e for e in read.iter() if local(e) == "p")
            self._order = {paragraph: place for place, paragraph in enumerate(found)}
        place = self._order.get(element)
        return None if place is None else self._paragraphs[place]

    def _called(self, block: str, element: etree._Element) -> Home | None:
        note = next(e for e in element.iterancestors() if local(e) in {"footnote", "endnote"})
        own = _own_id(note)
        for reference in self._root.iter():
            if local(reference) == local(note) + "Reference" and _own_id(reference) == own:
                host = next(e for e in reference.iterancestors() if local(e) == "p")
                return Home(block, host, _box_around(host) is None, reference)
        return None


def _own_id(element: etree._Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")


def _box_around(paragraph: etree._Element) -> etree._Element | None:
    """The outermost text box a paragraph lies in, or the text itself where a broken writer put it.

    Some programs write paragraphs and tables inside `w:t`; no reader keeps comments there.
    """
    boxes = [e for e in paragraph.iterancestors() if local(e) in {"txbxContent", "t"}]
    return boxes[-1] if boxes else None
