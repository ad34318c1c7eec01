"""How the remarks of many submissions stand, counted as each reader knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from review.database import db
from review.models.events import Event
from review.models.moderation import (
    Audience,
    Remark,
    RemarkLevel,
    RemarkStatus,
    RemarkTurn,
)
from review.models.programmes import Author
from review.models.submissions import Submission
from review.remarks import HANDS_OVER
from workflows.remark_life import ACTS
from workflows.roles import Actor, Role

#: Turns after which a remark stands somewhere, and where.
_STANDS = {kind: act.target for kind, act in ACTS.items() if act.target is not None}


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


def ledger_counts(submission_ids: Collection[int], actor: Actor) -> Mapping[int, Counts]:
    """How the remarks handed to the author stand, by submission; one grouped statement.

    Praise asks for nothing and is left out. An expert counts the own remarks only; who wrote the
    programme and wears another hat counts none; the author learns of an examiner's last word
    with the next return or verdict.
    """
    if not submission_ids:
        return {}
    known = _known_to_author() if actor.role is Role.TEACHER else Remark.status
    open_, verified = known == RemarkStatus.OPEN, known == RemarkStatus.VERIFIED
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


def _known_to_author() -> sa.ColumnElement[RemarkStatus]:
    """Where a remark stands as far as its author knows.

    That is the status, unless an examiner's word came after the last return or verdict: then it
    is what follows from the last turn the author was told of.
    """
    told = (
        sa.select(sa.func.max(Event.at))
        .where(Event.submission_id == Remark.submission_id, Event.action.in_(HANDS_OVER))
        .correlate(Remark)
        .scalar_subquery()
    )
    last = (
        sa.select(RemarkTurn.kind)
        .where(
            RemarkTurn.remark_id == Remark.id,
            RemarkTurn.kind.in_(_STANDS),
            sa.or_(RemarkTurn.role == Role.TEACHER, RemarkTurn.at <= told),
        )
        .order_by(RemarkTurn.at.desc(), RemarkTurn.id.desc())
        .limit(1)
        .correlate(Remark)
        .scalar_subquery()
    )
    known = sa.case(
        *(
            (last == kind, sa.literal(status, Remark.status.type))
            for kind, status in _STANDS.items()
        ),
        else_=sa.literal(RemarkStatus.OPEN, Remark.status.type),
    )
    return sa.case((Remark.settled_at > told, known), else_=Remark.status)
