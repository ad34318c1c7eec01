"""The words of a document made comparable: cleaned, folded sign for sign, labels told apart.

Quirks are those of the domain brief, section 7: letter-spaced words, words broken by spaces or
line ends, Latin look-alikes, invisible signs.
"""

from __future__ import annotations

import re
from typing import Final

MAX_HEAD: Final = 180

_INVISIBLE: Final = dict.fromkeys(
    [0xAD, 0x2060, 0xFEFF, 0x02, *range(0x200B, 0x2010)], None
) | dict.fromkeys([0xA0, 0x2007, 0x202F, 0x09], " ")
_LETTER_SPACED = re.compile(r"(?<!\S)(?:[А-ЯЁа-яё«»\"] ){4,}[А-ЯЁа-яё«»\"](?!\S)")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")
_MIXED = re.compile(r"[A-Za-z]*[А-Яа-яЁё][A-Za-zА-Яа-яЁё]*")
_TWINS: Final = str.maketrans("AaBCcEeHKkMOoPpTXxy", "АаВСсЕеНКкМОоРрТХху")
_SKIPPED: Final = frozenset(' -–—‑()/.,№:"«»_')


def clean(text: str) -> str:
    """One line without invisible signs, letter-spacing and Latin look-alikes in Russian words."""
    text = text.translate(_INVISIBLE)
    if " " in text:
        text = _LETTER_SPACED.sub(lambda match: match[0].replace(" ", ""), text)
    text = " ".join(text.split())
    if _LATIN.search(text) and _CYRILLIC.search(text):
        text = _MIXED.sub(_to_cyrillic, text)
    return text


def _to_cyrillic(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_TWINS) if _LATIN.search(word) else word


def same_length_lower(text: str) -> str:
    """Small letters, «е» for «ё», sign for sign."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(sign.lower()[0] for sign in text)
    return lowered.replace("ё", "е")


def squeezed(text: str) -> str:
    """Letters and digits alone: how labels are compared."""
    return "".join(sign for sign in same_length_lower(text) if sign.isalnum())


def label_end(folded: str, label: str) -> int:
    """Where a squeezed label that the text begins with ends, or -1."""
    place = expected = 0
    while expected < len(label):
        if place >= len(folded):
            return -1
        sign = folded[place]
        place += 1
        if sign == label[expected]:
            expected += 1
        elif sign not in _SKIPPED:
            return -1
    return -1 if place < len(folded) and folded[place].isalpha() else place


def longest(folded: str, labels: tuple[str, ...]) -> tuple[str, int]:
    """The first of the labels, longest first, that the text begins with, and its end."""
    start = 0
    while start < len(folded) and not folded[start].isalpha():
        start += 1
    if start > 8:
        return "", -1
    tail, head = folded[start : start + MAX_HEAD], head_of(folded)
    if not head.startswith(labels):
        return "", -1
    for label in labels:
        if head.startswith(label) and (end := label_end(tail, label)) >= 0:
            return label, start + end
    return "", -1


def head_of(folded: str) -> str:
    """What labels are compared with: letters and digits of the text's beginning."""
    return "".join(filter(str.isalnum, folded[:MAX_HEAD])).lstrip("0123456789")
