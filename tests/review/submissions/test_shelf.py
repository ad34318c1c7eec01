"""Texts kept between looks: the last used stay, and never more words than the shelf holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from review.documents.similarity import Text
from review.submissions.shelf import Shelf


def text(words: int) -> Text:
    return Text(("слово",) * words, (), (), {})


def test_a_text_is_made_once_while_it_is_kept() -> None:
    shelf, made = Shelf(most_words=10), []
    for _ in range(3):
        shelf.get("a", lambda: made.append(1) or text(4))
    assert len(made) == 1
    shelf.clear()
    shelf.get("a", lambda: made.append(1) or text(4))
    assert len(made) == 2


def test_the_text_looked_at_longest_ago_goes_first() -> None:
    shelf, made = Shelf(most_words=10), []
    for key in ("a", "b", "a", "c", "a", "b"):
        shelf.get(key, lambda key=key: made.append(key) or text(4))
    assert made == ["a", "b", "c", "b"]


def test_a_text_longer_than_the_shelf_is_given_and_not_kept() -> None:
    shelf = Shelf(most_words=10)
    shelf.get("a", lambda: text(4))
    assert len(shelf.get("long", lambda: text(11)).words) == 11
    assert shelf.words == 4


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 15))))
def test_the_words_kept_never_pass_the_limit(asked: list[tuple[str, int]]) -> None:
    shelf, sizes = Shelf(most_words=20), {}
    for key, size in asked:
        sizes.setdefault(key, size)
        assert len(shelf.get(key, lambda key=key: text(sizes[key])).words) == sizes[key]
        assert 0 <= shelf.words <= 20
