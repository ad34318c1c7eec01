"""The desks' verbs: write remarks, pass on, send back, admit, refuse, verify answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import clock, steps
from review.database import db
from review.faults import Conflict, Invalid, NotFound
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkLevel, RemarkStatus, TurnKind
from review.models.scoring import Seat, SeatState
from review.models.submissions import Revision, Submission
from review.remarks import may_read, release, tell, verdict_rounds
from review.situations import facts_of
from rubric.criteria import Rubric
from rubric.loading import load_shipped
from rubric.scales import Words
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role
from workflows.situation import State

#: Steps taken by a plain button; the others belong to the rooms that do more than move.
HERE = frozenset({"pass_on", "send_back", "admit", "refuse", "recall", "archive", "reopen"})
#: Steps that hand the desk's remarks over to the author.
RETURNS = frozenset({"send_back", "refuse"})
#: The desks as the checklist of `rubric/data/znachok_moderation.yaml` names them.
STAGES = {
    State.INTERNAL_CHECK: "internal",
    State.MOC_MODERATION: "moc",
    State.RMC_MODERATION: "rmc",
}


@dataclass(frozen=True)
class Place:
    """Where in the text a remark stands; empty for the whole document."""

    block_id: str | None = None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


def add_remark(
    submission: Submission,
    actor: Actor,
    text: str,
    *,
    level: RemarkLevel = RemarkLevel.MUST,
    audience: Audience = Audience.AUTHOR,
    place: Place | None = None,
    criterion_id: str | None = None,
) -> Remark:
    """Write a remark on the revision in hand; the author sees it after the return or verdict.

    Raises NotFound for a hat that may not write here now, Invalid for an empty text.
    """
    facts = facts_of(submission)
    if not may(actor, Permission.WRITE_REMARK, facts):
        raise NotFound
    if not text.strip():
        raise Invalid("remark_empty", "text")
    revision = _revision_in_hand(submission)
    where = place or Place()
    remark = Remark(
        submission_id=submission.id,
        revision_id=revision.id,
        round=submission.round,
        stage=submission.state,
        person_id=actor.person_id,
        role=actor.role,
        expert_place=_chair(submission, actor),
        level=level,
        audience=audience,
        criterion_id=criterion_id,
        block_id=where.block_id,
        quote=where.quote[:2000],
        prefix=where.prefix[-100:],
        suffix=where.suffix[:100],
        text=text.strip(),
        created_at=clock.now(),
    )
    db.session.add(remark)
    db.session.flush()
    tell(remark, TurnKind.WRITTEN, actor, remark.text, revision_id=revision.id)
    return remark


def change_remark(
    remark: Remark, actor: Actor, text: str, level: RemarkLevel, expected_version: int | None
) -> Remark:
    """Reword an own remark that nobody else has seen yet."""
    require_own_draft(remark, actor)
    if not text.strip():
        raise Invalid("remark_empty", "text")
    if expected_version is not None and remark.version != expected_version:
        raise Conflict("remark_changed")
    remark.text, remark.level = text.strip(), level
    db.session.flush()
    tell(remark, TurnKind.CHANGED, actor, remark.text)
    return remark


def withdraw_remark(remark: Remark, actor: Actor) -> Remark:
    """Take an own remark back before anybody has seen it; the row stays, struck out."""
    require_own_draft(remark, actor)
    remark.status = RemarkStatus.WITHDRAWN
    remark.settled_at, remark.settled_by_id = clock.now(), actor.person_id
    db.session.flush()
    tell(remark, TurnKind.WITHDRAWN, actor)
    return remark


def decide(
    submission: Submission,
    actor: Actor,
    action: str,
    *,
    reason: str = "",
    expected_version: int | None = None,
) -> Event:
    """Take a step of the desk: pass on, send back, admit, refuse, recall, close, reopen.

    A return hands the desk's remarks to the author in the same transaction. Raises NotFound for
    a step that is taken elsewhere (a badge is revoked in the registry), NotAllowed with reasons,
    Conflict when somebody decided before.
    """
    if action not in HERE or not may(actor, Permission.SEE_SUBMISSION, facts_of(submission)):
        raise NotFound
    steps.lock(submission.id)
    if expected_version is not None and submission.version != expected_version:
        raise Conflict("submission_moved", state=submission.state)
    stage, round_ = submission.state, submission.round
    event = steps.take(submission, action, actor, reason=reason)
    if action in RETURNS:
        release([stage], round_, event)
    return event


def list_remarks(submission: Submission, actor: Actor, facts: Facts | None = None) -> list[Remark]:
    """Every remark of the submission that this hat may read now, the newest round first."""
    facts = facts or facts_of(submission)
    rows = db.session.scalars(
        sa.select(Remark)
        .where(Remark.submission_id == submission.id, Remark.status != RemarkStatus.WITHDRAWN)
        .options(joinedload(Remark.revision), joinedload(Remark.person))
        .order_by(Remark.round.desc(), Remark.id)
    )
    decided = verdict_rounds(submission.id)
    return [remark for remark in rows if may_read(remark, actor, facts, decided)]


def checklist(state: State) -> tuple[Words, ...]:
    """What this desk looks at before it decides; nothing where no desk is at work."""
    stage = STAGES.get(state)
    if stage is None:
        return ()
    return tuple(one.title for one in _checklist().for_stage(stage).criteria)


@cache
def _checklist() -> Rubric:
    return load_shipped("znachok_moderation")


def _revision_in_hand(submission: Submission) -> Revision:
    revision = db.session.scalar(
        sa.select(Revision)
        .where(Revision.submission_id == submission.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if revision is None:
        raise NotFound
    return revision


def _chair(submission: Submission, actor: Actor) -> int | None:
    if actor.role is not Role.EXPERT:
        return None
    return db.session.scalar(
        sa.select(Seat.place).where(
            Seat.submission_id == submission.id,
            Seat.round == submission.round,
            Seat.person_id == actor.person_id,
            Seat.state == SeatState.HELD,
        )
    )


def require_own_draft(remark: Remark, actor: Actor) -> None:
    """Raise NotFound unless the remark is the actor's own and nobody else has seen it yet."""
    facts = replace(facts_of(remark.submission), subject_person_id=remark.person_id)
    own = remark.person_id == actor.person_id and remark.role is actor.role
    if not own or remark.released_at is not None or not may(actor, Permission.WRITE_REMARK, facts):
        raise NotFound
