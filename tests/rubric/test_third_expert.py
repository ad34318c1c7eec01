"""When a third expert is called, when not, and what the third sheet does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from rubric.criteria import RangeScale, Rubric, ThirdRule, VerdictRule
from rubric.loading import load_shipped
from rubric.sheet import Mark, Marks
from rubric.verdict import Decided, Outcome, Sheet, ThirdNeeded, Waiting, settle
from tests.rubric.builders import (
    WORDS,
    answers,
    codes,
    criterion,
    marks,
    one_question,
    params,
    sheets,
    two_experts,
    yes_no,
)

D, F = Decimal, Fraction
SAMPLE = {"abs_diff": D(8), "verdict_split": True}


def score_of(outcome: Outcome) -> Fraction:
    assert isinstance(outcome, Decided)
    return outcome.score


def reason_of(outcome: Outcome) -> str:
    assert isinstance(outcome, ThirdNeeded)
    return outcome.reason


@pytest.mark.parametrize(
    ("first", "second", "called"),
    [(40, 32, True), (40, "32.5", False), (30, 22, True), (20, 12, True), (20, 13, False)],
)
def test_a_difference_that_reaches_the_limit_calls_a_third(
    first: int, second: int, called: bool
) -> None:
    outcome = settle(two_experts(abs_diff=D(8)), sheets(first, second))
    assert isinstance(outcome, ThirdNeeded) is called


def test_the_call_says_its_reason_and_figures() -> None:
    outcome = settle(two_experts(abs_diff=D(8)), sheets(40, 32))
    assert isinstance(outcome, ThirdNeeded)
    assert (outcome.reason, outcome.params) == ("abs_diff", {"difference": "8", "limit": "8"})
    assert codes(outcome) == ["expert_total", "expert_total", "third_called_abs_diff"]


def test_a_third_who_is_spared_is_spared_with_figures_too() -> None:
    outcome = settle(two_experts(**SAMPLE), sheets(31, 30))
    assert params(outcome, "third_spared_abs_diff") == {"difference": "1", "limit": "8"}
    assert params(outcome, "third_spared_verdict_split") == {"positive": 2, "negative": 0}


@pytest.mark.parametrize(
    ("first", "second", "called"), [(30, 29, True), (29, 29, False), (30, 37, False)]
)
def test_one_passing_and_one_failing_calls_a_third(first: int, second: int, called: bool) -> None:
    outcome = settle(two_experts(**SAMPLE), sheets(first, second))
    assert isinstance(outcome, ThirdNeeded) is called


def test_of_several_reasons_the_first_is_named_and_all_are_traced() -> None:
    outcome = settle(two_experts(**SAMPLE), sheets(36, 20))
    assert reason_of(outcome) == "abs_diff"
    assert codes(outcome)[2:] == ["third_called_abs_diff", "third_called_verdict_split"]


@pytest.mark.parametrize(
    ("first", "second", "called"), [(40, 32, True), (40, 33, False), (0, 0, False)]
)
def test_a_relative_difference_is_a_share_of_the_larger_total(
    first: int, second: int, called: bool
) -> None:
    outcome = settle(two_experts(rel_diff=D("0.2")), sheets(first, second))
    assert isinstance(outcome, ThirdNeeded) is called


def test_a_difference_in_one_criterion_calls_a_third_though_totals_agree() -> None:
    five = RangeScale(D(0), D(5))
    rule = VerdictRule("mean", D(5), experts=2, third=ThirdRule(criterion_diff=D(4)))
    criteria = (criterion("c1", five), criterion("c2", five))
    rubric = Rubric("tiny", "sample", WORDS, criteria, rule)
    outcome = settle(rubric, [Sheet(1, marks(4, 1)), Sheet(2, marks(1, 5))])
    assert isinstance(outcome, ThirdNeeded)
    assert outcome.params == {"criterion": "c2", "difference": "4", "limit": "4"}
    assert isinstance(settle(rubric, [Sheet(1, marks(4, 1)), Sheet(2, marks(1, 4))]), Decided)


@pytest.mark.parametrize(
    ("first", "second", "called"),
    [(31, 30, True), (30, 28, True), (31, 32, True), (32, 32, False), (28, "27.5", False)],
)
def test_a_score_near_the_threshold_calls_a_third(first: int, second: int, called: bool) -> None:
    outcome = settle(two_experts(near_threshold=D("1.5")), sheets(first, second))
    assert isinstance(outcome, ThirdNeeded) is called


def test_where_experts_are_counted_the_nearest_total_is_looked_at() -> None:
    rule = VerdictRule("unanimous_n", D(30), 2, ThirdRule(near_threshold=D(1)))
    assert reason_of(settle(one_question(rule), sheets(40, 31))) == "near_threshold"
    assert isinstance(settle(one_question(rule), sheets(40, 32)), Decided)


@pytest.mark.parametrize(("third", "passes"), [(30, True), ("29.5", False)])
def test_a_final_third_decides_alone(third: int, passes: bool) -> None:
    outcome = settle(two_experts(**SAMPLE), sheets(36, 20, third=third))
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.score) == (passes, F(third))
    assert params(outcome, "resolved_third_final") == {"place": 3}
    assert params(outcome, "third_total")["total"] == str(third)


@pytest.mark.parametrize(
    ("third", "score", "places"),
    [(34, "35", (1, 3)), (22, "21", (2, 3)), (40, "38", (1, 3))],
)
def test_the_two_nearest_totals_are_averaged(
    third: int, score: str, places: tuple[int, int]
) -> None:
    rubric = two_experts(**SAMPLE, resolution="mean_of_nearest_two")
    outcome = settle(rubric, sheets(36, 20, third=third))
    assert score_of(outcome) == F(score)
    first, second = places
    found = params(outcome, "resolved_mean_of_nearest_two")
    assert found == {"first": first, "second": second}


def test_a_third_in_the_very_middle_gives_the_mean_of_all() -> None:
    rubric = two_experts(**SAMPLE, resolution="mean_of_nearest_two")
    outcome = settle(rubric, sheets(36, 20, third=28))
    assert score_of(outcome) == 28
    assert "resolved_mean_of_nearest_tie" in codes(outcome)


def test_the_mean_of_all_takes_every_sheet() -> None:
    rubric = two_experts(**SAMPLE, resolution="mean_of_all")
    outcome = settle(rubric, sheets(36, 20, third=31))
    assert score_of(outcome) == 29
    assert params(outcome, "resolved_mean_of_all") == {"count": 3}


@pytest.mark.parametrize("mode", ["sum_threshold", "median", "each_below_fails"])
def test_a_mean_of_sheets_is_a_mean_whatever_joined_the_first_two(mode: str) -> None:
    third = ThirdRule(abs_diff=D(8), resolution="mean_of_all")
    rubric = one_question(VerdictRule(mode, D(30), 2, third))
    assert score_of(settle(rubric, sheets(36, 20, third=31))) == 29


def test_a_third_called_by_hand_is_heard_without_any_rule() -> None:
    outcome = settle(two_experts(), sheets(31, 30, third=10))
    assert score_of(outcome) == 10
    assert "third_called_by_hand" in codes(outcome)


def test_a_third_sheet_that_is_begun_is_waited_for() -> None:
    begun = [*sheets(31, 30), Sheet(3, marks(None), is_third=True)]
    outcome = settle(two_experts(), begun)
    assert isinstance(outcome, Waiting)
    assert outcome.missing == 1


def test_a_third_sheet_does_not_stand_in_for_a_missing_first() -> None:
    outcome = settle(two_experts(), sheets(31, third=30))
    assert isinstance(outcome, Waiting)
    assert outcome.missing == 1
    assert codes(outcome) == ["expert_total", "third_total"]


def test_a_split_of_answers_calls_a_third_whose_answers_are_final() -> None:
    rule = VerdictRule("all_yes", experts=2, third=ThirdRule(verdict_split=True))
    rubric = yes_no(2, rule)
    split = [answers(1, "yy"), answers(2, "yn")]
    assert reason_of(settle(rubric, split)) == "verdict_split"
    outcome = settle(rubric, [*split, answers(3, "yy", is_third=True)])
    assert isinstance(outcome, Decided)
    assert outcome.passed
    assert params(outcome, "third_answers") == {"place": 3, "yes": 2, "asked": 2, "passes": 1}


def test_a_final_third_is_the_whole_vote() -> None:
    third = ThirdRule(verdict_split=True)
    rubric = one_question(VerdictRule("vote", D(30), 2, third))
    outcome = settle(rubric, sheets(36, 20, third=30))
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.score, outcome.threshold) == (True, 1, 1)


def test_a_shut_gate_of_one_expert_splits_the_verdict_and_the_third_resolves_it() -> None:
    plain = two_experts(verdict_split=True)
    rubric = replace(plain, criteria=(replace(plain.criteria[0], floor=D(31)),))
    outcome = settle(rubric, sheets("30.5", 32))
    assert reason_of(outcome) == "verdict_split"
    resolved = settle(rubric, sheets("30.5", 32, third=31))
    assert isinstance(resolved, Decided)
    assert resolved.passed


def full_sheet(rubric: Rubric, total: int) -> Marks:
    """Return a sample sheet with this total: as many full marks as needed, then a 1, then 0."""
    left, found = total, {}
    for one in rubric.criteria:
        points = min(2, left)
        left -= points
        found[one.id] = Mark(D(points), "" if points == 2 else "Уточните")
    return found


@pytest.mark.parametrize(
    ("totals", "kind"),
    [
        ((30, 30), "passed"),
        ((30, 29), "verdict_split"),
        ((29, 29), "failed"),
        ((39, 31), "abs_diff"),
        ((38, 31), "passed"),
        ((29, 21), "abs_diff"),
        ((29, 22), "failed"),
    ],
)
def test_the_sample_rubric_behaves_as_described(totals: tuple[int, int], kind: str) -> None:
    sample = load_shipped("znachok_default_40")
    given: list[Any] = [
        Sheet(place, full_sheet(sample, total)) for place, total in enumerate(totals, start=1)
    ]
    outcome = settle(sample, given)
    if isinstance(outcome, ThirdNeeded):
        assert outcome.reason == kind
        final = settle(sample, [*given, Sheet(3, full_sheet(sample, 30), is_third=True)])
        assert isinstance(final, Decided)
        assert final.passed
    else:
        assert codes(outcome)[-1] == kind
