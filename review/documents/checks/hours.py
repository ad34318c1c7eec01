"""The arithmetic of tables of hours (domain brief, section 7: H1, H2, H3, H8; section 8: E01)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.hours_across import RowFault
from review.documents.hours_faults import SumFault, faults
from review.documents.hours_table import HoursTable, PlanRow
from review.languages import N_

MAX_TERMS: Final = 8
_TABLE_SECTION: Final = {"calendar": "calendar_schedule"}


@check(
    "H1",
    section="curriculum_plan",
    severity=Severity.BLOCK,
    mistake="E01",
    message=N_("In the row “%(row)s” stands %(stated)s, but %(sum)s = %(counted)s."),
    remedy=N_("Correct the hours of the row so that its columns add up to its total."),
)
def row_adds_up(dossier: Dossier) -> Iterator[Found]:
    """H1: the total of a row is its theory, practice and other hours together."""
    for table, fault in _row_faults(dossier):
        if fault.equation.row.kind != "total":
            yield _across(table, fault)


@check(
    "H3",
    section="curriculum_plan",
    severity=Severity.BLOCK,
    mistake="E01",
    message=N_(
        "The row “%(row)s” says %(stated)s in all, but its columns give %(sum)s = %(counted)s."
    ),
    remedy=N_("Add up the columns of the last row again and correct the figure that is wrong."),
)
def totals_add_up(dossier: Dossier) -> Iterator[Found]:
    """H3: the columns of «Итого» add up to its total."""
    for table, fault in _row_faults(dossier):
        if fault.equation.row.kind == "total":
            yield _across(table, fault)


@check(
    "H2",
    section="curriculum_plan",
    severity=Severity.BLOCK,
    mistake="E01",
    message=N_("The row “%(row)s” says %(stated)s, but the rows above it add up to %(counted)s."),
    remedy=N_(
        "Add up the column again: correct the total or the row in which the hours are wrong."
    ),
)
def total_is_the_sum(dossier: Dossier) -> Iterator[Found]:
    """H2: «Итого» is the sum of the rows."""
    for table, fault in _sum_faults(dossier):
        if fault.equation.kind == "total":
            yield _down(table, fault)


@check(
    "H8",
    section="curriculum_plan",
    severity=Severity.BLOCK,
    mistake="E01",
    message=N_(
        "The section “%(row)s” says %(stated)s, but its topics add up to %(counted)s (%(sum)s)."
    ),
    remedy=N_("Correct the hours of the section or of the topic in it that is wrong."),
)
def section_is_the_sum(dossier: Dossier) -> Iterator[Found]:
    """H8: the hours of a section are those of its topics."""
    for table, fault in _sum_faults(dossier):
        if fault.equation.kind != "total":
            yield _down(table, fault)


def _row_faults(dossier: Dossier) -> Iterator[tuple[HoursTable, RowFault]]:
    for table in dossier.tables:
        if table.kind != "other":
            yield from ((table, fault) for fault in faults(table)[0])


def _sum_faults(dossier: Dossier) -> Iterator[tuple[HoursTable, SumFault]]:
    for table in dossier.tables:
        if table.kind != "other":
            yield from ((table, fault) for fault in faults(table)[1])


def _across(table: HoursTable, fault: RowFault) -> Found:
    equation = fault.equation
    params = {
        "row": row_name(equation.row),
        "stated": figure(equation.stated),
        "sum": written_sum(equation.terms),
        "counted": figure(sum(equation.terms, Decimal())),
    }
    return place(table, equation.row, equation.whole, params, fault.confidence)


def _down(table: HoursTable, fault: SumFault) -> Found:
    equation = fault.equation
    params = {
        "row": row_name(equation.row),
        "stated": figure(equation.stated),
        "sum": written_sum(equation.terms),
        "counted": figure(equation.counted),
    }
    return place(table, equation.row, equation.role, params, fault.confidence)


def place(
    table: HoursTable, row: PlanRow, role: str, params: dict[str, str], confidence: float
) -> Found:
    """A finding in a cell of a table: its row as printed and the column of the role."""
    return Found(
        params=params,
        block=row.block or table.block,
        row=row.row,
        column=table.columns.get(role, 0),
        confidence=confidence,
        section=_TABLE_SECTION.get(table.kind, ""),
    )


def row_name(row: PlanRow) -> str:
    """What a person would call the row; its number in the table when it has no words."""
    name = row.title or row.number or str(row.row)
    return name if len(name) <= 80 else f"{name[:79]}…"


def figure(value: Decimal) -> str:
    """Hours as printed in Russian: a decimal comma, no needless zeros."""
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace(".", ",")


def written_sum(terms: tuple[Decimal, ...]) -> str:
    """«2 + 3»; a long sum shows its beginning and its end."""
    shown = [figure(term) for term in terms]
    if len(shown) > MAX_TERMS:
        shown = [*shown[: MAX_TERMS - 2], "…", shown[-1]]
    return " + ".join(shown)
