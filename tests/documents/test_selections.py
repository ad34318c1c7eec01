"""A selection in the browser view becomes the very same place of the text model, or is refused."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html

from review.documents.passages import Passages, plain
from review.documents.reading import docx
from review.documents.reading.model import DocumentModel
from review.documents.rendering import to_html
from review.documents.selections import (
    LONGEST,
    LONGEST_SENT,
    Placed,
    Selected,
    SelectionLost,
    placed,
)
from tests.documents.word import cell, paragraph, read_word, row, table, text

MODEL = read_word(
    paragraph(text("Робототехника", "<w:b/>")),
    paragraph("Цель ", text("программы", "<w:b/>"), text(" — развитие", "<w:i/>"), " мышления 🚀."),
    paragraph("Форма контроля: опрос."),
    paragraph("Тема вторая, о датчиках."),
    paragraph("Форма контроля: опрос."),
    table(row(cell("Введение"), cell("36"), cell("Опрос")), row(cell("Датчики"), cell("36"))),
)
TEXT = Passages(MODEL)


class View:
    """The browser view, read as the page's script reads it: blocks with the texts it counts."""

    def __init__(self, model: DocumentModel) -> None:
        page = html.fragment_fromstring(to_html(model), create_parent=True)
        self.blocks = [
            (one.get("id"), "".join(_counted(one)))
            for one in page.iter()
            if re.fullmatch(r"b\d+", one.get("id") or "") and one.tag != "table"
        ]
        self.blocks = [(name, words) for name, words in self.blocks if words]

    def select(self, first: int, start: int, last: int, end: int) -> Selected:
        """What the script sends for a selection over these blocks."""
        pieces = [words for _, words in self.blocks[first : last + 1]]
        pieces[-1] = pieces[-1][:end]
        pieces[0] = pieces[0][start:]
        behind, before = self.blocks[last][1][end:], self.blocks[first][1][:start]
        return Selected(
            scope="words",
            block=self.blocks[first][0],
            start=start,
            end_block=self.blocks[last][0],
            end=end,
            quote=plain("\n".join(pieces))[:LONGEST_SENT],
            prefix=plain(before)[-32:],
            suffix=plain(behind)[:32],
        )

    def any(self, chance: random.Random) -> Selected:
        """A selection as people make them: mostly in one block, sometimes over a few."""
        first = chance.randrange(len(self.blocks))
        last = min(len(self.blocks) - 1, first + chance.choice((0, 0, 0, 1, 3)))
        start = chance.randrange(len(self.blocks[first][1]))
        low = start + 1 if first == last else 1
        return self.select(first, start, last, chance.randint(low, len(self.blocks[last][1])))


def _counted(element):
    """Texts of a block without its drawn number and the space behind it; a break is one sign."""
    if element.get("class") == "doc-label":
        yield (element.tail or "")[1:]
        return
    if element.tag == "br":
        yield "\n" + (element.tail or "")
        return
    if element.get("class") == "doc-no-image":
        yield element.tail or ""
        return
    yield element.text or ""
    for child in element:
        yield from _counted(child)
    if not re.fullmatch(r"b\d+", element.get("id") or ""):
        yield element.tail or ""


def is_right(passages: Passages, selected: Selected) -> None:
    found = placed(passages, selected)
    block, last = passages.span(selected.block), passages.span(selected.end_block)
    start, end = block[0] + selected.start, last[0] + selected.end
    words = passages.text[start:end]
    assert found.starts == end - len(words.lstrip())
    assert found.ends == start + len(words.rstrip())
    assert found.quote == passages.text[found.starts : found.ends]


@pytest.mark.parametrize("seed", range(200))
def test_any_selection_of_a_small_text_comes_back_as_the_same_place(seed: int) -> None:
    selected = View(MODEL).any(random.Random(seed))
    if selected.quote:
        is_right(TEXT, selected)


