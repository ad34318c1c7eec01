"""Whole pages of a PDF into paragraphs and tables in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from review.documents.reading.lines import (
    Line,
    PageShape,
    Paragraph,
    Word,
    body_size,
    carries_over,
    is_page_number,
    level,
    lines_of,
)
from review.documents.reading.ruled import NEAR, Ruled, RuledCell


@dataclass
class PlacedCell:
    """A cell of a table with its paragraphs."""

    place: RuledCell
    paragraphs: list[Paragraph]


@dataclass
class PlacedTable:
    """A table; one that goes on over pages is joined."""

    lefts: list[float]
    rows: int
    cells: list[PlacedCell]
    page: int
    order: int
    last_page: int = 0


@dataclass
class Layout:
    """Paragraphs and tables of the whole document; how many page numbers were left out."""

    items: list[Paragraph | PlacedTable] = field(default_factory=list)
    page_numbers: int = 0

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs outside of tables."""
        return [item for item in self.items if isinstance(item, Paragraph)]


@dataclass
class Page:
    """What stands on one page: words in the file's order, and the tables' grids."""

    words: list[Word]
    tables: list[Ruled] = field(default_factory=list)


def layout_of(pages: list[Page]) -> Layout:
    """Words of all pages into paragraphs and tables; page numbers left out and counted."""
    layout = Layout()
    for page in pages:
        words, tables = _parted(page)
        lines = lines_of(words)
        kept = [line for line in lines if not is_page_number(line, lines)]
        layout.page_numbers += len(lines) - len(kept)
        _add_page(layout, kept, tables)
    body = body_size(line for paragraph in layout.paragraphs for line in paragraph.lines)
    for paragraph in layout.paragraphs:
        paragraph.level = level(paragraph, body)
    return layout


def _parted(page: Page) -> tuple[list[Word], list[PlacedTable]]:
    """Words outside of tables, and the tables with the words inside their cells."""
    outside: list[Word] = []
    inside: dict[int, dict[RuledCell, list[Word]]] = {}
    for word in page.words:
        x, y = (word.left + word.right) / 2, word.base + 0.3 * word.size
        found = next((i for i, table in enumerate(page.tables) if table.holds(x, y)), None)
        if found is None:
            outside.append(word)
        else:
            cell = page.tables[found].cell_at(x, y)
            inside.setdefault(found, {}).setdefault(cell, []).append(word)
    tables = [_placed(page.tables[index], cells) for index, cells in inside.items()]
    return outside, tables


def _placed(ruled: Ruled, cells: dict[RuledCell, list[Word]]) -> PlacedTable:
    first = min((words[0] for words in cells.values()), key=lambda word: word.order)
    placed = [PlacedCell(cell, _cell_paragraphs(cell, cells.get(cell, []))) for cell in ruled.cells]
    return PlacedTable(
        ruled.lefts, len(ruled.tops) - 1, placed, first.page, first.order, first.page
    )


def _cell_paragraphs(cell: RuledCell, words: list[Word]) -> list[Paragraph]:
    lines = lines_of(words)
    if not lines:
        return []
    shape = PageShape(lines, cell.left, cell.right)
    paragraphs = [Paragraph([lines[0]])]
    for last, line in pairwise(lines):
        if shape.continues(paragraphs[-1], last, line):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(Paragraph([line]))
    return paragraphs


def _add_page(layout: Layout, lines: list[Line], tables: list[PlacedTable]) -> None:
    """Lines and tables of one page in the order the file draws them."""
    shape = PageShape(lines) if lines else None
    waiting = sorted(tables, key=lambda table: table.order)
    previous: Line | None = None
    for line in lines:
        while waiting and waiting[0].order < line.words[0].order:
            _add_table(layout, waiting.pop(0))
            previous = None
        if shape is not None:
            _add_line(layout, shape, previous, line)
        previous = line
    for table in waiting:
        _add_table(layout, table)


def _add_line(layout: Layout, shape: PageShape, previous: Line | None, line: Line) -> None:
    last = layout.items[-1] if layout.items else None
    if isinstance(last, Paragraph) and _joins(shape, last, previous, line):
        last.lines.append(line)
    else:
        layout.items.append(Paragraph([line], alignment=shape.alignment(line)))


def _joins(shape: PageShape, last: Paragraph, previous: Line | None, line: Line) -> bool:
    if previous is not None:
        return shape.continues(last, previous, line)
    return last.lines[-1].words[-1].page == line.words[0].page - 1 and carries_over(last, line)


def _add_table(layout: Layout, table: PlacedTable) -> None:
    """A table, or the rest of one that began on the page before with the same columns."""
    last = layout.items[-1] if layout.items else None
    if not isinstance(last, PlacedTable) or not _goes_on(last, table):
        layout.items.append(table)
        return
    for cell in table.cells:
        place = replace(cell.place, row=cell.place.row + last.rows)
        last.cells.append(PlacedCell(place, cell.paragraphs))
    last.rows += table.rows
    last.last_page = table.last_page


def _goes_on(last: PlacedTable, table: PlacedTable) -> bool:
    return (
        table.page == last.last_page + 1
        and len(last.lefts) == len(table.lefts)
        and all(abs(a - b) <= 2 * NEAR for a, b in zip(last.lefts, table.lefts, strict=True))
    )
