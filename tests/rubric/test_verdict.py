"""Each verdict rule by small figures, and its trace."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from rubric.criteria import BinaryScale, RangeScale, Rubric, RubricFaults, VerdictRule
from rubric.loading import load_shipped
from rubric.sheet import Mark
from rubric.verdict import Decided, Outcome, Scored, Sheet, Waiting, settle
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
    with_rule,
    yes_no,
)

D, F = Decimal, Fraction


def ruled(mode: str, experts: int, threshold: int | None = 30) -> Rubric:
    return one_question(VerdictRule(mode, None if threshold is None else D(threshold), experts))


def passed(outcome: Outcome) -> bool:
    assert isinstance(outcome, Decided)
    assert (codes(outcome)[-1] == "passed") is outcome.passed
    return outcome.passed


@pytest.mark.parametrize(
    ("first", "second", "score", "passes"),
    [
        ("30", "30", "30", True),
        ("29", "30", "29.5", False),
        ("29", "31", "30", True),
        ("29.5", "30", "29.75", False),
        ("29.5", "30.5", "30", True),
        ("40", "19.5", "29.75", False),
        ("0", "40", "20", False),
    ],
)
def test_the_mean_is_compared_unrounded_and_thirty_passes(
    first: str, second: str, score: str, passes: bool
) -> None:
    outcome = settle(two_experts(), sheets(first, second))
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.score, outcome.threshold) == (passes, F(score), 30)


def test_the_trace_tells_each_total_the_rule_and_the_margin() -> None:
    outcome = settle(two_experts(), sheets("29", "30"))
    assert [(line.code, dict(line.params)) for line in outcome.trace] == [
        ("expert_total", {"place": 1, "total": "29", "maximum": "40", "passes": 0}),
        ("expert_total", {"place": 2, "total": "30", "maximum": "40", "passes": 1}),
        ("rule_mean", {"score": "29.5", "threshold": "30", "count": 2}),
        ("margin_below", {"margin": "0.5"}),
        ("failed", {"score": "29.5", "threshold": "30"}),
    ]


def test_a_margin_of_nothing_is_said_as_such() -> None:
    assert "margin_equal" in codes(settle(two_experts(), sheets(30, 30)))
    assert params(settle(two_experts(), sheets(40, 31)), "margin_above") == {"margin": "5.5"}


def test_a_mean_of_three_keeps_its_thirds() -> None:
    outcome = settle(ruled("mean", 3), sheets(30, 30, 29))
    assert isinstance(outcome, Decided)
    assert outcome.score == F(89, 3)
    assert params(outcome, "failed")["score"] == "89/3"
    assert params(outcome, "margin_below") == {"margin": "1/3"}


@pytest.mark.parametrize(("handed_in", "missing"), [((), 2), ((35,), 1)])
def test_a_review_waits_for_the_sheets_it_lacks(handed_in: tuple[int, ...], missing: int) -> None:
    outcome = settle(two_experts(), sheets(*handed_in))
    assert isinstance(outcome, Waiting)
    assert outcome.missing == missing
    assert codes(outcome) == ["expert_total"] * len(handed_in)


def test_a_sheet_without_all_its_points_is_not_in() -> None:
    half = [Sheet(1, marks(35)), Sheet(2, marks(None)), Sheet(3, {})]
    assert settle(two_experts(), half) == settle(two_experts(), half[:1])


def test_the_profile_may_ask_for_another_number_of_experts() -> None:
    rubric = two_experts()
    assert isinstance(settle(rubric, sheets(31, 30), experts=3), Waiting)
    assert passed(settle(rubric, sheets(31), experts=1))
    assert passed(settle(rubric, sheets(31, 30), experts=0))


def test_more_sheets_than_needed_are_all_heard() -> None:
    outcome = settle(two_experts(), sheets(30, 30, 24))
    assert isinstance(outcome, Decided)
    assert outcome.score == 28


@pytest.mark.parametrize(("totals", "passes"), [((30,), True), (("29.5",), False)])
def test_a_sum_of_one_expert_stands_against_the_threshold(totals: tuple[int], passes: bool) -> None:
    assert passed(settle(ruled("sum_threshold", 1), sheets(*totals))) is passes


def test_with_sum_threshold_every_experts_sum_must_reach_it() -> None:
    rubric = ruled("sum_threshold", 2)
    assert passed(settle(rubric, sheets(30, 31)))
    outcome = settle(rubric, sheets(29, 40))
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.score) == (False, 29)


@pytest.mark.parametrize(
    ("totals", "score"), [((10, 30, 40), "30"), ((29, 30), "29.5"), ((0, 29, 31, 40), "30")]
)
def test_the_median_stands_in_the_middle(totals: tuple[int, ...], score: str) -> None:
    outcome = settle(ruled("median", len(totals)), sheets(*totals))
    assert isinstance(outcome, Decided)
    assert outcome.score == F(score)


def test_a_weighted_mean_weighs_experts_by_place() -> None:
    rule = VerdictRule("weighted_mean", D(30), experts=2, weights=(F(2), F(1)))
    outcome = settle(one_question(rule), sheets(36, 18))
    assert isinstance(outcome, Decided)
    assert (outcome.score, outcome.passed) == (30, True)


def test_a_sheet_may_bring_its_own_weight() -> None:
    heavy = [Sheet(1, marks(36), weight=F(1)), Sheet(2, marks(18), weight=F(2))]
    outcome = settle(ruled("weighted_mean", 2), heavy)
    assert isinstance(outcome, Decided)
    assert outcome.score == 24


def test_where_every_weight_is_zero_the_plain_mean_is_taken() -> None:
    weightless = [Sheet(1, marks(36), weight=F(0)), Sheet(2, marks(18), weight=F(0))]
    outcome = settle(ruled("weighted_mean", 2), weightless)
    assert isinstance(outcome, Decided)
    assert outcome.score == 27


@pytest.mark.parametrize(
    ("totals", "passes"), [((39, 12, 40), True), ((39, 39, 39), False), ((0, 0, 40), True)]
)
def test_each_below_fails_only_when_all_are_below(totals: tuple[int, ...], passes: bool) -> None:
    assert passed(settle(ruled("each_below_fails", 3, 40), sheets(*totals))) is passes


@pytest.mark.parametrize(
    ("given", "passes", "score"),
    [(("yyy", "yyy"), True, 3), (("yyy", "yny"), False, 2), (("nnn", "yyy"), False, 0)],
)
def test_all_yes_fails_at_the_first_no_on_any_sheet(
    given: tuple[str, ...], passes: bool, score: int
) -> None:
    rubric = yes_no(3, VerdictRule("all_yes", experts=2))
    given_sheets = [answers(place, text) for place, text in enumerate(given, start=1)]
    outcome = settle(rubric, given_sheets)
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.score, outcome.threshold) == (passes, score, 3)


def test_the_moderation_checklist_passes_on_its_gates_alone() -> None:
    checklist = load_shipped("znachok_moderation").for_stage("moc")
    yes = {one.id: Mark(D(1)) for one in checklist.criteria}
    assert passed(settle(checklist, [Sheet(1, yes | {"M7": Mark(D(0), "")})]))
    outcome = settle(checklist, [Sheet(1, yes | {"M6": Mark(D(0))})])
    assert not passed(outcome)
    assert params(outcome, "gate_shut") == {"place": 1, "criterion": "M6", "points": "0"}


@pytest.mark.parametrize(
    ("given", "passes", "positive"),
    [(("yy", "yy", "yy"), True, 3), (("yy", "yn", "yy"), False, 2)],
)
def test_unanimous_n_needs_every_expert_positive(
    given: tuple[str, ...], passes: bool, positive: int
) -> None:
    rubric = yes_no(2, VerdictRule("unanimous_n", experts=3))
    outcome = settle(rubric, [answers(place, text) for place, text in enumerate(given, start=1)])
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.score, outcome.threshold) == (passes, positive, 3)
    assert codes(outcome)[:3] == ["expert_answers"] * 3


def test_unanimous_n_may_count_experts_by_a_threshold() -> None:
    rubric = ruled("unanimous_n", 2)
    assert passed(settle(rubric, sheets(30, 30)))
    assert not passed(settle(rubric, sheets(40, 29)))


@pytest.mark.parametrize(
    ("totals", "passes"),
    [((30, 30, 0), True), ((30, 29, 29), False), ((30, 29), False), ((30, 30, 0, 0), False)],
)
def test_a_vote_needs_more_than_half(totals: tuple[int, ...], passes: bool) -> None:
    assert passed(settle(ruled("vote", len(totals)), sheets(*totals))) is passes


def test_without_a_threshold_there_is_a_score_and_no_verdict() -> None:
    outcome = settle(ruled("mean", 2, None), sheets(10, 15))
    assert outcome == Scored(F(25, 2), outcome.trace)
    assert params(outcome, "scored") == {"score": "12.5"}
    assert outcome.trace[0].params["passes"] == -1
    assert params(outcome, "rule_mean")["threshold"] == ""


def gated(mode: str = "mean", **more: int) -> Rubric:
    five = RangeScale(D(0), D(5))
    criteria = (criterion("c1", five, gate=True), criterion("c2", five))
    return Rubric("tiny", "sample", WORDS, criteria, VerdictRule(mode, D(4), **more))


def test_a_shut_gate_fails_whatever_the_total() -> None:
    outcome = settle(gated(), [Sheet(1, marks(0, 5))])
    assert not passed(outcome)
    assert codes(outcome)[-1] == "failed_by_gate"
    assert params(outcome, "expert_total")["passes"] == 0
    assert passed(settle(gated(), [Sheet(1, marks(1, 5))]))


def test_below_the_threshold_the_gate_is_not_the_reason() -> None:
    assert codes(settle(gated(), [Sheet(1, marks(0, 3))]))[-1] == "failed"


def test_one_expert_who_finds_a_gate_shut_is_enough() -> None:
    outcome = settle(gated(experts=2), [Sheet(1, marks(0, 5)), Sheet(2, marks(5, 5))])
    assert not passed(outcome)
    assert params(outcome, "gate_shut")["place"] == 1


def test_a_missed_floor_counts_though_only_gates_are_asked() -> None:
    rubric = yes_no(2, VerdictRule("all_yes", gates_only=True), gates=(1,))
    floored = replace(
        rubric, criteria=(rubric.criteria[0], replace(rubric.criteria[1], floor=D(1)))
    )
    outcome = settle(floored, [answers(1, "yn")])
    assert not passed(outcome)
    assert params(outcome, "expert_answers") == {"place": 1, "yes": 1, "asked": 1, "passes": 0}


def test_in_a_vote_a_gate_shuts_one_voice_only() -> None:
    voices = [Sheet(1, marks(0, 5)), Sheet(2, marks(4, 4)), Sheet(3, marks(2, 3))]
    assert passed(settle(gated("vote", experts=3), voices))


def test_a_missed_floor_fails_like_a_shut_gate() -> None:
    floored = one_question(VerdictRule("mean", D(10)), floor=D(20))
    assert not passed(settle(floored, sheets("19.5")))
    assert passed(settle(floored, sheets(20)))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([Sheet(1, marks(30)), Sheet(1, marks(31))], "place_twice"),
        ([Sheet(1, marks(3), True), Sheet(2, marks(3), True)], "third_twice"),
        ([Sheet(1, marks(41))], "points_off_scale"),
        ([Sheet(1, marks(30, 30))], "criterion_unknown"),
    ],
)
def test_sheets_that_cannot_stand_together_are_refused(given: list[Sheet], code: str) -> None:
    with pytest.raises(RubricFaults) as refusal:
        settle(two_experts(), given)
    assert [each.code for each in refusal.value.faults] == [code]


def test_the_koiro_rule_returns_a_programme_at_one_negative_conclusion() -> None:
    rubric = load_shipped("koiro_dpp_pk_2025")
    yes = {one.id: Mark(D(1)) for one in rubric.criteria}
    no = yes | {"c4_2": Mark(D(0), "Литература старше пяти лет")}
    assert passed(settle(rubric, [Sheet(place, yes) for place in (1, 2, 3)]))
    assert not passed(settle(rubric, [Sheet(1, yes), Sheet(2, no), Sheet(3, yes)]))
    assert isinstance(settle(rubric, [Sheet(1, no), Sheet(2, no)]), Waiting)
    assert passed(settle(rubric, [Sheet(1, yes), Sheet(2, yes)], experts=2))


def test_a_binary_rubric_may_also_have_a_plain_threshold() -> None:
    criteria = tuple(criterion(f"q{number}", BinaryScale()) for number in (1, 2, 3))
    rubric = Rubric("tiny", "sample", WORDS, criteria, VerdictRule("mean", D(2)))
    assert passed(settle(with_rule(rubric, experts=1), [answers(1, "yny")]))
