"""Scoring: who sits on a round's panel, their score sheets and marks, and the verdict."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, Points, choice
from review.models.people import Person
from review.models.profiles import RubricVersion
from review.models.submissions import Revision, Submission


class SeatState(StrEnum):
    """Whether a seat on the panel is held."""

    HELD = "held"
    DECLINED = "declined"
    REPLACED = "replaced"


class Seat(Base):
    """An expert's seat on the panel of one round; `place` is the number in "Эксперт 1"."""

    __tablename__ = "seats"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    round: Mapped[int]
    place: Mapped[int]
    is_third: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[SeatState] = mapped_column(
        choice(SeatState, "state_known"), default=SeatState.HELD
    )
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    relaxed: Mapped[list[str]] = mapped_column(JSON, default=list)

    submission: Mapped[Submission] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    sheet: Mapped[ScoreSheet | None] = relationship(back_populates="seat", uselist=False)

    __table_args__ = (
        Index(
            "uq_seats_held_place",
            "submission_id",
            "round",
            "place",
            unique=True,
            sqlite_where=sql("state = 'held'"),
            postgresql_where=sql("state = 'held'"),
        ),
        Index(
            "uq_seats_held_person",
            "submission_id",
            "round",
            "person_id",
            unique=True,
            sqlite_where=sql("state = 'held'"),
            postgresql_where=sql("state = 'held'"),
        ),
        Index("ix_seats_person_id_state", "person_id", "state"),
        Index("ix_seats_submission_id_person_id", "submission_id", "person_id", "round"),
    )


class ScoreSheet(Base):
    """An expert's sheet (экспертный лист) against one frozen rubric version."""

    __tablename__ = "score_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), unique=True)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    summary: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[Decimal | None] = mapped_column(Points)
    started_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    seat: Mapped[Seat] = relationship(back_populates="sheet")
    rubric_version: Mapped[RubricVersion] = relationship()
    revision: Mapped[Revision] = relationship()
    marks: Mapped[list[MarkRow]] = relationship(
        back_populates="sheet", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("submitted_at IS NULL OR total IS NOT NULL", name="submitted_has_total"),
    )


class MarkRow(Base):
    """One expert's points and remark for one criterion; `version` guards against a lost update.

    `skip` is what was said instead of points (rubric.questions.SKIPS), empty for nothing.

    `quote` and what stands around it name the words of the document that the remark is tied to,
    as on `Remark`.
    """

    __tablename__ = "marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    criterion_id: Mapped[str] = mapped_column(String(50))
    points: Mapped[Decimal | None] = mapped_column(Points)
    skip: Mapped[str] = mapped_column(String(20), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    block_id: Mapped[str | None] = mapped_column(String(50))
    quote: Mapped[str] = mapped_column(Text, default="")
    end_block_id: Mapped[str | None] = mapped_column(String(50))
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    prefix: Mapped[str] = mapped_column(String(100), default="")
    suffix: Mapped[str] = mapped_column(String(100), default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    sheet: Mapped[ScoreSheet] = relationship(back_populates="marks")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("sheet_id", "criterion_id"),
        CheckConstraint("skip = '' OR points IS NULL", name="points_or_skip"),
    )


class Outcome(StrEnum):
    """What a round ended with."""

    PASSED = "passed"
    FAILED = "failed"


class Verdict(Base):
    """The decision of one round with the trace that explains it; `exact` is a fraction "n/d"."""

    __tablename__ = "verdicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    round: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome_known"))
    exact: Mapped[str] = mapped_column(String(60))
    score: Mapped[Decimal] = mapped_column(Points)
    threshold: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    decided_at: Mapped[datetime] = mapped_column(Moment)

    submission: Mapped[Submission] = relationship()

    __table_args__ = (UniqueConstraint("submission_id", "round"),)
