"""PDF with a text layer into the text model, by pdfium.

Words are taken with their place and look; `layout` builds lines and paragraphs of them.
A scan is readable too: its model has no text and says so in a note.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from review.documents.labels import has_page
from review.documents.reading.layout import Page, PlacedCell, PlacedTable, layout_of
from review.documents.reading.lines import Paragraph, Word
from review.documents.reading.model import (
    Block,
    Cell,
    DocumentModel,
    Note,
    Row,
    Run,
    count_words,
    table_text,
)
from review.documents.reading.pdf_actions import count_actions
from review.documents.reading.ruled import Strip, edges_of, strip_of, tables_of
from review.documents.refusals import UploadRefused

MAX_PAGES: Final = 3_000
MAX_DRAWN: Final = 30_000
MAX_CHARACTERS: Final = 12_000_000

_WORD = re.compile(r"[^\s\x02\x00\ufffe\uffff]+[\x02\ufffe]?")
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
_HEAVY: Final = 600


def read(data: bytes) -> DocumentModel:
    """Read a PDF into the model; pages are counted exactly.

    Raises UploadRefused: "encrypted" when a password is needed, "too_complex" over 3,000
    pages or 12 million signs, "unreadable" for anything pdfium cannot open.
    """
    document = _open(data)
    try:
        return _read(document, data)
    finally:
        document.close()


def words_in_place(data: bytes) -> dict[str, tuple[Word, ...]]:
    """The words of every block that `read` gives, with their places on the pages.

    The text of a block is its words parted by one space; one that ends with a hyphen goes on with
    the next. For marking words in the file. Raises as `read` does.
    """
    document = _open(data)
    try:
        found = layout_of([_page(document, index) for index in range(len(document))])
    finally:
        document.close()
    return {
        f"b{ordinal}": tuple(word for line in paragraph.lines for word in line.words)
        for ordinal, paragraph in enumerate(_in_order(found.items), 1)
        if paragraph is not None
    }


def _in_order(items: Iterable[Paragraph | PlacedTable]) -> Iterator[Paragraph | None]:
    """Paragraphs as `_item` numbers them; None stands for a table itself."""
    for item in items:
        if isinstance(item, Paragraph):
            yield item
        else:
            yield None
            cells = sorted(item.cells, key=lambda cell: cell.place.row)
            yield from (paragraph for cell in cells for paragraph in cell.paragraphs)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise UploadRefused("encrypted") from error
        raise UploadRefused("unreadable") from error


def _read(document: pdfium.PdfDocument, data: bytes) -> DocumentModel:
    count = len(document)
    if count > MAX_PAGES:
        raise UploadRefused("too_complex")
    if count == 0:
        raise UploadRefused("unreadable")
    pages = [_page(document, index) for index in range(count)]
    if sum(len(word.text) for page in pages for word in page.words) > MAX_CHARACTERS:
        raise UploadRefused("too_complex")
    found = layout_of(pages)
    ordinals = itertools.count(1)
    blocks = tuple(_item(item, ordinals) for item in found.items)
    empty = sum(1 for page in pages if not page.words)
    words = count_words(blocks)
    return DocumentModel(
        format="pdf",
        blocks=blocks,
        pages=count,
        words=words,
        notes=(*_notes(words, empty, found.page_numbers), *_active(document, data)),
    )


def _notes(words: int, empty: int, numbers: int) -> Iterator[Note]:
    if not words:
        yield Note("no_text")
    elif empty:
        yield Note("pages_without_text", empty)
    if numbers:
        yield Note("page_numbers", numbers)


def _active(document: pdfium.PdfDocument, data: bytes) -> Iterator[Note]:
    """What would come out of the file, were it opened elsewhere."""
    actions = count_actions(data)
    counts = {
        "attachments": raw.FPDFDoc_GetAttachmentCount(document),
        "scripts": max(raw.FPDFDoc_GetJavaScriptActionCount(document), actions["scripts"]),
        "launches": actions["launches"],
    }
    yield from (Note(code, count) for code, count in counts.items() if count > 0)


def _item(item: Paragraph | PlacedTable, ordinals: Iterator[int]) -> Block:
    if isinstance(item, Paragraph):
        return _block(next(ordinals), item)
    ordinal = next(ordinals)
    in_row: dict[int, list[PlacedCell]] = {}
    for cell in item.cells:
        in_row.setdefault(cell.place.row, []).append(cell)
    rows = [
        Row(tuple(_cell(cell, ordinals) for cell in in_row.get(index, ())))
        for index in range(item.rows)
    ]
    return Block(f"b{ordinal}", "table", text=table_text(rows), rows=tuple(rows), page=item.page)


def _cell(cell: PlacedCell, ordinals: Iterator[int]) -> Cell:
    blocks = tuple(_block(next(ordinals), paragraph) for paragraph in cell.paragraphs)
    place = cell.place
    return Cell(blocks, place.column, place.colspan, place.rowspan)


def _block(ordinal: int, paragraph: Paragraph) -> Block:
    text = paragraph.text
    return Block(
        id=f"b{ordinal}",
        kind="heading" if paragraph.level else "paragraph",
        text=text,
        level=paragraph.level,
        runs=tuple(Run(t, bold, italic) for t, bold, italic in paragraph.runs),
        alignment=paragraph.alignment,
        page=paragraph.page,
        in_toc=has_page(text),
    )


def _page(document: pdfium.PdfDocument, index: int) -> Page:
    """Words and ruled tables of a page; one pdfium cannot load counts as empty."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return Page([])
    try:
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        page.close()
        return Page([])
    try:
        words = list(_words(textpage, index + 1, page.get_width()))
        return Page(words, tables_of(_strips(page)) if words else [])
    finally:
        textpage.close()
        page.close()


