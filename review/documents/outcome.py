"""What is asked of an examination and what came of it, as plain values for another process.

The child that reads a teacher's file answers with these, and they are what is kept of an upload.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from review.documents import report
from review.documents.checks.dossier import Card
from review.documents.checks.finding import Finding, Found, Severity
from review.documents.checks.settings import CheckSettings
from review.documents.curriculum import HoursTable
from review.documents.examination import Examination
from review.documents.facts import Fact, Facts
from review.documents.surroundings import Surroundings

#: Grows with every change of the checks that calls for another look at files checked before.
CHECKS_VERSION: Final = 5
#: Of a text with more findings than this the gravest are kept.
MOST_FINDINGS: Final = 400
#: And of its tables of hours so many; a programme of several years has some twenty.
MOST_TABLES: Final = 100


@dataclass(frozen=True)
class Ask:
    """What a text is examined against. `today` decides what is old, for example a source."""

    today: date
    card: Card | None = None
    settings: CheckSettings = field(default_factory=CheckSettings)

    @property
    def digest(self) -> str:
        """Names what the findings depend on besides the text; the day's year stands for the day."""
        known = {**self.to_json(), "today": self.today.year, "version": CHECKS_VERSION}
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "today": self.today.isoformat(),
            "card": self.card.to_json() if self.card else None,
            "settings": self.settings.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ask:
        """Read what `to_json` gave."""
        return cls(
            date.fromisoformat(data["today"]),
            Card.from_json(data["card"]) if data["card"] else None,
            CheckSettings.from_json(data["settings"]),
        )


@dataclass(frozen=True)
class Outcome:
    """What came of an examination; `failed` names the place of a check that broke down.

    `passport` has sections, facts and tables of hours as plain values (see `passport_of`).
    """

    passport: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    failed: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "passport": dict(self.passport),
            "findings": [_finding_to_json(one) for one in self.findings],
            "failed": self.failed,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Outcome:
        """Read what `to_json` gave."""
        findings = tuple(_finding_from_json(one) for one in data["findings"])
        return cls(data["passport"], findings, data["failed"])


def outcome_of(examination: Examination) -> Outcome:
    """The outcome of an examination, the gravest findings first."""
    places = Surroundings(examination.dossier.model)
    found = report.in_order(examination)
    passport = {
        **passport_of(examination),
        "findings_left_out": max(0, len(found) - MOST_FINDINGS),
    }
    return Outcome(passport, tuple(map(places.placed, found[:MOST_FINDINGS])))


def passport_of(examination: Examination) -> dict[str, Any]:
    """What a text says of itself: canonical sections, facts with their places, tables of hours.

    Of a table the totals are kept and how many rows it has.
    """
    dossier = examination.dossier
    return {
        "format": dossier.model.format,
        "pages": dossier.model.pages,
        "sections": report.sections_to_dict(examination),
        "facts": _facts(dossier.facts),
        "tables": [_table(table) for table in dossier.tables[:MOST_TABLES]],
        "tables_left_out": max(0, len(dossier.tables) - MOST_TABLES),
    }


def _table(table: HoursTable) -> dict[str, Any]:
    told = report.table_to_dict(table)
    return {**told, "rows": [], "count": len(told["rows"])}


def _facts(facts: Facts) -> dict[str, Any]:
    single = (one.name for one in fields(Facts))
    told = {name: getattr(facts, name) for name in single}
    return {
        **{name: _fact(value) for name, value in told.items() if isinstance(value, Fact)},
        "authors": [_fact(author) for author in facts.authors],
    }


def _fact(fact: Fact[Any]) -> dict[str, Any]:
    return {
        "value": fact.value,
        "block": fact.block,
        "written": fact.written[:300],
        "confidence": fact.confidence,
    }


def _finding_to_json(one: Finding) -> dict[str, Any]:
    found = one.found
    return {
        "check": one.check,
        "variant": one.variant,
        "severity": one.severity.value,
        "section": one.section,
        "mistake": one.mistake,
        "params": params_to_json(found.params),
        "block": found.block,
        "row": found.row,
        "column": found.column,
        "confidence": found.confidence,
        "at": one.at,
        "beside": one.beside,
    }


def _finding_from_json(data: Mapping[str, Any]) -> Finding:
    params = params_from_json(data["params"])
    found = Found(params, data["block"], data["row"], data["column"], data["confidence"])
    return Finding(
        data["check"],
        data["variant"],
        Severity(data["severity"]),
        data["section"],
        data["mistake"],
        found,
        data["at"],
        data["beside"],
    )


def params_to_json(params: Mapping[str, Any]) -> dict[str, Any]:
    """Figures of a finding; days and exact numbers keep what they are."""
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return value if isinstance(value, bool | int | float | None) else str(value)


def params_from_json(params: Mapping[str, Any]) -> dict[str, Any]:
    """Read what `params_to_json` gave."""
    return {name: _figure(value) for name, value in params.items()}


def _figure(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["day"]) if "day" in value else Decimal(value["number"])
