"""What if the threshold, the weights or the rule were others."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from rubric.criteria import RangeScale, Rubric, RubricFaults, Section, VerdictRule
from rubric.replay import Change, Frozen, changed, what_if
from rubric.verdict import Decided, Sheet, Waiting
from tests.rubric.builders import WORDS, criterion, marks, sheets, two_experts

D, F = Decimal, Fraction
SEASON = [
    Frozen("a", sheets(31, 30)),
    Frozen("b", sheets(30, 29)),
    Frozen("c", sheets(40, 38)),
    Frozen("d", sheets(40)),
]


def sides(change: Change, rubric: Rubric | None = None) -> list[str]:
    shifts = what_if(rubric or two_experts(), change, SEASON)
    return [shift.key for shift in shifts if shift.changes_side]


def test_nothing_changes_sides_when_nothing_changes() -> None:
    assert sides(Change()) == []


def test_a_lower_threshold_lets_through_and_a_higher_one_keeps_out() -> None:
    assert sides(Change(threshold=D(29))) == ["b"]
    assert sides(Change(threshold=D("30.5"))) == []
    assert sides(Change(threshold=D(31))) == ["a"]
    assert changed(two_experts(), Change(threshold=D(0))).verdict.threshold == 0


def test_another_rule_may_change_sides_too() -> None:
    assert sides(Change(verdict=VerdictRule("each_below_fails", D(30), 2))) == ["b"]


def test_a_shift_keeps_both_outcomes() -> None:
    first, *_, last = what_if(two_experts(), Change(threshold=D(31)), SEASON)
    assert isinstance(first.before, Decided)
    assert isinstance(first.after, Decided)
    assert (first.before.passed, first.after.passed) == (True, False)
    assert isinstance(last.after, Waiting)


def test_a_review_keeps_the_number_of_experts_it_needed() -> None:
    (shift,) = what_if(two_experts(), Change(), [Frozen("a", sheets(31), experts=1)])
    assert isinstance(shift.after, Decided)


def test_other_weights_move_the_total_and_the_section_maximum() -> None:
    five = RangeScale(D(0), D(5))
    criteria = (
        criterion("c1", five, section="a"),
        criterion("c2", five, section="a"),
        criterion("c3", five, section="b"),
    )
    sections = (Section("a", WORDS, F(10)), Section("b", WORDS, F(3), cap=True))
    rule = VerdictRule("mean", D(8))
    rubric = Rubric("tiny", "sample", WORDS, criteria, rule, sections)
    other = changed(rubric, Change(weights={"c1": F(2)}))
    assert (rubric.maximum, other.maximum) == (13, 18)
    review = [Frozen("a", [Sheet(1, marks(3, 1, 3))])]
    (shift,) = what_if(rubric, Change(weights={"c1": F(2)}), review)
    assert shift.changes_side


def test_an_impossible_change_is_refused() -> None:
    for change in (Change(threshold=D(41)), Change(weights={"zz": F(1)})):
        with pytest.raises(RubricFaults):
            changed(two_experts(), change)
