"""The desks' verbs: pass on, send back, admit, refuse; their remarks and checklist."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import steps
from review.database import db
from review.faults import Conflict, NotFound
from review.models.events import Event
from review.models.moderation import Remark, RemarkStatus
from review.models.submissions import Submission
from review.remarks import may_read, release, verdict_rounds
from review.situations import facts_of
from rubric.criteria import Rubric
from rubric.loading import load_shipped
from rubric.scales import Words
from workflows.access import Facts, Permission, may
from workflows.roles import Actor
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
