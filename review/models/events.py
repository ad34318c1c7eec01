"""Events: the append-only truth about every submission. Rows are never changed or deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.people import Person
from workflows.roles import Role
from workflows.situation import State


class Event(Base):
    """One step: who did what, when, from where to where and why.

    `hash` is the SHA-256 over the event's own content and the hash before it in the same
    submission, so that a changed or missing row shows.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    source: Mapped[State | None] = mapped_column(choice(State, "source_known"))
    target: Mapped[State] = mapped_column(choice(State, "target_known"))
    round: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    reason: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str] = mapped_column(String(40), default="")
    hash: Mapped[str] = mapped_column(String(64))

    person: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        Index("ix_events_action_at", "action", "at"),
    )
