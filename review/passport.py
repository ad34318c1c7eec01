"""The passport of a text as a page shows it: sections, facts beside the card, tables, findings.

Made of what an examination left behind, whether it was kept with a revision or only just made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import get_locale, gettext, ngettext

from review.documents import report
from review.documents.card_file import DIRECTION_NAMES
from review.documents.checks.finding import Finding
from review.documents.fact_numbers import months_meant, study_months
from review.findings import finding_of
from review.models.findings import FindingRow
from review.models.programmes import Direction, Level, Programme
from review.wording import direction_label, level_label, say
from review.words import passport as words
from review.words.cards import CARD_FIELDS

#: What the card takes; a value outside is shown and not offered.
RANGES: Final = {
    "age_from": (3, 18),
    "age_to": (3, 18),
    "duration_months": (1, 144),
    "hours": (1, 5000),
}
TITLE_LENGTH: Final = 300
_DIRECTIONS: Final = {name: Direction(code) for code, name in DIRECTION_NAMES.items()}


@dataclass(frozen=True)
class Shown:
    """A finding in the reader's words; `row` is None for a text that is not kept."""

    check: str
    weight: str
    message: str
    remedy: str
    section: str
    block: str
    cell: str
    row: FindingRow | None = None

    @property
    def weight_label(self) -> str:
        """How grave it is, in words."""
        return say(words.WEIGHTS[self.weight], {})


@dataclass(frozen=True)
class Line:
    """A fact beside the card: both in words; `value` is what the card would take, or None."""

    fact: str
    label: str
    read: str
    block: str
    card: str = ""
    same: bool = False
    field: str = ""
    value: Any = None

    @property
    def takeable(self) -> bool:
        """Whether one press may put it into the card."""
        return self.value is not None and not self.same


@dataclass(frozen=True)
class Table:
    """A table of hours: its number in the document, kind, rows and the hours of its total row."""

    number: int
    label: str
    block: str
    rows: int
    totals: tuple[tuple[str, str], ...]


def shown(
    findings: Iterable[tuple[Finding, FindingRow | None]], passport: Mapping[str, Any] | None
) -> list[Shown]:
    """Findings in words, in the order they came."""
    tables = [table["block"] for table in (passport or {}).get("tables", ())]
    return [_shown(finding, row, tables) for finding, row in findings]


def shown_rows(rows: Iterable[FindingRow], passport: Mapping[str, Any] | None) -> list[Shown]:
    """Findings that are kept, in words."""
    return shown(((finding_of(row), row) for row in rows), passport)


def _shown(finding: Finding, row: FindingRow | None, tables: Sequence[str]) -> Shown:
    found = finding.found
    try:
        message, remedy = report.worded(finding, str(get_locale().language))
    except KeyError:  # a check this version of the product no longer has
        message, remedy = finding.check, gettext("Check the text again.")
    return Shown(
        check=finding.check,
        weight=finding.severity.value,
        message=message,
        remedy=remedy,
        section=section_label(finding.section),
        block=found.block,
        cell=_cell(found.block, found.row, found.column, tables),
        row=row,
    )


def _cell(block: str, row: int, column: int, tables: Sequence[str]) -> str:
    """«Table 2, row 5, column 3»; empty outside of tables."""
    if not row and not column:
        return ""
    parts = []
    if block in tables:
        parts.append(gettext("Table %(n)s", n=tables.index(block) + 1))
    if row:
        parts.append(gettext("row %(n)s", n=row))
    if column:
        parts.append(gettext("column %(n)s", n=column))
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def section_label(section_id: str) -> str:
    """What a canonical section is called."""
    known = words.SECTIONS.get(section_id)
    return say(known, {}) if known else section_id


