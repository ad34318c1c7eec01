"""What changed from one revision to another, as plain values: blocks, words, rows, cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from review.documents.alignment import BlockPair, CellPair, RowPair, align
from review.documents.passages import plain
from review.documents.reading.model import DocumentModel
from review.documents.word_diff import Piece, pieces

Kind = Literal["inserted", "deleted", "changed", "moved"]
KINDS: Final[tuple[Kind, ...]] = ("inserted", "deleted", "changed", "moved")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell whose words changed; columns are counted from 1, 0 where the cell is not there."""

    kind: Kind
    old_column: int
    new_column: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came, went, moved or has changed cells; rows are counted from 1, 0 for none."""

    kind: Kind
    old_row: int
    new_row: int
    old_text: str
    new_text: str
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A block that came, went, moved or changed; a block id is empty where it is not there.

    A moved block whose words changed too has `pieces` or `rows`.
    """

    kind: Kind
    old_block: str
    new_block: str
    block_kind: str
    old_text: str
    new_text: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[RowChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts. Words are those put in and taken out; headings are sections that came and went."""

    blocks_inserted: int = 0
    blocks_deleted: int = 0
    blocks_changed: int = 0
    blocks_moved: int = 0
    rows_inserted: int = 0
    rows_deleted: int = 0
    rows_changed: int = 0
    rows_moved: int = 0
    headings_inserted: int = 0
    headings_deleted: int = 0
    words_inserted: int = 0
    words_deleted: int = 0


@dataclass(frozen=True)
class Comparison:
    """Both revisions in one order (`pairs`), and the changes alone in the same order."""

    pairs: tuple[BlockPair, ...]
    changes: tuple[Change, ...]
    summary: Summary

    @property
    def same(self) -> bool:
        """True when not a word differs."""
        return not self.changes


def compare(old: DocumentModel, new: DocumentModel) -> Comparison:
    """Any two texts. Spaces and the look of letters are not compared."""
    pairs = align(old, new)
    changes = tuple(_changes(pairs))
    return Comparison(pairs, changes, _summary(changes))


def to_dict(comparison: Comparison) -> dict[str, Any]:
    """Summary and changes as plain lists and dictionaries."""
    return {
        "same": comparison.same,
        "summary": asdict(comparison.summary),
        "changes": [asdict(change) for change in comparison.changes],
    }


def _changes(pairs: Iterable[BlockPair]) -> Iterator[Change]:
    for one in pairs:
        kind = _kind(one)
        if kind is not None:
            yield _change(one, kind)


def _kind(one: BlockPair) -> Kind | None:
    if one.gone:
        return None
    if one.old is None or one.new is None:
        return "inserted" if one.old is None else "deleted"
    if one.moved:
        return "moved"
    return None if one.same else "changed"


def _change(one: BlockPair, kind: Kind) -> Change:
    before, after = one.old, one.new
    block = after or before
    texts = (before.text if before else ""), (after.text if after else "")
    both = before is not None and after is not None and not one.same
    return Change(
        kind,
        before.id if before else "",
        after.id if after else "",
        block.kind if block else "",
        *texts,
        pieces=tuple(pieces(*texts)) if both and not one.rows else (),
        rows=tuple(row_changes(one.rows)) if both else (),
    )


def row_changes(rows: Iterable[RowPair]) -> Iterator[RowChange]:
    """The rows of a table that are not as they were; numbers are those of each revision."""
    for one in rows:
        kind = _row_kind(one)
        if kind is not None:
            cells = tuple(_cell_changes(one.cells)) if one.old and one.new else ()
            yield RowChange(kind, one.old_at, one.new_at, *_row_texts(one), cells)


def _row_kind(one: RowPair) -> Kind | None:
    if one.old is None or one.new is None:
        return "inserted" if one.old is None else "deleted"
    if one.moved:
        return "moved"
    return None if one.same else "changed"


def _row_texts(one: RowPair) -> tuple[str, str]:
    sides = (row.cells if row else () for row in (one.old, one.new))
    old, new = ("\t".join(cell.text for cell in cells) for cells in sides)
    return old, new


def _cell_changes(cells: Iterable[CellPair]) -> Iterator[CellChange]:
    for one in cells:
        texts = (one.old.text if one.old else ""), (one.new.text if one.new else "")
        if plain(texts[0]) == plain(texts[1]) and one.old and one.new:
            continue
        kind: Kind = "changed" if one.old and one.new else "deleted" if one.old else "inserted"
        columns = (one.old.column + 1 if one.old else 0), (one.new.column + 1 if one.new else 0)
        yield CellChange(kind, *columns, tuple(pieces(*texts)))


def _summary(changes: Iterable[Change]) -> Summary:
    counts: Counter[str] = Counter()
    for one in changes:
        counts[f"blocks_{one.kind}"] += 1
        if one.block_kind == "heading" and one.kind in {"inserted", "deleted"}:
            counts[f"headings_{one.kind}"] += 1
        counts.update(f"rows_{row.kind}" for row in one.rows)
        for old, new in _differing(one):
            counts["words_deleted"] += len(old.split())
            counts["words_inserted"] += len(new.split())
    return Summary(**counts)


def _differing(one: Change) -> Iterator[tuple[str, str]]:
    """The words that went and came with one change."""
    if one.kind in {"inserted", "deleted"}:
        yield one.old_text, one.new_text
    yield from ((piece.old, piece.new) for piece in one.pieces if not piece.same)
    for row in one.rows:
        if row.kind in {"inserted", "deleted"}:
            yield row.old_text, row.new_text
        for cell in row.cells:
            yield from ((piece.old, piece.new) for piece in cell.pieces if not piece.same)
