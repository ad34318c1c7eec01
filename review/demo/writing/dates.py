"""Days on which a group meets: weekdays of the card from its start, holidays left out."""

from datetime import date, timedelta
from typing import Any


def _is_free(day: date) -> bool:
    """New Year holidays and the public holidays of a school year: no lessons."""
    if (day.month, day.day) in {(11, 4), (2, 23), (3, 8), (5, 1), (5, 9)}:
        return True
    return (day.month == 12 and day.day >= 30) or (day.month == 1 and day.day <= 8)


def lesson_days(card: dict[str, Any]) -> list[date]:
    """Working days of the group: the card's weekdays from its start, holidays left out."""
    weekdays = set(card["weekdays"])
    needed = card["weeks"] * card["per_week"]
    days: list[date] = []
    day = card["start"]
    while len(days) < needed:
        if day.isoweekday() in weekdays and not _is_free(day):
            days.append(day)
        day += timedelta(days=1)
    return days
