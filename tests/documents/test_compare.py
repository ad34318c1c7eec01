"""What changed between two texts: blocks, words, rows and cells, as values and as HTML."""

import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from lxml import etree

from bench.remarks import READERS
from review.documents.compare import compare, to_dict
from review.documents.comparing_html import inline, side_by_side
from review.documents.comparing_places import Headings, places
from review.documents.reading.model import Block, DocumentModel
from review.documents.word_diff import matching, pieces
from tests.documents.revisions import revise
from tests.documents.word import cell, paragraph, read_word, row, table

GOAL = "Цель программы — развитие инженерного мышления детей младшего возраста."
TASKS = "Задачи: познакомить с деталями конструктора, научить читать схемы сборки."
RESULT = "К концу года ребёнок соберёт действующую модель и расскажет, как она устроена."
TOPICS = (("Введение", "4", "2"), ("Первый механизм", "8", "2"), ("Датчики и моторы", "8", "3"))


def heading(words: str) -> str:
    return paragraph(words, properties='<w:outlineLvl w:val="0"/>')


def document(*parts: str) -> DocumentModel:
    return read_word(*(part if part.startswith("<") else paragraph(part) for part in parts))


def plan(*topics: tuple[str, ...]) -> str:
    head = row(cell("Тема"), cell("Всего"), cell("Теория"))
    return table(head, *(row(*map(cell, topic)) for topic in topics))


OLD = document(GOAL, TASKS, plan(*TOPICS), RESULT)


def changes(new: DocumentModel, old: DocumentModel = OLD):
    return compare(old, new).changes


def test_the_same_text_has_no_changes():
    found = compare(OLD, document(GOAL.replace(" ", "  "), TASKS, plan(*TOPICS), RESULT))
    assert found.same
    assert set(to_dict(found)["summary"].values()) == {0}


def test_changed_words_are_shown_inside_their_paragraph():
    (change,) = changes(
        document(GOAL.replace("младшего", "старшего"), TASKS, plan(*TOPICS), RESULT)
    )
    assert change.kind == "changed"
    assert [(p.old.strip(), p.new.strip()) for p in change.pieces if not p.same] == [
        ("младшего", "старшего")
    ]
    assert "".join(piece.old for piece in change.pieces) == GOAL


def test_what_came_and_went_is_counted():
    found = compare(OLD, document(heading("Пояснительная записка"), GOAL, plan(*TOPICS), RESULT))
    assert [change.kind for change in found.changes] == ["inserted", "deleted"]
    assert found.summary.headings_inserted == 1
    assert (found.summary.words_inserted, found.summary.words_deleted) == (2, 9)


def test_a_moved_paragraph_is_moved_and_not_taken_out_and_put_in():
    (change,) = changes(document(TASKS, plan(*TOPICS), RESULT, GOAL))
    assert (change.kind, change.new_text) == ("moved", GOAL)
    assert change.pieces == ()


def test_a_moved_and_changed_paragraph_says_both():
    (change,) = changes(document(TASKS, plan(*TOPICS), RESULT, GOAL.replace("детей", "учеников")))
    assert change.kind == "moved"
    assert [piece.new.strip() for piece in change.pieces if not piece.same] == ["учеников"]


def test_tables_are_compared_row_by_row_and_cell_by_cell():
    topics = [TOPICS[0], ("Техника безопасности", "2", "2"), ("Первый механизм", "10", "2")]
    (change,) = changes(document(GOAL, TASKS, plan(*topics), RESULT))
    assert change.block_kind == "table"
    told = [(one.kind, one.old_row, one.new_row) for one in change.rows]
    assert told == [("inserted", 0, 3), ("changed", 3, 4), ("deleted", 4, 0)]
    (figure,) = change.rows[1].cells
    assert (figure.kind, figure.old_column, figure.new_column) == ("changed", 2, 2)
    assert [(piece.old, piece.new) for piece in figure.pieces] == [("8", "10")]


def test_a_moved_row_is_moved():
    (change,) = changes(document(GOAL, TASKS, plan(TOPICS[2], *TOPICS[:2]), RESULT))
    assert [one.kind for one in change.rows] == ["moved"]


