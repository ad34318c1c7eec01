"""Working days: due moments, days in a stage, what is overdue.

Russian holidays follow article 112 of the Labour Code; decrees that move days off are data
(data/calendar_ru.yaml). A term of n working days begins the day after the event and ends at
the last second of its last day in the region's own time zone (Civil Code, articles 191-194).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, Self
from zoneinfo import ZoneInfo

import yaml

from workflows.refusal import WorkflowError

HOLIDAYS: Final = (
    *((1, day) for day in range(1, 9)),
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 9),
    (6, 12),
    (11, 4),
)
"""Month and day of the public holidays. The first eight are the January holidays."""

KNOWN_YEARS: Final = range(2022, 2041)
END_OF_DAY: Final = time(23, 59, 59)


class CalendarError(WorkflowError):
    """A moment without a time zone, or a term that cannot be counted."""


@dataclass(frozen=True)
class WorkingDays:
    """Monday to Friday but for `holidays`, and the `extra_workdays` besides.

    A day in both is a day off: a region's own holiday outranks a moved working Saturday.
    """

    holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    @cached_property
    def _off(self) -> list[int]:
        return sorted(day.toordinal() for day in self.holidays if day.weekday() < 5)

    @cached_property
    def _extra(self) -> list[int]:
        days = self.extra_workdays - self.holidays
        return sorted(day.toordinal() for day in days if day.weekday() >= 5)

    def is_working(self, day: date) -> bool:
        """Whether people work on `day`."""
        return self._through(day.toordinal()) > self._through(day.toordinal() - 1)

    def count(self, after: date, through: date) -> int:
        """Working days later than `after`, up to and with `through`; negative backwards."""
        return self._through(through.toordinal()) - self._through(after.toordinal())

    def _through(self, ordinal: int) -> int:
        """Working days since the first Monday of the calendar, which was its day one."""
        weeks, rest = divmod(ordinal, 7)
        weekdays = 5 * weeks + min(rest, 5)
        return weekdays - bisect_right(self._off, ordinal) + bisect_right(self._extra, ordinal)

    def shift(self, day: date, days: int) -> date:
        """The date `days` working days after `day`; with 0, `day` or the next working day.

        Raises CalendarError for a negative number.
        """
        if days < 0:
            raise CalendarError("a term has no negative number of days")
        if days == 0:
            day, days = day - timedelta(days=1), 1
        found = day + timedelta(days=1)
        while self.count(day, found) < days:
            found += timedelta(days=1)
        return found

    def with_own(self, off: Iterable[date] = (), work: Iterable[date] = ()) -> Self:
        """The same calendar with a region's own days off and working days."""
        return type(self)(self.holidays | set(off), self.extra_workdays | set(work))


def statutory(year: int, moved: Mapping[date, date] | None = None) -> WorkingDays:
    """Days of a year by article 112 of the Labour Code, with a decree's moves where given.

    A holiday on a weekend gives the next working day off, save 1-8 January, whose weekend days
    only a decree can move. A moved working Saturday becomes a working day.
    """
    moves = moved or {}
    holidays = {date(year, month, day) for month, day in HOLIDAYS}
    off = holidays | set(moves.values())
    for holiday in sorted(holidays - set(moves)):
        if holiday.weekday() >= 5 and (holiday.month, holiday.day) > (1, 8):
            off.add(_next_working(holiday, off))
    return WorkingDays(frozenset(off), frozenset(moves))


def _next_working(day: date, off: set[date]) -> date:
    while day.weekday() >= 5 or day in off:
        day += timedelta(days=1)
    return day


@cache
def _decrees() -> Mapping[int, Mapping[str, object]]:
    text = files("workflows").joinpath("data", "calendar_ru.yaml").read_text(encoding="utf-8")
    years: Mapping[int, Mapping[str, object]] = yaml.safe_load(text)["years"]
    return years


def enacted(year: int) -> str | None:
    """The decree a year's moved days come from; None where only the Labour Code was known."""
    decree = _decrees().get(year)
    return str(decree["act"]) if decree and decree["enacted"] else None


@cache
def production_calendar() -> WorkingDays:
    """The production calendar of Russia for KNOWN_YEARS; later years know weekends only."""
    decrees = _decrees()
    years = [statutory(year, _moves(decrees.get(year, {}))) for year in KNOWN_YEARS]
    return WorkingDays(
        frozenset().union(*(year.holidays for year in years)),
        frozenset().union(*(year.extra_workdays for year in years)),
    )


def _moves(decree: Mapping[str, object]) -> dict[date, date]:
    moved = decree.get("moved", {})
    return dict(moved) if isinstance(moved, dict) else {}


def _local(moment: datetime, zone: ZoneInfo) -> date:
    if moment.tzinfo is None:
        raise CalendarError("a moment needs its time zone")
    return moment.astimezone(zone).date()


def add_working_days(
    start: datetime, days: int, zone: ZoneInfo, calendar: WorkingDays | None = None
) -> datetime:
    """The due moment `days` working days after `start`: 23:59:59 in `zone` of the last day.

    The day of `start` itself is not counted; 0 means the end of that day, or of the next working
    day when it is a day off. Raises CalendarError for naive moments and negative numbers.
    """
    day = (calendar or production_calendar()).shift(_local(start, zone), days)
    return datetime.combine(day, END_OF_DAY, tzinfo=zone)


def working_days_between(
    start: datetime, end: datetime, zone: ZoneInfo, calendar: WorkingDays | None = None
) -> int:
    """Working days after the day of `start` up to and with the day of `end`; negative backwards.

    The inverse of add_working_days: the due moment lies exactly `days` working days away.
    """
    return (calendar or production_calendar()).count(_local(start, zone), _local(end, zone))


def is_overdue(due: datetime | None, moment: datetime) -> bool:
    """Whether the last second has gone by. Without a deadline nothing is ever overdue."""
    return due is not None and moment >= due.replace(microsecond=0) + timedelta(seconds=1)


def days_in_stage(
    entered: datetime, moment: datetime, zone: ZoneInfo, calendar: WorkingDays | None = None
) -> int:
    """Full working days a submission has lain in its stage: 0 on the day it arrived."""
    return max(0, working_days_between(entered, moment, zone, calendar))


def days_left(
    due: datetime, moment: datetime, zone: ZoneInfo, calendar: WorkingDays | None = None
) -> int:
    """Working days until the due day: 0 on that day, negative when it has gone by."""
    return working_days_between(moment, due, zone, calendar)
