"""Entries of the list of literature with their years and links."""

import pytest

from tests.documents.facts.snippets import bold, facts_of
from tests.documents.word import cell, paragraph, row, table

HEAD = bold("Список литературы")


def sources(*entries):
    return facts_of(bold("Пояснительная записка"), "Текст.", HEAD, *entries).literature


@pytest.mark.parametrize(
    ("entry", "years", "link"),
    [
        ("1. Иванов И. И. Рисунок. – М.: Учёба, 2019. – 120 с.", (2019,), ""),
        ("Иванов И. И. Рисунок : пособие. Москва, 2021. 2005 с.", (2021,), ""),
        (
            "2. Сайт музея. URL: https://museum.ru/a (дата обращения: 12.03.2023)",
            (),
            "https://museum.ru/a",
        ),
        ("Музей [Электронный ресурс]: www.museum.ru", (), "www.museum.ru"),
        ("Музей: museum.ru/kids/2020", (), "museum.ru/kids/2020"),
        ("Закон от 29.12.2012 № 273-ФЗ «Об образовании»", (2012,), ""),
        ("Концепция (распоряжение от 31.03.2022 № 1999-р)", (2022,), ""),
        ("Хрестоматия. – 2-е изд. – СПб., 1998; 3-е изд., 2003.", (1998, 2003), ""),
        ("ГОСТ Р 7.0.100-2018. Библиографическая запись.", (2018,), ""),
        ("Сборник. ISBN 978-5-2015-1234-7. – М., 2016.", (2016,), ""),
        ("Энциклопедия для детей без года", (), ""),
    ],
)
def test_years_and_links(entry, years, link):
    (source,) = sources(entry)
    assert source.years == years
    assert source.link == link


def test_labels_of_lists_are_no_entries():
    found = sources(
        "Для педагога:",
        "1. Иванов И. И. Рисунок. – М., 2019.",
        bold("Литература для детей"),
        "1. Петров П. П. Краски. – М., 2020.",
        "Интернет-ресурсы",
        "2. Музей: https://museum.ru",
    )
    assert [one.years for one in found] == [(2019,), (2020,), ()]


def test_numbered_entries_go_on_in_unnumbered_lines():
    found = sources(
        "1. Иванов И. И. Рисунок.", "– М.: Учёба, 2019.", "2. Петров П. П. Краски, 2020."
    )
    assert len(found) >= 2
    assert found[-1].years == (2020,)


def test_unnumbered_entries_are_one_a_paragraph():
    found = sources("Иванов И. И. Рисунок. 2019.", "Петров П. П. Краски. 2020.")
    assert [one.years for one in found] == [(2019,), (2020,)]


def test_entries_of_a_table_are_read():
    body = table(row(cell("1"), cell("Иванов И. И. Рисунок. – М., 2019.")))
    assert [one.years for one in sources(body)] == [(2019,)]


def test_another_text_after_the_list_is_left_out():
    tail = [
        f"- умение {word} в хоре и в ансамбле" for word in ("петь", "слушать", "дышать", "ждать")
    ]
    found = sources("Иванов И. И. Хор. – М., 2019.", "Петров П. П. Голос. – М., 2020.", *tail)
    assert len(found) == 2


def test_without_a_list_there_are_no_entries():
    assert facts_of(bold("Пояснительная записка"), paragraph("Текст.")).literature == ()
