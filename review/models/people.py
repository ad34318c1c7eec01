"""People, the hats they wear, their sign-ins and the single-use links sent to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.places import Municipality, Organisation
from workflows.roles import Role


class Person(Base):
    """An account. Names of people are published nowhere without their recorded consent."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="ru")
    created_at: Mapped[datetime] = mapped_column(Moment)
    blocked_at: Mapped[datetime | None] = mapped_column(Moment)
    blocked_reason: Mapped[str | None] = mapped_column(Text)
    name_published_at: Mapped[datetime | None] = mapped_column(Moment)
    home_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    version: Mapped[int] = mapped_column(default=1)

    grants: Mapped[list[Grant]] = relationship(
        back_populates="person", foreign_keys="Grant.person_id", order_by="Grant.id"
    )
    home_organisation: Mapped[Organisation | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)


class Grant(Base):
    """A role given to a person in a place: one hat. Taken away by `revoked_at`, never deleted.

    `place` names the place in one word ("organisation:5", "region"), so that the database can
    see to it that nobody wears the same hat twice.
    """

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role_known"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipalities.id"), index=True)
    place: Mapped[str] = mapped_column(String(30))
    granted_at: Mapped[datetime] = mapped_column(Moment)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(role IN ('teacher', 'internal_expert')) = (organisation_id IS NOT NULL)",
            name="organisation_where_needed",
        ),
        CheckConstraint(
            "(role = 'moc') = (municipality_id IS NOT NULL)", name="municipality_where_needed"
        ),
        Index(
            "uq_grants_one_hat",
            "person_id",
            "role",
            "place",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )


class SignIn(Base):
    """One signed-in browser. Ended by sign-out, block, password change, or time."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grants.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship()
    grant: Mapped[Grant | None] = relationship()


class LinkPurpose(StrEnum):
    """What a single-use link may do."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"


class Link(Base):
    """A single-use, short-lived link; only the hash of its token is kept."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose, "purpose_known"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class CountedTry(Base):
    """Something anybody may do only so often: a failed sign-in, a file checked without an account.

    Kept for throttling across restarts and processes. `subject` is the digest of who is counted
    (an e-mail, a network, all together); the table is named after what was counted first.
    """

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_sign_in_tries_subject_at", "subject", "at"),)
