"""A table as a full grid: which cell covers which place, and where its text counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from review.documents.reading.model import Block, Cell

MAX_COLUMNS: Final = 60
MAX_ROWS: Final = 1_200


@dataclass(frozen=True)
class Grid:
    """A table block by places, rows and columns counted from 0.

    `places[row][column]` is the covering cell with the row it begins in, None where nothing is.
    """

    block: Block
    places: tuple[tuple[tuple[Cell, int] | None, ...], ...]

    @property
    def width(self) -> int:
        """The number of grid columns."""
        return len(self.places[0]) if self.places else 0

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.places)

    def covering(self, row: int, column: int) -> str:
        """The text of the cell that covers the place, wherever it begins."""
        place = self.places[row][column]
        return place[0].text if place else ""

    def own(self, row: int, column: int) -> Cell | None:
        """The cell that begins in just this place."""
        place = self.places[row][column]
        return place[0] if place and place[1] == row and place[0].column == column else None

    def cells(self, row: int) -> list[Cell]:
        """The cells that begin in the row, from left to right."""
        return list(self.block.rows[row].cells)

    def texts(self, row: int) -> list[str]:
        """Texts of the cells that begin in the row, empty ones left out."""
        return [cell.text.strip() for cell in self.cells(row) if cell.text.strip()]

    def spanning(self, row: int) -> Cell | None:
        """The one cell that fills the row on its own, over at least half the width."""
        full = [cell for cell in self.cells(row) if cell.text.strip()]
        covered = [
            place for place in self.places[row] if place and place[1] < row and place[0].text
        ]
        if len(full) != 1 or covered or self.width < 2:
            return None
        return full[0] if full[0].colspan * 2 >= self.width else None

    @cached_property
    def header_flags(self) -> int:
        """How many rows the file itself declares as a repeating header."""
        flags = [row.header for row in self.block.rows]
        return flags.index(False) if False in flags else 0


def grid_of(block: Block) -> Grid | None:
    """The grid of a table; None for a table too large or too small to be one of hours."""
    width, height = block.columns, len(block.rows)
    if not 2 <= width <= MAX_COLUMNS or not 2 <= height <= MAX_ROWS:
        return None
    places: list[list[tuple[Cell, int] | None]] = [[None] * width for _ in range(height)]
    for index, row in enumerate(block.rows):
        for cell in row.cells:
            right = min(cell.column + cell.colspan, width)
            covered = [(cell, index)] * (right - cell.column)
            for line in places[index : index + cell.rowspan]:
                line[cell.column : right] = covered
    return Grid(block, tuple(tuple(row) for row in places))


def label_of(cell: Cell) -> str:
    """The text of a cell with the number a word processor draws in front of it."""
    label = next((block.label for block in cell.blocks if block.label), "")
    drawn = label if any(sign.isdigit() for sign in label) else ""
    return f"{drawn} {cell.text}".strip() if drawn else cell.text.strip()


def is_bold(cell: Cell) -> bool:
    """True when every letter of the cell is bold."""
    lettered = [run for run in cell.runs if run.text.strip()]
    return bool(lettered) and all(run.bold for run in lettered)


def is_numbering(grid: Grid, row: int) -> bool:
    """A row of column numbers: 1, 2, 3… in cells from the left."""
    texts = [text.strip(" .*") for text in grid.texts(row)]
    if len(texts) < 2 or not all(text.isdigit() for text in texts):
        return False
    figures = [int(text) for text in texts]
    steps = {after - before for before, after in pairwise(figures)}
    return figures[0] <= 2 and steps <= {1} and len(texts) * 2 >= len(grid.cells(row))
