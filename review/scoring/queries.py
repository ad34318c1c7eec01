"""Lists of the scoring room: an expert's to-do, panels to be filled, the load of experts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review.database import db
from review.models.people import Grant, Person
from review.models.programmes import Programme
from review.models.scoring import MarkRow, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Submission
from workflows.roles import Actor, Role
from workflows.situation import WITH_EXPERTS

#: How many finished reviews a page of the to-do list shows.
PAGE = 50


@dataclass(frozen=True)
class Todo:
    """An expert's reviews: every open one, and one page of those handed in."""

    open: Sequence[Any]
    done: Sequence[Any]
    done_in_all: int
    after: str | None


def todo_of(actor: Actor, after: str = "") -> Todo:
    """The expert's reviews: open ones by what is due first, then the last ones handed in.

    A chair whose round ended without its sheet (the programme was withdrawn) asks for nothing.
    `after` is the cursor that the page before gave.
    """
    own = sa.and_(Seat.person_id == actor.person_id, Seat.state == SeatState.HELD)
    under_way = sa.select(Submission.id).where(Submission.state.in_(WITH_EXPERTS))
    at_work = sa.and_(
        own,
        Seat.submission_id.in_(under_way),
        Seat.round == Submission.round,
        ScoreSheet.submitted_at.is_(None),
    )
    finished = (
        sa.select(Seat.id)
        .join(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(own, ScoreSheet.submitted_at.is_not(None))
    )
    count = sa.select(sa.func.count()).select_from(finished.subquery())
    if after.isdecimal() and len(after) < 10:
        finished = finished.where(ScoreSheet.id < int(after))
    page = finished.order_by(ScoreSheet.id.desc()).limit(PAGE + 1)
    done = db.session.execute(_seats(Seat.id.in_(page)).order_by(ScoreSheet.id.desc())).all()
    order = (Seat.due_at, Seat.assigned_at.desc(), Seat.id)
    return Todo(
        open=db.session.execute(_seats(at_work).order_by(*order)).all(),
        done=done[:PAGE],
        done_in_all=db.session.scalar(count) or 0,
        after=str(done[PAGE - 1].sheet_id) if len(done) > PAGE else None,
    )


def _seats(condition: Any) -> Any:
    marks = (
        sa.select(sa.func.count(MarkRow.id))
        .where(
            MarkRow.sheet_id == ScoreSheet.id,
            sa.or_(MarkRow.points.is_not(None), MarkRow.skip != ""),
        )
        .correlate(ScoreSheet)
        .scalar_subquery()
    )
    return (
        sa.select(
            Submission.id.label("submission_id"),
            Submission.number,
            Submission.round.label("round_now"),
            Submission.rubric_version_id,
            Programme.title,
            Programme.direction,
            Seat.round,
            Seat.is_third,
            Seat.due_at,
            Seat.assigned_at,
            ScoreSheet.id.label("sheet_id"),
            ScoreSheet.started_at,
            ScoreSheet.submitted_at,
            ScoreSheet.total,
            Verdict.outcome,
            marks.label("marked"),
        )
        .join(Submission, Submission.id == Seat.submission_id)
        .join(Programme, Programme.id == Submission.programme_id)
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .outerjoin(
            Verdict,
            sa.and_(Verdict.submission_id == Seat.submission_id, Verdict.round == Seat.round),
        )
        .where(condition)
    )


def names_of(person_ids: Sequence[int]) -> dict[int, Person]:
    """People by id, with their home organisations."""
    rows = db.session.scalars(
        sa.select(Person)
        .where(Person.id.in_(person_ids))
        .options(joinedload(Person.home_organisation))
    )
    return {person.id: person for person in rows}


def list_load() -> Sequence[Any]:
    """Experts with open and finished sheets, the busiest first."""
    open_ = sa.func.count(sa.case((ScoreSheet.submitted_at.is_(None), Seat.id)))
    done = sa.func.count(ScoreSheet.submitted_at)
    return db.session.execute(
        sa.select(Person.id, Person.name, open_.label("open"), done.label("done"))
        .join(Grant, Grant.person_id == Person.id)
        .outerjoin(Seat, sa.and_(Seat.person_id == Person.id, Seat.state == SeatState.HELD))
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(Grant.role == Role.EXPERT, Grant.revoked_at.is_(None), Person.blocked_at.is_(None))
        .group_by(Person.id, Person.name)
        .order_by(open_.desc(), Person.name)
    ).all()
