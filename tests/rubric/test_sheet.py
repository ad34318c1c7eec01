"""One expert's sheet: bounds, what is missing, remarks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from rubric.criteria import CommentRule, RangeScale, Rubric, RubricFaults, VerdictRule
from rubric.loading import load_shipped
from rubric.sheet import (
    LONGEST_REMARK,
    Mark,
    Missing,
    check_mark,
    check_sheet,
    has_all_points,
    missing,
    needs_remark,
    parse_points,
)
from tests.rubric.builders import WORDS, criterion

D = Decimal
TWO = RangeScale(D(0), D(2))
BELOW_TOP = CommentRule("<", "max")
RUBRIC = Rubric(
    "tiny",
    "sample",
    WORDS,
    tuple(criterion(name, TWO) for name in ("b", "a", "c")),
    VerdictRule("mean"),
    comment_rule=BELOW_TOP,
)


def test_points_are_read_with_a_decimal_comma() -> None:
    assert parse_points(" 1,5 ") == D("1.5")


@pytest.mark.parametrize("text", ["", "много", "1e3", "NaN", "1;5"])
def test_what_is_not_a_number_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(RubricFaults) as refusal:
        parse_points(text)
    (found,) = refusal.value.faults
    assert (found.code, found.params["value"]) == ("points_not_a_number", text)


def test_a_sound_mark_has_no_faults() -> None:
    assert check_mark(criterion(scale=TWO), Mark(D(2)), BELOW_TOP) == ()
    assert check_mark(criterion(scale=TWO), Mark(D(1), "Нет темы 3"), BELOW_TOP) == ()


@pytest.mark.parametrize("points", ["-1", "3", "0.5", "NaN", "Infinity", "1e999999"])
def test_a_mark_off_the_scale_is_refused_with_the_bounds(points: str) -> None:
    (found,) = check_mark(criterion(scale=TWO), Mark(D(points)), None)
    assert (found.code, found.path) == ("points_off_scale", "points")
    assert (found.params["minimum"], found.params["maximum"]) == ("0", "2")


def test_a_low_mark_without_a_remark_is_told_apart() -> None:
    (found,) = check_mark(criterion(scale=TWO), Mark(D(1), "  \n"), BELOW_TOP)
    assert (found.code, found.path) == ("remark_needed", "remark")


def test_no_remark_is_asked_for_without_a_rule_or_without_points() -> None:
    assert not needs_remark(criterion(scale=TWO), D(0), None)
    assert check_mark(criterion(scale=TWO), Mark(None), BELOW_TOP) == ()


def test_an_endless_remark_is_refused_even_without_points() -> None:
    long = "я" * (LONGEST_REMARK + 1)
    (found,) = check_mark(criterion(scale=TWO), Mark(None, long), BELOW_TOP)
    assert found.code == "remark_too_long"
    assert check_mark(criterion(scale=TWO), Mark(None, long[1:]), BELOW_TOP) == ()


def test_what_is_missing_comes_in_the_rubrics_order() -> None:
    marks = {"c": Mark(D(0), "Пусто"), "a": Mark(D(1))}
    assert missing(RUBRIC, marks) == (Missing("b", "points"), Missing("a", "remark"))


def test_an_unmarked_criterion_with_a_remark_still_lacks_points() -> None:
    marks = {"a": Mark(None, "позже"), "b": Mark(D(2)), "c": Mark(D(2))}
    assert missing(RUBRIC, marks) == (Missing("a", "points"),)
    assert not has_all_points(RUBRIC, marks)


def test_a_lacking_remark_does_not_make_points_lack() -> None:
    marks = {name: Mark(D(0)) for name in "abc"}
    assert has_all_points(RUBRIC, marks)
    assert {lack.what for lack in missing(RUBRIC, marks)} == {"remark"}


def test_without_a_comment_rule_points_are_enough() -> None:
    silent = replace(RUBRIC, comment_rule=None)
    assert missing(silent, {name: Mark(D(0)) for name in "abc"}) == ()


def test_an_unknown_criterion_is_refused_by_every_question_about_a_sheet() -> None:
    marks = {"zz": Mark(D(1)), "a": Mark(D(1)), "yy": Mark(D(1))}
    for ask in (missing, check_sheet, has_all_points):
        with pytest.raises(RubricFaults) as refusal:
            ask(RUBRIC, marks)
        found = [(each.code, each.path) for each in refusal.value.faults]
        assert found == [("criterion_unknown", "yy"), ("criterion_unknown", "zz")]


def test_every_fault_of_a_sheet_is_told_with_its_criterion() -> None:
    marks = {"a": Mark(D(9)), "b": Mark(D(1)), "c": Mark(D(2))}
    found = [(each.code, each.path) for each in check_sheet(RUBRIC, marks)]
    assert found == [("remark_needed", "b.remark"), ("points_off_scale", "a.points")]


def test_the_sample_rubric_asks_a_remark_for_anything_below_full() -> None:
    sample = load_shipped("znachok_default_40")
    marks = {one.id: Mark(D(2)) for one in sample.criteria} | {"B6": Mark(D(1))}
    assert missing(sample, marks) == (Missing("B6", "remark"),)


def test_the_checklist_asks_a_remark_for_each_no() -> None:
    checklist = load_shipped("znachok_moderation").for_stage("moc")
    marks = {one.id: Mark(D(1)) for one in checklist.criteria} | {"M6": Mark(D(0))}
    assert missing(checklist, marks) == (Missing("M6", "remark"),)
