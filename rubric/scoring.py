"""Totals of one sheet, whole and by section; exact arithmetic, nothing is ever rounded.

A skipped criterion stands in with the share that the rest of the sheet has of what it could have:
so it pulls a total neither up nor down, and experts who skip can be averaged with those who do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rubric.criteria import Rubric, Section
from rubric.sheet import Marks, refuse_unknown


@dataclass(frozen=True)
class SectionTotal:
    """What a sheet has in one section; `section` is None in a rubric without sections."""

    section: Section | None
    points: Fraction
    minimum: Fraction
    maximum: Fraction
    answered: int
    asked: int


@dataclass(frozen=True)
class Progress:
    """How many criteria are answered (by points or a word instead of them), of how many."""

    answered: int
    asked: int


@dataclass(frozen=True)
class Outlook:
    """The totals a half-filled sheet can still come to."""

    lowest: Fraction
    highest: Fraction


def _given(rubric: Rubric, marks: Marks) -> dict[str, Decimal]:
    refuse_unknown(rubric, marks)
    return {key: mark.points for key, mark in marks.items() if mark.points is not None}


def _weighted(rubric: Rubric, points: Mapping[str, Decimal]) -> dict[str, Fraction]:
    return {key: rubric.by_id[key].weight * Fraction(each) for key, each in points.items()}


def _skipped(marks: Marks) -> set[str]:
    return {key for key, mark in marks.items() if mark.points is None and mark.skip}


def _with_skipped(
    rubric: Rubric, weighted: Mapping[str, Fraction], skipped: set[str]
) -> dict[str, Fraction]:
    """Add a stand-in for every skipped criterion; with nothing to go by it is the least."""
    if not skipped:
        return dict(weighted)
    known = [rubric.by_id[key] for key in weighted]
    span = sum((one.maximum - one.minimum for one in known), Fraction(0))
    won = sum((weighted[one.id] - one.minimum for one in known), Fraction(0))
    share = won / span if span else Fraction(0)
    absent = [rubric.by_id[key] for key in skipped]
    return dict(weighted) | {
        one.id: one.minimum + share * (one.maximum - one.minimum) for one in absent
    }


def _counted(rubric: Rubric, marks: Marks) -> dict[str, Fraction]:
    return _with_skipped(rubric, _weighted(rubric, _given(rubric, marks)), _skipped(marks))


def total(rubric: Rubric, marks: Marks) -> Fraction:
    """Return the weighted sum of the points given so far, group maxima respected.

    Raises RubricFaults (criterion_unknown) if a mark belongs to no criterion.
    """
    return rubric.fold(_counted(rubric, marks))


def section_totals(rubric: Rubric, marks: Marks) -> tuple[SectionTotal, ...]:
    """Return the totals by section in the rubric's order; they add up to `total`."""
    weighted = _counted(rubric, marks)
    totals = []
    for section, criteria in rubric.groups():
        sums = (
            sum((weighted.get(one.id, Fraction(0)) for one in criteria), Fraction(0)),
            sum((one.minimum for one in criteria), Fraction(0)),
            sum((one.maximum for one in criteria), Fraction(0)),
        )
        points, low, high = (section.limit(each) if section else each for each in sums)
        answered = sum(1 for one in criteria if one.id in weighted)
        totals.append(SectionTotal(section, points, low, high, answered, len(criteria)))
    return tuple(totals)


def maximum(rubric: Rubric) -> Fraction:
    """Return the highest total a complete sheet can have."""
    return rubric.maximum


def minimum(rubric: Rubric) -> Fraction:
    """Return the lowest total a complete sheet can have; not zero on a 1..5 scale."""
    return rubric.minimum


def progress(rubric: Rubric, marks: Marks) -> Progress:
    """Return how many criteria are answered. Raises as `total` does."""
    return Progress(answered=len(_counted(rubric, marks)), asked=len(rubric.criteria))


def outlook(rubric: Rubric, marks: Marks) -> Outlook:
    """Return the lowest and highest total still possible, whatever the unmarked criteria get."""
    given = _weighted(rubric, _given(rubric, marks))
    skipped = _skipped(marks)
    asked = [one for one in rubric.criteria if one.id not in skipped]
    low = {one.id: one.minimum for one in asked} | given
    high = {one.id: one.maximum for one in asked} | given
    return Outlook(
        lowest=rubric.fold(_with_skipped(rubric, low, skipped)),
        highest=rubric.fold(_with_skipped(rubric, high, skipped)),
    )
