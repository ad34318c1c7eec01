"""Which item of an old list became which of a new one: paragraphs of a text, rows of a table.

Items that are there once and only once on both sides are paired first, the heaviest order of
them kept and the others taken as moved; then equal items between those; then items that resemble
each other. Every pair says how sure it is: where two partners fit alike, nobody can know.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from review.documents.orders import Likes, best_in_order, heaviest, rising
from review.documents.word_diff import matching

#: An equal item with fewer letters stands for itself only beside another pair.
SHORT: Final = 12
#: An item with fewer letters is never said to have moved by itself, a table's row excepted.
LEAST_MOVED: Final = 20
LEAST_LIKE: Final = 58.0
LEAST_LIKE_MOVED: Final = 75.0
#: Tables of one document resemble each other by their heads and figures alone.
LEAST_LIKE_TABLE: Final = 70.0
SURE: Final = 0.8
_UNSURE: Final = 0.5
_BARELY: Final = 0.75
_BEYOND_DOUBT: Final = 85.0
_MARGIN: Final = 8.0
_MOST_IN_ORDER: Final = 60_000
_MOST_ANYWHERE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Unit:
    """An item as it is compared: equal `key` is equal text; only the same `form` pairs.

    `name` is the part by which a changed item is known again: a row's words without its figures.
    """

    key: str
    letters: int
    form: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Item `old` became item `new`. `sure` from 0 to 1: below SURE a person should look."""

    old: int
    new: int
    same: bool
    moved: bool = False
    sure: float = 1.0


Span = tuple[int, int, int, int]


def pair(
    old: Sequence[Unit],
    new: Sequence[Unit],
    least_like: float = LEAST_LIKE,
    least_moved: int = LEAST_MOVED,
) -> list[Link]:
    """Pairs in the order of the old list; what has no partner is in none."""
    work = _Pairing(old, new, least_like, least_moved)
    work.equal_in_order()
    work.equal_elsewhere()
    work.alike_in_order()
    work.alike_elsewhere()
    work.doubt_repeated()
    work.doubt_lonely()
    return sorted(work.links.values(), key=lambda link: link.old)


