"""A message of a talk made into a remark: what is required of the author never stays in a chat."""

from __future__ import annotations

import sqlalchemy as sa

from review.database import db
from review.faults import Conflict, NotFound
from review.models.moderation import Remark, RemarkStatus
from review.models.submissions import Submission
from review.models.talks import Message
from review.moderation.writing import Wording, add_remark, hold
from review.talking import may_read
from workflows.roles import Actor

_TAKEN_BACK = sa.select(Remark.id).where(Remark.status == RemarkStatus.WITHDRAWN)


def turn(submission: Submission, actor: Actor, message: Message, wording: Wording) -> Remark:
    """Write the remark and tie the message to it; a remark taken back leaves the message free.

    Raises NotFound for who may not read the talk or write remarks now, Conflict when somebody
    made a remark of the message, or took it back, or the submission moved on meanwhile.
    """
    if not may_read(message.talk, actor, hold(submission, actor)):
        raise NotFound
    remark = add_remark(submission, actor, wording)
    tied = db.session.scalar(
        sa.update(Message)
        .where(
            Message.id == message.id,
            sa.or_(Message.remark_id.is_(None), Message.remark_id.in_(_TAKEN_BACK)),
            Message.taken_back_at.is_(None),
        )
        .values(remark_id=remark.id)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if tied is None:
        raise Conflict("message_turned")
    db.session.refresh(message)
    return remark
