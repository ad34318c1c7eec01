"""What the columns of a table of hours mean, whatever their header looks like.

Headers of real tables differ nearly every time: merged in two or three rows, a spanning title
first, a row of column numbers under them, hours called in eight ways and topics in nine. So a
column is known by the path of header cells above it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from review.documents.hours_crooked import is_crooked, numbered_columns
from review.documents.hours_grid import Grid, is_numbering, label_of
from review.documents.hours_text import (
    hours_of,
    is_blank,
    is_section_word,
    is_total,
    tidy,
    year_of,
)
from review.documents.hours_words import (
    AND_CREDITS,
    CONTROL,
    HOURS_WORD,
    PER_WEEK,
    PERIOD,
    PERIOD_ROW,
    SAYS_HOURS,
    TITLE,
    holds_hours,
    role_of,
    says_nothing_else,
)

_FIGURES = re.compile(r"^\s*\d{1,3}(?:[.,]\d)?\s?[/+–-]\s?\d{1,3}(?:[.,]\d)?\s*$")
_GROUPS = re.compile(r"^(?:год|группа|этап|курс|класс|модуль)\b")
MAX_HEADER_ROWS: Final = 7
MAX_WORDS: Final = 14
MAX_LABEL_WORDS: Final = 9


@dataclass(frozen=True)
class Header:
    """The header read: roles of columns counted from 0, and how many rows it takes.

    `spans` are the widths of the columns, `title` the words over the topics, `title_row` a title
    above all columns, `year` the year of study its columns are for. `weekly`: hours a week;
    `slashed`: roles of columns that hold hours and credits, «144/4»; `crooked`: the edges of the
    header's cells do not meet, so that a column may be taken for its neighbour.
    """

    rows: int
    roles: Mapping[str, int]
    spans: Mapping[str, int]
    title: str = ""
    title_row: str = ""
    weekly: bool = False
    year: int | None = None
    slashed: frozenset[str] = frozenset()
    crooked: bool = False


def read_headers(grid: Grid) -> tuple[Header, ...]:
    """The header of a table of hours, one for each year of study that has columns of its own.

    Empty when no column of hours or no column of topics is found.
    """
    top = _caption_rows(grid)
    if _has_figures(grid, top):
        return ()
    height = _header_height(grid, top)
    crooked = is_crooked(grid, top, height)
    numbered = numbered_columns(grid, top, height) if crooked else {}
    crooked = crooked and not numbered
    above = numbered or {column: column for column in range(grid.width)}
    paths = [
        _path(grid, above[column], top, height) if column in above else ()
        for column in range(grid.width)
    ]
    years = [next(filter(None, map(year_of, path)), None) for path in paths]
    several = sorted({year for year in years if year})
    found = [_header(grid, paths, top, height, crooked)]
    if len(several) > 1 and found[0] is not None and "period2" not in found[0].roles:
        found = []
        for year in several:
            own = [
                path if mark in (None, year) else ()
                for path, mark in zip(paths, years, strict=True)
            ]
            one = _header(grid, own, top, height, crooked)
            found.append(replace(one, year=year) if one else None)
    return tuple(header for header in found if header is not None)


def names_periods(grid: Grid) -> bool:
    """True for a schedule without hours: its header names a period and what is taught in it."""
    roles = {role_of((tidy(text),)) for text in grid.texts(0)}
    topics = any(TITLE.search(tidy(text)) for text in grid.texts(0))
    return topics and bool(roles & {"month", "date", "start", "week", "weeks", "days"})


def _header(
    grid: Grid, paths: list[tuple[str, ...]], top: int, height: int, crooked: bool
) -> Header | None:
    roles = _roles(grid, paths, height)
    hours = [role for role in roles if holds_hours(role)]
    if "title" not in roles or not hours or not _speaks_of_hours(hours, roles, paths):
        return None
    weekly = any(PER_WEEK.search(" ".join(paths[roles[role]])) for role in hours)
    return Header(
        rows=height,
        roles=roles,
        spans=_spans(grid, roles, height),
        title=" ".join(paths[roles["title"]]),
        title_row=grid.texts(0)[0] if top else "",
        weekly=weekly,
        slashed=frozenset(
            role for role in hours if AND_CREDITS.search(" ".join(paths[roles[role]]))
        ),
        crooked=crooked,
    )


def _speaks_of_hours(
    hours: list[str], roles: Mapping[str, int], paths: list[tuple[str, ...]]
) -> bool:
    """The header says hours somewhere, or names two kinds of them in few words."""
    if any(HOURS_WORD.search(" ".join(paths[roles[role]])) for role in hours):
        return True
    short = [role for role in hours if len(paths[roles[role]][-1].split()) <= 3]
    return len(short) > 1


def _has_figures(grid: Grid, row: int) -> bool:
    """A first row with figures is no header; it goes on with an earlier table."""
    texts = grid.texts(row)
    figures = [text for text in texts if text.strip(" .").replace(",", "").isdigit()]
    return not texts or (bool(figures) and not _months_or_periods(texts))


def _months_or_periods(texts: list[str]) -> bool:
    figures = sum(text.strip(" .").isdigit() for text in texts)
    return any(HOURS_WORD.search(tidy(text)) for text in texts) and figures < len(texts)


def _spans(grid: Grid, roles: Mapping[str, int], height: int) -> dict[str, int]:
    """Widths in grid columns of the lowest header cell over each column."""
    spans = {}
    for role, column in roles.items():
        place = grid.places[height - 1][column]
        spans[role] = place[0].column + place[0].colspan - column if place else 1
    return spans


def _caption_rows(grid: Grid) -> int:
    """1 when the table's first row is a title over all its columns."""
    first = grid.cells(0)
    spanned = len(first) == 1 and first[0].colspan == grid.width and first[0].rowspan == 1
    return 1 if spanned and grid.height > 2 else 0


