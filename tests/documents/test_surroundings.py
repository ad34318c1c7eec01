"""A finding is known again by the words it stands at, not by where these words have moved."""

from __future__ import annotations

from review.documents.checks.finding import Finding, Found, Severity
from review.documents.outcome import Outcome
from review.documents.reading.model import Block, Cell, DocumentModel, Row
from review.documents.surroundings import Surroundings


def model(*texts: str) -> DocumentModel:
    blocks = (Block(f"b{n}", "paragraph", text) for n, text in enumerate(texts, 1))
    return DocumentModel("docx", tuple(blocks))


def plan(*rows: tuple[str, ...]) -> DocumentModel:
    made = (
        Row(tuple(Cell((Block(f"c{text}", "paragraph", text),)) for text in row)) for row in rows
    )
    return DocumentModel("docx", (Block("b1", "table", rows=tuple(made)),))


def key(
    document: DocumentModel, block: str, row: int = 0, column: int = 0, **params: object
) -> str:
    found = Found(params, block, row, column)
    finding = Finding("H8", "", Severity.BLOCK, "curriculum_plan", "H8", found)
    return Surroundings(document).placed(finding).key


def test_paragraphs_added_above_change_no_key() -> None:
    before, after = model("Цель", "Объём 72", "План"), model("Титул", "Цель", "Объём  72", "План")
    assert key(before, "b2") == key(after, "b3")


def test_two_that_say_the_same_of_the_same_words_differ_by_their_neighbours() -> None:
    twice = model("Первый год", "Всего 72", "Второй год", "Всего 72", "Итог")
    first, second = key(twice, "b2"), key(twice, "b4")
    assert first != second
    assert first.rpartition(":")[0] == second.rpartition(":")[0]
    mended = model("Первый год", "Всего 70", "Второй год", "Всего 72", "Итог")
    assert key(mended, "b4") == second


def test_a_row_of_a_table_is_known_by_its_cells() -> None:
    table = plan(("Тема", "Часы"), ("Кисть", "4"), ("Цвет", "6"))
    longer = plan(("Тема", "Часы"), ("Бумага", "2"), ("Кисть", "4"), ("Цвет", "6"))
    assert key(table, "b1", 3, 2) == key(longer, "b1", 4, 2)
    assert key(table, "b1", 3, 1) != key(table, "b1", 3, 2)
    assert key(table, "b1", 2, 2) != key(table, "b1", 3, 2)


def test_long_figures_that_differ_at_the_end_only_make_two_keys() -> None:
    one = model("Текст")
    start = "слово " * 200
    assert key(one, "b1", text=start + "а") != key(one, "b1", text=start + "б")
    assert len(key(one, "b1", text=start)) < 120


def test_what_is_of_the_whole_document_has_a_key_that_stays() -> None:
    assert key(model("Цель"), "", name="А") == key(model("Цель", "Задачи"), "", name="А")


def test_keys_come_through_another_process_whole() -> None:
    finding = Finding("H8", "", Severity.BLOCK, "plan", "H8", Found({"sum": 18.5}, "b1"))
    placed = Surroundings(model("Всего 72", "План")).placed(finding)
    (back,) = Outcome.from_json(Outcome(findings=(placed,)).to_json()).findings
    assert back.key == placed.key
