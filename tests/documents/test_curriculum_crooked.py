"""Tables of hours that came out of their file crooked or torn are still read for what they say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from review.documents import structure
from review.documents.curriculum import HoursTable, read_tables
from tests.documents.test_curriculum import hours, line, only, wide
from tests.documents.word import cell, paragraph, read_word, row, table

NUMBERED = row(*(cell(str(n)) for n in range(1, 4)), wide("4", 2), wide("5", 2))


def figures(number: str, title: str, *three: str) -> str:
    """A row whose cells have the edges of the row of numbers."""
    first, second, third = three
    return row(cell(number), cell(title), cell(first), wide(second, 2), wide(third, 2))


def test_column_numbers_put_a_shifted_header_right() -> None:
    header = row(
        cell("№"), cell("Тема"), cell(""), cell("Всего"), cell("Теория"), wide("Практика", 2)
    )
    found = only(
        header,
        NUMBERED,
        figures("1", "Ноты", "6", "2", "4"),
        figures("2", "Лад", "5", "1", "4"),
        figures("", "Итого", "11", "3", "8"),
    )
    assert not found.crooked
    assert hours(found, 0) == {"total": "6", "theory": "2", "practice": "4"}
    assert found.total is not None
    assert found.total.hours["practice"] == Decimal(8)


@pytest.mark.parametrize(
    ("title", "written", "read"),
    [
        ("Пение: - хор - ансамбль", ("2", "1,5"), "3.5"),
        ("Пение", ("2", "1,5"), None),
        ("Пение: - хор - ансамбль", ("2", "по выбору"), None),
    ],
)
def test_figures_on_several_lines_are_those_of_the_things_listed(
    title: str, written: tuple[str, str], read: str | None
) -> None:
    lines = cell("".join(map(paragraph, written)))
    header, first = line("№", "Тема", "Всего часов"), line("1", "Ноты", "4")
    found = only(header, first, row(cell("2"), cell(title), lines))
    assert found.rows[1].hours["total"] == (None if read is None else Decimal(read))


def torn(*between: str, fmt: str) -> tuple[HoursTable, ...]:
    """A plan in two parts with words between them."""
    first = table(line("№", "Тема", "Всего", "Теория"), line("1", "Ноты", "4", "1"))
    rest = table(line("2", "Лад", "5", "2"), line("", "Итого", "9", "3"))
    model = replace(read_word(first, *map(paragraph, between), rest), format=fmt)
    return read_tables(model, structure.find(model))


@pytest.mark.parametrize("between", [("работы",), ("Лад", "и ритм", "12.")])
def test_scraps_of_a_torn_row_do_not_end_a_table_of_a_pdf(between: tuple[str, ...]) -> None:
    (found,) = torn(*between, fmt="pdf")
    assert found.total is not None
    assert found.total.hours["total"] == Decimal(9)
    assert len(found.rows) == 3


@pytest.mark.parametrize(
    ("between", "fmt"),
    [
        (("работы",), "docx"),
        (("Учебный план 2 года обучения",), "pdf"),
        (("Программа рассчитана на детей, которые уже умеют читать ноты",), "pdf"),
        (("один", "два", "три", "четыре", "пять"), "pdf"),
    ],
)
def test_what_is_more_than_scraps_ends_the_table(between: tuple[str, ...], fmt: str) -> None:
    assert len(torn(*between, fmt=fmt)) == 2
