"""What the typed numbers of a plan's rows prove: a section that was lost, rows that nest.

Numbers are the surest sign of a hierarchy, since people write 2.1 only under 2. A reading that
contradicts them is none, however well the figures happen to add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from review.documents.hours_table import PlanRow
from review.documents.hours_text import number_depth
from review.documents.hours_tree import Depths

ANY: Final = "*"
MAX_DEPTH: Final = 6
#: So many topics that make their section by chance are hardly met.
MANY_TOPICS: Final = 3


def astray(rows: Sequence[PlanRow]) -> set[int]:
    """Places of rows such as 2.1 that do not stand after 2 and before 3.

    A row without a number may be the section of those after it.
    """
    return _astray(rows, marked_only=False)


def _astray(rows: Sequence[PlanRow], marked_only: bool) -> set[int]:
    above: dict[int, str] = {}
    found: set[int] = set()
    for place, row in enumerate(rows):
        depth = number_depth(row.number)
        if depth < 1 and row.kind in ("topic", "section"):
            heads = depth == 0 or row.marked or not marked_only
            above = dict.fromkeys(range(MAX_DEPTH), ANY) if heads else {}
        elif depth > 1 and above.get(depth - 1, "") not in (ANY, parent_of(row.number)):
            found.add(place)
        if depth > 0:
            above = {level: number for level, number in above.items() if level < depth}
            above[depth] = row.number
    return found


def parent_of(number: str) -> str:
    """«2» of «2.1»; empty for «2»."""
    return number.rpartition(".")[0]


def orphans(rows: Sequence[PlanRow], roles: Sequence[str]) -> frozenset[int]:
    """Places of topics such as 2.1 and 2.2 whose section 2 is nowhere, though others are there.

    Where the sections that have numbers are set apart by their look, a row that has neither is
    no section, unless its hours are those of the topics after it.
    """
    marked_only = _heads_are_marked(rows)
    found: set[int] = set()
    for scope in _scopes(rows):
        inside = [rows[place] for place in scope]
        lost = {parent_of(inside[at].number) for at in _astray(inside, marked_only)}
        heads = {row.number for row in inside if row.number}
        kept = {parent_of(row.number) for row in inside if number_depth(row.number) > 1} & heads
        if len(lost) != 1 or lost & heads or not kept:
            continue
        under = [place for place in scope if rows[place].number.startswith(f"{min(lost)}.")]
        if not _stands_in(rows, under, roles):
            found.update(under)
    return frozenset(found)


def _heads_are_marked(rows: Sequence[PlanRow]) -> bool:
    """True when every numbered row with topics numbered under it is set apart by its look."""
    parents = {parent_of(row.number) for row in rows if number_depth(row.number) > 1}
    heads = [row for row in rows if row.number in parents]
    return bool(heads) and all(row.marked for row in heads)


def _scopes(rows: Sequence[PlanRow]) -> Iterator[list[int]]:
    """Places of rows counted through together: the numbers begin anew under another heading."""
    scope: list[int] = []
    last = 0
    for place, row in enumerate(rows):
        first = row.number.partition(".")[0]
        if first.isdigit():
            if int(first) < last:
                yield scope
                scope = []
            last = int(first)
        scope.append(place)
    yield scope


def _stands_in(rows: Sequence[PlanRow], under: Sequence[int], roles: Sequence[str]) -> bool:
    """Whether the row before the topics has their hours: it is their section, not numbered."""
    head = rows[min(under) - 1] if min(under) else None
    if head is None or head.number:
        return False
    return _makes(head, [rows[place] for place in under], roles)


def nests(rows: Sequence[PlanRow], roles: Sequence[str]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Sections with their topics by numbers, each the sum of these: they do lie one in another.

    Empty when that holds for too few of the sections to be believed.
    """
    groups = [(head, below) for head in range(len(rows)) if len(below := _under(rows, head)) > 1]
    proven = [
        (head, below)
        for head, below in groups
        if _makes(rows[head], [rows[place] for place in below], roles)
    ]
    many = len(proven) > 1 or any(len(below) >= MANY_TOPICS for _, below in proven)
    return tuple(proven) if many and len(proven) + 1 >= len(groups) else ()


def _under(rows: Sequence[PlanRow], head: int) -> tuple[int, ...]:
    """Places right after a row that are numbered under it and have hours, the deeper left out."""
    number, found = rows[head].number, []
    for place in range(head + 1, len(rows)):
        if not number or not rows[place].number.startswith(f"{number}."):
            break
        if parent_of(rows[place].number) == number and any(rows[place].hours.values()):
            found.append(place)
    return tuple(found)


def _makes(head: PlanRow, below: Sequence[PlanRow], roles: Sequence[str]) -> bool:
    """Whether the hours of the rows make the head's in every column it has hours in."""
    stated = [role for role in roles if head.hours.get(role)]
    return bool(stated) and all(
        head.hours[role] == sum((row.hours.get(role) or Decimal() for row in below), Decimal())
        for role in stated
    )


def contradicts(depths: Depths, nested: Sequence[tuple[int, tuple[int, ...]]]) -> bool:
    """Whether topics proven to lie in a section stand beside it."""
    return any(depths[place] <= depths[head] for head, below in nested for place in below)
