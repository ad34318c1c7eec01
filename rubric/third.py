"""When the first experts differ so much that a third one is called (domain brief, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rubric.ballots import Ballot
from rubric.criteria import Rubric, ThirdRule
from rubric.faults import Param
from rubric.figures import figure
from rubric.scores import score
from rubric.trace import TraceLine


class Call(NamedTuple):
    """One condition for a third expert, looked at: whether it holds and by what figures."""

    reason: str
    holds: bool
    params: dict[str, Param]

    def line(self) -> TraceLine:
        """Say in the trace that the condition held, or that it did not."""
        verb = "called" if self.holds else "spared"
        return TraceLine(f"third_{verb}_{self.reason}", self.params)


def calls(rubric: Rubric, ballots: Sequence[Ballot]) -> list[Call]:
    """Look at every condition of the rubric in the order of THIRD_REASONS; [] if it has none."""
    rule = rubric.verdict.third
    if rule is None:
        return []
    found = [
        _abs_diff(rule, ballots),
        _rel_diff(rule, ballots),
        _criterion_diff(rule, rubric, ballots),
        _verdict_split(rule, ballots),
        _near_threshold(rule, rubric, ballots),
    ]
    return [call for call in found if call is not None]


def _spread(ballots: Sequence[Ballot]) -> Fraction:
    totals = [ballot.total for ballot in ballots]
    return max(totals) - min(totals)


def _abs_diff(rule: ThirdRule, ballots: Sequence[Ballot]) -> Call | None:
    if rule.abs_diff is None:
        return None
    spread = _spread(ballots)
    params: dict[str, Param] = {"difference": figure(spread), "limit": figure(rule.abs_diff)}
    return Call("abs_diff", spread >= rule.abs_diff, params)


def _rel_diff(rule: ThirdRule, ballots: Sequence[Ballot]) -> Call | None:
    if rule.rel_diff is None:
        return None
    largest = max(abs(ballot.total) for ballot in ballots)
    share = _spread(ballots) / largest if largest else Fraction(0)
    params: dict[str, Param] = {"difference": figure(share), "limit": figure(rule.rel_diff)}
    return Call("rel_diff", share >= rule.rel_diff, params)


def _criterion_diff(rule: ThirdRule, rubric: Rubric, ballots: Sequence[Ballot]) -> Call | None:
    if rule.criterion_diff is None:
        return None
    spreads = {}
    for criterion in rubric.criteria:
        points = [each.points[criterion.id] for each in ballots if criterion.id in each.points]
        spreads[criterion.id] = max(points) - min(points) if points else Decimal(0)
    widest = max(spreads, key=lambda key: spreads[key])
    limit = rule.criterion_diff
    params: dict[str, Param] = {"criterion": widest, "difference": figure(spreads[widest])}
    return Call("criterion_diff", spreads[widest] >= limit, params | {"limit": figure(limit)})


def _verdict_split(rule: ThirdRule, ballots: Sequence[Ballot]) -> Call | None:
    if not rule.verdict_split:
        return None
    positive = sum(1 for ballot in ballots if ballot.positive)
    negative = len(ballots) - positive
    params: dict[str, Param] = {"positive": positive, "negative": negative}
    return Call("verdict_split", positive > 0 and negative > 0, params)


def _near_threshold(rule: ThirdRule, rubric: Rubric, ballots: Sequence[Ballot]) -> Call | None:
    limit, threshold = rule.near_threshold, rubric.verdict.threshold
    if limit is None or threshold is None:
        return None
    if rubric.verdict.counts_experts:
        distance = min(abs(ballot.total - Fraction(threshold)) for ballot in ballots)
    else:
        distance = abs(score(rubric, ballots).value - Fraction(threshold))
    params: dict[str, Param] = {"distance": figure(distance), "limit": figure(limit)}
    return Call("near_threshold", distance <= limit, params)
