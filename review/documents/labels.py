"""Reading a heading's words: what is the same label in spite of how it was typed.

Case, «ё», hyphens, spaces inside words, Latin look-alikes, numbers typed in front and
word endings do not matter (docs/domain, section 7, notes for the parser).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\x02]")
_LOOK_ALIKE: Final = str.maketrans("AaBCcEeHKkMOoPpTXxyïëĸ", "АаВСсЕеНКкМОоРрТХхуїёк")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[A-Za-zïë]+")
_LEADER_SIGNS: Final = " .…·_\t\n\u00a0"
_MIN_LEADER: Final = 4
_NUMBER = re.compile(
    r"^\s*(?:(?:раздел|глава|часть|блок|section)\s*)?(?:№\s*)?"
    r"(?P<number>\d{1,2}(?:\s*\.\s*\d{1,2}){0,4}|[ivxхl]{1,5}(?=[\s.):]))\s*[.):\-–—]*\s*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"^\s*(раздел|глава|часть|блок)\b[\s.:–—-]*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–—•●▪*∗]\s*|[а-яa-z]\)\s*)", re.IGNORECASE)
_WORDS = re.compile(r"[a-zа-я0-9]+")
_ENDING = re.compile(
    r"(?:иями|иях|ями|ами|ыми|ими|ого|его|ому|ему|иям|ием|ией|ий|ый|ой|ая|яя|ое|ее|ые|ие|ых|их"
    r"|ым|им|ом|ем|ам|ям|ах|ях|ов|ев|ей|ую|юю|ью|ия|ии|ию|а|я|о|е|ы|и|у|ю|ь|й)$"
)
_MIN_STEM: Final = 3


def fold(text: str) -> str:
    """Small letters, «е» for «ё», Latin look-alikes inside Russian text made Russian."""
    if text.isascii():  # figures, most of all: there is nothing to turn
        return text.replace("\x02", "").lower()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if _CYRILLIC.search(text):
        text = _LATIN_WORD.sub(_to_cyrillic, text)
    return text.lower().replace("ё", "е")


def _to_cyrillic(match: re.Match[str]) -> str:
    """A stretch of Latin letters becomes Russian only when every letter has a twin."""
    turned = match[0].translate(_LOOK_ALIKE)
    return match[0] if re.search(r"[A-Za-z]", turned) else turned


def split_number(text: str) -> tuple[str, str]:
    """("2.1", "Учебный план") of "2.1. Учебный план"; the number is "" when none is typed."""
    text = _BULLET.sub("", text)
    match = _NUMBER.match(text)
    if match is None or match.end() >= len(text.rstrip()):
        return "", _UNIT.sub("", text)
    return re.sub(r"\s", "", match["number"]), text[match.end() :]


def without_page(text: str) -> str:
    """A contents line without its dots and page number; other text unchanged."""
    return text.rstrip().rstrip("0123456789").rstrip(_LEADER_SIGNS) if has_page(text) else text


def has_page(text: str) -> bool:
    """True for a line that ends in leader dots, lines or a tab, and a page number."""
    line = text.rstrip()
    if not line[-1:].isdigit():
        return False
    before = line.rstrip("0123456789")
    if not 0 < len(line) - len(before) <= 4:
        return False
    leader = before[len(before.rstrip(_LEADER_SIGNS)) :]
    return "\t" in leader or len(leader.replace("…", "...")) - leader.count(" ") >= _MIN_LEADER


def words(text: str) -> list[str]:
    """Folded words without typed numbers in front."""
    return _WORDS.findall(fold(split_number(without_page(text))[1]))


def key(text: str) -> str:
    """All letters and digits of the label in one piece: spaces and hyphens do not matter."""
    return "".join(words(text))


def stem(word: str) -> str:
    """A Russian word without its ending, roughly; short words stay whole."""
    shorter = _ENDING.sub("", word)
    return shorter if len(shorter) >= _MIN_STEM else word


def depth(number: str) -> int:
    """1 for "2" and "II", 2 for "2.1", 0 for no number."""
    return number.count(".") + 1 if number else 0
