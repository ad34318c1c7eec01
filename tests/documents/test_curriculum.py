"""Tables of hours are read whatever their header, their rows and their figures look like."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.documents import structure
from review.documents.curriculum import HoursTable, read_tables
from tests.documents.word import cell, paragraph, read_word, row, table, text

BOLD = "<w:b/>"


def bold(words: str, properties: str = "") -> str:
    """A cell in bold type."""
    return cell(paragraph(text(words, BOLD)), properties=properties)


def line(*words: str) -> str:
    """A row of plain cells."""
    return row(*map(cell, words))


def wide(words: str, columns: int) -> str:
    """A cell over several columns."""
    return cell(words, properties=f'<w:gridSpan w:val="{columns}"/>')


def tall(words: str, first: bool) -> str:
    """A cell merged downwards."""
    value = ' w:val="restart"' if first else ""
    return cell(words, properties=f"<w:vMerge{value}/>")


def read(*body: str) -> tuple[HoursTable, ...]:
    """The tables of a document."""
    model = read_word(*body)
    return read_tables(model, structure.find(model))


def only(*rows: str) -> HoursTable:
    """The one table of a document."""
    (found,) = read(table(*rows))
    return found


def hours(found: HoursTable, place: int) -> dict[str, str]:
    """The hours read in a row, as text."""
    return {
        role: str(value) for role, value in found.rows[place].hours.items() if value is not None
    }


PLAIN = line("№", "Название темы", "Всего", "Теория", "Практика", "Формы контроля")


def test_the_minimal_header_is_known() -> None:
    found = only(PLAIN, line("1", "Ноты", "4", "1", "3", "Опрос"), line("", "Итого", "4", "1", "3"))
    assert found.kind == "curriculum"
    assert found.columns == {
        "number": 1, "title": 2, "total": 3, "theory": 4, "practice": 5, "control": 6,
    }  # fmt: skip
    assert found.total is not None
    assert hours(found, 1) == {"total": "4", "theory": "1", "practice": "3"}
    assert found.rows[0].control == "Опрос"


def test_a_header_merged_in_three_rows_is_known() -> None:
    found = only(
        row(tall("№ п/п", True), tall("Наименование разделов и тем", True),
            wide("Количество часов", 3), tall("Формы контроля", True)),
        row(tall("", False), tall("", False), tall("Всего", True), wide("в том числе", 2),
            tall("", False)),
        row(tall("", False), tall("", False), tall("", False), cell("Теория"), cell("Практика"),
            tall("", False)),
        line("1", "Введение", "2", "1", "1", "Опрос"),
        line("", "Итого", "2", "1", "1", ""),
    )  # fmt: skip
    assert [found.columns[role] for role in ("total", "theory", "practice", "control")] == [
        3,
        4,
        5,
        6,
    ]
    assert [one.row for one in found.rows] == [4, 5]


def test_a_row_of_column_numbers_belongs_to_the_header() -> None:
    found = only(
        line("Тема", "Всего часов", "Теория", "Практика"),
        line("1", "2", "3", "4"),
        line("Введение", "2", "1", "1"),
    )
    assert [one.title for one in found.rows] == ["Введение"]


def test_a_title_over_all_columns_comes_before_the_header() -> None:
    found = only(
        row(wide("2 год обучения", 3)),
        line("Тема", "Теория", "Практика"),
        line("Введение", "1", "1"),
    )
    assert found.year == 2
    assert found.columns["theory"] == 2


@pytest.mark.parametrize(
    "words",
    [
        "Объем часов", "Количество часов", "Кол-во часов", "Всего часов", "Часы", "Кол. час.",
        "Трудоёмкость", "Объем времени", "Кол- во часов", "Общее количество часов", "К-во часов",
    ],
)  # fmt: skip
def test_hours_are_called_in_many_ways(words: str) -> None:
    found = only(line("Тема", words), line("Введение", "2"), line("Итого", "2"))
    assert found.columns["total"] == 2


@pytest.mark.parametrize(
    "words",
    [
        "Тема", "Темы занятий", "Наименование раздела, темы", "Название раздела", "Разделы и темы",
        "Содержание", "Предмет", "Название модуля", "Перечень тем", "Наименование темы занятия",
        "Элемент дисциплины",
    ],
)  # fmt: skip
def test_topics_are_called_in_many_ways(words: str) -> None:
    found = only(line("№", words, "Кол-во часов"), line("1", "Введение", "2"))
    assert found.columns["title"] == 2


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Лекции", "theory"), ("Теор. занятия", "theory"), ("Практические занятия", "practice"),
        ("ПЗ", "practice"), ("Лабораторные работы", "lab"), ("СРС", "self_study"),
        ("Самостоятельная работа", "self_study"), ("Дистанционно", "distance"),
        ("Консультации", "consult"), ("Экскурсии", "outdoors"),
    ],
)  # fmt: skip
def test_kinds_of_hours_are_known(words: str, role: str) -> None:
    found = only(line("Тема", "Всего часов", words), line("Введение", "2", "2"))
    assert found.columns[role] == 3


def test_a_table_that_counts_things_is_none_of_hours() -> None:
    found = only(line("№", "Наименование", "Количество"), line("1", "Ноутбук", "6"))
    assert found.kind == "other"


def test_a_table_of_the_kinds_of_work_is_no_plan() -> None:
    found = only(
        line("Вид учебной работы", "Объем часов"),
        line("Лекции", "10"),
        line("Практические занятия", "20"),
        line("Самостоятельная работа", "6"),
    )
    assert found.kind == "other"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2", "2"), ("1,5", "1.5"), ("0.5", "0.5"), ("2 ч.", "2"), ("72часа", "72"),
        ("4 часа", "4"), ("6 ак. ч.", "6"), ("–", "0"), ("-", "0"), ("2*", "2"),
    ],
)  # fmt: skip
def test_figures_are_read_as_typed(words: str, value: str) -> None:
    found = only(line("Тема", "Всего", "Теория"), line("Введение", words, "1"))
    assert found.rows[0].hours["total"] == Decimal(value)


@pytest.mark.parametrize("words", ["2/2", "4-6", "по 2", "в течение года", "2 ч 30 мин"])
def test_what_is_no_plain_figure_is_not_guessed_at(words: str) -> None:
    found = only(
        line("Тема", "Всего часов", "Теория"),
        line("Введение", words, "1"),
        line("Ноты", "2", "2"),
    )
    assert found.rows[0].hours["total"] is None
    assert "total" in found.rows[0].unread


def test_an_empty_cell_is_nothing_and_readable() -> None:
    found = only(PLAIN, line("1", "Ноты", "4", "", "4", ""))
    assert found.rows[0].hours["theory"] is None
    assert not found.rows[0].unread


def test_numbers_tell_sections_from_topics() -> None:
    found = only(
        PLAIN,
        line("1", "Введение", "2", "1", "1", ""),
        line("1.1", "Правила", "2", "1", "1", ""),
        line("2", "Ноты", "4", "2", "2", ""),
        line("2.1", "Ритм", "4", "2", "2", ""),
        line("", "Итого", "6", "3", "3", ""),
    )
    kinds = [one.kind for one in found.rows]
    assert kinds == ["section", "topic", "section", "topic", "total"]


def test_bold_rows_are_sections_where_numbers_say_nothing() -> None:
    found = only(
        line("Тема", "Всего часов"),
        row(bold("Введение"), bold("4")),
        line("Правила", "1"),
        line("Знакомство", "3"),
        row(bold("Ноты"), bold("6")),
        line("Ритм", "2"),
        line("Лад", "4"),
        row(bold("Итого"), bold("10")),
    )
    kinds = [one.kind for one in found.rows]
    assert kinds == ["section", "topic", "topic", "section", "topic", "topic", "total"]


def test_a_merged_row_is_a_section_without_hours() -> None:
    found = only(
        line("№", "Тема", "Всего часов"),
        row(wide("Раздел 1. Ноты", 3)),
        line("1", "Ритм", "2"),
        line("2", "Лад", "4"),
        line("", "Итого", "6"),
    )
    assert [one.kind for one in found.rows] == ["section", "topic", "topic", "total"]
    assert found.rows[0].title == "Ноты"


@pytest.mark.parametrize(
    "words",
    ["Итого", "Итого:", "ИТОГО", "Всего", "Всего часов", "Итого за год", "Общее количество часов"],
)
def test_totals_are_called_in_many_ways(words: str) -> None:
    found = only(PLAIN, line("1", "Ноты", "4", "1", "3"), line("", words, "4", "1", "3"))
    assert found.rows[-1].kind == "total"


def test_subtotals_stand_between_rows_and_the_total_at_the_end() -> None:
    found = only(
        line("№", "Тема", "Всего часов"),
        line("1", "Ритм", "2"),
        line("", "Итого по разделу", "2"),
        line("2", "Лад", "4"),
        line("", "Итого по разделу", "4"),
        line("", "Итого", "6"),
    )
    kinds = [one.kind for one in found.rows]
    assert kinds == ["topic", "subtotal", "topic", "subtotal", "total"]


def test_hours_inside_the_label_of_a_total_are_read() -> None:
    found = only(PLAIN, line("1", "Ноты", "4", "1", "3", ""), row(wide("Всего: 4 часа", 6)))
    assert hours(found, 1) == {"total": "4"}


def test_a_row_of_attestation_is_told_apart() -> None:
    found = only(PLAIN, line("1", "Ноты", "4", "1", "3", ""), line("", "Итоговая аттестация", "2"))
    assert found.rows[1].kind == "attestation"


def test_a_table_that_goes_on_is_read_as_one() -> None:
    first = table(PLAIN, line("1", "Ноты", "4", "1", "3", ""))
    second = table(line("2", "Лад", "2", "1", "1", ""), line("", "Итого", "6", "2", "4", ""))
    (found,) = read(first, paragraph("Продолжение таблицы 1"), second)
    assert [one.title for one in found.rows] == ["Ноты", "Лад", "Итого"]
    assert [one.row for one in found.rows] == [2, 1, 2]
    assert len({one.block for one in found.rows}) == 2


def test_a_repeated_header_does_not_become_a_row() -> None:
    first = table(PLAIN, line("1", "Ноты", "4", "1", "3", ""))
    second = table(PLAIN, line("2", "Лад", "2", "1", "1", ""))
    (found,) = read(first, paragraph("2"), second)
    assert [one.title for one in found.rows] == ["Ноты", "Лад"]


def test_plans_of_several_years_are_several_tables() -> None:
    year = table(PLAIN, line("1", "Ноты", "4", "1", "3", ""), line("", "Итого", "4", "1", "3", ""))
    found = read(paragraph("1 год обучения"), year, paragraph("Второй год обучения"), year)
    assert [one.year for one in found] == [1, 2]


def test_years_side_by_side_are_several_tables() -> None:
    found = only_years(
        row(tall("Тема", True), wide("1 год обучения", 2), wide("2 год обучения", 2)),
        row(tall("", False), *map(cell, ("Теория", "Практика", "Теория", "Практика"))),
        line("Ноты", "1", "3", "2", "6"),
    )
    assert [(one.year, one.columns["theory"]) for one in found] == [(1, 2), (2, 4)]


def only_years(*rows: str) -> tuple[HoursTable, ...]:
    """All readings of one table."""
    return read(table(*rows))


def test_a_module_is_named_by_the_caption() -> None:
    found = read(
        paragraph("Модуль 2. Графика"), table(PLAIN, line("1", "Линия", "4", "1", "3", ""))
    )
    assert found[0].module == "Модуль 2. Графика"


def test_how_long_a_programme_lasts_is_no_year_of_study() -> None:
    (found,) = read(
        paragraph("Срок реализации – 3 года"), table(PLAIN, line("1", "Ноты", "4", "1", "3", ""))
    )
    assert found.year is None


def test_a_schedule_of_lessons_is_a_calendar() -> None:
    found = only(
        line("Месяц", "Число", "Время", "Форма занятия", "Кол-во часов", "Тема", "Место"),
        line("сентябрь", "5", "15.00", "беседа", "2", "Ноты", "класс 3"),
    )
    assert found.kind == "calendar"
    assert found.rows[0].notes["month"] == "сентябрь"
    assert hours(found, 0) == {"total": "2"}


def test_a_schedule_with_a_row_for_each_year_is_a_calendar() -> None:
    found = only(
        line("Год обучения", "Дата начала", "Дата окончания", "Учебных недель", "Учебных дней",
             "Часов", "Режим"),
        line("1", "04.09.2023", "23.05.2024", "36", "72", "144", "2 раза по 2 часа"),
    )  # fmt: skip
    assert found.kind == "calendar"
    assert {"start", "end", "weeks", "days", "total"} <= set(found.columns)


def test_months_in_columns_are_a_calendar() -> None:
    found = only(
        line("№", "Раздел", "сен", "окт", "ноя", "Всего"),
        line("1", "Ноты", "2", "4", "–", "6"),
        line("", "Итого", "2", "4", "–", "6"),
    )
    assert found.kind == "calendar"
    assert hours(found, 0) == {"period1": "2", "period2": "4", "period3": "0", "total": "6"}


def test_a_period_with_its_section_is_a_calendar() -> None:
    found = only(line("Период", "Раздел", "Часы"), line("1–4 неделя", "Ноты", "8"))
    assert found.kind == "calendar"


def test_hours_a_week_are_no_volume() -> None:
    found = only(
        row(tall("Предмет", True), wide("Количество часов в неделю", 2)),
        row(tall("", False), cell("I"), cell("II")),
        line("Хор", "1", "2"),
    )
    assert found.weekly
    assert hours(found, 0) == {"period1": "1", "period2": "2"}


def test_numbers_drawn_by_the_word_processor_count() -> None:
    numbered = cell(paragraph("Ноты"))
    found = only(line("№", "Тема", "Всего часов"), row(cell("1"), numbered, cell("2")))
    assert found.rows[0].number == "1"


def test_a_plan_may_begin_with_its_total() -> None:
    found = only(
        line("Раздел", "Всего", "Теория", "Практика"),
        line("Всего", "6", "2", "4"),
        line("Раздел 1. Ноты", "4", "1", "3"),
        line("Раздел 2. Хор", "2", "1", "1"),
    )
    assert [one.kind for one in found.rows] == ["total", "topic", "topic"]


def test_a_last_row_of_figures_alone_is_the_total() -> None:
    found = only(
        PLAIN,
        line("1", "Ноты", "4", "1", "3", ""),
        line("2", "Хор", "2", "1", "1", ""),
        line("", "", "6", "2", "4", ""),
    )
    assert found.rows[-1].kind == "total"


def test_years_of_study_in_columns_are_periods() -> None:
    found = only(line("№", "Раздел", "1 год", "2 год"), line("1", "Ноты", "36", "72"))
    assert hours(found, 0) == {"period1": "36", "period2": "72"}


def test_a_schedule_of_periods_needs_no_hours() -> None:
    head, weeks = line("Период обучения", "Раздел"), line("1–4 неделя", "Ноты")
    (found,) = read(paragraph("Календарный учебный график"), table(head, weeks))
    assert found.kind == "calendar"
    (other,) = read(paragraph("Формы работы"), table(head, weeks))
    assert other.kind == "other"


def test_hours_with_credits_are_the_first_figure() -> None:
    found = only(
        line("Тема", "Лекции, часов", "Трудоёмкость, ч / ЗЕ"), line("Введение", "2", "144/4")
    )
    assert hours(found, 0) == {"theory": "2", "total": "144"}
