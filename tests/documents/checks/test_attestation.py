"""Attestation, assessment and equipment."""

import pytest

from review.documents.checks.finding import Severity
from tests.documents.checks.programme import findings


def test_no_final_attestation():
    found = findings("E06", changes={"Формы аттестации": ["Промежуточная аттестация — зачёт."]})
    assert [one.severity for one in found] == [Severity.WARN]


@pytest.mark.parametrize(
    "said",
    ["Итоговая выставка работ.", "Подведение итогов: концерт.", "Выпускная работа.",
     "Итоговая (третий год) аттестация в мае."],
)  # fmt: skip
def test_the_final_form_in_any_words(said):
    assert findings("E06", changes={"Формы аттестации": [said]}) == []


def test_no_interim_attestation_is_a_question():
    found = findings("E07", changes={"Формы аттестации": ["Итоговая аттестация — выставка."]})
    assert [one.severity for one in found] == [Severity.NOTE]
    assert findings("E07") == []


def test_assessment_without_criteria():
    said = ["Дети показывают свои изделия родителям и рассказывают, как их делали."]
    changes = {"Оценочные материалы": said, "Планируемые результаты": ["Делает полку."]}
    assert [one.severity for one in findings("E25", changes=changes)] == [Severity.NOTE]
    assert findings("E25") == []


def test_no_section_on_equipment():
    changes = {"Материально-техническое обеспечение": None, "Методические материалы": ["Видео."]}
    assert [one.severity for one in findings("E15", "missing", changes)] == [Severity.WARN]
    assert findings("E15", "missing") == []


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ([], Severity.WARN),
        (["Имеется."], Severity.WARN),
        (["Всё, что нужно, чтобы заниматься спокойно и с удовольствием."], Severity.NOTE),
    ],
)
def test_a_section_on_equipment_that_names_none(said, severity):
    found = findings("E15", "empty", {"Материально-техническое обеспечение": said})
    assert [one.severity for one in found] == [severity]
