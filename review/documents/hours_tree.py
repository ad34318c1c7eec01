"""What a plan's hours make under a hierarchy given by the depths of its rows.

A section is the sum of its topics, a subtotal of the rows it closes, a total of the sections,
or of the subtotals, or of all topics. `hours_readings` finds the depths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from review.documents.hours_table import PlanRow
from review.documents.hours_text import tidy

LEFT_OUT: Final = 99

Depths = list[int]
_MAIN: Final = frozenset({"total", "theory", "practice", "contact"})
_TERM = re.compile(r"семестр|полугоди|четверт|триместр|\bгод|месяц|кварт")


@dataclass(frozen=True, slots=True)
class Equation:
    """`row` states hours that its terms must make; `kind` "section", "part" or "total".

    `among` are the rows of the terms, each by its table's block and its number.
    """

    kind: str
    row: PlanRow
    role: str
    stated: Decimal
    counted: Decimal
    terms: tuple[Decimal, ...]
    among: frozenset[tuple[str, int]] = frozenset()

    @property
    def holds(self) -> bool:
        """True when both figures are the same."""
        return self.stated == self.counted


@dataclass(frozen=True)
class Reading:
    """A table under one hierarchy with the equations it gives."""

    name: str
    rows: tuple[PlanRow, ...]
    equations: tuple[Equation, ...]

    @property
    def broken(self) -> tuple[Equation, ...]:
        """The equations that do not hold."""
        return tuple(one for one in self.equations if not one.holds)

    @property
    def held(self) -> int:
        """How many equations hold that say something: nothing is the sum of nothing."""
        return sum(one.holds and one.stated != 0 for one in self.equations)

    @property
    def worth(self) -> tuple[int, int]:
        """Readings are compared by what holds less what does not."""
        return (self.held - len(self.broken), -len(self.broken))

    @property
    def adds_up(self) -> bool:
        """True when every equation holds, that of the total among them."""
        return bool(self.equations) and not self.broken


def read_as(name: str, rows: Sequence[PlanRow], depths: Depths, roles: Sequence[str]) -> Reading:
    """The equations of the rows under given depths."""
    placed = [replace(row, depth=depth) for row, depth in zip(rows, depths, strict=True)]
    found: list[Equation] = []
    for index, row in enumerate(placed):
        if row.kind in ("topic", "section", "attestation"):
            below = _below(placed, index)
            found += _equations("section", row, _on_top(below), roles)
            if below and row.kind == "topic":
                placed[index] = replace(row, kind="section")
        elif row.kind == "subtotal" and not _in_run(placed, index):
            found += _equations("part", row, _closed_by(placed, index), roles)
        elif row.kind == "total":
            found += _total(row, placed[:index] or placed[index + 1 :], roles)
    return Reading(name, tuple(_sections(placed)), tuple(found))


def _total(row: PlanRow, above: Sequence[PlanRow], roles: Sequence[str]) -> Iterator[Equation]:
    """A total may be the sum of its sections or of all topics, if one of them holds a mistake."""
    topics = {one.role: one for one in _equations("total", row, _leaves(above), roles)}
    for equation in _equations("total", row, _whole(above), roles):
        other = topics.get(equation.role)
        instead = not equation.holds and other is not None and other.holds
        yield other if instead and other is not None else equation


def _leaves(rows: Sequence[PlanRow]) -> list[PlanRow]:
    """The rows that have nothing below them."""
    plain = [row for row in rows if row.kind in ("topic", "section", "attestation")]
    return [
        row
        for place, row in enumerate(plain)
        if row.depth != LEFT_OUT and not any(map(has_hours, _below(plain, place)))
    ]


def _sections(rows: list[PlanRow]) -> Iterator[PlanRow]:
    """In a table with sections, rows of a section's depth are sections though nothing is below."""
    deep = [row.depth for row in rows if row.kind == "section"]
    for row in rows:
        bare = row.kind == "topic" and row.depth in deep and row.depth == min(deep)
        yield replace(row, kind="section") if bare else row


def _below(rows: Sequence[PlanRow], index: int) -> list[PlanRow]:
    """The rows under a row, up to the next of its depth or a total."""
    found = []
    for row in rows[index + 1 :]:
        if row.kind in ("subtotal", "total"):
            break
        if row.kind == "other":
            continue
        if row.depth <= rows[index].depth:
            break
        if row.depth != LEFT_OUT:
            found.append(row)
    return found


