"""What must hold for every rubric and every set of sheets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rubric.criteria import Rubric, VerdictRule
from rubric.loading import canonical, load
from rubric.sheet import check_sheet
from rubric.trace import TRACE_CODES
from rubric.verdict import Decided, Outcome, Scored, Sheet, ThirdNeeded, Waiting, settle
from tests.rubric.builders import codes, one_question, sheets
from tests.rubric.strategies import TOTAL_MODES, examined, reviews, rubrics

Review = tuple[Rubric, list[Sheet]]
totals_of_40 = st.integers(0, 80).map(lambda halves: str(Decimal(halves) / 2))


def the(outcome: Outcome, code: str) -> dict[str, str | int]:
    (found,) = [line for line in outcome.trace if line.code == code]
    return dict(found.params)


@examined
@given(rubrics())
def test_a_rubric_reads_back_from_its_canonical_form(rubric: Rubric) -> None:
    again = load(canonical(rubric))
    assert again == rubric
    assert again.content_hash == rubric.content_hash


@examined
@given(reviews(), st.randoms(use_true_random=False))
def test_the_order_of_experts_is_irrelevant(review: Review, random: object) -> None:
    rubric, given_sheets = review
    shuffled = list(given_sheets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(rubric, shuffled) == settle(rubric, given_sheets)


@examined
@given(reviews())
def test_swapping_the_places_of_two_experts_changes_no_verdict(review: Review) -> None:
    rubric, given_sheets = review
    unweighted = replace(rubric, verdict=replace(rubric.verdict, weights=()))
    first = [each for each in given_sheets if not each.is_third]
    swapped = [
        replace(each, marks=other.marks) for each, other in zip(first, first[::-1], strict=True)
    ]
    third = [each for each in given_sheets if each.is_third]
    before = settle(unweighted, given_sheets)
    after = settle(unweighted, swapped + third)
    assert type(before) is type(after)
    if isinstance(before, Decided) and isinstance(after, Decided):
        assert (before.passed, before.score) == (after.passed, after.score)


@examined
@given(reviews())
def test_a_verdict_passes_exactly_when_its_score_reaches_the_threshold_and_no_gate_is_shut(
    review: Review,
) -> None:
    outcome = settle(*review)
    if isinstance(outcome, Decided):
        ending = codes(outcome)[-1]
        reached = outcome.score >= Fraction(outcome.threshold)
        assert outcome.passed is (reached and ending != "failed_by_gate")
        assert (ending == "passed") is outcome.passed
        if ending == "failed_by_gate":
            assert "gate_shut" in codes(outcome)


@examined
@given(reviews())
def test_a_trace_says_what_the_outcome_says(review: Review) -> None:
    rubric, given_sheets = review
    outcome = settle(rubric, given_sheets)
    assert all(set(line.params) == set(TRACE_CODES[line.code]) for line in outcome.trace)
    voices = [code for code in codes(outcome) if code.endswith(("_total", "_answers"))]
    assert len(voices) == len(given_sheets)
    if isinstance(outcome, ThirdNeeded):
        assert the(outcome, f"third_called_{outcome.reason}") == outcome.params
    elif isinstance(outcome, Decided):
        ending = the(outcome, codes(outcome)[-1])
        assert Fraction(str(ending["score"])) == outcome.score
        assert Fraction(str(ending["threshold"])) == Fraction(outcome.threshold)
    else:
        assert isinstance(outcome, Scored)
        assert Fraction(str(the(outcome, "scored")["score"])) == outcome.score


@examined
@given(reviews(with_third=True))
def test_with_the_third_sheet_in_nobody_else_is_called(review: Review) -> None:
    outcome = settle(*review)
    assert isinstance(outcome, (Decided, Scored))
    called = [code for code in codes(outcome) if code.startswith("third_called")]
    assert called
    assert any(code.startswith("resolved_") for code in codes(outcome))


@examined
@given(reviews(with_third=False))
def test_a_missing_sheet_is_waited_for_and_never_guessed(review: Review) -> None:
    rubric, given_sheets = review
    outcome = settle(rubric, given_sheets[1:])
    assert isinstance(outcome, Waiting)
    assert outcome.missing == 1


@examined
@given(reviews())
def test_a_score_of_totals_lies_between_the_lowest_and_the_highest(review: Review) -> None:
    rubric, given_sheets = review
    outcome = settle(rubric, given_sheets)
    if rubric.verdict.mode in TOTAL_MODES and isinstance(outcome, (Decided, Scored)):
        assert rubric.minimum <= outcome.score <= rubric.maximum


@examined
@given(reviews())
def test_generated_sheets_are_on_their_scales(review: Review) -> None:
    rubric, given_sheets = review
    for sheet in given_sheets:
        assert {each.code for each in check_sheet(rubric, sheet.marks)} <= {"remark_needed"}


@examined
@given(st.sampled_from(TOTAL_MODES), st.integers(1, 3), st.integers(0, 40))
def test_totals_equal_to_the_threshold_pass(mode: str, experts: int, threshold: int) -> None:
    rubric = one_question(VerdictRule(mode, Decimal(threshold), experts))
    outcome = settle(rubric, sheets(*[threshold] * experts))
    assert isinstance(outcome, Decided)
    assert outcome.passed
    assert "margin_equal" in codes(outcome)


@examined
@given(totals_of_40, totals_of_40)
def test_the_mean_of_two_passes_exactly_from_sixty_points_together(one: str, two: str) -> None:
    rubric = one_question(VerdictRule("mean", Decimal(30), experts=2))
    outcome = settle(rubric, sheets(one, two))
    assert isinstance(outcome, Decided)
    assert outcome.passed is (Decimal(one) + Decimal(two) >= 60)


@examined
@given(totals_of_40, totals_of_40, st.sampled_from(TOTAL_MODES))
def test_a_better_mark_never_turns_a_pass_into_a_fail(one: str, two: str, mode: str) -> None:
    rubric = one_question(VerdictRule(mode, Decimal(30), experts=2))
    before = settle(rubric, sheets(one, two))
    after = settle(rubric, sheets(one, str(min(Decimal(two) + 1, Decimal(40)))))
    assert isinstance(before, Decided)
    assert isinstance(after, Decided)
    assert after.passed or not before.passed
