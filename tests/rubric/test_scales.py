"""Scales refuse to be born wrong and know their marks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from rubric.criteria import (
    BinaryScale,
    LabelledScale,
    LadderScale,
    Level,
    RangeScale,
    RubricFaults,
    Scale,
    Words,
)
from tests.rubric.builders import words
from tests.rubric.strategies import examined, scales

D = Decimal


def faults_of(refusal: pytest.ExceptionInfo[RubricFaults]) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in refusal.value.faults]


@examined
@given(scales)
def test_every_listed_value_is_accepted_and_its_neighbours_are_not(scale: Scale) -> None:
    values = scale.values()
    assert values is not None
    assert (values[0], values[-1]) == (scale.minimum, scale.maximum)
    assert all(scale.accepts(value) for value in values)
    outside = [scale.minimum - 1, scale.maximum + 1, scale.minimum + D("0.01"), D("NaN")]
    assert not any(scale.accepts(value) for value in outside)
    assert all(scale.words(value) is None for value in outside)


def test_a_five_point_scale_starts_at_one() -> None:
    scale = RangeScale(D(1), D(5))
    assert scale.values() == (D(1), D(2), D(3), D(4), D(5))
    assert not scale.accepts(D(0))


def test_a_percent_slider_goes_by_tens() -> None:
    scale = RangeScale(D(0), D(100), D(10), unit="percent")
    assert scale.accepts(D(70))
    assert not scale.accepts(D(75))


def test_a_free_number_cannot_be_listed_but_is_bounded() -> None:
    scale = RangeScale(D(0), D(5), step=None)
    assert scale.values() is None
    assert scale.accepts(D("3.14159"))
    assert not scale.accepts(D("3.14159265"))
    assert not scale.accepts(D("5.1"))


def test_a_very_long_range_is_not_listed() -> None:
    assert RangeScale(D(0), D(1001)).values() is None
    assert len(RangeScale(D(0), D(1000)).values() or ()) == 1001


def test_words_belong_to_their_mark() -> None:
    scale = LadderScale((Level(D(0), words("нет")), Level(D(3)), Level(D(5), words("да"))))
    assert scale.words(D(5)) == words("да")
    assert scale.words(D(3)) is None
    assert scale.words(D(4)) is None
    assert BinaryScale().words(D(1)) == Words("Да", "Yes")
    assert BinaryScale().words(D("0.5")) is None


@pytest.mark.parametrize(
    ("low", "high", "step", "fault"),
    [
        ("2", "2", "1", ("scale_bounds", "max")),
        ("3", "2", "1", ("scale_bounds", "max")),
        ("0", "10", "3", ("scale_step_bad", "step")),
        ("0", "10", "-1", ("scale_step_bad", "step")),
        ("0", "Infinity", "1", ("number_absurd", "max")),
        ("NaN", "3", "1", ("number_absurd", "min")),
        ("0", "1e9", "1", ("number_absurd", "max")),
        ("0", "3", "0.0000001", ("number_absurd", "step")),
    ],
)
def test_an_impossible_range_is_refused(
    low: str, high: str, step: str, fault: tuple[str, str]
) -> None:
    with pytest.raises(RubricFaults) as refusal:
        RangeScale(D(low), D(high), D(step))
    assert faults_of(refusal) == [fault]


def test_a_step_of_zero_is_refused_and_not_divided_by() -> None:
    with pytest.raises(RubricFaults) as refusal:
        RangeScale(D(0), D(3), D(0))
    assert faults_of(refusal) == [("scale_step_bad", "step")]


def test_words_for_a_mark_off_the_range_or_twice_are_refused() -> None:
    levels = (Level(D(7), words()), Level(D(1), words()), Level(D(1), words()))
    with pytest.raises(RubricFaults) as refusal:
        RangeScale(D(0), D(2), levels=levels)
    assert [code for code, _ in faults_of(refusal)] == ["scale_level_off", "scale_band_overlap"]


@pytest.mark.parametrize(
    ("values", "code"),
    [(["1"], "scale_too_few"), (["1", "0"], "scale_order"), (["1", "1"], "scale_order"),
     (["0", "NaN"], "number_absurd")],
)  # fmt: skip
def test_a_ladder_rises_and_has_two_steps_at_least(values: list[str], code: str) -> None:
    with pytest.raises(RubricFaults) as refusal:
        LadderScale(tuple(Level(D(value)) for value in values))
    assert [found for found, _ in faults_of(refusal)] == [code]


def test_every_level_of_a_labelled_scale_needs_words() -> None:
    with pytest.raises(RubricFaults) as refusal:
        LabelledScale((Level(D(1), words("низкий")), Level(D(2))))
    assert [code for code, _ in faults_of(refusal)] == ["scale_level_wordless"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "words_empty"),
        ("я" * 2001, "words_too_long"),
        ("а\u202eб", "words_unprintable"),
        ("а\u2028б", "words_unprintable"),
        ("а\x00б", "words_unprintable"),
    ],
)
def test_words_are_printable_and_not_endless(text: str, code: str) -> None:
    with pytest.raises(RubricFaults) as refusal:
        Words(ru=text, en="fine")
    assert faults_of(refusal) == [(code, "ru")]


def test_words_may_run_over_several_lines() -> None:
    text = "раз\nдва\u00a0часа, пе\u00adренос, 👩\u200d🏫"
    assert Words(ru=text, en="one\ntwo").ru == text
