"""The rows of a table of hours: figures by role, and what each row is.

The hierarchy is not decided here but in `hours_tree`, which tries the readings that the rows'
look allows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from review.documents.hours_columns import Header
from review.documents.hours_grid import Grid, is_bold, is_numbering, label_of
from review.documents.hours_table import PARTS, PlanRow
from review.documents.hours_text import (
    hours_in_label,
    hours_of,
    is_among,
    is_attestation,
    is_blank,
    is_part_total,
    is_section_word,
    is_total,
    row_number,
    tidy,
)
from review.documents.hours_words import holds_hours
from review.documents.reading.model import Cell

_TEXT_ROLES: Final = (
    "month", "date", "start", "end", "time", "week", "weeks", "days", "lessons", "per_week",
    "form", "place", "content",
)  # fmt: skip
#: Rows that may follow the only «Итого» of a table, such as the examination not counted in it.
MAX_BEHIND: Final = 2
_ITEM = re.compile(r"(?:^|[\s:])[-–—•]\s?(?=[^\W\d_])")
_FIGURES: Final = frozenset({"weeks", "days", "lessons", "per_week", "credits"})


def read_rows(grid: Grid, header: Header) -> list[PlanRow]:
    """The rows below the header; repeated headers, column numbers and empty rows are left out."""
    found = []
    first = [tidy(text) for text in grid.texts(header.rows - 1)] if header.rows else []
    for row in range(header.rows, grid.height):
        texts = [tidy(text) for text in grid.texts(row)]
        repeated = texts == first and len(texts) > 1
        if texts and not repeated and not is_numbering(grid, row):
            found.append(_row(grid, header, row))
    return found


def _row(grid: Grid, header: Header, row: int) -> PlanRow:
    hours, unread = _figures(grid, header, row)
    number, title, named = _names(grid, header, row)
    label = f"{number} {title}".strip() if not title or is_total(number) else title
    kind = _kind(label)
    if kind in ("total", "subtotal") and not any(value is not None for value in hours.values()):
        inside = hours_in_label(" ".join(grid.texts(row)))
        hours["total"] = inside if not unread else hours.get("total")
    control = grid.covering(row, header.roles["control"]) if "control" in header.roles else ""
    notes = {
        role: " ".join(grid.covering(row, header.roles[role]).split())
        for role in _TEXT_ROLES
        if role in header.roles
    }
    return PlanRow(
        row=row + 1,
        kind=kind,  # type: ignore[arg-type]
        number=number,
        title=title,
        hours=hours,
        control=" ".join(control.split()),
        block=grid.block.id,
        marked=_marked(grid, row, title, named, "content" in header.roles),
        unread=frozenset(unread),
        notes=notes,
    )


def _kind(label: str) -> str:
    if is_among(label):
        return "other"
    if is_total(label):
        return "subtotal" if is_part_total(label) else "total"
    return "attestation" if is_attestation(label) else "topic"


def _figures(grid: Grid, header: Header, row: int) -> tuple[dict[str, Decimal | None], set[str]]:
    """Hours by role; a figure over several columns of hours is the whole of them."""
    columns = {role: column for role, column in header.roles.items() if holds_hours(role)}
    hours: dict[str, Decimal | None] = dict.fromkeys(columns)
    unread: set[str] = set()
    wordy = {header.roles.get("title"), header.roles.get("number")}
    for cell in grid.cells(row):
        covered = _covered(cell, columns, header)
        named = any(at is not None and _covers(cell, at) for at in wordy)
        if not covered or is_blank(cell.text) or (named and hours_of(cell.text) is None):
            continue
        text = cell.text.partition("/")[0] if set(covered) & header.slashed else cell.text
        value = hours_of(text)
        if value is None:
            value = _of_items(text, grid, row, header)
        role = _role_for(covered, columns)
        if value is not None and role:
            hours[role] = value
        elif re.search(r"\d", cell.text) or len(covered) == 1:
            unread.update(covered)
    _known_above(grid, columns, row, unread)
    return hours, unread


def _of_items(text: str, grid: Grid, row: int, header: Header) -> Decimal | None:
    """Hours on several lines of a cell, together, where the title lists as many things: - a - b."""
    lines = [hours_of(line) for line in text.split("\n") if line.strip()]
    title = grid.own(row, header.roles["title"])
    if len(lines) < 2 or title is None or len(_ITEM.findall(title.text)) != len(lines):
        return None
    known = [hours for hours in lines if hours is not None]
    return sum(known, Decimal()) if len(known) == len(lines) else None


def _role_for(covered: list[str], columns: dict[str, int]) -> str:
    """A figure over several columns is their whole where no other column of totals stands."""
    if len(covered) == 1:
        return covered[0]
    return "total" if "total" in covered or "total" not in columns else ""


def _covers(cell: Cell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.colspan


def _covered(cell: Cell, columns: dict[str, int], header: Header) -> list[str]:
    """The columns of hours a cell stands under; in a crooked row it may only overlap one."""
    under = [role for role, at in columns.items() if _covers(cell, at)]
    if under:
        return under
    right = cell.column + cell.colspan
    near = [
        role for role, at in columns.items() if cell.column < at + header.spans[role] and at < right
    ]
    taken = [at for role, at in header.roles.items() if role in _FIGURES and _covers(cell, at)]
    return near if len(near) == 1 and not taken else []


def _known_above(grid: Grid, columns: dict[str, int], row: int, unread: set[str]) -> None:
    """An hours cell merged over rows counts once, in the first: the row's own is not known."""
    for role, column in columns.items():
        place = grid.places[row][column]
        if place and place[0].rowspan > 1 and not is_blank(place[0].text):
            unread.add(f"merged:{role}")


