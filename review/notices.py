"""After a step: who is told, and of what. Letters are rows of the same transaction.

Facts are frozen here, so that a letter tells what was true when it was caused and never carries
a name its reader may not know; `review.mail` words and sends them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from review import clock
from review.database import db
from review.models.events import Event
from review.models.moderation import Audience as RemarkAudience
from review.models.moderation import Remark, RemarkStatus
from review.models.outbox import Letter
from review.models.people import Grant, Person
from review.models.programmes import Author
from review.models.registry import Badge, BadgeState
from review.models.scoring import Seat, SeatState, Verdict
from review.models.submissions import Submission
from review.profiles import get_track
from workflows.letters import LETTERS, Audience
from workflows.machine import Transition
from workflows.roles import Role


def after(submission: Submission, event: Event, transition: Transition) -> None:
    """Queue the letters the transition names, one to each reader."""
    for kind in transition.letters:
        audience = LETTERS[kind]
        for person in _readers(audience, submission, event):
            if person.id != event.person_id or audience is Audience.AUTHORS:
                facts = _facts(submission, event, audience) | {"person_name": person.name}
                post(kind, person, facts, submission_id=submission.id, event_id=event.id)


def audiences(transition: Transition) -> tuple[Audience, ...]:
    """Who will be told when the transition is taken, for the line beside its button."""
    return tuple(dict.fromkeys(LETTERS[kind] for kind in transition.letters))


def post(
    kind: str,
    person: Person,
    facts: Mapping[str, Any],
    *,
    submission_id: int | None = None,
    event_id: int | None = None,
) -> Letter:
    """Put one letter into the outbox of the current transaction."""
    moment = clock.now()
    letter = Letter(
        message_id=f"<{uuid.uuid4().hex}@znachok>",
        kind=kind,
        language=person.language,
        person_id=person.id,
        address=person.email,
        submission_id=submission_id,
        event_id=event_id,
        facts=dict(facts),
        queued_at=moment,
        next_try_at=moment,
    )
    db.session.add(letter)
    return letter


def authors_of(programme_id: int) -> Sequence[Person]:
    """The programme's authors who have an account and may sign in."""
    people = sa.select(Person).where(Person.blocked_at.is_(None)).order_by(Person.id)
    return db.session.scalars(_authors(people, programme_id)).unique().all()


def _authors(people: sa.Select[Person], programme_id: int) -> sa.Select[Person]:
    return people.join(Author, Author.person_id == Person.id).where(
        Author.programme_id == programme_id
    )


def _readers(audience: Audience, submission: Submission, event: Event) -> Iterable[Person]:
    people = sa.select(Person).where(Person.blocked_at.is_(None)).order_by(Person.id)
    match audience:
        case Audience.AUTHORS:
            chosen = _authors(people, submission.programme_id)
        case Audience.INTERNAL:
            chosen = _wearing(people, Role.INTERNAL_EXPERT).where(
                Grant.organisation_id == submission.organisation_id
            )
        case Audience.MOC:
            chosen = _wearing(people, Role.MOC).where(
                Grant.municipality_id == submission.municipality_id
            )
        case Audience.RMC:
            chosen = _wearing(people, Role.RMC)
        case Audience.KEEPER:
            chosen = _keepers(people, submission)
        case Audience.PANEL:
            chosen = people.join(Seat, Seat.person_id == Person.id).where(
                Seat.submission_id == submission.id,
                Seat.round == submission.round,
                Seat.state == SeatState.HELD,
            )
        case Audience.NEWCOMERS:
            chosen = people.where(Person.id.in_(event.data.get("seated", [])))
    return db.session.scalars(chosen).unique().all()


def _keepers(people: sa.Select[Person], submission: Submission) -> sa.Select[Person]:
    """Those who seat experts: the region's people, or the municipality's on its own track."""
    keeper = get_track(submission.track_version_id).panel_keeper
    chosen = _wearing(people, keeper)
    if keeper is Role.MOC:
        chosen = chosen.where(Grant.municipality_id == submission.municipality_id)
    return chosen


def _wearing(people: sa.Select[Person], role: Role) -> sa.Select[Person]:
    return people.join(Grant, Grant.person_id == Person.id).where(
        Grant.role == role, Grant.revoked_at.is_(None)
    )


def _facts(submission: Submission, event: Event, audience: Audience) -> dict[str, Any]:
    """What a letter may tell; experts are never told of authors, authors never of experts."""
    facts: dict[str, Any] = {
        "number": submission.number,
        "title": submission.programme.title,
        "action": event.action,
        "round": submission.round,
        "due": submission.due_at.isoformat() if submission.due_at else None,
        "path": f"/submissions/{submission.number}",
    }
    if audience is Audience.NEWCOMERS:
        return facts | {"path": f"/scoring/{submission.number}"}
    facts["reason"] = event.reason
    facts["remarks"] = db.session.scalar(
        sa.select(sa.func.count(Remark.id)).where(
            Remark.submission_id == submission.id,
            Remark.round == submission.round,
            Remark.audience == RemarkAudience.AUTHOR,
            Remark.released_at.is_not(None),
            Remark.status == RemarkStatus.OPEN,
        )
    )
    return facts | _outcome_facts(submission)


def _outcome_facts(submission: Submission) -> dict[str, Any]:
    verdict = db.session.scalar(
        sa.select(Verdict)
        .where(Verdict.submission_id == submission.id)
        .order_by(Verdict.round.desc())
        .limit(1)
    )
    badge = db.session.scalar(
        sa.select(Badge).where(
            Badge.submission_id == submission.id, Badge.state == BadgeState.ACTIVE
        )
    )
    facts: dict[str, Any] = {}
    if verdict is not None:
        facts |= {"score": str(verdict.score), "threshold": str(verdict.threshold)}
    if badge is not None:
        facts |= {"registry_number": badge.number, "valid_until": badge.valid_until.isoformat()}
    return facts
