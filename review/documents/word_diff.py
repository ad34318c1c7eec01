"""Two texts word by word: which stretches stayed, and what stands between them.

Longest common stretches first, as a person reads; a lone short word between two changes is
counted with the change, so that a rewritten sentence is not shown as a sieve.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from rapidfuzz.distance import LCSseq

from review.documents.passages import letters_in

#: Above this product of words the quick alignment of a library is taken, above the next none.
MANY: Final = 1_000_000
TOO_MANY: Final = 60_000_000
LEAST_ISLAND: Final = 5
_WORD: Final = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Same:
    """A stretch that stayed, spaces inside included: characters of the old and the new text."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of both texts in order: what stayed, or what was there and what is there now."""

    same: bool
    old: str
    new: str


Block = tuple[int, int, int]


def same_stretches(old: str, new: str) -> list[Same]:
    """What stayed, in order; never crossing."""
    if old == new:
        return [Same(0, len(old), 0, len(new))] if old else []
    first, second = _words(old), _words(new)
    blocks = matching(
        [old[start:end] for start, end in first], [new[start:end] for start, end in second]
    )
    found = []
    for at, there, size in blocks:
        span, other = (first[at][0], first[at + size - 1][1]), second[there][0]
        found.append(Same(*span, other, second[there + size - 1][1]))
    return _without_islands(found, old, new)


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts whole: stayed and changed parts in turns, spaces with the part before them."""
    if old == new:
        return [Piece(True, old, new)]
    made: list[Piece] = []
    at = there = 0
    for same in same_stretches(old, new):
        if same.old_start > at or same.new_start > there:
            made.append(Piece(False, old[at : same.old_start], new[there : same.new_start]))
        made.append(
            Piece(True, old[same.old_start : same.old_end], new[same.new_start : same.new_end])
        )
        at, there = same.old_end, same.new_end
    if at < len(old) or there < len(new):
        made.append(Piece(False, old[at:], new[there:]))
    return [_spaces_are_the_same(piece) for piece in made]


def matching(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Common stretches of two sequences as (old, new, size), in order.

    Bounded in time for texts of any size: see MANY and TOO_MANY.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    found: list[Block] = [(0, 0, head)]
    found += ((head + a, head + b, size) for a, b, size in _middle(middle, other))
    found.append((len(old) - tail, len(new) - tail, tail))
    return list(_joined(block for block in found if block[2]))


def _middle(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    if not old or not new or len(old) * len(new) > TOO_MANY:
        return []
    if len(old) * len(new) <= MANY:
        found = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(one.a, one.b, one.size) for one in found]
    return [
        (code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in LCSseq.opcodes(old, new)
        if code.tag == "equal"
    ]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Stretches that touch in both sequences are one."""
    last: Block | None = None
    for block in blocks:
        if last and last[0] + last[2] == block[0] and last[1] + last[2] == block[1]:
            last = (last[0], last[1], last[2] + block[2])
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


def _without_islands(found: list[Same], old: str, new: str) -> list[Same]:
    return [one for one in found if _holds(one, old, new)]


def _holds(same: Same, old: str, new: str) -> bool:
    """A stretch at an end of both texts, or one with letters enough, is no island."""
    at_start = not old[: same.old_start].strip() and not new[: same.new_start].strip()
    at_end = not old[same.old_end :].strip() and not new[same.new_end :].strip()
    return at_start or at_end or letters_in(old[same.old_start : same.old_end]) >= LEAST_ISLAND


def _spaces_are_the_same(piece: Piece) -> Piece:
    only_spaces = not piece.old.strip() and not piece.new.strip()
    return Piece(True, piece.old, piece.new) if only_spaces else piece
