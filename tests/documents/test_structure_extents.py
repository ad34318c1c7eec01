"""Labels that run into their sentence, lines that only resemble labels, and where sections end."""

import pytest

from review.documents.reading.model import Block, DocumentModel
from review.documents.structure import find
from tests.documents.test_structure import bold, found, plain
from tests.documents.word import cell, row, table


@pytest.mark.parametrize(
    ("words", "section", "label"),
    [
        ("Актуальность программы обусловлена тем, что дети мало читают.",
         "relevance", "Актуальность программы"),
        ("Целью программы является развитие речи.", "goal", "Целью программы"),
        ("Основными задачами являются: чтение и письмо.", "tasks", "Основными задачами"),
        ("Кадровое обеспечение Занятия ведёт педагог с высшим образованием.",
         "conditions_staff", "Кадровое обеспечение"),
    ],
)  # fmt: skip
def test_labels_that_run_into_their_sentence(words, section, label):
    heading = found(plain(words)).sections[section]
    assert (heading.evidence, heading.text) == ("run_in", label)


@pytest.mark.parametrize(
    "words",
    [
        "Решение этих задач является делом педагога.",
        "Возрастом детей определяется темп занятий.",
        "Занятия состоят из двух частей и перерыва.",
    ],
)
def test_sentences_with_the_same_words_are_no_labels(words):
    assert set(found(plain(words)).sections) <= {"addressee"} - {"tasks"}


def test_lines_of_a_form_without_a_value_are_no_sections():
    form = [plain("Форма обучения:"), plain("Направление подготовки:"), plain("Текст.")]
    assert "forms" not in found(*form).sections


def test_an_appendix_to_an_order_is_no_section_of_appendices():
    assert "appendices" not in found(plain("Приложение"), plain("к приказу")).sections


def test_a_label_under_a_joint_heading_does_not_end_it():
    result = found(
        bold("Цель и задачи"),
        plain("Цель: развитие речи."),
        plain("Задачи:"),
        plain("научить читать"),
        bold("Планируемые результаты"),
    )
    assert result.sections["goal"].last_block == "b4"


def test_the_first_page_ends_where_it_ends():
    opening = [plain("МБУ ДО «Радуга»"), plain("УТВЕРЖДАЮ"), plain("Программа «Юный техник»")]
    result = found(*opening, bold("Пояснительная записка"), plain("Текст."))
    assert result.sections["title_page"].last_block == "b3"


def test_a_contents_list_in_one_paragraph_is_a_contents_list():
    titles = ["Пояснительная записка", "Учебный план", "Содержание программы", "Литература"]
    line = " ".join(f"{title} {'.' * 60} {page}" for page, title in enumerate(titles, start=3))
    result = found(bold("Оглавление"), plain(line), *map(bold, titles))
    assert result.sections["toc"].last_block == "b2"
    assert result.sections["literature"].block_id == "b6"


def test_a_heading_of_a_column_begins_no_contents_list():
    filler = [plain(f"Текст {number}.") for number in range(70)]
    rows = [row(cell(title), cell("2")) for title in ("Литература", "Учебный план", "Цель")]
    plan = table(row(cell("Содержание"), cell("Часы")), *rows)
    after = [bold("Литература"), bold("Учебный план"), bold("Цель")]
    assert "toc" not in found(*filler, plan, *after).sections


def test_footnotes_belong_to_no_section():
    blocks = (
        Block("b1", "heading", "Список литературы", level=1),
        Block("b2", "paragraph", "Книга, 2024."),
        Block("b3", "footnote", "Сноска."),
    )
    assert find(DocumentModel("docx", blocks)).sections["literature"].last_block == "b2"


def test_levels_guessed_from_letters_of_a_pdf_give_way_to_the_sections_own():
    blocks = (
        Block("b1", "heading", "Содержание программы", level=3),
        Block("b2", "heading", "Раздел 1. Бумага", level=3),
        Block("b3", "heading", "Кадровое обеспечение", level=1),
    )
    levels = [heading.level for heading in find(DocumentModel("pdf", blocks)).headings]
    assert levels == [2, 3, 3]


def test_a_line_that_goes_on_in_small_letters_is_no_section():
    body = [bold("Методическое обеспечение"), bold("воспитательной работы с детьми разных лет")]
    assert "education_work" not in found(*body).sections


def test_a_heading_broken_in_two_lines_is_one():
    result = found(
        bold("Раздел 2. Комплекс организационно-педагогических"), bold("условий"), plain("Текст.")
    )
    assert result.sections["complex_2"].block_id == "b1"


def test_a_heading_above_another_heading_stays_its_own():
    result = found(bold("Раздел первый"), bold("Пояснительная записка"), plain("Текст."))
    assert result.sections["explanatory_note"].block_id == "b2"