def _names(grid: Grid, header: Header, row: int) -> tuple[str, str, Cell | None]:
    """Number and title; a row merged over both columns, or over the table, has them in one cell."""
    roles = header.roles
    cells = {
        role: grid.own(row, roles[role]) for role in ("number", "title", "content") if role in roles
    }
    number_cell, title_cell = cells.get("number"), cells.get("title")
    spanned = grid.spanning(row)
    if title_cell is None or not title_cell.text.strip():
        title_cell = spanned or _label_cell(grid, header, row) or cells.get("content")
    if title_cell is None:
        title_cell = number_cell
    if title_cell is None:
        return "", "", None
    typed, title = row_number(label_of(title_cell))
    if number_cell is not None and number_cell is not title_cell:
        own = row_number(label_of(number_cell) + " ")[0]
        if own:
            return own, " ".join(label_of(title_cell).split()), title_cell
    return typed, title, title_cell


def _label_cell(grid: Grid, header: Header, row: int) -> Cell | None:
    """The worded cell left of the hours: «Итого» may stand anywhere before the figures."""
    hours = [at for role, at in header.roles.items() if role == "total" or role in PARTS]
    limit = max(hours, default=grid.width)
    for cell in grid.cells(row):
        if cell.column <= limit and re.search(r"[^\W\d_]{3}", cell.text):
            return cell
    return next((cell for cell in grid.cells(row) if is_total(cell.text)), None)


def _marked(
    grid: Grid, row: int, title: str, cell: Cell | None, with_content: bool = False
) -> bool:
    if cell is None:
        return False
    if is_section_word(cell.text) or grid.spanning(row) is not None:
        return True
    if with_content and cell.rowspan > 1:
        return True  # a theme beside the lines of its contents
    letters = [sign for sign in title if sign.isalpha()]
    capitals = len(letters) > 5 and all(sign.isupper() for sign in letters)
    return capitals or is_bold(cell)


def settle_totals(rows: list[PlanRow]) -> list[PlanRow]:
    """The last «Итого» is the table's when nothing but remarks follow it; others are of parts.

    Some tables begin with it, and in some the last row holds the sums and no word.
    """
    places = [index for index, row in enumerate(rows) if row.kind in ("total", "subtotal")]
    if not places:
        return [*rows[:-1], replace(rows[-1], kind="total")] if _wordless(rows) else rows
    last = places[-1]
    behind = [row for row in rows[last + 1 :] if _counts(row)]
    allowed = MAX_BEHIND if last > 2 * len(behind) and len(places) == 1 else 0
    wholes = [index for index in places if rows[index].kind == "total"]
    settled = list(rows)
    for index in places:
        alone = index == last and len(behind) <= allowed and (wholes or len(places) == 1)
        ends = index in wholes and _trailing(rows, index)
        begins = places == [0] and wholes == [0]
        kind = "total" if alone or ends or begins else "subtotal"
        settled[index] = replace(rows[index], kind=kind)  # type: ignore[arg-type]
    return settled


def _wordless(rows: list[PlanRow]) -> bool:
    """The last row has figures alone, every other one a name."""
    named = [bool(row.name) for row in rows]
    return len(rows) > 2 and named == [True] * (len(rows) - 1) + [False] and _counts(rows[-1])


def _counts(row: PlanRow) -> bool:
    """True for a row of the plan itself that has hours."""
    plain = row.kind in ("topic", "section", "attestation")
    return plain and any(value is not None for value in row.hours.values())


def _trailing(rows: list[PlanRow], index: int) -> bool:
    return not any(_counts(row) for row in rows[index + 1 :])
