"""Orders that two lists share: the heaviest chain of pairs that do not cross."""

from __future__ import annotations

from rapidfuzz import fuzz, process

Pair = tuple[int, int]


class Likes:
    """How alike items of two lists are, and the best other partner of each."""

    def __init__(self) -> None:
        self.of: dict[Pair, float] = {}
        self._best: dict[tuple[int, int], list[float]] = {}

    def fill(self, old: dict[int, str], new: dict[int, str], least: float) -> None:
        """Compare every old text with every new one; likeness from `least` to 100."""
        for i, text in old.items():
            for _, like, j in process.extract_iter(
                text, new, scorer=fuzz.ratio, score_cutoff=least
            ):
                self.of[i, j] = like
                for side, at in ((0, i), (1, j)):
                    two = self._best.setdefault((side, at), [])
                    two.append(like)
                    two.sort(reverse=True)
                    del two[2:]

    def lead(self, i: int, j: int) -> float:
        """By how much the pair is better than the best other pair of either."""
        like = self.of[i, j]
        rivals = [self._other((0, i), like), self._other((1, j), like)]
        return like - max(rivals)

    def _other(self, side: tuple[int, int], like: float) -> float:
        first, *more = self._best[side]
        return more[0] if more and first == like else (0.0 if first == like else first)


def heaviest(places: list[tuple[int, int, int]]) -> list[Pair]:
    """The heaviest chain of (old, new, weight) rising in both; places come by rising old."""
    size = max((j for _, j, _ in places), default=-1) + 2
    tree: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    before: list[int] = []
    best = (0, -1)
    for at, (_, j, weight) in enumerate(places):
        top = _highest(tree, j)
        before.append(top[1])
        here = (top[0] + weight, at)
        _raise(tree, j + 1, here)
        best = max(best, here)
    chain, at = [], best[1]
    while at >= 0:
        chain.append(places[at][:2])
        at = before[at]
    return chain[::-1]


def _highest(tree: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """The highest value at places below `at` (a Fenwick tree of maxima)."""
    best = (0, -1)
    while at > 0:
        best = max(best, tree[at])
        at -= at & -at
    return best


def _raise(tree: list[tuple[int, int]], at: int, value: tuple[int, int]) -> None:
    while at < len(tree):
        tree[at] = max(tree[at], value)
        at += at & -at


def rising(places: list[Pair]) -> list[Pair]:
    """Pairs whose new side rises too; the others are left out."""
    chain: list[Pair] = []
    for i, j in places:
        if not chain or j > chain[-1][1]:
            chain.append((i, j))
    return chain


def best_in_order(
    left: list[int], right: list[int], likes: dict[Pair, float], least: float
) -> list[Pair]:
    """Pairs that do not cross, with the highest sum of likeness above `least`."""
    if not likes:
        return []
    width = len(right) + 1
    table = [[0.0] * width for _ in range(len(left) + 1)]
    for a, i in enumerate(left, 1):
        above, row = table[a - 1], table[a]
        for b, j in enumerate(right, 1):
            best = max(above[b], row[b - 1])
            like = likes.get((i, j))
            row[b] = best if like is None else max(best, above[b - 1] + like - least)
    chosen, a, b = [], len(left), len(right)
    while a and b:
        if table[a][b] == table[a - 1][b]:
            a -= 1
        elif table[a][b] == table[a][b - 1]:
            b -= 1
        else:
            a, b = a - 1, b - 1
            chosen.append((left[a], right[b]))
    return chosen[::-1]
