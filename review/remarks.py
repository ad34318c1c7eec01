"""What several rooms ask of remarks: who reads one, its turns, handing them over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    RemarkStatus,
    RemarkTurn,
    TurnKind,
)
from review.models.scoring import Seat, SeatState, Verdict
from review.models.submissions import Revision
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
