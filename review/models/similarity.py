"""Fingerprints of the programmes, by which the closest ones of the region are found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment
from review.models.submissions import Submission


class TextPrint(Base):
    """The fingerprint of a programme: that of the text sent last, whatever the season.

    One a programme, since its own earlier texts are no copies. `hashes` is packed by
    `documents.similarity`; `method` is the method they were taken by.
    """

    __tablename__ = "text_prints"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)
    method: Mapped[int]
    hashes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(Moment)

    submission: Mapped[Submission] = relationship()


class Fingerprint(Base):
    """One number of a programme's fingerprint; looked up by the number, so it comes first."""

    __tablename__ = "fingerprints"

    hash: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id"), primary_key=True, autoincrement=False
    )

    __table_args__ = {"sqlite_with_rowid": False}
