"""Programmes: the card a teacher fills, its authors, and the files read by the workshop."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.people import Person
from review.models.places import Organisation


class Direction(StrEnum):
    """The six directions (направленности); codes of the ЕАИС ДО exchange."""

    TECHNICAL = "tekhnicheskoe"
    SCIENCE = "estestvennonauchnoe"
    ARTS = "hudozhestvennoe"
    SPORT = "fizkulturno-sportivnoe"
    TOURISM = "turistsko-kraevedcheskoe"
    SOCIAL = "socialno-pedagogicheskoe"


class Level(StrEnum):
    """Level of mastery (уровень освоения)."""

    INITIAL = "initial"
    BASIC = "basic"
    ADVANCED = "advanced"


class Form(StrEnum):
    """Form of study."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    EXTRAMURAL = "extramural"


class Financing(StrEnum):
    """Who pays: certificate of personalised financing (ПФ), budget, or parents."""

    CERTIFICATE = "certificate"
    BUDGET = "budget"
    PAID = "paid"


class ProgrammeType(StrEnum):
    """Typical models; a programme may be of several."""

    MULTILEVEL = "multilevel"
    MODULAR = "modular"
    NETWORK = "network"
    DISTANCE = "distance"
    ADAPTED = "adapted"
    SHORT = "short"
    HOLIDAY = "holiday"
    EXTRAMURAL_SCHOOL = "extramural_school"
    INTEGRATED = "integrated"
    GIFTED = "gifted"
    HARDSHIP = "hardship"


class Health(StrEnum):
    """Health category the programme is meant for (ОВЗ, ЕАИС ДО dictionary)."""

    NONE = "none"
    DEAF = "deaf"
    HARD_OF_HEARING = "hard_of_hearing"
    BLIND = "blind"
    LOW_VISION = "low_vision"
    SPEECH = "speech"
    LOCOMOTOR = "locomotor"
    DELAY = "delay"
    AUTISM = "autism"
    INTELLECT = "intellect"


class Programme(Base):
    """The programme card; ages are years, duration months, volume academic hours."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    search_text: Mapped[str] = mapped_column(Text, default="")
    direction: Mapped[Direction | None] = mapped_column(choice(Direction, "direction_known"))
    level: Mapped[Level | None] = mapped_column(choice(Level, "level_known"))
    form: Mapped[Form | None] = mapped_column(choice(Form, "form_known"))
    distance_learning: Mapped[bool] = mapped_column(default=False)
    types: Mapped[list[str]] = mapped_column(JSON, default=list)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    duration_months: Mapped[int | None]
    hours: Mapped[int | None]
    health: Mapped[Health] = mapped_column(choice(Health, "health_known"), default=Health.NONE)
    financing: Mapped[Financing | None] = mapped_column(choice(Financing, "financing_known"))
    annotation: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    authors: Mapped[list[Author]] = relationship(
        back_populates="programme", order_by="Author.place", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("age_from IS NULL OR age_from BETWEEN 3 AND 18", name="age_from_range"),
        CheckConstraint("age_to IS NULL OR age_to BETWEEN 3 AND 18", name="age_to_range"),
        CheckConstraint("age_from <= age_to", name="ages_in_order"),
        CheckConstraint("duration_months BETWEEN 1 AND 144", name="duration_range"),
        CheckConstraint("hours BETWEEN 1 AND 5000", name="hours_range"),
    )


class Author(Base):
    """An author of a programme; one with an account (`person_id`) acts for the programme."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(back_populates="authors")
    person: Mapped[Person | None] = relationship()


class StoredFile(Base):
    """A file of the content store, named by the SHA-256 of its bytes; size in bytes."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256_length"),)


class Reading(Base):
    """What the workshop read out of a file: the text model, its browser view, the summary."""

    __tablename__ = "readings"

    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"), primary_key=True)
    model_version: Mapped[int]
    format: Mapped[str] = mapped_column(String(10))
    pages: Mapped[int | None]
    words: Mapped[int]
    tables: Mapped[int]
    headings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(Text, deferred=True)
    html: Mapped[str] = mapped_column(Text, deferred=True)
    read_at: Mapped[datetime] = mapped_column(Moment)
