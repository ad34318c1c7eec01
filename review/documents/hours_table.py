"""What is read out of a table of hours: its kind, the meaning of its columns, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

TableKind = Literal["curriculum", "calendar", "other"]
RowKind = Literal["section", "topic", "subtotal", "total", "attestation", "other"]

#: Roles whose hours together may make the hours of a row, in the order they are tried.
PARTS: Final = (
    "theory", "practice", "lab", "seminar", "self_study", "distance", "consult", "course",
    "individual", "outdoors", "exam", "contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a plan: `row` counts from 1 over the rows of the table `block` as printed.

    `hours` by column role ("total", "theory", "practice", …), None for an empty cell and for one
    that holds no plain number; the latter are named in `unread`. `control` is the form of control
    as written. `depth` is the row's place in the hierarchy, smaller is higher; `marked` is true
    for a row set apart by bold type, a merge over the table or a word such as «Раздел». `notes`
    holds the texts of the other columns by role ("date", "month", …).
    """

    row: int
    kind: RowKind
    number: str = ""
    title: str = ""
    hours: Mapping[str, Decimal | None] = field(default_factory=dict)
    control: str = ""
    block: str = ""
    depth: int = 1
    marked: bool = False
    unread: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Number and title as a person would call the row."""
        return " ".join(part for part in (self.number, self.title) if part)

    def whole(self) -> Decimal | None:
        """All hours of the row: those of the total, else of theory and practice, or of all terms.

        None when other columns of hours stand beside them, for then it is not known what adds up.
        """
        if "total" in self.unread:
            return None
        if self.hours.get("total") is not None:
            return self.hours["total"]
        roles = [role for role in self.hours if role != "total"]
        given = [value for role in roles if (value := self.hours[role]) is not None]
        spread = all(role.startswith("period") for role in roles)
        if not given or not (spread or {"theory", "practice"} >= set(roles)):
            return None
        return sum(given, Decimal())


@dataclass(frozen=True, eq=False)
class HoursTable:
    """A table with the roles of its columns: role to grid column, counted from 1.

    `year` is the year of study the table is for, None for a plan of the whole programme; `module`
    the module named above it. `weekly` is true when its figures are hours a week. `after` is the
    nearest text above the table. `blocks` are the tables of the document it was put together of.
    `crooked` is true when the cells of its header do not meet, so that columns are not certain.
    `months` are the names over columns that each hold the hours of a month.
    """

    block: str
    kind: TableKind
    rows: tuple[PlanRow, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    year: int | None = None
    module: str = ""
    weekly: bool = False
    after: str = ""
    blocks: tuple[str, ...] = ()
    crooked: bool = False
    months: tuple[str, ...] = ()

    @property
    def total(self) -> PlanRow | None:
        """The «Итого» row, the last one when there are several."""
        return next((row for row in reversed(self.rows) if row.kind == "total"), None)

    @property
    def hour_roles(self) -> tuple[str, ...]:
        """Roles of the columns that hold hours, the total first."""
        periods = [role for role in self.columns if role.startswith(("period", "other"))]
        known = [role for role in ("total", *PARTS) if role in self.columns]
        return (*known, *periods)

    @property
    def body(self) -> tuple[PlanRow, ...]:
        """Rows that are neither totals nor remarks."""
        return tuple(row for row in self.rows if row.kind in ("section", "topic", "attestation"))

    def sections(self) -> Iterator[tuple[PlanRow, tuple[PlanRow, ...]]]:
        """Each section with the rows below it, in order."""
        body = self.body
        for place, row in enumerate(body):
            if row.kind != "section":
                continue
            below = []
            for other in body[place + 1 :]:
                if other.depth <= row.depth:
                    break
                below.append(other)
            yield row, tuple(below)
