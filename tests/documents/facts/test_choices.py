"""Direction and level, by today's names and by old ones, wherever they are said."""

import pytest

from review.documents.fact_choices import find_direction
from tests.documents.facts.snippets import after_title, bold, facts_of, pairs, value_of

HEAD = (
    "Муниципальное учреждение «Дом творчества»",
    "Дополнительная общеразвивающая программа",
    "«Росток»",
)


@pytest.mark.parametrize(
    ("line", "direction"),
    [
        ("Направленность: техническая", "техническая"),
        ("Направленность программы – художественная", "художественная"),
        ("художественная направленность", "художественная"),
        ("(естественно-научной направленности)", "естественнонаучная"),
        ("Естественнонаучная направленность", "естественнонаучная"),
        ("Направленность: туристско - краеведческая", "туристско-краеведческая"),
        ("физкультурно–спортивной направленности", "физкультурно-спортивная"),
        ("социально-гуманитарной направленности", "социально-гуманитарная"),
        ("Направленность: социально-педагогическая", "социально-гуманитарная"),
        ("художественно-эстетической направленности", "художественная"),
        ("научно-технической направленности", "техническая"),
        ("Направленность: тexничecкaя", "техническая"),  # Latin letters inside
        ("Направленность (профиль): Прикладная информатика", None),
    ],
)
def test_direction(line, direction):
    assert value_of(facts_of(*HEAD, line, "Возраст: 7-9 лет").direction) == direction


def test_the_old_name_is_kept_as_written():
    read = facts_of(*HEAD, "Направленность программы: социально-педагогическая", "2024")
    assert read.direction.written == "социально-педагогическая"


def test_direction_of_a_sentence():
    read = after_title(
        bold("Направленность программы"), "Программа имеет техническую направленность."
    )
    assert value_of(read.direction) == "техническая"


def test_other_words_are_no_direction():
    assert find_direction("профессиональная") is None
    assert after_title("Урок имеет практическую направленность.").direction is None


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Уровень программы: базовый", "basic"),
        ("Уровень освоения: стартовый (ознакомительный)", "initial"),
        ("Уровень сложности: ознакомительный", "initial"),
        ("Уровень – продвинутый", "advanced"),
        ("Уровень освоения программы: углублённый", "advanced"),
        ("Базовый уровень", "basic"),
        ("(стартовый уровень)", "initial"),
        ("Уровень программы: разноуровневая (стартовый, базовый, продвинутый)", None),
    ],
)
def test_level(line, level):
    assert value_of(facts_of(*HEAD, line, "2024").level) == level


def test_level_of_a_sentence():
    read = after_title(bold("Уровень программы"), "Программа базового уровня.")
    assert value_of(read.level) == "basic"


def test_level_of_skills_is_no_level_of_the_programme():
    read = after_title("Дети показывают базовый уровень физической подготовки.")
    assert read.level is None


def test_a_college_speaks_of_another_level():
    read = facts_of(
        "Государственное профессиональное образовательное учреждение «Техникум»",
        "Рабочая программа",
        "Уровень освоения: базовый",
    )
    assert read.level is None


def test_direction_and_level_of_a_card_like_table():
    read = facts_of(*HEAD, pairs(("Направленность", "техническая"), ("Уровень", "базовый")))
    assert (value_of(read.direction), value_of(read.level)) == ("техническая", "basic")
