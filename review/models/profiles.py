"""The regional profile: immutable versions of rubrics, tracks and figures; seasons bind them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment


class RubricVersion(Base):
    """A published rubric, named by the hash of its canonical form; never changed."""

    __tablename__ = "rubric_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    rubric_id: Mapped[str] = mapped_column(String(100), index=True)
    title: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(Moment)


class RubricDraft(Base):
    """A rubric being written; `content` is the tree of the editor's fields, faults and all."""

    __tablename__ = "rubric_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_versions.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    based_on: Mapped[RubricVersion | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class TrackVersion(Base):
    """A track in force or once in force, as the YAML it was loaded from; never changed."""

    __tablename__ = "track_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    track_id: Mapped[str] = mapped_column(String(100), index=True)
    title: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(Moment)


class ProfileVersion(Base):
    """The region's figures at a time; `figures` is the JSON of `review.profiles.Figures`."""

    __tablename__ = "profile_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    region: Mapped[str] = mapped_column(String(200))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    track_version_id: Mapped[int] = mapped_column(ForeignKey("track_versions.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    rubric_version: Mapped[RubricVersion] = relationship()
    track_version: Mapped[TrackVersion] = relationship()


class Season(Base):
    """A campaign: programmes are submitted from `opens_on` to `closes_on`, both included."""

    __tablename__ = "seasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200), unique=True)
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("opens_on <= closes_on", name="dates_in_order"),)