def test_a_new_column_is_cells_put_in():
    head = row(*map(cell, ("Тема", "Форма", "Всего", "Теория")))
    wide = table(head, *(row(*map(cell, (name, "очно", *rest))) for name, *rest in TOPICS))
    (change,) = changes(document(GOAL, TASKS, wide, RESULT))
    kinds = {(one.kind, one.new_column) for line in change.rows for one in line.cells}
    assert kinds == {("inserted", 2)}


def test_a_comparison_is_plain_values():
    told = to_dict(compare(OLD, document(TASKS, plan(*TOPICS[:2]), GOAL)))
    assert json.loads(json.dumps(told, ensure_ascii=False)) == json.loads(json.dumps(told))
    assert told["summary"]["rows_deleted"] == 1


def test_both_texts_can_be_put_together_again_from_the_pieces():
    one, other = "Дети  учатся\nлепить и рисовать.", "Дети учатся рисовать, лепить и петь."
    made = pieces(one, other)
    assert "".join(piece.old for piece in made) == one
    assert "".join(piece.new for piece in made) == other


def test_very_long_texts_are_compared_in_bounded_time():
    words = ["слово"] * 3_000
    assert matching(words, [*words[:1_500], "новое", *words[1_500:]])
    assert matching(["а", *words], ["б", *words]) == [(1, 1, 3_000)]
    assert matching([str(i) for i in range(9_000)], [str(-i) for i in range(1, 9_000)]) == []


# --- HTML -----------------------------------------------------------------------------


def parsed(html: str) -> etree._Element:
    return etree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")


SCRIPT = "Совсем новый абзац &amp; &lt;script&gt;alert(1)&lt;/script&gt;"
NEW = document(
    TASKS, plan(TOPICS[0], TOPICS[2], ("Выставка &lt;b&gt;", "1", "0")), SCRIPT, RESULT[:50], GOAL
)


