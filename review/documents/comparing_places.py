"""Where in two revisions the changes are: headings, numbers, and which blocks bear a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.documents.alignment import BlockPair
from review.documents.compare import Comparison
from review.documents.passages import plain

Levels = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Headings:
    """Paragraphs that a search for structure took for headings: block id to level, both texts."""

    old: Levels = field(default_factory=dict)
    new: Levels = field(default_factory=dict)

    def level(self, one: BlockPair) -> int:
        """The level from 1 of a heading, 0 for any other block."""
        for block, known in ((one.new, self.new), (one.old, self.old)):
            if block is not None and not block.rows:
                own = max(block.level, 1) if block.kind == "heading" else 0
                return known.get(block.id, own)
        return 0


@dataclass(frozen=True, slots=True)
class Place:
    """Changes in a row under one heading: its words, the number of the first one, how many."""

    heading: str
    first: int
    count: int


def places(comparison: Comparison, headings: Headings | None = None) -> tuple[Place, ...]:
    """Where the changes are, by the heading above them, in order; numbers as in the page."""
    known: Headings = headings or Headings()
    found: list[Place] = []
    heading, number = "", 0
    for one in comparison.pairs:
        block = one.new or one.old
        if block is not None and not one.gone and known.level(one):
            heading = plain(block.text)
        if not is_change(one):
            continue
        number += 1
        if found and found[-1].heading == heading:
            found[-1] = Place(heading, found[-1].first, found[-1].count + 1)
        else:
            found.append(Place(heading, number, 1))
    return tuple(found)


def is_change(one: BlockPair) -> bool:
    """Whether the block came, went, moved here or changed: what bears a number."""
    return not one.gone and not is_untouched(one)


def is_untouched(one: BlockPair) -> bool:
    """Whether the block stayed, words and place."""
    return one.same and not one.moved
