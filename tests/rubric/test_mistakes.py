"""The catalogue of typical mistakes: whole, in two languages, refused with a line when broken."""

from __future__ import annotations

import re

import pytest

from rubric.faults import RubricFaults
from rubric.mistakes import PROCESS, catalogue, load

GOOD = "{id: E01, section: goal, how: check, weight: warn, title_ru: Часы, title_en: Hours}"


def test_the_catalogue_is_that_of_the_domain_brief() -> None:
    found = catalogue()
    assert list(found) == [f"E{number:02}" for number in range(1, 46)]
    assert [one.id for one in found.values() if one.section == PROCESS] == ["E44", "E45"]
    assert found["E01"].title.ru == "Часы раздела и итог не совпадают"
    assert all(re.search("[а-я]", one.title.ru) for one in found.values())
    assert not any(re.search("[а-яА-Я]", one.title.en) for one in found.values())


def test_a_mistake_without_english_words_is_called_in_russian() -> None:
    one = load(f"mistakes:\n  - {GOOD.replace(', title_en: Hours', '')}")["E01"]
    assert one.title.en == one.title.ru == "Часы"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"mistakes:\n  - {GOOD}\n  - {GOOD}", ["id_twice"]),
        ("mistakes:\n  - {id: E01}", ["key_missing"] * 3 + ["not_text"]),
        (f"mistakes:\n  - {GOOD.replace('check', 'guess')}", ["key_unknown"]),
        (f"mistakes:\n  - {GOOD.replace('warn', 'heavy')}", ["key_unknown"]),
        ("mistakes: all", ["not_a_list"]),
        ("- E01", ["not_a_mapping"]),
        ("mistakes:\n  - " + GOOD.replace("Часы", "' '"), ["words_empty"]),
    ],
)
def test_a_broken_catalogue_is_refused_with_every_fault(text: str, codes: list[str]) -> None:
    with pytest.raises(RubricFaults) as refused:
        load(text)
    assert sorted(each.code for each in refused.value.faults) == codes
