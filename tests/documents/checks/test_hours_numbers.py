"""What the typed numbers of rows prove: a lost section, rows that nest, attestation told twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.documents.hours_text import row_number
from review.documents.reading.model import Block
from tests.documents.checks.hours_mutants import (
    changed,
    findings,
    lost,
    plain_table,
    rows_in_sums,
    tables_in,
)

LECTURES = plain_table(
    ("№", "Тема", "Кол-во часов"),
    ("", "Лекции", "36"),
    ("1", "ОСНОВЫ СЕТЕЙ", "20"),
    ("1.1", "Стандарты", "12"),
    ("1.2", "Адреса", "8"),
    ("2", "ПРОЕКТИРОВАНИЕ", "16"),
    ("2.1", "Страницы", "9"),
    ("2.2", "Серверы", "7"),
    ("", "Лабораторные работы", "30"),
    ("1", "ОСНОВЫ СЕТЕЙ", "14"),
    ("1.1", "Стандарты", "10"),
    ("1.2", "Адреса", "4"),
    ("2", "ПРОЕКТИРОВАНИЕ", "16"),
    ("2.1", "Страницы", "11"),
    ("2.2", "Серверы", "5"),
    ("", "Всего", "66"),
)
PRACTICE = plain_table(
    ("№", "Тема", "Кол-во часов"),
    ("1", "ЗНАКОМСТВО", "24"),
    ("1.1", "Организация", "6"),
    ("1.2", "Документы", "6"),
    ("1.3", "Порядок", "6"),
    ("1.4", "Задача", "6"),
    ("", "ПРОЕКТ", ""),
    ("", "Требования", "6"),
    ("", "База данных", "24"),
    ("", "Отладка", "18"),
    ("3", "ПРОМЕЖУТОЧНАЯ АТТЕСТАЦИЯ", "6"),
    ("", "Дифференцированный зачёт", "6"),
    ("", "Всего", "78"),
)
TERMS = plain_table(
    ("№", "Тема", "Кол-во часов"),
    ("1", "Множества", "18"),
    ("2", "Группы", "20"),
    ("", "Итого по разделу", "38"),
    ("3", "Матрицы", "34"),
    ("4", "Определители", "16"),
    ("", "Итого по разделу", "50"),
    ("", "Итого по семестру", "88"),
    ("", "Всего", "88"),
)

MODULES = plain_table(
    ("Наименование разделов и тем", "Объём часов"),
    ("МДК 03.01 ЗАЩИТА СЕТЕЙ", "20"),
    ("ОСНОВЫ БЕЗОПАСНОСТИ", "8"),
    ("Угрозы", "5"),
    ("Пароли", "3"),
    ("ПРАКТИЧЕСКИЕ ЗАНЯТИЯ", "12"),
    ("Настройка доступа", "7"),
    ("Проверка журнала", "5"),
    ("МДК 03.02 УСТРОЙСТВО СЕТЕЙ", "14"),
    ("КАБЕЛИ И РОЗЕТКИ", "14"),
    ("Обжим", "6"),
    ("Прокладка", "8"),
    ("Учебная практика на предприятии", "36"),
    ("Всего", "70"),
)


@pytest.mark.parametrize("table", [LECTURES, PRACTICE, TERMS, MODULES])
def test_a_sound_table_raises_no_alarm(table: Block) -> None:
    assert findings(table) == []


@pytest.mark.parametrize("row", [3, 4, 6, 10, 11, 13, 14])
def test_courses_over_groups_of_lessons_add_up_beside_practice_at_work(row: int) -> None:
    assert [told.row for told in findings(changed(MODULES, row, 2, Decimal(40)).block)]
    assert tables_in(MODULES)[0].rows[0].depth < tables_in(MODULES)[0].rows[1].depth


@pytest.mark.parametrize("row", [3, 10])
def test_a_section_is_missed_where_its_topics_follow_under_its_number(row: int) -> None:
    mutant = lost(LECTURES, row)
    assert mutant is not None
    assert findings(mutant.block)


def test_rows_proven_to_lie_in_a_section_are_not_counted_beside_it() -> None:
    """The 24 of a lost row are not made up by counting both 1 and 1.1–1.4."""
    mutant = lost(PRACTICE, 9)
    assert mutant is not None
    assert findings(mutant.block)


def test_attestation_told_twice_does_not_stand_for_a_lost_row() -> None:
    mutant = lost(PRACTICE, 8)
    assert mutant is not None
    assert findings(mutant.block)


def test_a_sum_whose_parts_step_into_its_place_leaves_the_table_sound() -> None:
    """So its loss is no error to be found: nothing in the table is wrong without it."""
    (terms,) = tables_in(TERMS)
    assert 7 not in set(rows_in_sums(terms))
    assert set(rows_in_sums(terms)) >= {2, 3, 4, 5, 6}
    mutant = lost(TERMS, 7)
    assert mutant is not None
    assert findings(mutant.block) == []
    (lectures,) = tables_in(LECTURES)
    assert {3, 6, 9, 10} <= set(rows_in_sums(lectures))
    assert 2 not in set(rows_in_sums(lectures))


@pytest.mark.parametrize("written", ["2.4. Лад", "2..4. Лад", "2. 4. Лад", "Тема 2..4 Лад"])
def test_a_number_is_read_through_slips_of_the_finger(written: str) -> None:
    assert row_number(written) == ("2.4", "Лад")
