"""The canonical text of a document as one line of characters, and the blocks that lie on it.

A place in a document has two names: characters within a block, and characters within
`DocumentModel.text`. Here one is turned into the other, tables and their cells included.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from review.documents.quotes import Stream, letters_only, normalised
from review.documents.reading.model import Block, DocumentModel, Row

_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Place:
    """From character `start` of `block` to character `end` of `end_block`."""

    block: str
    start: int
    end_block: str
    end: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block that holds text itself; from `start` to `end` of the canonical text."""

    block: Block
    start: int
    end: int


class Passages:
    """The text of one model, ready to turn places into each other many times."""

    def __init__(self, model: DocumentModel) -> None:
        self.model = model
        self.text = model.text
        self.leaves: list[Leaf] = []
        self._spans: dict[str, tuple[int, int]] = {}
        for block, start in _placed(model.blocks, 0):
            end = start + len(block.text)
            self._spans[block.id] = (start, end)
            if not block.rows:
                self.leaves.append(Leaf(block, start, end))
        self._starts = [leaf.start for leaf in self.leaves]

    @cached_property
    def signs(self) -> Stream:
        """The text with spaces made equal."""
        return normalised(self.text)

    @cached_property
    def letters(self) -> Stream:
        """The letters and digits of the text."""
        return letters_only(self.signs)

    def span(self, block: str) -> tuple[int, int] | None:
        """Where a block lies, a table too; None when it is not there or holds no text."""
        return self._spans.get(block)

    def range_of(self, place: Place) -> tuple[int, int] | None:
        """A place as characters of the canonical text; None when it is not there."""
        first, last = self.span(place.block), self.span(place.end_block)
        if first is None or last is None:
            return None
        start, end = first[0] + place.start, last[0] + place.end
        fits = place.start >= 0 and start <= end and start <= first[1] and end <= last[1]
        return (start, end) if fits else None

    def place_of(self, start: int, end: int) -> Place | None:
        """Characters of the canonical text as a place, spaces at both ends left out.

        None when there is nothing but spaces.
        """
        words = self.text[start:end]
        start, end = end - len(words.lstrip()), start + len(words.rstrip())
        if start >= end:
            return None
        first, last = self.leaf_at(start), self.leaf_at(end - 1)
        return Place(first.block.id, start - first.start, last.block.id, end - last.start)

    def leaf_at(self, at: int) -> Leaf:
        """The leaf a character lies in, or the one before it."""
        return self.leaves[max(0, bisect_right(self._starts, at) - 1)]

    def leaves_in(self, start: int, end: int) -> list[Leaf]:
        """The leaves that a range touches, in order."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, max(start, end - 1))
        return [leaf for leaf in self.leaves[first:last] if leaf.end > start and leaf.start < end]


def plain(text: str) -> str:
    """The text as it is compared: any spaces are one space, signs nobody sees are dropped."""
    if "\u00ad" in text or "\u200b" in text or "\u2060" in text or "\ufeff" in text:
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def letters_in(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(str.isalnum, text))


def _placed(blocks: Iterable[Block], at: int) -> Iterator[tuple[Block, int]]:
    for block in blocks:
        if not block.text:
            continue
        yield block, at
        yield from _in_cells(block.rows, at)
        at += len(block.text) + 1


def _in_cells(rows: Iterable[Row], at: int) -> Iterator[tuple[Block, int]]:
    for row in rows:
        for cell in row.cells:
            yield from _placed(cell.blocks, at)
            at += len(cell.text) + 1
        at += 0 if row.cells else 1
