"""Layout, leftovers of templates, scans."""

import pytest

from review.documents.checks.finding import Severity
from review.documents.reading.model import Block, DocumentModel, Image, Run
from tests.documents.checks.programme import document, findings, params


def test_numbers_out_of_order():
    changes = {
        "Цель программы": None,
        "1.2 Цель программы": ["Развитие глазомера."],
        "1.1 Объём и срок реализации": ["72 часа."],
    }
    assert params("E40", "numbering", changes) == [{"before": "1.2", "after": "1.1"}]
    assert params("E40", "numbering") == []
    assert params("E40", "number_again", changes) == []


def test_a_number_typed_twice_is_told_as_such():
    changes = {
        "Цель программы": None,
        "1.2 Цель программы": ["Развитие глазомера."],
        "1.2 Объём и срок реализации": ["72 часа."],
    }
    assert params("E40", "number_again", changes) == [{"number": "1.2"}]
    assert params("E40", "numbering", changes) == []


def test_empty_lines_instead_of_a_page_break():
    body = document().blocks
    empty = tuple(Block(f"e{n}", "paragraph") for n in range(8))
    model = DocumentModel("docx", (*body[:50], *empty, *body[50:]), words=500)
    assert params("E40", "empty_lines", model=model) == [{"count": 8}]
    assert params("E40", "empty_lines") == []


@pytest.mark.parametrize(
    "line",
    ["Занятия ведёт (указать должность)", "Группа [вписать число] человек",
     "Программа «Название программы» создана в школе", "Приказ от 1 сентября № ___"],
)  # fmt: skip
def test_unfilled_places_of_a_template(line):
    assert len(findings("E42", "placeholder", {"Кадровое обеспечение": [line]})) == 1


@pytest.mark.parametrize(
    "line", ["«____» сентября 2026 г.", "Педагог (высшее образование)", "Дата: ______"]
)
def test_blanks_that_people_fill_by_hand_are_no_leftovers(line):
    assert findings("E42", "placeholder", {"Кадровое обеспечение": [line]}) == []


def test_an_instruction_left_in_the_text():
    line = "В данном разделе описываются условия, созданные в организации."
    found = findings("E42", "instruction", {"Кадровое обеспечение": [line]})
    assert [one.severity for one in found] == [Severity.NOTE]


def test_the_charter_of_another_organisation():
    line = "Программа составлена по уставу МБУ ДО «Ромашка»."
    found = params("E42", "organisation", {"Пояснительная записка": [line]})
    assert found == [{"other": "Ромашка"}]
    own = "Программа составлена по уставу МБУ ДО «Радуга»."
    assert params("E42", "organisation", {"Пояснительная записка": [own]}) == []


def test_a_scan_is_blocked_and_nothing_else_is_said_of_it():
    scan = DocumentModel("pdf", (Block("b1", "figure"),), pages=12)
    assert [one.severity for one in findings("E41", model=scan)] == [Severity.BLOCK]
    assert findings("E34", model=scan) == findings("E39", "unlike", model=scan) == []


def test_pages_that_are_mostly_pictures_are_noted():
    words = Block("b1", "paragraph", "Учебный план", runs=(Run("Учебный план"),))
    images = tuple(Image(f"i{n}") for n in range(10))
    model = DocumentModel("pdf", (words,), pages=10, words=2, images=images)
    assert params("E41", "pictures", model=model) == [{"pages": 10, "words": 2}]
    assert findings("E41", "pictures") == []