def _header_height(grid: Grid, top: int) -> int:
    """Rows up to the first that holds data; a row of column numbers is the last of the header."""
    merged = _merged_rows(grid, top)
    row = top + merged
    while row < min(grid.height, top + MAX_HEADER_ROWS):
        if is_numbering(grid, row):
            return row + 1
        if not _header_row(grid, row, merged > 1):
            return row
        row += 1
    return row


def _merged_rows(grid: Grid, top: int) -> int:
    """How many rows the first header row's cells reach down; 1 when that is absurd."""
    merged = max((cell.rowspan for cell in grid.cells(top)), default=1)
    return merged if merged <= MAX_HEADER_ROWS - 2 and top + merged < grid.height else 1


def _header_row(grid: Grid, row: int, merged: bool) -> bool:
    """A row still under header cells, or one that only names kinds of hours."""
    if row < grid.header_flags:
        return True
    texts = grid.texts(row)
    covered = any(place and place[1] < row and place[0].text.strip() for place in grid.places[row])
    if not texts:
        return not grid.cells(row) and merged
    if grid.spanning(row) is not None or (len(texts) < 2 and not covered):
        return False
    if PERIOD_ROW.match(tidy(texts[0])) and len(texts) > 2:
        return all(PERIOD.search(tidy(text)) for text in texts[1:])
    return all(_names_column(text, covered) for text in texts)


def _names_column(text: str, covered: bool) -> bool:
    """Words a header would use for a column; figures only where the rows above still reach."""
    folded = tidy(text)
    if is_total(folded) and len(folded.split()) > 2:
        return bool(re.match(r"всего (?:час|в уч|под рук)", folded))
    if is_section_word(folded) and re.search(r"\d", folded):
        return False
    if covered and PERIOD.search(folded):
        return True
    if re.search(r"^\d", folded):
        return bool(re.match(r"^\d{1,2}[- ]?(?:й|ый)?\s?(?:год|сем|класс|полуг)", folded))
    return says_nothing_else(folded) and len(folded.split()) <= MAX_LABEL_WORDS


def _path(grid: Grid, column: int, top: int, height: int) -> tuple[str, ...]:
    """Distinct header texts above a column from top to bottom, column numbers left out."""
    path: list[str] = []
    for row in range(top, height):
        if is_numbering(grid, row) and row >= top + _merged_rows(grid, top):
            continue
        text = tidy(re.sub(r"(?<=\w)[-­] ?\n ?(?=\w)|- (?=\w)", "-", grid.covering(row, column)))
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _roles(grid: Grid, paths: list[tuple[str, ...]], height: int) -> dict[str, int]:
    roles: dict[str, int] = {}
    spare: list[int] = []
    for column, path in enumerate(paths):
        role = role_of(path) if path and _begins(grid, height - 1, column) else ""
        if holds_hours(role) and len(path[-1].split()) > MAX_WORDS:
            role = ""
        if holds_hours(role) and not _mostly_figures(grid, column, height):
            role = "control" if CONTROL.search(" ".join(path)) else ""
        if role == "period":
            role = f"period{1 + sum(name.startswith('period') for name in roles)}"
        if role in roles and holds_hours(role):
            role = f"other{1 + sum(name.startswith('other') for name in roles)}"
        if role and role not in roles:
            roles[role] = column
        elif not role:
            spare.append(column)
    if _only_counted(roles, paths):
        roles = {role: column for role, column in roles.items() if not holds_hours(role)}
    _find_title(grid, paths, roles, spare, height)
    return roles


def _begins(grid: Grid, row: int, column: int) -> bool:
    """False for the further grid columns of a wide header cell."""
    place = grid.places[row][column]
    return place is None or place[0].column == column


def _only_counted(roles: Mapping[str, int], paths: list[tuple[str, ...]]) -> bool:
    """A lone column «Количество» counts things, not hours, unless the header says hours."""
    counted = {role for role in roles if role == "total" or role.startswith("other")}
    if "total" not in roles or any(holds_hours(role) for role in set(roles) - counted):
        return False
    return not SAYS_HOURS.search(" ".join(" ".join(path) for path in paths))


def _mostly_figures(grid: Grid, column: int, height: int) -> bool:
    """True when the body of the column holds hours, as far as it holds anything."""
    texts = [cell.text for row in range(height, grid.height) if (cell := grid.own(row, column))]
    filled = [text for text in texts if not is_blank(text)]
    figures = sum(hours_of(text) is not None or bool(_FIGURES.match(text)) for text in filled)
    return not filled or figures * 2 >= len(filled)


def _find_title(
    grid: Grid, paths: list[tuple[str, ...]], roles: dict[str, int], spare: list[int], height: int
) -> None:
    """The topics stand in the first column called so, else in the first one with words."""
    called = [column for column in spare if paths[column] and TITLE.search(" ".join(paths[column]))]
    worded = [column for column in spare if _letters(grid, column, height)]
    named = [column for column in spare if _GROUPS.match(" ".join(paths[column]))]
    chosen = [column for column in called if column in worded] or worded or named
    if chosen:
        roles["title"] = chosen[0]
        for column in chosen[1:]:
            roles.setdefault("content", column)
    elif "number" in roles and _letters(grid, roles["number"], height):
        roles["title"] = roles.pop("number")


def _letters(grid: Grid, column: int, height: int) -> bool:
    cells = [grid.own(row, column) for row in range(height, grid.height)]
    words = [cell for cell in cells if cell and re.search(r"[^\W\d_]{3}", label_of(cell))]
    return bool(words)
