"""The arithmetic of tables of hours: what is an error, what is none, and where it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from review.documents.checks import hours_dates, hours_plan, hours_topics, hours_volume
from review.documents.checks.dossier import Card, Dossier
from review.documents.checks.finding import Found
from review.documents.checks.hours import (
    figure,
    row_adds_up,
    section_is_the_sum,
    total_is_the_sum,
    totals_add_up,
    written_sum,
)
from review.documents.checks.registry import SURE
from review.documents.checks.settings import CheckSettings
from review.documents.facts import Fact, Facts
from tests.documents.checks.dossiers import dossier_of
from tests.documents.checks.hours_mutants import CHECKS
from tests.documents.word import cell, paragraph, read_word, row, table, text

Rows = tuple[tuple[str, ...], ...]
Look = Callable[[Dossier], Iterator[Found]]

HEAD = ("№", "Тема", "Всего", "Теория", "Практика", "Формы контроля")
SOUND: Rows = (
    ("1", "Введение", "4", "2", "2", "Опрос"),
    ("1.1", "Правила", "2", "1", "1", ""),
    ("1.2", "Знакомство", "2", "1", "1", ""),
    ("2", "Ноты", "6", "2", "4", "Зачёт"),
    ("2.1", "Ритм", "2", "1", "1", ""),
    ("2.2", "Лад", "4", "1", "3", ""),
    ("", "Итого", "10", "4", "6", ""),
)


def table_of(*rows: tuple[str, ...]) -> str:
    """A table of plain rows."""
    return table(*(row(*map(cell, one)) for one in rows))


def plan(*rows: tuple[str, ...]) -> str:
    """A plan with the usual header."""
    return table_of(HEAD, *rows)


def with_row(place: int, *texts: str) -> Rows:
    """The sound plan with another row; places count from 0."""
    return (*SOUND[:place], texts, *SOUND[place + 1 :])


def dossier(*body: str, **more: object) -> Dossier:
    """The dossier of a document with this body."""
    return dossier_of(read_word(*body), **more)  # type: ignore[arg-type]


def all_sums(*rows: tuple[str, ...]) -> list[Found]:
    """Everything the four rules of sums say of a plan."""
    return [found for look in CHECKS for found in look(dossier(plan(*rows)))]


def says(look: Look, *body: str, **more: object) -> list[Found]:
    """What one check says of a document."""
    return list(look(dossier(*body, **more)))


# --- sums: H1, H2, H3, H8 -------------------------------------------------------------


def test_a_sound_plan_gives_nothing() -> None:
    assert all_sums(*SOUND) == []


def test_a_wrong_topic_is_told_once_with_its_cell_and_both_figures() -> None:
    (found,) = all_sums(*with_row(4, "2.1", "Ритм", "6", "1", "1", ""))
    assert (found.row, found.column, found.confidence) == (6, 3, 0.95)
    assert found.params == {"row": "Ритм", "stated": "6", "sum": "1 + 1", "counted": "2"}
    assert list(row_adds_up(dossier(plan(*with_row(4, "2.1", "Ритм", "6", "1", "1", ""))))) == [
        found
    ]


def test_a_wrong_section_is_told_as_the_sum_of_its_topics() -> None:
    spoiled = plan(*with_row(3, "2", "Ноты", "8", "2", "4", "Зачёт"))
    (found,) = says(section_is_the_sum, spoiled)
    assert (found.row, found.column) == (5, 3)
    assert (found.params["stated"], found.params["counted"]) == ("8", "6")
    assert says(row_adds_up, spoiled) == says(total_is_the_sum, spoiled) == []


def test_a_wrong_total_is_told_as_the_sum_of_the_rows() -> None:
    spoiled = plan(*with_row(6, "", "Итого", "12", "4", "6", ""))
    (found,) = says(total_is_the_sum, spoiled)
    assert (found.row, found.column) == (8, 3)
    assert (found.params["stated"], found.params["counted"]) == ("12", "10")
    assert says(totals_add_up, spoiled) == []


def test_totals_that_do_not_add_up_across_are_told_where_the_rows_are_not_given() -> None:
    rows = (("1", "Ноты", "", "", "", ""), ("", "Итого", "12", "4", "6", ""))
    (found,) = says(totals_add_up, plan(*rows))
    assert (found.params["stated"], found.params["counted"]) == ("12", "10")


def test_a_lost_topic_breaks_its_section() -> None:
    found = all_sums(*SOUND[:5], SOUND[6])
    assert {one.column for one in found} == {3, 4, 5}
    assert all(one.confidence >= SURE for one in found)


def test_a_lost_section_breaks_the_total() -> None:
    found = all_sums(*SOUND[:3], *SOUND[4:])
    assert found
    assert all(one.confidence >= SURE for one in found)


def test_decimals_and_dashes_add_up() -> None:
    assert (
        all_sums(
            ("1", "Ноты", "2,5", "1", "1,5", ""),
            ("2", "Лад", "4 ч.", "–", "4", ""),
            ("", "Всего", "6,5", "1", "5,5", ""),
        )
        == []
    )


def test_sections_without_hours_leave_their_topics_to_the_total() -> None:
    rows = (("Раздел 1. Ноты", ""), ("Ритм", "2"), ("Лад", "4"), ("Итого", "6"))
    assert says(total_is_the_sum, table_of(("Тема", "Часы"), *rows)) == []


def test_bold_sections_above_their_topics_are_not_counted_twice() -> None:
    def bold(*texts: str) -> str:
        return row(*(cell(paragraph(text(one, "<w:b/>"))) for one in texts))

    built = table(
        row(cell("Тема"), cell("Всего часов")),
        bold("Ноты", "6"), row(cell("Ритм"), cell("2")), row(cell("Лад"), cell("4")),
        bold("Хор", "4"), row(cell("Распевка"), cell("1")), row(cell("Песня"), cell("3")),
        bold("Итого", "10"),
    )  # fmt: skip
    assert [found for look in CHECKS for found in says(look, built)] == []


def test_sections_that_nothing_shows_are_doubted() -> None:
    rows = (("Ноты", "6"), ("Ритм", "2"), ("Лад", "4"), ("Хор", "4"), ("Речь", "1"), ("Звук", "3"))
    found = says(total_is_the_sum, table_of(("Тема", "Всего часов"), *rows, ("Итого", "10")))
    assert all(one.confidence < SURE for one in found)


def test_a_flat_list_that_does_not_add_up_is_an_error() -> None:
    rows = (("1", "Ритм", "2"), ("2", "Лад", "4"), ("3", "Речь", "3"), ("", "Итого", "10"))
    (found,) = says(total_is_the_sum, table_of(("№", "Тема", "Часы"), *rows))
    assert (found.confidence, found.params["counted"]) == (0.9, "9")


def test_subtotals_of_terms_make_the_total() -> None:
    rows = (
        ("1", "Ритм", "2"), ("2", "Лад", "4"), ("", "Итого за 1 полугодие", "6"),
        ("3", "Речь", "3"), ("", "Итого за 2 полугодие", "3"), ("", "Итого за год", "9"),
    )  # fmt: skip
    built = table_of(("№", "Тема", "Часы"), *rows)
    assert [found for look in CHECKS for found in says(look, built)] == []


def test_attestation_may_stand_beside_the_total() -> None:
    rows = (("1", "Ритм", "2"), ("2", "Лад", "4"), ("", "Итоговая аттестация", "2"))
    head = ("№", "Тема", "Часы")
    assert says(total_is_the_sum, table_of(head, *rows, ("", "Итого", "8"))) == []
    assert says(total_is_the_sum, table_of(head, *rows, ("", "Итого", "6"))) == []


def test_a_total_that_takes_itself_apart_is_none_of_the_rows() -> None:
    rows = (
        ("1", "Ритм", "2"),
        ("2", "Лад", "4"),
        ("", "Итого", "6"),
        ("", "в том числе очно", "4"),
    )
    assert says(total_is_the_sum, table_of(("№", "Тема", "Часы"), *rows)) == []


def test_other_kinds_of_hours_are_parts_when_most_rows_say_so() -> None:
    head = ("Тема", "Всего", "Лекции", "Практика", "СРС")
    rows = [("Ноты", "6", "1", "2", "3"), ("Лад", "9", "2", "3", "4"), ("Хор", "7", "1", "1", "5")]
    spoiled = ("Ритм", "12", "2", "2", "2")
    assert says(row_adds_up, table_of(head, *rows)) == []
    (found,) = says(row_adds_up, table_of(head, *rows, spoiled))
    assert found.params["counted"] == "6"


def test_distance_hours_are_no_part_of_the_sum() -> None:
    head = ("Тема", "Всего", "Теория", "Практика", "Дистанционно")
    rows = [("Ноты", "6", "2", "4", "3"), ("Лад", "9", "4", "5", "9"), ("Хор", "7", "3", "4", "1")]
    assert says(row_adds_up, table_of(head, *rows)) == []


def test_cells_that_cannot_be_read_are_left_alone() -> None:
    rows = (("1", "Ритм", "2/2", "1", "3", ""), ("", "Итого", "4", "1", "3", ""))
    assert all_sums(*rows) == []


def test_figures_are_written_as_in_russian() -> None:
    from decimal import Decimal

    assert figure(Decimal("2.50")) == "2,5"
    assert figure(Decimal("100")) == "100"
    assert written_sum(tuple(map(Decimal, range(1, 13)))) == "1 + 2 + 3 + 4 + 5 + 6 + … + 12"


# --- volume: H4, H5, H7, H11, H14 -----------------------------------------------------

CALENDAR = ("Месяц", "Число", "Тема", "Кол-во часов")


def lessons(*hours: str) -> str:
    """A schedule with one row for a lesson."""
    rows = [("сентябрь", str(n), f"Занятие номер {n}", one) for n, one in enumerate(hours, 1)]
    return table_of(CALENDAR, *rows)


def facts(**given: float) -> Facts:
    """Facts that are sure."""
    return Facts(**{name: Fact(value, "b1") for name, value in given.items()})  # type: ignore[arg-type]


def test_the_volume_in_the_text_is_the_total_of_the_plan() -> None:
    look = hours_volume.text_as_plan
    assert says(look, plan(*SOUND), facts=facts(hours_total=10)) == []
    (found,) = says(look, plan(*SOUND), facts=facts(hours_total=12))
    assert found.params == {"text": "12", "plan": "10"}
    assert (found.block, found.confidence) == ("b1", 0.95)


def test_the_only_plan_may_be_that_of_the_first_of_several_years() -> None:
    several = facts(hours_total=30, duration_years=3)
    (found,) = says(hours_volume.text_as_plan, plan(*SOUND), facts=several)
    assert found.confidence < SURE


def test_a_doubtful_volume_gives_a_doubtful_finding() -> None:
    doubtful = Facts(hours_total=Fact(12, "b1", confidence=0.6))
    (found,) = says(hours_volume.text_as_plan, plan(*SOUND), facts=doubtful)
    assert found.confidence == 0.6


def test_a_wrong_total_is_not_told_again_as_another_volume() -> None:
    spoiled = plan(*with_row(6, "", "Итого", "12", "4", "6", ""))
    assert says(hours_volume.text_as_plan, spoiled, facts=facts(hours_total=10)) == []


def test_the_card_is_compared_with_the_plan_and_else_with_the_text() -> None:
    (found,) = says(hours_volume.card_as_plan, plan(*SOUND), card=Card(hours=72))
    assert (found.params, found.row) == ({"card": "72", "plan": "10"}, 8)
    assert says(hours_volume.card_as_plan, plan(*SOUND), card=Card(hours=10)) == []
    (other,) = says(hours_volume.card_as_text, "", card=Card(hours=72), facts=facts(hours_total=70))
    assert other.params == {"card": "72", "text": "70"}
    assert says(hours_volume.card_as_text, plan(*SOUND), card=Card(hours=72)) == []


def test_the_plans_of_all_years_make_the_volume() -> None:
    body = (paragraph("1 год обучения"), plan(*SOUND), paragraph("2 год обучения"), plan(*SOUND))
    look = hours_volume.parts_as_whole
    assert says(look, *body, facts=facts(hours_total=20, duration_years=2)) == []
    (found,) = says(look, *body, facts=facts(hours_total=22, duration_years=2))
    assert found.params == {"sum": "10 + 10", "counted": "20", "text": "22"}
    assert found.confidence >= SURE
    (doubt,) = says(look, *body, facts=facts(hours_total=30, duration_years=3))
    assert doubt.confidence < SURE


def test_the_calendar_has_the_hours_of_the_plan() -> None:
    look = hours_volume.calendar_as_plan
    assert says(look, plan(*SOUND), lessons("2", "2", "2", "2", "2")) == []
    (found,) = says(look, plan(*SOUND), lessons("2", "2", "2", "2"))
    assert found.params == {"calendar": "8", "plan": "10"}
    assert found.section == "calendar_schedule"


def test_weeks_and_hours_a_week_make_the_year() -> None:
    look = hours_volume.weeks_make_the_year
    sound = facts(weeks=36, hours_per_week=2, hours_total=72, duration_years=1)
    assert says(look, "", facts=sound) == []
    (found,) = says(look, "", facts=facts(weeks=34, hours_per_week=2, hours_total=72))
    assert found.params == {"weeks": "34", "week": "2", "counted": "68", "stated": "72"}
    assert says(look, "", facts=facts(weeks=36, hours_per_week=2)) == []
    longer = facts(weeks=36, hours_per_week=2, hours_total=144, duration_years=2)
    assert says(look, "", facts=longer) == []


def test_weeks_do_not_tell_again_that_text_and_plan_differ() -> None:
    look, both = hours_volume.weeks_make_the_year, facts(weeks=6, hours_per_week=2, hours_total=12)
    assert says(hours_volume.text_as_plan, plan(*SOUND), facts=both) != []
    assert says(look, plan(*SOUND), facts=both) == []
    (found,) = says(look, plan(*SOUND), facts=both, settings=CheckSettings(off=("H4",)))
    assert found.params == {"weeks": "6", "week": "2", "counted": "12", "stated": "10"}
    neither = facts(weeks=7, hours_per_week=2, hours_total=12)
    assert says(look, plan(*SOUND), facts=neither) != []


def test_a_row_of_the_schedule_is_weeks_by_hours() -> None:
    head = ("Год обучения", "Дата начала", "Учебных недель", "Часов в неделю", "Всего часов")
    look = hours_volume.weeks_make_the_row
    assert says(look, table_of(head, ("1", "01.09.2023", "36", "2", "72"))) == []
    (found,) = says(look, table_of(head, ("1", "01.09.2023", "34", "2", "72")))
    assert (found.row, found.column, found.params["counted"]) == (2, 5, "68")


def test_the_limit_of_the_region_is_kept() -> None:
    look = hours_volume.over_the_limit
    assert says(look, plan(*SOUND)) == []
    assert says(look, plan(*SOUND), settings=CheckSettings(hours_limit=10)) == []
    (found,) = says(look, plan(*SOUND), settings=CheckSettings(hours_limit=9))
    assert found.params == {"hours": "10", "limit": "9"}
    (text_only,) = says(
        look, "", facts=facts(hours_total=72), settings=CheckSettings(hours_limit=36)
    )
    assert text_only.block == "b1"


# --- plan: H9, H12, H13, E04, E05 -----------------------------------------------------


def test_a_section_without_control_is_named() -> None:
    rows = with_row(3, "2", "Ноты", "6", "2", "4", "")
    (found,) = says(hours_plan.section_without_control, plan(*rows))
    assert (found.params["row"], found.column) == ("Ноты", 6)
    rows = (*rows[:4], ("2.1", "Ритм", "2", "1", "1", "Опрос"), *rows[5:])
    assert says(hours_plan.section_without_control, plan(*rows)) == []


SECTIONS = tuple(
    paragraph(text(name, "<w:b/>"))
    for name in ("Пояснительная записка", "Цель программы", "Задачи программы",
                 "Планируемые результаты", "Список литературы", "Учебный план")
)  # fmt: skip


def test_a_plan_that_never_speaks_of_control_is_named_once() -> None:
    bare = table_of(HEAD[:5], *(one[:5] for one in SOUND))
    (found,) = says(hours_plan.plan_without_control, *SECTIONS, bare)
    assert found.confidence < SURE
    assert says(hours_plan.plan_without_control, *SECTIONS, plan(*SOUND)) == []


def test_final_attestation_is_counted_once() -> None:
    rows = (
        ("1", "Ноты", "4", "2", "2", ""),
        ("1.1", "Итоговая аттестация", "4", "2", "2", ""),
        ("", "Итоговая аттестация", "2", "", "2", ""),
        ("", "Итого", "6", "2", "4", ""),
    )
    (found,) = says(hours_plan.attested_twice, plan(*rows))
    assert found.row == 4
    assert says(hours_plan.attested_twice, plan(*SOUND)) == []


def test_a_plan_has_two_sections() -> None:
    rows = (("1", "Ноты", "4", "2", "2", "Опрос"), ("", "Итого", "4", "2", "2", ""))
    (found,) = says(hours_plan.few_sections, *SECTIONS, plan(*rows))
    assert found.block
    assert says(hours_plan.few_sections, *SECTIONS, plan(*SOUND)) == []


def test_a_section_of_no_hours_is_named() -> None:
    rows = (*SOUND[:6], ("3", "Хор", "0", "0", "0", "Опрос"), SOUND[6])
    (found,) = says(hours_plan.section_without_hours, plan(*rows))
    assert found.params == {"row": "Хор", "stated": "0"}
    assert says(hours_plan.section_without_hours, plan(*SOUND)) == []


def test_distance_hours_are_not_more_than_all_hours() -> None:
    head = ("Тема", "Всего", "Теория", "Практика", "Дистанционно")
    assert (
        says(hours_plan.more_distance_than_hours, table_of(head, ("Ноты", "4", "2", "2", "4")))
        == []
    )
    (found,) = says(
        hours_plan.more_distance_than_hours, table_of(head, ("Ноты", "4", "2", "2", "5"))
    )
    assert (found.column, found.params["distance"]) == (5, "5")


def module(name: str, hours: str) -> tuple[str, ...]:
    """A module's programme: its caption and its plan."""
    rows = (("1", "Линия", hours, "", hours, "Опрос"), ("", "Итого", hours, "", hours, ""))
    return paragraph(name), plan(*rows)


