"""Two revisions of one document side by side: blocks, rows and cells that belong together.

The order is the new revision's; what is gone stands where it stood. Both the comparison and
the carrying over of remarks walk over this one answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from review.documents.pairing import Link, Unit, pair
from review.documents.passages import letters_in, plain
from review.documents.reading.model import Block, Cell, DocumentModel, Row

LEAST_LIKE_TABLE: Final = 40.0
LEAST_MOVED_ROW: Final = 12
#: Longer blocks are not measured letter by letter, which takes the square of their length.
MOST_SIGNS: Final = 50_000

Step = tuple[Link | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class CellPair:
    """A cell and what became of it; one side is None where a column came or went."""

    old: Cell | None
    new: Cell | None
    blocks: tuple[BlockPair, ...] = ()
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class RowPair:
    """A row and what became of it; `sure` as in `pairing.Link`.

    `old_at` and `new_at` count the rows of each table from 1; 0 where the row is not there.
    """

    old: Row | None
    new: Row | None
    old_at: int = 0
    new_at: int = 0
    moved: bool = False
    sure: float = 1.0
    cells: tuple[CellPair, ...] = ()

    @property
    def same(self) -> bool:
        """True when no word of the row changed."""
        return (
            self.old is not None
            and self.new is not None
            and _row_key(self.old) == _row_key(self.new)
        )


@dataclass(frozen=True, slots=True)
class BlockPair:
    """A block and what became of it; one side is None for what came or went.

    `rows` are there for tables. A moved block stands twice: where it is now, and, with `gone`,
    where it was.
    """

    old: Block | None
    new: Block | None
    moved: bool = False
    sure: float = 1.0
    rows: tuple[RowPair, ...] = ()
    gone: bool = False

    @property
    def same(self) -> bool:
        """True when no word of the block changed."""
        return (
            self.old is not None
            and self.new is not None
            and plain(self.old.text) == plain(self.new.text)
        )


def align(old: DocumentModel, new: DocumentModel) -> tuple[BlockPair, ...]:
    """Every block of both revisions that holds text or a picture, paired where possible."""
    return _blocks(_told(old.blocks), _told(new.blocks))


def leaf_pairs(pairs: Iterable[BlockPair]) -> Iterator[BlockPair]:
    """Pairs of blocks that hold text themselves; what a table, a row says holds for its cells."""
    for one in pairs:
        if one.gone:
            continue
        if not one.rows and one.old and one.new:
            yield one
        for row in one.rows:
            yield from _leaves_of_row(row, one.moved or row.moved, min(one.sure, row.sure))


def _leaves_of_row(row: RowPair, moved: bool, sure: float) -> Iterator[BlockPair]:
    for cell in row.cells:
        for inner in leaf_pairs(cell.blocks):
            least = min(sure, cell.sure, inner.sure)
            yield BlockPair(inner.old, inner.new, moved or inner.moved, least)


def _told(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block.text or block.kind == "figure"]


def _blocks(old: Sequence[Block], new: Sequence[Block]) -> tuple[BlockPair, ...]:
    if len(old) == len(new) == 1 and _form(old[0]) == _form(new[0]):
        return (_block_pair(old[0], new[0], Link(0, 0, same=False, sure=_alone(old[0], new[0]))),)
    links = pair([_unit(block) for block in old], [_unit(block) for block in new], LEAST_LIKE_TABLE)
    made = []
    for link, i, j in _in_order(links, len(old), len(new)):
        one, other = (None if i is None else old[i]), (None if j is None else new[j])
        if link is None or one is None or other is None:
            made.append(BlockPair(one, other, gone=link is not None, moved=link is not None))
        else:
            made.append(_block_pair(one, other, link))
    return tuple(made)


def _alone(old: Block, new: Block) -> float:
    """The only block of a cell stays itself, however it was rewritten, if its cell does."""
    if max(len(old.text), len(new.text)) > MOST_SIGNS:
        return 1.0 if old.text == new.text else 0.7
    return 1.0 if fuzz.ratio(old.text, new.text) >= LEAST_LIKE_TABLE else 0.7


def _block_pair(old: Block, new: Block, link: Link) -> BlockPair:
    rows = _rows(old, new) if old.rows and new.rows else ()
    return BlockPair(old, new, link.moved, link.sure, rows)


def _unit(block: Block) -> Unit:
    key = plain(block.text)
    return Unit(key, letters_in(key), _form(block))


def _form(block: Block) -> str:
    return block.kind if block.kind in {"table", "figure", "footnote"} else "text"


# --- tables ---------------------------------------------------------------------------


def _rows(old: Block, new: Block) -> tuple[RowPair, ...]:
    before, after = old.rows, new.rows
    units = [_row_unit(row) for row in before], [_row_unit(row) for row in after]
    links = pair(*units, least_moved=LEAST_MOVED_ROW)
    links = _in_their_places(links, before, after)
    columns = _columns(links, before, after)
    made = []
    for link, i, j in _in_order(links, len(before), len(after)):
        one, other = (None if i is None else before[i]), (None if j is None else after[j])
        if link is not None and (one is None or other is None):
            continue
        cells = _cells(one, other, columns) if one and other else ()
        moved, sure = (link.moved, link.sure) if link else (False, 1.0)
        places = (0 if i is None else i + 1), (0 if j is None else j + 1)
        made.append(RowPair(one, other, *places, moved, sure, cells))
    return tuple(made)


def _row_key(row: Row) -> str:
    return " | ".join(plain(cell.text) for cell in row.cells)


def _row_unit(row: Row) -> Unit:
    """A changed row is known again by its words; figures are what changes."""
    texts = [plain(cell.text) for cell in row.cells]
    named = [text for text in texts if any(map(str.isalpha, text))]
    key = " | ".join(texts)
    return Unit(key, letters_in(key), "words" if named else "figures", " | ".join(named))


def _in_their_places(links: list[Link], old: Sequence[Row], new: Sequence[Row]) -> list[Link]:
    """Rows left over between the same neighbours, as many as before, are the same rows changed.

    That is a guess a reader of a comparison likes, and too little to hang a remark on.
    """
    taken, back = {link.old for link in links}, {link.new for link in links}
    steady = [link for link in links if not link.moved]
    found = list(links)
    last, other = -1, -1
    for i, j in [*((one.old, one.new) for one in steady), (len(old), len(new))]:
        left = [at for at in range(last + 1, i) if at not in taken]
        right = [at for at in range(other + 1, j) if at not in back]
        if len(left) == len(right):
            found += (Link(a, b, False, sure=0.5) for a, b in zip(left, right, strict=True))
        last, other = i, max(other, j)
    return sorted(found, key=lambda link: link.old)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which grid column became which; `firm` are those that several rows agree about.

    A table that kept its columns needs no votes.
    """

    became: Mapping[int, int]
    firm: frozenset[int]
    reshaped: bool


