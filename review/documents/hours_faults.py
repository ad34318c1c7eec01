"""Where the arithmetic of one table of hours does not hold, and how sure that is.

An equation is an error only when the table's structure is beyond doubt: the same reading holds
elsewhere in the table, and one changed figure or one lost row explains what does not. Else it is
told with low confidence. One wrong figure breaks several equations; it is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

from review.documents.hours_across import DOUBTFUL, SURE, RowEquation, RowFault, row_faults
from review.documents.hours_readings import best_reading, flat_reading
from review.documents.hours_table import HoursTable, PlanRow
from review.documents.hours_tree import Equation, Reading

PLAIN: Final = 0.9
MAX_SUMS: Final = 200
#: A table with more mistakes than these is not told of each.
MAX_FAULTS: Final = 100
MAX_FLAT: Final = 500


@dataclass(frozen=True, slots=True)
class SumFault:
    """A total, a subtotal or a section whose hours are not those of its rows."""

    equation: Equation
    confidence: float


Faults = tuple[tuple[RowFault, ...], tuple[SumFault, ...]]

#: A table is looked at by several checks and added up once.
_KNOWN: WeakKeyDictionary[HoursTable, Faults] = WeakKeyDictionary()


def faults(table: HoursTable) -> Faults:
    """What does not add up in a table, across and down."""
    known = _KNOWN.get(table)
    if known is None:
        known = _KNOWN[table] = _faults(table)
    return known


def _faults(table: HoursTable) -> Faults:
    across, down = list(islice(row_faults(table), MAX_FAULTS)), list(_down(table))
    sure = [fault.equation for fault in across if fault.confidence >= PLAIN]
    left = [fault for fault in down if not any(_in_topic(one, fault.equation) for one in sure)]
    firm = [fault.equation for fault in left if fault.confidence >= PLAIN]
    rows = tuple(one for one in across if not _in_sum(one.equation, firm))
    return rows, tuple(_without_echoes(left))


def _in_topic(row: RowEquation, column: Equation) -> bool:
    """One wrong figure of a topic breaks the sum over it as well: told in the topic's row."""
    return _place(row.row) != _place(column.row) and _same_cell(row, column)


def _in_sum(row: RowEquation, columns: Sequence[Equation]) -> bool:
    """A wrong figure in a row of sums is told as such."""
    return any(_place(row.row) == _place(one.row) and _same_cell(row, one) for one in columns)


def _same_cell(row: RowEquation, column: Equation) -> bool:
    """True when one wrong figure in the row breaks the sum of the column too."""
    off = row.stated - sum(row.terms)
    here = column.stated - column.counted
    inside = _place(row.row) in column.among
    if _place(column.row) == _place(row.row):
        wanted = off if column.role == row.whole else -off
    elif inside:
        wanted = -off if column.role == row.whole else off
    else:
        return False
    return here == wanted and column.role in (row.whole, *row.parts)


def _place(row: PlanRow) -> tuple[str, int]:
    return row.block, row.row


def _without_echoes(down: list[SumFault]) -> list[SumFault]:
    """A section's wrong sum breaks the total above it as well; that echo is not told again."""
    return [
        fault
        for fault in down
        if not any(
            _echo(other.equation, fault.equation) and other.confidence >= fault.confidence
            for other in down
            if other is not fault
        )
    ]


def _echo(cause: Equation, effect: Equation) -> bool:
    if cause.role != effect.role or _place(cause.row) not in effect.among:
        return False
    return cause.stated - cause.counted == effect.counted - effect.stated


# --- down: sections, subtotals, totals ------------------------------------------------


