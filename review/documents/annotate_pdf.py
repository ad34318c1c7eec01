"""Remarks as annotations of the teacher's own PDF, on the very words.

The file is kept byte for byte; the annotations are put behind it, as the format provides for
("incremental update"). A remark is a highlight with its text and author; what was not found is
a note at the top of its page or of the first one, with the quotation inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from typing import Any, Final, cast

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, Text
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from review.documents.annotate_docx import Annotated, How, Note, Report, Turn, require_aware
from review.documents.quotes import Spot, Stretch, TextIndex
from review.documents.reading import pdf
from review.documents.reading.lines import Word
from review.documents.reading.model import DocumentModel, walk
from review.documents.refusals import UploadRefused

COLOUR: Final = "ffe08a"
HIDDEN: Final = 2
MOST_GAPS: Final = 100_000
_HYPHENS: Final = ("\x02", "\ufffe", "\u00ad")
_BELOW: Final = 0.24
_ABOVE: Final = 0.82
_UPRIGHT: Final = 0.05
_NOTE_SIZE: Final = 20.0
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Box:
    """A stretch of one line on a page; points, the vertical axis points up."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


def annotate(data: bytes, notes: Sequence[Note]) -> Annotated:
    """The PDF with the notes as annotations.

    Raises UploadRefused when the file cannot be read or is locked, ValueError when a note's
    moment is not aware.
    """
    require_aware(notes)
    model, words = pdf.read(data), pdf.words_in_place(data)
    if not notes:
        return Annotated(data, ())
    try:
        document = _Document(data, model, words)
        reports = tuple(document.add(note) for note in notes)
        return Annotated(document.data(), reports)
    except (PyPdfError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UploadRefused("unreadable") from error


class _Document:
    def __init__(
        self, data: bytes, model: DocumentModel, words: dict[str, tuple[Word, ...]]
    ) -> None:
        self._writer = _writer(data)
        self._words = words
        self._pages = {block.id: block.page or 1 for block in model.walk()}
        self._index = TextIndex(
            [Stretch(b.id, b.text) for b in model.walk() if b.kind != "table" and b.text],
            {b.id: [one.id for one in walk([b])] for b in model.walk() if b.kind == "table"},
        )
        self._notes_on: dict[int, int] = {}

    def data(self) -> bytes:
        made = BytesIO()
        self._writer.write(made)
        return made.getvalue()

    def add(self, note: Note) -> Report:
        """Put a note at its words, or on its page, and say where."""
        spot = self._spot(note)
        boxes = list(self._boxes(spot)) if spot else []
        if spot is None or not boxes:
            return self._on_page(note)
        stretches = self._index.stretches
        self._highlight(note, boxes)
        one, other = stretches[spot.first].block, stretches[spot.last].block
        return Report("exact", one, spot.start, other, spot.end, spot.alternatives)

    def _spot(self, note: Note) -> Spot | None:
        return self._index.find(*note.selector)

    def _on_page(self, note: Note) -> Report:
        known = note.block if note.block in self._pages else None
        page = self._pages[known] if known else 1
        text = f"«{note.quote}»\n{note.text}" if note.quote else note.text
        box = self._writer.pages[page - 1].cropbox
        at = self._notes_on[page] = self._notes_on.get(page, -1) + 1
        top = float(box.top) - (at % 30) * (_NOTE_SIZE + 2) - 2
        left = float(box.left) + 2
        made = Text(rect=(left, top - _NOTE_SIZE, left + _NOTE_SIZE, top), text=_legal(text))
        self._put(page, made, note)
        how: How = "paragraph" if known else "document"
        return Report(how, block=known or "")

    def _highlight(self, note: Note, boxes: list[_Box]) -> None:
        """One annotation for each page the words lie on; the first carries the remark."""
        for first, (page, group) in enumerate(groupby(boxes, key=lambda box: box.page)):
            members = list(group)
            made = Highlight(
                rect=_around(members), quad_points=_quads(members), highlight_color=COLOUR
            )
            if first == 0:
                made[NameObject("/Contents")] = TextStringObject(_legal(note.text))
            self._put(page, made, note, reply=first == 0)

    def _put(self, page: int, made: Any, note: Note, reply: bool = True) -> None:
        _sign(made, note.author, note.created)
        put = self._writer.add_annotation(page - 1, made)
        if not reply:
            return
        for turn in note.replies:
            answer = _answering(put, turn)
            answer[NameObject("/RT")] = NameObject("/R")
            self._writer.add_annotation(page - 1, answer)
        if note.done:
            self._writer.add_annotation(page - 1, _settled(put, note))

    # --- where words stand -------------------------------------------------------------

    def _boxes(self, spot: Spot) -> Iterator[_Box]:
        for at in range(spot.first, spot.last + 1):
            stretch = self._index.stretches[at]
            start = spot.start if at == spot.first else 0
            end = spot.end if at == spot.last else len(stretch.text)
            yield from _lines(_parts(self._words.get(stretch.block, ()), start, end))


def _writer(data: bytes) -> PdfWriter:
    """Adds behind the file as it is; one with an owner's password is written anew without it."""
    reader = PdfReader(BytesIO(data), strict=False)
    if not reader.is_encrypted:
        writer = PdfWriter(BytesIO(data), incremental=True)
        # Numbers that the file's own lists of objects took are not in those lists.
        taken = int(reader.trailer.get("/Size", 0)) - 1 - len(writer._objects)
        writer._objects += [None] * min(taken, MOST_GAPS)
        return writer
    if not reader.decrypt(""):
        raise UploadRefused("encrypted")
    writer = PdfWriter(clone_from=reader)
    writer.metadata = reader.metadata
    return writer


def _parts(words: Iterable[Word], start: int, end: int) -> Iterator[_Box]:
    """The words of a block that its characters from `start` to `end` touch, cut at both ends."""
    at, glue = 0, 0
    for word in words:
        broken = word.text.endswith(_HYPHENS)
        length = len(word.text) - broken
        at += glue
        low, high = max(start - at, 0), min(end - at, length)
        if low < high:
            yield _box(word, low / length, high / length)
        at += length
        glue = 0 if broken else 1


def _box(word: Word, low: float, high: float) -> _Box:
    width = word.right - word.left
    left, right = word.left + width * low, word.left + width * high
    if width < _UPRIGHT * word.size:
        # Written upwards, as in narrow columns: it has no width, so its beginning is marked.
        left, right = word.left - _ABOVE * word.size, word.left + _BELOW * word.size
    return _Box(
        word.page, left, word.base - _BELOW * word.size, right, word.base + _ABOVE * word.size
    )


def _lines(boxes: Iterable[_Box]) -> Iterator[_Box]:
    """Boxes beside each other on one line are one box."""
    last: _Box | None = None
    for box in boxes:
        joined = _joined(last, box) if last else None
        if last and joined is None:
            yield last
        last = joined or box
    if last:
        yield last


def _joined(one: _Box, other: _Box) -> _Box | None:
    height = one.top - one.bottom
    near = abs(one.bottom - other.bottom) < 0.4 * height and other.left >= one.left
    if one.page != other.page or not near or other.left - one.right > 2 * height:
        return None
    low, high = min(one.bottom, other.bottom), max(one.top, other.top)
    return _Box(one.page, one.left, low, other.right, high)


def _around(boxes: list[_Box]) -> tuple[float, float, float, float]:
    return (
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def _quads(boxes: list[_Box]) -> ArrayObject:
    """Corners in the order every viewer expects: upper left, upper right, lower left, right."""
    numbers = [
        number
        for b in boxes
        for number in (b.left, b.top, b.right, b.top, b.left, b.bottom, b.right, b.bottom)
    ]
    return ArrayObject(FloatObject(round(number, 2)) for number in numbers)


def _answering(put: DictionaryObject, turn: Turn) -> Text:
    """A note in the thread of an annotation that has been put in."""
    left, bottom, right, top = (float(edge) for edge in cast(ArrayObject, put["/Rect"]))
    made = Text(rect=(left, bottom, right, top), text=_legal(turn.text))
    _sign(made, turn.author, turn.created)
    made[NameObject("/IRT")] = cast(IndirectObject, put.indirect_reference)
    return made


def _settled(put: DictionaryObject, note: Note) -> Text:
    """The mark of a remark that was settled: a hidden note with a state (ISO 32000-1, 12.5.6.3)."""
    made = _answering(put, Turn("", note.author, note.initials, max(note.moments)))
    made[NameObject("/State")] = TextStringObject("Completed")
    made[NameObject("/StateModel")] = TextStringObject("Review")
    made[NameObject("/F")] = NumberObject(HIDDEN)
    return made


def _sign(made: DictionaryObject, author: str, moment: datetime) -> None:
    stamp = TextStringObject(moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ"))
    made[NameObject("/T")] = TextStringObject(_legal(author))
    made[NameObject("/M")] = stamp
    made[NameObject("/CreationDate")] = stamp


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
