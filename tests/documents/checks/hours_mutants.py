"""Spoils tables of hours: one figure changed, one row lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found
from review.documents.checks.hours import (
    row_adds_up,
    section_is_the_sum,
    total_is_the_sum,
    totals_add_up,
)
from review.documents.checks.registry import SURE
from review.documents.curriculum import HoursTable, read_tables
from review.documents.facts import Facts
from review.documents.hours_readings import best_reading
from review.documents.hours_table import PlanRow
from review.documents.hours_text import hours_of
from review.documents.hours_tree import Reading, has_hours, read_as
from review.documents.reading.model import Block, Cell, DocumentModel, Row, Run
from review.documents.structure import Structure
from tests.documents.checks.dossiers import DAY

CHECKS = (row_adds_up, total_is_the_sum, totals_add_up, section_is_the_sum)


@dataclass(frozen=True)
class Mutant:
    """A spoiled table and what was done to it."""

    block: Block
    what: str


def tables_in(block: Block, before: tuple[Block, ...] = ()) -> tuple[HoursTable, ...]:
    """The tables of hours read out of a document that is this table alone."""
    model = DocumentModel("docx", (*before, block), words=1)
    return tuple(t for t in read_tables(model, Structure()) if t.kind != "other")


def findings(block: Block) -> list[Found]:
    """What the arithmetic says of a document that is this table alone."""
    model = DocumentModel("docx", (block,), words=1)
    dossier = Dossier(model, Structure(), Facts(), read_tables(model, Structure()), DAY)
    return [found for look in CHECKS for found in look(dossier)]


def blocking(block: Block) -> list[Found]:
    """The findings that are sure."""
    return [found for found in findings(block) if found.confidence >= SURE]


def changed(block: Block, row: int, column: int, figure: Decimal) -> Mutant:
    """Another figure in a cell; row and column count from 1."""
    rows = list(block.rows)
    cells = list(rows[row - 1].cells)
    place = next(
        n for n, cell in enumerate(cells) if cell.column < column <= cell.column + cell.colspan
    )
    text = f"{figure:f}".replace(".", ",")
    inner = Block(f"{block.id}x", "paragraph", text, runs=(Run(text),))
    what = f"row {row}, column {column}: {cells[place].text} is now {text}"
    cells[place] = replace(cells[place], blocks=(inner,))
    rows[row - 1] = replace(rows[row - 1], cells=tuple(cells))
    return Mutant(replace(block, rows=tuple(rows)), what)


def lost(block: Block, row: int) -> Mutant | None:
    """The table without a row; None when merged cells run through it."""
    gone = block.rows[row - 1]
    through = any(
        cell.rowspan > 1 and place < row <= place + cell.rowspan
        for place, other in enumerate(block.rows)
        for cell in other.cells
    )
    if through or any(cell.rowspan > 1 for cell in gone.cells):
        return None
    rows = (*block.rows[: row - 1], *block.rows[row:])
    return Mutant(replace(block, rows=rows), f"row {row} is lost")


def cells_in_sums(block: Block, table: HoursTable) -> Iterator[tuple[int, int, Decimal]]:
    """Cells (row, column, figure) that some equation of the sound table rests on.

    Only those that stand just under their column: in a crooked row another cell may be meant.
    """
    reading = best_reading(table.rows, table.hour_roles)
    for row in table.rows:
        for role, figure in row.hours.items():
            column = table.columns.get(role, 0)
            counts = column and figure and _counts(reading.equations, row, role)
            if counts and figure == _printed(block, row.row, column):
                yield row.row, column, figure


def _printed(block: Block, row: int, column: int) -> Decimal | None:
    cells = (cell for cell in block.rows[row - 1].cells if cell.column == column - 1)
    return next((hours_of(cell.text) for cell in cells), None)


def rows_in_sums(table: HoursTable) -> Iterator[int]:
    """Rows whose loss breaks a sum: they are not the only one it is made of."""
    reading = best_reading(table.rows, table.hour_roles)
    for row in table.rows:
        place = (row.block, row.row)
        counts = any(
            place in one.among and len(one.terms) > 1 and row.hours.get(one.role)
            for one in reading.equations
        )
        if counts and not _sound_without(reading, row, table.hour_roles):
            yield row.row


def _sound_without(reading: Reading, lost: PlanRow, roles: Sequence[str]) -> bool:
    """Whether the table without the row is as sound as before, so that nothing is wrong in it.

    A row that is itself the sum of others, such as «Лекции 72» over three sections or «Итого по
    разделу 52», may go without a trace: in S = A + B with A = a + b the parts step into its
    place, S = a + b + B. That is so when the rows that are left, each at the depth it had, hold
    every equation, and all that have hours are in one as before; and when no number of a row
    with hours tells of the loss, as 2.1 without 2 does beside 1 and 1.1. Of the lost row's parts
    one of attestation steps up to its depth: it may stand beside sections as well as in one.
    """
    rest = [row for row in reading.rows if (row.block, row.row) != (lost.block, lost.row)]
    if _numbers_tell(rest, lost.number):
        return False
    needed = {(row.block, row.row) for row in rest if has_hours(row)} & _places(reading)
    parts = _parts(reading, lost)
    depths = [lost.depth if row in parts and _is_free(row) else row.depth for row in rest]
    without = read_as("without", rest, depths, roles)
    return without.adds_up and needed <= _places(without)


def _numbers_tell(rest: Sequence[PlanRow], number: str) -> bool:
    """Whether topics of the lost section have hours, and another section stands over its own."""
    over = {row.number.rpartition(".")[0] for row in rest if has_hours(row)}
    heads = {row.number for row in rest if row.number}
    return bool(number) and number in over and bool(over & heads)


def _parts(reading: Reading, head: PlanRow) -> list[PlanRow]:
    """The rows a row is the sum of."""
    sums = [one for one in reading.equations if one.row == head]
    return [row for row in reading.rows if any((row.block, row.row) in s.among for s in sums)]


def _is_free(row: PlanRow) -> bool:
    return row.kind == "attestation" and not row.number


def _places(reading: Reading) -> set[tuple[str, int]]:
    """Rows that stand in some equation."""
    rows = {(one.row.block, one.row.row) for one in reading.equations}
    return rows.union(*(one.among for one in reading.equations))


def _counts(equations, row, role: str) -> bool:
    place = (row.block, row.row)
    return any(
        one.role == role
        and len(one.terms) > 1
        and (place in one.among or place == (one.row.block, one.row.row))
        for one in equations
    )


def cell(text: str, column: int, **more: object) -> Cell:
    """A cell of plain words."""
    inner = Block("c", "paragraph", text, runs=(Run(text),))
    return Cell((inner,), column, **more)  # type: ignore[arg-type]


def plain_table(*rows: tuple[str, ...]) -> Block:
    """A table block without merges."""
    built = tuple(Row(tuple(cell(text, at) for at, text in enumerate(row))) for row in rows)
    return Block("b1", "table", rows=built)
