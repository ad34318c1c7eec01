"""Remarks as they stand beside a revision: the own ones, and those carried to it, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from review.anchoring import passages_of, selected_at
from review.database import db
from review.documents.passages import Passages
from review.documents.selections import Selected
from review.models.moderation import PlaceState, Remark, RemarkPlace
from review.models.submissions import Revision
from review.profiles import get_rubric
from rubric.criteria import Criterion
from rubric.mistakes import Mistake, catalogue

#: A carried place that counts as the remark's own.
SHOWN = (PlaceState.SURE, PlaceState.KEPT, PlaceState.MOVED)


@dataclass(frozen=True)
class Mark:
    """A remark and its words in the revision on the screen.

    `carried_from` is the number of the earlier revision it was written on, None for an own one.
    """

    remark: Remark
    selected: Selected
    carried_from: int | None = None
    at: int = -1

    @property
    def about(self) -> list[Criterion | Mistake]:
        """The criterion and the typical mistake it names."""
        one = self.remark
        rubric = get_rubric(one.submission.rubric_version_id)
        named = (rubric.by_id.get(one.criterion_id or ""), catalogue().get(one.mistake or ""))
        return [found for found in named if found is not None]


def mark_of(remark: Remark) -> Mark:
    """A remark on its own revision."""
    passages = passages_of(remark.revision.sha256) if remark.block_id else None
    return _mark(remark, remark, passages, None)


def list_marks(remarks: Iterable[Remark], revision: Revision) -> list[Mark]:
    """Those of the remarks that stand on this revision, in the order of its text.

    What is about the whole document comes first. Two statements, whatever their number.
    """
    found = list(remarks)
    places = _carried(revision)
    own = [one for one in found if one.revision_id == revision.id]
    carried = [one for one in found if one.id in places and one.revision_id != revision.id]
    placed = any(one.block_id for one in own) or any(places[one.id].block_id for one in carried)
    passages = passages_of(revision.sha256) if placed else None
    marks = [_mark(one, one, passages, None) for one in own]
    marks += [_mark(one, places[one.id], passages, one.revision.number) for one in carried]
    return sorted(marks, key=lambda mark: (mark.at, mark.remark.id))


def _carried(revision: Revision) -> Mapping[int, RemarkPlace]:
    rows: Sequence[RemarkPlace] = db.session.scalars(
        sa.select(RemarkPlace).where(
            RemarkPlace.revision_id == revision.id, RemarkPlace.state.in_(SHOWN)
        )
    ).all()
    return {row.remark_id: row for row in rows}


def _mark(
    remark: Remark,
    kept: Remark | RemarkPlace,
    passages: Passages | None,
    carried_from: int | None,
) -> Mark:
    if passages is None or kept.block_id is None:
        return Mark(remark, Selected(), carried_from)
    selected = selected_at(passages, kept, remark.scope.value)
    span = passages.span(selected.block)
    at = (span[0] if span else 0) + (selected.start or 0)
    return Mark(remark, selected, carried_from, at)
