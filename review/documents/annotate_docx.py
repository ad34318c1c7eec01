"""Remarks woven into the teacher's own DOCX as native Word comments at the very words.

Nothing else in the file changes: the main part gets comment marks (a run may be cut in two
equal-looking ones), the comments part gets comments, the two lists of the package get their
lines; every other part stays byte for byte. What could not be put at its words is put on the
paragraph or on the title with the quotation inside, and is reported as such.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml import etree

from review.documents.docx_comments import legal
from review.documents.docx_homes import Home, Homes
from review.documents.docx_package import DocxFile
from review.documents.docx_places import after_field, carried, local, put_after, put_before
from review.documents.quotes import Spot
from review.faults import Fault

How = Literal["exact", "footnote", "paragraph", "document"]


class CannotAnnotate(Fault):
    """The file has no paragraph a comment could stand on."""

    status = 422

    def __init__(self) -> None:
        super().__init__("cannot_annotate")


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer in the thread of a remark; ``created`` is aware."""

    text: str
    author: str
    initials: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on its way into the file.

    ``quote`` with ``prefix`` and ``suffix`` is a W3C TextQuoteSelector over the text model,
    ``block`` the model's block id; both may be missing (a remark on the whole document). ``near``
    is the character of the block where the words begin: it tells equal surroundings apart.
    ``created`` is aware. ``replies`` is the talk that followed, the oldest first; ``done`` says
    that the remark has been settled, which Word shows as resolved.
    """

    text: str
    author: str
    initials: str
    created: datetime
    quote: str | None = None
    prefix: str = ""
    suffix: str = ""
    block: str | None = None
    replies: tuple[Turn, ...] = ()
    done: bool = False
    near: int | None = None

    @property
    def selector(self) -> tuple[str | None, str, str, str | None, int | None]:
        """All that says where the words stand, as ``TextIndex.find`` takes it."""
        return self.quote, self.prefix, self.suffix, self.block, self.near

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When it was written and answered."""
        return self.created, *(turn.created for turn in self.replies)


@dataclass(frozen=True, slots=True)
class Report:
    """Where a note came to stand. ``alternatives``: other places that fit just as well.

    ``start`` and ``end`` are characters in the text of ``block`` and of ``end_block``.
    """

    how: How
    block: str = ""
    start: int = 0
    end_block: str = ""
    end: int = 0
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class Annotated:
    """The annotated file, and one report for each note in the order given."""

    data: bytes
    reports: tuple[Report, ...]


def annotate(data: bytes, notes: Sequence[Note]) -> Annotated:
    """The DOCX with the notes as comments.

    Raises UploadRefused when the file cannot be read, CannotAnnotate when it has no paragraph,
    ValueError when a note's moment is not aware.
    """
    require_aware(notes)
    document = _Document(data)
    reports = tuple(document.add(note) for note in notes)
    return Annotated(document.file.data() if notes else data, reports)


def require_aware(notes: Sequence[Note]) -> None:
    """Raise ValueError when a note's moment is not aware."""
    if any(moment.tzinfo is None for note in notes for moment in note.moments):
        raise ValueError("a note's moment must be aware")


class _Document:
    """One file while comments are put into it."""

    def __init__(self, data: bytes) -> None:
        self.file = DocxFile(data)
        self._homes = Homes(data, self.file.root)

    def add(self, note: Note) -> Report:
        """Put a note at its place and say which it was."""
        index = self._homes.index
        spot = index.find(*note.selector) if note.quote else None
        if spot is not None:
            return self._at_words(note, spot)
        home = self._homes.of_block(note.block) if note.block else None
        if home is not None:
            self._on_paragraph(note, home)
            return Report("paragraph", block=home.block)
        title = self._homes.title()
        if title is None:
            raise CannotAnnotate
        self._on_paragraph(note, title)
        return Report("document", block=title.block)

    def _at_words(self, note: Note, spot: Spot) -> Report:
        one, other = (self._homes.index.stretches[place] for place in (spot.first, spot.last))
        first, last = self._homes.of_block(one.block), self._homes.of_block(other.block)
        if first is None or last is None:
            raise CannotAnnotate
        place = (one.block, spot.start, other.block, spot.end, spot.alternatives)
        if first.reference is not None:
            self._on_reference(note, first)
            return Report("footnote", *place)
        if not (first.direct and last.direct) or _table_of(first) is not _table_of(last):
            # A range that runs out of a table is lost in LibreOffice, comment and all.
            self._on_paragraph(note, first)
            return Report("paragraph", *place)
        start = carried(one.text, self._homes.text(first), spot.start)
        end = carried(other.text, self._homes.text(last), spot.end)
        self._between(self._comments(note, quoted=False), (first, start), (last, end))
        return Report("exact", *place)

    def _on_paragraph(self, note: Note, home: Home) -> None:
        length = len(self._homes.text(home))
        self._between(self._comments(note, quoted=True), (home, 0), (home, length))

    def _on_reference(self, note: Note, home: Home) -> None:
        """A comment cannot stand inside a footnote: it stands on the mark that calls it."""
        offset = 0
        for atom in self._homes.atoms(home):
            if atom.node is home.reference:
                break
            offset += len(atom.text)
        else:
            return self._on_paragraph(note, home)
        end = offset + len(atom.text)
        self._between(self._comments(note, quoted=True), (home, offset), (home, end))
        return None

    def _comments(self, note: Note, quoted: bool) -> list[int]:
        """Write the comment and the answers to it; their numbers."""
        quote = " ".join(legal(note.quote or "").split())
        text = f"«{quote}»\n{note.text}" if quoted and quote else note.text
        said = [Turn(text, note.author, note.initials, note.created), *note.replies]
        numbers = [self.file.new_number() for _ in said]
        comments = [
            self.file.comments.add(number, one.author, one.initials, one.created, one.text)
            for number, one in zip(numbers, said, strict=True)
        ]
        if note.replies or note.done:
            self.file.comments.thread(comments, note.done)
        return numbers

    def _between(self, numbers: list[int], start: tuple[Home, int], end: tuple[Home, int]) -> None:
        starts = [self.file.mark("commentRangeStart", number) for number in numbers]
        ends = [self.file.mark("commentRangeEnd", number) for number in numbers]
        found = self._homes.atoms(end[0])
        if not found:
            for mark in [*starts, ends[0]]:
                end[0].paragraph.append(mark)
        else:
            # The end first: cutting it leaves every offset before it where it was.
            put_after(found, end[1], ends[0])
            put_before(self._homes.atoms(start[0]), start[1], starts[0])
            _follow(starts)
        references = [self.file.reference(number) for number in numbers]
        closing = after_field(ends[0])
        if closing is not None:
            # LibreOffice forgets the words of a comment that hangs inside of a field.
            _follow(ends)
            _follow([_outermost(closing), *references])
            return
        # Word's own order: readers that know no threads show an answer behind what it answers.
        pairs = zip([_outermost(ends[0]), *ends[1:]], references, strict=True)
        _follow([element for pair in pairs for element in pair])


def _table_of(home: Home) -> etree._Element | None:
    """The outermost table a paragraph lies in."""
    tables = [one for one in home.paragraph.iterancestors() if local(one) == "tbl"]
    return tables[-1] if tables else None


def _follow(elements: list[etree._Element]) -> None:
    for before, element in itertools.pairwise(elements):
        before.addnext(element)


def _outermost(element: etree._Element) -> etree._Element:
    """The mark itself or the link, insertion or control around it that stands in the paragraph."""
    parent = element.getparent()
    while parent is not None and local(parent) != "p":
        element, parent = parent, parent.getparent()
    return element
