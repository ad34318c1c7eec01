"""Headers whose cells do not stand over their columns, put right by the row of column numbers.

Word processors let every row of a table have edges of its own. Where people numbered the columns,
1, 2, 3…, the k-th cell of the header is the k-th number's, wherever either stands.
"""

from __future__ import annotations

from review.documents.hours_grid import Grid, is_numbering
from review.documents.reading.model import Cell


def is_crooked(grid: Grid, top: int, height: int) -> bool:
    """True when a header cell begins inside the width of one that stands below it."""
    lowest = {place[0].column: place[0] for place in grid.places[height - 1] if place}
    inside = {
        column
        for cell in lowest.values()
        for column in range(cell.column + 1, cell.column + cell.colspan)
    }
    above = (
        cell for row in range(top, height - 1) for cell in grid.cells(row) if cell.text.strip()
    )
    return any(cell.column in inside for cell in above)


def numbered_columns(grid: Grid, top: int, height: int) -> dict[int, int]:
    """Columns of the numbers to the columns their header cells begin at, counted from 0.

    Empty when the header's last row holds no numbers, or others than it has lowest cells.
    """
    last = height - 1
    if last <= top or not is_numbering(grid, last):
        return {}
    numbers = [cell.column for cell in grid.cells(last) if cell.text.strip()]
    leaves = sorted(cell.column for cell in _leaves(grid, top, last))
    return dict(zip(numbers, leaves, strict=True)) if len(numbers) == len(leaves) else {}


def _leaves(grid: Grid, top: int, bottom: int) -> list[Cell]:
    """Header cells with words that have none with words under them."""
    worded = [
        (row, cell) for row in range(top, bottom) for cell in grid.cells(row) if cell.text.strip()
    ]
    return [
        cell
        for row, cell in worded
        if not any(
            below > row and cell.column <= other.column < cell.column + cell.colspan
            for below, other in worded
        )
    ]
