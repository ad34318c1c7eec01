"""What the submission page shows, gathered in few statements and cut to what the hat may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from review.database import db
from review.faults import NotFound
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkStatus
from review.models.outbox import Letter
from review.models.people import Person
from review.models.programmes import Reading, StoredFile
from review.models.registry import Badge
from review.models.scoring import MarkRow, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Revision, Submission
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role


@dataclass(frozen=True)
class Chair:
    """One expert's seat of a round as the reader may see it."""

    place: int
    is_third: bool
    name: str | None
    submitted: bool
    due_at: Any
    sheet: ScoreSheet | None

    @property
    def marks(self) -> dict[str, MarkRow]:
        """The sheet's marks by criterion."""
        return {row.criterion_id: row for row in self.sheet.marks} if self.sheet else {}


@dataclass(frozen=True)
class Round:
    """One expert review: its chairs and its verdict."""

    number: int
    chairs: tuple[Chair, ...]
    verdict: Verdict | None


def list_revisions(submission: Submission, actor: Actor) -> list[tuple[Revision, int]]:
    """Versions that were sent (all of them for those who upload), with sizes, newest first."""
    query = (
        sa.select(Revision, StoredFile.size)
        .join(StoredFile, StoredFile.sha256 == Revision.sha256)
        .where(Revision.submission_id == submission.id)
        .order_by(Revision.number.desc())
    )
    if actor.role is not Role.TEACHER:
        query = query.where(Revision.submitted_at.is_not(None))
    return [(row[0], row[1]) for row in db.session.execute(query)]


def find_desk_help(submission: Submission, revision: Revision) -> tuple[int, list[str]]:
    """Two things a desk should know.

    How many of its remarks go to the author with the return, and which authors' names stand in
    the text itself, where experts would read them.
    """
    waiting = db.session.scalar(
        sa.select(sa.func.count(Remark.id)).where(
            Remark.submission_id == submission.id,
            Remark.stage == submission.state,
            Remark.round == submission.round,
            Remark.status != RemarkStatus.WITHDRAWN,
            Remark.released_at.is_(None),
            Remark.audience == Audience.AUTHOR,
        )
    )
    return waiting or 0, sorted({one["name"] for one in revision.visible_names})


def get_revision(submission: Submission, actor: Actor, number: int | None) -> Revision:
    """A version by its number, or the newest one the reader may see; NotFound without one."""
    found = [revision for revision, _ in list_revisions(submission, actor)]
    chosen = [one for one in found if number is None or one.number == number]
    if not chosen:
        raise NotFound
    return chosen[0]


def get_reading(revision: Revision) -> Reading:
    """What was read out of a version, with its browser view."""
    reading = db.session.scalar(
        sa.select(Reading).where(Reading.sha256 == revision.sha256).options(undefer(Reading.html))
    )
    if reading is None:
        raise NotFound
    return reading


def document_html(reading: Reading, submission: Submission, revision: Revision) -> str:
    """The browser view with the addresses of this submission's pictures."""
    base = f'src="/submissions/{submission.number}/images/{revision.number}/'
    return reading.html.replace('src="image:', base)


def list_events(submission: Submission) -> Sequence[Event]:
    """The timeline, the newest first."""
    return db.session.scalars(
        sa.select(Event)
        .where(Event.submission_id == submission.id)
        .options(joinedload(Event.person).load_only(Person.name))
        .order_by(Event.number.desc())
    ).all()


def list_verdicts(submission: Submission) -> tuple[list[Verdict], Badge | None]:
    """The verdicts of all rounds, the newest first, and the newest badge they led to."""
    rows = db.session.execute(
        sa.select(Verdict, Badge)
        .outerjoin(Badge, Badge.verdict_id == Verdict.id)
        .where(Verdict.submission_id == submission.id)
        .order_by(Verdict.round.desc())
    ).all()
    badge = next((badge for _verdict, badge in rows if badge is not None), None)
    return [verdict for verdict, _badge in rows], badge


def list_rounds(submission: Submission, actor: Actor, facts: Facts) -> list[Round]:
    """Every round begun, with the sheets this reader may open."""
    asked = {"id": submission.id}
    given = db.session.scalars(_verdicts(), asked)
    verdicts = {verdict.round: verdict for verdict in given}
    rows = db.session.execute(_chairs(), asked).all()
    rounds: dict[int, list[Chair]] = {}
    for seat, name in rows:
        rounds.setdefault(seat.round, []).append(
            _chair(seat, name, actor, _about(seat, facts, verdicts))
        )
    return [Round(number, tuple(chairs), verdicts.get(number)) for number, chairs in rounds.items()]


@cache
def _verdicts() -> sa.Select[Verdict]:
    return sa.select(Verdict).where(Verdict.submission_id == sa.bindparam("id"))


@cache
def _chairs() -> sa.Select[Seat, str]:
    return (
        sa.select(Seat, Person.name)
        .join(Person, Person.id == Seat.person_id)
        .where(Seat.submission_id == sa.bindparam("id"), Seat.state == SeatState.HELD)
        .options(
            joinedload(Seat.sheet)
            .selectinload(ScoreSheet.marks)
            .load_only(MarkRow.criterion_id, MarkRow.points, MarkRow.skip, MarkRow.remark)
        )
        .order_by(Seat.round.desc(), Seat.place)
    )


def _about(seat: Seat, facts: Facts, verdicts: Mapping[int, Verdict]) -> Facts:
    return replace(facts, subject_person_id=seat.person_id, verdict_given=seat.round in verdicts)


def _chair(seat: Seat, name: str, actor: Actor, facts: Facts) -> Chair:
    sheet = seat.sheet
    submitted = sheet is not None and sheet.submitted_at is not None
    readable = submitted and may(actor, Permission.SEE_SHEET, facts)
    return Chair(
        place=seat.place,
        is_third=seat.is_third,
        name=name if may(actor, Permission.SEE_EXPERT_NAMES, facts) else None,
        submitted=submitted,
        due_at=seat.due_at,
        sheet=sheet if readable else None,
    )


def list_letters(submission: Submission) -> Sequence[Letter]:
    """Letters about the submission, the newest first."""
    return db.session.scalars(
        sa.select(Letter).where(Letter.submission_id == submission.id).order_by(Letter.id.desc())
    ).all()


def find_badge(submission: Submission) -> Badge | None:
    """The newest badge of the submission."""
    return db.session.scalar(
        sa.select(Badge)
        .where(Badge.submission_id == submission.id)
        .order_by(Badge.id.desc())
        .limit(1)
    )
