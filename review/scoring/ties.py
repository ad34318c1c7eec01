"""Words of the document tied to the remark of a criterion: kept with the mark, shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from review.anchoring import passages_of, place_in, selected_at
from review.database import db
from review.documents.passages import plain
from review.documents.selections import LONGEST_SENT, Placed, Selected
from review.models.scoring import MarkRow
from review.models.submissions import Revision

NOTHING: Final = Placed()


def place_of(row: MarkRow | None, revision_id: int, selected: Selected) -> Placed | None:
    """The place to tie a mark to, None to leave the tie as it is; NOTHING takes it off.

    Asked before the row is changed. Raises Invalid when the place is not in the text beyond
    doubt.
    """
    if not selected.quote.strip():
        return NOTHING
    if row is not None and _is_kept(row, selected):
        return None
    return place_in(db.session.get_one(Revision, revision_id), selected)


def tie(row: MarkRow, place: Placed) -> None:
    """Keep the place with the mark."""
    row.block_id, row.end_block_id = place.block_id, place.end_block_id
    row.starts, row.ends, row.quote = place.starts, place.ends, place.quote
    row.prefix, row.suffix = place.prefix, place.suffix


def _is_kept(row: MarkRow, selected: Selected) -> bool:
    """A row of before characters were counted comes back from the page as it went there."""
    if not row.quote or selected.start is not None or row.block_id != selected.block:
        return False
    return plain(row.quote)[:LONGEST_SENT].strip() == plain(selected.quote).strip()


def ties_of(rows: Sequence[MarkRow], revision: Revision) -> Mapping[str, Selected]:
    """For each criterion that is tied, its place as the page knows it."""
    tied = [row for row in rows if row.quote]
    if not tied:
        return {}
    passages = passages_of(revision.sha256)
    return {row.criterion_id: selected_at(passages, row, "words") for row in tied}
