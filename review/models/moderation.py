"""Remarks: what an examiner asks for, at which words, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.people import Person
from review.models.submissions import Revision, Submission
from workflows.roles import Role
from workflows.situation import State


class RemarkLevel(StrEnum):
    """How binding a remark is."""

    MUST = "must"
    IMPROVE = "improve"
    PRAISE = "praise"


class Audience(StrEnum):
    """Who a remark is for: the author, or only the levels above."""

    AUTHOR = "author"
    STAFF = "staff"


class RemarkStatus(StrEnum):
    """Life of a remark."""

    OPEN = "open"
    MENDED = "mended"
    OBJECTED = "objected"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"


class Remark(Base):
    """A remark on a revision; the author sees it only once it is released."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    round: Mapped[int]
    stage: Mapped[State] = mapped_column(choice(State, "stage_known"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    expert_place: Mapped[int | None]
    level: Mapped[RemarkLevel] = mapped_column(choice(RemarkLevel, "level_known"))
    audience: Mapped[Audience] = mapped_column(
        choice(Audience, "audience_known"), default=Audience.AUTHOR
    )
    criterion_id: Mapped[str | None] = mapped_column(String(50))
    block_id: Mapped[str | None] = mapped_column(String(50))
    quote: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(String(100), default="")
    suffix: Mapped[str] = mapped_column(String(100), default="")
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[RemarkStatus] = mapped_column(
        choice(RemarkStatus, "status_known"), default=RemarkStatus.OPEN
    )
    created_at: Mapped[datetime] = mapped_column(Moment)
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    submission: Mapped[Submission] = relationship()
    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_given"),
        CheckConstraint(
            "status NOT IN ('mended', 'objected') OR replied_at IS NOT NULL", name="reply_dated"
        ),
        Index("ix_remarks_submission_id_status", "submission_id", "status"),
    )
