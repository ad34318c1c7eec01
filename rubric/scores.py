"""The score of several ballots under each verdict rule, exact and unrounded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from rubric import rules
from rubric.ballots import Ballot
from rubric.criteria import Rubric
from rubric.figures import figure
from rubric.trace import TraceLine


class Score(NamedTuple):
    """A score against its threshold (None: ranking only); `vetoed` if a shut gate decides."""

    value: Fraction
    threshold: Decimal | None
    vetoed: bool
    line: TraceLine


def score(rubric: Rubric, ballots: Sequence[Ballot], averaged: bool = False) -> Score:
    """Apply the rubric's rule to the deciding ballots (at least one).

    `averaged` says that a third expert's rule asks for a mean, whatever joins totals otherwise.
    """
    rule = rubric.verdict
    mode = rules.MEAN if averaged and rule.mode in _TOTALS else rule.mode
    if mode in rules.COUNTING_MODES:
        return _counted(mode, ballots)
    vetoed = any(ballot.shut for ballot in ballots)
    if mode == rules.ALL_YES:
        worst = min(ballots, key=lambda ballot: (ballot.yes - ballot.asked, ballot.yes))
        return _scored(mode, Fraction(worst.yes), Decimal(worst.asked), vetoed, None)
    value = _joined(mode, ballots)
    count = None if mode in (rules.SUM_THRESHOLD, rules.EACH_BELOW_FAILS) else len(ballots)
    return _scored(mode, value, rule.threshold, vetoed, count)


_TOTALS = (rules.SUM_THRESHOLD, rules.MEDIAN, rules.EACH_BELOW_FAILS)


def _joined(mode: str, ballots: Sequence[Ballot]) -> Fraction:
    totals = [ballot.total for ballot in ballots]
    if mode == rules.SUM_THRESHOLD:
        return min(totals)
    if mode == rules.EACH_BELOW_FAILS:
        return max(totals)
    if mode == rules.MEDIAN:
        return Fraction(median(totals))
    weights = [ballot.weight for ballot in ballots]
    if mode == rules.MEAN or not any(weights):
        return sum(totals, Fraction(0)) / len(totals)
    pairs = zip(weights, totals, strict=True)
    return sum((weight * each for weight, each in pairs), Fraction(0)) / sum(weights)


def _counted(mode: str, ballots: Sequence[Ballot]) -> Score:
    positive = sum(1 for ballot in ballots if ballot.positive)
    if mode == rules.UNANIMOUS_N:
        return _scored(mode, Fraction(positive), Decimal(len(ballots)), False, None)
    majority = Decimal(len(ballots) // 2 + 1)
    return _scored(mode, Fraction(positive), majority, False, len(ballots))


def _scored(
    mode: str, value: Fraction, threshold: Decimal | None, vetoed: bool, count: int | None
) -> Score:
    params: dict[str, str | int] = {"score": figure(value)}
    params["threshold"] = "" if threshold is None else figure(threshold)
    if count is not None:
        params["count"] = count
    return Score(value, threshold, vetoed, TraceLine(f"rule_{mode}", params))


def nearest_two(ballots: Sequence[Ballot]) -> tuple[Ballot, Ballot] | None:
    """Return the two ballots with the nearest totals; None if several pairs are equally near."""
    ranked = sorted(ballots, key=lambda ballot: (ballot.total, ballot.place))
    gaps = [high.total - low.total for low, high in pairwise(ranked)]
    if gaps.count(min(gaps)) > 1:
        return None
    place = gaps.index(min(gaps))
    return ranked[place], ranked[place + 1]
