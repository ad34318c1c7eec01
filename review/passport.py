"""The passport of a text as a page shows it: sections, tables of hours, findings.

Made of what an examination left behind, whether it was kept with a revision or only just made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale, gettext

from review.documents import rendering, report
from review.documents.checks.finding import Finding, Found
from review.findings import finding_of
from review.models.findings import FindingRow
from review.wording import say
from review.words import passport as words


@dataclass(frozen=True)
class Shown:
    """A finding in the reader's words; `row` is None for a text that is not kept.

    `anchor` is the id of the place on the page of the text: a cell, a row or a block.
    """

    check: str
    weight: str
    message: str
    remedy: str
    section: str
    block: str
    cell: str
    anchor: str = ""
    row: FindingRow | None = None

    @property
    def asked(self) -> bool:
        """Whether its author does not agree and waits for an answer."""
        return self.row is not None and self.row.waits

    @property
    def weight_label(self) -> str:
        """How grave it is, in words."""
        return say(words.WEIGHTS[self.weight], {})


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
        anchor=_anchor(found),
        row=row,
    )


def _anchor(found: Found) -> str:
    if not found.row:
        return found.block
    row = rendering.row_anchor(found.block, found.row)
    return rendering.cell_anchor(row, found.column) if found.column else row


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


def sorted_out(found: Sequence[Shown]) -> dict[str, list[tuple[str, list[Shown]]]]:
    """What a page shows first, `groups` by section, and the `notes` it folds away.

    A note somebody disputed is asked about and stands with what is shown first.
    """
    folded = [one for one in found if one.weight == "note" and not one.asked]
    return {
        "groups": by_section(one for one in found if one not in folded),
        "notes": by_section(folded),
    }


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
        rows = table.get("count", len(table["rows"]))
        found.append(Table(number, label, table["block"], rows, totals))
    return found


def left_out(passport: Mapping[str, Any]) -> dict[str, int]:
    """How many findings and tables of hours the text has besides those that are kept."""
    return {
        "findings": passport.get("findings_left_out", 0),
        "tables": passport.get("tables_left_out", 0),
    }