def _level(row: PlanRow) -> int:
    """Subtotals of terms and years stand above those of sections."""
    return 2 if _TERM.search(tidy(row.title)) else 1


def _in_run(rows: Sequence[PlanRow], index: int) -> bool:
    """Equal subtotals one after another take the whole apart; what makes each is not known."""
    near = [*rows[max(0, index - 1) : index], *rows[index + 1 : index + 2]]
    return any(row.kind == "subtotal" and _level(row) == _level(rows[index]) for row in near)


def _closed_by(rows: Sequence[PlanRow], index: int) -> list[PlanRow]:
    """What a subtotal is the sum of: all since the one of its level before it."""
    start = index
    while start and not _closes(rows[start - 1], _level(rows[index])):
        start -= 1
    return _whole(rows[start:index], _level(rows[index]) - 1)


def _closes(row: PlanRow, level: int) -> bool:
    return row.kind == "total" or (row.kind == "subtotal" and _level(row) >= level)


def _whole(rows: Sequence[PlanRow], level: int = 2) -> list[PlanRow]:
    """What a total is the sum of: the highest subtotals up to a level, and the rows left over."""
    run = rows[len(rows) - _run_length(rows) :]
    if len(run) > 1 and len({_level(row) for row in run}) == 1:
        return list(run)
    inside = [row for row in rows if row.kind == "subtotal" and _level(row) <= level]
    highest = max(map(_level, inside), default=0)
    found: list[PlanRow] = []
    open_rows: list[PlanRow] = []
    for row in rows:
        if row.kind == "total":
            found, open_rows = [], []
        elif row.kind != "subtotal":
            open_rows.append(row)
        elif _level(row) == highest and has_hours(row):
            found.append(row)
            open_rows = []
    return found + _on_top(open_rows)


def _run_length(rows: Sequence[PlanRow]) -> int:
    length = 0
    while length < len(rows) and rows[len(rows) - 1 - length].kind == "subtotal":
        length += 1
    return length


def top_rows(rows: Sequence[PlanRow]) -> list[PlanRow]:
    """The rows whose hours together are those of the table, totals aside."""
    return _on_top([row for row in rows if row.kind not in ("subtotal", "total", "other")])


def _on_top(rows: Sequence[PlanRow]) -> list[PlanRow]:
    """Rows that together make the whole: none below another that has hours itself."""
    found: list[PlanRow] = []
    over: list[tuple[int, bool]] = []
    for row in rows:
        if row.kind in ("subtotal", "total", "other"):
            over.clear()
            continue
        if row.depth == LEFT_OUT:
            continue
        while over and over[-1][0] >= row.depth:
            over.pop()
        if not any(counts for _, counts in over):
            found.append(row)
        over.append((row.depth, has_hours(row)))
    return found


def has_hours(row: PlanRow) -> bool:
    """True when a figure stands in the row, read or not."""
    return any(value is not None for value in row.hours.values()) or bool(
        row.unread & set(row.hours)
    )


def _equations(
    kind: str, row: PlanRow, parts: list[PlanRow], roles: Sequence[str]
) -> Iterator[Equation]:
    only_here = _only_here(row, parts) if kind != "total" else {}
    for role in roles if "total" in roles else ("total", *roles):
        stated = row.hours.get(role)
        if stated is None or not parts or any(_hidden(part, role) for part in (row, *parts)):
            continue
        given = [value for part in parts if (value := _value(part, role)) is not None]
        counted = sum(given, Decimal())
        apart = sum(only_here.values(), Decimal())
        if role in only_here or (role == "total" and apart and stated == counted + apart):
            continue
        if given:
            among = frozenset((part.block, part.row) for part in parts)
            yield Equation(kind, row, role, stated, counted, tuple(given), among)


def _only_here(row: PlanRow, parts: Sequence[PlanRow]) -> dict[str, Decimal]:
    """Hours such as consultations that stand in the sum alone and in none of its parts."""
    return {
        role: stated
        for role, stated in row.hours.items()
        if role not in _MAIN and stated and not any(part.hours.get(role) for part in parts)
    }


def _value(row: PlanRow, role: str) -> Decimal | None:
    """The row's hours in a column; without a column of totals, theory and practice make it."""
    if role == "total" and row.hours.get("total") is None:
        return row.whole()
    return row.hours.get(role)


def _hidden(row: PlanRow, role: str) -> bool:
    return role in row.unread
