"""Finds words that are in no dictionary: probable misprints of a Russian text.

A word is known when the morphological dictionary (OpenCorpora), the Hunspell spelling dictionary
or the field's own list knows it. What is left counts as a misprint only when a known word lies
one slip away (a letter missed, doubled, mistaken, swapped, a space forgotten): a term or a surname
that no dictionary has rarely lies so near, a misprint nearly always does.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Final

import pymorphy3_dicts_ru
from dawg_python import RecordDAWG

from review.documents.slips import LETTERS, PLAIN, Look, slips

_DATA: Final = Path(__file__).with_name("data")
FORMS: Final = _DATA / "dictionary" / "forms.bin"
FIELD_WORDS: Final = _DATA / "field_words.txt"

#: A word that comes again as often as this is the author's own term, not a slip of the finger.
TERM_TIMES: Final = 4
#: So many forms of one unknown word («фейсы, фейсов») are a term too.
TERM_FORMS: Final = 3
#: With more unknown words than this share the text is not Russian, or its layer of text is broken.
FOREIGN_SHARE: Final = 0.2
#: So many different unknown words are looked at, to keep within the time of an examination.
MOST_LOOKED_AT: Final = 120
MIN_LETTERS: Final = 4
_LONGEST: Final = 40
_ABBREVIATION: Final = 7
_DOTTED: Final = 10
_DOTTED_LAST: Final = 4
_STOPS: Final = ".,;:!?)»"
_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0300"))
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_RUSSIAN = re.compile(r"[а-яё-]+", re.IGNORECASE)
_INITIAL = re.compile(r"(?<!\w)[А-ЯЁ]\.?$|^[А-ЯЁ]\.")
_SENTENCE_END = re.compile(r"[.!?…:;]\W*$")
_SURNAME = re.compile(r"(?:[оеё]в|[иы]н)(?:а|у|ым|ой|е|ы|о)?$|(?:ко|ич|ича|ян|дзе|швили)$")
_ENDING = re.compile(
    r"(?:[ыиая]ми|[ое]го|[ое]му|[ыи][хмйе]|[оея]й|[ая]я|[ое]е|[ую]ю|[ое][мв]|[ая][хм]|[аеиоуыьэюя])$"
)
_ADDRESS_SIGNS: Final = ("://", "@", "www.", "/", "\\", "_")
_DOMAIN = re.compile(r"\w\.(?:ru|рф|com|org|net|su|info|дети|edu)\b", re.IGNORECASE)
#: First parts from which the field makes new words freely: видеоурок, арт-терапия, нейроигра.
_FIRST_PARTS: Final = tuple(
    "авиа авто агро анти арт аудио библио био веб вело вибро видео внутри гео гидро гипер двух дву"
    " евро здоровье интер инфо кибер кино кросс лего макро медиа меж мета микро мини много моно"
    " мото мульти нано нейро обще около онлайн офлайн песко полу поли пост псевдо психо радио разно"
    " ретро робо само сверх соц спец спорт супер теле термо трех транс ультра физ фито фото четырех"
    " физкульт эко экс электро энерго этно".split()
)


def fold(word: str) -> str:
    """A word as it is looked up: small letters, ё as е."""
    return word.lower().replace("ё", "е")


def form_hash(form: str) -> int:
    """Eight bytes that stand for a folded form in `FORMS`.

    Four would not do: of the many words tried out for one unknown word some would fit by chance.
    """
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "big")


class Words:
    """The morphological dictionary; read whole, so that a process may lose its files later."""

    def __init__(self, path: Path) -> None:
        self._dawg = RecordDAWG(">HH").load(str(path))
        self._e = self._dawg.compile_replaces({"е": "ё"})

    def knows(self, form: str) -> bool:
        """Whether a folded form is in the dictionary."""
        return bool(self._dawg.similar_keys(form, self._e))


def load_morphology() -> Words:
    """The dictionary of the installed morphology."""
    return Words(Path(pymorphy3_dicts_ru.get_path()) / "words.dawg")


class Lexicon:
    """All dictionaries together."""

    def __init__(self, morphology: Words, forms: array[int]) -> None:
        self._morphology, self._forms = morphology, forms

    def knows(self, form: str) -> bool:
        """Whether a folded word is known, by itself, by its parts, or as a free compound."""
        if self.has(form) or (form.endswith("о") and self._is_cut(form)):
            return True
        if "-" in form:
            *heads, last = form.split("-")
            whole = self._is_part(last) and all(map(self._is_head, heads))
            return whole or self.has(form.replace("-", ""))
        return self._is_pair(form) or any(
            form.startswith(first)
            and len(form) - len(first) >= MIN_LETTERS
            and self.has(form[len(first) :])
            for first in _FIRST_PARTS
        )

    def _is_pair(self, form: str) -> bool:
        """Whether an adjective and a word stand together: художественноэстетический.

        Reading a PDF joins words at the end of a line, so the hyphen may have been there.
        """
        ends = (n for n in range(MIN_LETTERS, len(form) - MIN_LETTERS) if form[n - 1] in "ое")
        return any(self._is_cut(form[:n]) and self.has(form[n:]) for n in ends)

    def _is_part(self, part: str) -> bool:
        return len(part) < MIN_LETTERS or self.knows(part)

    def _is_head(self, part: str) -> bool:
        """Whether it may stand before a hyphen: a word, or an adjective cut to its -о."""
        return self._is_part(part) or part in _FIRST_PARTS or self._is_cut(part)

    def _is_cut(self, part: str) -> bool:
        return part[-1] in "ое" and any(self.has(part[:-1] + end) for end in ("ий", "ый", "ой"))

    def has(self, form: str) -> bool:
        """Whether one of the dictionaries lists the folded form."""
        return self._morphology.knows(form) or self._is_form(form)

    def _is_form(self, form: str) -> bool:
        key = form_hash(form)
        place = bisect_left(self._forms, key)
        return place < len(self._forms) and self._forms[place] == key

    def nearest(self, form: str, look: Look = PLAIN) -> str | None:
        """A known word one slip away, likelier slips first; None when there is none."""
        return next((near for near in slips(form, look) if self._is_written(near)), None)

    def _is_written(self, near: str) -> bool:
        first, space, second = near.partition(" ")
        return self.has(first) and (not space or self.has(second))


@cache
def lexicon() -> Lexicon:
    """The dictionaries, read at the first call (about 30 ms, 12 MB) and kept."""
    forms = array("Q")
    forms.frombytes(FORMS.read_bytes())
    return Lexicon(load_morphology(), forms)


@dataclass(frozen=True, slots=True)
class Misprint:
    """A word as written, the block it first stands in, what may have been meant, how often."""

    word: str
    block: str
    meant: str
    times: int


def misprints(
    texts: Iterable[tuple[str, str]], words: Lexicon | None = None, *, ragged: bool = False
) -> list[Misprint]:
    """Probable misprints of a text given as pairs of block id and words, in order of reading.

    `ragged` says that words may be torn at the ends of a block, as in a PDF. Nothing for a text
    that is not Russian or came out of its file broken.
    """
    words = words or lexicon()
    first: dict[str, tuple[Met, str]] = {}
    times: Counter[str] = Counter()
    for block, text in texts:
        for met in candidates(text, ragged):
            form = fold(met.word)
            times[form] += 1
            first.setdefault(form, (met, block))
    unknown = [form for form in first if not words.knows(form)]
    if len(unknown) > max(5, FOREIGN_SHARE * len(first)):
        return []
    families = Counter(map(_stem, unknown))
    found = []
    for form in [form for form in unknown if times[form] < TERM_TIMES][:MOST_LOOKED_AT]:
        met, block = first[form]
        near = None if met.is_half(words) else words.nearest(form, met.look(ragged))
        if near and (families[_stem(form)] < TERM_FORMS or _once(form) == _once(near)):
            found.append(Misprint(met.word, block, near, times[form]))
    return found


def _stem(form: str) -> str:
    """A word without its ending, the same for most of its forms."""
    return _ENDING.sub("", form)


def _once(form: str) -> str:
    """Without doubled letters: mistakes in them are made again and again."""
    return "".join(sign for sign, _ in groupby(form))


@dataclass(frozen=True, slots=True)
class Met:
    """A word as written in its block, between its neighbours; `dotted` before a full stop."""

    word: str
    before: str = ""
    after: str = ""
    dotted: bool = False

    def look(self, ragged: bool) -> Look:
        """How it stands, as far as it tells what may have been meant."""
        capital = self.word[0].isupper() and not self.word.isupper()
        return Look(capital, ragged, self.dotted)

    def is_half(self, words: Lexicon) -> bool:
        """Whether a neighbour or a lost first letter makes it a known word: «образова тельный»."""
        form = fold(self.word)
        joined = [form + fold(self.after)] if self.after.isalpha() else []
        joined += [fold(self.before) + form] if self.before.isalpha() else []
        return any(map(words.has, joined)) or any(words.has(letter + form) for letter in LETTERS)


def candidates(text: str, ragged: bool = False) -> Iterator[Met]:
    """Words of a block that a dictionary can judge: no names, abbreviations, addresses, codes."""
    clean = unicodedata.normalize("NFC", text).translate(_IGNORED).translate(_HYPHENS)
    chunks = clean.split()
    for place, chunk in enumerate(chunks):
        if ragged and _is_torn(chunks, place):
            continue
        if _is_code(chunk) or (place and chunks[place - 1].endswith("-")):
            continue
        before = chunks[place - 1] if place else ""
        after = chunks[place + 1] if place + 1 < len(chunks) else ""
        yield from (
            Met(match[0], before, after.rstrip(_STOPS), chunk[match.end() :].startswith("."))
            for match in _WORD.finditer(chunk)
            if _is_plain(match[0])
            and not _is_cut(chunk, match, after)
            and not _is_name(chunk, match[0], before, after)
        )


def _is_torn(chunks: list[str], place: int) -> bool:
    """Whether a word of a PDF may go on in another block, or had begun there."""
    if place == len(chunks) - 1:
        return chunks[place][-1].isalpha()
    return place == 0 and chunks[0][0].islower()


def _is_code(chunk: str) -> bool:
    """Whether signs of an address, a figure or a file name stand in it."""
    if chunk.isalpha():  # as most are
        return len(chunk) > 2 * _LONGEST
    if any(sign.isdigit() for sign in chunk) or _DOMAIN.search(chunk):
        return True
    return any(sign in chunk for sign in _ADDRESS_SIGNS) or len(chunk) > 2 * _LONGEST


def _is_plain(word: str) -> bool:
    """Whether it is a Russian word written in one manner: small, Capital or ALL CAPITALS."""
    if not MIN_LETTERS <= len(word) <= _LONGEST or not _RUSSIAN.fullmatch(word):
        return False
    if word.isupper():
        return len(word) > _ABBREVIATION
    return word[1:].islower()


def _is_cut(chunk: str, match: re.Match[str], after: str) -> bool:
    """Whether the word is carried over to the next line or shortened with a full stop."""
    rest, size = chunk[match.end() : match.end() + 1], len(match[0])
    goes_on = after[:1].islower() and size <= _DOTTED
    return rest == "-" or (rest == "." and (goes_on or size <= _DOTTED_LAST))


def _is_name(chunk: str, word: str, before: str, after: str) -> bool:
    """Whether a capital marks a name rather than the beginning of a sentence."""
    if not word[0].isupper() or word.isupper():
        return False
    inside = any(map(str.isalpha, before)) and not _SENTENCE_END.search(before)
    if inside or _SURNAME.search(word) or _INITIAL.search(before.rstrip(".,")):
        return True
    return after[:1].isupper() and (chunk[-1].isalpha() or _INITIAL.search(after) is not None)
