"""Who wrote the programme: names after «Автор», «Составитель», «Разработчик» and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from review.documents import fact_labels as labels
from review.documents.fact_approvals import marked_lines
from review.documents.fact_lines import Line, Lines
from review.documents.fact_text import longest, squeezed
from review.documents.fact_values import Fact

MAX_LINES: Final = 7
LABELLED: Final = 0.95
BY_POST: Final = 0.8
_LONG: Final = 220

_CAP = r"[А-ЯЁ][а-яё]{1,20}(?:-[А-ЯЁ][а-яё]{1,20})?"
_CAPS = r"[А-ЯЁ]{2,21}(?:-[А-ЯЁ]{2,21})?"
_PATRONYMIC = r"[А-ЯЁ][а-яё]{1,18}(?:вич|вна|ьич|кич|мич|тич|чна|шна|кызы|оглы|улы|ич)"
_PATRONYMIC_CAPS = r"[А-ЯЁ]{2,18}(?:ВИЧ|ВНА|ЬИЧ|КИЧ|МИЧ|ТИЧ|ЧНА|ШНА)"
_EDGE = r"(?<![А-Яа-яЁё])"
_END = r"(?![А-Яа-яЁё])"
_FULL = re.compile(
    rf"{_EDGE}(?:{_CAP}\s{_CAP}\s{_PATRONYMIC}|{_CAP}\s{_PATRONYMIC}\s{_CAP}|"
    rf"{_CAPS}\s{_CAPS}\s{_PATRONYMIC_CAPS}|{_CAPS}\s{_CAP}\s{_PATRONYMIC}){_END}"
)
_INITIALS = re.compile(
    rf"{_EDGE}(?:(?:{_CAP}|{_CAPS}),?\s?[А-ЯЁ]\.\s?[А-ЯЁ](?:\.|{_END})"
    rf"|[А-ЯЁ]\.\s?[А-ЯЁ]?\.?\s?(?:{_CAP}|{_CAPS}){_END}"
    rf"|{_CAP}\s[А-ЯЁ]{{2}}{_END})"
)
_TWO_WORDS = re.compile(rf"^({_CAP}\s{_CAP})\s?(?:$|[,.–—(-])")
_KYRGYZ = re.compile(rf"{_EDGE}{_CAP}\s(?:кызы|уулу|оглы)\s{_CAP}{_END}")
_POST = re.compile(
    r"педагог|учител|преподавател|тренер|методист|воспитател|концертмейстер|инструктор|доцент"
    r"|музыкальн\w+ руководител"
)
_CHIEF = re.compile(
    r"директор|заведующ|заместител|начальник|председател|\bзав\b|ректор|декан|проректор"
    r"|рецензент|эксперт"
)
_TITLED = re.compile(
    r"\W{0,4}(?:д-?\s?р|к-?\s?т|канд|доктор|к\.|д\.|проф|доц|педагог|учител|преподав|тренер"
    r"|методист|воспит)"
)
_PLACE = re.compile(r"(?:19|20)\d\d\s?(?:г\.?|год)?$|^(?:г|с|п|пос|пгт|ст)\.\s")
_NOT_SURNAME = re.compile(
    r"^И\.\s?О\.\s?Фамилия|^Фамилия|^(?:ФГОУ|СПО|МБУ|МБОУ|МОБУ|ГБУ|ФГБОУ|ДШИ|ГАПОУ|ГБПОУ|ДО|СОШ)\b"
)
_THIRD_PARTY = re.compile(r"примерн|типов|рецензент|методик|учебник|издани")


def authors(lines: Lines) -> tuple[Fact[str], ...]:
    """The writers named, each once, with the place of the name."""
    found = _distinct(_labelled(lines, lines.front, loose=True))
    empty = any(one.head.startswith(labels.AUTHORS) for one in lines.cover)
    if not found and not empty:
        rest = [one for one in lines.all if one.zone != "front"]
        rest = [one for one in rest if one.zone != "literature"]
        cards = [one for one in rest if one.pair or one.zone == "passport"]
        found = _distinct(_labelled(lines, cards, loose=True)) or _distinct(
            _labelled(lines, rest, loose=False)
        )
    return found or _distinct(_by_post(lines))


def _labelled(lines: Lines, where: Iterable[Line], loose: bool) -> Iterator[Fact[str]]:
    """Names after a label; `loose` lets names stand under it, line after line."""
    left, after_name = 0, 0
    for line in where:
        label, end = "", -1
        if line.head.startswith(labels.AUTHORS):
            label, end = longest(line.folded, labels.AUTHORS)
        if label:
            left = 0 if _foreign(line, label) else MAX_LINES
            after_name = 0
            found = _names(line.text[end:], line, line.text[end:])
            if found and left and _opens(line.text[end:], found):
                yield from found
                after_name = 1
            left = left if loose or line.text[end:].strip(" :.-–—") == "" else 0
            continue
        if not left:
            continue
        if _stops(lines, line, after_name):
            left = 0
            continue
        left -= 1
        found = _names(line.text, line, line.text)
        yield from found
        after_name = 1 if found else after_name + bool(after_name)


def _foreign(line: Line, label: str) -> bool:
    """«Разработчик примерной программы» and authors of methods are not this programme's."""
    return bool(_THIRD_PARTY.search(line.folded[: len(label) + 45]))


