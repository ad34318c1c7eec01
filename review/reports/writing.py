"""The results as a spreadsheet: typed columns, written as XLSX or streamed as CSV.

Cells carry types (dates as dates, numbers as numbers) and never formulas; in CSV a text that a
spreadsheet would take for a formula is neutralised by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import IO, Any

import xlsxwriter
from flask_babel import gettext as _

from review import clock
from review.reports.rows import Row
from review.wording import (
    direction_label,
    financing_label,
    form_label,
    level_label,
    outcome_label,
    state_label,
    type_label,
)
from workflows.calendar import days_in_stage

#: First signs that make a spreadsheet program read a text as a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column: its heading, width in characters, what it means, and how its cell is got."""

    title: str
    width: int
    meaning: str
    value: Callable[[Row], Cell]


def columns(places: int, *, names: bool = False) -> list[Column]:
    """The columns for seasons whose panels have `places` chairs, in the reader's language."""
    chairs: list[Column] = []
    for place in range(1, places + 1):
        chairs.append(_points_column(place))
        if names:
            chairs.append(_name_column(place))
    return [*_card_columns(), *_road_columns(), *chairs, *_result_columns()]


def _points_column(place: int) -> Column:
    meaning = _("Points given by expert %(n)s in the last decided round.", n=place)
    return Column(
        _("Expert %(n)s, points", n=place), 11, meaning, lambda row: row.points.get(place)
    )


def _name_column(place: int) -> Column:
    meaning = _("Name of expert %(n)s. Not for authors, organisations or municipalities.", n=place)
    return Column(_("Expert %(n)s, name", n=place), 24, meaning, lambda row: row.experts.get(place))


def _card_columns() -> list[Column]:
    return [
        Column(_("Number"), 12, _("Number of the submission."), lambda row: row.number),
        Column(_("Programme"), 50, _("Title on the card."), lambda row: row.title),
        Column(_("Organisation"), 30, _("Short name."), lambda row: row.organisation),
        Column(
            _("Municipality"),
            24,
            _("Municipality of the organisation when the programme was submitted."),
            lambda row: row.municipality,
        ),
        Column(
            _("Direction"), 24, _("One of the six directions."), _said(direction_label, "direction")
        ),
        Column(_("Level"), 13, _("Level of mastery."), _said(level_label, "level")),
        Column(
            _("Types"),
            24,
            _("Typical models of the programme."),
            _types(),
        ),
        Column(_("Ages"), 9, _("Children's age, years."), _ages),
        Column(_("Hours"), 8, _("Volume, academic hours."), lambda row: row.hours),
        Column(_("Form of study"), 14, _("Form of study."), _said(form_label, "form")),
        Column(_("Financing"), 24, _("Who pays."), _said(financing_label, "financing")),
    ]


def _road_columns() -> list[Column]:
    return [
        Column(_("State"), 24, _("Where the programme is now."), _said(state_label, "state")),
        Column(
            _("Days in stage"),
            9,
            _("Full working days in the present state."),
            lambda row: _days(row.state_since.astimezone(clock.zone()).date()),
        ),
        Column(
            _("Round"),
            8,
            _("Number of the expert review; it grows only after a failed verdict."),
            lambda row: row.round,
        ),
        Column(
            _("Submitted"),
            12,
            _("Day of the first submission."),
            lambda row: local_day(row.submitted_at),
        ),
        Column(
            _("Refusals"),
            10,
            _("Refusals of the regional moderation. A refusal is not a failed review."),
            lambda row: row.refusals,
        ),
    ]


