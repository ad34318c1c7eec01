"""What several rooms ask of talks: who reads one, what is new in them for a person.

A talk is never where a requirement hides: whatever is asked of the author becomes a remark.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review.database import db
from review.faults import NotFound
from review.models.moderation import Audience
from review.models.programmes import Author
from review.models.submissions import Submission
from review.models.talks import Message, ReadMark, Talk
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role


def may_read(talk: Talk, actor: Actor, facts: Facts) -> bool:
    """Whether this hat takes part in the talk; the author never in one of the desks."""
    if talk.audience is Audience.STAFF and not may(actor, Permission.SEE_STAFF_TALK, facts):
        return False
    return may(actor, Permission.SEE_TALK, facts)


def get_message(submission: Submission, message_id: int, actor: Actor, facts: Facts) -> Message:
    """A message of the submission that this hat may read. Raises NotFound."""
    message = db.session.scalar(
        sa.select(Message)
        .join(Talk, Talk.id == Message.talk_id)
        .where(Message.id == message_id, Talk.submission_id == submission.id)
        .options(joinedload(Message.talk))
    )
    if message is None or not may_read(message.talk, actor, facts):
        raise NotFound
    return message


def count_unread(submission_ids: Collection[int], actor: Actor) -> Mapping[int, int]:
    """How many messages of others this person has not seen, by submission; one statement.

    The caller has seen that the hat sees these submissions, and that it is no expert's.
    """
    if not submission_ids:
        return {}
    rows = db.session.execute(
        unread(actor)
        .add_columns(Talk.submission_id, sa.func.count(Message.id))
        .where(Talk.submission_id.in_(submission_ids))
        .group_by(Talk.submission_id)
    )
    return {row[0]: row[1] for row in rows}


def unread(actor: Actor) -> sa.Select[()]:
    """Messages of others after the person's read mark, in talks that the hat's kind reads.

    Nobody reads talks about the own programme in a desk's hat.
    """
    mark = sa.and_(ReadMark.talk_id == Talk.id, ReadMark.person_id == actor.person_id)
    found = (
        sa.select()
        .select_from(Message)
        .join(Talk, Talk.id == Message.talk_id)
        .outerjoin(ReadMark, mark)
        .where(
            Message.person_id != actor.person_id,
            Message.taken_back_at.is_(None),
            Message.id > sa.func.coalesce(ReadMark.message_id, 0),
        )
    )
    if actor.role is Role.TEACHER:
        return found.where(Talk.audience == Audience.AUTHOR)
    mine = (
        sa.exists()
        .where(Author.programme_id == Submission.programme_id)
        .where(Submission.id == Talk.submission_id, Author.person_id == actor.person_id)
    )
    return found.where(~mine)
