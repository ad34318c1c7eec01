"""Rows of a table of hours whose total is not its columns together.

Which columns make the total is told by the rows themselves: the choice of columns under which
most rows add up. With theory and practice alone there is nothing to choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from review.documents.hours_table import PARTS, HoursTable, PlanRow

SURE, DOUBTFUL = 0.95, 0.6
MAX_PARTS: Final = 8
ROWS_TO_CHOOSE_BY: Final = 300
_CLASSROOM: Final = ("theory", "practice", "lab", "seminar", "consult", "course", "individual")


@dataclass(frozen=True, slots=True)
class RowEquation:
    """`row` states hours in `whole` that the hours in `parts` must make."""

    row: PlanRow
    whole: str
    parts: tuple[str, ...]
    stated: Decimal
    terms: tuple[Decimal, ...]

    @property
    def holds(self) -> bool:
        """True when both figures are the same."""
        return self.stated == sum(self.terms)


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row whose hours are not those of its columns together."""

    equation: RowEquation
    confidence: float


def row_faults(table: HoursTable) -> Iterator[RowFault]:
    rows = [row for row in table.rows if row.kind != "other"]
    periods = [role for role in table.columns if role.startswith("period")]
    known = [role for role in PARTS if role in table.columns]
    others = [role for role in table.columns if role.startswith("other")]
    certain = set(known) == {"theory", "practice"} and not others
    groups = (("total", known + others), ("total", periods), ("contact", _classroom(known)))
    for whole, parts in groups:
        if whole in table.columns and len(parts) > 1:
            yield from _faults_of(rows, whole, tuple(parts), certain and not table.crooked)


def _classroom(known: list[str]) -> list[str]:
    return [role for role in known if role in _CLASSROOM]


def _faults_of(
    rows: list[PlanRow], whole: str, parts: tuple[str, ...], certain: bool
) -> Iterator[RowFault]:
    """`certain`: the columns are theory and practice and nothing else, so they must make it."""
    some = rows[:ROWS_TO_CHOOSE_BY]
    chosen = max(_choices(parts), key=lambda choice: _worth(_read_all(some, whole, choice)))
    found = _read_all(rows, whole, chosen)
    bare = sum((_bare(row, whole, parts) for row in rows), Decimal())
    broken = [one for one in found if not one.holds and not _explained(one, bare)]
    telling = sum(one.holds and sum(map(bool, one.terms)) > 1 for one in found)
    held = sum(one.holds and one.stated != 0 for one in found) if certain else telling
    needed = 1.5 * len(broken) if certain else max(3, 3 * len(broken))
    if held >= len(broken) or certain:
        confidence = SURE if held >= needed else DOUBTFUL
        yield from (RowFault(equation, confidence) for equation in broken)


def _bare(row: PlanRow, whole: str, parts: tuple[str, ...]) -> Decimal:
    """Hours of a row that are not told apart, such as those of attestation."""
    if row.kind in ("total", "subtotal") or any(row.hours.get(role) for role in parts):
        return Decimal()
    return row.hours.get(whole) or Decimal()


def _explained(equation: RowEquation, bare: Decimal) -> bool:
    """A total holds hours that no column holds: those of rows that are not told apart."""
    over = equation.stated - sum(equation.terms)
    return bool(bare) and equation.row.kind in ("total", "subtotal") and over == bare


def _choices(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every choice of columns, the fewer columns first."""
    sizes = range(2, len(parts) + 1) if len(parts) <= MAX_PARTS else (len(parts),)
    for size in sizes:
        yield from combinations(parts, size)


def _read_all(rows: list[PlanRow], whole: str, parts: tuple[str, ...]) -> list[RowEquation]:
    """The equations «whole = parts» of all rows that say enough."""
    return [one for row in rows if (one := _read(row, whole, parts)) is not None]


def _worth(equations: list[RowEquation]) -> int:
    return sum(1 if equation.holds else -1 for equation in equations)


def _read(row: PlanRow, whole: str, parts: tuple[str, ...]) -> RowEquation | None:
    stated = row.hours.get(whole)
    values = [row.hours.get(role) for role in parts]
    shut = {whole, *parts, *(f"merged:{role}" for role in (whole, *parts))}
    if stated is None or all(value is None for value in values) or shut & row.unread:
        return None
    return RowEquation(row, whole, parts, stated, tuple(value or Decimal() for value in values))
