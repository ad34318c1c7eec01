"""The examination of one document: sections, facts, tables of hours and findings in one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review.documents import curriculum, facts, structure
from review.documents.checks import registry
from review.documents.checks.dossier import Card, Dossier
from review.documents.checks.finding import Finding
from review.documents.checks.settings import CheckSettings
from review.documents.reading.model import DocumentModel


@dataclass(frozen=True)
class Examination:
    """A dossier with what the checks found in it."""

    dossier: Dossier
    findings: tuple[Finding, ...]


def examine(
    model: DocumentModel,
    today: date,
    card: Card | None = None,
    settings: CheckSettings | None = None,
) -> Examination:
    """Read structure, facts and tables out of the model and run every check over them."""
    found = structure.find(model)
    tables = curriculum.read_tables(model, found)
    dossier = Dossier(
        model=model,
        structure=found,
        facts=facts.read_facts(model, found, tables),
        tables=tables,
        today=today,
        card=card,
        settings=settings or CheckSettings(),
    )
    return Examination(dossier, registry.run(dossier))
