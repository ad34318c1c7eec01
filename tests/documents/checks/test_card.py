"""The card and the text are compared as a person would: form aside, meaning only."""

import pytest

from review.documents.checks.dossier import Card
from review.documents.checks.finding import Severity
from review.documents.checks.registry import run
from tests.documents.checks.findings import SCHOOL, TITLE, dossier_of, found, title
from tests.documents.facts.snippets import bold, columns

NOTE = bold("Пояснительная записка")
BODY = (*TITLE, NOTE, "Текст о детях и красках.", bold("Форма обучения"), "Форма обучения – очная.")
RIGHT = Card(
    title="Волшебная кисть",
    organisation=SCHOOL,
    direction="художественная",
    level="basic",
    form="full_time",
    age_from=7,
    age_to=10,
    duration_months=9,
    hours=72,
    authors=("Иванова Мария Петровна",),
)
COMPARED = {"E29", "E30", "C1", "C2", "C3", "C4", "C5", "C6"}


def of_card(card, *body):
    return [one for one in run(dossier_of(*(body or BODY), card=card)) if one.check in COMPARED]


def changed(**fields):
    return Card(**(RIGHT.to_json() | fields))


def test_a_card_that_agrees_has_no_findings():
    assert of_card(RIGHT) == []


def test_without_a_card_nothing_is_compared():
    assert of_card(None) == []


def test_an_empty_card_says_nothing():
    assert of_card(Card()) == []


@pytest.mark.parametrize(
    "name",
    [
        "«Волшебная кисть»",
        "ВОЛШЕБНАЯ КИСТЬ",
        "Волшебная  кисть.",
        "Дополнительная общеразвивающая программа «Волшебная кисть»",
        "Волшебнaя кисть",  # a Latin letter inside
    ],
)
def test_the_same_name_in_other_dress(name):
    assert of_card(changed(title=name)) == []


def test_another_name_blocks():
    (one,) = of_card(changed(title="Юный шахматист"))
    assert (one.check, one.severity) == ("E29", Severity.BLOCK)
    assert one.found.params == {"card": "Юный шахматист", "text": "Волшебная кисть"}


@pytest.mark.parametrize("name", ["Волшебная кисть. Первые шаги", "Волшебная кистъ"])
def test_a_name_near_by_is_a_note(name):
    (one,) = of_card(changed(title=name))
    assert (one.check, one.severity) == ("E29", Severity.NOTE)


def test_a_name_the_text_knows_too_is_a_note():
    (one,) = of_card(changed(title="Весёлые краски"), *BODY, "Модуль «Весёлые краски» идёт весной.")
    assert (one.check, one.severity) == ("E29", Severity.NOTE)


@pytest.mark.parametrize(("low", "high"), [(8, 10), (7, 11), (6, 12)])
def test_other_ages_block(low, high):
    (one,) = of_card(changed(age_from=low, age_to=high))
    assert (one.check, one.severity) == ("E30", Severity.BLOCK)
    assert one.found.params == {"card": f"{low}–{high}", "text": "7–10"}


@pytest.mark.parametrize("low", [6, 7])
def test_half_years_round_either_way(low):
    lines = title(l7="Возраст обучающихся: 6,5–10 лет")
    assert of_card(changed(age_from=low), *lines, NOTE, "Текст.") == []


def test_half_of_the_ages_on_the_card_is_compared_alone():
    assert of_card(changed(age_from=None)) == []
    assert [one.check for one in of_card(changed(age_from=None, age_to=12))] == ["E30"]


def test_ages_told_in_running_text_only_do_not_block():
    (one,) = of_card(changed(age_from=5), bold("Цель"), "Программа учит детей 7–10 лет рисовать.")
    assert (one.check, one.severity) == ("E30", Severity.NOTE)


def test_a_text_that_contradicts_itself_about_ages():
    body = (*TITLE, NOTE, bold("Адресат программы"), "Программа рассчитана на детей 7–12 лет.")
    (one,) = found("C7", *body)
    assert one.found.params == {"title": "7–10", "text": "7–12"}
    assert one.severity is Severity.WARN


@pytest.mark.parametrize(
    "words",
    [
        "Программа рассчитана на детей 7–10 лет.",
        "Дети от 7 до 10 лет. В возрасте 7–8 лет дети подвижны, 9–10 лет – вдумчивы.",
        "Группа 10–12 человек.",
    ],
)
def test_an_addressee_that_agrees(words):
    assert found("C7", *TITLE, NOTE, bold("Адресат программы"), words) == []


