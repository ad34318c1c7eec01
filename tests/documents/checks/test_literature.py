"""The list of literature."""

import pytest

from review.documents.checks.finding import Severity
from review.documents.checks.settings import CheckSettings
from tests.documents.checks.programme import PARTS, findings, params

BOOK = "Столяров, И. П. Юный столяр. — Москва : Дело, {}. — 96 с."
NEW = [BOOK.format(2024), BOOK.format(2025)]


def books(*entries):
    return {"Список литературы": list(entries)}


def test_one_source_is_too_few():
    found = findings("E09", changes=books(NEW[0]))
    assert [(one.severity, dict(one.found.params)) for one in found] == [
        (Severity.WARN, {"count": 1})
    ]
    assert findings("E09") == []


def test_a_book_without_a_year():
    without = "Рубанков П. И. Мастерская. — М.: Дело."
    found = findings("E10", "missing", books(*NEW, without))
    assert [(one.severity, dict(one.found.params)) for one in found] == [
        (Severity.WARN, {"count": 1, "example": without})
    ]


@pytest.mark.parametrize(
    "entry",
    ["Сайт для мастеров https://example.ru/", "Устав школы.", "Федеральный закон об образовании"],
)
def test_sites_and_acts_need_no_year(entry):
    assert findings("E10", "missing", books(*NEW, entry)) == []


def test_a_year_that_has_not_come():
    found = params("E10", "future", books(*NEW, BOOK.format(2031)))
    assert [one["year"] for one in found] == [2031]
    assert params("E10", "future") == []


def test_old_books_are_counted_in_one_finding():
    old = [BOOK.format(year) for year in (1998, 2004, 2020)]
    found = params("E11", changes=books(*NEW, *old))
    assert [(one["limit"], one["count"], one["total"]) for one in found] == [(5, 3, 5)]
    assert "1998" in str(found[0]["example"])


def test_how_old_a_book_may_be_is_the_regions_word():
    region = CheckSettings(literature_years=30)
    old = books(*NEW, BOOK.format(1998))
    assert findings("E11", changes=old, settings=region) == []


@pytest.mark.parametrize(
    ("entry", "link"),
    [
        ("Сайт мастеров: www.example.ru", "www.example.ru"),
        ("Чертежи, example.com/draw/12", "example.com/draw/12"),
    ],
)
def test_a_link_typed_by_half(entry, link):
    found = findings("E12", changes=books(*NEW, entry))
    assert [(one.severity, dict(one.found.params)) for one in found] == [
        (Severity.WARN, {"links": f"«{link}»", "count": 1})
    ]


def test_links_typed_by_half_are_told_in_one_finding_each_once():
    entries = ("Сайт www.example.ru и другой: museum.ru", "Ещё раз example.ru")
    (found,) = findings("E12", changes=books(*NEW, *entries))
    assert found.severity is Severity.WARN
    assert found.found.params == {"links": "«www.example.ru», «museum.ru»", "count": 2}


@pytest.mark.parametrize(
    "entry",
    ["https://example.ru/books", "URL: http://www.example.ru", "Почта: master@example.ru",
     "Дело.Рубанок, 2024", "Портал www.edu"],
)  # fmt: skip
def test_whole_links_and_addresses_of_mail_are_no_fault(entry):
    assert findings("E12", changes=books(*NEW, entry)) == []


def test_descriptions_far_from_the_standard_are_noted():
    plain = ["Рубанков П. И. Мастерская, М. Дело", "Пилкин А. О. Верстак, М. Дело"]
    found = findings("E14", changes=books(*plain))
    assert [one.severity for one in found] == [Severity.NOTE]
    assert findings("E14", changes=books(*PARTS["Список литературы"])) == []
