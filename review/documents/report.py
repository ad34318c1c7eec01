"""An examination put into plain values and words: for the command line, the API and the screens.

The shape is the contract of `znachok check --json`, described in docs/checking.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from numbers import Number
from typing import Any

from review import languages
from review.documents.checks import registry
from review.documents.checks.finding import Finding, Severity
from review.documents.curriculum import HoursTable, PlanRow
from review.documents.examination import Examination
from review.documents.sections import load_sections

_GRAVITY = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


def worded(finding: Finding, language: str) -> tuple[str, str]:
    """What is wrong and how to mend it, in "ru" or "en", with the figures filled in."""
    check = registry.checks()[finding.check, finding.variant]
    say = languages.translations(language).ugettext
    figures = {name: said(value, language) for name, value in finding.found.params.items()}
    return say(check.message) % figures, say(check.remedy) % figures


def said(value: Any, language: str) -> str:
    """A figure as a person of the language writes it: «2,5», «01.09.2025»."""
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y" if language == "ru" else "%Y-%m-%d")
    if isinstance(value, bool) or not isinstance(value, Number):
        return str(value)
    plain = f"{Decimal(str(value)).normalize():f}"
    return plain.replace(".", ",") if language == "ru" else plain


def in_order(examination: Examination) -> list[Finding]:
    """The gravest first, then as they stand in the document."""
    order = examination.dossier.order

    def place(one: Finding) -> tuple[int, int, int, int]:
        found = one.found
        return _GRAVITY[one.severity], order.get(found.block, -1), found.row, found.column

    return sorted(examination.findings, key=place)


def sections_to_dict(examination: Examination) -> list[dict[str, Any]]:
    """The canonical sections: those found in document order, then the missing ones."""
    dossier = examination.dossier
    found = dossier.structure.sections
    known = load_sections().sections
    present = sorted(found, key=lambda one: dossier.order[found[one].block_id])
    rows = [
        {
            "id": one,
            "heading": found[one].text,
            "block": found[one].block_id,
            "level": found[one].level,
            "present": True,
            "required": known[one].required,
        }
        for one in present
    ]
    missing = [one for one in known.values() if one.id not in found]
    return rows + [
        {
            "id": one.id,
            "heading": None,
            "block": None,
            "level": one.level,
            "present": False,
            "required": one.required,
        }
        for one in missing
    ]


def table_to_dict(table: HoursTable) -> dict[str, Any]:
    """A table of hours: its rows with hours by role, and the «Итого» row's hours."""
    return {
        "kind": table.kind,
        "block": table.block,
        "year": table.year,
        "module": table.module,
        "columns": dict(table.columns),
        "rows": [_row(row) for row in table.rows],
        "total": _hours(table.total.hours) if table.total is not None else None,
    }


def _row(row: PlanRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "kind": row.kind,
        "number": row.number,
        "title": row.title,
        "control": row.control,
        **_hours(row.hours),
    }


def _hours(hours: Mapping[str, Decimal | None]) -> dict[str, float | int | None]:
    return {role: _plain(value) for role, value in hours.items()}


def _plain(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def finding_to_dict(finding: Finding, language: str) -> dict[str, Any]:
    """A finding of the contract; `cell` only where it points into a table, counted from 1."""
    message, remedy = worded(finding, language)
    found = finding.found
    told: dict[str, Any] = {
        "id": finding.check,
        "severity": finding.severity.value,
        "section": finding.section,
        "block": found.block or None,
        "message": message,
        "remedy": remedy,
        "confidence": found.confidence,
        "mistake": finding.mistake or None,
    }
    if found.row or found.column:
        told["cell"] = {"row": found.row, "column": found.column}
    return told
