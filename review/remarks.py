"""What several rooms ask of remarks: who reads one, and handing them over to the author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from review.database import db
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkStatus
from review.models.scoring import Verdict
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role
from workflows.situation import State


def facts_about(remark: Remark, facts: Facts, verdicts: frozenset[int] | None = None) -> Facts:
    """The submission's facts narrowed to one remark; `verdicts` are the rounds decided."""
    decided = verdict_rounds(remark.submission_id) if verdicts is None else verdicts
    return replace(
        facts,
        subject_person_id=remark.person_id,
        by_expert=remark.role is Role.EXPERT,
        released=remark.released_at is not None,
        verdict_given=remark.round in decided,
    )


def may_read(
    remark: Remark, actor: Actor, facts: Facts, verdicts: frozenset[int] | None = None
) -> bool:
    """Whether this hat reads the remark now; the author never reads staff remarks."""
    if remark.audience is Audience.STAFF and actor.role in {Role.TEACHER, Role.EXPERT}:
        return remark.person_id == actor.person_id
    own = remark.person_id == actor.person_id and remark.role is actor.role
    return own or may(actor, Permission.SEE_REMARKS, facts_about(remark, facts, verdicts))


def verdict_rounds(submission_id: int) -> frozenset[int]:
    """Rounds of the submission that have their verdict."""
    return frozenset(
        db.session.scalars(sa.select(Verdict.round).where(Verdict.submission_id == submission_id))
    )


def release(stages: Sequence[State], round_: int, event: Event) -> int:
    """Hand the remarks of these stages over to the author, dated by the event; says how many."""
    waiting = db.session.scalars(
        sa.select(Remark).where(
            Remark.submission_id == event.submission_id,
            Remark.stage.in_(stages),
            Remark.round == round_,
            Remark.audience == Audience.AUTHOR,
            Remark.status != RemarkStatus.WITHDRAWN,
            Remark.released_at.is_(None),
        )
    ).all()
    for remark in waiting:
        remark.released_at = event.at
    db.session.flush()
    return len(waiting)
