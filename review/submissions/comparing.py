"""Two versions of a submission's text for one page: which two, what differs, how it is drawn.

The texts come out of the ledger as they were read at upload; they are compared with no
transaction open, and a page drawn lately is not drawn again.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import sqlalchemy as sa

from review.database import db
from review.documents import comparing_html, touched
from review.documents.compare import Comparison, Summary, compare
from review.documents.comparing_hours import rows_with_other_hours
from review.documents.comparing_places import Headings, Place, places
from review.documents.hidden_names import without_names
from review.documents.passages import plain
from review.documents.reading.model import MODEL_VERSION, DocumentModel, from_json
from review.faults import NotFound
from review.models.programmes import Reading
from review.models.submissions import Revision, Submission
from review.web import keep_and_release

View = Literal["side", "inline"]
#: Signs of HTML that are kept for pages asked for again; a page of 60 sheets has half a million.
MOST_KEPT: Final = 8_000_000
MOST_WORDS: Final = touched.MOST_WORDS
#: A name of fewer letters would be found inside of words.
LEAST_NAME: Final = 3


@dataclass(frozen=True)
class Look:
    """How a reader wants it: beside or in one text, what stayed shown or folded."""

    view: View
    whole: bool
    language: str


@dataclass(frozen=True)
class Veil:
    """Names that this reader may not meet, and what stands in their place."""

    names: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class Drawn:
    """What differs between two texts: the page, how many changes bear a number, counts, places.

    Sections are headings that came and went, in their own words.
    """

    html: str
    changes: int
    summary: Summary
    hours_rows: int
    sections_added: tuple[str, ...]
    sections_removed: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Found:
    """A comparison, or the code of why there is none with the number of the version at fault.

    Codes: "unread", "no_text", "too_long", "same_file". `formats` differ when one is a PDF.
    """

    drawn: Drawn | None = None
    trouble: str = ""
    version: int = 0
    formats: tuple[str, str] = ("", "")

    @property
    def mixed(self) -> bool:
        """Whether lines of a PDF stand against paragraphs of a Word file."""
        return self.formats[0] != self.formats[1]


@dataclass(frozen=True)
class Side:
    """One version as far as it is needed: its number and what is known of its reading."""

    number: int
    sha256: str
    format: str = ""
    words: int = 0
    readable: bool = False
    headings: Mapping[str, int] = field(default_factory=dict)

    @property
    def trouble(self) -> str:
        """Why this version cannot be compared with anything; empty when it can."""
        if not self.readable:
            return "unread"
        if not self.words:
            return "no_text"
        return "too_long" if self.words > MOST_WORDS else ""


def choose(
    revisions: Sequence[Revision], old: str | None, new: str | None
) -> tuple[Revision, Revision] | None:
    """The two versions asked for, the older first; by default the newest and the one before.

    `revisions` are those the reader sees, the newest first. None when there are no two to
    compare; the same number twice is compared with its neighbour. Raises NotFound for a number
    that is not there.
    """
    if len(revisions) < 2:
        _asked(revisions, old), _asked(revisions, new)
        return None
    later = _asked(revisions, new) or revisions[0]
    earlier = _asked(revisions, old) or _before(revisions, later)
    if later is earlier:
        return _neighbours(revisions, later)
    return (earlier, later) if earlier.number < later.number else (later, earlier)


def _asked(revisions: Sequence[Revision], number: str | None) -> Revision | None:
    if not number:
        return None
    found = next((one for one in revisions if str(one.number) == number), None)
    if found is None:
        raise NotFound
    return found


def _before(revisions: Sequence[Revision], later: Revision) -> Revision:
    return _neighbours(revisions, later)[0] if later is not revisions[-1] else later


def _neighbours(revisions: Sequence[Revision], one: Revision) -> tuple[Revision, Revision]:
    """The version with the one before it; the first one with the one after it."""
    at = min(list(revisions).index(one), len(revisions) - 2)
    return revisions[at + 1], revisions[at]


def names_of(submission: Submission, pair: Sequence[Revision], places: bool) -> tuple[str, ...]:
    """Names of the authors, of now and of both versions; with `places` the organisation's too."""
    names = {author.name for author in submission.programme.authors}
    names |= {str(author[0]) for one in pair for author in one.card.get("authors") or ()}
    if places:
        organisation = submission.programme.organisation
        names |= {organisation.full_name, organisation.short_name}
    return tuple(sorted(name for name in names if len(name.strip()) >= LEAST_NAME))


