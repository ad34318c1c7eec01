"""How many rows of the hours tables have other hours in the new revision."""

from __future__ import annotations

from review.documents.alignment import BlockPair, CellPair, RowPair
from review.documents.compare import Comparison
from review.documents.hours_columns import read_headers
from review.documents.hours_grid import grid_of
from review.documents.hours_text import hours_of, is_blank
from review.documents.hours_words import holds_hours
from review.documents.reading.model import Block


def rows_with_other_hours(comparison: Comparison) -> int:
    """Rows that stayed and in whose columns of hours another figure stands now.

    Of a table that goes on after a page break the part with the header is known as one of hours.
    """
    return sum(_rows(one) for one in comparison.pairs if one.rows and not one.same)


def _rows(one: BlockPair) -> int:
    columns = _columns(one.new) or _columns(one.old)
    return sum(_other_hours(row, columns) for row in one.rows if columns and not row.same)


def _columns(block: Block | None) -> frozenset[int]:
    """Grid columns with hours; empty for any other table."""
    grid = grid_of(block) if block is not None else None
    headers = read_headers(grid) if grid is not None else ()
    roles = [item for header in headers for item in header.roles.items()]
    return frozenset(column for role, column in roles if holds_hours(role))


def _other_hours(row: RowPair, columns: frozenset[int]) -> bool:
    if row.old is None or row.new is None:
        return False
    return any(_is_other(cell) for cell in row.cells if cell.new and cell.new.column in columns)


def _is_other(cell: CellPair) -> bool:
    texts = [one.text if one else "" for one in (cell.old, cell.new)]
    known = [hours_of(text) for text in texts]
    figures = all(
        hours is not None or is_blank(text) for hours, text in zip(known, texts, strict=True)
    )
    return figures and known[0] != known[1]
