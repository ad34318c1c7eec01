"""From what a page tells of a selection to the selectors that are kept, against the stored text."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol

import sqlalchemy as sa

from review.database import db
from review.documents.anchors import anchor_of
from review.documents.passages import Passages
from review.documents.reading.model import from_json
from review.documents.selections import Placed, Scope, Selected, SelectionLost, placed
from review.faults import Invalid, NotFound
from review.models.programmes import Reading
from review.models.submissions import Revision

#: Texts kept at hand in each process; a long one takes some ten megabytes.
KEPT: Final = 3


class Kept(Protocol):
    """The selectors of a row: a remark, its place on a later revision, a mark of a sheet."""

    @property
    def block_id(self) -> str | None: ...

    @property
    def end_block_id(self) -> str | None: ...

    @property
    def starts(self) -> int | None: ...

    @property
    def ends(self) -> int | None: ...

    @property
    def quote(self) -> str: ...

    @property
    def prefix(self) -> str: ...

    @property
    def suffix(self) -> str: ...


def passages_of(sha256: str) -> Passages:
    """The stored text of a file, ready to turn places into each other; NotFound if unread.

    Whoever marks a text asks for it again and again, so the last ones are kept in the process.
    """
    reading = db.session.get(Reading, sha256)
    if reading is None:
        raise NotFound
    return _passages(sha256, reading.read_at)


@lru_cache(maxsize=KEPT)
def _passages(sha256: str, _read_at: datetime) -> Passages:
    model = db.session.scalars(sa.select(Reading.model).where(Reading.sha256 == sha256)).one()
    return Passages(from_json(model))


def place_in(revision: Revision, selected: Selected) -> Placed:
    """Where a selection stands in a revision.

    Raises Invalid (place_not_found, quote_not_found, quote_ambiguous, selection_too_long) when
    it is not there beyond doubt.
    """
    if selected.scope == "document":
        return Placed()
    try:
        return placed(passages_of(revision.sha256), selected)
    except SelectionLost as error:
        raise Invalid(error.code, "quote") from error


def selected_at(passages: Passages, kept: Kept, scope: Scope) -> Selected:
    """Kept selectors as characters of the text's blocks, for a page to show.

    Rows of before selectors were kept are found by their quotation; where that is not to be
    found beyond doubt, only the block is told.
    """
    block = kept.block_id or ""
    bare = Selected("block" if scope == "words" else scope, block, quote=kept.quote)
    if kept.starts is None or kept.ends is None:
        return _found(passages, kept, scope) or bare
    anchor = anchor_of(passages, kept.starts, kept.ends)
    if anchor is None or anchor.place is None or anchor.quote.exact != kept.quote:
        return _found(passages, kept, scope) or bare
    place = anchor.place
    return Selected(
        scope, place.block, place.start, place.end_block, place.end, kept.quote,
        kept.prefix, kept.suffix,
    )  # fmt: skip


def _found(passages: Passages, kept: Kept, scope: Scope) -> Selected | None:
    asked = Selected(
        "words", kept.block_id or "", quote=kept.quote, prefix=kept.prefix, suffix=kept.suffix
    )
    try:
        found = placed(passages, asked)
    except SelectionLost:
        return None
    return selected_at(passages, found, scope)
