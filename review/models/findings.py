"""Findings: what the checks said of a revision, what its author disputed, what a desk decided."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from review.database import Base, Moment, choice
from review.models.submissions import Revision


class Gravity(StrEnum):
    """How grave a finding is, in the words of `documents.checks.finding.Severity`."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class FindingRow(Base):
    """One finding on a revision; `key` names the same finding in later examinations.

    `place` orders the findings of a revision; `table_row` and `table_column` count from 1 and
    are 0 outside of tables. A waived finding blocks no more; an upheld one was disputed in vain.
    `gone` ones are not in the text now uploaded and are shown nowhere; they stay for what was
    decided about them, should the text have them again.
    """

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    key: Mapped[str] = mapped_column(String(320))
    place: Mapped[int] = mapped_column(default=0)
    check_id: Mapped[str] = mapped_column(String(40))
    variant: Mapped[str] = mapped_column(String(60), default="")
    severity: Mapped[Gravity] = mapped_column(choice(Gravity, "severity_known"))
    section: Mapped[str] = mapped_column(String(60), default="")
    mistake: Mapped[str] = mapped_column(String(40), default="")
    block: Mapped[str] = mapped_column(String(50), default="")
    table_row: Mapped[int] = mapped_column(default=0)
    table_column: Mapped[int] = mapped_column(default=0)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    confidence: Mapped[float] = mapped_column(default=1.0)
    gone: Mapped[bool] = mapped_column(default=False)

    disputed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    disputed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    dispute_text: Mapped[str] = mapped_column(Text, default="")
    waived_at: Mapped[datetime | None] = mapped_column(Moment)
    waived_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    waive_reason: Mapped[str] = mapped_column(Text, default="")
    upheld_at: Mapped[datetime | None] = mapped_column(Moment)
    upheld_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    upheld_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    revision: Mapped[Revision] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("revision_id", "key"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint(
            "disputed_at IS NULL OR disputed_by_id IS NOT NULL", name="dispute_has_author"
        ),
        CheckConstraint(
            "waived_at IS NULL OR (waived_by_id IS NOT NULL AND length(waive_reason) > 0)",
            name="waiver_has_reason",
        ),
        CheckConstraint(
            "upheld_at IS NULL OR (upheld_by_id IS NOT NULL AND length(upheld_reason) > 0)",
            name="upholding_has_reason",
        ),
        CheckConstraint("waived_at IS NULL OR upheld_at IS NULL", name="decided_once"),
        Index("ix_findings_revision_id_severity", "revision_id", "severity"),
    )

    @property
    def blocks(self) -> bool:
        """Whether it keeps the programme from being submitted."""
        return self.severity is Gravity.BLOCK and self.waived_at is None

    @property
    def decided(self) -> bool:
        """Whether somebody disputed it or decided about it."""
        return any((self.disputed_at, self.waived_at, self.upheld_at))

    @property
    def waits(self) -> bool:
        """Whether the author's dispute waits for a desk."""
        return self.disputed_at is not None and self.waived_at is None and self.upheld_at is None
