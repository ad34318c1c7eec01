"""Agreement between judges: Krippendorff's alpha, with its interval and "not enough data" aloud.

Alpha is 1 for full agreement and 0 for what chance would give; gaps are let be, and judges may
differ from programme to programme (Krippendorff, Content Analysis, 4th ed., chapter 12). The
interval is a jack-knife over programmes: the same figures give the same interval everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Final, Literal, NamedTuple

#: With fewer programmes seen by two judges the figure says little, and is said to.
LEAST_UNITS: Final = 10
_HALF_WIDTH: Final = 1.959964  # standard errors on each side of a 95 % interval

_NOTHING: Final = 1e-9

Metric = Literal["interval", "ordinal"]
Units = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha with its 95 % interval; None where nothing could be compared or nothing varied.

    `units` counts programmes with two marks or more, `marks` the marks in them. `enough` is
    False when there are too few programmes to lean on the figure.
    """

    alpha: float | None
    low: float | None
    high: float | None
    units: int
    marks: int

    @property
    def enough(self) -> bool:
        """Whether the figure may be leant on."""
        return self.alpha is not None and self.units >= LEAST_UNITS


def agreement(units: Units, metric: Metric = "interval") -> Agreement:
    """Alpha over programmes, each a row of the marks that its judges gave.

    `interval` looks at how far marks lie apart, `ordinal` at their order only. For the interval
    of an ordinal alpha the ranks are those of all marks.
    """
    paired = [tuple(unit) for unit in units if len(unit) > 1]
    sums = [_sums(unit) for unit in (_ranked(paired) if metric == "ordinal" else _centred(paired))]
    whole = _added(sums)
    alpha = whole.alpha
    if alpha is None:
        return Agreement(None, None, None, len(paired), whole.marks)
    error = _error([whole.without(one).alpha for one in sums])
    if error is None:
        return Agreement(alpha, None, None, len(paired), whole.marks)
    low, high = alpha - _HALF_WIDTH * error, alpha + _HALF_WIDTH * error
    return Agreement(alpha, max(-1.0, low), min(1.0, high), len(paired), whole.marks)


def by_criterion(
    sheets: Sequence[tuple[str, Mapping[str, float]]], metric: Metric = "interval"
) -> dict[str, Agreement]:
    """Alpha of every criterion; a sheet is (programme, points by criterion)."""
    found: dict[str, dict[str, list[float]]] = {}
    for unit, points in sheets:
        for criterion, mark in points.items():
            found.setdefault(criterion, {}).setdefault(unit, []).append(mark)
    return {
        criterion: agreement(list(units.values()), metric) for criterion, units in found.items()
    }


class _Sums(NamedTuple):
    """What alpha needs of one programme or of many: marks, their sums, their disagreement."""

    marks: int
    first: float
    second: float
    observed: float

    def without(self, part: _Sums) -> _Sums:
        """The rest when one programme is left out."""
        return _Sums(
            self.marks - part.marks,
            self.first - part.first,
            self.second - part.second,
            self.observed - part.observed,
        )

    @property
    def alpha(self) -> float | None:
        """1 - observed / expected disagreement; None where nothing is paired or nothing varies."""
        if self.marks < 2:
            return None
        expected = 2.0 * (self.marks * self.second - self.first**2) / (self.marks - 1)
        return 1.0 - self.observed / expected if expected > _NOTHING else None


def _sums(unit: Sequence[float]) -> _Sums:
    """Disagreement is the sum of squared differences over ordered pairs, by pairs a mark has."""
    first, second = sum(unit), sum(mark**2 for mark in unit)
    mean = first / len(unit)
    within = 2.0 * len(unit) * sum((mark - mean) ** 2 for mark in unit)
    return _Sums(len(unit), first, second, within / (len(unit) - 1))


def _added(sums: Iterable[_Sums]) -> _Sums:
    columns = list(zip(*sums, strict=True)) or [(0,)] * 4
    return _Sums(int(sum(columns[0])), *(fsum(column) for column in columns[1:]))


def _centred(units: Units) -> Units:
    """Marks around nought: differences are the same, and sums of squares stay exact."""
    every = [mark for unit in units for mark in unit]
    middle = sum(every) / len(every) if every else 0.0
    return [[mark - middle for mark in unit] for unit in units]


def _ranked(units: Units) -> Units:
    """Marks as mid-ranks: the ordinal metric is the interval metric of them."""
    counts: dict[float, int] = {}
    for unit in units:
        for mark in unit:
            counts[mark] = counts.get(mark, 0) + 1
    ranks, below = {}, 0.0
    for mark in sorted(counts):
        ranks[mark] = below + counts[mark] / 2
        below += counts[mark]
    return _centred([[ranks[mark] for mark in unit] for unit in units])


def _error(without: Sequence[float | None]) -> float | None:
    """The jack-knife's standard error from the figures with each programme left out in turn."""
    told = [each for each in without if each is not None]
    if len(told) < max(3, len(without)):
        return None
    count, mean = len(told), sum(told) / len(told)
    return sqrt((count - 1) / count * sum((each - mean) ** 2 for each in told))