def _result_columns() -> list[Column]:
    return [
        Column(
            _("Score"),
            9,
            _("Score of the last decided round, by the rule of its rubric, never rounded up."),
            lambda row: row.score,
        ),
        Column(
            _("Threshold"),
            9,
            _("Points that pass by the rubric of the submission."),
            lambda row: row.threshold,
        ),
        Column(
            _("Verdict"),
            13,
            _("The experts' word in the last decided round; empty before the first."),
            _said(outcome_label, "outcome"),
        ),
        Column(
            _("Verdict of round"),
            9,
            _("The round this verdict was given in."),
            lambda row: row.decided_round,
        ),
        Column(
            _("Verdict on"),
            12,
            _("Day of the verdict."),
            lambda row: local_day(row.decided_at),
        ),
        Column(_("Badge"), 18, _("Number in the registry."), lambda row: row.badge),
        Column(_("Valid until"), 12, _("Last day of the badge."), lambda row: row.valid_until),
        Column(
            _("Remarks open"),
            9,
            _("Remarks handed to the author and not settled yet."),
            lambda row: row.remarks_open,
        ),
        Column(
            _("Remarks in all"),
            9,
            _("Remarks handed to the author, in all rounds."),
            lambda row: row.remarks_all,
        ),
    ]


def _said(label: Callable[[object], str], field: str) -> Callable[[Row], Cell]:
    """The value of an enumeration in words, looked up once for each of its few values."""
    known = cache(label)
    return lambda row: known(getattr(row, field))


def _types() -> Callable[[Row], Cell]:
    known = cache(type_label)
    return lambda row: ", ".join(map(known, row.types))


def _ages(row: Row) -> str:
    if row.age_from is None or row.age_to is None:
        return ""
    return f"{row.age_from}–{row.age_to}"


def local_day(moment: datetime | None) -> date | None:
    """The region's calendar day of a moment."""
    return moment.astimezone(clock.zone()).date() if moment else None


def _days(since: date) -> int:
    return _days_between(since, clock.today())


@cache
def _days_between(since: date, today: date) -> int:
    zone = clock.zone()
    start = datetime(since.year, since.month, since.day, 12, tzinfo=zone)
    end = datetime(today.year, today.month, today.day, 12, tzinfo=zone)
    return days_in_stage(start, end, zone)


def write_xlsx(file: IO[bytes], asked: Sequence[Column], rows: Iterable[Row], title: str) -> None:
    """Write the workbook: the results, and a second sheet that says what each column means."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title})
    _write_results(book, asked, rows)
    _write_definitions(book, asked)
    book.close()


def _write_results(book: Any, asked: Sequence[Column], rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet(_("Results"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for place, column in enumerate(asked):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, head)
    sheet.freeze_panes(1, 2)
    line = 0
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(asked):
            _write_cell(sheet, line, place, column.value(row), day)
    sheet.autofilter(0, 0, max(line, 1), len(asked) - 1)


def _write_cell(sheet: Any, line: int, place: int, value: Cell, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, str):
        sheet.write_string(line, place, value)
    else:
        sheet.write_number(line, place, float(value))


def _write_definitions(book: Any, asked: Sequence[Column]) -> None:
    sheet = book.add_worksheet(_("Definitions"))
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _("Column"), head)
    sheet.write_string(0, 1, _("What it means"), head)
    sheet.freeze_panes(1, 0)
    for line, column in enumerate(asked, start=1):
        sheet.write_string(line, 0, column.title, wrapped)
        sheet.write_string(line, 1, column.meaning, wrapped)


def csv_lines(asked: Sequence[Column], rows: Iterable[Row], comma: bool) -> Iterator[bytes]:
    """The table as `;` CSV in UTF-8 with a mark of order, piece by piece.

    `comma`: points are written with a decimal comma, as a Russian spreadsheet program reads them
    (with a dot, 29.5 would become the 29th of May).
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(column.title) for column in asked])
    yield b"\xef\xbb\xbf" + _taken(buffer)
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(column.value(row), comma) for column in asked])
        if count % 200 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _csv_cell(value: Cell, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, date):
        return value.isoformat()
    plain = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return plain.replace(".", ",") if comma else plain


def safe_text(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text
