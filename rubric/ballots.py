"""What one complete sheet says, reduced to what verdict rules look at."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rubric.criteria import Rubric
from rubric.figures import figure
from rubric.scoring import total
from rubric.sheet import Marks
from rubric.trace import TraceLine, line


class Ballot(NamedTuple):
    """One expert's sheet in figures; `positive` is None where the rubric has no pass mark."""

    place: int
    is_third: bool
    weight: Fraction
    points: dict[str, Decimal]
    total: Fraction
    maximum: Fraction
    yes: int
    asked: int
    by_answers: bool
    positive: bool | None
    shut: tuple[tuple[str, Decimal], ...]
    skipped: tuple[tuple[str, str], ...] = ()

    def line(self) -> TraceLine:
        """Say what this expert gave and whether that alone would pass."""
        passes = -1 if self.positive is None else int(self.positive)
        who = "third" if self.is_third else "expert"
        if self.by_answers:
            return line(
                f"{who}_answers", place=self.place, yes=self.yes, asked=self.asked, passes=passes
            )
        figures = {"total": figure(self.total), "maximum": figure(self.maximum)}
        return line(f"{who}_total", place=self.place, passes=passes, **figures)

    def skip_lines(self) -> list[TraceLine]:
        """Name every criterion for which this expert gave a word instead of points."""
        return [
            line(f"skipped_{skip}", place=self.place, criterion=criterion)
            for criterion, skip in self.skipped
        ]

    def gate_lines(self) -> list[TraceLine]:
        """Name every gate this expert found shut and every floor missed."""
        return [
            line("gate_shut", place=self.place, criterion=criterion, points=figure(points))
            for criterion, points in self.shut
        ]


def make_ballot(
    rubric: Rubric, place: int, marks: Marks, is_third: bool, weight: Fraction
) -> Ballot:
    """Reduce a complete sheet, whose marks are on their scales, to a ballot."""
    points = {key: mark.points for key, mark in marks.items() if mark.points is not None}
    counted = [one for one in rubric.counted_for_yes() if one.id in points]
    yes = sum(1 for one in counted if points[one.id] == one.scale.maximum)
    given = [one for one in rubric.criteria if one.id in points]
    shut = tuple((one.id, points[one.id]) for one in given if one.sinks(points[one.id]))
    skipped = tuple((one.id, marks[one.id].skip) for one in rubric.criteria if one.id not in points)
    reached = total(rubric, marks)
    by_answers, threshold = rubric.verdict.asks_yes, rubric.verdict.threshold
    positive: bool | None = None
    if by_answers:
        positive = yes == len(counted) and not shut
    elif threshold is not None:
        positive = reached >= threshold and not shut
    return Ballot(
        place=place,
        is_third=is_third,
        weight=weight,
        points=points,
        total=reached,
        maximum=rubric.maximum,
        yes=yes,
        asked=len(counted),
        by_answers=by_answers,
        positive=positive,
        shut=shut,
        skipped=skipped,
    )
