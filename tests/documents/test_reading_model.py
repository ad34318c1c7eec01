"""The stored form of a model gives the same model back."""

import json

import pytest

from review.documents.reading import model as m
from tests.documents.word import cell, paragraph, read_word, row, table, text

FULL = m.DocumentModel(
    format="docx",
    blocks=(
        m.Block("b1", "heading", "Цель", level=2, runs=(m.Run("Цель", bold=True),), label="1.1"),
        m.Block(
            "b2",
            "paragraph",
            "См. сайт²",
            runs=(
                m.Run("См. "),
                m.Run("сайт", italic=True, underline=True, link="https://example.org"),
                m.Run("²", sup=True),
            ),
            alignment="center",
            page=3,
            style="обычный",
            in_toc=True,
        ),
        m.Block("b3", "figure", image="i1"),
        m.Block("b4", "footnote", "Сноска", runs=(m.Run("Сноска"),), label="1"),
    ),
    pages=4,
    words=3,
    images=(m.Image("i1", "image/png", "word/media/a.png", "Схема", 10, 20),),
    notes=(m.Note("comments", 2), m.Note("header", 1, "МБУ ДО")),
)


def test_full_model_survives():
    assert m.from_json(m.to_json(FULL)) == FULL


def test_tables_survive_with_spans_and_nesting():
    head = row(cell("А", properties="<w:gridSpan w:val='2'/>"), properties="<w:tblHeader/>")
    inner = table(row(cell("в")))
    model = read_word(table(head, row(cell(text("x", "<w:b/>")), cell(inner)), row(cell("б"))))
    again = m.from_json(m.to_json(model))
    assert again == model
    assert again.blocks[0].text == model.blocks[0].text


def test_stored_form_is_compact_and_says_its_version():
    plain = m.DocumentModel("pdf", (m.Block("b1", "paragraph", "Да", runs=(m.Run("Да"),)),))
    stored = m.to_json(plain)
    assert json.loads(stored)["model"] == m.MODEL_VERSION
    assert '{"b":"b1","k":"paragraph","r":["Да"]}' in stored


@pytest.mark.parametrize(
    "text",
    [
        '{"model":0}',
        "[]",
        '{"model":1}',
        '{"model":1,"format":"pdf","pages":1,"words":0,"blocks":[{}],"images":[],"notes":[]}',
        '{"model":1,"format":"pdf","pages":1,"words":0,"blocks":[],"images":[[]],"notes":[]}',
    ],
)
def test_other_versions_and_damage_are_refused(text):
    with pytest.raises(m.ModelError):
        m.from_json(text)


def test_words_are_counted_once_and_signs_are_not_words():
    model = read_word(paragraph("Раз — два, 3 !"), table(row(cell("четыре"), cell("–"))))
    assert model.words == 4


def test_bold_means_every_letter():
    bold, plain = m.Run("Цель", bold=True), m.Run(" ")
    assert m.Block("b1", "paragraph", "Цель ", runs=(bold, plain)).bold
    assert not m.Block("b1", "paragraph", "Цель да", runs=(bold, m.Run("да"))).bold
    assert not m.Block("b1", "paragraph").bold


def test_lookups():
    assert FULL.by_id["b2"].page == 3
    assert FULL.note("comments").count == 2
    assert FULL.note("none") is None
    assert FULL.has_text
    assert FULL.text == "Цель\nСм. сайт²\nСноска"
