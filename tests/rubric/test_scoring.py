"""Totals are exact, bounded, and add up by section."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric import scoring
from rubric.criteria import RangeScale, Rubric, RubricFaults, Section, VerdictRule
from rubric.loading import load_shipped
from rubric.sheet import Mark
from tests.rubric.builders import WORDS, criterion, marks
from tests.rubric.strategies import examined, marks_of, rubrics

D, F = Decimal, Fraction
FIVE = RangeScale(D(0), D(5))


def weighted(*weights: Fraction) -> Rubric:
    criteria = tuple(
        criterion(f"c{number}", FIVE, weight=weight)
        for number, weight in enumerate(weights, start=1)
    )
    return Rubric("tiny", "sample", WORDS, criteria, VerdictRule("mean"))


def test_thirds_add_up_to_a_whole_and_not_to_nearly_one() -> None:
    rubric = weighted(F(1, 3), F(1, 3), F(1, 3))
    assert scoring.total(rubric, marks(1, 1, 1)) == 1


def test_tenths_add_up_exactly() -> None:
    rubric = weighted(F(1, 10), F(2, 10))
    assert scoring.total(rubric, marks(1, 1)) == F(3, 10)


def test_a_half_filled_sheet_has_a_running_total_and_an_outlook() -> None:
    rubric = weighted(F(1), F(2), F(1))
    half = marks(4, None, 1)
    assert scoring.total(rubric, half) == 5
    assert scoring.progress(rubric, half) == scoring.Progress(answered=2, asked=3)
    assert scoring.outlook(rubric, half) == scoring.Outlook(lowest=F(5), highest=F(15))


def test_a_group_maximum_holds_points_back_in_its_section_only() -> None:
    sections = (Section("a", WORDS, F(7), cap=True), Section("b", WORDS, F(5)))
    criteria = (
        criterion("c1", FIVE, section="a"),
        criterion("c2", FIVE, section="a"),
        criterion("c3", FIVE, section="b"),
    )
    rubric = Rubric("tiny", "sample", WORDS, criteria, VerdictRule("mean"), sections)
    assert scoring.total(rubric, marks(5, 4, 3)) == 10
    first, second = scoring.section_totals(rubric, marks(5, 4, None))
    assert (first.points, first.maximum, first.answered, first.asked) == (7, 7, 2, 2)
    assert (second.points, second.maximum, second.answered, second.asked) == (0, 5, 0, 1)
    assert scoring.outlook(rubric, marks(5, None, None)).highest == 12


def test_an_unknown_criterion_is_refused() -> None:
    for ask in (scoring.total, scoring.section_totals, scoring.progress, scoring.outlook):
        with pytest.raises(RubricFaults):
            ask(weighted(F(1)), {"zz": Mark(D(1))})


def test_the_sample_rubric_gives_forty_by_sections_of_4_14_8_10_4() -> None:
    sample = load_shipped("znachok_default_40")
    full = {one.id: Mark(one.scale.maximum) for one in sample.criteria}
    assert scoring.total(sample, full) == scoring.maximum(sample) == 40
    assert scoring.minimum(sample) == 0
    by_section = [each.points for each in scoring.section_totals(sample, full)]
    assert by_section == [4, 14, 8, 10, 4]


@examined
@given(st.data())
def test_totals_stay_within_the_rubrics_bounds(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    sheet = data.draw(marks_of(rubric))
    assert rubric.minimum <= scoring.total(rubric, sheet) <= rubric.maximum


@examined
@given(st.data())
def test_section_totals_add_up_to_the_total(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    sheet = data.draw(marks_of(rubric))
    parts = scoring.section_totals(rubric, sheet)
    assert sum(part.points for part in parts) == scoring.total(rubric, sheet)
    assert sum(part.minimum for part in parts) == rubric.minimum
    assert sum(part.maximum for part in parts) == rubric.maximum
    assert sum(part.asked for part in parts) == len(rubric.criteria)
    assert all(part.minimum <= part.points <= part.maximum for part in parts)


@examined
@given(st.data())
def test_a_criterion_of_weight_zero_changes_no_total(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    sheet = dict(data.draw(marks_of(rubric)))
    before = scoring.total(rubric, sheet)
    for one in rubric.criteria:
        if one.weight == 0:
            sheet[one.id] = Mark(data.draw(st.sampled_from(one.scale.values() or ())))
    assert scoring.total(rubric, sheet) == before


@examined
@given(st.data())
def test_the_outlook_narrows_to_the_total_as_marks_come_in(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    sheet = data.draw(marks_of(rubric))
    given_marks: dict[str, Mark] = {}
    low, high = rubric.minimum, rubric.maximum
    for criterion_id, mark in sheet.items():
        given_marks[criterion_id] = mark
        outlook = scoring.outlook(rubric, given_marks)
        assert low <= outlook.lowest <= outlook.highest <= high
        low, high = outlook.lowest, outlook.highest
    assert low == high == scoring.total(rubric, sheet)
