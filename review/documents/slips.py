"""What may have been meant by a word that no dictionary has: one slip of the finger undone.

A word that is short, or differs from a known one where a reader of a PDF or a hyphen may have cut
it, is more often a term, a name or half a word than a misprint; such likenesses are passed over.
A false hint costs a tired reader more than a missed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LETTERS: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
#: Letters that are heard or written alike are mistaken for one another.
_ALIKE: Final[dict[str, str]] = {
    "ш": "щж", "щ": "ш", "ж": "ш", "ь": "ъ", "ъ": "ь", "а": "о", "о": "а", "д": "т", "т": "д",
    "б": "п", "п": "б", "з": "с", "с": "з", "г": "к", "к": "г", "в": "ф", "ф": "в",
}  # fmt: skip
_ALIKE_CONSONANTS: Final = {one: other for one, other in _ALIKE.items() if one not in "ао"}
_KEYS: Final = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_NEXT_KEYS: Final[dict[str, str]] = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _KEYS
    for place, key in enumerate(row)
}
_DOUBLED, _SHORTEST, _NAMED, _LONG = 5, 6, 7, 8
_NAMED_LONG: Final = 9
_APART: Final = 5
_SMALL_WORDS: Final = ("для", "или", "что", "как", "это")
_LINKING = re.compile(r"[ое]$(?<!ого)(?<!его)")
_SHORTENED = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")
#: What looks like the end of a longer word is none by itself: «клемм ников».
_END_OF_WORD = re.compile(
    r"(?:ник|тель|лиз|ани|анн|ени|енн|ств|ност|ческ|иров|ован|изац|онн|нн|альн|ивн|ист)"
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a word stands: `capital` at its head; `ragged` in a PDF; `dotted` before a full stop."""

    capital: bool = False
    ragged: bool = False
    dotted: bool = False


PLAIN: Final = Look()


def slips(form: str, look: Look = PLAIN) -> Iterator[str]:
    """What may have been meant by a folded word, likelier slips first; two words where a space may
    have been forgotten.
    """
    size = len(form)
    if size >= _DOUBLED:
        yield from _once(form)
    if size < (_NAMED if look.capital else _SHORTEST):
        return
    if look.dotted and _SHORTENED.search(form):
        return
    yield from _in_order(form)
    yield from _with_a_letter_more(form, look)
    if not look.capital or size >= _LONG:
        yield from _with_another_letter(form, _ALIKE if not look.capital else _ALIKE_CONSONANTS)
    if size >= (_NAMED_LONG if look.capital else _NAMED):
        yield from (form[:n] + form[n + 1 :] for n in range(1, size - 1))
    if size >= _LONG and not look.capital:
        yield from _with_another_letter(form, _NEXT_KEYS)
    if not look.ragged:
        yield from _apart(form)


def _once(form: str) -> Iterator[str]:
    """A letter typed twice."""
    for n in range(1, len(form)):
        if form[n] == form[n - 1]:
            yield form[:n] + form[n + 1 :]


def _in_order(form: str) -> Iterator[str]:
    for n in range(len(form) - 1):
        if form[n] != form[n + 1]:
            yield form[:n] + form[n + 1] + form[n] + form[n + 2 :]


def _with_a_letter_more(form: str, look: Look) -> Iterator[str]:
    """A letter missed inside; at the end only where the word was not cut short."""
    for n in range(1, len(form)):
        yield form[:n] + form[n - 1] + form[n:]
    for letter in LETTERS:
        yield from (form[:n] + letter + form[n:] for n in range(1, len(form)))
    if len(form) >= _LONG and not (look.capital or look.ragged or look.dotted):
        yield from (form + letter for letter in LETTERS)


def _with_another_letter(form: str, instead: dict[str, str]) -> Iterator[str]:
    for n, sign in enumerate(form):
        yield from (form[:n] + letter + form[n + 1 :] for letter in instead.get(sign, ""))


def _apart(form: str) -> Iterator[str]:
    """Long words, or a few small ones; a linking vowel shows a compound made on purpose."""
    for n in range(_APART, len(form) - _APART + 1):
        if not _LINKING.search(form[:n]) and not _END_OF_WORD.match(form, n):
            yield form[:n] + " " + form[n:]
    for small in _SMALL_WORDS:
        if form.startswith(small) and len(form) - len(small) >= _APART:
            yield small + " " + form[len(small) :]
