"""The organisation whose programme it is, by its full name, from the head of the title page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents import fact_labels as labels
from review.documents.fact_approvals import mark_of
from review.documents.fact_lines import Line, Lines
from review.documents.fact_values import Fact
from review.documents.organisation_names import readable

FULL: Final = 0.95
SHORT: Final = 0.85
LABELLED: Final = 0.9
_HEAD_LINES: Final = 16

_FORM = re.compile(
    r"(?<![а-я])(?:муниципальн|государственн|федеральн|областн|краев|республиканск|районн|городск"
    r"|частн|автономн|негосударственн|бюджетн|казенн)(?:ое|ая|oe)\s(?:[а-я-]{1,24}\s){0,9}?"
    r"(?:учрежден|предприят|организаци)(?:ие|я)"
)
_SHORT_FORM = re.compile(
    r"(?<![а-я])(?:м[ба]?о?[бак]?у|мбудо|маудо|мбоу|маоу|мкоу|мобу|моау|гбу|гау|гбоу|гбпоу"
    r"|гапоу|гпоу|фгбоу|фгаоу|фгоу|ано|ноу|чоу"
    r"|цдо|цдт|ддт|дши|дюсш|огбу|обу|кгбу|кгау)(?![а-я])"
)
_KIND = re.compile(
    r"школа|центр|дворец|\bдом\b|техникум|колледж|университет|институт|детский сад|академи"
    r"|лицей|гимназия|станция"
)
_FOUNDER = re.compile(
    r"^(?:министерств|департамент|управлени|администраци|отдел|комитет|минобрнауки"
    r"|российская федерация|учредител)"
)
_OVER = re.compile(
    r"программ|дисциплин|факультет|кафедр|специальност|_{3}|система менеджмент|(?:тел|факс"
    r"|e-?mail|почта|адрес)\b|@|\b\d{6}\b"
    r"|план\b|аннотаци|^\(.{2,40}\)$|направлени|отделение|цикл\w+ комисси"
    r"|структурное подразделение|детское объединение"
)
_GOES_ON = re.compile(
    r"^(?:имени|им\.|города|г\.|г\s|села|с\.|поселка|пос\.|п\.|района|муниципальн|городск"
    r"|[а-я-]+(?:ого|его|ской|ой)\s(?:муниципальн|район|округ|кра|област|городск|сельск)"
    r"|республики|при\s|\(?филиал|[а-я-]+ской области|[а-я-]+ского кра)"
)
_OPENED = re.compile(r"[«“\"]")
_BRACKETED = re.compile(r"\s?\((?:[А-ЯЁA-Z][А-ЯЁа-яё№ «»\"\d-]{1,40})\)\s?$")


def organisation(lines: Lines) -> Fact[str] | None:
    """The full name as on the title page; a passport's field or a developer's line otherwise."""
    head = list(_head(lines))
    return _full(head) or _short(head) or _labelled(lines)


def _head(lines: Lines) -> Iterator[Line]:
    """Lines above the marks and the programme's kind; marks may stand first in the table."""
    for place, line in enumerate(lines.cover):
        if place >= _HEAD_LINES:
            return
        if mark_of(line) or (_OVER.search(line.folded) and not _FORM.search(line.folded)):
            if place and any(
                _FORM.search(one.folded) or _KIND.search(one.folded) for one in lines.cover[:place]
            ):
                return
            continue
        yield line


def _full(head: list[Line]) -> Fact[str] | None:
    """From «Муниципальное … учреждение» on, over as many lines as the name takes."""
    joined = " ".join(line.folded for line in head)
    match = _FORM.search(joined)
    if match is None:
        return None
    first, start = _line_at(head, match.start())
    at = match.start() - start
    name = head[first].text[at:]
    form_end = match.end() - start - at
    for line in head[first + 1 :]:
        whole = len(name) >= form_end and _complete(name)
        if whole and not _carries_on(name, line):
            break
        if _FOUNDER.match(line.folded):
            break
        name = f"{name} {line.text}"
    return Fact(readable(_tidy(name)), head[first].block, name, FULL)


def _carries_on(name: str, line: Line) -> bool:
    """The next line still belongs to the name: «… творчества» / «Радуга» / города Тестова."""
    quoted = line.text[:1] in '«"“' and not _OPENED.search(name)
    return quoted or line.text[:1].islower() or bool(_GOES_ON.match(line.folded))


def _line_at(head: list[Line], place: int) -> tuple[int, int]:
    """Which line of the joined head a place falls in, and where that line begins."""
    start = 0
    for index, line in enumerate(head):
        if place <= start + len(line.folded):
            return index, start
        start += len(line.folded) + 1
    return len(head) - 1, start


def _complete(name: str) -> bool:
    """The name of a kind stands in it, and every quote opened is closed."""
    opened, closed = name.count("«"), name.count("»")
    return (
        opened <= closed
        and name.count('"') % 2 == 0
        and bool(opened or '"' in name or "“" in name or _KIND.search(name.lower()))
    )


def _tidy(name: str) -> str:
    """Single spaces, without a short name in brackets at the end."""
    name = _BRACKETED.sub("", " ".join(name.split()))
    name = re.sub(r"«\s", "«", re.sub(r"\s»", "»", name))
    return name.replace("»»", "»").strip(" .,;")


def _short(head: list[Line]) -> Fact[str] | None:
    """A line with a short form or a kind: «МОБУ Николаевская СОШ», «… университет»."""
    for place, line in enumerate(head):
        named = _SHORT_FORM.search(line.folded) or _KIND.search(line.folded)
        if not named or _FOUNDER.match(line.folded) or len(line.text) > 200:
            continue
        name = line.text
        for following in head[place + 1 : place + 4]:
            joins = following.text.isupper() and name.isupper() and _KIND.search(following.folded)
            branch = name.rstrip().lower().endswith("филиал")
            if not (
                joins or branch or not _complete_quotes(name) or _GOES_ON.match(following.folded)
            ):
                break
            name = f"{name} {following.text}"
        before = head[place - 1] if place else None
        if (
            before
            and _KIND.search(line.folded)
            and not _SHORT_FORM.search(name.lower())
            and _continues(before)
        ):
            name = f"{before.text} {name}"
        return Fact(readable(_tidy(name)), line.block, name, SHORT)
    return None


def _continues(before: Line) -> bool:
    """«Пермский национальный исследовательский» above «политехнический университет»."""
    return bool(re.match(r"[а-я-]+(?:ский|ая|ое|ный)\b", before.folded)) and not _FOUNDER.match(
        before.folded
    )


def _complete_quotes(name: str) -> bool:
    return name.count("«") <= name.count("»") and name.count('"') % 2 == 0


def _labelled(lines: Lines) -> Fact[str] | None:
    cards = [one for one in lines.all if one.pair or one.zone in {"passport", "front"}]
    for value in lines.values_of(labels.ORGANISATION, cards):
        folded = value.text.lower().replace("ё", "е")
        if len(value.text) < 250 and (
            _FORM.search(folded) or _SHORT_FORM.search(folded) or _KIND.search(folded)
        ):
            return Fact(readable(_tidy(value.text)), value.line.block, value.text, LABELLED)
    return None