def test_any_selection_of_real_programmes_comes_back_as_the_same_place(corpus: Path) -> None:
    chance, tried = random.Random(7), 0
    for path in sorted((corpus / "programmes").glob("*.docx"))[:12]:
        model = docx.read(BytesIO(path.read_bytes()))
        passages, view = Passages(model), View(model)
        for _ in range(60 if view.blocks else 0):
            selected = view.any(chance)
            if selected.quote:
                is_right(passages, selected)
                tried += 1
    assert tried > 500


def words(quote: str, **more) -> Selected:
    return Selected(scope="words", quote=quote, **more)


def test_words_without_counted_characters_are_found_where_they_stand_once() -> None:
    found = placed(TEXT, words("программы — развитие", block="b2"))
    assert TEXT.text[found.starts : found.ends] == "программы — развитие"
    assert (found.block_id, found.end_block_id) == ("b2", "b2")


def test_words_that_stand_twice_are_told_apart_by_their_block_or_not_taken() -> None:
    with pytest.raises(SelectionLost) as lost:
        placed(TEXT, words("Форма контроля: опрос."))
    assert lost.value.code == "quote_ambiguous"
    assert placed(TEXT, words("Форма контроля: опрос.", block="b5")).block_id == "b5"


@pytest.mark.parametrize(
    ("selected", "code"),
    [
        (words("Слов этих здесь нет нигде, сколько ни ищи"), "quote_not_found"),
        (words("Форма контроля опроса", block="b3", start=0, end=22), "quote_not_found"),
        (words("   ", block="b3", start=0, end=5), "place_not_found"),
        (Selected("block", "b777"), "place_not_found"),
        (Selected("section", ""), "place_not_found"),
    ],
)
def test_what_is_not_there_is_never_put_somewhere_else(selected: Selected, code: str) -> None:
    with pytest.raises(SelectionLost) as lost:
        placed(TEXT, selected)
    assert lost.value.code == code


def test_characters_that_contradict_the_words_are_not_believed() -> None:
    """The page was drawn from another reading: its words are right, its counting is not."""
    found = placed(TEXT, words("о датчиках", block="b4", start=0, end_block="b4", end=4))
    assert found.quote == "о датчиках"


@pytest.mark.parametrize("numbers", [(-1, 3), (5, 2), (0, 10_000), (90, 95)])
def test_characters_outside_of_the_block_do_no_harm(numbers: tuple[int, int]) -> None:
    start, end = numbers
    found = placed(TEXT, words("вторая", block="b4", start=start, end_block="b4", end=end))
    assert found.quote == "вторая"


def test_a_block_a_table_and_a_section_are_kept_with_their_words() -> None:
    assert placed(TEXT, Selected("block", "b4")).quote == "Тема вторая, о датчиках."
    assert placed(TEXT, Selected("block", "b6")).quote == "Введение\t36\tОпрос\nДатчики\t36"
    section = placed(TEXT, Selected("section", "b1"))
    assert (section.scope, section.quote) == ("section", "Робототехника")


def test_the_whole_document_and_a_picture_have_no_words() -> None:
    assert placed(TEXT, Selected()) == Placed()
    silent = replace(MODEL, blocks=(*MODEL.blocks, replace(MODEL.blocks[0], id="b99", text="")))
    found = placed(Passages(silent), Selected("block", "b99"))
    assert found == Placed("block", "b99", "b99")


def test_a_long_quotation_is_sent_in_part_and_kept_whole() -> None:
    long = read_word(*(paragraph(f"Строка {n} о содержании занятий.") for n in range(2_000)))
    passages, view = Passages(long), View(long)
    selected = view.select(2, 0, 302, 9)
    assert len(selected.quote) == LONGEST_SENT
    is_right(passages, selected)
    with pytest.raises(SelectionLost) as lost:
        placed(passages, view.select(0, 0, 1_500, 9))
    assert lost.value.code == "selection_too_long"
    assert len(passages.text) > LONGEST
