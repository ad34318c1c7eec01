"""What the pages of talks show, in few statements: the threads with what is new, a page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from review.database import db
from review.models.moderation import Audience
from review.models.submissions import Submission
from review.models.talks import Mention, Message, ReadMark, Talk
from review.talking import unread
from workflows.access import Facts, Permission, may
from workflows.roles import Actor

#: Messages on one page of a talk.
PAGE: Final = 30


@dataclass(frozen=True)
class Thread:
    """A talk in the list: its messages, and how many of them the person has not seen."""

    talk: Talk
    messages: int
    unread: int


@dataclass(frozen=True)
class Slice:
    """A page of a talk, oldest first; `earlier` and `later` say whether there is more."""

    messages: Sequence[Message]
    earlier: bool
    later: bool
    seen: int
    calls: Mapping[int, Sequence[int]]

    @property
    def last_id(self) -> int:
        """The newest message of the page; 0 on an empty one."""
        return self.messages[-1].id if self.messages else 0


def list_threads(submission: Submission, actor: Actor, facts: Facts) -> list[Thread]:
    """The talks this hat takes part in, the latest first."""
    talks = (
        sa.select(Talk, sa.func.count(Message.id))
        .join(Message, Message.talk_id == Talk.id)
        .where(Talk.submission_id == submission.id)
        .group_by(Talk.id)
        .order_by(Talk.last_at.desc(), Talk.id.desc())
    )
    if not may(actor, Permission.SEE_STAFF_TALK, facts):
        talks = talks.where(Talk.audience == Audience.AUTHOR)
    fresh = _unread_by_talk(submission.id, actor)
    return [Thread(talk, count, fresh.get(talk.id, 0)) for talk, count in db.session.execute(talks)]


def _unread_by_talk(submission_id: int, actor: Actor) -> Mapping[int, int]:
    rows = db.session.execute(
        unread(actor)
        .add_columns(Talk.id, sa.func.count(Message.id))
        .where(Talk.submission_id == submission_id)
        .group_by(Talk.id)
    )
    return {row[0]: row[1] for row in rows}


def page_of(talk: Talk, actor: Actor, before: int | None = None) -> Slice:
    """The newest messages of a talk, or those before the message with the id `before`."""
    query = sa.select(Message).where(Message.talk_id == talk.id)
    if before is not None:
        query = query.where(Message.id < before)
    rows = db.session.scalars(
        query.options(
            joinedload(Message.person), joinedload(Message.remark), selectinload(Message.files)
        )
        .order_by(Message.id.desc())
        .limit(PAGE + 1)
    ).all()
    shown = list(reversed(rows[:PAGE]))
    seen = db.session.scalar(
        sa.select(ReadMark.message_id).where(
            ReadMark.talk_id == talk.id, ReadMark.person_id == actor.person_id
        )
    )
    return Slice(shown, len(rows) > PAGE, before is not None, seen or 0, _calls(shown))


def _calls(messages: Sequence[Message]) -> Mapping[int, Sequence[int]]:
    """Ids of the people called, by message."""
    found: dict[int, list[int]] = {}
    rows = db.session.execute(
        sa.select(Mention.message_id, Mention.person_id)
        .where(Mention.message_id.in_([one.id for one in messages]))
        .order_by(Mention.person_id)
    )
    for message, person in rows:
        found.setdefault(message, []).append(person)
    return found
