"""From what a page tells of a selection to the selectors that are kept, against the stored text."""

from __future__ import annotations

import sqlalchemy as sa

from review.database import db
from review.documents.passages import Passages
from review.documents.reading.model import from_json
from review.documents.selections import Placed, Selected, SelectionLost, placed
from review.faults import Invalid, NotFound
from review.models.programmes import Reading
from review.models.submissions import Revision


def passages_of(sha256: str) -> Passages:
    """The stored text of a file, ready to turn places into each other; NotFound if unread."""
    model = db.session.scalar(sa.select(Reading.model).where(Reading.sha256 == sha256))
    if model is None:
        raise NotFound
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
