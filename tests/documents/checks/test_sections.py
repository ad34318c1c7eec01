"""Missing sections and their order."""

import pytest

from review.documents.checks.finding import Severity
from review.documents.checks.settings import CheckSettings
from review.documents.examination import examine
from review.documents.reading.model import Block, DocumentModel, Run
from tests.documents.checks.programme import TODAY, document, findings, params

#: The checks of this folder's subjects; those of hours and facts have tests of their own.
OF_TEXT = {f"E{number:02}" for number in (6, 7, 9, 10, 11, 12, 14, 15, 16, *range(18, 24), 25,
           32, 34, *range(36, 43))}  # fmt: skip


def test_a_programme_without_a_fault_has_no_findings():
    found = examine(document(), TODAY).findings
    assert [one.check for one in found if one.check in OF_TEXT] == []


@pytest.mark.parametrize(
    "heading",
    ["Пояснительная записка", "Актуальность программы", "Планируемые результаты",
     "Учебный план", "Содержание учебного плана", "Формы аттестации", "Список литературы",
     "Кадровое обеспечение", "Режим занятий"],
)  # fmt: skip
def test_a_section_taken_away_is_named(heading):
    names = params("E39", "missing", {heading: None})
    unsure = params("E39", "unlabelled", {heading: None})
    assert [one["name"] for one in names] + [one["names"] for one in unsure] in (
        [heading],
        [f"«{heading}»"],
    )


def test_main_sections_are_missed_surely():
    found = findings("E39", "missing", {"Цель программы": None, "Список литературы": None})
    assert [(one.section, one.severity) for one in found] == [
        ("goal", Severity.WARN),
        ("literature", Severity.WARN),
    ]


def test_a_section_under_another_name_is_only_asked_about():
    changes = {"Список литературы": None, "1. Что почитать: литература о дереве": ["Книга."]}
    assert findings("E39", "missing", changes) == []
    assert params("E39", "unlabelled", changes) == [{"names": "«Список литературы»"}]


def test_what_is_said_in_other_words_is_only_asked_about():
    """The direction is read from the note though it has no heading of its own."""
    changes = {
        "Направленность программы": None,
        "Пояснительная записка": ["Программа имеет техническую направленность."],
    }
    assert findings("E39", "missing", changes) == []


def test_another_paper_is_told_apart_from_a_programme():
    blocks = (
        Block("b1", "paragraph", "Приказ", runs=(Run("Приказ", bold=True),)),
        Block("b2", "paragraph", "Назначить ответственного за ёлку."),
    )
    letter = DocumentModel("docx", blocks, words=5)
    assert params("E39", "unlike", model=letter) == [{"found": 0}]
    assert params("E39", "missing", model=letter) == []


def test_sections_of_the_region_are_asked_for():
    region = CheckSettings(required=("passport", "normative_basis"))
    assert params("E39", "required", settings=region) == [{"name": "Паспорт программы"}]
    found = findings("E39", "required", {"Паспорт программы": ["Карта."]}, settings=region)
    assert found == []


def test_sections_out_of_order_are_seen():
    moved = {"Пояснительная записка": None, "Пояснительная записка к программе": ["Текст."]}
    assert params("E39", "order", moved) == [
        {"first": "Учебный план", "second": "Пояснительная записка"}
    ]
    assert params("E39", "order") == []


def test_a_programme_without_a_calendar_is_blocked():
    found = findings("E34", changes={"Календарный учебный график": None})
    assert [(one.severity, one.section) for one in found] == [(Severity.BLOCK, "calendar_schedule")]


def test_a_calendar_that_is_mentioned_makes_doubt():
    changes = {
        "Календарный учебный график": None,
        "Режим занятий": ["По календарному учебному графику школы."],
    }
    assert [one.severity for one in findings("E34", changes=changes)] == [Severity.NOTE]


def test_upbringing_is_asked_for():
    nothing = {"Рабочая программа воспитания": None, "Календарный план воспитательной работы": None}
    assert [one.severity for one in findings("E36", changes=nothing)] == [Severity.WARN]
    hint = nothing | {"Методические материалы": ["О воспитательной работе."]}
    assert [one.severity for one in findings("E36", changes=hint)] == [Severity.NOTE]
    assert findings("E36") == []