def by_section(found: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """Findings grouped by section; the section with the gravest comes first."""
    groups: dict[str, list[Shown]] = {}
    for one in found:
        groups.setdefault(one.section, []).append(one)
    return list(groups.items())


def sections(passport: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Sections found, in document order, and those always asked for that are missing."""
    rows = [{**row, "label": section_label(row["id"])} for row in passport.get("sections", ())]
    missing = [row for row in rows if not row["present"] and row["required"] == "always"]
    return [row for row in rows if row["present"]], missing


def lines(passport: Mapping[str, Any], programme: Programme | None = None) -> list[Line]:
    """Facts that were read, beside the card where there is one."""
    facts = passport.get("facts", {})
    named = [
        _line(name, field, facts[name], programme)
        for name, field in words.CARD_FACTS.items()
        if facts.get(name)
    ]
    others = [
        Line(name, say(label, {}), _said(facts[name]["value"]), facts[name]["block"])
        for name, label in words.OTHER_FACTS.items()
        if facts.get(name)
    ]
    authors = facts.get("authors") or ()
    if authors:
        names = ", ".join(one["value"] for one in authors)
        others.append(Line("authors", say(CARD_FIELDS["authors"], {}), names, authors[0]["block"]))
    return named + others


def _line(name: str, field: str, fact: Mapping[str, Any], programme: Programme | None) -> Line:
    value = card_value(field, fact["value"])
    now = getattr(programme, field) if programme is not None else None
    return Line(
        fact=name,
        label=say(CARD_FIELDS[field], {}),
        read=_read(field, fact["value"]),
        block=fact["block"],
        card=_on_card(field, now),
        same=_same(field, now, fact["value"]),
        field=field,
        value=value if programme is not None else None,
    )


def card_value(field: str, read: Any) -> Any:
    """What the card would hold for a fact, or None where it does not fit there."""
    if field == "direction":
        return _DIRECTIONS.get(str(read).casefold())
    if field == "level":
        return Level(read) if read in set(Level) else None
    if field == "title":
        return str(read)[:TITLE_LENGTH] or None
    number = study_months(read) if field == "duration_months" else round(read)
    low, high = RANGES[field]
    return number if low <= number <= high else None


def _same(field: str, now: Any, read: Any) -> bool:
    if now in (None, ""):
        return False
    if field == "title":
        return _plain(now) == _plain(read)
    if field == "duration_months":
        return now in months_meant(read)
    return bool(now == card_value(field, read))


def _plain(text: str) -> str:
    """A title without case, quotes and ё, as people compare them."""
    kept = (sign if sign.isalnum() else " " for sign in text.casefold().replace("ё", "е"))
    return " ".join("".join(kept).split())


def _on_card(field: str, now: Any) -> str:
    if now in (None, ""):
        return ""
    if field == "direction":
        return str(direction_label(now))
    return str(level_label(now)) if field == "level" else _said(now)


def _read(field: str, value: Any) -> str:
    if field == "level":
        return str(level_label(value))
    if field == "direction":
        code = _DIRECTIONS.get(str(value).casefold())
        return str(direction_label(code)) if code else str(value)
    if field == "duration_months":
        whole = value == round(value)
        return (
            ngettext("%(num)s year", "%(num)s years", round(value))
            if whole
            else gettext("%(n)s of a year", n=_said(value))
        )
    return _said(value)


def _said(value: Any) -> str:
    return report.said(value, str(get_locale().language))


def tables(passport: Mapping[str, Any]) -> list[Table]:
    """Tables of hours with the totals they state."""
    found = []
    for number, table in enumerate(passport.get("tables", ()), start=1):
        if table["kind"] not in words.TABLES:
            continue
        label = say(words.TABLES[table["kind"]], {})
        if table.get("year"):
            label = gettext("%(table)s, year %(n)s", table=label, n=table["year"])
        totals = tuple(
            (say(words.COLUMNS[role], {}), _said(hours))
            for role, hours in (table["total"] or {}).items()
            if hours is not None and role in words.COLUMNS
        )
        found.append(Table(number, label, table["block"], len(table["rows"]), totals))
    return found