def test_a_module_has_the_hours_of_its_row() -> None:
    whole = plan(
        ("1", "Модуль «Графика»", "36", "12", "24", ""),
        ("2", "Модуль «Живопись»", "36", "12", "24", ""),
        ("", "Итого", "72", "24", "48", ""),
    )
    look = hours_plan.module_as_row
    modules = (*module("Модуль 1. Графика", "36"), *module("Модуль 2. Живопись", "36"))
    assert says(look, whole, *modules) == []
    spoiled = (*module("Модуль 1. Графика", "36"), *module("Модуль 2. Живопись", "34"))
    (found,) = says(look, whole, *spoiled)
    assert (found.params["plan"], found.params["module"], found.row) == ("36", "34", 3)


# --- dates and topics: H10, H6 --------------------------------------------------------

SCHEDULE = paragraph(text("Календарный учебный график", "<w:b/>"))
YEAR = paragraph("Начало занятий – 5 сентября 2023 года, окончание – 28 мая 2024 года.")


def dated(*days: str) -> str:
    """A schedule of lessons with full dates."""
    rows = [(day, f"Занятие номер {n}", "2") for n, day in enumerate(days, 1)]
    return table_of(("Дата", "Тема", "Часы"), *rows)


def test_lessons_lie_inside_the_school_year() -> None:
    look = hours_dates.outside_the_year
    sound = ("05.09.2023", "12.09.2023", "28.05.2024")
    assert says(look, SCHEDULE, YEAR, dated(*sound)) == []
    (found,) = says(look, SCHEDULE, YEAR, dated(*sound, "04.06.2024"))
    assert (found.params["count"], found.params["first"], found.row) == ("1", "04.06.2024", 5)
    assert says(look, SCHEDULE, dated(*sound, "04.06.2024")) == []


