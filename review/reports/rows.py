"""Rows of the results' export: one for each submission of a season, read in batches.

Each batch is two statements whatever it holds; the next one begins behind the last id, so that
a long export neither skips nor repeats a row while others work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from review.database import db
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkStatus
from review.models.people import Person
from review.models.places import Municipality, Organisation
from review.models.programmes import Author, Programme
from review.models.registry import Badge, BadgeState
from review.models.scoring import Outcome, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Submission
from review.queues import visible_to
from workflows.roles import Actor, Role
from workflows.situation import State

BATCH = 1000


@dataclass(frozen=True)
class Row:
    """One submission as it is exported; points are those of the last decided round."""

    id: int
    number: str
    title: str
    organisation: str
    municipality: str
    direction: str | None
    level: str | None
    types: Sequence[str]
    age_from: int | None
    age_to: int | None
    hours: int | None
    form: str | None
    financing: str | None
    state: State
    state_since: datetime
    round: int
    submitted_at: datetime
    decided_round: int | None
    score: Decimal | None
    threshold: Decimal | None
    outcome: Outcome | None
    decided_at: datetime | None
    refusals: int
    badge: str | None
    valid_until: date | None
    remarks_open: int
    remarks_all: int
    points: dict[int, Decimal]
    experts: dict[int, str]


def count_places(season_id: int, actor: Actor) -> int:
    """How many experts' columns the season needs: the greatest chair of its panels, at least 2."""
    most = db.session.scalar(
        sa.select(sa.func.max(Seat.place))
        .join(Submission, Submission.id == Seat.submission_id)
        .where(Submission.season_id == season_id, visible_to(actor))
    )
    return max(2, most or 0)


def read_rows(season_id: int, actor: Actor, *, names: bool = False) -> Iterator[Row]:
    """Every submitted programme of the season that this hat sees, in the order of submission ids.

    `names` adds the experts' names, for the regional centre only and never to an author's row.
    """
    after = 0
    while batch := _batch(season_id, actor, after):
        _add_sheets(batch, actor, names and actor.role is Role.RMC)
        yield from batch
        if len(batch) < BATCH:
            break
        after = batch[-1].id


def _batch(season_id: int, actor: Actor, after: int) -> list[Row]:
    query = (
        sa.select(*_columns())
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(Municipality, Municipality.id == Submission.municipality_id)
        .outerjoin(
            Verdict,
            sa.and_(
                Verdict.submission_id == Submission.id, Verdict.round == _last_round(Submission.id)
            ),
        )
        .outerjoin(Badge, Badge.id == _last_badge())
        .where(
            Submission.season_id == season_id,
            Submission.submitted_at.is_not(None),
            visible_to(actor),
            Submission.id > after,
        )
        .order_by(Submission.id)
        .limit(BATCH)
    )
    return [Row(**one._mapping, points={}, experts={}) for one in db.session.execute(query)]


@cache  # an alias is slow to make
def _last_badge() -> Any:
    issued = aliased(Badge)
    return (
        sa.select(sa.func.max(issued.id))
        .where(issued.submission_id == Submission.id, issued.state != BadgeState.SUPERSEDED)
        .correlate(Submission)
        .scalar_subquery()
    )


@cache
def _last_round(submission_id: Any) -> Any:
    """The last round of a submission that has a verdict."""
    given = aliased(Verdict)
    return (
        sa.select(sa.func.max(given.round))
        .where(given.submission_id == submission_id)
        .correlate_except(given)
        .scalar_subquery()
    )


@cache
def _columns() -> Sequence[Any]:
    return (
        Submission.id,
        Submission.number,
        Programme.title,
        Organisation.short_name.label("organisation"),
        Municipality.name.label("municipality"),
        Programme.direction,
        Programme.level,
        Programme.types,
        Programme.age_from,
        Programme.age_to,
        Programme.hours,
        Programme.form,
        Programme.financing,
        Submission.state,
        Submission.state_since,
        Submission.round,
        Submission.submitted_at,
        Verdict.round.label("decided_round"),
        Verdict.score,
        Verdict.threshold,
        Verdict.outcome,
        Verdict.decided_at,
        _refusals().label("refusals"),
        Badge.number.label("badge"),
        Badge.valid_until,
        _remarks(RemarkStatus.OPEN).label("remarks_open"),
        _remarks().label("remarks_all"),
    )


def _refusals() -> Any:
    return (
        sa.select(sa.func.count(Event.id))
        .where(Event.submission_id == Submission.id, Event.action == "refuse")
        .scalar_subquery()
    )


def _remarks(status: RemarkStatus | None = None) -> Any:
    """Remarks handed to the author: the open ones, or all that were not taken back."""
    query = sa.select(sa.func.count(Remark.id)).where(
        Remark.submission_id == Submission.id,
        Remark.released_at.is_not(None),
        Remark.audience == Audience.AUTHOR,
    )
    if status is not None:
        return query.where(Remark.status == status).scalar_subquery()
    return query.where(Remark.status != RemarkStatus.WITHDRAWN).scalar_subquery()


def _add_sheets(batch: Sequence[Row], actor: Actor, names: bool) -> None:
    """Put down in the batch the points each expert gave in the last decided round."""
    rows = {row.id: row for row in batch}
    for sheet in db.session.execute(_sheets(batch, actor)):
        row = rows[sheet.submission_id]
        row.points[sheet.place] = sheet.total
        if names and not sheet.own:
            row.experts[sheet.place] = sheet.name


def _sheets(batch: Sequence[Row], actor: Actor) -> Any:
    own = sa.exists().where(
        Author.programme_id == Submission.programme_id, Author.person_id == actor.person_id
    )
    return (
        sa.select(Seat.submission_id, Seat.place, ScoreSheet.total, Person.name, own.label("own"))
        .join(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .join(Person, Person.id == Seat.person_id)
        .join(Submission, Submission.id == Seat.submission_id)
        .where(
            Seat.submission_id.between(batch[0].id, batch[-1].id),
            Seat.submission_id.in_([row.id for row in batch if row.decided_round is not None]),
            Seat.round == _last_round(Seat.submission_id),
            Seat.state == SeatState.HELD,
            ScoreSheet.submitted_at.is_not(None),
        )
    )
