"""Dossiers for tests of checks, made of a few tables and facts."""

from __future__ import annotations

from datetime import date

from review.documents import structure
from review.documents.checks.dossier import Card, Dossier
from review.documents.checks.settings import CheckSettings
from review.documents.curriculum import read_tables
from review.documents.facts import Facts
from review.documents.reading.model import DocumentModel

DAY = date(2024, 2, 1)


def dossier_of(
    model: DocumentModel,
    facts: Facts | None = None,
    card: Card | None = None,
    settings: CheckSettings | None = None,
) -> Dossier:
    """The dossier of a model; facts are those given, not those of the text."""
    found = structure.find(model)
    return Dossier(
        model, found, facts or Facts(), read_tables(model, found), DAY, card,
        settings or CheckSettings(),
    )  # fmt: skip
