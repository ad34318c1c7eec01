"""Direction and level of a programme: words out of short closed lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents import fact_labels as labels
from review.documents.fact_lines import Line, Lines
from review.documents.fact_text import squeezed
from review.documents.fact_values import Fact

ON_TITLE: Final = 0.97
LABELLED: Final = 0.94
RUNNING: Final = 0.8
_WRITTEN: Final = 160

#: Squeezed stems and the direction they name today (domain brief, dictionaries; order 629).
DIRECTIONS: Final = (
    ("социальногуманитарн", "социально-гуманитарная"),
    ("естественнонаучн", "естественнонаучная"),
    ("физкультурноспортивн", "физкультурно-спортивная"),
    ("туристскокраеведческ", "туристско-краеведческая"),
)
#: Names out of use; the second is the direction of today.
OLD_DIRECTIONS: Final = (
    ("социальнопедагогическ", "социально-гуманитарная"),
    ("социальноэкономическ", "социально-гуманитарная"),
    ("культурологическ", "социально-гуманитарная"),
    ("военнопатриотическ", "социально-гуманитарная"),
    ("художественноэстетическ", "художественная"),
    ("научнотехническ", "техническая"),
    ("спортивнотехническ", "техническая"),
    ("экологобиологическ", "естественнонаучная"),
    ("физкультурнооздоровительн", "физкультурно-спортивная"),
    ("туристскоспортивн", "туристско-краеведческая"),
    ("туристическокраеведческ", "туристско-краеведческая"),
)
_PLAIN: Final = (("художественн", "художественная"), ("техническ", "техническая"))
_KNOWN: Final = (*DIRECTIONS, *OLD_DIRECTIONS, *_PLAIN)
_WORD: Final = "направленност"
_WORDS = re.compile(r"[а-яё]+(?:\s?[–—-]\s?[а-яё]+)*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?]\s")
_PROFILE = re.compile(r"направленность \(профиль\)|профил\w+ подготовки")

_LEVELS: Final = (
    ("initial", re.compile(r"стартов|ознакомит|начальн\w+ уров|вводн\w+ уров|общекультурн")),
    ("basic", re.compile(r"базов")),
    ("advanced", re.compile(r"продвинут|углубл")),
)
_LEVEL_TEXT = re.compile(
    r"(?:уров(?:ень|ня|не|нем)(?:\s(?:программы|освоения|сложности|реализации|содержания"
    r"|обучения|ее|данной)){0,3}"
    r"\s?[:–—-]?\s?(?:является\s"
    r"|программы\s)?(?P<after>[а-я]{5,20}(?:\s?\([а-я]{5,20}\))?(?:\s?(?:,|и)\s[а-я]{5,20}){0,2})"
    r"|(?P<before>(?:[а-я]{5,20}(?:,\s"
    r"|\sи\s)){0,2}(?:[а-я]{5,20})(?:\s?\([а-я]{5,20}\))?)\s(?:уров(?:ень|ня|не|ню|нем)))"
)
_OF_PROGRAMME = re.compile(r"программ|освоени|сложност|^уровень")
_LEVEL_ZONES: Final = ("level", "passport", "direction", "explanatory_note", "complex_1")
_VOCATIONAL = re.compile(
    r"профессиональн\w+ образовательн|среднего профессионального|\bспо\b"
    r"|высшего (?:профессионального )?образования"
    r"|университет|техникум|колледж|квалификация|бакалавр|магистр"
)
_SUPPLEMENTARY = re.compile(
    r"общеразвивающ|дополнительн\w+ (?:общеобразовательн|образовани|образовательн)|детск"
)


def find_direction(text: str) -> tuple[str, bool] | None:
    """The direction a few words name, and whether the name is out of use."""
    said = squeezed(text)
    hits = [
        (said.find(stem), -len(stem), name, (stem, name) in OLD_DIRECTIONS)
        for stem, name in _KNOWN
        if stem in said
    ]
    if not hits:
        return None
    _, _, name, old = min(hits)
    return name, old


def direction_words(text: str) -> str:
    """Of these words the fewest that name a direction: «художественно- эстетическая»."""
    words = _WORDS.findall(text)
    for width in (1, 2, 3):
        for start in range(len(words) - width + 1):
            said = " ".join(words[start : start + width])
            if find_direction(said) == find_direction(text):
                return said
    return text


def direction(lines: Lines) -> Fact[str] | None:
    """The direction, by its name of today; `written` keeps the words of the text."""
    vocational = is_vocational(lines)
    for line, words, sure in _direction_words(lines):
        found = find_direction(words)
        if found and not (vocational and sure < LABELLED):
            return Fact(found[0], line.block, direction_words(words), sure)
    return None


def _direction_words(lines: Lines) -> Iterator[tuple[Line, str, float]]:
    rest = [one for one in lines.all if one.zone != "front"]
    for where, sure in ((lines.front, ON_TITLE), (rest, LABELLED)):
        for value in lines.values_of(labels.DIRECTION, where):
            if not _PROFILE.search(value.line.folded):
                yield value.line, value.text[:_WRITTEN], sure
    for line in (
        *lines.front,
        *lines.in_zones("direction", "passport", "explanatory_note"),
        *lines.all,
    ):
        if "направленност" not in line.folded or _PROFILE.search(line.folded):
            continue
        named = line.zone in {"front", "direction"} or "программ" in line.folded
        if named:
            sure = LABELLED if line.zone in {"front", "direction"} else RUNNING
            yield from ((line, words, sure) for words in _around(line))


def _around(line: Line) -> Iterator[str]:
    """Words in front of each «направленность» and words after it, within its sentence."""
    place = line.folded.find(_WORD)
    while place >= 0:
        before = _SENTENCE_END.split(line.folded[max(0, place - 60) : place])[-1]
        start = place - len(" ".join(before.split(" ")[-4:]))
        yield line.text[start:place]
        end = place + len(_WORD)
        after = _SENTENCE_END.split(line.folded[end : end + 80])[0]
        yield line.text[end : end + len(after)]
        place = line.folded.find(_WORD, end)


def level(lines: Lines) -> Fact[str] | None:
    """The level of mastery; None for programmes of several levels and for colleges."""
    if is_vocational(lines):
        return None
    rest = [one for one in lines.all if one.zone != "front"]
    for where, sure in ((lines.front, ON_TITLE), (rest, LABELLED)):
        for value in lines.values_of(labels.LEVEL, where):
            found = levels_in(value.text[:80].lower().replace("ё", "е"))
            if found:
                return _one_level(found, value.line, value.text, sure)
    for line in (*lines.front, *lines.in_zones(*_LEVEL_ZONES)):
        if "уров" in line.folded and (said := _level_said(line)):
            return _one_level(said[1], line, said[0], LABELLED if line.zone == "level" else RUNNING)
    return None


def _level_said(line: Line) -> tuple[str, list[str]] | None:
    for match in _LEVEL_TEXT.finditer(line.folded):
        found = levels_in(match["after"] or match["before"] or "")
        near = line.folded[max(0, match.start() - 60) : match.end() + 40]
        if found and (line.zone in {"level", "front"} or _OF_PROGRAMME.search(near)):
            return match[0], found
    return None


def levels_in(folded: str) -> list[str]:
    """Codes of the levels named."""
    return [code for code, pattern in _LEVELS if pattern.search(folded)]


def _one_level(found: list[str], line: Line, words: str, sure: float) -> Fact[str] | None:
    return Fact(found[0], line.block, words[:_WRITTEN], sure) if len(found) == 1 else None


def is_vocational(lines: Lines) -> bool:
    """True for colleges and universities, where «базовый» speaks of something else."""
    text = " ".join(line.folded for line in lines.front[:40])
    return bool(_VOCATIONAL.search(text)) and not _SUPPLEMENTARY.search(text)
