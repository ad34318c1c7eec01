"""Letters waiting to be sent or sent; a row is written in the transaction of its cause."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from review.database import Base, Moment, choice


class LetterState(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Letter(Base):
    """A letter to one person; `facts` are frozen at the cause and worded when it is sent."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[LetterState] = mapped_column(
        choice(LetterState, "state_known"), default=LetterState.QUEUED
    )
    queued_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_letters_state_next_try_at", "state", "next_try_at"),)