def test_a_period_begins_before_it_ends() -> None:
    head = ("Тема", "Начало", "Окончание", "Часы")
    look = hours_dates.ends_before_it_begins
    assert says(look, table_of(head, ("Ноты", "05.09.2023", "12.09.2023", "2"))) == []
    (found,) = says(look, table_of(head, ("Ноты", "05.10.2023", "12.09.2023", "2")))
    assert (found.column, found.row) == (3, 2)


def test_a_year_has_twelve_months() -> None:
    months = "сен окт ноя дек янв фев мар апр май июн июл авг".split()
    look = hours_dates.too_many_months
    sound = table_of(("Раздел", *months, "Всего"), ("Ноты", *["2"] * 12, "24"))
    assert says(look, sound) == []
    longer = table_of(("Раздел", *months, "сен", "Всего"), ("Ноты", *["2"] * 13, "26"))
    (found,) = says(look, longer)
    assert found.params == {"count": "13"}


def content(*topics: str) -> tuple[str, ...]:
    """The section of contents."""
    heading = paragraph(text("Содержание учебного плана", "<w:b/>"))
    return heading, *(paragraph(f"{one}. Теория: беседа. Практика: игра.") for one in topics)


NAMES = ("Длительности", "Музыкальный ритм", "Лад и звукоряд", "Народные песни")


def topics_plan() -> str:
    """A flat plan of four topics."""
    rows = [(str(n), name, "2", "1", "1", "Опрос") for n, name in enumerate(NAMES, 1)]
    return plan(*rows, ("", "Итого", "8", "4", "4", ""))


def test_topics_of_the_plan_stand_in_the_contents() -> None:
    look = hours_topics.topics_missing
    assert says(look, topics_plan(), *content(*NAMES)) == []
    (found,) = says(look, topics_plan(), *content(*NAMES[:3]))
    assert found.params == {"topics": "«Народные песни»"}
    assert found.confidence < SURE


@pytest.mark.parametrize("names", [(), ("Другое", "Совсем другое")])
def test_contents_written_by_other_names_are_left_to_a_person(names: tuple[str, ...]) -> None:
    assert says(hours_topics.topics_missing, topics_plan(), *content(*names)) == []


def test_topics_follow_the_order_of_the_plan() -> None:
    look = hours_topics.topics_in_another_order
    assert says(look, topics_plan(), *content(*NAMES)) == []
    (found,) = says(look, topics_plan(), *content(NAMES[0], NAMES[2], NAMES[1], NAMES[3]))
    assert found.params == {"topic": "Лад и звукоряд"}
