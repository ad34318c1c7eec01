"""What the author's pages ask: own programmes, the last return, versions sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from review.database import db
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkLevel, RemarkStatus
from review.models.programmes import Author, Programme, StoredFile
from review.models.submissions import Revision, Submission
from workflows.roles import Actor, Role
from workflows.situation import State


def list_own(actor: Actor) -> Sequence[Any]:
    """The author's programmes with the newest submission of each, what waits for one first."""
    waits = sa.or_(Submission.holder == Role.TEACHER, Submission.id.is_(None))
    newest = (
        sa.select(Submission.programme_id, sa.func.max(Submission.id).label("id"))
        .group_by(Submission.programme_id)
        .subquery()
    )
    return db.session.execute(
        sa.select(
            Programme.id,
            Programme.title,
            Programme.direction,
            Programme.changed_at,
            Submission.id.label("submission_id"),
            Submission.number,
            Submission.state,
            Submission.state_since,
            Submission.due_at,
            Submission.round,
            Submission.holder,
        )
        .join(Author, Author.programme_id == Programme.id)
        .outerjoin(newest, newest.c.programme_id == Programme.id)
        .outerjoin(Submission, Submission.id == newest.c.id)
        .where(
            Author.person_id == actor.person_id,
            Programme.organisation_id == actor.organisation_id,
            Programme.archived_at.is_(None),
        )
        .order_by(sa.case((waits, 0), else_=1), Programme.changed_at.desc(), Programme.id.desc())
    ).all()


def find_return(submission_id: int) -> Event | None:
    """The event by which the submission last came back to its author, with the reason."""
    return db.session.scalar(
        sa.select(Event)
        .where(
            Event.submission_id == submission_id,
            Event.target == State.IN_REVISION,
            Event.source != State.IN_REVISION,
        )
        .order_by(Event.number.desc())
        .limit(1)
    )


def list_revisions(submission_id: int) -> Sequence[tuple[Revision, StoredFile]]:
    """All versions with their files, the newest first."""
    return [
        (row[0], row[1])
        for row in db.session.execute(
            sa.select(Revision, StoredFile)
            .join(StoredFile, StoredFile.sha256 == Revision.sha256)
            .where(Revision.submission_id == submission_id)
            .order_by(Revision.number.desc())
        )
    ]


def unanswered_musts(submission_id: int) -> list[tuple[int, str]]:
    """Ids and words of the binding remarks handed over that the author has not answered."""
    rows = db.session.execute(
        sa.select(Remark.id, Remark.text)
        .where(
            Remark.submission_id == submission_id,
            Remark.level == RemarkLevel.MUST,
            Remark.status == RemarkStatus.OPEN,
            Remark.audience == Audience.AUTHOR,
            Remark.released_at.is_not(None),
        )
        .order_by(Remark.id)
    )
    return [(number, text) for number, text in rows]