def _down(table: HoursTable) -> Iterator[SumFault]:
    reading = best_reading(table.rows, table.hour_roles)
    wrong = {_place(one.row) for one in reading.broken}
    good = {_place(one.row) for one in reading.equations if one.holds and one.stated} - wrong
    broken = reading.broken[:MAX_FAULTS]
    lone = [one for one in broken if _lone(table, one)]
    firm = [one for one in broken if not _lone(table, one)]
    confidence = _confidence(table, reading, firm, len(good))
    for equation in firm:
        yield SumFault(equation, confidence)
    for equation in lone:
        yield SumFault(equation, DOUBTFUL)


def _lone(table: HoursTable, broken: Equation) -> bool:
    """Plan and contents in one table: of the lines of a topic, one alone may have its hours."""
    return "content" in table.columns and len(broken.terms) < 2


def _confidence(
    table: HoursTable, reading: Reading, broken: Sequence[Equation], good: int
) -> float:
    """`good` is the number of rows whose sums hold in every column."""
    if table.crooked or not broken:
        return DOUBTFUL
    explained = all(_one_cause([e for e in broken if e.role == role]) for role in _roles(broken))
    bad = len({_place(one.row) for one in broken if not any(_echo(e, one) for e in broken)})
    merged = "content" in table.columns
    needed = 2 if reading.name.startswith("mark") and not merged else 1
    if explained and (good >= needed * bad or (reading.held and not merged)):
        return SURE
    if not merged and all(_confirmed(one, reading) for one in broken):
        return SURE
    if not merged and good >= 2 * needed * bad and good > 1:
        return SURE
    sections = any(one.kind != "total" and one.holds and one.stated for one in reading.equations)
    if explained and not sections and _plain(table, flat_reading(table.rows, table.hour_roles)):
        return PLAIN
    return DOUBTFUL


def _confirmed(broken: Equation, reading: Reading) -> bool:
    """The same rows add up in another column, so they do belong together."""
    row = _place(broken.row)
    return any(_place(one.row) == row and one.holds and one.stated for one in reading.equations)


def _roles(equations: Sequence[Equation]) -> set[str]:
    return {equation.role for equation in equations}


def _one_cause(broken: list[Equation]) -> bool:
    """At most one equation of a column is broken, or the second only echoes the first."""
    return len([one for one in broken if not any(_echo(other, one) for other in broken)]) <= 1


def _plain(table: HoursTable, flat: Reading) -> bool:
    """A flat list under one «Итого», every cell read: there is no other way to add it up."""
    body = [row for row in flat.rows if row.kind in ("topic", "section", "attestation")]
    totals = [row for row in flat.rows if row.kind in ("total", "subtotal")]
    if len(table.blocks) > 1 or len(totals) != 1 or not 0 < len(body) <= MAX_FLAT or flat.held:
        return False
    if any(row.unread & set(row.hours) or row.kind == "other" for row in flat.rows):
        return False
    return not any(_hidden_sections(table, body, one) for one in flat.broken)


def _hidden_sections(table: HoursTable, body: list[PlanRow], broken: Equation) -> bool:
    """Rows may be sections though nothing shows it: each the sum of two or more after it."""
    values = [row.hours.get(broken.role) or Decimal() for row in body]
    if _as_sections(values) == broken.stated:
        return True
    over = {Decimal()}
    for place, row in enumerate(body):
        apart = row.marked or "content" in table.columns
        if apart and values[place] and _run(values, place) > 2 and len(over) < MAX_SUMS:
            over |= {one + values[place] for one in over}
    return broken.counted - broken.stated in over


def _as_sections(values: list[Decimal]) -> Decimal | None:
    """The sum of the sections when the list falls apart into some with two topics or more each."""
    place, whole = 0, Decimal()
    while place < len(values):
        length = _run(values, place)
        if length < 3:
            return None
        whole += values[place]
        place += length
    return whole


def _run(values: list[Decimal], place: int) -> int:
    """How many rows a section would take if it is the sum of those after it; 0 when it is not."""
    end, left = place + 1, values[place]
    while left > 0 and end < len(values):
        left -= values[end]
        end += 1
    return end - place if left == 0 else 0
