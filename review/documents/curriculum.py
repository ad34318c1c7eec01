"""The tables of hours: curriculum plans and calendar schedules, whatever their columns are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from review.documents.hours_columns import Header, names_periods, read_headers
from review.documents.hours_grid import Grid, grid_of
from review.documents.hours_readings import best_reading
from review.documents.hours_rows import read_rows, settle_totals
from review.documents.hours_table import HoursTable, PlanRow, RowKind, TableKind
from review.documents.hours_text import is_module, tidy, year_of
from review.documents.hours_words import MONTH_LEAF
from review.documents.reading.model import Block, DocumentModel
from review.documents.structure import Structure

__all__ = ["HoursTable", "PlanRow", "RowKind", "TableKind", "read_tables"]

CAPTION_BLOCKS: Final = 12
CAPTION_LENGTH: Final = 160
MAX_SCRAPS: Final = 4
SCRAP_LENGTH: Final = 40
_BETWEEN = re.compile(r"^(?:\d{1,4}|продолжение таблицы.{0,20}|[-–—\d\s]{1,9})$")
_DATED: Final = frozenset({"month", "date", "start", "end"})
_TIMED: Final = frozenset({"week", "weeks", "days", "lessons", "per_week", "time"})
_KINDS_OF_WORK = re.compile(
    r"^(?!.*\bпо [а-я]+$)[-–\s]{0,3}(?:лекци|практическ|лаборат|самостоятельн|семинар|зач[её]т"
    r"|экзамен|курсов|занятия (?:лекц|семин|практ)|в том числе|контактн|контрольн|аудиторн"
    r"|обязательн|максимальн"
    r"|промежуточн|консультац|проведение инструктаж|ознакомлен|изучение теор|подготовка к)"
)
_CALENDAR = re.compile(r"календарн|график|\bкуг\b|расписан|по месяцам|по неделям")
_SCHEDULE = re.compile(r"учебн\w{2,3} график|\bкуг\b|график учебного процесса")
_MONTH_LEAF = re.compile(r"^(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|\d{1,2}\W*$|нед)")


@dataclass
class _Draft:
    """A table of hours while its continuations are still being added."""

    grid: Grid
    header: Header
    rows: list[PlanRow]
    above: tuple[str, ...]
    blocks: list[str] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """True when the last row is a total: what follows is another table."""
        return bool(self.rows) and self.rows[-1].kind in ("total", "subtotal")


def read_tables(model: DocumentModel, structure: Structure) -> tuple[HoursTable, ...]:
    """Every table of the document with its kind, in document order.

    Tables that go on after a page break are put together under the first one's id.
    """
    in_calendar = _blocks_of(model, structure, "calendar_schedule")
    found: list[_Draft | HoursTable] = []
    open_draft: _Draft | None = None
    above: list[str] = []
    scraps = 0
    for block in model.blocks:
        if block.kind != "table":
            if block.text.strip():
                above.append(block.text.strip())
                scraps += not _BETWEEN.match(tidy(block.text))
                torn = model.format == "pdf" and scraps <= MAX_SCRAPS and _is_scrap(block)
                open_draft = open_draft if torn or not scraps else None
            continue
        scraps = 0
        grid = grid_of(block)
        if open_draft is not None and grid is not None and _goes_on(open_draft, grid):
            _append(open_draft, grid)
            continue
        headers = read_headers(grid) if grid is not None else ()
        if grid is None or not headers:
            dated = block.id in in_calendar or bool(_SCHEDULE.search(tidy(" ".join(above[-1:]))))
            kind: TableKind = "calendar" if dated and grid and names_periods(grid) else "other"
            found.append(HoursTable(block.id, kind, blocks=(block.id,)))
            continue
        drafts = [_draft(grid, header, tuple(above)) for header in headers]
        found += drafts
        open_draft = drafts[0] if len(drafts) == 1 else None
        above = []
    return tuple(_finished(one, in_calendar) if isinstance(one, _Draft) else one for one in found)


def _is_scrap(block: Block) -> bool:
    """Words of a row that a page break tore apart: they stand above the rest of the table."""
    text = block.text.strip()
    caption = year_of(text) is not None or is_module(text)
    return block.kind == "paragraph" and len(text) <= SCRAP_LENGTH and not caption


def _draft(grid: Grid, header: Header, above: tuple[str, ...]) -> _Draft:
    return _Draft(grid, header, read_rows(grid, header), above, [grid.block.id])


def _blocks_of(model: DocumentModel, structure: Structure, section: str) -> frozenset[str]:
    heading = structure.sections.get(section)
    if heading is None:
        return frozenset()
    ids = [block.id for block in model.walk()]
    first, last = ids.index(heading.block_id), ids.index(heading.last_block or heading.block_id)
    return frozenset(ids[first : last + 1])


def _goes_on(draft: _Draft, grid: Grid) -> bool:
    """The next table has the same columns and either the same header or none."""
    if grid.width != draft.grid.width:
        return False
    if _same_header(draft, grid):
        return not draft.closed
    return not read_headers(grid) and not draft.closed


def _same_header(draft: _Draft, grid: Grid) -> bool:
    rows = draft.header.rows
    if grid.height <= rows:
        return False
    return all(
        [tidy(t) for t in grid.texts(row)] == [tidy(t) for t in draft.grid.texts(row)]
        for row in range(rows)
    )


def _append(draft: _Draft, grid: Grid) -> None:
    header = draft.header
    if not _same_header(draft, grid):
        header = replace(header, rows=0)
    draft.rows += read_rows(grid, header)
    draft.blocks.append(grid.block.id)


def _finished(draft: _Draft, in_calendar: frozenset[str]) -> HoursTable:
    header = draft.header
    columns = {role: column + 1 for role, column in header.roles.items()}
    bare = HoursTable(draft.blocks[0], "curriculum", columns=columns)
    settled = settle_totals(draft.rows)
    reading = best_reading(settled, bare.hour_roles)
    kind = _kind(draft, header, reading.rows, draft.blocks[0] in in_calendar)
    captions = (header.title_row, *_nearest(draft.above), *_only_year(header, reading.rows))
    return replace(
        bare,
        kind=kind,
        rows=reading.rows,
        year=header.year
        or next((year for text in captions if (year := year_of(text)) is not None), None),
        module=next((text for text in captions if is_module(text)), ""),
        weekly=header.weekly,
        after=draft.above[-1] if draft.above else "",
        blocks=tuple(draft.blocks),
        crooked=header.crooked,
        months=tuple(leaf for leaf in _leaves(draft, header) if MONTH_LEAF.match(leaf)),
    )


def _only_year(header: Header, rows: Sequence[PlanRow]) -> Iterator[str]:
    """The year of a schedule with a single row under «Год обучения»."""
    if len(rows) == 1 and header.title.startswith("год обуч"):
        yield f"{rows[0].name} год обучения" if rows[0].name.isdigit() else rows[0].name


def _nearest(above: Sequence[str]) -> Iterator[str]:
    """Short texts above the table, the nearest first."""
    for text in reversed(above[-CAPTION_BLOCKS:]):
        if len(text) <= CAPTION_LENGTH:
            yield text


def _kind(draft: _Draft, header: Header, rows: Sequence[PlanRow], in_calendar: bool) -> TableKind:
    """A calendar has dates, months or weeks for columns; a plan has topics and hours."""
    roles = set(header.roles)
    caption = tidy(draft.above[-1]) if draft.above else ""
    dated = in_calendar or bool(_CALENDAR.search(caption))
    leaves = _leaves(draft, header)
    timed = bool(leaves) and all(_MONTH_LEAF.match(leaf) for leaf in leaves if leaf)
    if _DATED & roles or (dated and (timed or _TIMED & roles)):
        return "calendar"
    if not rows or _only_kinds_of_work(header, rows):
        return "other"
    if timed and not all(leaf.isdigit() for leaf in leaves):
        return "calendar"
    return "calendar" if in_calendar and "theory" not in roles else "curriculum"


def _leaves(draft: _Draft, header: Header) -> list[str]:
    """The lowest header cells over the columns of months, weeks, terms or years."""
    periods = [at for role, at in header.roles.items() if role.startswith("period")]
    return [tidy(draft.grid.covering(header.rows - 1, at)) for at in periods]


def _only_kinds_of_work(header: Header, rows: Sequence[PlanRow]) -> bool:
    """A table of the workload by kinds of work is no plan: it has no topics."""
    kinds = sum(bool(_KINDS_OF_WORK.match(tidy(row.title))) for row in rows)
    return header.title.startswith("вид") and kinds * 3 >= len(rows)
