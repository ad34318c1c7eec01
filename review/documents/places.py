"""Places that change what a label means: the first page, and cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from review.documents.contents import Contents
from review.documents.labels import fold
from review.documents.reading.model import Block
from review.documents.sections import load_sections

#: A line of more words than this is running text, which no title page has.
LONG_LINE: Final = 45
_APPROVED = re.compile(r"утвержд|принят[оа]|рассмотрен[оа]")
_TITLE_WORDS = re.compile(r"утвержд|принят|рассмотрен|учрежден|педагогическ\w+ совет|(19|20)\d\d")


def cell_places(blocks: Iterable[Block]) -> dict[str, str]:
    """For blocks inside tables: "label" where a section's name may stand, else "data".

    A name may stand alone in its row, or in front of its value in a table of two or three
    columns; column heads and cells of plans («Формы контроля», «Содержание») are no headings.
    """
    places: dict[str, str] = {}
    for table in blocks:
        for row in table.rows:
            filled = [cell for cell in row.cells if cell.text.strip()]
            head = row.header or all(block.bold for cell in filled for block in cell.blocks)
            pair = table.columns <= 3 and len(filled) >= 2 and not head
            for order, cell in enumerate(filled):
                label = len(filled) == 1 or (pair and order <= 1 and order < len(filled) - 1)
                inner = list(cell.blocks)
                places |= {block.id: "label" if label else "data" for block in inner}
                places.update(cell_places(inner))
    return places


def title_page(blocks: list[Block], contents: Contents) -> list[Block]:
    """The first page, known by its words: a programme, an approval, a year; else nothing."""
    before: list[Block] = []
    for block in [block for block in blocks[:60] if block.kind != "table"]:
        if block.id == contents.heading or block.id in contents.lines:
            break
        if max((len(line.split()) for line in block.text.split("\n")), default=0) > LONG_LINE:
            break
        if load_sections().exact(block.text) and len(block.text.split()) < 8 and before:
            break
        before.append(block)
    text = fold(" ".join(block.text for block in before))
    known = _TITLE_WORDS.search(text) if "программ" in text else _APPROVED.search(text)
    return before if known else []
