"""The facts the rules look at, gathered from the ledger for one submission."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import clock
from review.database import db
from review.models.findings import FindingRow, Gravity
from review.models.moderation import Audience, Remark, RemarkLevel, RemarkStatus
from review.models.profiles import Season
from review.models.programmes import Programme
from review.models.registry import Badge, BadgeState
from review.models.scoring import ScoreSheet, Seat, SeatState
from review.models.submissions import Revision, Submission
from review.profiles import Profile, get_profile
from workflows.access import Facts
from workflows.situation import PUBLIC, Situation, State

#: Card fields a review cannot do without (domain brief, section 10).
CARD_NEEDS = (
    "title",
    "direction",
    "level",
    "form",
    "age_from",
    "age_to",
    "duration_months",
    "hours",
    "financing",
)


class _Last(NamedTuple):
    """The newest version of the text, sent or not."""

    id: int
    number: int
    submitted_at: datetime | None


def card_missing(programme: Programme) -> tuple[str, ...]:
    """Names of the card's fields that are still empty, in the card's order."""
    missing = [name for name in CARD_NEEDS if getattr(programme, name) in (None, "")]
    if not programme.authors:
        missing.append("authors")
    return tuple(missing)


def profile_of(submission: Submission) -> Profile:
    """The profile the submission began with."""
    return get_profile(
        submission.profile_version_id, submission.rubric_version_id, submission.track_version_id
    )


def situation_of(
    submission: Submission, *, reason: str = "", outcome: str | None = None
) -> Situation:
    """Everything a guard may know about the submission now.

    `outcome` is what the rubric says of the sheets in hand; `reason` what the actor wrote.
    """
    figures = profile_of(submission).figures
    panel = _panel(submission)
    revision, musts, desk = _text_and_remarks(submission)
    return Situation(
        state=submission.state,
        organisation_id=submission.organisation_id,
        municipality_id=submission.municipality_id,
        author_ids=author_ids(submission.programme),
        expert_ids=frozenset(panel),
        submitted_ids=frozenset(person for person, done in panel.items() if done),
        round=submission.round,
        revision=revision.number if revision else 0,
        card_complete=not card_missing(submission.programme),
        file_present=revision is not None,
        new_revision=revision is not None and revision.submitted_at is None,
        unanswered_musts=musts,
        blocking_findings=_blocking(revision),
        desk_remarks=desk,
        season_open=_season_open(submission.season),
        resubmissions=submission.resubmissions,
        resubmissions_max=figures.resubmissions_max,
        returned_by=submission.returned_by,
        panel_size=len(panel),
        experts_required=figures.experts,
        sheets_submitted=sum(panel.values()),
        outcome=outcome,
        reason_given=bool(reason.strip()),
        validity_over=_validity_over(submission),
    )


def facts_of(submission: Submission) -> Facts:
    """What the access policy may know about the submission."""
    profile = profile_of(submission)
    seats = db.session.execute(_seats(), {"id": submission.id}).all()
    return Facts(
        organisation_id=submission.organisation_id,
        municipality_id=submission.municipality_id,
        author_ids=author_ids(submission.programme),
        expert_ids=frozenset(person for person, _ in seats),
        panel_ids=frozenset(person for person, round_ in seats if round_ == submission.round),
        state=submission.state,
        submitted=submission.submitted_at is not None,
        published=submission.state in PUBLIC,
        panel_keeper=profile.track.panel_keeper,
        blindness=profile.figures.blindness,
    )


def find_by_number(number: str) -> Submission | None:
    """The submission with this number and what every page about it shows, or None."""
    return db.session.scalar(_by_number(), {"number": number})


# Every page about a submission asks these two, so they are put together once a process.
@cache
def _by_number() -> sa.Select[Submission]:
    return (
        sa.select(Submission)
        .where(Submission.number == sa.bindparam("number"))
        .options(
            joinedload(Submission.programme).joinedload(Programme.organisation),
            joinedload(Submission.season),
        )
    )


@cache
def _seats() -> sa.Select[int, int]:
    return sa.select(Seat.person_id, Seat.round).where(
        Seat.submission_id == sa.bindparam("id"), Seat.state == SeatState.HELD
    )


def author_ids(programme: Programme) -> frozenset[int]:
    """People with an account among the programme's authors; asked once a request."""
    return frozenset(one.person_id for one in programme.authors if one.person_id is not None)


def _panel(submission: Submission) -> dict[int, bool]:
    """People on the current round's panel, and whether each handed in the sheet."""
    rows = db.session.execute(
        sa.select(Seat.person_id, ScoreSheet.submitted_at)
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(
            Seat.submission_id == submission.id,
            Seat.round == submission.round,
            Seat.state == SeatState.HELD,
        )
    )
    return {person: submitted is not None for person, submitted in rows}


def _blocking(revision: _Last | None) -> int:
    """Findings on a version not yet sent that block and that no desk has waived."""
    if revision is None or revision.submitted_at is not None:
        return 0
    blocks = (
        FindingRow.severity == Gravity.BLOCK,
        FindingRow.waived_at.is_(None),
        FindingRow.gone.is_(False),
    )
    rows = sa.select(sa.func.count(FindingRow.id)).where(FindingRow.revision_id == revision.id)
    return db.session.scalar(rows.where(*blocks)) or 0


def _text_and_remarks(submission: Submission) -> tuple[_Last | None, int, int]:
    """The newest version; released binding remarks without an answer; remarks of this desk."""
    unanswered = sa.and_(
        Remark.level == RemarkLevel.MUST,
        Remark.status == RemarkStatus.OPEN,
        Remark.released_at.is_not(None),
        Remark.audience == Audience.AUTHOR,
    )
    at_desk = sa.and_(
        Remark.stage == submission.state,
        Remark.status == RemarkStatus.OPEN,
        Remark.released_at.is_(None),
        Remark.audience == Audience.AUTHOR,
    )
    counts = (
        sa.select(
            sa.func.count(sa.case((unanswered, 1))).label("musts"),
            sa.func.count(sa.case((at_desk, 1))).label("desk"),
        )
        .where(Remark.submission_id == submission.id)
        .subquery()
    )
    last = (
        sa.select(Revision.id, Revision.number, Revision.submitted_at)
        .where(Revision.submission_id == submission.id)
        .order_by(Revision.number.desc())
        .limit(1)
        .subquery()
    )
    query = sa.select(counts, last).select_from(counts.outerjoin(last, sa.true()))
    musts, desk, *text = db.session.execute(query).one()
    return (_Last(*text) if text[0] is not None else None), musts, desk


def _season_open(season: Season) -> bool:
    return season.opens_on <= clock.today() <= season.closes_on


def _validity_over(submission: Submission) -> bool:
    if submission.state is not State.BADGE_ACTIVE:
        return False
    until = db.session.scalar(
        sa.select(Badge.valid_until).where(
            Badge.submission_id == submission.id, Badge.state == BadgeState.ACTIVE
        )
    )
    return until is not None and until < clock.today()
