"""Sections are found by what they are called, however the heading is typed."""

import pytest
import yaml

from review.documents import labels, sections
from review.documents.reading.model import Block, DocumentModel, Run
from review.documents.structure import find, structure_from_dict
from tests.documents.word import cell, paragraph, read_word, row, table, text

BOLD = "<w:b/>"


def plain(words):
    return paragraph(words)


def bold(words):
    return paragraph(text(words, BOLD))


def found(*body):
    return find(read_word(*body))


@pytest.mark.parametrize(
    ("label", "section"),
    [
        ("ПОЯСНИТЕЛЬНАЯ ЗАПИСКА", "explanatory_note"),
        ("1.1. Пояснительная записка", "explanatory_note"),
        ("I. Пояснительная записка.", "explanatory_note"),
        ("П О Я С Н И Т Е Л Ь Н А Я  З А П И С К А", "explanatory_note"),
        ("Пoяcнитeльнaя зaпиcкa", "explanatory_note"),  # Latin o, c, e, a inside
        ("Поясни\u00adтельная записка", "explanatory_note"),
        ("Раздел № 1. Комплекс основных характеристик программы", "complex_1"),
        ("Раздел 2 Комплекс организационнопедагогических условий", "complex_2"),
        ("Цель и задачи программы", "goal"),
        ("2.3 Учебно - тематический план", "curriculum_plan"),
        ("Учебный (тематический) план", "curriculum_plan"),
        ("Содержание учебно-тематического плана", "plan_content"),
        ("Календарный учебный график", "calendar_schedule"),
        ("Годовой календарный учебный график на 2025 год", "calendar_schedule"),
        ("Материально–техническое обеспечение", "conditions_material"),
        ("Кадровое обеспечение программы", "conditions_staff"),
        ("Объём и срок освоения программы", "volume_term"),
        ("Планируемые результаты освоения обучающимися программы", "planned_results"),
        ("Формы аттестации/контроля", "attestation_forms"),
        ("Оценочные материалы", "assessment_materials"),
        ("Методическое обеспечение образовательной программы", "methodical_materials"),
        ("Рабочая программа воспитания", "education_work"),
        ("Календарный план воспитательной работы", "education_calendar"),
        ("СПИСОК ЛИТЕРАТУРЫ:", "literature"),
        ("Список литературы для педагога", "literature"),
        ("Приложение 1", "appendices"),
    ],
)
def test_bold_labels(label, section):
    assert section in found(bold(label), plain("Текст раздела.")).sections


@pytest.mark.parametrize(
    "words",
    [
        "Работа с литературой",
        "Литературе уделяется особое внимание на каждом занятии.",
        "Программа рассчитана на детей, цель которых научиться шить.",
        "Содержание занятий меняется от года к году, а задачи усложняются.",
        "Формы контроля знакомы каждому педагогу;",
    ],
)
def test_ordinary_sentences_are_no_headings(words):
    assert found(plain(words)).sections == {}


def test_combined_label_covers_both_sections():
    both = found(bold("Цель и задачи программы")).sections
    assert both["goal"].block_id == both["tasks"].block_id == "b1"


@pytest.mark.parametrize(
    ("body", "section"),
    [
        (plain("Цель программы: развитие внимания"), "goal"),
        (plain("Направленность программы – техническая"), "direction"),
        (paragraph(text("Актуальность", BOLD), text(" состоит в том, что дети…")), "relevance"),
        (paragraph(text("Адресат программы. ", BOLD), text("Дети 7–9 лет.")), "addressee"),
        (plain("Режим занятий: 2 раза в неделю по 2 часа"), "schedule_regime"),
    ],
)
def test_labels_that_open_a_paragraph(body, section):
    assert found(body).sections[section].evidence == "run_in"


def test_contents_list_is_skipped_and_named():
    titles = ["Пояснительная записка", "Учебный план", "Список литературы"]
    contents = [plain(f"{title} {'.' * 30} {page}") for page, title in enumerate(titles, start=3)]
    result = found(bold("Содержание"), *contents, *map(bold, titles))
    assert result.sections["toc"].block_id == "b1"
    places = [result.sections[name].block_id for name in
              ("explanatory_note", "curriculum_plan", "literature")]  # fmt: skip
    assert places == ["b5", "b6", "b7"]


def test_contents_list_without_pages_is_known_by_repetition():
    titles = ["Пояснительная записка", "Цель и задачи", "Учебный план", "Литература"]
    result = found(bold("Оглавление"), *map(plain, titles), *map(bold, titles))
    assert result.sections["curriculum_plan"].block_id == "b8"


def test_contents_in_a_table():
    titles = ["Пояснительная записка", "Учебный план", "Список литературы"]
    lines = table(*(row(cell(title), cell(str(page))) for page, title in enumerate(titles)))
    result = found(bold("СОДЕРЖАНИЕ"), lines, *map(bold, titles))
    assert result.sections["literature"].evidence == "bold"
    assert [h.section_id for h in result.headings].count("explanatory_note") == 1


