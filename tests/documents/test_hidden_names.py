"""A text without names: for readers who may not know who wrote it."""

import pytest

from review.documents.compare import compare
from review.documents.hidden_names import without_names
from review.documents.names import NameFinder
from tests.documents.word import cell, paragraph, read_word, row, table

NAMES = ("Берёзкина Анна Львовна", "МАОУ ДО «Центр детского творчества»")


def veiled(text: str) -> str:
    return without_names(read_word(paragraph(text)), NAMES, "[…]").text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Составитель: Берёзкина Анна Львовна, педагог", "Составитель: […], педагог"),
        ("Автор А. Л. Березкина", "Автор […]"),
        ("Составлено Берёзкиной А.Л. в 2026 году", "Составлено […] в 2026 году"),
        ("БЕРЁЗКИНА и берёзка во дворе", "[…] и берёзка во дворе"),
        ("Вместе с Анной Львовной мы рисуем", "Вместе с […] мы рисуем"),
        ("Пишите: a.berezkina@mail.example, пожалуйста", "Пишите: […], пожалуйста"),
        ("В МАОУ ДО «Центр детского творчества» тепло", "В […] тепло"),
        ("Здесь имён нет. А. С. Пушкин тоже.", "Здесь имён нет. А. С. Пушкин тоже."),
    ],
)
def test_names_in_any_case_with_initials_and_addresses_are_veiled(said: str, left: str) -> None:
    assert veiled(said) == left


def test_a_name_in_a_cell_is_veiled_and_the_table_stays_a_table() -> None:
    model = read_word(table(row(*map(cell, ("Педагог", "Берёзкина А. Л."))), row(cell("72"))))
    made = without_names(model, NAMES, "[…]")
    assert made.text == "Педагог\t[…]\n72"
    assert [[one.text for one in line.cells] for line in made.blocks[0].rows] == [
        ["Педагог", "[…]"],
        ["72"],
    ]


def test_blocks_keep_their_ids_and_what_has_no_name_is_not_touched() -> None:
    model = read_word(paragraph("Берёзкина А. Л."), paragraph("Рисуем красками."))
    made = without_names(model, NAMES, "[…]")
    assert [block.id for block in made.blocks] == [block.id for block in model.blocks]
    assert made.blocks[1] is model.blocks[1]


def test_another_name_in_the_same_place_is_no_change() -> None:
    """Who took over the programme is not told by the comparison either."""
    both = (*NAMES, "Сестрина Ольга Ивановна")
    old, new = (
        without_names(read_word(paragraph(f"Составитель: {who}")), both, "[…]")
        for who in ("Берёзкина Анна Львовна", "Сестрина О. И.")
    )
    assert compare(old, new).same


def test_spans_are_in_order_and_never_overlap() -> None:
    text = "Берёзкина Анна Львовна; Анна Львовна; Берёзкиной А.Л."
    spans = NameFinder(NAMES).spans(text)
    assert [text[start:end] for start, end in spans] == [
        "Берёзкина Анна Львовна",
        "Анна Львовна",
        "Берёзкиной А.Л.",
    ]
