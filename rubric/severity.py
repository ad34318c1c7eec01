"""Strict and lenient judges, with uncertainty: points = programme + judge + chance.

Programmes and judges are random effects, so a judge of few sheets is drawn towards the middle
rather than blamed. Marks of judges who are doubted (`rubric.care`) hardly count for others.
Fitted by expectation-maximisation in plain Python; the regional sizes of docs/domain, section 13,
take a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

LEAST_SHEETS: Final = 5
_ROUNDS: Final = 400
_STILL: Final = 1e-6
_NOTHING: Final = 1e-9
_DOUBTED: Final = 0.05  # what a sheet of a doubted judge weighs beside another's
_HALF_WIDTH: Final = 1.959964  # standard errors on each side of a 95 % interval


class Rating(NamedTuple):
    """One sheet's total in points."""

    programme: str
    judge: str
    points: float


@dataclass(frozen=True, slots=True)
class Severity:
    """How many points a judge takes off (positive: strict) beside the other judges.

    `low` to `high` is the 95 % interval; `noise` is the spread of this judge's marks around what
    programme and severity explain, in points. `enough` is False below LEAST_SHEETS sheets.
    """

    judge: str
    points: float
    low: float
    high: float
    noise: float
    sheets: int

    @property
    def enough(self) -> bool:
        """Whether there are sheets enough to speak of the judge at all."""
        return self.sheets >= LEAST_SHEETS

    @property
    def strict(self) -> bool:
        """Stricter than the others beyond chance."""
        return self.enough and self.low > 0

    @property
    def lenient(self) -> bool:
        """More lenient than the others beyond chance."""
        return self.enough and self.high < 0


@dataclass
class _Effects:
    """One kind of random effect: its values, their variances, and the sheets each stands in."""

    value: list[float]
    doubt: list[float]
    places: list[list[int]]
    spread: float

    def fit(self, rest: Sequence[float], weights: Sequence[float]) -> None:
        """The best values given what the other effects leave unexplained.

        `weights` are sheets' inverse variances.
        """
        for number, places in enumerate(self.places):
            weight = sum(weights[place] for place in places) + 1.0 / self.spread
            told = sum(weights[place] * rest[place] for place in places)
            self.value[number], self.doubt[number] = told / weight, 1.0 / weight
        known = [one**2 + doubt for one, doubt in zip(self.value, self.doubt, strict=True)]
        self.spread = max(sum(known) / len(known), _NOTHING)


def severities(
    ratings: Iterable[Rating], doubted: frozenset[str] = frozenset()
) -> tuple[Severity, ...]:
    """The judges' severities, the strictest first; empty without ratings.

    Judges are compared through programmes that several of them have seen; a judge who shares
    none with anybody is drawn to the mean and has a wide interval.
    """
    rows = list(ratings)
    if not rows:
        return ()
    names, judge_of = _numbered([row.judge for row in rows])
    _titles, programme_of = _numbered([row.programme for row in rows])
    points = [row.points for row in rows]
    shares = [_DOUBTED if row.judge in doubted else 1.0 for row in rows]
    model = _Model(points, programme_of, judge_of, shares)
    model.fit()
    doubts = model.doubts()
    found = [model.told(number, name, doubts[number]) for number, name in enumerate(names)]
    return tuple(sorted(found, key=lambda one: (-one.points, one.judge)))


def _numbered(names: Sequence[str]) -> tuple[list[str], list[int]]:
    numbers: dict[str, int] = {}
    placed = [numbers.setdefault(name, len(numbers)) for name in names]
    return list(numbers), placed


def _effects(numbers: Sequence[int], spread: float) -> _Effects:
    count = max(numbers) + 1
    places: list[list[int]] = [[] for _ in range(count)]
    for place, number in enumerate(numbers):
        places[number].append(place)
    return _Effects([0.0] * count, [0.0] * count, places, spread)


