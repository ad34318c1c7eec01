"""The statements of the bare pages: SQLAlchemy Core over the product's tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from review import clock
from review.models.events import Event
from review.models.moderation import Remark, RemarkStatus
from review.models.people import Grant, Person, SignIn
from review.models.places import Municipality, Organisation
from review.models.profiles import RubricVersion
from review.models.programmes import Author, Programme, Reading
from review.models.registry import Badge
from review.models.scoring import MarkRow, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Revision, Submission
from review.queues import VIEWS
from rubric.criteria import Rubric
from rubric.loading import load

HELD = Seat.state == SeatState.HELD
_parsed: dict[int, Rubric] = {}


def rubric_of(connection: sa.Connection, version_id: int) -> Rubric:
    """A rubric version never changes, so it is read once a process."""
    if version_id not in _parsed:
        query = sa.select(RubricVersion.source).where(RubricVersion.id == version_id)
        _parsed[version_id] = load(connection.execute(query).scalar_one())
    return _parsed[version_id]


def signed_in(token_hash: str) -> Any:
    """The person and the role behind a session."""
    return (
        sa.select(
            Person.id.label("person_id"),
            Person.name,
            Person.blocked_at,
            SignIn.ended_at,
            Grant.role,
        )
        .select_from(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .join(Grant, Grant.id == SignIn.grant_id)
        .where(SignIn.token_hash == token_hash)
    )


def seats_of(person_id: int, limit: int) -> Any:
    """Open reviews and the last ones handed in."""
    marked = (
        sa.select(sa.func.count(MarkRow.id))
        .where(MarkRow.sheet_id == ScoreSheet.id, MarkRow.points.is_not(None))
        .correlate(ScoreSheet)
        .scalar_subquery()
    )
    return (
        sa.select(
            Submission.number,
            Programme.title,
            Programme.direction,
            Seat.round,
            Seat.is_third,
            Seat.due_at,
            ScoreSheet.started_at,
            ScoreSheet.submitted_at,
            ScoreSheet.total,
            Verdict.outcome,
            marked.label("marked"),
        )
        .select_from(Seat)
        .join(Submission, Submission.id == Seat.submission_id)
        .join(Programme, Programme.id == Submission.programme_id)
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .outerjoin(
            Verdict,
            sa.and_(Verdict.submission_id == Seat.submission_id, Verdict.round == Seat.round),
        )
        .where(Seat.person_id == person_id, HELD)
        .order_by(ScoreSheet.submitted_at.is_not(None), Seat.due_at, Seat.id)
        .limit(limit)
    )


def _seat(number: str, person_id: int, *columns: Any) -> Any:
    return (
        sa.select(*columns)
        .select_from(Seat)
        .join(Submission, Submission.id == Seat.submission_id)
        .join(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(
            Submission.number == number,
            Seat.person_id == person_id,
            Seat.round == Submission.round,
            HELD,
        )
    )


def seat(number: str, person_id: int) -> Any:
    """A seat with its sheet, its card, and the document's browser view."""
    return (
        _seat(
            number,
            person_id,
            Submission.number,
            Submission.round,
            Submission.rubric_version_id,
            Programme.title,
            Programme.direction,
            Programme.hours,
            Programme.age_from,
            Programme.age_to,
            Seat.place,
            Seat.due_at,
            ScoreSheet.id.label("sheet_id"),
            ScoreSheet.summary,
            Revision.number.label("revision"),
            Reading.words,
            Reading.html,
        )
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Revision, Revision.id == ScoreSheet.revision_id)
        .join(Reading, Reading.sha256 == Revision.sha256)
    )


def seat_light(number: str, person_id: int) -> Any:
    """What a save needs of a seat."""
    return _seat(number, person_id, ScoreSheet.id.label("sheet_id"), ScoreSheet.submitted_at)


def marks(sheet_ids: Sequence[int]) -> Any:
    """Marks of sheets."""
    return sa.select(
        MarkRow.sheet_id, MarkRow.criterion_id, MarkRow.points, MarkRow.remark, MarkRow.version
    ).where(MarkRow.sheet_id.in_(sheet_ids))


def submissions(text: str, limit: int) -> Any:
    """The moderator's list, the most urgent first."""
    query = (
        sa.select(
            Submission.id,
            Submission.number,
            Programme.title,
            Organisation.short_name.label("organisation"),
            Municipality.name.label("municipality"),
            Submission.state,
            Submission.state_since,
            Submission.due_at,
            Submission.holder,
            Submission.round,
        )
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(Municipality, Municipality.id == Submission.municipality_id)
        .where(Submission.submitted_at.is_not(None))
        .order_by(Submission.due_at.is_(None), Submission.due_at, Submission.id)
        .limit(limit)
    )
    return query.where(Programme.search_text.contains(text)) if text else query


def chairs(ids: Sequence[int]) -> Any:
    """Points of the panels."""
    return (
        sa.select(
            Seat.submission_id, Seat.round, Seat.place, ScoreSheet.submitted_at, ScoreSheet.total
        )
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(Seat.submission_id.in_(ids), HELD)
    )


def _remark_counts() -> Any:
    return sa.select(
        Remark.submission_id,
        sa.func.count(sa.case((Remark.status == RemarkStatus.OPEN, 1))),
        sa.func.count(Remark.id),
    ).where(Remark.released_at.is_not(None), Remark.status != RemarkStatus.WITHDRAWN)