def _strips(page: pdfium.PdfPage) -> list[Strip]:
    """Thin strips and outlined boxes drawn on the page."""
    strips: list[Strip] = []
    edges = [ctypes.c_float() for _ in range(4)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_DRAWN)):
        drawn = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(drawn, *edges):
            continue
        bounds = [edge.value for edge in edges]
        strip = strip_of(*bounds)
        if strip is not None:
            strips.append(strip)
        elif raw.FPDFPath_CountSegments(drawn) in {4, 5}:
            raw.FPDFPath_GetDrawMode(drawn, fill, stroke)
            strips.extend(edges_of(*bounds) if stroke.value else ())
    return strips


def _words(textpage: pdfium.PdfTextPage, page: int, width: float) -> Iterator[Word]:
    count = textpage.count_chars()
    if count <= 0:
        return
    text = textpage.get_text_range(0, count, errors="replace")
    probe = _Probe(textpage, page, width)
    straight = len(text) == count
    for order, match in enumerate(_WORD.finditer(text)):
        first, last = match.start(), match.end() - 1
        if match[0][-1] in "\x02\ufffe" and last > first:
            last -= 1
        if not straight:
            first, last = probe.character(first), probe.character(last)
        yield probe.word(match[0], first, last, order)


class _Probe:
    """Asks pdfium about single characters with buffers made once per page."""

    def __init__(self, textpage: pdfium.PdfTextPage, page: int, width: float) -> None:
        self._page = textpage.raw
        self._ordinal, self._width = page, width
        self._named: dict[bytes, tuple[bool, bool]] = {}
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = [ctypes.c_double() for _ in range(4)]
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def character(self, text_index: int) -> int:
        """Index of the character behind an index into the page's text."""
        index: int = raw.FPDFText_GetCharIndexFromTextIndex(self._page, text_index)
        return max(0, index)

    def word(self, text: str, first: int, last: int, order: int) -> Word:
        """The word with its left edge, baseline, right edge, size and look."""
        raw.FPDFText_GetCharOrigin(self._page, first, self._x, self._y)
        raw.FPDFText_GetCharBox(self._page, last, *self._box)
        bold, italic = self._look(first)
        return Word(
            text=text,
            left=self._x.value,
            right=max(self._box[1].value, self._x.value),
            base=self._y.value,
            size=self._size(first),
            bold=bold,
            italic=italic,
            page=self._ordinal,
            page_width=self._width,
            order=order,
        )

    def _size(self, index: int) -> float:
        """Height of the type on the page: nominal size times the text matrix."""
        size: float = raw.FPDFText_GetFontSize(self._page, index)
        matrix = self._matrix
        if raw.FPDFText_GetMatrix(self._page, index, matrix):
            size *= max(abs(matrix.d), abs(matrix.b), 1e-3)
        return min(max(size, 1.0), 200.0)

    def _look(self, index: int) -> tuple[bool, bool]:
        raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, self._flags)
        name = self._name.value
        if name not in self._named:
            self._named[name] = _said_by(name)
        bold, italic = self._named[name]
        weight: int = raw.FPDFText_GetFontWeight(self._page, index)
        return weight >= _HEAVY or bold, italic


def _said_by(font: bytes) -> tuple[bool, bool]:
    """Bold and italic as the font's name says."""
    name = font.decode("utf-8", "replace")
    return _BOLD_NAME.search(name) is not None, _ITALIC_NAME.search(name) is not None
