"""Events read back: the chain of hashes, and the state they fold to.

The columns of a submission are a projection of its events; `fold` makes it again from nothing,
so that `doctor` and `events rebuild` can compare the two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from review.database import db
from review.models.events import Event
from workflows.situation import State


@dataclass(frozen=True)
class Projection:
    """What the events of one submission add up to."""

    state: State
    state_since: datetime
    round: int
    returned_by: State | None
    resubmissions: int
    last_event: int


def content_hash(event: Event, before: str) -> str:
    """SHA-256 over an event's content and the hash of the event before it ("" for the first)."""
    content = [
        before,
        event.submission_id,
        event.number,
        event.action,
        event.source,
        event.target,
        event.round,
        event.at.isoformat(),
        event.person_id,
        event.role,
        event.reason,
        event.data,
        event.request_id,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def list_events(submission_id: int) -> list[Event]:
    """All events of a submission in order."""
    return list(
        db.session.scalars(
            sa.select(Event).where(Event.submission_id == submission_id).order_by(Event.number)
        )
    )


def fold(events: Iterable[Event]) -> Projection:
    """The projection the events add up to; raises ValueError when there are none."""
    state, since, returned_by, resubmissions, last = None, None, None, 0, None
    for event in events:
        if event.source is not event.target or last is None:
            state, since = event.target, event.at
        effects = event.data.get("effects", ())
        if "returned" in effects:
            returned_by = event.source
        if "verdict" in effects:
            returned_by = None
        if "new_round" in effects:
            resubmissions += 1
        last = event
    if last is None or state is None or since is None:
        raise ValueError("a submission has at least its first event")
    return Projection(state, since, last.round, returned_by, resubmissions, last.number)


def broken_links(events: Iterable[Event]) -> list[int]:
    """Numbers of events whose hash does not follow from their content and the one before."""
    broken, before, expected = [], "", 1
    for event in events:
        if event.number != expected or event.hash != content_hash(event, before):
            broken.append(event.number)
        before, expected = event.hash, event.number + 1
    return broken
