"""Small documents typed as a teacher types them, and the facts read out of them."""

from __future__ import annotations

from review.documents.facts import Facts, read_facts
from review.documents.structure import find
from tests.documents.word import cell, paragraph, read_word, row, table, text

BOLD = "<w:b/>"


def bold(words: str) -> str:
    """A bold paragraph, as most section labels are typed."""
    return paragraph(text(words, BOLD))


def pairs(*rows: tuple[str, ...]) -> str:
    """A table with a label in the first cell of each row."""
    return table(*(row(*(cell(words) for words in one)) for one in rows))


def columns(*cells: str) -> str:
    """A table of one row: marks of approval side by side, lines parted by «/»."""
    return table(row(*(cell(*(paragraph(one) for one in words.split("/"))) for words in cells)))


def facts_of(*body: str) -> Facts:
    """Facts of a document; plain words become paragraphs."""
    parts = (one if one.startswith("<w:") else paragraph(one) for one in body)
    model = read_word(*parts)
    return read_facts(model, find(model))


def after_title(*body: str) -> Facts:
    """Facts of a text that has no title page and begins with its note."""
    return facts_of(bold("Пояснительная записка"), *body)


def value_of(fact: object) -> object:
    """The value, None where there is no fact."""
    return None if fact is None else fact.value  # type: ignore[attr-defined]
