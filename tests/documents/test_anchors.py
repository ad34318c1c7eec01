"""Selectors of a remark's place: made from a place or a quotation, and found again."""

from datetime import UTC, datetime

import pytest

from review.documents.anchors import (
    Anchor,
    TextPosition,
    TextQuote,
    anchor_at,
    anchor_of,
    find,
    find_quote,
)
from review.documents.passages import Passages, Place
from review.documents.web_annotation import Remark, anchor_from, selectors, to_json_ld
from tests.documents.word import cell, paragraph, read_word, row, table, text

MODEL = read_word(
    paragraph(text("Робототехника", "<w:b/>")),
    paragraph("Цель ", text("программы", "<w:b/>"), text(" — развитие", "<w:i/>"), " мышления."),
    paragraph("Задачи: научить собирать. Задачи: научить программировать."),
    paragraph("Форма контроля: опрос."),
    paragraph("Тема вторая, о датчиках."),
    paragraph("Форма контроля: опрос."),
    table(
        row(cell("Раздел"), cell("Часы"), cell("Контроль")),
        row(cell("Введение"), cell("36"), cell("Опрос")),
        row(cell("Датчики"), cell("36"), cell("")),
        row(cell(table(row(cell("вложенная"), cell("таблица")))), cell(""), cell("Зачёт")),
    ),
    paragraph("Итого 36 часов."),
)
TEXT = Passages(MODEL)


