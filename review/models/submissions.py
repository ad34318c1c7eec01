"""Submissions: one card for life of one programme in one season, and its revisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.people import Person
from review.models.profiles import ProfileVersion, RubricVersion, Season, TrackVersion
from review.models.programmes import Programme
from workflows.roles import Role
from workflows.situation import State


class Submission(Base):
    """The card. State, holder, round and due moment are a projection of its events.

    Only `review.steps` writes the projected columns.
    """

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipalities.id"), index=True)
    profile_version_id: Mapped[int] = mapped_column(ForeignKey("profile_versions.id"))
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    track_version_id: Mapped[int] = mapped_column(ForeignKey("track_versions.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)

    state: Mapped[State] = mapped_column(choice(State, "state_known"), default=State.DRAFT)
    holder: Mapped[Role | None] = mapped_column(choice(Role, "holder_known"))
    state_since: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    round: Mapped[int] = mapped_column(default=1)
    returned_by: Mapped[State | None] = mapped_column(choice(State, "returned_by_known"))
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    resubmissions: Mapped[int] = mapped_column(default=0)
    last_event: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship()
    season: Mapped[Season] = relationship()
    profile_version: Mapped[ProfileVersion] = relationship()
    rubric_version: Mapped[RubricVersion] = relationship()
    track_version: Mapped[TrackVersion] = relationship()
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="submission", order_by="Revision.number"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("programme_id", "season_id"),
        CheckConstraint("round >= 1", name="round_positive"),
        Index("ix_submissions_due_at_id", "due_at", "id"),
        # All that the counts of the saved views look at, so that they read no card.
        Index("ix_submissions_standing", "state", "round", "due_at", "submitted_at"),
        # The same of the programmes that a search found.
        Index("ix_submissions_found", "programme_id", "submitted_at", "due_at", "state", "round"),
    )


class Revision(Base):
    """One uploaded version of the programme's text; the bytes are kept for ever.

    The copy for experts and the names seen depend on the authors, so they belong to the upload.
    `passport` is what the examination read out as plain values, `examined_as` the digest of the
    card and settings it was examined with.
    """

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    round: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    note: Mapped[str] = mapped_column(Text, default="")
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    cleaned_sha256: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    visible_names: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    passport: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    examined_at: Mapped[datetime | None] = mapped_column(Moment)
    examined_as: Mapped[str | None] = mapped_column(String(64))

    submission: Mapped[Submission] = relationship(back_populates="revisions")
    uploaded_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
    )