def test_heading_contents_without_a_list_is_the_content_of_the_plan():
    result = found(bold("Содержание учебного плана"), plain("Тема 1. Бумага."), plain("Теория: …"))
    assert "plan_content" in result.sections


def test_labels_in_tables_count_but_column_heads_do_not():
    passport = table(
        row(cell("Направленность"), cell("техническая")),
        row(cell("Срок реализации программы"), cell("1 год")),
    )
    assert {"direction", "volume_term"} <= set(found(passport).sections)
    plan = table(
        row(cell("№"), cell("Содержание"), cell("Теория"), cell("Формы контроля")),
        row(cell("1"), cell("Литература"), cell("2"), cell("Опрос")),
    )
    assert found(plan).sections == {}
    levels = table(
        row(cell(bold("Уровень")), cell(bold("Критерии"))), row(cell("1"), cell("Знает"))
    )
    assert found(levels).sections == {}
    alone = table(row(cell("№"), cell("Тема")), row(cell("Пояснительная записка")))
    assert "explanatory_note" in found(alone).sections


def test_title_page_is_known_by_its_words():
    opening = [plain("МБУ ДО «Радуга»"), plain("УТВЕРЖДАЮ"), plain("Программа «Юный техник»")]
    result = found(*opening, bold("1. МУНИЦИПАЛЬНЫЙ ЦЕНТР"), bold("Пояснительная записка"))
    assert [h.section_id for h in result.headings] == ["title_page", "explanatory_note"]


def test_levels_numbers_and_extents():
    result = found(
        bold("Раздел 1. Комплекс основных характеристик программы"),
        bold("1.1 Пояснительная записка"),
        plain("Текст."),
        bold("1.2 Учебный план"),
        plain("Таблица."),
        bold("Раздел 2. Комплекс организационно-педагогических условий"),
    )
    extents = [(h.number, h.level, h.block_id, h.last_block) for h in result.headings]
    assert extents == [
        ("1", 1, "b1", "b5"),
        ("1.1", 2, "b2", "b3"),
        ("1.2", 2, "b4", "b5"),
        ("2", 1, "b6", "b6"),
    ]


def test_better_marked_heading_wins():
    result = found(plain("Учебный план"), bold("Учебный план"))
    assert result.sections["curriculum_plan"].block_id == "b2"


def test_headings_of_other_kinds_are_kept_for_the_outline():
    headings = found(bold("3.2 Техника безопасности")).headings
    assert [(h.section_id, h.number) for h in headings] == [(None, "3.2")]


@pytest.mark.parametrize(
    ("label", "covered"),
    [
        ("Срок реализации и режим занятий", {"volume_term", "schedule_regime"}),
        ("Направленность, уровень программы", {"direction", "level"}),
        ("1.2. Новизна, актуальность и педагогическая целесообразность",
         {"novelty_features", "relevance", "pedagogical_expediency"}),
    ],
)  # fmt: skip
def test_labels_joined_in_one_heading(label, covered):
    assert set(found(bold(label)).sections) == covered


def test_label_with_its_value_is_no_heading_of_its_own():
    heading = found(bold("Срок реализации: 1 год")).headings[0]
    assert (heading.evidence, heading.text) == ("run_in", "Срок реализации")


def test_titles_inside_a_section_lie_under_it():
    result = found(
        bold("Содержание программы"), bold("Раздел 1. Бумага"), plain("Теория."), bold("Литература")
    )
    assert [(h.level, h.last_block) for h in result.headings] == [(2, "b3"), (3, "b3"), (2, "b4")]


def test_only_whole_paragraphs_become_headings_of_the_view():
    result = found(
        bold("Учебный план"),
        plain("Цель программы: развитие внимания"),
        table(row(cell("Направленность"), cell("техническая"))),
    )
    assert set(result.sections) == {"curriculum_plan", "goal", "direction"}
    assert result.levels == {"b1": 2}


def test_stored_form_gives_the_same_back():
    result = found(bold("Цель и задачи"), bold("Литература"))
    assert structure_from_dict(result.to_dict()) == result


def test_every_label_of_the_dictionary_finds_its_own_section():
    dictionary = sections.load_sections()
    assert len(dictionary.sections) == 37
    data = yaml.safe_load(sections._DATA.read_text(encoding="utf-8"))
    for item in data["sections"]:
        for words in [*item["labels"], *(label["text"] for label in item.get("joint", ()))]:
            assert dictionary.exact(words.upper())[0] == item["id"], words


def test_long_document_of_spaces_and_dots_is_quick():
    spaces = Block("b1", "paragraph", " \t" * 50_000, runs=(Run(" "),))
    dots = Block("b2", "paragraph", ". " * 50_000 + "x", runs=(Run("."),))
    assert find(DocumentModel("docx", (spaces, dots))).headings == ()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Учебный план ........ 7", "Учебный план"),
        ("Учебный план\t12", "Учебный план"),
        ("Учебный план…………7", "Учебный план"),
        ("Класс 7", "Класс 7"),
        ("Итого 2.. 7", "Итого 2.. 7"),
    ],
)
def test_page_numbers_of_contents_lines(line, title):
    assert labels.without_page(line) == title