def _opens(rest: str, found: list[Fact[str]]) -> bool:
    """A name belongs to the label when a colon, a dash or only a post stands between."""
    before = rest[: rest.find(found[0].value)] if found[0].value in rest else rest
    if rest.lstrip()[:1] in {":", "-", "–", "—", ".", "|"} or len(before.split()) <= 4:
        return True
    return len(before) < 120 and bool(_TITLED.match(before.lower()) or "___" in before)


def _stops(lines: Lines, line: Line, after_name: int) -> bool:
    """The field is over: another label, a place and year, a long text, or nothing for long."""
    if len(line.text) > _LONG or _PLACE.search(line.folded):
        return True
    known = lines.known(line.folded)
    if known and known not in labels.AUTHORS and not _POST.match(line.folded):
        return True
    if ":" in line.folded[:50] and not known and not _POST.match(line.folded):
        return True
    if _CHIEF.search(line.folded) and not _POST.search(line.folded):
        return True
    return after_name > 3


def _names(text: str, line: Line, where: str) -> list[Fact[str]]:
    """Names in a line, in order; initials and full names alike."""
    head = re.split(r"рецензент|эксперт|консультант|руководитель:", where, maxsplit=1, flags=re.I)[
        0
    ]
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_FULL, _KYRGYZ, _INITIALS):
        for match in pattern.finditer(head):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if pattern is _INITIALS and _NOT_SURNAME.match(match[0]):
                continue
            taken.append(match.span())
            found.append((match.start(), match[0]))
    if not found and (two := _TWO_WORDS.match(head.strip(" :.-–—"))) and not _is_post(two[1]):
        found.append((0, two[1]))
    return [Fact(name, line.block, name, LABELLED) for _, name in sorted(found)]


def _is_post(words: str) -> bool:
    return bool(_POST.search(words.lower()) or _CHIEF.search(words.lower()))


def _by_post(lines: Lines) -> Iterator[Fact[str]]:
    """A name with a teacher's post alone on the title page, without a label."""
    marked = set(map(id, marked_lines(lines.cover)))
    before = ""
    for line in lines.cover:
        post = _POST.match(line.folded) or _POST.match(before)
        before = line.folded
        if id(line) in marked or not post or _CHIEF.search(line.folded) or len(line.text) > 120:
            continue
        for fact in _names(line.text, line, line.text):
            yield Fact(fact.value, fact.block, fact.written, BY_POST)


def _distinct(found: Iterable[Fact[str]]) -> tuple[Fact[str], ...]:
    """Each person once: «Иванова М. И.» is the Иванова Мария Ивановна named before."""
    kept: dict[str, Fact[str]] = {}
    for fact in found:
        kept.setdefault(_person(fact.value), fact)
    return tuple(kept.values())


def _person(name: str) -> str:
    """Surname and first initial."""
    words = [word for word in re.split(r"[\s.,]+", name) if word]
    patronymic = re.compile(_PATRONYMIC + "$", re.IGNORECASE)
    if len(words) == 3 and len(words[1]) > 2 and patronymic.match(words[1]):
        words = [words[2], words[0], words[1]]
    long = [word for word in words if len(word) > 2] or words
    first = next((word for word in words if word != long[0]), "")
    return squeezed(long[0]) + squeezed(first)[:1]
