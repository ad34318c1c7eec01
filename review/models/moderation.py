"""Remarks: what an examiner asks for, at which words, and what became of it.

A remark keeps the selectors of the revision it was written on for ever; `RemarkPlace` says where
it stands on each later one, and `RemarkTurn` everything that was ever said and done about it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.people import Person
from review.models.submissions import Revision, Submission
from workflows.remark_life import RemarkStatus, TurnKind
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


class RemarkScope(StrEnum):
    """How much of the text a remark is about."""

    WORDS = "words"
    BLOCK = "block"
    SECTION = "section"
    DOCUMENT = "document"


class Carriage(StrEnum):
    """How a remark's place was found on a later revision, as `documents.carry` says it."""

    EXACT = "exact"
    MOVED = "moved"
    DRIFTED = "drifted"
    ORPHAN = "orphan"


class PlaceState(StrEnum):
    """Whether a carried place counts: beyond doubt, waiting for a person, or decided by one."""

    SURE = "sure"
    WAITING = "waiting"
    KEPT = "kept"
    MOVED = "moved"
    DROPPED = "dropped"


class Remark(Base):
    """A remark on a revision; the author sees it only once it is released.

    `quote` with `prefix` and `suffix`, `block_id` with `end_block_id`, and `starts` to `ends` in
    characters of the canonical text are its selectors. `reply` is the author's last answer.
    """

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
    scope: Mapped[RemarkScope] = mapped_column(
        choice(RemarkScope, "scope_known"), default=RemarkScope.DOCUMENT
    )
    end_block_id: Mapped[str | None] = mapped_column(String(50))
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    mistake: Mapped[str | None] = mapped_column(String(40))
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
        CheckConstraint("starts IS NULL OR starts <= ends", name="range_forward"),
        Index("ix_remarks_submission_id_status", "submission_id", "status"),
    )


class RemarkTurn(Base):
    """One thing said or done about a remark; rows are only ever added."""

    __tablename__ = "remark_turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remarks.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    kind: Mapped[TurnKind] = mapped_column(choice(TurnKind, "kind_known"))
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    expert_place: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")

    remark: Mapped[Remark] = relationship()
    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship()


class RemarkPlace(Base):
    """Where a remark of an earlier revision stands on a later one.

    The place is None for an orphan. Only a place that is not WAITING and not DROPPED is shown as
    the remark's own: nothing is attached in silence below the bound (docs/domain, section 9).
    """

    __tablename__ = "remark_places"

    id: Mapped[int] = mapped_column(primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remarks.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    found: Mapped[Carriage] = mapped_column(choice(Carriage, "found_known"))
    confidence: Mapped[float] = mapped_column(default=0.0)
    state: Mapped[PlaceState] = mapped_column(choice(PlaceState, "state_known"))
    quote: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(String(100), default="")
    suffix: Mapped[str] = mapped_column(String(100), default="")
    block_id: Mapped[str | None] = mapped_column(String(50))
    end_block_id: Mapped[str | None] = mapped_column(String(50))
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    remark: Mapped[Remark] = relationship()
    revision: Mapped[Revision] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("remark_id", "revision_id"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("starts IS NULL OR starts <= ends", name="range_forward"),
        CheckConstraint(
            "state IN ('sure', 'waiting') OR decided_by_id IS NOT NULL", name="decided_by_someone"
        ),
    )


class BankEntry(Base):
    """A ready wording of a remark; a personal one is its owner's, a shared one everybody's.

    `criterion_id` and `mistake` say where it is offered; the most used come first.
    """

    __tablename__ = "bank_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    shared: Mapped[bool] = mapped_column(default=False)
    criterion_id: Mapped[str | None] = mapped_column(String(50))
    mistake: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[RemarkLevel] = mapped_column(choice(RemarkLevel, "level_known"))
    text: Mapped[str] = mapped_column(Text)
    uses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("length(text) > 0", name="text_given"),)
