"""Dates of the calendar schedule (domain brief, H10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.hours import place, row_name
from review.documents.checks.registry import check
from review.documents.hours_table import HoursTable, PlanRow
from review.documents.hours_text import tidy
from review.languages import N_

LIKELY, DOUBTFUL = 0.9, 0.7
MAX_MONTHS: Final = 12
_MONTHS: Final = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр",
    "ноябр", "декабр",
)  # fmt: skip
_NUMBERS = r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>20\d\d)"
_WORDS = r"(?P<d>\d{1,2})\s(?P<m>[а-я]{3,8})\s(?P<y>20\d\d)"
_DATE = re.compile(rf"\b{_NUMBERS}\b|\b{_WORDS}\b")
_BEGIN = re.compile(
    r"(?:начало|начинаются|дата начала)(?:\s[а-я]{3,10}){0,3}\s?[:–—-]?\s?(?:с\s)?$"
)
_END = re.compile(
    r"(?:окончание|заканчиваются|завершение|дата окончания)(?:\s[а-я]{3,10}){0,3}\s?[:–—-]?\s?$"
)
_LOOK_BACK: Final = 60


@check(
    "H10",
    section="calendar_schedule",
    severity=Severity.WARN,
    message=N_("In the row “%(row)s” the end, %(end)s, is before the beginning, %(start)s."),
    remedy=N_("Correct the dates of the row."),
)
def ends_before_it_begins(dossier: Dossier) -> Iterator[Found]:
    """H10: a period begins before it ends."""
    for table in _calendars(dossier):
        for row in table.rows:
            start, end = (first_date(row.notes.get(role, "")) for role in ("start", "end"))
            if start and end and end < start:
                params = {"row": row_name(row), "start": _shown(start), "end": _shown(end)}
                yield place(table, row, "end", params, 0.95)


@check(
    "H10",
    variant="outside",
    section="calendar_schedule",
    severity=Severity.WARN,
    message=N_(
        "Lessons on %(count)s dates lie outside the school year %(start)s – %(end)s: %(first)s."
    ),
    remedy=N_("Correct the dates of the lessons or the beginning and the end of the school year."),
)
def outside_the_year(dossier: Dossier) -> Iterator[Found]:
    """H10: the dates of lessons lie inside the stated period."""
    period = stated_period(dossier)
    if period is None:
        return
    start, end = period
    for table in _calendars(dossier):
        dated = [(row, day) for row in table.rows for day in _days(row)]
        wrong = [(row, day) for row, day in dated if not start <= day <= end]
        if not wrong:
            continue
        params = {
            "count": str(len(wrong)),
            "start": _shown(start),
            "end": _shown(end),
            "first": _shown(wrong[0][1]),
        }
        sure = LIKELY if len(wrong) * 2 <= len(dated) else DOUBTFUL
        yield place(table, wrong[0][0], _role(table), params, sure)


@check(
    "H10",
    variant="months",
    section="calendar_schedule",
    severity=Severity.WARN,
    message=N_("The schedule of one year has %(count)s columns of months."),
    remedy=N_("A school year has at most twelve months: make a schedule for each year."),
)
def too_many_months(dossier: Dossier) -> Iterator[Found]:
    """H10: not more than twelve months for a module or a year."""
    for table in _calendars(dossier):
        if len(table.months) > MAX_MONTHS:
            yield Found({"count": str(len(table.months))}, table.block, confidence=LIKELY)


def stated_period(dossier: Dossier) -> tuple[date, date] | None:
    """The one beginning and the one end the calendar section states; None when it says more."""
    folded = tidy(dossier.text_of("calendar_schedule"))
    begins, ends = set(), set()
    for match in _DATE.finditer(folded):
        before = folded[max(0, match.start() - _LOOK_BACK) : match.start()]
        day = _day(match)
        if day is not None and _BEGIN.search(before):
            begins.add(day)
        if day is not None and _END.search(before):
            ends.add(day)
    if len(begins) != 1 or len(ends) != 1:
        return None
    start, end = begins.pop(), ends.pop()
    return (start, end) if start < end else None


def first_date(text: str) -> date | None:
    """The first full date in a text, «05.09.2023» or «5 сентября 2023»."""
    return next((day for match in _DATE.finditer(tidy(text)) if (day := _day(match))), None)


def _day(match: re.Match[str]) -> date | None:
    found = match.groupdict()
    try:
        if found["year"]:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        month = next(n for n, stem in enumerate(_MONTHS, 1) if found["m"].startswith(stem))
        return date(int(found["y"]), month, int(found["d"]))
    except (ValueError, StopIteration):
        return None


def _days(row: PlanRow) -> list[date]:
    texts = (row.notes.get(role, "") for role in ("date", "start", "end"))
    return [day for text in texts if (day := first_date(text)) is not None]


def _role(table: HoursTable) -> str:
    return next((role for role in ("date", "start", "end") if role in table.columns), "title")


def _calendars(dossier: Dossier) -> list[HoursTable]:
    return [table for table in dossier.tables if table.kind == "calendar"]


def _shown(day: date) -> str:
    return f"{day:%d.%m.%Y}"
