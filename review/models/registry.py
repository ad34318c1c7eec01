"""The registry: quality badges and the facts published with them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, Points, choice
from review.models.programmes import Direction
from review.models.submissions import Submission


class BadgeState(StrEnum):
    """Standing of a badge; an expired one is told by its date, not by this word."""

    ACTIVE = "active"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Badge(Base):
    """A quality badge bound to the exact file that was reviewed; facts are frozen at issue."""

    __tablename__ = "badges"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipalities.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    search_text: Mapped[str] = mapped_column(Text)
    direction: Mapped[Direction] = mapped_column(choice(Direction, "direction_known"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"))
    score: Mapped[Decimal] = mapped_column(Points)
    threshold: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[date] = mapped_column(Date)
    state: Mapped[BadgeState] = mapped_column(
        choice(BadgeState, "state_known"), default=BadgeState.ACTIVE
    )
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    submission: Mapped[Submission] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("score >= threshold", name="only_passes"),
        CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_dated"),
        Index("ix_badges_issued_at", "issued_at"),
        Index("ix_badges_state_municipality_id", "state", "municipality_id"),
    )
