"""Checks of the title page speak of what is missing, and keep silent where they cannot know."""

import pytest

from review.documents.checks.finding import Severity
from review.documents.checks.registry import run
from tests.documents.checks.findings import KIND, MARKS, SCHOOL, TITLE, dossier_of, found, title
from tests.documents.facts.snippets import bold

MINE = {"T1", "T2", "T3", "T4", "T5", "T6", "E27", "E28"}
NOTE = bold("Пояснительная записка")


def ids(findings):
    return {(one.check, one.variant) for one in findings if one.check in MINE}


def test_a_whole_title_page_has_no_findings():
    assert ids(run(dossier_of(*TITLE, NOTE, "Текст."))) == set()


@pytest.mark.parametrize(
    ("without", "finding"),
    [
        ({"l0": "г. Тестов"}, ("T1", "")),
        ({"l1": None}, ("T2", "")),
        ({"l2": None}, ("T3", "")),
        ({"l3": "Программа"}, ("T4", "kind")),
        ({"l5": None}, ("T4", "direction")),
        ({"l7": None}, ("T5", "ages")),
        ({"l8": None}, ("T5", "term")),
        ({"l9": None}, ("T5", "volume")),
        ({"l10": None}, ("T6", "author")),
        ({"l1": None, "l2": None, "l11": "г. Тестов"}, ("T6", "year")),
    ],
)
def test_each_missing_item_is_named(without, finding):
    assert finding in ids(run(dossier_of(*title(**without), NOTE, "Текст.")))


def test_no_marks_at_all_block():
    (one,) = found("E27", *title(l1=None, l2=None), NOTE, "Текст.")
    assert one.severity is Severity.BLOCK


@pytest.mark.parametrize("mark", ["У Т В Е Р Ж Д А Ю", "Утверждена приказом № 1", "РАССМОТРЕНО"])
def test_any_mark_is_enough_not_to_block(mark):
    assert found("E27", *title(l1=None, l2=mark), NOTE, "Текст.") == []


def test_a_mark_on_the_next_page_is_seen():
    body = [*title(l1=None, l2=None), "УТВЕРЖДАЮ", "Директор", NOTE, "Текст."]
    assert found("E27", *body) == []


def test_without_a_title_page_there_is_one_doubtful_note():
    findings = run(dossier_of(NOTE, "Программа для детей.", "Утверждает, что труд полезен."))
    assert ids(findings) == {("E27", "no_page")}
    assert [one.severity for one in findings if one.check == "E27"] == [Severity.NOTE]


def test_a_colleges_programme_is_told_once_what_it_is_not():
    findings = run(
        dossier_of(
            "Государственное профессиональное образовательное учреждение «Техникум»",
            "УТВЕРЖДАЮ Директор",
            "РАБОЧАЯ ПРОГРАММА ДИСЦИПЛИНЫ",
            "ОП.05 Основы программирования",
            "Специальность 09.02.03",
            "г. Тестов, 2020",
            NOTE,
            "Текст.",
        )
    )
    assert ids(findings) == {("T4", "kind")}


def test_years_that_differ():
    (one,) = found("E28", *title(l11="г. Тестов, 2024"), NOTE, "Текст.")
    assert one.found.params == {"title": 2024, "approved": 2025}
    assert one.severity is Severity.WARN


@pytest.mark.parametrize("foot", ["г. Тестов, 2025 г.", "2025", "Тестов – 2025"])
def test_years_that_agree(foot):
    assert found("E28", *title(l11=foot), NOTE, "Текст.") == []


def test_a_blank_mark_is_a_note():
    lines = title(l2="УТВЕРЖДАЮ Директор «___»________2025 г.")
    (one,) = found("T3", *lines, NOTE, "Текст.", variant="blank")
    assert one.severity is Severity.NOTE


def test_a_short_head_is_no_title_page():
    assert ids(run(dossier_of(SCHOOL, *MARKS, KIND, NOTE, "Текст."))) == set()
