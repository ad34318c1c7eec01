"""Checks of remarks: their turns, their status, and when they reach the author."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

import sqlalchemy as sa

from review.config import Config
from review.database import db
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkStatus, RemarkTurn, TurnKind
from review.remarks import HANDS_OVER
from review.upkeep.checks import check
from workflows.remark_life import fold
from workflows.situation import State

REPORT: Final = "keep the data folder as it is and write to the developers"
#: Stages whose remarks reach the author with the verdict of their round.
PANEL: Final = (State.IN_REVIEW, State.THIRD_REVIEW)
VERDICTS: Final = ("pass_review", "fail_review")
RETURNS: Final = tuple(one for one in HANDS_OVER if one not in VERDICTS)
#: Turns by which a remark got the words and the readers it has.
WORDED: Final = (TurnKind.WRITTEN, TurnKind.CHANGED)


@check("released", "remarks reach the author only with a return or a verdict", REPORT)
def released(_config: Config) -> Iterator[str]:
    """The moment of release against the events."""
    told = sa.exists().where(
        Event.submission_id == Remark.submission_id,
        Event.action.in_(HANDS_OVER),
        Event.at == Remark.released_at,
    )
    ids = db.session.scalars(sa.select(Remark.id).where(Remark.released_at.is_not(None), ~told))
    yield from (f"remark {number}" for number in ids)


@check("held_back", "a return or a verdict hands over every remark written before it", REPORT)
def held_back(_config: Config) -> Iterator[str]:
    """Remarks for the author that their own return or verdict passed by.

    A remark that was for the levels above and became one for the author later counts from then.
    """
    worded = (
        sa.select(sa.func.max(RemarkTurn.at))
        .where(RemarkTurn.remark_id == Remark.id, RemarkTurn.kind.in_(WORDED))
        .correlate(Remark)
        .scalar_subquery()
    )
    returned = sa.and_(Event.action.in_(RETURNS), Event.source == Remark.stage)
    decided = sa.and_(Event.action.in_(VERDICTS), Remark.stage.in_(PANEL))
    passed_by = sa.exists().where(
        Event.submission_id == Remark.submission_id,
        Event.round == Remark.round,
        Event.at >= sa.func.coalesce(worded, Remark.created_at),
        sa.or_(returned, decided),
    )
    ids = db.session.scalars(
        sa.select(Remark.id).where(
            Remark.audience == Audience.AUTHOR,
            Remark.status != RemarkStatus.WITHDRAWN,
            Remark.released_at.is_(None),
            passed_by,
        )
    )
    yield from (f"remark {number}" for number in ids)


@check("remark_lives", "every remark's status follows from its turns", REPORT)
def remark_lives(_config: Config) -> Iterator[str]:
    """Turns folded anew; a remark without a single turn has no life at all."""
    rows = db.session.execute(
        sa.select(Remark.id, Remark.status, RemarkTurn.kind)
        .outerjoin(RemarkTurn, RemarkTurn.remark_id == Remark.id)
        .order_by(Remark.id, RemarkTurn.at, RemarkTurn.id)
    ).yield_per(1000)
    for (number, status), turns in groupby(rows, key=lambda row: (row[0], row[1])):
        kinds = [kind for _number, _status, kind in turns if kind is not None]
        if not kinds:
            yield f"remark {number} has no turns"
        elif fold(kinds) is not status:
            yield f"remark {number} is {status}, its turns say {fold(kinds)}"


@check("answers", "nobody answered a remark that was not handed over", REPORT)
def answers(_config: Config) -> Iterator[str]:
    """Replies without a release."""
    ids = db.session.scalars(
        sa.select(Remark.id).where(
            Remark.status.in_([RemarkStatus.MENDED, RemarkStatus.OBJECTED]),
            Remark.released_at.is_(None),
        )
    )
    yield from (f"remark {number}" for number in ids)