def remarks(ids: Sequence[int]) -> Any:
    """Open and all remarks by submission."""
    return _remark_counts().where(Remark.submission_id.in_(ids)).group_by(Remark.submission_id)


def counts(text: str) -> Any:
    """How many rows each saved view has."""
    columns = []
    for view in VIEWS:
        parts = [Submission.state.in_(view.states)] if view.states else [sa.true()]
        if view.overdue:
            parts.append(Submission.due_at < clock.now())
        if view.repeated:
            parts.append(Submission.round > 1)
        columns.append(sa.func.count(sa.case((sa.and_(*parts), 1))).label(view.code))
    query = sa.select(*columns).where(Submission.submitted_at.is_not(None))
    if text:
        found = sa.select(Programme.id).where(Programme.search_text.contains(text))
        query = query.where(Submission.programme_id.in_(found))
    return query


def card(number: str) -> Any:
    """The head of a submission page."""
    return (
        sa.select(
            Submission.id,
            Submission.number,
            Submission.state,
            Submission.round,
            Submission.due_at,
            Submission.holder,
            Submission.rubric_version_id,
            Programme.title,
            Organisation.short_name.label("organisation"),
        )
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(Submission.number == number)
    )


def sheets(submission_id: int) -> Any:
    """Every sheet of a submission with its expert."""
    return (
        sa.select(
            Seat.round,
            Seat.place,
            Person.name,
            ScoreSheet.id.label("sheet_id"),
            ScoreSheet.total,
            ScoreSheet.summary,
        )
        .join(Person, Person.id == Seat.person_id)
        .join(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(Seat.submission_id == submission_id, HELD)
        .order_by(Seat.round.desc(), Seat.place)
    )


def verdicts(submission_id: int) -> Any:
    """Verdicts of a submission."""
    return sa.select(
        Verdict.round, Verdict.outcome, Verdict.score, Verdict.maximum, Verdict.threshold,
        Verdict.decided_at, Verdict.trace,
    ).where(Verdict.submission_id == submission_id)  # fmt: skip


def export() -> Any:
    """One row for each submission, with its last verdict and badge."""
    return (
        sa.select(
            Submission.id,
            Submission.number,
            Programme.title,
            Organisation.short_name,
            Municipality.name,
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
            Verdict.round,
            Verdict.score,
            Verdict.threshold,
            Verdict.outcome,
            Verdict.decided_at,
            Badge.number,
            Badge.valid_until,
        )
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(Municipality, Municipality.id == Submission.municipality_id)
        .outerjoin(Verdict, _is_last(Submission.id))
        .outerjoin(Badge, Badge.submission_id == Submission.id)
        .where(Submission.submitted_at.is_not(None))
        .order_by(Submission.id)
    )


def _is_last(submission_id: Any) -> Any:
    later = aliased(Verdict)
    last = (
        sa.select(sa.func.max(later.round))
        .where(later.submission_id == submission_id)
        .correlate_except(later)
        .scalar_subquery()
    )
    return sa.and_(Verdict.submission_id == submission_id, Verdict.round == last)


def export_points() -> Any:
    """Points of the last decided round."""
    return (
        sa.select(Seat.submission_id, Seat.place, ScoreSheet.total)
        .join(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .join(Verdict, _is_last(Seat.submission_id))
        .where(Seat.round == Verdict.round, HELD, ScoreSheet.submitted_at.is_not(None))
    )


def export_remarks() -> Any:
    """Open and all remarks of every submission."""
    return _remark_counts().group_by(Remark.submission_id)


def export_refusals() -> Any:
    """Refusals of the regional centre by submission."""
    return (
        sa.select(Event.submission_id, sa.func.count(Event.id))
        .where(Event.action == "refuse")
        .group_by(Event.submission_id)
    )


def own_card(programme_id: int, person_id: int) -> Any:
    """The submission of an own programme that is in its author's hands."""
    return (
        sa.select(Submission.id, Programme.title, Programme.hours)
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Author, Author.programme_id == Submission.programme_id)
        .where(
            Submission.programme_id == programme_id,
            Author.person_id == person_id,
            Submission.state.in_(["draft", "in_revision"]),
        )
    )


def last_revision(submission_id: int) -> Any:
    """The newest version."""
    return (
        sa.select(Revision.id, Revision.number, Revision.round, Revision.submitted_at)
        .where(Revision.submission_id == submission_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )


def badges(limit: int) -> Any:
    """The newest badges."""
    return (
        sa.select(
            Badge.id,
            Badge.number,
            Badge.title,
            Badge.direction,
            Badge.facts,
            Badge.state,
            Badge.valid_until,
            Organisation.short_name.label("organisation"),
            Municipality.name.label("municipality"),
        )
        .join(Organisation, Organisation.id == Badge.organisation_id)
        .join(Municipality, Municipality.id == Badge.municipality_id)
        .where(Badge.state != "superseded")
        .order_by(Badge.id.desc())
        .limit(limit)
    )


def badges_total() -> Any:
    """How many badges there are."""
    return sa.select(sa.func.count(Badge.id)).where(Badge.state != "superseded")


def badge_places() -> Any:
    """Municipalities of the badges, for the filter."""
    return sa.select(Municipality.id, Municipality.name).where(
        Municipality.id.in_(sa.select(Badge.municipality_id))
    )
