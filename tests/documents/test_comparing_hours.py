"""In how many rows of the hours tables the hours are other ones now."""

import pytest

from review.documents.compare import compare
from review.documents.comparing_hours import rows_with_other_hours
from review.documents.reading.model import DocumentModel
from tests.documents.word import cell, paragraph, read_word, row, table

HEAD = ("№", "Тема", "Всего часов", "Теория", "Практика", "Форма контроля")
ROWS = (
    ("1", "Введение", "4", "2", "2", "Беседа"),
    ("2", "Датчики", "8", "3", "5", "Тест"),
    ("3", "Моторы", "8", "3", "5", "Выставка"),
)


def plan(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> DocumentModel:
    lines = (row(*map(cell, one)) for one in (head, *rows))
    return read_word(paragraph("Учебный план"), table(*lines))


def changed(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> int:
    return rows_with_other_hours(compare(plan(*ROWS, head=head), plan(*rows, head=head)))


def with_(at: int, column: int, said: str) -> tuple[tuple[str, ...], ...]:
    rows = [list(one) for one in ROWS]
    rows[at][column] = said
    return tuple(map(tuple, rows))


@pytest.mark.parametrize(
    ("column", "said", "counts"),
    [
        (2, "10", 1),
        (3, "4,5", 1),
        (3, "", 1),
        (3, "-", 1),
        (3, "3 ч.", 0),
        (1, "Датчики света", 0),
        (0, "2.1", 0),
        (5, "2", 0),
        (4, "по выбору", 0),
    ],
)
def test_only_other_figures_in_columns_of_hours_count(column: int, said: str, counts: int) -> None:
    assert changed(*with_(1, column, said)) == counts


def test_a_row_counts_once_and_rows_that_came_or_went_do_not() -> None:
    first = (*ROWS[0][:2], "6", "3", "3", "Беседа")
    assert changed(first, ROWS[1]) == 1
    assert changed(*ROWS, ("4", "Сборка", "12", "2", "10", "Тест")) == 0


def test_figures_of_another_table_are_no_hours() -> None:
    head = ("№", "Материал", "Штук", "Цена", "Сумма", "Где")
    assert changed(*with_(1, 2, "10"), head=head) == 0


def test_the_same_text_has_no_other_hours() -> None:
    assert changed(*ROWS) == 0
