"""What single checks find in small documents typed part by part."""

from __future__ import annotations

from datetime import date
from typing import Any

from review.documents.checks.dossier import Card, Dossier
from review.documents.checks.finding import Finding
from review.documents.checks.registry import run
from review.documents.facts import read_facts
from review.documents.structure import find
from tests.documents.word import paragraph, read_word

SCHOOL = "Муниципальное бюджетное учреждение дополнительного образования «Дом творчества»"
KIND = "Дополнительная общеобразовательная общеразвивающая программа"
MARKS = (
    "ПРИНЯТО на заседании педагогического совета, протокол № 1 от 28.08.2025",
    "УТВЕРЖДАЮ Директор, приказ № 41-од от 29.08.2025",
)
TITLE = (
    SCHOOL,
    *MARKS,
    KIND,
    "«Волшебная кисть»",
    "Направленность: художественная",
    "Уровень программы: базовый",
    "Возраст обучающихся: 7–10 лет",
    "Срок реализации: 1 год",
    "Объём программы: 72 часа",
    "Автор-составитель: Иванова Мария Петровна, педагог",
    "г. Тестов, 2025",
)


def dossier_of(*body: str, card: Card | None = None) -> Dossier:
    """A document under examination; plain words become paragraphs."""
    model = read_word(*(one if one.startswith("<w:") else paragraph(one) for one in body))
    structure = find(model)
    facts = read_facts(model, structure)
    return Dossier(model, structure, facts, (), date(2026, 11, 30), card)


def found(check: str, *body: str, variant: str = "", card: Card | None = None) -> list[Finding]:
    """What one check finds."""
    findings = run(dossier_of(*body, card=card))
    return [one for one in findings if (one.check, one.variant) == (check, variant)]


def title(**changed: Any) -> list[str]:
    """The title page with lines changed by their place (`l4="…"`), None to leave one out."""
    lines = {f"l{place}": line for place, line in enumerate(TITLE)}
    return [line for line in (lines | changed).values() if line is not None]
