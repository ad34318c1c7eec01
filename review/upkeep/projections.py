"""Events against the columns made from them: verify the chain, fold, write anew."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from review import history, steps
from review.database import db
from review.models.events import Event
from review.models.submissions import Submission
from review.situations import profile_of, situation_of
from workflows.machine import duty

#: Columns of a submission that its events add up to.
FOLDED = ("state", "state_since", "round", "returned_by", "resubmissions", "last_event")


def verify() -> list[str]:
    """One line for each break of the chain and each column that does not follow."""
    return [*broken_chains(), *unfolded()]


def _histories() -> Iterator[tuple[int, list[Event]]]:
    events = db.session.scalars(
        sa.select(Event).order_by(Event.submission_id, Event.number)
    ).yield_per(1000)
    for submission, group in groupby(events, key=lambda event: event.submission_id):
        yield submission, list(group)


def broken_chains() -> Iterator[str]:
    """Events whose hash does not follow from their content and the event before."""
    for submission, events in _histories():
        for number in history.broken_links(events):
            yield f"event {number} of submission {submission}"


def _columns() -> dict[int, Any]:
    columns = [getattr(Submission, name) for name in FOLDED]
    rows = db.session.execute(sa.select(Submission.id, Submission.number, *columns))
    return {row.id: row for row in rows}


def unfolded() -> Iterator[str]:
    """Submissions whose columns differ from what their events add up to."""
    known = _columns()
    for submission, events in _histories():
        row, folded = known.pop(submission), history.fold(events)
        for name in FOLDED:
            if getattr(row, name) != getattr(folded, name):
                yield f"{row.number}: {name} is {getattr(row, name)}, not {getattr(folded, name)}"
    yield from (f"{row.number}: it has no events" for row in known.values())


def misheld() -> Iterator[str]:
    """Submissions that lie with another hat than their state asks for."""
    for submission in db.session.scalars(sa.select(Submission).order_by(Submission.id)):
        owed = duty(profile_of(submission).track, situation_of(submission))
        if owed.holder is not submission.holder:
            yield f"{submission.number}: it lies with {submission.holder}, not {owed.holder}"


def rebuild() -> list[str]:
    """Write the folded columns and the duty anew; says which submissions changed.

    Flushes, never commits. Events are never touched: a broken chain is not mended here.
    """
    mended = []
    numbers = {line.split(":")[0] for line in (*unfolded(), *misheld())}
    chosen = sa.select(Submission).where(Submission.number.in_(numbers))
    for submission in db.session.scalars(chosen.order_by(Submission.id)).all():
        events = history.list_events(submission.id)
        if not events:
            continue  # nothing to make it from; `verify` goes on naming it
        folded = history.fold(events)
        for name in FOLDED:
            setattr(submission, name, getattr(folded, name))
        steps.refresh(submission)
        db.session.flush()
        mended.append(f"{submission.number}: {folded.state}, round {folded.round}")
    return mended
