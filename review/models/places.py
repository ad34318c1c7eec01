"""Where things belong: municipalities and the organisations in them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base


class Municipality(Base):
    """A municipality of the region; its support centre (МОЦ) moderates its programmes."""

    __tablename__ = "municipalities"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Organisation(Base):
    """An educational organisation that runs programmes (провайдер, исполнитель услуг)."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipalities.id"), index=True)
    short_name: Mapped[str] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(500))
    inn: Mapped[str | None] = mapped_column(String(12), unique=True)
    ogrn: Mapped[str | None] = mapped_column(String(15), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    municipality: Mapped[Municipality] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("inn IS NULL OR length(inn) IN (10, 12)", name="inn_length"),
        CheckConstraint("ogrn IS NULL OR length(ogrn) IN (13, 15)", name="ogrn_length"),
    )
