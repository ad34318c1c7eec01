"""Finding people's names in a text, in any case of the Russian language.

Used to tell the internal expert that a programme's visible text still says who wrote it. A
surname is looked for by its stem, with ё and е alike and a capital letter; a first name with a
patronymic too; in addresses (mail, links) the surname's Latin spelling. What is no person's
name (an organisation) is looked for as a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LEAST_STEM: Final = 3
AROUND: Final = 40
_ENDINGS: Final = (
    "ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "ой", "ей", "ый", "ий", "ая", "яя",
    "ою", "ею", "ую", "юю", "ым", "им", "ом", "ем", "ых", "их", "ов", "ах", "ях", "ам", "ям",
    "а", "у", "е", "ы", "и", "я", "ю", "о", "ь", "й",
)  # fmt: skip
_ENDING: Final = "(?:" + "|".join(_ENDINGS) + ")?"
_WORD: Final = re.compile(r"[А-ЯЁA-Z][а-яёa-zА-ЯЁA-Z]*(?:-[А-ЯЁA-Z][а-яёa-z]+)?\.?")
_LATIN: Final = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
) | {"ж": "zh"}  # fmt: skip
_ADDRESS: Final = re.compile(
    r"[\w.+-]{1,64}@[\w.-]{1,255}|\w{1,20}://\S{1,2000}|www\.\S{1,2000}", re.IGNORECASE
)


_INITIALS: Final = re.compile(r"(?:\s?[А-ЯЁ]\.){1,2}")
_INITIALS_BEFORE: Final = re.compile(r"\b(?:[А-ЯЁ]\.\s?){1,2}$")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name met in a text: whose, where it begins, and the words around it."""

    name: str
    start: int
    excerpt: str


class NameFinder:
    """Looks for the same names in many texts."""

    def __init__(self, names: Iterable[str]) -> None:
        given = [" ".join(name.split()) for name in names]
        self._patterns = [(name, _pattern(name), _latin(name)) for name in given if name]

    def find(self, text: str) -> tuple[Sighting, ...]:
        """Every name at its first place in the text."""
        found = []
        plain = _plain(text)
        for name, pattern, latin in self._patterns:
            match = pattern.search(plain)
            start = match.start() if match else _in_addresses(latin, text)
            if start is not None:
                found.append(Sighting(name, start, _excerpt(text, start)))
        return tuple(found)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Every place of any name, initials beside it included, in order: from and to."""
        plain = _plain(text)
        found: list[tuple[int, int]] = []
        for _name, pattern, latin in self._patterns:
            found += (match.span() for match in pattern.finditer(plain))
            if latin:
                hits = (one for one in _ADDRESS.finditer(text) if latin in one.group().lower())
                found += (one.span() for one in hits)
        return _joined(_with_initials(plain, *span) for span in sorted(found))


def _with_initials(text: str, start: int, end: int) -> tuple[int, int]:
    before, after = _INITIALS_BEFORE.search(text[:start]), _INITIALS.match(text, end)
    return (before.start() if before else start), (after.end() if after else end)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _plain(text: str) -> str:
    # One sign for one sign, so that places in the result are places in the text.
    return text.replace("ё", "е").replace("Ё", "Е").replace("\u00a0", " ")


def _pattern(name: str) -> re.Pattern[str]:
    words = name.split()
    if not all(_WORD.fullmatch(word) for word in words) or len(words) > 3:
        phrase = r"\s+".join(re.escape(word) for word in _plain(name).split())
        return re.compile(phrase, re.IGNORECASE)
    known = [word for word in words if not word.endswith(".")]
    surname = _inflected(known[0] if known else words[0])
    if len(known) == 3:
        called = rf"{_inflected(known[1])}\s+{_inflected(known[2])}"
        return re.compile(rf"\b(?:{surname}|{called})\b")
    return re.compile(rf"\b{surname}\b")


def _inflected(word: str) -> str:
    """The word in any case, with a capital letter or in capitals."""
    halves = [_stem(half) for half in _plain(word).split("-") if half]
    usual = "-".join(re.escape(half[0].upper() + half[1:].lower()) + _ENDING for half in halves)
    capitals = "-".join(re.escape(half.upper()) + _ENDING.upper() for half in halves)
    return f"(?:{usual}|{capitals})"


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if (
            ending != "ов"
            and word.lower().endswith(ending)
            and len(word) - len(ending) >= LEAST_STEM
        ):
            return word[: -len(ending)]
    return word


def _latin(name: str) -> str:
    surname = name.split()[0]
    if not re.fullmatch(r"[А-ЯЁ][а-яё-]+", surname):
        return ""
    latin = "".join(_LATIN.get(sign, sign) for sign in _stem(_plain(surname).lower()))
    return latin if len(latin) > LEAST_STEM else ""


def _in_addresses(latin: str, text: str) -> int | None:
    if not latin:
        return None
    hits = (m.start() for m in _ADDRESS.finditer(text) if latin in m.group().lower())
    return next(hits, None)


def _excerpt(text: str, start: int) -> str:
    words = text[max(0, start - AROUND) : start + AROUND]
    return " ".join(words.split())
