"""What several rooms ask of remarks: who reads one, its turns, its counts, handing them over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import clock
from review.database import db
from review.models.events import Event
from review.models.moderation import (
    Audience,
    Remark,
    RemarkLevel,
    RemarkStatus,
    RemarkTurn,
    TurnKind,
)
from review.models.programmes import Author
from review.models.scoring import Seat, SeatState, Verdict
from review.models.submissions import Revision, Submission
from workflows.access import Facts, Permission, may
from workflows.remark_life import fold
from workflows.roles import Actor, Role
from workflows.situation import State

#: Steps by which everything said so far reaches the author.
HANDS_OVER = ("send_back", "refuse", "pass_review", "fail_review")


@dataclass(frozen=True)
class HandedOver:
    """When the author was last told everything, and when a round last had its verdict."""

    at: datetime | None = None
    verdict_at: datetime | None = None


@dataclass(frozen=True)
class Counts:
    """Remarks handed to the author that ask for something, by where they stand."""

    open: int = 0
    answered: int = 0
    verified: int = 0

    @property
    def all(self) -> int:
        """Every one of them."""
        return self.open + self.answered + self.verified


NONE = Counts()


def facts_about(remark: Remark, facts: Facts, verdicts: frozenset[int] | None = None) -> Facts:
    """The submission's facts narrowed to one remark; `verdicts` are the rounds decided."""
    decided = verdict_rounds(remark.submission_id) if verdicts is None else verdicts
    return replace(
        facts,
        subject_person_id=remark.person_id,
        by_expert=remark.role is Role.EXPERT,
        released=remark.released_at is not None,
        verdict_given=remark.round in decided,
    )


def may_read(
    remark: Remark, actor: Actor, facts: Facts, verdicts: frozenset[int] | None = None
) -> bool:
    """Whether this hat reads the remark now; the author never reads staff remarks."""
    if remark.audience is Audience.STAFF and actor.role in {Role.TEACHER, Role.EXPERT}:
        return remark.person_id == actor.person_id
    own = remark.person_id == actor.person_id and remark.role is actor.role
    return own or may(actor, Permission.SEE_REMARKS, facts_about(remark, facts, verdicts))


def verdict_rounds(submission_id: int) -> frozenset[int]:
    """Rounds of the submission that have their verdict."""
    return frozenset(
        db.session.scalars(sa.select(Verdict.round).where(Verdict.submission_id == submission_id))
    )


def tell(
    remark: Remark,
    kind: TurnKind,
    actor: Actor,
    text: str = "",
    *,
    revision_id: int | None = None,
    at: datetime | None = None,
) -> RemarkTurn:
    """Add a turn to the remark's life; without `revision_id` it is about the newest version.

    The remark must have been flushed. An expert's turn carries the number of the chair.
    """
    turn = RemarkTurn(
        remark_id=remark.id,
        revision_id=revision_id or _newest_revision(remark.submission_id) or remark.revision_id,
        kind=kind,
        at=at or clock.now(),
        person_id=actor.person_id,
        role=actor.role,
        expert_place=chair_of(remark.submission_id, actor),
        text=text,
    )
    db.session.add(turn)
    db.session.flush()
    return turn


def chair_of(submission_id: int, actor: Actor) -> int | None:
    """The number of the expert's chair in the newest round that has one; None for other hats."""
    if actor.role is not Role.EXPERT:
        return None
    return db.session.scalar(
        sa.select(Seat.place)
        .where(
            Seat.submission_id == submission_id,
            Seat.person_id == actor.person_id,
            Seat.state == SeatState.HELD,
        )
        .order_by(Seat.round.desc())
        .limit(1)
    )


