"""Figures are exact in and out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.figures import figure, is_sane, read_decimal, read_figure, read_fraction
from tests.rubric.strategies import examined


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", "2"), (" 1,5 ", "1.5"), ("-0.25", "-0.25"), ("−3", "-3"), ("+7", "7"), ("007", "7")],
)
def test_a_plain_number_is_read_with_comma_or_point(text: str, number: str) -> None:
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "two", "1e5", "NaN", "Infinity", "1,2,3", "1 000", "٣", "0x10", ".5", "9999999", "1_0"],
)
def test_anything_else_is_not_a_number(text: str) -> None:
    assert read_decimal(text) is None


@pytest.mark.parametrize(("text", "exact"), [("1/3", (1, 3)), ("0,25", (1, 4)), (" 2 ", (2, 1))])
def test_a_ratio_is_read_exactly(text: str, exact: tuple[int, int]) -> None:
    assert read_fraction(text) == Fraction(*exact)


@pytest.mark.parametrize("text", ["1/0", "a/b", "-1/3", "١/٢", "1/2/3"])
def test_a_broken_ratio_is_no_number(text: str) -> None:
    assert read_fraction(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(59, 2), "29.5"),
        (Fraction(89, 3), "89/3"),
        (Fraction(-1, 8), "-0.125"),
        (Decimal("30.0"), "30"),
        (Decimal("1E+2"), "100"),
        (Fraction(-5, 4), "-1.25"),
        (0, "0"),
    ],
)
def test_a_figure_is_written_without_rounding(number: Fraction, text: str) -> None:
    assert figure(number) == text


@examined
@given(st.fractions(max_denominator=10_000))
def test_what_is_written_reads_back_to_the_same_figure(number: Fraction) -> None:
    assert read_figure(figure(number)) == number


def test_absurd_numbers_are_told_apart() -> None:
    absurd = ["NaN", "Infinity", "-Infinity", "1e7", "1e999999", "0.0000001"]
    assert not any(is_sane(Decimal(text)) for text in absurd)
    assert is_sane(Decimal("-999999.999999"))