def find(pair: tuple[Revision, Revision], look: Look, veil: Veil) -> Found:
    """The comparison of two versions, drawn. Lets go of the database before it begins to draw."""
    old, new = _sides(pair)
    formats = old.format, new.format
    if old.sha256 == new.sha256:
        return Found(trouble="same_file", formats=formats)
    for side in (old, new):
        if side.trouble:
            return Found(trouble=side.trouble, version=side.number)
    try:
        return Found(_drawn(old, new, look, veil), formats=formats)
    except _Unread as error:
        return Found(trouble="unread", version=error.version)


class _Unread(Exception):
    """A stored text that cannot be understood any more."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


def _drawn(old: Side, new: Side, look: Look, veil: Veil) -> Drawn:
    key = old.sha256, new.sha256, look, veil
    kept = KEPT.get(key)
    if kept is not None:
        return kept
    texts = _texts((old, new))
    keep_and_release()
    before, after = _model(old, texts, veil), _model(new, texts, veil)
    drawn = draw(before, after, Headings(old.headings, new.headings), look)
    KEPT.put(key, drawn)
    return drawn


def _sides(pair: Sequence[Revision]) -> tuple[Side, Side]:
    rows = db.session.execute(
        sa.select(
            Reading.sha256, Reading.format, Reading.words, Reading.model_version, Reading.headings
        ).where(Reading.sha256.in_([one.sha256 for one in pair]))
    )
    read = {row.sha256: row for row in rows}
    old, new = (_side(one, read.get(one.sha256)) for one in pair)
    return old, new


def _side(revision: Revision, row: Any) -> Side:
    if row is None:
        return Side(revision.number, revision.sha256)
    return Side(
        revision.number,
        revision.sha256,
        row.format,
        row.words,
        row.model_version == MODEL_VERSION,
        {heading["block"]: heading["level"] for heading in row.headings},
    )


def _texts(sides: Sequence[Side]) -> dict[str, str]:
    hashes = [side.sha256 for side in sides]
    rows = db.session.execute(
        sa.select(Reading.sha256, Reading.model).where(Reading.sha256.in_(hashes))
    )
    return {row.sha256: row.model for row in rows}


def _model(side: Side, texts: Mapping[str, str], veil: Veil) -> DocumentModel:
    try:
        model = from_json(texts[side.sha256])
    except ValueError as error:
        raise _Unread(side.number) from error
    return without_names(model, veil.names, veil.instead) if veil.names else model


def draw(old: DocumentModel, new: DocumentModel, headings: Headings, look: Look) -> Drawn:
    """Compare and draw; pure, takes a fraction of a second for a hundred pages."""
    found = compare(old, new)
    page = comparing_html.inline if look.view == "inline" else comparing_html.side_by_side
    spots = places(found, headings)
    return Drawn(
        html=page(found, look.language, not look.whole, headings),
        changes=sum(one.count for one in spots),
        summary=found.summary,
        hours_rows=rows_with_other_hours(found),
        sections_added=_sections(found, headings, "inserted"),
        sections_removed=_sections(found, headings, "deleted"),
        places=spots,
    )


def _sections(found: Comparison, headings: Headings, kind: str) -> tuple[str, ...]:
    """Headings that came or went as a whole."""
    known = headings.new if kind == "inserted" else headings.old
    return tuple(
        plain(one.new_text or one.old_text)
        for one in found.changes
        if one.kind == kind
        and (one.block_kind == "heading" or (one.new_block or one.old_block) in known)
    )


class Kept:
    """Pages drawn lately, the oldest given up first; for all threads of a process."""

    def __init__(self, most: int) -> None:
        self._most, self._signs = most, 0
        self._pages: dict[Any, Drawn] = {}
        self._lock = threading.Lock()

    def get(self, key: Any) -> Drawn | None:
        """The page, which counts as the newest now; None when it is not there."""
        with self._lock:
            found = self._pages.pop(key, None)
            if found is not None:
                self._pages[key] = found
            return found

    def put(self, key: Any, drawn: Drawn) -> None:
        """Keep a page, unless it is too long for all of the room."""
        with self._lock:
            gone = self._pages.pop(key, None)
            self._signs += len(drawn.html) - (len(gone.html) if gone else 0)
            self._pages[key] = drawn
            while self._signs > self._most:
                self._signs -= len(self._pages.pop(next(iter(self._pages))).html)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._signs = 0


KEPT: Final = Kept(MOST_KEPT)
