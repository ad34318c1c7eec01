"""DOCX into the text model: an own walk over the XML, nothing dropped in silence.

Reads what Word shows: tracked changes as accepted, content controls, text boxes, smart
tags, link texts, foot- and endnotes. Table width comes from the cells themselves, each
merged cell once. What is not text (comments, running heads, pictures from outside) is
counted in the model's notes.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from review.documents.reading.drawings import Anchored
from review.documents.reading.externals import check_relations
from review.documents.reading.inline import Inline, InlineReader
from review.documents.reading.model import (
    Block,
    DocumentModel,
    Image,
    Note,
    Run,
    collector_paused,
    count_words,
    table_text,
)
from review.documents.reading.package import Package, Relation, open_archive
from review.documents.reading.styles import (
    NOTHING,
    Numbering,
    Properties,
    Style,
    Styles,
    alignment,
    number,
    properties_of,
    value,
)
from review.documents.reading.tables import Grid, rows_of, span_of
from review.documents.reading.xml import MC, A, W
from review.documents.refusals import UploadRefused

MAX_BLOCKS: Final = 400_000
MAX_TABLE_DEPTH: Final = 25
LONG_HEADING: Final = 300

_DRAWABLE: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
_P: Final = W + "p"
_TBL: Final = W + "tbl"
_SDT: Final = W + "sdt"
_ALTERNATE: Final = MC + "AlternateContent"
_ALT_CHUNK: Final = W + "altChunk"
_ROW: Final = W + "tr"
_CELL: Final = W + "tc"
_DELETED: Final = W + "del"
_THROUGH: Final = frozenset(
    W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent", "p_group")
)


def read(source: BinaryIO) -> DocumentModel:
    """Read a DOCX (DOTX, DOCM without macros) into the model.

    Raises UploadRefused with the codes of `package.open_archive`, `xml.parse` and
    `externals.check_relations`; "not_a_document" when it is another office file.
    """
    with open_archive(source) as archive, collector_paused():
        return _Reader(archive).read()


def blocks_with_elements(source: BinaryIO) -> Iterator[tuple[Block, etree._Element]]:
    """Every block with the XML element it was read from, for weaving remarks back in."""
    with open_archive(source) as archive:
        elements: dict[str, etree._Element] = {}
        model = _Reader(archive, elements).read()
    for block in model.walk():
        yield block, elements[block.id]


class _Reader:
    """Reads one file; `elements`, where given, gets the XML element behind every block."""

    def __init__(
        self, archive: zipfile.ZipFile, elements: dict[str, etree._Element] | None = None
    ) -> None:
        self.package = Package(archive)
        self.elements = elements
        self.main, self.root = self._main_part()
        self.notes: Counter[str] = Counter()
        self.details: dict[str, str] = {}
        check_relations(self.package, self._tell)
        self.relations = self.package.relations(self.main)
        self.styles = Styles(self._side("styles"))
        self.numbering = Numbering(self._side("numbering"))
        self._footnotes: dict[tuple[str, str], int] = {}
        self.inline = InlineReader(self.styles, self.relations, self._footnotes)
        self.images: list[Image] = []
        self._count = 0
        self._depth = 0
        self._page: int | None = None
        self._toc = 0

    def read(self) -> DocumentModel:
        body = self.root.find(W + "body")
        paged = next(self.root.iter(W + "lastRenderedPageBreak"), None) is not None
        self._page = 1 if paged else None
        blocks = self._blocks(self.root if body is None else body)
        blocks += self._footnote_blocks()
        self._count_side_parts()
        self.package.check_unread()
        words = count_words(blocks)
        if not words:
            self._tell("no_text")
        return DocumentModel(
            format="docx",
            blocks=tuple(blocks),
            pages=self._declared_pages(),
            words=words,
            images=tuple(self.images),
            notes=tuple(
                Note(code, count, self.details.get(code, "")) for code, count in self.notes.items()
            ),
        )

    # --- parts ----------------------------------------------------------------------------

    def _main_part(self) -> tuple[str, etree._Element]:
        named = [r.target for r in self.package.relations().values() if r.kind == "officeDocument"]
        candidates = [part for part in (*named, "word/document.xml") if self.package.has(part)]
        if not candidates:
            raise UploadRefused("unreadable")
        whole = self.elements is not None  # a caller that looks at them may write them back
        root = self.package.xml(candidates[0]) if whole else self.package.text(candidates[0])
        if root.tag == W + "document":
            return candidates[0], root
        found = {"workbook": "xlsx", "presentation": "pptx"}.get(etree.QName(root).localname)
        if found:
            raise UploadRefused("not_a_document", found=found)
        raise UploadRefused("unreadable")

    def _side(self, kind: str) -> etree._Element | None:
        related = next((r for r in self.relations.values() if r.kind == kind), None)
        return self.package.xml_or_none(related.target) if related else None

    def _tell(self, code: str, detail: str = "") -> None:
        self.notes[code] += 1
        if detail:
            self.details[code] = (self.details.get(code, "") + " " + detail).strip()[:500]

    # --- blocks ---------------------------------------------------------------------------

    def _blocks(self, container: etree._Element) -> list[Block]:
        into: list[Block] = []
        self._gather(container, into)
        return into

    def _gather(self, container: etree._Element, into: list[Block]) -> None:
        """Add the blocks of a body, cell, box… to a list: the walk goes over every element,
        and generators inside generators would hand each block up through all of them."""
        for child in container[:]:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, into)
            elif tag == _TBL:
                self._table(child, into)
            elif tag == _SDT:
                self._control(child, into)
            elif tag in _THROUGH:
                self._gather(child, into)
            elif tag == _ALTERNATE:
                self._gather(child[0] if len(child) else child, into)
            elif tag == _ALT_CHUNK:
                raise UploadRefused("dangerous_part", part="alt_chunk")

    def _control(self, control: etree._Element, into: list[Block]) -> None:
        gallery = next(control.iter(W + "docPartGallery"), None)
        contents = control.find(W + "sdtContent")
        is_toc = gallery is not None and "contents" in gallery.get(W + "val", "").lower()
        if contents is not None:
            self._toc += is_toc
            self._gather(contents, into)
            self._toc -= is_toc

    def _new_id(self, element: etree._Element) -> str:
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise UploadRefused("too_complex")
        block_id = f"b{self._count}"
        if self.elements is not None:
            self.elements[block_id] = element
        return block_id

    def _paragraph(self, element: etree._Element, into: list[Block]) -> None:
        size = len(element)
        if not size:
            return
        properties = properties_of(element, "pPr")
        if size == 1 and properties is not NOTHING:
            return
        style = self.styles.get(value(properties, "pStyle"))
        inline = self.inline.read(element, style)
        self._count_inline(inline)
        if self._page is not None:
            self._page += inline.breaks_before
        text = inline.text
        if text and not text.isspace():
            into.append(self._text_block(element, properties, style, inline, text))
        for anchored in inline.anchored:
            self._anchored(anchored, into)
        if self._page is not None:
            self._page += inline.breaks_inside

    def _count_inline(self, inline: Inline) -> None:
        if inline.hidden:
            self._tell("hidden_text")
        if inline.changes:
            self.notes["tracked_changes"] += inline.changes

    def _text_block(
        self,
        element: etree._Element,
        properties: Properties,
        style: Style,
        inline: Inline,
        text: str,
    ) -> Block:
        level = _heading_level(properties, style)
        if len(text) > LONG_HEADING or (level and self._depth and not style.heading_level):
            level = 0
        list_id, list_level = _list_place(properties, style)
        label = self.numbering.label(list_id, list_level) if list_id else ""
        aligned = alignment(properties)
        in_toc = bool(self._toc) or inline.toc or style.is_toc
        return Block(
            id=self._new_id(element),
            kind="heading" if level else "list_item" if label else "paragraph",
            text=text,
            level=level or (list_level if label else 0),
            runs=tuple(inline.runs),
            alignment=style.alignment if aligned is None else aligned,
            page=self._page,
            label=label,
            style=style.name,
            in_toc=in_toc,
        )

    def _anchored(self, anchored: Anchored, into: list[Block]) -> None:
        if anchored.kind == "box" and anchored.element is not None:
            self._depth += 1
            if self._depth > MAX_TABLE_DEPTH:
                raise UploadRefused("too_deep")
            self._gather(anchored.element, into)
            self._depth -= 1
        elif anchored.kind == "image":
            into.append(self._figure(anchored))
        elif anchored.kind in {"chart", "diagram"}:
            self._tell(anchored.kind)
            text = self._drawn_words(anchored.relation)
            into.append(self._figure_block(anchored, text))
        else:
            self._tell("embedded_object")

    # --- tables ---------------------------------------------------------------------------

    def _table(self, element: etree._Element, into: list[Block]) -> None:
        self._depth += 1
        if self._depth > MAX_TABLE_DEPTH:
            raise UploadRefused("too_deep")
        block_id, page = self._new_id(element), self._page
        grid = Grid()
        for row in rows_of(element, _ROW):
            if _DELETED in properties_of(row, "trPr"):
                continue
            grid.new_row(row)
            for cell in rows_of(row, _CELL):
                grid.add(span_of(cell), tuple(self._blocks(cell)))
        self._depth -= 1
        rows = grid.rows()
        if rows:
            into.append(Block(block_id, "table", text=table_text(rows), rows=rows, page=page))

    # --- pictures -------------------------------------------------------------------------

    def _figure(self, anchored: Anchored) -> Block:
        relation = self.relations.get(anchored.relation)
        media_type, part = self._drawable(relation)
        image = Image(
            id=f"i{len(self.images) + 1}", media_type=media_type, part=part, alt=anchored.alt[:500],
            width=anchored.width, height=anchored.height,
        )  # fmt: skip
        self.images.append(image)
        return self._figure_block(anchored, "", image.id)

    def _figure_block(self, anchored: Anchored, text: str, image_id: str = "") -> Block:
        runs = (Run(text),) if text else ()
        element = self.root if anchored.element is None else anchored.element
        block_id = self._new_id(element)
        return Block(block_id, "figure", text=text, runs=runs, page=self._page, image=image_id)

    def _drawable(self, relation: Relation | None) -> tuple[str, str]:
        if relation is not None and relation.external:
            return "", ""  # already counted among the file's relations
        if relation is None or not self.package.has(relation.target):
            self._tell("missing_image")
            return "", ""
        media_type = _DRAWABLE.get(relation.target.rpartition(".")[2].lower(), "")
        if not media_type:
            self._tell("undrawable_image")
        return media_type, relation.target if media_type else ""

    def _drawn_words(self, relation_id: str) -> str:
        """Words of a chart or a diagram, which lie in a part of their own."""
        relation = self.relations.get(relation_id)
        root = self.package.xml_or_none(relation.target) if relation else None
        if root is None:
            return ""
        words = ("".join(p.itertext(A + "t", with_tail=False)) for p in root.iter(A + "p"))
        return "\n".join(word for word in words if word.strip())

    # --- beside the text ------------------------------------------------------------------

    def _footnote_blocks(self) -> Iterator[Block]:
        parts = {
            kind: {note.get(W + "id", ""): note for note in root.iterfind(W + kind)}
            for kind in ("footnote", "endnote")
            if (root := self._side(kind + "s")) is not None
        }
        self._page = None
        for (kind, note_id), ordinal in list(self._footnotes.items()):
            note = parts.get(kind, {}).get(note_id)
            if note is not None:
                yield from self._footnote(note, str(ordinal))

    def _footnote(self, note: etree._Element, label: str) -> Iterator[Block]:
        for block in self._blocks(note):
            if block.kind in {"table", "figure"}:
                yield block
            else:
                yield Block(
                    block.id, "footnote", text=block.text, runs=block.runs, label=label,
                    style=block.style,
                )  # fmt: skip

    def _count_side_parts(self) -> None:
        comments = self._side("comments")
        count = 0 if comments is None else len(comments.findall(W + "comment"))
        if count:
            self.notes["comments"] += count
        for relation in self.relations.values():
            if relation.kind in {"header", "footer"} and not relation.external:
                root = self.package.xml_or_none(relation.target)
                text = "" if root is None else " ".join(t.text or "" for t in root.iter(W + "t"))
                if text.strip():
                    self._tell("header", " ".join(text.split()))

    def _declared_pages(self) -> int | None:
        app = self.package.xml_or_none("docProps/app.xml")
        found = None if app is None else app.find("{*}Pages")
        pages = 0 if found is None else number(found.text)
        return pages if 0 < pages < 100_000 else None


def _heading_level(properties: Properties, style: Style) -> int:
    outline = value(properties, "outlineLvl")
    if outline is not None:
        level = number(outline, 9)
        return level + 1 if 0 <= level < 9 else 0
    return style.heading_level


def _list_place(properties: Properties, style: Style) -> tuple[str, int]:
    """The list's id ("" for none) and level; id 0 switches a style's numbering off."""
    found = properties.get(W + "numPr")
    if found is None:
        return ("" if style.number_id == "0" else style.number_id), style.number_level
    own = {child.tag: child for child in found}
    list_id = value(own, "numId") or style.number_id
    return ("" if list_id == "0" else list_id), min(max(number(value(own, "ilvl")), 0), 8)
