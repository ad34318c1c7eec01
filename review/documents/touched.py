"""Which sections of a programme's text changed from one version to the next, and how much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from review.documents import structure
from review.documents.compare import Change, Summary, compare
from review.documents.passages import Passages
from review.documents.reading.model import DocumentModel

Range = tuple[int, int]
#: A longer text is not compared while a reader waits: likeness of texts that have nothing in common
#: takes the square of their length. 60 sheets have about 20 thousand words.
MOST_WORDS: Final = 50_000


@dataclass(frozen=True)
class Touched:
    """Counts of changes; sections found in both versions, and those of them that changed."""

    summary: Summary
    known: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()

    @property
    def passages(self) -> int:
        """How many places differ: blocks and rows of tables that came, went, moved or changed."""
        told = self.summary
        blocks = told.blocks_inserted + told.blocks_deleted + told.blocks_changed
        rows = told.rows_inserted + told.rows_deleted + told.rows_changed + told.rows_moved
        return blocks + told.blocks_moved + rows

    def spared(self, sections: Collection[str]) -> bool:
        """Whether these sections certainly stand as they stood; never said without knowing one."""
        found = self.known.intersection(sections)
        return bool(found) and found == set(sections) and not self.changed.intersection(sections)


def touched(old: DocumentModel, new: DocumentModel) -> Touched:
    """Compare two versions section by section; pure, a fraction of a second for 60 pages.

    A change whose place is not known is held against every section.
    """
    found = compare(old, new)
    before, after = _Sections(old), _Sections(new)
    known = before.names & after.names
    changed: set[str] = set()
    for one in found.changes:
        changed |= _hit(one, before, after, known)
    return Touched(found.summary, frozenset(known), frozenset(changed & known))


def _hit(change: Change, before: _Sections, after: _Sections, known: set[str]) -> set[str]:
    hit: set[str] = set()
    for block, sections in ((change.old_block, before), (change.new_block, after)):
        if block:
            within = sections.around(block)
            hit |= known if within is None else within
    return hit


class _Sections:
    """Where each canonical section of a text reaches, in characters."""

    def __init__(self, model: DocumentModel) -> None:
        self._passages = Passages(model)
        self._ranges = list(self._of(structure.find(model).headings))
        self.names = {name for name, _ in self._ranges}

    def around(self, block: str) -> set[str] | None:
        """The sections a block lies in; None when the block has no place."""
        span = self._passages.span(block)
        if span is None:
            return None
        return {name for name, (start, end) in self._ranges if start <= span[1] and span[0] <= end}

    def _of(self, headings: Iterable[structure.Heading]) -> Iterator[tuple[str, Range]]:
        for heading in headings:
            first = self._passages.span(heading.block_id)
            last = self._passages.span(heading.last_block) or first
            if first is not None and last is not None:
                yield from ((name, (first[0], last[1])) for name in heading.covered)
