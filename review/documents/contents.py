"""The list of contents: it repeats every heading, so its lines must not count as sections."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from review.documents.labels import fold, has_page, key, without_page
from review.documents.reading.model import Block
from review.documents.sections import load_sections

MIN_LINES: Final = 3
MAX_GAP: Final = 6
MAX_LINE: Final = 260
MAX_NAME: Final = 80
EARLY: Final = 60
_PAGE_ALONE = re.compile(r"^\W*(стр\.?|с\.)?\s*\d{0,4}\W*$", re.IGNORECASE)
_NAMES: Final = frozenset({"содержание", "оглавление", "структура", "план"})


@dataclass(frozen=True, slots=True)
class Contents:
    """Block id of the heading ("" when there is none) and ids of the lines."""

    heading: str = ""
    lines: frozenset[str] = frozenset()


def contents_of(blocks: list[Block], cells: Container[str] = ()) -> Contents:
    """Find the list of contents by fields, styles, leader dots, or by repeated lines.

    `cells` are ids of blocks inside tables: past the first pages «Содержание» there is the head
    of a column.
    """
    lines = {block.id for block in blocks if block.in_toc or has_page(block.text)}
    meanings: list[str] = []
    last: dict[str, int] = {}
    for index, block in enumerate(blocks[: max(EARLY, len(blocks) // 3)]):
        if block.kind == "table" or (index >= EARLY and block.id in cells):
            continue
        if not _is_name(block.text):
            continue
        if not meanings:
            meanings = [
                _meaning(one) if place < EARLY or one.id not in cells else ""
                for place, one in enumerate(blocks)
            ]
            last = {label: place for place, label in enumerate(meanings) if label}
        region = _region(blocks, index + 1, lines, meanings, last)
        sure = _is_plain(block.text) or (index < EARLY and _names_sections(region, blocks))
        if (len(region) >= MIN_LINES and sure) or _runs_on(blocks, index + 1):
            lines = (lines | region) - {block.id}
            return Contents(block.id, frozenset(lines))
    return Contents("", frozenset(lines))


def _runs_on(blocks: list[Block], start: int) -> bool:
    """Some PDFs give the whole list as one paragraph, leader dots and all."""
    text = blocks[start].text if start < len(blocks) else ""
    return len(text) > MAX_LINE and text.count("....") >= MIN_LINES


def _is_name(text: str) -> bool:
    """«Содержание», «Структура программы учебного предмета»."""
    if len(text) > MAX_NAME:
        return False
    telling = load_sections().telling(text)
    return len(telling) == 1 and telling[0] in _NAMES


def _is_plain(text: str) -> bool:
    return key(text) in {"содержание", "оглавление"}


def _names_sections(region: set[str], blocks: list[Block]) -> bool:
    """Under «Структура программы» the lines must name sections, else it is a heading of text."""
    named = (load_sections().exact(block.text) for block in blocks if block.id in region)
    return sum(map(bool, named)) >= MIN_LINES


def _meaning(block: Block) -> str:
    """What a line is called: its section where it names one, else its letters."""
    if block.kind == "table" or len(block.text) > MAX_LINE:
        return ""
    line = without_page(block.text)
    sections = load_sections()
    return " ".join(sections.exact(line) or sections.near(line)) or key(line)


def _region(
    blocks: list[Block], start: int, known: set[str], meanings: list[str], last: dict[str, int]
) -> set[str]:
    """Lines after the heading that come again later or carry a page number.

    The list is over where its first line comes again; without that, after a few lines
    that are met nowhere else.
    """
    if _runs_on(blocks, start):
        return {blocks[start].id}
    region: set[str] = set()
    waiting: list[str] = []
    first = ""
    for index in range(start, len(blocks)):
        block, label = blocks[index], meanings[index]
        if block.kind == "table" or _PAGE_ALONE.match(fold(block.text[:MAX_LINE])):
            continue
        if (first and label == first) or len(block.text) > MAX_LINE:
            return region if label != first else region.union(waiting)
        first = first or label
        if block.id in known or last.get(label, -1) > index:
            region.update(waiting, [block.id])
            waiting.clear()
            continue
        waiting.append(block.id)
        if len(waiting) > MAX_GAP:
            break
    return region