@pytest.mark.parametrize(
    ("field", "value", "check"),
    [
        ("direction", "техническая", "C1"),
        ("level", "initial", "C2"),
        ("duration_months", 24, "C3"),
        ("duration_months", 8, "C3"),
        ("form", "extramural", "C4"),
        ("form", "заочная", "C4"),
        ("organisation", "Частное учреждение «Клуб юных лётчиков города Энска»", "C5"),
        ("authors", ("Сидоров Пётр Ильич",), "C6"),
    ],
)
def test_other_fields_that_differ(field, value, check):
    (one,) = of_card(changed(**{field: value}))
    assert one.check == check


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "Художественная"),
        ("direction", "художественно-эстетическая"),
        ("duration_months", 10),
        ("duration_months", 12),
        ("form", "очная"),
        ("organisation", "МБУ ДО «Дом творчества»"),
        ("authors", ("Иванова М. П.",)),
        ("authors", ("Ивановой Мария Петровна",)),
    ],
)
def test_other_fields_that_agree(field, value):
    assert of_card(changed(**{field: value})) == []


def test_another_organisation_whose_common_words_agree_is_told_and_readable():
    lines = title(l0=SCHOOL.replace("Дом творчества", "Центр творчества «Искра»").upper())
    card = changed(organisation=SCHOOL.replace("Дом творчества", "Центр творчества «Радуга»"))
    (one,) = of_card(card, *lines, NOTE)
    assert (one.check, one.severity) == ("C5", Severity.WARN)
    assert one.found.params["text"].endswith(
        "дополнительного образования «Центр творчества «Искра»"
    )


def test_a_multilevel_card_goes_with_any_level():
    assert of_card(changed(level="initial", types=("multilevel",))) == []


def test_nine_months_and_a_year_are_one_term():
    lines = title(l8="Срок реализации: 9 месяцев")
    assert of_card(changed(duration_months=12), *lines, NOTE, "Текст.") == []


def test_part_time_is_not_taken_for_extramural():
    body = (*TITLE, NOTE, bold("Форма обучения"), "Форма обучения: очно-заочная.")
    assert "C4" not in {one.check for one in of_card(changed(form="part_time"), *body)}
    assert "C4" in {one.check for one in of_card(changed(form="extramural"), *body)}


def test_an_old_direction_is_named_with_todays():
    lines = title(l5="Направленность: социально-педагогическая")
    (one,) = found("E31", *lines, NOTE, "Текст.")
    assert one.found.params == {
        "written": "социально-педагогическая",
        "today": "социально-гуманитарная",
    }


@pytest.mark.parametrize("words", ["художественная", "естественно-научная", "техническая"])
def test_a_direction_of_today_is_no_finding(words):
    assert found("E31", *title(l5=f"Направленность: {words}"), NOTE, "Текст.") == []


SECTIONS = tuple(
    part
    for label in ("Цель программы", "Задачи программы", "Учебный план", "Список литературы")
    for part in (bold(label), "Текст раздела.")
)


def test_a_missing_level_is_told():
    (one,) = found("E33", *title(l6=None), NOTE, "Текст.", *SECTIONS)
    assert one.severity is Severity.WARN


@pytest.mark.parametrize(
    "words",
    [
        "Программа разноуровневая.",
        "Программа стартового уровня.",
        "Материал даётся на трёх уровнях: стартовый, базовый и продвинутый уровень.",
    ],
)
def test_a_level_told_anywhere_is_enough(words):
    assert found("E33", *title(l6=None), NOTE, words, *SECTIONS) == []


def test_a_first_level_of_many_hours_is_a_question():
    lines = title(l6="Уровень программы: стартовый", l9="Объём программы: 432 часа")
    (one,) = found("E33", *lines, NOTE, "Текст.", variant="volume")
    assert one.severity is Severity.NOTE


def test_marks_in_a_table_do_not_disturb_the_comparison():
    body = (
        SCHOOL,
        columns("ПРИНЯТО/Протокол № 1", "УТВЕРЖДАЮ/Приказ № 2"),
        *TITLE[3:],
        NOTE,
        "Да.",
    )
    assert of_card(RIGHT, *body) == []
