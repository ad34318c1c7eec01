"""Tables of a PDF by the lines drawn around their cells.

A PDF knows no tables; word processors draw thin strips around cells. Strips that touch
make one table, their places make its grid, and a missing strip between two places of the
grid is a merged cell. Pure geometry in points, the vertical axis points up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

NEAR: Final = 2.5
THIN: Final = 3.5
MIN_RULE: Final = 5.0
MAX_STRIPS: Final = 20_000
MAX_LINES: Final = 400
RECENT: Final = 80
MAX_PLACES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawn line: across at the height `at` from `low` to `high`, or up at `at`."""

    across: bool
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell by its place in the grid and its bounds on the page."""

    row: int
    column: int
    rowspan: int
    colspan: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Ruled:
    """One table on one page: grid lines from left to right and from top to bottom."""

    lefts: list[float]
    tops: list[float]
    cells: list[RuledCell] = field(default_factory=list)

    def holds(self, x: float, y: float) -> bool:
        """True when the point lies inside the table."""
        inside = self.lefts[0] - NEAR < x < self.lefts[-1] + NEAR
        return inside and self.tops[-1] - NEAR < y < self.tops[0] + NEAR

    def cell_at(self, x: float, y: float) -> RuledCell:
        """The cell a point inside the table belongs to, the nearest one at the edges."""
        column = min(max(bisect_right(self.lefts, x) - 1, 0), len(self.lefts) - 2)
        row = min(max(bisect_right(self._heights, -y) - 1, 0), len(self.tops) - 2)
        return self._at[row, column]

    @cached_property
    def _heights(self) -> list[float]:
        return [-top for top in self.tops]

    @cached_property
    def _at(self) -> dict[tuple[int, int], RuledCell]:
        """The cell over each place of the grid."""
        return {
            (row, column): cell
            for cell in reversed(self.cells)
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        }


def strip_of(left: float, bottom: float, right: float, top: float) -> Strip | None:
    """A thin drawn box as a strip; None for dots and for real boxes."""
    width, height = right - left, top - bottom
    if height <= THIN and width >= MIN_RULE:
        return Strip(True, (top + bottom) / 2, left, right)
    if width <= THIN and height > width:
        return Strip(False, (left + right) / 2, bottom, top)
    return None


def edges_of(left: float, bottom: float, right: float, top: float) -> list[Strip]:
    """The four edges of an outlined box."""
    return [
        Strip(True, top, left, right),
        Strip(True, bottom, left, right),
        Strip(False, left, bottom, top),
        Strip(False, right, bottom, top),
    ]


def tables_of(strips: Sequence[Strip]) -> list[Ruled]:
    """Tables the strips of one page make, from top to bottom; frames are no tables."""
    if len(strips) > MAX_STRIPS:
        return []
    rules = _joined([s for s in strips if s.across]) + _joined([s for s in strips if not s.across])
    if len(rules) > MAX_LINES * 2:
        return []
    tables = [table for group in _touching(rules) if (table := _table(group)) is not None]
    return sorted(tables, key=lambda table: -table.tops[0])


def _joined(strips: list[Strip]) -> list[Strip]:
    """Strips on one line that touch become one rule; short leftovers go away."""
    rules: list[Strip] = []
    for strip in sorted(strips, key=lambda s: (s.at, s.low)):
        near = (
            i for i in range(max(0, len(rules) - 80), len(rules)) if _continues(rules[i], strip)
        )
        index = next(near, None)
        if index is None:
            rules.append(strip)
        else:
            low, high = min(rules[index].low, strip.low), max(rules[index].high, strip.high)
            rules[index] = Strip(strip.across, rules[index].at, low, high)
    return [rule for rule in rules if rule.high - rule.low >= MIN_RULE]


def _continues(rule: Strip, strip: Strip) -> bool:
    touches = strip.low <= rule.high + NEAR and strip.high >= rule.low - NEAR
    return touches and strip.at - rule.at <= NEAR


def _touching(rules: list[Strip]) -> list[list[Strip]]:
    """Rules in groups that hang together by crossings."""
    owner = list(range(len(rules)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    across = [index for index, rule in enumerate(rules) if rule.across]
    upright = [index for index, rule in enumerate(rules) if not rule.across]
    for first in across:
        for second in upright:
            if _cross(rules[first], rules[second]):
                owner[root(first)] = root(second)
    groups: dict[int, list[Strip]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


def _cross(across: Strip, upright: Strip) -> bool:
    return (
        across.low - NEAR <= upright.at <= across.high + NEAR
        and upright.low - NEAR <= across.at <= upright.high + NEAR
    )


def _table(group: list[Strip]) -> Ruled | None:
    lefts = _distinct(rule.at for rule in group if not rule.across)
    tops = _distinct(rule.at for rule in group if rule.across)[::-1]
    if len(lefts) < 2 or len(tops) < 2 or not 4 < len(lefts) * len(tops) <= MAX_PLACES:
        return None
    table = Ruled(lefts, tops)
    table.cells = _cells(group, lefts, tops)
    return table if len(table.cells) > 1 else None


def _distinct(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found


def _cells(group: list[Strip], lefts: list[float], tops: list[float]) -> list[RuledCell]:
    """Places of the grid grown to the right and down until a rule stops them."""
    across = [rule for rule in group if rule.across]
    upright = [rule for rule in group if not rule.across]
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(len(tops) - 1):
        for column in range(len(lefts) - 1):
            if (row, column) in taken:
                continue
            colspan = _grow_right(upright, lefts, tops, row, column, taken)
            rowspan = _grow_down(across, lefts, tops, row, column, colspan)
            cell = RuledCell(
                row, column, rowspan, colspan, lefts[column], tops[row + rowspan],
                lefts[column + colspan], tops[row],
            )  # fmt: skip
            taken.update(
                (r, c) for r in range(row, row + rowspan) for c in range(column, column + colspan)
            )
            cells.append(cell)
    return cells


def _grow_right(
    upright: list[Strip],
    lefts: list[float],
    tops: list[float],
    row: int,
    column: int,
    taken: set[tuple[int, int]],
) -> int:
    middle = (tops[row] + tops[row + 1]) / 2
    span = 1
    while (
        column + span < len(lefts) - 1
        and (row, column + span) not in taken
        and not _drawn(upright, lefts[column + span], middle)
    ):
        span += 1
    return span


def _grow_down(
    across: list[Strip],
    lefts: list[float],
    tops: list[float],
    row: int,
    column: int,
    colspan: int,
) -> int:
    middles = [(lefts[c] + lefts[c + 1]) / 2 for c in range(column, column + colspan)]
    span = 1
    while row + span < len(tops) - 1 and not any(
        _drawn(across, tops[row + span], middle) for middle in middles
    ):
        span += 1
    return span


def _drawn(rules: list[Strip], at: float, along: float) -> bool:
    return any(
        abs(rule.at - at) <= NEAR and rule.low - NEAR <= along <= rule.high + NEAR for rule in rules
    )
