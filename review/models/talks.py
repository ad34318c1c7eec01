"""Talks about a submission: what was said beside the remarks, to whom, and who has read it.

A talk is never where a requirement hides: whatever is asked of the author becomes a remark.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.moderation import Audience, Remark
from review.models.people import Person
from review.models.submissions import Submission
from workflows.roles import Role


class Talk(Base):
    """One thread; read by the author too, or by the desks only. Experts take no part."""

    __tablename__ = "talks"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience_known"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)

    submission: Mapped[Submission] = relationship()
    opened_by: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("length(subject) > 0", name="subject_given"),)


class Message(Base):
    """One message; it may have been turned into a remark, or taken back by its writer."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    remark_id: Mapped[int | None] = mapped_column(ForeignKey("remarks.id"))

    talk: Mapped[Talk] = relationship()
    person: Mapped[Person] = relationship()
    remark: Mapped[Remark | None] = relationship()
    files: Mapped[list[MessageFile]] = relationship(order_by="MessageFile.id")

    __table_args__ = (Index("ix_messages_talk_id_id", "talk_id", "id"),)


class MessageFile(Base):
    """A file that came with a message; the bytes lie in the content store."""

    __tablename__ = "message_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"), index=True)
    name: Mapped[str] = mapped_column(String(255))

    __table_args__ = (UniqueConstraint("message_id", "sha256"),)


class Mention(Base):
    """A person called upon in a message."""

    __tablename__ = "mentions"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class ReadMark(Base):
    """The newest message of a talk a person has seen."""

    __tablename__ = "read_marks"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime] = mapped_column(Moment)
