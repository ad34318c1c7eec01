"""Checks of the data: what must be true of every submission, sheet, verdict, badge and letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from review import clock
from review.config import Config
from review.database import db
from review.models.jobs import Job, JobState
from review.models.journal import FormKey
from review.models.outbox import Letter, LetterState
from review.models.people import Link, Person, SignIn
from review.models.programmes import StoredFile
from review.models.registry import Badge, BadgeState
from review.models.scoring import Outcome, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Revision, Submission
from review.models.talks import MessageFile
from review.profiles import get_figures, get_rubric
from review.scoring.sheets import marks_of
from review.scoring.verdicts import exact_points
from review.upkeep import projections
from review.upkeep.checks import check
from rubric.scoring import total
from rubric.sheet import missing
from rubric.verdict import Decided, Sheet, settle
from workflows.situation import State

REPORT: Final = "keep the data folder as it is and write to the developers"
REBUILD: Final = "run: znachok events rebuild"
HELD: Final = frozenset({State.BADGE_ACTIVE, State.BADGE_EXPIRED, State.BADGE_REVOKED})
LATE: Final = timedelta(days=1)


@check("chain", "the chain of event hashes is unbroken", "events were changed: compare a backup")
def chain(_config: Config) -> Iterator[str]:
    """Hashes of events."""
    return projections.broken_chains()


@check("fold", "every submission's state follows from its events", REBUILD)
def fold(_config: Config) -> Iterator[str]:
    """The projection."""
    return projections.unfolded()


@check("holder", "every open submission has the one holder its state asks for", REBUILD)
def holder(_config: Config) -> Iterator[str]:
    """Who owes the next step."""
    return projections.misheld()


@check("rounds", "a round begins only after a failed verdict of the one before", REPORT)
def rounds(_config: Config) -> Iterator[str]:
    """Rounds against failed verdicts: a refusal by moderation is none."""
    failed = (
        sa.select(sa.func.count(Verdict.id))
        .where(
            Verdict.submission_id == Submission.id,
            Verdict.round < Submission.round,
            Verdict.outcome == Outcome.FAILED,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Submission.number, Submission.round, failed).where(failed != Submission.round - 1)
    )
    yield from (f"{number}: round {round_} after {count} fails" for number, round_, count in rows)


@check("revisions", "revisions are numbered 1, 2, 3 without gaps", REPORT)
def revisions(_config: Config) -> Iterator[str]:
    """Numbers of revisions."""
    rows = db.session.execute(
        sa.select(
            Revision.submission_id,
            sa.func.count(Revision.id),
            sa.func.min(Revision.number),
            sa.func.max(Revision.number),
        ).group_by(Revision.submission_id)
    )
    for submission, count, first, last in rows:
        if (first, last) != (1, count):
            yield f"submission {submission}: {count} revisions, numbered {first} to {last}"


@check("sent", "whatever was submitted has a sealed revision", REPORT)
def sent(_config: Config) -> Iterator[str]:
    """Submissions on their way without a text."""
    sealed = sa.exists().where(
        Revision.submission_id == Submission.id, Revision.submitted_at.is_not(None)
    )
    numbers = db.session.scalars(
        sa.select(Submission.number).where(Submission.submitted_at.is_not(None), ~sealed)
    )
    yield from numbers


@check("seats", "no panel has more chairs than its profile allows", REPORT)
def seats(_config: Config) -> Iterator[str]:
    """Chairs of a round: the experts asked for, and one third."""
    rows = db.session.execute(
        sa.select(
            Submission.number,
            Submission.profile_version_id,
            Seat.round,
            sa.func.sum(sa.case((Seat.is_third, 0), else_=1)),
            sa.func.sum(sa.case((Seat.is_third, 1), else_=0)),
        )
        .join(Seat, Seat.submission_id == Submission.id)
        .where(Seat.state == SeatState.HELD)
        .group_by(Submission.number, Submission.profile_version_id, Seat.round)
    )
    for number, profile, round_, first, third in rows:
        if first > get_figures(profile)[1].experts or third > 1:
            yield f"{number}, round {round_}: {first} chairs and {third} third ones"


@check("judges", "nobody scores an own programme or one of the own organisation", REPORT)
def judges(_config: Config) -> Iterator[str]:
    """Conflicts no rule may give way on."""
    from review.models.programmes import Author

    author = sa.exists().where(
        Author.programme_id == Submission.programme_id, Author.person_id == Seat.person_id
    )
    colleague = Person.home_organisation_id == Submission.organisation_id
    numbers = db.session.scalars(
        sa.select(Submission.number)
        .join(Seat, Seat.submission_id == Submission.id)
        .join(Person, Person.id == Seat.person_id)
        .where(Seat.state == SeatState.HELD, sa.or_(author, colleague))
    )
    yield from numbers


@check("sheets", "every sheet handed in is complete and adds up", REPORT)
def sheets(_config: Config) -> Iterator[str]:
    """Totals recomputed from the marks."""
    for sheet in _handed_in():
        rubric, marks = get_rubric(sheet.rubric_version_id), marks_of(sheet)
        if missing(rubric, marks):
            yield f"sheet {sheet.id} lacks marks or remarks"
        elif exact_points(total(rubric, marks)) != sheet.total:
            yield f"sheet {sheet.id} says {sheet.total}, its marks {total(rubric, marks)}"


def _handed_in() -> list[ScoreSheet]:
    return list(
        db.session.scalars(
            sa.select(ScoreSheet)
            .where(ScoreSheet.submitted_at.is_not(None))
            .options(selectinload(ScoreSheet.marks), selectinload(ScoreSheet.seat))
        )
    )


@check("verdicts", "every verdict is what the rubric makes of its sheets", REPORT)
def verdicts(_config: Config) -> Iterator[str]:
    """Verdicts decided anew."""
    panels: dict[tuple[int, int], list[ScoreSheet]] = {}
    for sheet in _handed_in():
        if sheet.seat.state is SeatState.HELD:
            panels.setdefault((sheet.seat.submission_id, sheet.seat.round), []).append(sheet)
    found = sa.select(Verdict).options(selectinload(Verdict.submission))
    for verdict in db.session.scalars(found):
        panel = panels.get((verdict.submission_id, verdict.round), [])
        if not _follows(verdict, panel):
            yield f"{verdict.submission.number}, round {verdict.round}: {verdict.outcome}"


def _follows(verdict: Verdict, panel: list[ScoreSheet]) -> bool:
    submission = verdict.submission
    rubric = get_rubric(submission.rubric_version_id)
    forms = [Sheet(one.seat.place, marks_of(one), one.seat.is_third) for one in panel]
    outcome = settle(rubric, forms, get_figures(submission.profile_version_id)[1].experts)
    if not isinstance(outcome, Decided):
        return False
    exact = f"{outcome.score.numerator}/{outcome.score.denominator}"
    return exact == verdict.exact and outcome.passed == (verdict.outcome is Outcome.PASSED)


@check("one_verdict", "what passed has exactly one pass and one badge", REPORT)
def one_verdict(_config: Config) -> Iterator[str]:
    """Passes and badges of submissions that hold or held one."""
    passes, badges = _count_of(Verdict, Verdict.outcome == Outcome.PASSED), _count_of(Badge)
    rows = db.session.execute(
        sa.select(Submission.number, passes, badges).where(
            Submission.state.in_(HELD), sa.or_(passes != 1, badges < 1)
        )
    )
    yield from (f"{number}: {count} passes, {held} badges" for number, count, held in rows)


def _count_of(
    table: type[Verdict] | type[Badge], *more: sa.ColumnElement[bool]
) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(table.id))
        .where(table.submission_id == Submission.id, *more)
        .scalar_subquery()
    )


@check("no_badge_without_pass", "no badge without a passed verdict", REPORT)
def no_badge_without_pass(_config: Config) -> Iterator[str]:
    """Badges bound to anything but a pass of the same submission."""
    yield from db.session.scalars(
        sa.select(Badge.number)
        .outerjoin(Verdict, Verdict.id == Badge.verdict_id)
        .where(
            sa.or_(
                Verdict.id.is_(None),
                Verdict.outcome != Outcome.PASSED,
                Verdict.submission_id != Badge.submission_id,
            )
        )
    )


@check("badge_standing", "an active badge belongs to a submission that holds it", REPORT)
def badge_standing(_config: Config) -> Iterator[str]:
    """Badges against states."""
    yield from db.session.scalars(
        sa.select(Badge.number)
        .join(Submission, Submission.id == Badge.submission_id)
        .where(Badge.state == BadgeState.ACTIVE, Submission.state.not_in(HELD))
    )


@check("letters", "letters leave within a day", "look at the mail settings, then send them again")
def letters(config: Config) -> Iterator[str]:
    """Letters that failed or wait too long; without a mail server they rightly wait."""
    late = sa.and_(Letter.state == LetterState.QUEUED, Letter.queued_at < clock.now() - LATE)
    stuck = [Letter.state == LetterState.FAILED]
    if config.smtp_host or config.demo:
        stuck.append(late)
    rows = db.session.execute(sa.select(Letter.id, Letter.error).where(sa.or_(*stuck)))
    yield from (f"letter {number}: {error or 'still waiting'}" for number, error in rows)


@check("jobs", "no background work has failed for good", "look at its error, then start a worker")
def jobs(_config: Config) -> Iterator[str]:
    """Jobs without tries left."""
    rows = db.session.execute(
        sa.select(Job.id, Job.kind, Job.error).where(Job.state == JobState.FAILED)
    )
    yield from (f"job {number} ({kind}): {error}" for number, kind, error in rows)


@check("one_use", "one-use keys and links were used once", REPORT)
def one_use(_config: Config) -> Iterator[str]:
    """Form keys without a result, and two live links of one purpose for one person."""
    for key in db.session.scalars(sa.select(FormKey.key).where(FormKey.location == "")):
        yield f"form key {key[:8]}... leads nowhere"
    live = db.session.execute(
        sa.select(Link.person_id, Link.purpose)
        .where(Link.used_at.is_(None))
        .group_by(Link.person_id, Link.purpose)
        .having(sa.func.count(Link.id) > 1)
    )
    yield from (f"person {person} has two live links: {purpose}" for person, purpose in live)


@check("blocked", "blocked people have no open session", "block the account once more")
def blocked(_config: Config) -> Iterator[str]:
    """Sessions that should have ended."""
    yield from db.session.scalars(
        sa.select(Person.email)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(Person.blocked_at.is_not(None), SignIn.ended_at.is_(None))
        .distinct()
    )


@check("known_files", "no row points at a file that was never recorded", "restore a backup")
def known_files(_config: Config) -> Iterator[str]:
    """Revisions, badges and files of talks against the list of files."""
    for table in (Revision, Badge, MessageFile):
        keys = db.session.scalars(
            sa.select(table.sha256)
            .outerjoin(StoredFile, StoredFile.sha256 == table.sha256)
            .where(StoredFile.sha256.is_(None))
        )
        yield from (f"{table.__tablename__}: {key}" for key in keys)
