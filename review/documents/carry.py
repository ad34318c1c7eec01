"""Remarks of one revision carried to the next one, never attached wrongly in silence.

Blocks are aligned first, then the words inside. "exact" and "moved" say that the very words were
found again beyond doubt; everything less is "drifted", shown beside the old quotation for a
person to decide, or "orphan" where the words are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from review.documents.alignment import BlockPair, align, leaf_pairs
from review.documents.anchors import AROUND, Anchor, anchor_of, find
from review.documents.pairing import SURE
from review.documents.passages import Leaf, Passages, letters_in, plain
from review.documents.quotes import normalised
from review.documents.reading.model import DocumentModel
from review.documents.word_diff import Same, same_stretches

Status = Literal["exact", "moved", "drifted", "orphan"]

#: From this confidence on a place is taken without asking a person.
BOUND: Final = 0.8
#: A changed passage that resembles the quotation less is no passage to show.
LEAST_LIKE: Final = 0.5
#: Letters of unchanged text, the quotation's included, that prove a place in a changed block.
LEAST_PROOF: Final = 20
LEAST_WORDS: Final = 3
_WINDOW: Final = 40


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one remark's place.

    `anchor` is the place in the new revision, None for an orphan; `confidence` from 0 to 1.
    """

    status: Status
    anchor: Anchor | None = None
    confidence: float = 0.0

    @property
    def silent(self) -> bool:
        """True when nobody needs to be asked."""
        return self.status in {"exact", "moved"}


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a part of a quotation went; characters of the new canonical text."""

    start: int
    end: int
    kept: bool
    moved: bool
    sure: float


ORPHAN: Final = Carried("orphan")


def carry(old: DocumentModel, new: DocumentModel, anchors: Sequence[Anchor]) -> list[Carried]:
    """What became of each anchor of the old revision, in the order given."""
    work = Carrying(old, new)
    return [work.carry(anchor) for anchor in anchors]


class Carrying:
    """Two revisions, aligned once for any number of remarks."""

    def __init__(
        self, old: DocumentModel, new: DocumentModel, pairs: Iterable[BlockPair] | None = None
    ) -> None:
        """`pairs` is what `align` said of the two, if that was asked before."""
        self.old, self.new = Passages(old), Passages(new)
        found = leaf_pairs(align(old, new) if pairs is None else pairs)
        self._pairs = {one.old.id: one for one in found if one.old and one.new}
        self._stretches: dict[str, list[Same]] = {}

    def carry(self, anchor: Anchor) -> Carried:
        """What became of one anchor of the old revision."""
        known = find(self.old, anchor)
        if known is None or known.anchor.position is None:
            return ORPHAN
        start, end = known.anchor.position.start, known.anchor.position.end
        carried = self._carried(start, end)
        if carried.silent and (known.ambiguous or known.how == "near"):
            return Carried("drifted", carried.anchor, min(carried.confidence, 0.5))
        return carried

    def _carried(self, start: int, end: int) -> Carried:
        quote = self.old.text[start:end]
        parts = [self._part(leaf, start, end) for leaf in self.old.leaves_in(start, end)]
        found = [part for part in parts if part is not None]
        if found and len(found) == len(parts) and all(part.kept for part in found):
            carried = self._kept(quote, found)
            if carried is not None and carried.silent:
                return carried
        else:
            carried = None
        mixed = 0 < len(found) < len(parts)
        alone = None if mixed else self._by_itself(start, end)
        if alone is not None and not _contradict(alone, found):
            return alone
        return carried or self._changed(quote, found)

    # --- by the alignment --------------------------------------------------------------

    def _part(self, leaf: Leaf, start: int, end: int) -> _Part | None:
        """Where the part of a quotation that lies in one block went."""
        one = self._pairs.get(leaf.block.id)
        span = self.new.span(one.new.id) if one and one.new else None
        if one is None or span is None:
            return None
        inner, outer = max(start, leaf.start) - leaf.start, min(end, leaf.end) - leaf.start
        words = leaf.block.text[inner:outer]
        inner, outer = outer - len(words.lstrip()), inner + len(words.rstrip())
        return self._within(one, inner, outer, span[0])

    def _within(self, one: BlockPair, start: int, end: int, at: int) -> _Part | None:
        stretches = self._same(one)
        for same in stretches:
            if same.old_start <= start and end <= same.old_end:
                first, last = _shifted(one, same, start, end)
                proof = self._proof(one, same, start, end)
                sure = min(one.sure, proof)
                return _Part(at + first, at + last, True, one.moved, sure)
        touched = [same for same in stretches if same.old_start < end and start < same.old_end]
        if not touched:
            return None
        first = _edge(stretches, start, before=True)
        last = _edge(stretches, end, before=False)
        length = len(one.new.text) if one.new else 0
        low, high = at + max(0, first), at + min(length, length if last < 0 else last)
        return _Part(low, high, False, one.moved, one.sure) if low < high else None

    def _same(self, one: BlockPair) -> list[Same]:
        if one.old is None or one.new is None:
            return []
        if one.old.id not in self._stretches:
            self._stretches[one.old.id] = same_stretches(one.old.text, one.new.text)
        return self._stretches[one.old.id]

    def _proof(self, one: BlockPair, same: Same, start: int, end: int) -> float:
        """How much unchanged text around says that these are the very words, from 0 to 1."""
        if one.old is None or one.new is None or one.same:
            return 1.0
        low, high = max(same.old_start, start - _WINDOW), min(same.old_end, end + _WINDOW)
        window = one.old.text[low:high]
        if letters_in(window) < LEAST_PROOF:
            return 0.6
        alone = one.old.text.count(window) == 1 and plain(one.new.text).count(plain(window)) == 1
        return 0.95 if alone else 0.6

    def _kept(self, quote: str, parts: list[_Part]) -> Carried | None:
        """The words stand together as before: silently only when every part is sure."""
        start, end = parts[0].start, parts[-1].end
        anchor = anchor_of(self.new, start, end) if start < end else None
        if anchor is None or plain(anchor.quote.exact) != plain(quote):
            return None
        sure = min(part.sure for part in parts)
        if sure < SURE:
            return Carried("drifted", anchor, min(sure, BOUND - 0.05))
        return Carried("moved" if any(part.moved for part in parts) else "exact", anchor, sure)

    def _changed(self, quote: str, parts: list[_Part]) -> Carried:
        """The passage as it reads now, where enough of the quotation is left."""
        best = ORPHAN
        for start, end in _spans(parts):
            anchor = anchor_of(self.new, start, end)
            if anchor is None:
                continue
            like = fuzz.ratio(plain(anchor.quote.exact), plain(quote)) / 100
            if like >= LEAST_LIKE and like > best.confidence:
                best = Carried("drifted", anchor, min(like, BOUND - 0.05))
        return best

    # --- by the words alone ------------------------------------------------------------

    def _by_itself(self, start: int, end: int) -> Carried | None:
        """Words that are there once before and after, alone or with what stands around them."""
        text = self.old.text
        alone = self._once(start, end, start, end)
        around = self._once(max(0, start - AROUND), min(len(text), end + AROUND), start, end)
        found = around or alone
        if found is None or not (alone or self._as_often(start, end)):
            return None
        anchor = anchor_of(self.new, *found)
        if anchor is None or plain(anchor.quote.exact) != plain(text[start:end]):
            return None
        status: Status = "exact" if self._in_order(start, found[0]) else "moved"
        return Carried(status, anchor, 0.95 if alone and around else 0.85)

    def _as_often(self, start: int, end: int) -> bool:
        """Whether repeated words are repeated as often as before: else one of them is gone."""
        one = self._pairs.get(self.old.leaf_at(start).block.id)
        words = _signs(self.old.text[start:end])
        if one is None or one.old is None or one.new is None:
            return self.old.signs.text.count(words) == self.new.signs.text.count(words)
        return _signs(one.old.text).count(words) == _signs(one.new.text).count(words)

    def _once(self, low: int, high: int, start: int, end: int) -> tuple[int, int] | None:
        """Where the characters `start` to `end` are now, if all from `low` to `high` is there once.

        None for few words, and when they are there twice before or after, or no longer.
        """
        window = _signs(self.old.text[low:high])
        if letters_in(window) < LEAST_PROOF or len(window.split()) < LEAST_WORDS:
            return None
        if self.old.signs.text.count(window) != 1 or self.new.signs.text.count(window) != 1:
            return None
        at = self.new.signs.text.index(window)
        first = at + len(window) - len(_signs(self.old.text[start:high]))
        last = at + len(_signs(self.old.text[low:end]))
        origin = self.new.signs.origin
        return origin[first], origin[last - 1] + 1

    def _in_order(self, old: int, new: int) -> bool:
        """Whether the new place lies in the block that the old one became."""
        one = self._pairs.get(self.old.leaf_at(old).block.id)
        here = self.new.leaf_at(new).block.id
        return one is not None and one.new is not None and one.new.id == here and not one.moved


def _contradict(carried: Carried, parts: Iterable[_Part]) -> bool:
    """Whether the alignment found a part of the words elsewhere."""
    position = carried.anchor.position if carried.anchor else None
    return position is not None and any(
        part.kept and not (position.start <= part.start and part.end <= position.end)
        for part in parts
    )


def _signs(text: str) -> str:
    return normalised(text).text.strip()


def _shifted(one: BlockPair, same: Same, start: int, end: int) -> tuple[int, int]:
    """Characters of the old block as characters of the new one; spaces may differ in number."""
    old, new = (one.old.text if one.old else ""), (one.new.text if one.new else "")
    stretch = new[same.new_start : same.new_end]
    if old[same.old_start : same.old_end] == stretch:
        off = same.new_start - same.old_start
        return start + off, end + off
    before, inside = old[same.old_start : start], old[start:end]
    first = _after(stretch, _solid(before))
    return same.new_start + first, same.new_start + _end(stretch, first, _solid(inside))


def _solid(text: str) -> int:
    return sum(not sign.isspace() for sign in text)


def _after(text: str, count: int) -> int:
    """Where the sign behind `count` visible ones stands."""
    for at, sign in enumerate(text):
        if not sign.isspace():
            if count == 0:
                return at
            count -= 1
    return len(text)


def _end(text: str, start: int, count: int) -> int:
    """Where `count` visible signs from `start` on end."""
    for at in range(start, len(text)):
        if not text[at].isspace():
            count -= 1
            if count == 0:
                return at + 1
    return len(text)


def _edge(stretches: Sequence[Same], at: int, *, before: bool) -> int:
    """Where an old character inside changed words went: the near edge of what stayed.

    -1 when nothing stayed behind it: then it went to the block's end.
    """
    for same in stretches:
        if same.old_start <= at <= same.old_end:
            return same.new_start + at - same.old_start
    if before:
        return max((same.new_end for same in stretches if same.old_end <= at), default=0)
    return min((same.new_start for same in stretches if same.old_start >= at), default=-1)


def _spans(parts: list[_Part]) -> list[tuple[int, int]]:
    """The whole of all parts where they are in order, and each alone."""
    spans = [(part.start, part.end) for part in parts]
    if len(parts) > 1 and parts[0].start < parts[-1].end:
        spans.append((parts[0].start, parts[-1].end))
    return spans