class _Model:
    """points = mean + programme + judge + noise."""

    def __init__(
        self,
        points: Sequence[float],
        programme_of: Sequence[int],
        judge_of: Sequence[int],
        shares: Sequence[float],
    ) -> None:
        self.points, self.programme_of, self.judge_of = points, programme_of, judge_of
        self.shares = shares
        self.mean = sum(points) / len(points)
        whole = sum((one - self.mean) ** 2 for one in points) / len(points)
        third = max(whole / 3, 1e-6)
        self.programmes, self.judges = _effects(programme_of, third), _effects(judge_of, third)
        self.noise = third

    def fit(self) -> None:
        """Repeat until nothing moves."""
        for _ in range(_ROUNDS):
            before, weights = list(self.judges.value), self._weights()
            self.programmes.fit(self._left(programmes=False), weights)
            self.judges.fit(self._left(judges=False), weights)
            self._centre(weights)
            self.noise = max(self._unexplained(), _NOTHING)
            pairs = zip(self.judges.value, before, strict=True)
            if max(abs(new - old) for new, old in pairs) < _STILL:
                return

    def _weights(self) -> list[float]:
        return [share / self.noise for share in self.shares]

    def _left(self, programmes: bool = True, judges: bool = True) -> list[float]:
        """What is left of the points without the mean and the effects asked for."""
        return [
            one
            - self.mean
            - (self.programmes.value[self.programme_of[place]] if programmes else 0.0)
            - (self.judges.value[self.judge_of[place]] if judges else 0.0)
            for place, one in enumerate(self.points)
        ]

    def _centre(self, weights: Sequence[float]) -> None:
        left = self._left()
        told = sum(weight * one for weight, one in zip(weights, left, strict=True))
        self.mean += told / sum(weights)

    def _unexplained(self) -> float:
        """The variance of chance: what is left, and what is not known of the effects."""
        rows = zip(self._left(), self.programme_of, self.judge_of, self.shares, strict=True)
        told = sum(
            share * (one**2 + self.programmes.doubt[programme] + self.judges.doubt[judge])
            for one, programme, judge, share in rows
        )
        return told / sum(self.shares)

    def told(self, number: int, name: str, doubt: float) -> Severity:
        """One judge's severity with its interval; `doubt` is its variance."""
        places, left = self.judges.places[number], self._left()
        severity, half = -self.judges.value[number], _HALF_WIDTH * sqrt(doubt)
        noise = sqrt(sum(left[place] ** 2 for place in places) / len(places))
        return Severity(name, severity, severity - half, severity + half, noise, len(places))

    def doubts(self) -> list[float]:
        """The judges' variances with all that is unknown taken together.

        The mixed-model equations of the judges, the programmes eliminated.
        """
        count, weights = len(self.judges.places), self._weights()
        matrix = [[0.0] * count for _ in range(count)]
        for number, places in enumerate(self.judges.places):
            own = sum(weights[place] for place in places)
            matrix[number][number] = own + 1.0 / self.judges.spread
        for places in self.programmes.places:
            whole = sum(weights[place] for place in places) + 1.0 / self.programmes.spread
            for first in places:
                row = matrix[self.judge_of[first]]
                for second in places:
                    row[self.judge_of[second]] -= weights[first] * weights[second] / whole
        return _diagonal_of_inverse(matrix)


def _diagonal_of_inverse(matrix: list[list[float]]) -> list[float]:
    """By Gauss and Jordan; the matrix is symmetric and positive, so no pivot is sought."""
    count = len(matrix)
    wide = [[*row, *(float(place == number) for place in range(count))]
            for number, row in enumerate(matrix)]  # fmt: skip
    for step in range(count):
        pivot = wide[step][step]
        wide[step] = [one / pivot for one in wide[step]]
        for number, row in enumerate(wide):
            factor = row[step]
            if number != step and factor:
                wide[number] = [
                    one - factor * two for one, two in zip(row, wide[step], strict=True)
                ]
    return [wide[number][count + number] for number in range(count)]
