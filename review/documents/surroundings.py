"""What stands at a finding and on both sides of it, as digests: by these it is known again.

Ids of blocks move with every paragraph added above; words stay. Of two findings that say the same
of the same words the neighbours tell which is which.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from review.documents.checks.finding import Finding, Found
from review.documents.reading.model import Block, DocumentModel, Row

_SIGNS = 16


class Surroundings:
    """The places of one document."""

    def __init__(self, model: DocumentModel) -> None:
        self._blocks = list(model.walk())
        self._places = {block.id: place for place, block in enumerate(self._blocks)}

    def placed(self, finding: Finding) -> Finding:
        """The finding with what stands at its place and beside it."""
        at, before, after = self._of(finding.found)
        beside = f"{_digest(before)}.{_digest(after)}"
        return replace(finding, at=_digest(at), beside=beside)

    def _of(self, found: Found) -> tuple[str, str, str]:
        place = self._places.get(found.block)
        if place is None:
            return "", "", ""
        block = self._blocks[place]
        if 0 < found.row <= len(block.rows):
            rows = block.rows
            before = _row(rows[found.row - 2]) if found.row > 1 else ""
            after = _row(rows[found.row]) if found.row < len(rows) else ""
            return f"{_row(rows[found.row - 1])}|{found.column}", before, after
        before = _words(self._blocks[place - 1]) if place else ""
        after = _words(self._blocks[place + 1]) if place + 1 < len(self._blocks) else ""
        return f"{_words(block)}|{found.row}|{found.column}", before, after


def _words(block: Block) -> str:
    return " ".join(map(_row, block.rows)) if block.rows else _folded(block.text)


def _row(row: Row) -> str:
    return " | ".join(_folded(cell.text) for cell in row.cells)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_SIGNS]
