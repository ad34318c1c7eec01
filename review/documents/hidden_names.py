"""A text without people's names, for readers who may not know whose it is.

A comparison shows what was taken out, and an author's name on the title page is just what an
author is asked to take out before experts read it.
"""

from __future__ import annotations

from collections.abc import Iterable

from review.documents.names import NameFinder
from review.documents.reading.model import Block, Cell, DocumentModel, Row, table_text


def without_names(model: DocumentModel, names: Iterable[str], instead: str) -> DocumentModel:
    """The model with `instead` in the place of each name; looks of letters are dropped there.

    Names are looked for as `NameFinder` does: a surname in any case, initials beside it.
    """
    hider = _Hider(NameFinder(names), instead)
    return DocumentModel(
        model.format,
        tuple(map(hider.block, model.blocks)),
        model.pages,
        model.words,
        model.images,
        model.notes,
    )


def hide_names(text: str, names: Iterable[str], instead: str) -> str:
    """A plain text with `instead` in the place of each name, found as in a document."""
    return _Hider(NameFinder(names), instead).text(text)


class _Hider:
    def __init__(self, finder: NameFinder, instead: str) -> None:
        self._finder, self._instead = finder, instead

    def block(self, block: Block) -> Block:
        if block.rows:
            rows = tuple(map(self._row, block.rows))
            return self._like(block, table_text(rows), rows)
        text = self.text(block.text)
        return block if text == block.text else self._like(block, text, ())

    def _row(self, row: Row) -> Row:
        return Row(tuple(map(self._cell, row.cells)), row.header)

    def _cell(self, cell: Cell) -> Cell:
        blocks = tuple(map(self.block, cell.blocks))
        return Cell(blocks, cell.column, cell.colspan, cell.rowspan, cell.header)

    def text(self, text: str) -> str:
        for start, end in reversed(self._finder.spans(text)):
            text = text[:start] + self._instead + text[end:]
        return text

    def _like(self, block: Block, text: str, rows: tuple[Row, ...]) -> Block:
        return Block(
            block.id, block.kind, text, block.level, (), rows, label=block.label, image=block.image
        )