def _newest_revision(submission_id: int) -> int | None:
    return db.session.scalar(
        sa.select(Revision.id)
        .where(Revision.submission_id == submission_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )


def turns_of(remark_ids: Collection[int]) -> dict[int, list[RemarkTurn]]:
    """Every turn of these remarks in order, whoever may read them; one statement."""
    found: dict[int, list[RemarkTurn]] = {}
    rows = db.session.scalars(
        sa.select(RemarkTurn)
        .where(RemarkTurn.remark_id.in_(remark_ids))
        .options(joinedload(RemarkTurn.revision))
        .order_by(RemarkTurn.at, RemarkTurn.id)
    )
    for turn in rows:
        found.setdefault(turn.remark_id, []).append(turn)
    return found


def list_turns(
    remarks: Sequence[Remark], actor: Actor, facts: Facts
) -> dict[int, list[RemarkTurn]]:
    """The turns this hat may read of remarks of one submission it may read; two statements.

    What an examiner does reaches the author with the next return or verdict, and a fellow expert
    as the profile's blind mode says.
    """
    if not remarks:
        return {}
    handed = handed_over(remarks[0].submission_id)
    turns = turns_of([remark.id for remark in remarks])
    return {
        remark.id: [
            turn
            for turn in turns.get(remark.id, ())
            if _may_read_turn(turn, remark, actor, facts, handed)
        ]
        for remark in remarks
    }


def _may_read_turn(
    turn: RemarkTurn, remark: Remark, actor: Actor, facts: Facts, handed: HandedOver
) -> bool:
    if turn.role is Role.TEACHER or turn.kind is TurnKind.WRITTEN:
        return True
    if turn.person_id == actor.person_id and turn.role is actor.role:
        return True
    if actor.role in {Role.TEACHER, Role.EXPERT} and turn.kind is TurnKind.CHANGED:
        return False  # an earlier wording may have been for the levels above alone
    told = replace(
        facts,
        subject_person_id=turn.person_id,
        by_expert=turn.role is Role.EXPERT,
        released=_by_then(turn.at, handed.at) and remark.audience is Audience.AUTHOR,
        verdict_given=_by_then(turn.at, handed.verdict_at),
    )
    return may(actor, Permission.SEE_REMARKS, told)


def _by_then(moment: datetime, then: datetime | None) -> bool:
    return then is not None and moment <= then


def handed_over(submission_id: int) -> HandedOver:
    """When everything said so far last reached the author."""
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.max(Event.at))
            .where(Event.submission_id == submission_id, Event.action.in_(HANDS_OVER))
            .scalar_subquery(),
            sa.select(sa.func.max(Verdict.decided_at))
            .where(Verdict.submission_id == submission_id)
            .scalar_subquery(),
        )
    ).one()
    return HandedOver(row[0], row[1])


def known_status(turns: Iterable[RemarkTurn]) -> RemarkStatus:
    """Where the remark stands for a reader of these turns."""
    return fold(turn.kind for turn in turns)


def ledger_counts(submission_ids: Collection[int], actor: Actor) -> Mapping[int, Counts]:
    """How the remarks handed to the author stand, by submission; one grouped statement.

    Praise asks for nothing and is left out. An expert counts the own remarks only; who wrote the
    programme and wears another hat counts none; the author learns of an examiner's last word
    with the next return or verdict.
    """
    if not submission_ids:
        return {}
    open_, verified = Remark.status == RemarkStatus.OPEN, Remark.status == RemarkStatus.VERIFIED
    if actor.role is Role.TEACHER:
        # Of a word not told yet only the own answer is known to the author; without one it is open.
        open_ = sa.case((_not_told_yet(), Remark.replied_at.is_(None)), else_=open_)
        verified = sa.and_(verified, sa.not_(_not_told_yet()))
    rows = db.session.execute(
        sa.select(
            Remark.submission_id,
            sa.func.count(sa.case((open_, 1))),
            sa.func.count(sa.case((verified, 1))),
            sa.func.count(Remark.id),
        )
        .where(Remark.submission_id.in_(submission_ids), *_counted(actor))
        .group_by(Remark.submission_id)
    )
    return {
        submission: Counts(waiting, every - waiting - closed, closed)
        for submission, waiting, closed, every in rows
    }


def _counted(actor: Actor) -> Iterable[sa.ColumnElement[bool]]:
    yield Remark.released_at.is_not(None)
    yield Remark.audience == Audience.AUTHOR
    yield Remark.level != RemarkLevel.PRAISE
    yield Remark.status != RemarkStatus.WITHDRAWN
    if actor.role is Role.EXPERT:
        yield Remark.person_id == actor.person_id
        yield Remark.role == Role.EXPERT
    elif actor.role is not Role.TEACHER:
        yield ~sa.exists().where(
            Submission.id == Remark.submission_id,
            Author.programme_id == Submission.programme_id,
            Author.person_id == actor.person_id,
        )


def _not_told_yet() -> sa.ColumnElement[bool]:
    """The examiner's last word came after the last return or verdict."""
    told = (
        sa.select(sa.func.max(Event.at))
        .where(Event.submission_id == Remark.submission_id, Event.action.in_(HANDS_OVER))
        .correlate(Remark)
        .scalar_subquery()
    )
    later = sa.and_(Remark.settled_at.is_not(None), Remark.settled_at > told)
    return sa.func.coalesce(later, sa.false())


def release(stages: Sequence[State], round_: int, event: Event) -> int:
    """Hand the remarks of these stages over to the author, dated by the event; says how many."""
    waiting = db.session.scalars(
        sa.select(Remark).where(
            Remark.submission_id == event.submission_id,
            Remark.stage.in_(stages),
            Remark.round == round_,
            Remark.audience == Audience.AUTHOR,
            Remark.status != RemarkStatus.WITHDRAWN,
            Remark.released_at.is_(None),
        )
    ).all()
    for remark in waiting:
        remark.released_at = event.at
    db.session.flush()
    return len(waiting)
