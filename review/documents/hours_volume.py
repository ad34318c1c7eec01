"""The volume of a programme as its tables state it: by year, by module, as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from review.documents.hours_table import HoursTable, PlanRow, TableKind
from review.documents.hours_tree import top_rows


@dataclass(frozen=True, slots=True)
class Volume:
    """The hours of one table: `printed` when an «Итого» row says so, else added up."""

    table: HoursTable
    hours: Decimal
    row: PlanRow
    printed: bool


def volume_of(table: HoursTable) -> Volume | None:
    """The table's whole, None when its rows do not let it be known."""
    total = table.total
    if total is not None and (printed := total.whole()) is not None:
        return Volume(table, printed, total, True)
    rows = top_rows(table.rows)
    hours = [row.whole() for row in rows]
    known = [value for value in hours if value is not None]
    unread = any(row.unread for row in rows)
    if total is not None or not known or len(known) < len(rows) or unread:
        return None
    return Volume(table, sum(known, Decimal()), rows[-1], False)


@dataclass(frozen=True)
class Volumes:
    """Volumes of all tables of one kind; tables of hours a week are no volumes."""

    whole: tuple[Volume, ...] = ()
    years: tuple[Volume, ...] = ()
    modules: tuple[Volume, ...] = ()

    @property
    def single(self) -> Volume | None:
        """The only table there is."""
        several = self.years or self.modules
        return self.whole[0] if len(self.whole) == 1 and not several else None

    @property
    def possible(self) -> frozenset[Decimal]:
        """Every volume the programme may have by these tables: one, or several together."""
        found = {one.hours for one in (*self.whole, *self.years, *self.modules)}
        for group in filter(None, (self.whole, self.years, self.modules)):
            found.add(sum((one.hours for one in group), Decimal()))
        return frozenset(found)

    @property
    def parts(self) -> tuple[Volume, ...]:
        """Years, or modules, that together make the programme; empty when there are not two."""
        for group in (self.years, self.modules):
            if len(group) > 1:
                return group
        return ()


def volumes(tables: Sequence[HoursTable], kind: TableKind) -> Volumes:
    """The volumes of all tables of a kind, of several for one year the first."""
    known = [one for table in tables if table.kind == kind and (one := _annual(table)) is not None]
    years: dict[int, Volume] = {}
    for one in known:
        if one.table.year is not None:
            years.setdefault(one.table.year, one)
    return Volumes(
        whole=tuple(one for one in known if one.table.year is None and not one.table.module),
        years=tuple(years[year] for year in sorted(years)),
        modules=tuple(one for one in known if one.table.year is None and one.table.module),
    )


def _annual(table: HoursTable) -> Volume | None:
    return None if table.weekly else volume_of(table)