def _columns(links: Sequence[Link], old: Sequence[Row], new: Sequence[Row]) -> _Columns:
    """By cells whose words stand once in both rows of a pair: each is a vote for its column."""
    votes: Counter[tuple[int, int]] = Counter()
    for link in links:
        first, second = _known_cells(old[link.old]), _known_cells(new[link.new])
        votes.update((first[text], second[text]) for text in first.keys() & second.keys())
    became: dict[int, int] = {}
    for (column, other), _ in sorted(votes.items(), key=_by_votes):
        if column not in became and other not in became.values():
            became[column] = other
    firm = {c for c, o in became.items() if votes[c, o] > 1 and votes[c, o] * 2 > _all(votes, c, o)}
    shifted = any(column != other for column, other in became.items())
    widths = any(len(old[one.old].cells) != len(new[one.new].cells) for one in links)
    return _Columns(became, frozenset(firm), shifted or widths)


def _all(votes: Counter[tuple[int, int]], column: int, other: int) -> int:
    mine = sum(count for (one, _), count in votes.items() if one == column)
    return max(mine, sum(count for (_, two), count in votes.items() if two == other))


def _by_votes(item: tuple[tuple[int, int], int]) -> tuple[int, bool, int, int]:
    (column, other), votes = item
    return -votes, column != other, column, other


def _known_cells(row: Row) -> dict[str, int]:
    texts = [plain(cell.text) for cell in row.cells]
    return {
        text: cell.column
        for text, cell in zip(texts, row.cells, strict=True)
        if text and texts.count(text) == 1
    }


def _cells(old: Row, new: Row, columns: _Columns) -> tuple[CellPair, ...]:
    there = {cell.column: cell for cell in new.cells}
    known, known_there = _known_cells(old), _known_cells(new)
    pairs = []
    for cell in old.cells:
        column = columns.became.get(cell.column, cell.column)
        voted = cell.column in columns.became or column not in columns.became.values()
        partner = there.pop(column, None) if voted else None
        if partner is None:
            pairs.append(CellPair(cell, None))
            continue
        blocks = _blocks(_told(cell.blocks), _told(partner.blocks))
        text = plain(cell.text)
        named = known.get(text) == cell.column and known_there.get(text) == column
        sure = not columns.reshaped or cell.column in columns.firm or named
        pairs.append(CellPair(cell, partner, blocks, 1.0 if sure else 0.5))
    pairs += (CellPair(None, cell) for cell in there.values())
    return tuple(sorted(pairs, key=_new_column))


def _new_column(pair_: CellPair) -> tuple[int, int]:
    cell = pair_.new or pair_.old
    return (cell.column if cell else 0, pair_.new is None)


# --- order ----------------------------------------------------------------------------


def _in_order(links: Iterable[Link], old: int, new: int) -> Iterator[Step]:
    """Both lists in one: as the new one goes, and what is gone behind what stood before it.

    `old` and `new` are lengths. A moved item is given twice: as a pair where it is now, and alone
    with its link where it was.
    """
    by_old = {link.old: link for link in links}
    by_new = {link.new: link for link in by_old.values()}
    at = 0
    for j in range(new):
        link = by_new.get(j)
        if link is not None and not link.moved:
            yield from _left_behind(by_old, at, link.old)
            at = max(at, link.old + 1)
        yield link, (link.old if link else None), j
    yield from _left_behind(by_old, at, old)


def _left_behind(by_old: Mapping[int, Link], start: int, end: int) -> Iterator[Step]:
    for i in range(start, end):
        link = by_old.get(i)
        if link is None or link.moved:
            yield link, i, None
