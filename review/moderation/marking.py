"""Remarks as they stand beside a revision: the own ones, and those carried to it, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review.anchoring import passages_of, selected_at
from review.database import db
from review.documents.passages import Passages
from review.documents.selections import Selected
from review.models.events import Event
from review.models.moderation import PlaceState, Remark, RemarkPlace, RemarkStatus
from review.models.submissions import Revision, Submission
from review.profiles import get_rubric
from review.remarks import HANDS_OVER, known_status, list_turns
from rubric.criteria import Criterion
from rubric.mistakes import Mistake, catalogue
from workflows.access import Facts
from workflows.roles import Actor, Role

#: A carried place that counts as the remark's own.
SHOWN = (PlaceState.SURE, PlaceState.KEPT, PlaceState.MOVED)


@dataclass(frozen=True)
class Mark:
    """A remark and its words in the revision on the screen.

    `status` is where it stands as far as the reader knows. `carried_from` is the number of the
    earlier revision it was written on, None for an own one.
    """

    remark: Remark
    status: RemarkStatus
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


def list_marks(
    remarks: Sequence[Remark], revision: Revision, actor: Actor, facts: Facts
) -> list[Mark]:
    """Those of the remarks that stand on this revision, in the order of its text.

    What is about the whole document comes first. Four statements at most, whatever their number.
    """
    carried = db.session.scalars(
        sa.select(RemarkPlace).where(
            RemarkPlace.revision_id == revision.id, shown_places(revision.submission_id, actor)
        )
    )
    places = {row.remark_id: row for row in carried}
    statuses = known_statuses(remarks, actor, facts)
    marks = _in_order([(one, places.get(one.id)) for one in remarks], revision)
    return [replace(mark, status=statuses[mark.remark.id]) for mark in marks]


def shown_places(submission_id: int, actor: Actor) -> sa.ColumnElement[bool]:
    """Which carried places of a submission's remarks are the remark's own for this reader.

    An examiner's decision on a place reaches the author with the next return or verdict.
    """
    shown = RemarkPlace.state.in_(SHOWN)
    if actor.role is not Role.TEACHER:
        return shown
    told = (
        sa.select(sa.func.max(Event.at))
        .where(Event.submission_id == submission_id, Event.action.in_(HANDS_OVER))
        .scalar_subquery()
    )
    known = sa.or_(RemarkPlace.decided_at.is_(None), RemarkPlace.decided_at <= told)
    return sa.and_(shown, known)


def known_statuses(
    remarks: Sequence[Remark], actor: Actor, facts: Facts
) -> Mapping[int, RemarkStatus]:
    """Where remarks of one submission stand for this reader, by id; two statements at most.

    The author learns of an examiner's word with the next return or verdict; where there is none,
    every turn is known.
    """
    found = {one.id: one.status for one in remarks}
    if actor.role is Role.TEACHER:
        settled = [one for one in remarks if one.settled_at is not None]
        turns = list_turns(settled, actor, facts)
        found |= {one.id: known_status(turns[one.id]) for one in settled}
    return found


def list_own_marks(submission: Submission, actor: Actor, revision: Revision) -> list[Mark]:
    """What an expert has written on this revision beside the sheet, and what came along to it."""
    here = sa.and_(
        RemarkPlace.remark_id == Remark.id,
        RemarkPlace.revision_id == revision.id,
        RemarkPlace.state.in_(SHOWN),
    )
    rows = db.session.execute(
        sa.select(Remark, RemarkPlace)
        .outerjoin(RemarkPlace, here)
        .where(
            Remark.submission_id == submission.id,
            Remark.person_id == actor.person_id,
            Remark.role == actor.role,
            Remark.status != RemarkStatus.WITHDRAWN,
        )
        .options(joinedload(Remark.revision))
    )
    return _in_order([(row[0], row[1]) for row in rows], revision)


def _in_order(found: Iterable[tuple[Remark, RemarkPlace | None]], revision: Revision) -> list[Mark]:
    kept: list[tuple[Remark, Remark | RemarkPlace, int | None]] = []
    for remark, place in found:
        if remark.revision_id == revision.id:
            kept.append((remark, remark, None))
        elif place is not None:
            kept.append((remark, place, remark.revision.number))
    placed = any(place.block_id for _, place, _ in kept)
    passages = passages_of(revision.sha256) if placed else None
    marks = [_mark(remark, place, passages, version) for remark, place, version in kept]
    return sorted(marks, key=lambda mark: (mark.at, mark.remark.id))


def _mark(
    remark: Remark,
    kept: Remark | RemarkPlace,
    passages: Passages | None,
    carried_from: int | None,
) -> Mark:
    if passages is None or kept.block_id is None:
        return Mark(remark, remark.status, Selected(), carried_from)
    selected = selected_at(passages, kept, remark.scope.value)
    span = passages.span(selected.block)
    at = (span[0] if span else 0) + (selected.start or 0)
    return Mark(remark, remark.status, selected, carried_from, at)
