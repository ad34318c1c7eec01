"""Shares and passages: what copies, rewrites and strangers are to each other."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.documents import similarity, structure
from review.documents.reading.model import Block, DocumentModel, Run
from review.documents.similarity import Text, fingerprint, passages, pieces, read_text, share

SYLLABLES = [a + b for a in "бвгдзклмнпрст" for b in "аеиоу"]


def words(seed: int, count: int) -> list[str]:
    """Invented words, the same for the same seed."""
    rnd = random.Random(seed)
    return ["".join(rnd.choices(SYLLABLES, k=rnd.randint(2, 4))) for _ in range(count)]


def paragraphs(seed: int, count: int = 12, size: int = 60) -> list[str]:
    every = words(seed, count * size)
    return [" ".join(every[n : n + size]) + "." for n in range(0, len(every), size)]


def text_of(*texts: str, toc: int = 0, sections: bool = False) -> Text:
    blocks = tuple(
        Block(f"b{n}", "paragraph", text, runs=(Run(text),), in_toc=n < toc)
        for n, text in enumerate(texts)
    )
    model = DocumentModel("docx", blocks, words=1)
    return read_text(model, structure.find(model) if sections else structure.Structure())


def shares(one: Text, other: Text) -> tuple[float, float]:
    first, second = fingerprint(one), fingerprint(other)
    return share(first, second), share(second, first)


seeds = st.integers(0, 10_000)
quick = settings(max_examples=25, deadline=None)


@quick
@given(seeds)
def test_a_text_stands_in_itself_whole(seed: int) -> None:
    text = text_of(*paragraphs(seed))

    assert shares(text, text) == (1, 1)
    (passage,) = passages(text, text)
    assert (passage.start, passage.end) == (passage.other_start, passage.other_end)
    assert passage.words == len(text.words)


@quick
@given(seeds, seeds)
def test_strangers_share_nothing(seed: int, other: int) -> None:
    one, two = text_of(*paragraphs(seed)), text_of(*paragraphs(20_000 + other))

    assert max(shares(one, two)) < 0.02
    assert passages(one, two) == []


@quick
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_paragraphs_matters_little(seed: int, rnd: random.Random) -> None:
    own = paragraphs(seed)
    moved = rnd.sample(own, len(own))

    assert min(shares(text_of(*own), text_of(*moved))) > 0.75
    shown = passages(text_of(*own), text_of(*moved))
    assert sum(one.words for one in shown) == 12 * 60


@quick
@given(seeds)
def test_half_a_text_taken_over_is_half_of_it_and_all_of_the_part(seed: int) -> None:
    own = paragraphs(seed)
    part, whole = shares(text_of(*own[:6]), text_of(*own[:6], *paragraphs(30_000 + seed, 6)))

    assert part > 0.95
    assert 0.35 < whole < 0.65


@quick
@given(seeds, st.integers(0, 400))
def test_any_twenty_words_in_common_are_noticed(seed: int, place: int) -> None:
    own = words(seed, 500)
    taken = own[place : place + 20]
    if len(taken) == 20:
        one = text_of(" ".join(own))
        two = text_of(" ".join([*words(40_000 + seed, 300), *taken, *words(50_000 + seed, 300)]))

        assert fingerprint(one) & fingerprint(two)
        assert [passage.words for passage in passages(one, two)] == [20]


@quick
@given(seeds)
def test_another_case_another_yo_soft_hyphens_and_hidden_latin_letters_change_nothing(
    seed: int,
) -> None:
    own = paragraphs(seed)
    disguised = [
        text.upper().replace("Е", "Ё", 3).replace("А", "A").replace("ВИ", "ВИ\u00ad")
        for text in own
    ]

    assert shares(text_of(*own), text_of(*disguised)) == (1, 1)


def test_numbers_and_marks_between_words_do_not_count() -> None:
    own = paragraphs(1)
    numbered = [text.replace(" ", " 5, ", 7) for text in own]

    assert shares(text_of(*own), text_of(*numbered)) == (1, 1)


def test_common_phrases_count_neither_as_shared_nor_as_own() -> None:
    template = paragraphs(1, 4)
    one, two = text_of(*template, *paragraphs(2, 4)), text_of(*template, *paragraphs(3, 4))
    common = fingerprint(text_of(*template))

    assert min(shares(one, two)) > 0.4
    assert share(fingerprint(one), fingerprint(two), common) < 0.02
    assert share(common, common, common) == 0
    assert len(passages(one, two)) == 1
    assert passages(one, two, common) == []


def test_a_copied_passage_stays_beside_common_phrases() -> None:
    template, taken = paragraphs(1, 2), paragraphs(9, 2)
    one = text_of(*template, *paragraphs(2, 3), *taken)
    two = text_of(*template, *paragraphs(3, 3), *taken)
    common = fingerprint(text_of(*template))

    assert [passage.words for passage in passages(one, two, common)] == [120]


def test_title_page_contents_acts_and_literature_are_left_out() -> None:
    acts = [
        "Федеральный закон от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации»; " * 3,
        "Приказ Министерства просвещения Российской Федерации о порядке осуществления " * 3,
    ]
    contents = [f"{text} 5" for text in paragraphs(4, 2, 12)]
    sources = ["Список литературы", *paragraphs(5, 3, 12)]
    one = text_of(
        *contents, "Пояснительная записка", *paragraphs(2), *acts, *sources, toc=2, sections=True
    )
    two = text_of(
        *contents, "Пояснительная записка", *paragraphs(3), *acts, *sources, toc=2, sections=True
    )

    assert max(shares(one, two)) < 0.02
    assert passages(one, two) == []


def test_where_sections_would_take_the_most_of_a_text_it_is_read_whole() -> None:
    text = text_of("Список литературы", *paragraphs(5), sections=True)

    assert len(text.words) > 700


def test_a_few_changed_words_do_not_break_a_passage() -> None:
    own = words(7, 100)
    changed = [*own[:40], "совсем", "иначе", *own[42:]]
    (passage,) = passages(text_of(" ".join(own)), text_of(" ".join(changed)))

    assert passage.words == 100


def test_passages_are_shown_in_the_authors_own_words_with_their_blocks() -> None:
    one = text_of("Начало.", "«Дети» Видят, как 3 ёжика бегут; и радуются всему вокруг", "Конец.")
    found = pieces(one, 1, len(one.words) - 1)

    assert found == [("b1", "Дети» Видят, как 3 ёжика бегут; и радуются всему вокруг")]
    assert pieces(one, 3, 3) == []


def test_a_column_of_the_same_words_is_no_passage() -> None:
    column = ["опрос беседа"] * 40

    assert passages(text_of(*column), text_of(*column)) == []


@quick
@given(st.frozensets(st.integers(-(2**31), 2**31 - 1)))
def test_fingerprints_are_stored_and_read_back(hashes: frozenset[int]) -> None:
    assert similarity.unpack(similarity.pack(hashes)) == hashes


def test_hashes_are_the_same_on_every_machine() -> None:
    text = text_of("программа учит детей видеть цвет")

    assert fingerprint(text) == {similarity._hash("программа учит детей видеть цвет")}
    assert similarity._hash("а") == -190956528


@pytest.mark.parametrize("texts", [(), ("",), ("одно два",), ("12 34 56",)])
def test_a_text_without_phrases_has_no_fingerprint(texts: tuple[str, ...]) -> None:
    text = text_of(*texts)

    assert fingerprint(text) == frozenset()
    assert shares(text, text) == (0, 0)
    assert passages(text, text) == []


def test_a_monstrous_text_costs_little() -> None:
    rows = ["а б в г д " * 10_000, "\u00ad" * 50_000, " ".join(words(1, 20_000))]
    began = time.perf_counter()
    one = text_of(*rows)
    fingerprint(one)
    passages(one, one)

    assert time.perf_counter() - began < 20
