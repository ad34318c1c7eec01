"""A second look: what a desk or an expert should see first when a text comes again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import sqlalchemy as sa

from review.database import db
from review.documents.reading.model import MODEL_VERSION, from_json
from review.documents.touched import MOST_WORDS, Touched, touched
from review.models.moderation import PlaceState, Remark, RemarkLevel, RemarkPlace, RemarkStatus
from review.models.programmes import Reading
from review.models.scoring import MarkRow, Outcome, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Revision, Submission
from review.profiles import get_rubric
from review.remarks import may_read
from rubric.criteria import Criterion, Rubric
from workflows.access import Facts, Permission, may
from workflows.remark_life import ANSWERED
from workflows.roles import Actor, Role

#: Pairs of texts kept compared in a process; a pair is a few hundred bytes.
MOST_KEPT = 512


@dataclass(frozen=True)
class Failed:
    """A criterion that lost points in the last failed round: the marks by chair."""

    criterion: Criterion
    marks: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True)
class SecondLook:
    """What to look at first, in this order: remarks, changes, criteria that failed.

    `old` and `new` are numbers of versions; `touched` is None where a text was not read.
    """

    old: int
    new: int
    open: tuple[Remark, ...]
    answered: int
    waiting: int
    touched: Touched | None
    failed: tuple[Failed, ...]


def second_look(submission: Submission, actor: Actor, facts: Facts) -> SecondLook | None:
    """What came back and how it changed since it was looked at; None for a first version.

    Two statements, and two more for sheets and for texts not compared before.
    """
    sent = _sent(submission)
    pair = _pair(sent, submission, actor)
    if pair is None:
        return None
    old, new = pair
    remarks = _live(submission, new, actor, facts, _decided(sent))
    return SecondLook(
        old.number,
        new.number,
        tuple(one for one, _ in remarks if one.status is RemarkStatus.OPEN),
        sum(one.status in ANSWERED for one, _ in remarks),
        sum(state is PlaceState.WAITING for _, state in remarks),
        changes(old.sha256, new.sha256),
        failed_criteria(submission) if _may_see_sheets(submission, actor, facts) else (),
    )


def _may_see_sheets(submission: Submission, actor: Actor, facts: Facts) -> bool:
    """Desks read the sheets of a decided round; an expert looks back at the own one alone."""
    told = replace(facts, verdict_given=True)
    seen = actor.role is not Role.EXPERT and may(actor, Permission.SEE_SHEET, told)
    return seen and submission.round > 1


def changes(old: str, new: str) -> Touched | None:
    """What changed from one text to another, by the digests of their files; None if unread.

    A text of more than `MOST_WORDS` words counts as not read here, and is not even loaded.
    """
    try:
        return _compared(old, new)
    except _Unread:
        return None


class _Unread(Exception):
    """A text that the present reader has not read, or one too long for a page that waits."""


@lru_cache(MOST_KEPT)
def _compared(old: str, new: str) -> Touched:
    rows = db.session.execute(
        sa.select(Reading.sha256, Reading.model).where(
            Reading.sha256.in_([old, new]),
            Reading.model_version == MODEL_VERSION,
            Reading.words <= MOST_WORDS,
        )
    )
    models = {row.sha256: from_json(row.model) for row in rows}
    if old not in models or new not in models:
        raise _Unread
    return touched(models[old], models[new])


def failed_criteria(submission: Submission) -> tuple[Failed, ...]:
    """Criteria that lost points in the last round that failed, the greatest losses first."""
    rubric = get_rubric(submission.rubric_version_id)
    last = (
        sa.select(sa.func.max(Verdict.round))
        .where(Verdict.submission_id == submission.id, Verdict.outcome == Outcome.FAILED)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Seat.place, MarkRow.criterion_id, MarkRow.points)
        .join(ScoreSheet, ScoreSheet.id == MarkRow.sheet_id)
        .join(Seat, Seat.id == ScoreSheet.seat_id)
        .where(
            Seat.submission_id == submission.id,
            Seat.round == last,
            Seat.state == SeatState.HELD,
            ScoreSheet.submitted_at.is_not(None),
            MarkRow.points.is_not(None),
        )
        .order_by(Seat.place)
    )
    given = ((place, key, points) for place, key, points in rows if points is not None)
    return lost_points(rubric, given)


def lost_points(rubric: Rubric, marks: Iterable[tuple[int, str, Decimal]]) -> tuple[Failed, ...]:
    """Criteria with a mark below the highest, by what they lost in all."""
    by_criterion: dict[str, list[tuple[int, Decimal]]] = {}
    for place, criterion_id, points in marks:
        by_criterion.setdefault(criterion_id, []).append((place, points))
    found = [
        Failed(rubric.by_id[key], tuple(rows))
        for key, rows in by_criterion.items()
        if key in rubric.by_id and any(points < rubric.by_id[key].maximum for _, points in rows)
    ]
    return tuple(sorted(found, key=_loss, reverse=True))


def _loss(failed: Failed) -> Fraction:
    maximum = failed.criterion.maximum
    return sum((maximum - Fraction(points) for _, points in failed.marks), Fraction(0))


@dataclass(frozen=True)
class _Version:
    """A version that was sent; `verdict` is the round that was decided on it, if any."""

    number: int
    sha256: str
    verdict: int | None


def _sent(submission: Submission) -> list[_Version]:
    """Versions sent, the newest first; one that two rounds were decided on comes twice."""
    rows = db.session.execute(
        sa.select(Revision.number, Revision.sha256, Verdict.round)
        .outerjoin(Verdict, Verdict.revision_id == Revision.id)
        .where(Revision.submission_id == submission.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.number.desc(), Verdict.round.desc())
    )
    return [_Version(*row) for row in rows]


def _decided(sent: Iterable[_Version]) -> frozenset[int]:
    return frozenset(one.verdict for one in sent if one.verdict is not None)


def _pair(
    sent: Sequence[_Version], submission: Submission, actor: Actor
) -> tuple[_Version, _Version] | None:
    """The version looked at before and the newest: an expert's is that of the last verdict."""
    before = [one for one in sent if one.number != sent[0].number]
    if actor.role is Role.EXPERT:
        before = [one for one in before if one.verdict and one.verdict < submission.round]
    return (before[0], sent[0]) if before else None


def _live(
    submission: Submission,
    newest: _Version,
    actor: Actor,
    facts: Facts,
    decided: frozenset[int],
) -> list[tuple[Remark, PlaceState | None]]:
    """Remarks that still ask for something and that this hat reads, binding ones first."""
    at = sa.select(Revision.id).where(
        Revision.submission_id == submission.id, Revision.number == newest.number
    )
    here = sa.and_(
        RemarkPlace.remark_id == Remark.id, RemarkPlace.revision_id == at.scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Remark, RemarkPlace.state)
        .outerjoin(RemarkPlace, here)
        .where(
            Remark.submission_id == submission.id,
            Remark.status.in_([RemarkStatus.OPEN, *ANSWERED]),
            Remark.released_at.is_not(None),
            Remark.level != RemarkLevel.PRAISE,
        )
        .order_by(sa.case((Remark.level == RemarkLevel.MUST, 0), else_=1), Remark.id)
    ).all()
    found = [(remark, state) for remark, state in rows]
    return [one for one in found if may_read(one[0], actor, facts, decided)]
