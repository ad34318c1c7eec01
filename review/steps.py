"""The staircase: the only way a submission moves.

`take` looks the step up in the track's table, checks it by the same code that drew the button,
writes the event and the projected columns, and queues the letters. It flushes and never commits:
the caller's transaction holds everything or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from review import clock, history, notices
from review.database import db
from review.faults import Conflict, NotFound
from review.models.events import Event
from review.models.submissions import Revision, Submission
from review.situations import profile_of, situation_of
from workflows.calendar import add_working_days, production_calendar
from workflows.machine import Offer, Transition, check, duty
from workflows.machine import offers as table_offers
from workflows.roles import Actor
from workflows.situation import State

OPENED = "opened"


def lock(submission_id: int) -> Submission:
    """The submission, held against other writers until the transaction ends.

    On SQLite a transaction that may write has held the whole ledger since it began, so what it
    has read of the submission holds already.
    """
    if db.engine.dialect.name == "sqlite":
        found = db.session.get(Submission, submission_id)
    else:
        found = db.session.scalar(
            sa.select(Submission)
            .where(Submission.id == submission_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    if found is None:
        raise NotFound("submission")
    return found


def offers(submission: Submission, actor: Actor) -> tuple[Offer, ...]:
    """Every step that concerns this hat now: allowed, or with its reasons."""
    return table_offers(profile_of(submission).track, actor, situation_of(submission))


def open_card(submission: Submission, actor: Actor) -> Event:
    """Write the first event of a new submission."""
    event = _write(submission, actor, OPENED, None, State.DRAFT, "", {})
    _project(submission, event, moved=True)
    return event


def take(
    submission: Submission,
    action: str,
    actor: Actor,
    *,
    reason: str = "",
    outcome: str | None = None,
    data: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> Event:
    """Take one step for the actor and return its event.

    Raises `workflows.machine.NotAllowed` with every reason when the rules refuse, and Conflict
    when `expected_version` says that the actor was looking at an older state.
    """
    lock(submission.id)
    if expected_version is not None and submission.version != expected_version:
        raise Conflict("submission_moved", state=submission.state)
    situation = situation_of(submission, reason=reason, outcome=outcome)
    transition = check(profile_of(submission).track, action, actor, situation)
    facts = dict(data or {})
    if transition.effects:
        facts["effects"] = list(transition.effects)
    _apply(submission, transition)
    event = _write(
        submission, actor, action, transition.source, transition.target, reason.strip(), facts
    )
    _project(submission, event, moved=transition.moves)
    notices.after(submission, event, transition)
    return event


def refresh(submission: Submission) -> None:
    """Say anew who holds the submission and until when (a seat was taken or left)."""
    profile = profile_of(submission)
    db.session.flush()
    owed = duty(profile.track, situation_of(submission))
    submission.holder = owed.holder
    days = profile.figures.days.get(owed.days) if owed.days else None
    submission.due_at = (
        add_working_days(submission.state_since, days, clock.zone(), production_calendar())
        if days is not None
        else None
    )


def _apply(submission: Submission, transition: Transition) -> None:
    """What a transition changes besides the state."""
    if "returned" in transition.effects:
        submission.returned_by = transition.source
        submission.returned_at = clock.now()
    if "verdict" in transition.effects:
        submission.returned_by = None
        submission.returned_at = clock.now()
    if "new_round" in transition.effects:
        submission.round += 1
        submission.resubmissions += 1
    if transition.action in {"submit", "resubmit"}:
        _seal_revision(submission)
        submission.submitted_at = submission.submitted_at or clock.now()


def _seal_revision(submission: Submission) -> None:
    revision = db.session.scalar(
        sa.select(Revision)
        .where(Revision.submission_id == submission.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if revision is not None:
        revision.submitted_at = clock.now()
        revision.round = submission.round


def _write(
    submission: Submission,
    actor: Actor,
    action: str,
    source: State | None,
    target: State,
    reason: str,
    data: dict[str, Any],
) -> Event:
    before = db.session.scalar(
        sa.select(Event.hash).where(
            Event.submission_id == submission.id, Event.number == submission.last_event
        )
    )
    event = Event(
        submission_id=submission.id,
        number=submission.last_event + 1,
        action=action,
        source=source,
        target=target,
        round=submission.round,
        at=clock.now(),
        person_id=actor.person_id,
        role=actor.role,
        reason=reason,
        data=data,
        request_id="",
    )
    event.hash = history.content_hash(event, before or "")
    db.session.add(event)
    db.session.flush()
    return event


def _project(submission: Submission, event: Event, *, moved: bool) -> None:
    submission.last_event = event.number
    if moved:
        submission.state = event.target
        submission.state_since = event.at
    refresh(submission)
    db.session.flush()