class _Pairing:
    def __init__(
        self, old: Sequence[Unit], new: Sequence[Unit], least_like: float, least_moved: int
    ) -> None:
        self.old, self.new = old, new
        self._least_like, self._least_moved = least_like, least_moved
        self.links: dict[int, Link] = {}
        self._back: dict[int, int] = {}
        self._firm: list[tuple[int, int]] = []
        self._once = _once(old).keys() & _once(new).keys()

    def equal_in_order(self) -> None:
        """Items there once on both sides in their heaviest common order, and equal ones between."""
        here, there = _once(self.old), _once(self.new)
        both = sorted((here[key], there[key]) for key in self._once)
        chain = heaviest([(i, j, self.old[i].letters + 1) for i, j in both])
        self._firm = [place for place in chain if self._is_firm(*place)]
        for place in self._firm:
            self._link(*place, same=True)
        for low, high, start, end in list(self._gaps(self._firm)):
            keys = [_identity(unit) for unit in self.old[low:high]]
            others = [_identity(unit) for unit in self.new[start:end]]
            for a, b, size in matching(keys, others):
                for step in range(size):
                    self._link(low + a + step, start + b + step, same=True)

    def equal_elsewhere(self) -> None:
        """The others that are there once, long enough to know again, and their neighbours."""
        here, there = _once(self.old), _once(self.new)
        for key in sorted(self._once, key=lambda one: here[one]):
            i, j = here[key], there[key]
            if self.old[i].letters >= self._least_moved and self._free(i, j):
                self._link(i, j, same=True, moved=True)
                self._grow(i, j, -1)
                self._grow(i, j, 1)

    def alike_in_order(self) -> None:
        """Changed items between pairs that are in order."""
        steady = [(one.old, one.new) for one in sorted(self.links.values(), key=lambda x: x.old)
                  if not one.moved]  # fmt: skip
        likes = self._everywhere()
        for low, high, start, end in list(self._gaps(rising(steady))):
            left = [i for i in range(low, high) if i not in self.links]
            right = [j for j in range(start, end) if j not in self._back]
            if left and right:
                self._alike(left, right, likes)

    def alike_elsewhere(self) -> None:
        """Items that moved and were changed too: long ones, to be shown and never to be sure of."""
        left = [i for i, unit in enumerate(self.old) if self._may_move(unit, i in self.links)]
        right = [j for j, unit in enumerate(self.new) if self._may_move(unit, j in self._back)]
        if not left or not right or len(left) * len(right) > _MOST_ANYWHERE:
            return
        likes = self._likenesses(left, right, LEAST_LIKE_MOVED)
        for (i, j), _ in sorted(likes.of.items(), key=lambda item: -item[1]):
            if self._free(i, j):
                sure = _BARELY if likes.lead(i, j) >= _MARGIN else _UNSURE
                self._link(i, j, same=False, moved=True, sure=sure)

    def doubt_repeated(self) -> None:
        """Of equal items between two firm pairs, as many must be left as there were."""
        firsts, seconds = [i for i, _ in self._firm], [j for _, j in self._firm]
        counts: Counter[tuple[int, str, int]] = Counter()
        for side, units, bounds in ((0, self.old, firsts), (1, self.new, seconds)):
            for at, unit in enumerate(units):
                if not self._has_moved(side, at):
                    counts[bisect_right(bounds, at), _identity(unit), side] += 1
        for link in list(self.links.values()):
            key = _identity(self.old[link.old])
            if not link.same or key in self._once:
                continue
            region, other = bisect_right(firsts, link.old), bisect_right(seconds, link.new)
            fits = region == other and counts[region, key, 0] == counts[other, key, 1]
            if not fits and not link.moved:
                self.links[link.old] = replace(link, sure=_UNSURE)

    def doubt_lonely(self) -> None:
        """A short equal item far from every other pair may be another one with the same words."""
        for link in list(self.links.values()):
            short = self.old[link.old].letters < SHORT
            if short and link.same and not self._has_neighbour(link):
                self.links[link.old] = replace(link, sure=min(link.sure, _UNSURE))

    def _is_firm(self, i: int, j: int) -> bool:
        if self.old[i].letters >= SHORT:
            return True
        return self._equal_at(i - 1, j - 1) or self._equal_at(i + 1, j + 1)

    def _equal_at(self, i: int, j: int) -> bool:
        if i in (-1, len(self.old)) or j in (-1, len(self.new)):
            return (i, j) in ((-1, -1), (len(self.old), len(self.new)))
        return _identity(self.old[i]) == _identity(self.new[j])

    def _has_neighbour(self, link: Link) -> bool:
        for step in (-1, 1):
            i, j = link.old + step, link.new + step
            other = self.links.get(i)
            ends = (i, j) in ((-1, -1), (len(self.old), len(self.new)))
            if ends or (other is not None and other.new == j):
                return True
        return False

    def _has_moved(self, side: int, at: int) -> bool:
        link = self.links.get(at if side == 0 else self._back.get(at, -1))
        return link is not None and link.moved

    def _may_move(self, unit: Unit, taken: bool) -> bool:
        return not taken and unit.letters >= 2 * LEAST_MOVED

    def _free(self, i: int, j: int) -> bool:
        return i not in self.links and j not in self._back

    def _link(self, i: int, j: int, *, same: bool, moved: bool = False, sure: float = 1.0) -> None:
        if self._free(i, j):
            self.links[i] = Link(i, j, same, moved, sure)
            self._back[j] = i

    def _grow(self, i: int, j: int, step: int) -> None:
        """Equal neighbours went along with what moved."""
        while True:
            i, j = i + step, j + step
            inside = 0 <= i < len(self.old) and 0 <= j < len(self.new)
            if not inside or not self._free(i, j) or not self._equal_at(i, j):
                return
            self._link(i, j, same=True, moved=True)

    def _gaps(self, chain: list[tuple[int, int]]) -> Iterator[Span]:
        last, other = -1, -1
        for i, j in [*chain, (len(self.old), len(self.new))]:
            if i > last + 1 and j > other + 1:
                yield last + 1, i, other + 1, j
            last, other = i, j

    def _alike(self, left: list[int], right: list[int], all_likes: Likes | None) -> None:
        if len(left) * len(right) > _MOST_IN_ORDER:
            left, right = left[:240], right[:240]
        likes = all_likes or self._likenesses(left, right, self._least_like)
        rows, columns = set(left), set(right)
        here = {one: like for one, like in likes.of.items() if one[0] in rows and one[1] in columns}
        for i, j in best_in_order(left, right, here, self._least_like - 10):
            known = all_likes is not None or likes.of[i, j] >= _BEYOND_DOUBT
            sure = self._sureness(likes, i, j)
            self._link(i, j, same=False, sure=sure if known else min(sure, _BARELY))

    def _everywhere(self) -> Likes | None:
        """Likeness of all that is left, so that a rival elsewhere counts; None for too much."""
        left = [i for i in range(len(self.old)) if i not in self.links]
        right = [j for j in range(len(self.new)) if j not in self._back]
        if len(left) * len(right) > _MOST_ANYWHERE:
            return None
        return self._likenesses(left, right, self._least_like)

    def _sureness(self, likes: Likes, i: int, j: int) -> float:
        like = likes.of[i, j]
        least = LEAST_LIKE_TABLE if self.old[i].form == "table" else LEAST_LIKE
        enough = like >= least and min(self.old[i].letters, self.new[j].letters) >= SHORT
        clear = likes.lead(i, j) >= _MARGIN * (0.5 if like >= 90 else 1)
        return 0.9 if enough and clear else _UNSURE

    def _likenesses(self, left: list[int], right: list[int], least: float) -> Likes:
        likes = Likes()
        for form in {self.old[i].form for i in left}:
            likes.fill(
                {i: _name(self.old[i]) for i in left if self.old[i].form == form},
                {j: _name(self.new[j]) for j in right if self.new[j].form == form},
                least,
            )
        return likes


def _name(unit: Unit) -> str:
    return unit.name or unit.key


def _identity(unit: Unit) -> str:
    return f"{unit.form}\0{unit.key}"


def _once(units: Iterable[Unit]) -> dict[str, int]:
    """Where the items stand that are there only once."""
    places: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for at, unit in enumerate(units):
        key = _identity(unit)
        counts[key] += 1
        places[key] = at
    return {key: at for key, at in places.items() if counts[key] == 1}