def spot(words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.text.index(words, at + 1)
    return at, at + len(words)


def place_of(found) -> tuple[int, int]:
    assert found is not None
    return found.anchor.position.start, found.anchor.position.end


def test_every_block_lies_in_the_canonical_text_where_its_words_are():
    spans = {block.id: TEXT.span(block.id) for block in MODEL.walk() if block.text}
    assert len(spans) > 15
    for block in MODEL.walk():
        if block.text:
            start, end = spans[block.id]
            assert TEXT.text[start:end] == block.text


def test_an_anchor_holds_the_words_their_surroundings_and_both_positions():
    start, end = spot("развитие мышления")
    made = anchor_of(TEXT, start, end)
    assert made.quote.exact == "развитие мышления"
    assert made.quote.prefix == "Робототехника\nЦель программы — "[-32:]
    assert len(made.quote.suffix) == 32
    assert made.position == TextPosition(start, end)
    block = TEXT.leaf_at(start).block
    inside = block.text.index("развитие")
    assert made.place == Place(block.id, inside, block.id, inside + len("развитие мышления"))
    assert anchor_at(TEXT, made.place) == made


def test_spaces_at_the_ends_of_a_selection_are_left_out():
    start, end = spot(" — ")
    assert anchor_of(TEXT, start, end).quote.exact == "—"
    assert anchor_of(TEXT, start, start + 1) is None


def test_a_place_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no text"):
        anchor_at(TEXT, Place("b999", 0, "b999", 4))
    with pytest.raises(ValueError, match="no text"):
        anchor_at(TEXT, Place(MODEL.blocks[0].id, 4, MODEL.blocks[0].id, 400))


@pytest.mark.parametrize(
    "words",
    [
        "программы — развитие мыш",
        "Раздел\tЧасы",
        "Введение\t36\tОпрос\nДатчики",
        "вложенная\tтаблица\t\tЗачёт",
        "мышления.\nЗадачи: научить собирать",
    ],
)
def test_words_are_found_across_runs_cells_and_paragraphs(words):
    span = spot(words)
    assert place_of(find_quote(TEXT, TextQuote(words))) == span
    assert place_of(find_quote(TEXT, TextQuote(" ".join(words.split())))) == span
    assert place_of(find_quote(TEXT, TextQuote("".join(words.split()).upper()))) == span


def test_repeated_words_are_told_apart_by_what_stands_around():
    first, second = spot("Форма контроля: опрос."), spot("Форма контроля: опрос.", 1)
    quote = "Форма контроля: опрос."
    assert place_of(find_quote(TEXT, TextQuote(quote, prefix="программировать.\n"))) == first
    by_suffix = find_quote(TEXT, TextQuote(quote, suffix="\nРаздел\tЧасы"))
    assert place_of(by_suffix) == second
    assert not by_suffix.ambiguous


def test_repeated_words_without_surroundings_are_ambiguous():
    found = find_quote(TEXT, TextQuote("36"))
    assert found.ambiguous
    assert found.rivals == 2
    assert not find_quote(TEXT, TextQuote("Тема вторая")).ambiguous


def test_the_position_never_outweighs_the_surroundings():
    at = spot("научить", 1)[0]
    found = find_quote(TEXT, TextQuote("научить", prefix="развитие мышления.\nЗадачи: "), near=at)
    assert place_of(found) == spot("научить")


def test_a_block_decides_and_short_words_are_not_taken_elsewhere():
    total = MODEL.blocks[-1]
    found = find_quote(TEXT, TextQuote("36"), block=total.id)
    assert TEXT.leaf_at(found.anchor.position.start).block.id == total.id
    assert not found.ambiguous
    assert find_quote(TEXT, TextQuote("Введение"), block=total.id) is None
    long = "Тема вторая, о датчиках."
    assert place_of(find_quote(TEXT, TextQuote(long), block=total.id)) == spot(long)


def test_words_that_changed_a_little_are_found_as_near():
    found = find_quote(TEXT, TextQuote("Цель программы — развить мышление детей"))
    assert found is not None
    assert found.how == "near"
    assert "развитие мышления" in found.anchor.quote.exact
    assert found.score < 1


def test_what_is_not_there_is_not_found():
    assert find_quote(TEXT, TextQuote("Список литературы для родителей и детей")) is None
    assert find_quote(TEXT, TextQuote("")) is None
    assert find_quote(TEXT, TextQuote("…")) is None


def test_an_anchor_finds_itself_exactly_and_in_a_shifted_text_by_its_words():
    start, end = spot("36", 1)
    made = anchor_of(TEXT, start, end)
    same = find(TEXT, made)
    assert (same.how, place_of(same)) == ("exact", (start, end))
    shifted = Passages(read_word(paragraph("Утверждаю"), *[
        table(row(cell("Введение"), cell("36"), cell("Опрос")),
              row(cell("Датчики"), cell("36"), cell("")))
    ]))  # fmt: skip
    moved = find(shifted, made)
    assert moved.how == "quote"
    assert shifted.text[: moved.anchor.position.start].endswith("Датчики\t")


def test_a_block_that_holds_the_same_words_by_chance_is_not_exact():
    made = anchor_of(TEXT, *spot("36", 2))
    other = Passages(read_word(paragraph("Совсем другое."), *[paragraph("36")] * 25))
    found = find(other, made)
    assert found is None or found.how != "exact"


# --- JSON-LD --------------------------------------------------------------------------


def remark(anchor: Anchor | None) -> dict:
    moment = datetime(2026, 9, 1, 13, tzinfo=UTC)
    return to_json_ld(
        Remark("urn:uuid:1", "urn:sha256:ab", "Поясните", "Эксперт 1", moment, anchor)
    )


def test_a_remark_is_a_web_annotation():
    told = remark(anchor_of(TEXT, *spot("Введение")))
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (told["id"], told["type"], told["motivation"]) == (
        "urn:uuid:1", "Annotation", "commenting",
    )  # fmt: skip
    assert told["created"] == "2026-09-01T13:00:00Z"
    assert told["body"]["type"] == "TextualBody"
    assert told["body"]["value"] == "Поясните"
    assert told["target"]["source"] == "urn:sha256:ab"
    kinds = [one["type"] for one in told["target"]["selector"]]
    assert kinds == ["TextQuoteSelector", "TextPositionSelector", "FragmentSelector"]


def test_a_remark_on_the_whole_document_targets_it_alone():
    assert remark(None)["target"] == "urn:sha256:ab"


@pytest.mark.parametrize("words", ["развитие", "мышления.\nЗадачи: научить", "Датчики\t36"])
def test_selectors_are_read_back(words):
    made = anchor_of(TEXT, *spot(words))
    assert anchor_from(selectors(made)) == made


def test_selectors_without_a_quotation_are_refused():
    with pytest.raises(ValueError, match="no selectors"):
        anchor_from([{"type": "CssSelector", "value": "p"}])
    with pytest.raises(ValueError, match="aware"):
        to_json_ld(Remark("urn:a", "urn:b", "", "", datetime(2026, 9, 1)))
