"""Talks: begun, gone on with, read, and a message taken back soon after it was sent.

Writing is for those who see the submission and are no experts of it; experts take no part, since
a chat would tell them whose programme it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from review import clock
from review.database import db
from review.documents.storage import Stored
from review.faults import Conflict, Invalid, NotFound
from review.filing import MEDIA_TYPES, remember
from review.models.moderation import Audience
from review.models.people import Person
from review.models.submissions import Submission
from review.models.talks import Mention, Message, MessageFile, ReadMark, Talk
from review.situations import facts_of
from review.talking import may_read
from review.talks import calling
from workflows.access import Permission, may
from workflows.roles import Actor

#: How long a message may be taken back by its writer.
TAKE_BACK_WITHIN: Final = timedelta(minutes=15)
MOST_FILES: Final = 5
MOST_SIGNS: Final = 5000
MOST_SUBJECT_SIGNS: Final = 200


@dataclass(frozen=True)
class Attached:
    """A file kept in the store: its safe name, and its format as `documents.uploads` found it."""

    name: str
    format: str
    stored: Stored


@dataclass(frozen=True)
class Said:
    """What a message brings: text, files, the ids of people called upon."""

    text: str
    files: Sequence[Attached] = ()
    calls: Collection[int] = ()


def begin(
    submission: Submission, actor: Actor, subject: str, audience: Audience, said: Said
) -> Message:
    """Open a talk with its first message.

    Raises NotFound for a hat that may not write, or an author who asks for a talk of the desks;
    Invalid for an empty subject or message.
    """
    _require(submission, actor)
    if audience is Audience.STAFF and not may(
        actor, Permission.SEE_STAFF_TALK, facts_of(submission)
    ):
        raise NotFound
    if not subject.strip():
        raise Invalid("subject_empty", "subject")
    moment = clock.now()
    talk = Talk(
        submission_id=submission.id,
        subject=subject.strip()[:MOST_SUBJECT_SIGNS],
        audience=audience,
        opened_by_id=actor.person_id,
        opened_at=moment,
        last_at=moment,
    )
    db.session.add(talk)
    db.session.flush()
    return _write(talk, actor, said)


def say(talk: Talk, actor: Actor, said: Said) -> Message:
    """Answer in a talk. Raises NotFound for a hat that takes no part, Invalid for nothing said."""
    _require(talk.submission, actor, talk)
    return _write(talk, actor, said)


def get_talk(submission: Submission, talk_id: int, actor: Actor) -> Talk:
    """A talk of the submission that this hat takes part in. Raises NotFound."""
    talk = db.session.get(Talk, talk_id)
    if talk is None or talk.submission_id != submission.id:
        raise NotFound
    if not may_read(talk, actor, facts_of(submission)):
        raise NotFound
    return talk


def mark_read(talk: Talk, actor: Actor, message_id: int) -> None:
    """Note that the person has seen the talk up to a message; a mark never goes back.

    Raises NotFound for a message of another talk.
    """
    message = db.session.get(Message, message_id)
    if message is None or message.talk_id != talk.id:
        raise NotFound
    _mark(talk.id, actor, message_id)


def take_back(message: Message, actor: Actor) -> Message:
    """Take an own message back soon after sending; it stays as taken back, without its words.

    A remark made of it has words of its own and stays: were it to bar the way, the writer would
    learn of a remark before it is handed over. Raises NotFound for somebody else's, Conflict
    when it is too late.
    """
    _require(message.talk.submission, actor, message.talk)
    if message.person_id != actor.person_id:
        raise NotFound
    if message.taken_back_at is not None:
        return message
    changed = db.session.scalar(
        sa.update(Message)
        .where(
            Message.id == message.id,
            Message.at > clock.now() - TAKE_BACK_WITHIN,
        )
        .values(taken_back_at=clock.now())
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Conflict("message_settled", minutes=TAKE_BACK_WITHIN.seconds // 60)
    db.session.refresh(message)
    return message


def may_take_back(message: Message, actor: Actor) -> bool:
    """Whether the writer may still take the message back."""
    fresh = message.at > clock.now() - TAKE_BACK_WITHIN
    own = message.person_id == actor.person_id
    return own and fresh and message.taken_back_at is None


def _write(talk: Talk, actor: Actor, said: Said) -> Message:
    text = said.text.strip()
    if not text and not said.files:
        raise Invalid("message_empty", "text")
    if len(text) > MOST_SIGNS:
        raise Invalid("message_long", "text", limit=MOST_SIGNS)
    if len(said.files) > MOST_FILES:
        raise Invalid("message_files", "files", limit=MOST_FILES)
    message = Message(
        talk_id=talk.id, person_id=actor.person_id, role=actor.role, text=text, at=clock.now()
    )
    db.session.add(message)
    db.session.flush()
    _attach(message, said.files)
    called = calling.called(talk, actor, said.calls)
    _call(message, talk, actor, called)
    talk.last_at = message.at
    _mark(talk.id, actor, message.id)
    return message


def _attach(message: Message, files: Sequence[Attached]) -> None:
    known: set[str] = set()
    for one in files:
        remember(MEDIA_TYPES[one.format], one.stored)
        if one.stored.sha256 not in known:
            row = MessageFile(message_id=message.id, sha256=one.stored.sha256, name=one.name)
            db.session.add(row)
        known.add(one.stored.sha256)
    db.session.flush()


def _call(message: Message, talk: Talk, actor: Actor, people: Sequence[Person]) -> None:
    for person in people:
        db.session.add(Mention(message_id=message.id, person_id=person.id))
        calling.write_to(person, talk, actor)
    db.session.flush()


def _mark(talk_id: int, actor: Actor, message_id: int) -> None:
    """Move the person's mark forward; of two tabs at once the further one stays."""
    if _moved(talk_id, actor, message_id):
        return
    row = ReadMark(
        talk_id=talk_id, person_id=actor.person_id, message_id=message_id, at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the other tab was first
        _moved(talk_id, actor, message_id)


def _moved(talk_id: int, actor: Actor, message_id: int) -> bool:
    further = sa.case((ReadMark.message_id < message_id, message_id), else_=ReadMark.message_id)
    return (
        db.session.scalar(
            sa.update(ReadMark)
            .where(ReadMark.talk_id == talk_id, ReadMark.person_id == actor.person_id)
            .values(message_id=further, at=clock.now())
            .returning(ReadMark.talk_id)
            .execution_options(synchronize_session=False)
        )
        is not None
    )


def _require(submission: Submission, actor: Actor, talk: Talk | None = None) -> None:
    facts = facts_of(submission)
    reads = talk is None or may_read(talk, actor, facts)
    if not reads or not may(actor, Permission.WRITE_TALK, facts):
        raise NotFound
