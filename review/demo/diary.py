"""Believable moments of the season: working days of the region, office hours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

from review import clock
from review.demo.day import TODAY, ZONE
from workflows.calendar import production_calendar


def on(day: date, dice: Random, earliest: int = 9) -> datetime:
    """Some minute of office hours of that day."""
    minute = dice.randrange(earliest * 60, 17 * 60 + 30)
    return datetime.combine(day, time(minute // 60, minute % 60), ZONE)


def later(days: int, dice: Random) -> datetime:
    """`days` working days from the clock's present moment; with 0 within the next hours."""
    present = clock.now().astimezone(ZONE)
    if days == 0:
        return present + timedelta(minutes=dice.randrange(12, 55))
    return on(production_calendar().shift(present.date(), days), dice)


def spread(first: date, last: date, count: int) -> list[date]:
    """`count` working days spread evenly between two dates."""
    calendar = production_calendar()
    span = (last - first).days
    return [
        calendar.shift(first + timedelta(days=round(span * place / max(1, count - 1))), 0)
        for place in range(count)
    ]


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The product's clock stands at the moment inside the block, never past the demo's day."""
    with clock.standing_at(min(moment, TODAY)):
        yield
