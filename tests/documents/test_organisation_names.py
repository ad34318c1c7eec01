"""Names of organisations are compared as a methodist would, and capitals are calmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.documents.organisation_names import readable, same

FORM = "Муниципальное бюджетное учреждение дополнительного образования"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{FORM} «Центр детского творчества «Радуга» города Энска", "МБУ ДО «ЦДТ «Радуга»"),
        (f"{FORM} «Дом творчества»", f"{FORM.upper()} «ДОМ ТВОРЧЕСТВА»"),
        (f"{FORM} «Детская школа искусств № 5 г. Энска»", "МБУ ДО ДШИ №5"),
        (f"{FORM} «Дом творчества» Тестовского района", "МБУ ДО Дом творчества"),
        ("МОБУ Раздольненская СОШ", "Раздольненская средняя общеобразовательная школа"),
        (f"{FORM} Центр «Юность»", "Центра «Юности»"),
        ("", "МБУ ДО ДДТ"),
    ],
)
def test_one_organisation_in_its_names(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{FORM} «Центр творчества «Радуга»", f"{FORM} «Центр творчества «Искра»"),
        ("МБУ ДО «ЦДТ «Радуга» города Энска", "МБУ ДО «ЦДТ «Искра» города Энска"),
        (f"{FORM} «Детская школа искусств № 5»", f"{FORM} «Детская школа искусств № 7»"),
        (f"{FORM} «Детская школа искусств» с. Липки", f"{FORM} «Детская школа искусств» с. Дубки"),
        (f"{FORM} «Дом детского творчества»", f"{FORM} «Станция юных техников»"),
        (f"{FORM} «Детская школа искусств»", f"{FORM} «Спортивная школа»"),
        ("МОБУ Липовская СОШ", "МОБУ Дубовская СОШ"),
        (f"{FORM} «Центр «Рубеж» Энского района", f"{FORM} «Центр творчества» Энского района"),
        ("Гимназия № 5", "Детский сад № 5"),
    ],
)  # fmt: skip
def test_two_organisations_though_most_words_agree(one, other):
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize(
    ("capitals", "calm"),
    [
        ("МБУ ДО «ДЕТСКАЯ ШКОЛА ИСКУССТВ» Г. ЭНСКА", "МБУ ДО «Детская школа искусств» г. Энска"),
        (
            "МУНИЦИПАЛЬНОЕ УЧРЕЖДЕНИЕ «ЦДТ «РИТМ» Г. СТАРОГО-НА-РЕКЕ ЭНСКОГО КРАЯ",
            "Муниципальное учреждение «ЦДТ «Ритм» г. Старого-на-Реке Энского края",
        ),
        ("ДОМ ТВОРЧЕСТВА ИМЕНИ А. П. ПЕТРОВА", "Дом творчества имени А. П. Петрова"),
        ("Центр «МИРЭА – Технологии»", "Центр «МИРЭА – Технологии»"),
        ("МАОУ ДО ДЮЦ «Восход»", "МАОУ ДО ДЮЦ «Восход»"),
        ("РАЗДОЛЬНЕНСКАЯ СРЕДНЯЯ ШКОЛА", "Раздольненская средняя школа"),
    ],
)
def test_capitals_become_readable_and_short_forms_stay(capitals, calm):
    assert readable(capitals) == calm


@given(st.text(alphabet='АБВГДОУ абв«»"№5.-', max_size=60), st.text(max_size=40))
def test_any_words_are_compared_both_ways_alike(one, other):
    assert same(one, other) == same(other, one)
    assert same(one, one)
    assert readable(one).casefold() == one.casefold()