@pytest.mark.parametrize("draw", [inline, side_by_side])
@pytest.mark.parametrize("only_changes", [False, True])
def test_the_page_is_safe_and_every_jump_leads_somewhere(draw, only_changes):
    html = draw(compare(OLD, NEW), only_changes=only_changes)
    root = parsed(html)
    assert not root.xpath("//script | //style | //b | //@style | //@onclick")
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in root.xpath("//a/@href")} <= set(ids)
    numbers = [int(name[7:]) for name in ids if name.startswith("change-")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 4


def visible(root: etree._Element, gone: str) -> str:
    """The text without what `gone` marks and without words for screen readers."""
    for element in root.xpath(
        f"//{gone} | //span[@class='vh'] | //*[contains(@class,'diff-note')]"
    ):
        element.text, element[:] = "", []
        for child in list(element):
            element.remove(child)
    return re.sub(r"\s+", "", "".join(root.itertext()))


def squeezed(text: str) -> str:
    """The text without spaces and signs nobody sees."""
    return re.sub(r"\s+", "", text)


def test_inline_holds_the_new_text_whole():
    text = visible(parsed(inline(compare(OLD, NEW))), "del")
    assert text == re.sub(r"\s+", "", NEW.text)


def test_side_by_side_holds_both_texts_whole():
    root = parsed(side_by_side(compare(OLD, NEW)))
    rows = root.xpath("/div/table/tbody/tr")
    new = "".join(visible(line[1], "nothing") for line in rows)
    assert new == re.sub(r"\s+", "", NEW.text)
    assert {"old-b1", "old-b2"} <= set(root.xpath("//@id"))


def test_borders_of_changes_are_said_in_words_of_the_language():
    found = compare(OLD, document(GOAL.replace("младшего", "старшего"), TASKS))
    assert "[добавлено:" in inline(found)
    assert "[added:" in inline(found, "en")
    assert "[добавлено:" not in inline(found, "en")


@pytest.mark.parametrize("draw", [inline, side_by_side])
def test_only_changes_fold_the_rest_and_say_how_much_it_is(draw):
    found = compare(OLD, document(GOAL, TASKS, plan(*TOPICS), RESULT, "Новый абзац."))
    root = parsed(draw(found, only_changes=True))
    (fold,) = root.xpath("//details")
    assert fold.xpath("summary/span/text()") == ["Абзацев и таблиц без изменений: 4"]
    assert GOAL in "".join(fold.itertext())
    assert not root.xpath("//details//ins")
    assert not parsed(draw(found)).xpath("//details")


def test_a_fold_names_the_section_that_goes_on_below_it():
    body = (heading("Цель"), GOAL, heading("Задачи"))
    found = compare(document(*body, TASKS), document(*body, RESULT))
    (line,) = parsed(inline(found, only_changes=True)).xpath("//summary")
    assert line.xpath("b/text()") == ["Задачи"]


def test_a_recognised_heading_looks_like_one_in_both_views():
    found = compare(document("Цель", GOAL), document("Цель", TASKS))
    known = Headings({"b1": 2}, {"b1": 2})
    for draw in (inline, side_by_side):
        heads = parsed(draw(found, headings=known)).xpath("//p[@role='heading']")
        assert {(one.text, one.get("aria-level")) for one in heads} == {("Цель", "4")}


def test_places_tell_the_heading_above_and_the_numbers_of_the_page():
    old = document(heading("Цель"), GOAL, heading("Задачи"), TASKS, RESULT)
    new = document(heading("Цель"), GOAL.replace("детей", "ребят"), heading("Задачи"), SCRIPT)
    found = compare(old, new)
    told = places(found)
    assert [(one.heading, one.first) for one in told] == [("Цель", 1), ("Задачи", 2)]
    numbers = parsed(inline(found)).xpath("count(//*[starts-with(@id, 'change-')])")
    assert sum(one.count for one in told) == numbers


def test_what_moved_leads_there_and_back():
    root = parsed(inline(compare(OLD, document(TASKS, plan(*TOPICS), RESULT, GOAL))))
    (there,) = root.xpath("//*[@id='gone-b1']/a/@href")
    (back,) = root.xpath("//*[contains(@class, 'diff-moved')]/p/a/@href")
    assert root.xpath(f"//*[@id='{there[1:]}']/text()") == [GOAL]
    assert back == "#gone-b1"


def test_a_moved_row_says_where_it_was():
    html = inline(compare(OLD, document(GOAL, TASKS, plan(TOPICS[2], *TOPICS[:2]), RESULT)))
    assert "Строка перенесена, была 4-й" in html


def test_a_picture_that_came_is_said_in_words():
    picture = replace(OLD, blocks=(*OLD.blocks, Block("b99", "figure", image="i1")))
    (mark,) = parsed(inline(compare(OLD, picture))).xpath("//ins")
    assert "Рисунок" in "".join(mark.itertext())


@pytest.mark.parametrize("seed", range(6))
def test_every_block_of_both_revisions_is_in_the_comparison_once(seed):
    body = [text for number in range(40) for text in (f"{number}. {GOAL}", f"{TASKS} {number}.")]
    pair = revise(document(*body, plan(*TOPICS), "Итог: выставка."), seed, 20)
    found = compare(pair.old, pair.new)
    olds = [one.old.id for one in found.pairs if one.old and not one.gone]
    news = [one.new.id for one in found.pairs if one.new]
    assert sorted(olds) == sorted(block.id for block in pair.old.blocks)
    assert news == [block.id for block in pair.new.blocks]


@pytest.mark.parametrize("name", ["prog_0619", "prog_0685", "prog_0198"])
def test_a_real_programme_and_its_revision_are_both_shown_whole(corpus, name):
    (path,) = (corpus / "programmes").glob(f"{name}_*")
    model = READERS[path.suffix](path.read_bytes())
    pair = revise(model, 5, 30)
    found = compare(pair.old, pair.new)
    root = parsed(side_by_side(found))
    for label in root.xpath("//*[@class='doc-label']"):  # drawn by Word, no part of the text
        label.text = ""
    rows = root.xpath("/div/table/tbody/tr")
    assert "".join(visible(line[1], "nothing") for line in rows) == squeezed(pair.new.text)
    gone = "".join(visible(line[0], "nothing") for line in rows if line.get("class") != "diff-gone")
    assert Counter(gone) == Counter(squeezed(pair.old.text))
