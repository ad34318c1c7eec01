"""The registry's verbs: issue a badge on a pass, revoke it, let it expire, look one up."""

from __future__ import annotations

import sqlalchemy as sa

from review import clock, steps
from review.database import db
from review.faults import NotFound, Refused
from review.models.events import Event
from review.models.programmes import Programme
from review.models.registry import Badge, BadgeState
from review.models.scoring import Outcome, Verdict
from review.models.submissions import Revision, Submission
from review.registry import numbers
from review.situations import profile_of
from workflows.badge import last_day
from workflows.roles import SYSTEM, Actor

#: The lock that stands for the sequence of badge numbers (any number of our own).
_NUMBERS = 7_402_023
KEY_FACTS = ("level", "form", "types", "age_from", "age_to", "duration_months", "hours", "health")


def issue(submission: Submission, verdict: Verdict) -> Badge:
    """Issue the quality badge of a pass; asked twice for the same verdict it gives the same one.

    The facts published are frozen: later changes of the card do not touch a badge. Raises
    Refused when the verdict is not a pass.
    """
    if verdict.outcome is not Outcome.PASSED:
        raise Refused("not_a_pass")
    known = db.session.scalar(sa.select(Badge).where(Badge.verdict_id == verdict.id))
    if known is not None:
        return known
    profile = profile_of(submission)
    revision = db.session.get_one(Revision, verdict.revision_id)
    programme, moment = submission.programme, clock.now()
    until = last_day(moment, profile.figures.badge_validity_months, clock.zone())
    badge = Badge(
        number=_next_number(profile.figures.registry_prefix),
        submission_id=submission.id,
        verdict_id=verdict.id,
        organisation_id=submission.organisation_id,
        municipality_id=submission.municipality_id,
        title=programme.title,
        search_text=programme.search_text,
        direction=programme.direction,
        facts=_facts(submission, programme, revision, verdict),
        sha256=revision.sha256,
        score=verdict.score,
        threshold=verdict.threshold,
        maximum=verdict.maximum,
        issued_at=moment,
        valid_until=until,
    )
    db.session.add(badge)
    db.session.flush()
    return badge


def revoke(badge: Badge, actor: Actor, reason: str, expected_version: int | None = None) -> Event:
    """Revoke a badge with a reason; the record stays and says so."""
    submission = db.session.get_one(Submission, badge.submission_id)
    event = steps.take(
        submission, "revoke", actor, reason=reason, expected_version=expected_version
    )
    badge.state, badge.revoked_at, badge.revoked_reason = (
        BadgeState.REVOKED,
        event.at,
        reason.strip(),
    )
    db.session.flush()
    return event


def expire_due() -> int:
    """Move submissions whose badge has outlived its last day; says how many."""
    due = db.session.scalars(
        sa.select(Submission)
        .join(Badge, Badge.submission_id == Submission.id)
        .where(
            Badge.state == BadgeState.ACTIVE,
            Badge.valid_until < clock.today(),
            Submission.state == "badge_active",
        )
    ).all()
    for submission in due:
        steps.take(submission, "expire", SYSTEM)
    return len(due)


def find_badge(number: str) -> Badge | None:
    """The badge with this registry number, or None.

    People type what they see: a Latin H for the Cyrillic Н, a 3 for З, small letters, other
    dashes. A number that only looks alike is found when it looks like one badge alone.
    """
    typed = numbers.tidy(number)
    exact = db.session.scalar(sa.select(Badge).where(Badge.number == typed))
    tail = numbers.tail(typed)
    if exact is not None or tail is None:
        return exact
    alike = [
        badge
        for badge in db.session.scalars(
            sa.select(Badge).where(Badge.number.endswith(tail, autoescape=True)).limit(100)
        )
        if numbers.looks_like(typed, badge.number)
    ]
    return alike[0] if len(alike) == 1 else None


def get_active(submission: Submission) -> Badge:
    """The submission's badge in force; NotFound without one."""
    badge = db.session.scalar(
        sa.select(Badge).where(
            Badge.submission_id == submission.id, Badge.state == BadgeState.ACTIVE
        )
    )
    if badge is None:
        raise NotFound
    return badge


def get_badge(number: str) -> Badge:
    """The badge with this registry number; NotFound otherwise."""
    badge = find_badge(number)
    if badge is None:
        raise NotFound
    return badge


def _facts(
    submission: Submission, programme: Programme, revision: Revision, verdict: Verdict
) -> dict[str, object]:
    organisation = programme.organisation
    return {
        **{name: getattr(programme, name) for name in KEY_FACTS},
        "organisation": organisation.short_name,
        "organisation_full": organisation.full_name,
        "municipality": organisation.municipality.name,
        "inn": organisation.inn,
        "ogrn": organisation.ogrn,
        "financing": programme.financing,
        "distance_learning": programme.distance_learning,
        "annotation": programme.annotation,
        "submission": submission.number,
        "round": verdict.round,
        "revision": revision.number,
        "rubric": submission.rubric_version.content_hash,
        "publish_score": profile_of(submission).figures.publish_score,
        "region": profile_of(submission).region,
    }


def _next_number(prefix: str) -> str:
    """The next number of this year; whoever else issues now waits until this one is kept."""
    if db.session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_NUMBERS)))
    stem = f"{prefix}-{clock.today().year}-"
    last = db.session.scalar(
        sa.select(Badge.number)
        .where(Badge.number.startswith(stem, autoescape=True))
        .order_by(sa.func.length(Badge.number).desc(), Badge.number.desc())
        .limit(1)
    )
    return f"{stem}{int(last.removeprefix(stem)) + 1 if last else 1:05d}"
