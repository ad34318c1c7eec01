"""The arithmetic of a programme: lessons in the calendar and proofs that every figure agrees.

Rules H1-H11 of docs/domain, section 7. Pure: dates come from the card.
"""

from dataclasses import dataclass
from datetime import date

from review.demo.writing.dates import lesson_days
from review.demo.writing.sources import Source, Topic

MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()


@dataclass(frozen=True)
class Lesson:
    """One lesson of the calendar schedule."""

    number: int
    on: date
    hours: int
    code: str
    topic: Topic


def lessons(source: Source) -> list[Lesson]:
    """The plan laid out over the days. Raises ValueError when topics and days do not fit."""
    size = source.card["lesson_hours"]
    slots = [
        (f"{p}.{t}", topic)
        for p, part in enumerate(source.plan, 1)
        for t, topic in enumerate(part.topics, 1)
        for _ in range(topic.total // size)
    ]
    days = lesson_days(source.card)
    if len(slots) != len(days):
        raise ValueError(f"{source.slug}: {len(slots)} lessons in the plan, {len(days)} days")
    pairs = zip(slots, days, strict=True)
    return [Lesson(n, day, size, code, topic) for n, ((code, topic), day) in enumerate(pairs, 1)]


def spread(source: Source) -> list[list[int]]:
    """Hours of every section by month, lessons of the sections mixed through the year.

    One row per section, one column per month in which lessons fall, in their order.
    """
    size, slots = source.card["lesson_hours"], []
    for row, part in enumerate(source.plan):
        count = part.hours("total") // size
        places = part.places or [(n + 0.5) / count for n in range(count)]
        slots += [(place, row) for place in places]
    months = [day.month for day in lesson_days(source.card)]
    order = list(dict.fromkeys(months))
    grid = [[0] * len(order) for _ in source.plan]
    for (_, row), month in zip(sorted(slots), months, strict=True):
        grid[row][order.index(month)] += size
    return grid


def check(source: Source) -> None:
    """Proves that a sound programme agrees with itself; raises AssertionError with the place.

    Programmes with planted mistakes in hours name them in the card (``stated``, ``hours_wrong``).
    """
    card, total = source.card, source.hours("total")
    assert source.hours("theory") + source.hours("practice") == total, source.slug
    weekly = card["weeks"] * card["per_week"] * card["lesson_hours"]
    for part in source.plan:
        for topic in part.topics:
            assert topic.total % card["lesson_hours"] == 0, (source.slug, topic.name)
    if card.get("hours_wrong"):
        return
    assert not any(part.stated for part in source.plan), source.slug
    assert total == card["hours"] == weekly, (source.slug, total, card["hours"], weekly)
    plan = lessons(source)
    assert sum(lesson.hours for lesson in plan) == total, source.slug
    assert plan[-1].on <= date(card["year"] + 1, 5, 31), (source.slug, plan[-1].on)
