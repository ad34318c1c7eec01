"""Marks of approval on the first pages: who accepted or approved the programme, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from review.documents.fact_lines import Line, Lines
from review.documents.fact_text import squeezed
from review.documents.fact_values import Approval

MAX_LINES: Final = 9
_LONG: Final = 260

_APPROVED: Final = ("утвержда", "утвержден")
_ACCEPTED: Final = ("принят", "рассмотрен", "рассмотрел", "одобрен", "допущен", "рекомендован",
                    "обсужден")  # fmt: skip
_OPENING = re.compile(
    r"(?:рабочая|дополнительная|общеразвивающая|общеобразовательная|образовательная)*программа"
)
_MARK = re.compile(
    r"(?:(?<=^)|(?<=[«\"“\s]))(?:утвержда\s?ю|утвержден[оаы]?|принят[оаы]?|рассмотрен[оаы]?"
    r"|одобрен[оаы]?)\b"
)
_BEGINS_NAME: Final = (
    "дополнительн", "рабочаяпрограмм", "программ", "составител", "автор", "разработчик",
    "образовательнаяпрограмм", "учебнометодич",
)  # fmt: skip
_MODEL = re.compile(
    r"экспертн\w{2,3} совет|примерн\w{2,3} (?:учебн|рабоч|программ)|фгос|федеральн\w+ госуд"
)
_ACT = re.compile(
    r"министерств|правительств|федеральн|постановлен|российской федерации|стандарт|фгос"
    r"|минобр|санпин"
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[./]\s?(\d{1,2})\s?[./]\s?((?:20|19)?\d\d)(?!\d)")
_MONTHS: Final = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр",
                  "октябр", "ноябр", "декабр")  # fmt: skip
_DAY_IN_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?[»\"”_]{{0,3}}\s?({'|'.join(_MONTHS)})[а-я]{{0,3}}\s?_?\s?((?:20"
    rf"|19)\d\d)"
)
_NUMBER = re.compile(r"(?:№|\bn)\s?_{0,10}\s?(\d[\w/.-]{0,14}|[а-я]{1,3}-?\d[\w/.-]{0,12})")
_PAPER = re.compile(r"приказ|протокол|распоряжени|решени")
_OF_SCHOOL = re.compile(
    r"(?:школ[аы]|сош|оош|сад|лицей|лицея|дши|гимнази[яи]|дюсш|учреждени[ея])\s?$"
)
_DAY_LOOSE = re.compile(r"(?<!\d)(\d{1,2})[\s._»\"”]{1,5}(\d{2})[\s._]{1,3}((?:20|19)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?=\D|$)")


def approvals(lines: Lines) -> tuple[Approval, ...]:
    """The marks on the first pages, in the order written."""
    marks = _blocks(lines.front)
    return tuple(_made(kind, block) for kind, block in marks if not _of_others(block))


def _of_others(block: list[Line]) -> bool:
    """A body that approved the model programme this one was made after."""
    return any(_MODEL.search(line.folded) for line in block)


def mark_of(line: Line) -> str:
    """ "approved" or "accepted" when the line opens with such a mark; else empty."""
    start = squeezed(line.folded[:120])
    if start.startswith("утверждаю"):
        return "approved"
    if len(line.text) > _LONG or _ACT.search(line.folded[:60]):
        return ""
    start = _OPENING.sub("", start, count=1)
    if start.startswith(_APPROVED):
        return "approved"
    return "accepted" if start.startswith(_ACCEPTED) else ""


def marked_lines(front: Iterable[Line]) -> list[Line]:
    """Lines that belong to marks of approval."""
    return [line for _, block in _blocks(front) for line in block]


def _blocks(front: Iterable[Line]) -> Iterator[tuple[str, list[Line]]]:
    """A mark with the lines under it, up to the next mark or the programme's name."""
    kind, block = "", list[Line]()
    for line in front:
        found = mark_of(line)
        if found or len(block) >= MAX_LINES or (block and _ends(line, block)):
            if kind:
                yield kind, block
            kind, block = found, []
        if kind:
            block.append(line)
    if kind:
        yield kind, block


def _ends(line: Line, block: list[Line]) -> bool:
    """A mark is over where the programme, a writer or a long text begins."""
    start = squeezed(line.folded[:60])
    name = start.startswith(_BEGINS_NAME)
    return name or len(line.text) > _LONG


def _made(kind: str, block: list[Line]) -> Approval:
    text = " ".join(line.folded for line in block)
    first = next(_MARK.finditer(text), None)
    second = next((m for m in _MARK.finditer(text, first.end() if first else 0)), None)
    if second is not None and len(text[: second.start()]) > 30:
        text = text[: second.start()]
    day = day_in(text)
    years = [int(one) for one in _YEAR.findall(text)]
    year = day.year if day else years[-1] if years else None
    return Approval(kind, block[0].block, day, _number_in(text), year)


def _number_in(folded: str) -> str:
    """The number of the order or minutes; one of a school's name is none."""
    paper = _PAPER.search(folded)
    start = paper.start() if paper else 0
    for match in _NUMBER.finditer(folded, start):
        if not _OF_SCHOOL.search(folded[max(0, match.start() - 14) : match.start()]):
            return match[1].strip("./-")
    return ""


def day_in(folded: str) -> date | None:
    """The first day written in the text as «27.03.2023» or «25» сентября 2024."""
    match = next((one for one in _DAY.finditer(folded) if _is_day(one, folded)), None)
    if match:
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return _day(year, int(match[2]), int(match[1]))
    match = _DAY_IN_WORDS.search(folded)
    if match:
        return _day(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    match = _DAY_LOOSE.search(folded)
    return _day(int(match[3]), int(match[2]), int(match[1])) if match else None


def _is_day(match: re.Match[str], folded: str) -> bool:
    """«от 27.03.23» is a day, «09.02.03» may be the code of a speciality."""
    before, after = folded[max(0, match.start() - 4) : match.start()], folded[match.end() :][:3]
    return len(match[3]) == 4 or before.rstrip().endswith("от") or after.strip().startswith("г")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
