"""Signs of careless work: whose marks go with nobody's, whose sheets are all of one mark.

Signs are shown to a moderator with their figures and never used by themselves (docs/domain,
section 6). Bounds are a profile's settings; those here are where a profile begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import correlation, median, pstdev
from typing import Final

from rubric.severity import Rating, Severity, severities

_HALF_WIDTH: Final = 1.959964  # standard errors on each side of a 95 % interval
_PASSES: Final = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on a sign is shown.

    `share_of_usual`: marks that go with those of others less than this share of what is usual in
    the pool. `flat_sheets`: the share of sheets whose marks are all alike. `narrow`: a spread of
    totals below this share of the usual one. `least_sheets`: with fewer nothing is said.
    """

    share_of_usual: float = 0.6
    flat_sheets: float = 0.5
    narrow: float = 0.4
    least_sheets: int = 8


@dataclass(frozen=True, slots=True)
class Care:
    """How a judge's marks go with the marks of others on the same programmes.

    `together` is the correlation of totals, severities taken out, with its 95 % interval; None
    where no programme was shared or nothing varied. `usual` is the pool's median. `signs` are
    codes: "apart", "flat", "narrow".
    """

    judge: str
    together: float | None
    low: float
    high: float
    usual: float
    spread: float
    flat: float
    sheets: int
    signs: tuple[str, ...]


def care(
    ratings: Iterable[Rating],
    sheets: Iterable[tuple[str, Mapping[str, float]]] = (),
    bounds: Bounds | None = None,
) -> tuple[Care, ...]:
    """Every judge's signs, those with most of them first.

    `sheets` are (judge, marks by criterion as a share of the criterion's maximum).
    """
    rows, limits = list(ratings), bounds or Bounds()
    flat = _flat_shares(sheets)
    spreads = _spreads(rows)
    usual_spread = median(spreads.values()) if spreads else 0.0
    told = _together(rows, limits)
    usual = _usual(told)
    found = []
    for judge, spread in spreads.items():
        together, count = told.get(judge, (None, 0))
        low, high = _interval(together, count)
        signs = []
        if count >= limits.least_sheets and _apart(together, high, usual, limits):
            signs.append("apart")
        if flat.get(judge, 0.0) >= limits.flat_sheets:
            signs.append("flat")
        if count >= limits.least_sheets and spread < limits.narrow * usual_spread:
            signs.append("narrow")
        own = sum(row.judge == judge for row in rows)
        found.append(
            Care(judge, together, low, high, usual, spread, flat.get(judge, 0.0), own, tuple(signs))
        )
    return tuple(sorted(found, key=lambda one: (-len(one.signs), one.judge)))


def doubted(cares: Iterable[Care]) -> frozenset[str]:
    """Judges whose marks go with nobody's: they should hardly count when others are measured."""
    return frozenset(one.judge for one in cares if "apart" in one.signs)


def fair_severities(
    ratings: Iterable[Rating], bounds: Bounds | None = None
) -> tuple[Severity, ...]:
    """Severities in which the marks of careless judges hardly count for others."""
    rows = list(ratings)
    return severities(rows, doubted(care(rows, (), bounds)))


def _flat_shares(sheets: Iterable[tuple[str, Mapping[str, float]]]) -> dict[str, float]:
    """By judge, the share of sheets of at least three criteria with one mark throughout.

    A sheet of full marks is flat too: whether a programme deserves it the moderator sees.
    """
    seen: dict[str, list[bool]] = {}
    for judge, marks in sheets:
        if len(marks) > 2:
            seen.setdefault(judge, []).append(len(set(marks.values())) == 1)
    return {judge: sum(flags) / len(flags) for judge, flags in seen.items()}


def _spreads(rows: Sequence[Rating]) -> dict[str, float]:
    totals: dict[str, list[float]] = {}
    for row in rows:
        totals.setdefault(row.judge, []).append(row.points)
    return {judge: pstdev(points) for judge, points in totals.items()}


def _together(rows: Sequence[Rating], limits: Bounds) -> dict[str, tuple[float | None, int]]:
    """Each judge's correlation with the others; those found apart stop counting as others."""
    apart: frozenset[str] = frozenset()
    told: dict[str, tuple[float | None, int]] = {}
    for _ in range(_PASSES):
        level = {one.judge: one.points for one in severities(rows, apart)}
        told = _correlations(rows, level, apart)
        usual = _usual(told)
        now = frozenset(
            judge
            for judge, (together, count) in told.items()
            if count >= limits.least_sheets
            and _apart(together, _interval(together, count)[1], usual, limits)
        )
        if now == apart:
            break
        apart = now
    return told


def _correlations(
    rows: Sequence[Rating], level: Mapping[str, float], apart: frozenset[str]
) -> dict[str, tuple[float | None, int]]:
    by_programme: dict[str, list[Rating]] = {}
    for row in rows:
        by_programme.setdefault(row.programme, []).append(row)
    pairs: dict[str, list[tuple[float, float]]] = {row.judge: [] for row in rows}
    for seen in by_programme.values():
        for row in seen:
            others = [
                one.points + level[one.judge]
                for one in seen
                if one.judge != row.judge and one.judge not in apart
            ]
            if others:
                pairs[row.judge].append((row.points, sum(others) / len(others)))
    return {judge: (_correlation(told), len(told)) for judge, told in pairs.items()}


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """None where it cannot be told; a judge whose marks never vary goes with nobody's: 0."""
    if len(pairs) < 3:
        return None
    own, others = zip(*pairs, strict=True)
    if pstdev(others) == 0:
        return None
    return correlation(own, others) if pstdev(own) > 0 else 0.0


def _usual(told: Mapping[str, tuple[float | None, int]]) -> float:
    known = [together for together, _count in told.values() if together is not None]
    return median(known) if known else 0.0


def _interval(together: float | None, count: int) -> tuple[float, float]:
    """Fisher's interval of a correlation."""
    if together is None or count < 4:
        return -1.0, 1.0
    middle = atanh(max(-0.999999, min(0.999999, together)))
    half = _HALF_WIDTH / sqrt(count - 3)
    return tanh(middle - half), tanh(middle + half)


def _apart(together: float | None, high: float, usual: float, limits: Bounds) -> bool:
    """Less than the share of the usual, and so beyond chance."""
    return together is not None and together < limits.share_of_usual * usual and high < usual
