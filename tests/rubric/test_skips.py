"""A criterion that does not apply, or that an expert cannot judge, leaves the rest as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.criteria import BinaryScale, CommentRule, Criterion, RangeScale, Rubric, RubricFaults
from rubric.loading import canonical, load
from rubric.questions import NOT_APPLICABLE, NOT_COMPETENT, SKIPS, Section
from rubric.rules import ThirdRule, VerdictRule
from rubric.scoring import outlook, progress, section_totals, total
from rubric.sheet import Mark, Marks, Missing, check_mark, check_sheet, missing
from rubric.sheet_file import read_review
from rubric.verdict import Decided, Sheet, ThirdNeeded, Waiting, settle
from tests.rubric.builders import WORDS, codes, criterion, params
from tests.rubric.strategies import examined, marks_of, rubrics

FIVE = RangeScale(Decimal(0), Decimal(5))
ABSENT, UNABLE = Mark(None, "нет кадров", NOT_APPLICABLE), Mark(None, "", NOT_COMPETENT)


def mark(points: int) -> Mark:
    return Mark(Decimal(points), "так")


def open_rubric(rule: VerdictRule | None = None, **more: object) -> Rubric:
    criteria = tuple(criterion(f"c{number}", FIVE, skips=SKIPS) for number in range(1, 5))
    verdict = rule or VerdictRule("mean", Decimal(12), experts=2)
    return replace(Rubric("tiny", "sample", WORDS, criteria, verdict), **more)


def sheet_of(*marks: Mark) -> Marks:
    return {f"c{number}": each for number, each in enumerate(marks, start=1)}


def loosened(rubric: Rubric) -> Rubric:
    """The same rubric where everything but gates may be skipped."""
    criteria = tuple(one if one.gate else replace(one, skips=SKIPS) for one in rubric.criteria)
    return replace(rubric, criteria=criteria)


def test_a_skipped_criterion_counts_with_the_share_of_the_rest() -> None:
    rubric = open_rubric()
    assert total(rubric, sheet_of(mark(4), mark(3), mark(5), ABSENT)) == 16
    assert total(rubric, sheet_of(mark(5), ABSENT, UNABLE, mark(5))) == rubric.maximum
    assert total(rubric, sheet_of(mark(0), UNABLE, UNABLE, mark(0))) == rubric.minimum


def test_a_skip_harms_no_mean_of_the_experts() -> None:
    rubric = open_rubric()
    whole = Sheet(1, sheet_of(mark(4), mark(4), mark(4), mark(4)))
    part = Sheet(2, sheet_of(mark(4), UNABLE, mark(4), ABSENT))
    outcome = settle(rubric, [whole, part])
    assert isinstance(outcome, Decided)
    assert (outcome.score, outcome.passed) == (16, True)
    assert params(outcome, "skipped_not_applicable") == {"place": 2, "criterion": "c4"}
    assert params(outcome, "skipped_not_competent") == {"place": 2, "criterion": "c2"}


def test_sections_with_skips_add_up_and_respect_their_caps() -> None:
    sections = (Section("a", WORDS, Fraction(6), cap=True), Section("b", WORDS))
    names = cycle("ab")
    criteria = tuple(replace(one, section=next(names)) for one in open_rubric().criteria)
    rubric = open_rubric(criteria=criteria, sections=sections)
    marks = sheet_of(mark(5), mark(1), ABSENT, mark(3))
    first, second = section_totals(rubric, marks)
    assert (first.points, second.points) == (6, 4)
    assert (first.answered, first.asked) == (2, 2)
    assert total(rubric, marks) == 10


def test_a_rubric_says_where_skipping_is_allowed_and_reads_back_so() -> None:
    rubric = open_rubric()
    strict = open_rubric(criteria=tuple(criterion(f"c{n}", FIVE) for n in range(1, 5)))
    assert load(canonical(rubric)) == rubric
    assert rubric.content_hash != strict.content_hash
    assert "skips" not in canonical(strict)
    (fault,) = check_mark(strict.criteria[0], UNABLE, None)
    assert (fault.code, fault.path) == ("skip_not_allowed", "skip")


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({"skips": ("asleep",)}, "skip_unknown", "skips[0]"),
        ({"skips": SKIPS, "gate": True}, "skip_on_gate", "skips"),
        ({"skips": SKIPS, "floor": Decimal(2)}, "skip_on_gate", "skips"),
    ],
)
def test_nobody_may_pass_by_a_gate_or_a_floor(more: dict, code: str, path: str) -> None:
    with pytest.raises(RubricFaults) as refused:
        criterion("c1", FIVE, **more)
    assert [(each.code, each.path) for each in refused.value.faults] == [(code, path)]


def test_points_and_a_skip_exclude_each_other() -> None:
    rubric = open_rubric()
    both = sheet_of(Mark(Decimal(2), "", NOT_COMPETENT))
    assert [each.code for each in check_sheet(rubric, both)] == ["skip_with_points"]
    with pytest.raises(RubricFaults):
        settle(rubric, [Sheet(1, both)])


def test_what_does_not_apply_needs_a_reason_where_remarks_are_asked_for() -> None:
    rubric = open_rubric(comment_rule=CommentRule("<", "max"))
    silent = Mark(None, "", NOT_APPLICABLE)
    marks = sheet_of(silent, UNABLE, mark(1), mark(5))
    assert missing(rubric, marks) == (Missing("c1", "remark"),)
    assert missing(open_rubric(), marks) == ()
    (fault,) = check_mark(rubric.criteria[0], silent, rubric.comment_rule)
    assert fault.code == "remark_needed"


def test_a_sheet_that_skips_everything_of_weight_says_nothing() -> None:
    idle = Criterion("c5", WORDS, FIVE, weight=Fraction(0))
    rubric = open_rubric(criteria=(*open_rubric().criteria, idle))
    marks = sheet_of(ABSENT, UNABLE, UNABLE, ABSENT, mark(3))
    assert missing(rubric, marks) == (Missing("c1", "points"),)
    assert isinstance(settle(rubric, [Sheet(1, marks), Sheet(2, marks)]), Waiting)
    assert total(rubric, marks) == rubric.minimum
    assert progress(rubric, marks).answered == 5


def test_experts_differ_only_in_what_both_of_them_judged() -> None:
    rule = VerdictRule("mean", Decimal(5), 2, ThirdRule(criterion_diff=Decimal(3)))
    rubric = open_rubric(rule)
    apart = [sheet_of(mark(5), mark(1), UNABLE, UNABLE), sheet_of(UNABLE, mark(2), mark(5), ABSENT)]
    calm = settle(rubric, [Sheet(place, each) for place, each in enumerate(apart, start=1)])
    assert isinstance(calm, Decided)
    assert params(calm, "third_spared_criterion_diff")["difference"] == "1"
    apart[0] = sheet_of(mark(5), mark(5), UNABLE, UNABLE)
    split = settle(rubric, [Sheet(place, each) for place, each in enumerate(apart, start=1)])
    assert isinstance(split, ThirdNeeded)
    assert split.params["criterion"] == "c2"


@pytest.mark.parametrize(("second", "passed"), [(1, True), (0, False)])
def test_a_rule_of_yes_answers_asks_only_what_was_answered(second: int, passed: bool) -> None:
    questions = tuple(criterion(f"c{n}", BinaryScale(), skips=SKIPS) for n in range(1, 4))
    rubric = Rubric("tiny", "sample", WORDS, questions, VerdictRule("all_yes", experts=2))
    sheets = [
        Sheet(1, sheet_of(mark(1), mark(1), mark(1))),
        Sheet(2, sheet_of(mark(1), mark(second), ABSENT)),
    ]
    outcome = settle(rubric, sheets)
    assert isinstance(outcome, Decided)
    assert (outcome.passed, outcome.threshold) == (passed, 2)
    assert params(outcome, "skipped_not_applicable")["place"] == 2


def test_sheets_in_a_file_may_skip() -> None:
    rubric = open_rubric()
    row = {"marks": {"c1": 2, "c2": 2, "c3": 2, "c4": {"skip": "not_competent"}}}
    (sheet,) = read_review(rubric, json.dumps([row])).sheets
    assert sheet.marks["c4"] == UNABLE
    assert total(rubric, sheet.marks) == 8
    for wrong in ({"skip": 7}, {"skip": "asleep"}, {"skip": "not_competent", "value": 2}):
        with pytest.raises(RubricFaults):
            read_review(rubric, json.dumps([{"marks": {"c1": wrong}}]))


@st.composite
def skipping(draw: st.DrawFn) -> tuple[Rubric, Marks, Marks]:
    """A rubric, a whole sheet, and the same sheet with some criteria skipped."""
    rubric = loosened(draw(rubrics()))
    whole = draw(marks_of(rubric))
    words = st.sampled_from([ABSENT, UNABLE])
    chosen = {one.id for one in rubric.criteria if one.skips and draw(st.booleans())}
    return (
        rubric,
        whole,
        {key: draw(words) if key in chosen else each for key, each in whole.items()},
    )


@examined
@given(skipping())
def test_totals_with_skips_stay_within_bounds_and_outlooks(drawn: tuple) -> None:
    rubric, _whole, marks = drawn
    reached = total(rubric, marks)
    assert rubric.minimum <= reached <= rubric.maximum
    assert sum(each.points for each in section_totals(rubric, marks)) == reached
    assert (outlook(rubric, marks).lowest, outlook(rubric, marks).highest) == (reached, reached)
    half = {key: each for key, each in marks.items() if key != "c0"}
    seen = outlook(rubric, half)
    assert rubric.minimum <= seen.lowest <= seen.highest <= rubric.maximum


@examined
@given(skipping(), st.booleans())
def test_skips_never_spoil_a_sheet_of_only_best_or_only_worst_marks(
    drawn: tuple, best: bool
) -> None:
    rubric, _whole, marks = drawn
    ends = {
        one.id: Mark(one.scale.maximum if best else one.scale.minimum) for one in rubric.criteria
    }
    mixed = {key: each if each.skip else ends[key] for key, each in marks.items()}
    if not missing(replace(rubric, comment_rule=None), mixed):
        assert total(rubric, mixed) == (rubric.maximum if best else rubric.minimum)


@examined
@given(skipping())
def test_the_trace_names_every_skip(drawn: tuple) -> None:
    rubric, whole, marks = drawn
    one = replace(rubric, verdict=replace(rubric.verdict, experts=1))
    outcome = settle(one, [Sheet(1, marks)])
    told = [code for code in codes(outcome) if code.startswith("skipped_")]
    if isinstance(outcome, Waiting):
        assert missing(rubric, marks)
    else:
        assert len(told) == sum(1 for each in marks.values() if each.skip)
    assert not [code for code in codes(settle(one, [Sheet(1, whole)])) if "skipped_" in code]
