"""Which hierarchy a plan has: the readings the look of its rows allows, and the best of them.

Most real plans whose rows do not add up at first sight hold subtotals, so every reading the rows
allow is tried: by numbers, by bold type and merges, flat. The one under which most equations hold
is the table's; nothing is read out of the figures alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from review.documents.hours_numbers import astray, contradicts, nests, orphans
from review.documents.hours_table import PlanRow
from review.documents.hours_text import is_section_word, is_work_practice, number_depth
from review.documents.hours_tree import LEFT_OUT, Depths, Reading, has_hours, read_as

LEAF: Final = 9
MIDDLE: Final = 5
TOP: Final = 1


def best_reading(rows: Sequence[PlanRow], roles: Sequence[str]) -> Reading:
    """The reading under which most adds up, the earlier of equals; one that adds up wholly wins
    over one that does not, when it explains the total too.
    """
    found = list(readings(rows, roles))
    best = max(found, key=lambda one: one.worth)
    if best.broken:
        whole = [one for one in found if one.adds_up and _of_total(one)]
        whole = [one for one in whole if one.held * 2 >= best.held]
        return max(whole, key=lambda one: one.held, default=best)
    return best


def _of_total(reading: Reading) -> int:
    return sum(one.kind == "total" for one in reading.equations)


def flat_reading(rows: Sequence[PlanRow], roles: Sequence[str]) -> Reading:
    """The rows as one list without any hierarchy."""
    return read_as("flat", rows, [TOP] * len(rows), roles)


def readings(rows: Sequence[PlanRow], roles: Sequence[str]) -> Iterator[Reading]:
    """All readings the rows' look allows, the likelier first; none contradicts their numbers.

    When the row of a section is plainly missing, its topics can stand for it in none of them.
    """
    seen: set[tuple[int, ...]] = set()
    lost, nested = orphans(rows, roles), nests(rows, roles)
    for name, depths in _hierarchies(rows):
        for freed in _with_attestation(rows, depths) if depths is not None else ():
            placed = [LEFT_OUT if at in lost else depth for at, depth in enumerate(freed)]
            if tuple(placed) not in seen and not contradicts(placed, nested):
                seen.add(tuple(placed))
                yield read_as(name, rows, placed, roles)


def _hierarchies(rows: Sequence[PlanRow]) -> list[tuple[str, Depths | None]]:
    by_number = [
        ("numbers", _by_numbers(rows, LEAF)),
        ("numbers alone", _by_numbers(rows, LEAF, strict=True)),
        ("numbers, others on top", _by_numbers(rows, TOP)),
        ("numbers, others above", _by_numbers(rows, 0)),
    ]
    by_look = [
        ("marked numbers", _by_marks(rows, numbered=True)),
        ("marks", _by_marks(rows, numbered=False)),
        ("words", _by_words(rows)),
    ]
    first = [*by_look, *by_number] if _titled_groups(rows) else [*by_number, *by_look]
    return [*first, ("flat", [TOP] * len(rows))]


def _titled_groups(rows: Sequence[PlanRow]) -> bool:
    """Rows that only name a section, «Раздел 1», over rows numbered 1, 2, 3 of their own."""
    titled = [row for row in rows if row.marked and row.number and not has_hours(row)]
    plain = [row for row in rows if not row.marked and number_depth(row.number) == 1]
    return any(number_depth(row.number) == 1 for row in titled) and bool(plain)


def _with_attestation(rows: Sequence[PlanRow], depths: Depths) -> Iterator[Depths]:
    """Attestation may be a part of the whole, of the section before it, or no part at all."""
    twice = _told_twice(rows)
    known = [LEAF if place in twice else depth for place, depth in enumerate(depths)]
    free = [
        row.kind == "attestation" and not row.number and place not in twice
        for place, row in enumerate(rows)
    ]
    for depth in (TOP, LEAF, LEFT_OUT) if any(free) else (TOP,):
        yield [depth if loose else own for loose, own in zip(free, known, strict=True)]


def _told_twice(rows: Sequence[PlanRow]) -> set[int]:
    """Places under a heading of attestation down to a plain row, «Зачёт 2», of the same hours."""
    found: set[int] = set()
    heading = -1
    for place, row in enumerate(rows):
        if row.kind == "attestation" and row.marked and has_hours(row):
            heading = place
        elif has_hours(row):
            if row.kind == "attestation" and heading >= 0 and rows[heading].hours == row.hours:
                found.update(range(heading + 1, place + 1))
            heading = -1
    return found


def _by_numbers(rows: Sequence[PlanRow], unnumbered: int, strict: bool = False) -> Depths | None:
    """Depth by the typed number; marked rows without one stand above, plain ones below or on top.

    None when few rows have numbers or when 2.1 does not follow 2. When `strict`, a row 2.1 that
    does not follow 2 belongs to a section that is not there and is left out.
    """
    body = [row for row in rows if row.kind in ("topic", "section")]
    if sum(bool(row.number) for row in body) * 2 < len(body) or not _orderly(body):
        return None
    depths = [
        number_depth(row.number) if row.number else (0 if row.marked else unnumbered)
        for row in rows
    ]
    outside = astray(rows) if strict else set()
    if strict and not 0 < len(outside) < len(body):
        return None
    return [LEFT_OUT if place in outside else depth for place, depth in enumerate(depths)]


def _orderly(rows: Sequence[PlanRow]) -> bool:
    """Most numbers such as 2.1 stand after 2 and before 3."""
    deep = sum(number_depth(row.number) > 1 for row in rows)
    flat = any(number_depth(row.number) == 1 for row in rows)
    return not flat or len(astray(rows)) * 2 <= deep


def _by_marks(rows: Sequence[PlanRow], numbered: bool) -> Depths | None:
    """Marked rows are sections, by their numbers when they have some; all others lie below."""
    body = [row for row in rows if row.kind in ("topic", "section")]
    marked = sum(row.marked for row in body)
    if not 0 < marked < len(body):
        return None
    return [
        (number_depth(row.number) if numbered and row.number else TOP) if row.marked else LEAF
        for row in rows
    ]


def _by_words(rows: Sequence[PlanRow]) -> Depths | None:
    """Rows called a module or a course stand over marked rows, these over all others."""
    heads = {
        place
        for place, row in enumerate(rows)
        if row.marked and has_hours(row) and is_section_word(row.title)
    }
    plain = ("topic", "section")
    marked = {place for place, row in enumerate(rows) if row.marked and row.kind in plain}
    if not heads or not marked - heads:
        return None
    top = heads | {place for place, row in enumerate(rows) if is_work_practice(row.title)}
    return [TOP if at in top else MIDDLE if at in marked else LEAF for at in range(len(rows))]
