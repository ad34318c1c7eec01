"""Forms of attestation (domain brief, section 8: E06, E07)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.checks.sections import is_programme
from review.languages import N_

_FINAL = re.compile(
    r"итогов\w+ (?:\w+ )?(?:аттестаци|контрол|заняти|выставк|концерт|проект|работ|зач[её]т|тест"
    r"|соревнован|мероприят|игр|диагностик|выступлен|конференц|урок|спектакл|оценк|проверк)"
    r"|по итогам (?:освоени|реализаци|обучени|прохождени)|выпускн\w+ (?:работ|экзамен|концерт)"
    r"|квалификационн\w+ экзамен|экзамен\w* \(?квалификационн|подведени\w+ итогов"
    r"|итогов\w+\b[^.\n]{0,40}аттестаци|по окончании (?:программ|курс|обучен)"
)
_MAYBE_FINAL = re.compile(r"итогов|экзамен")
_INTERIM = re.compile(r"промежуточн|полугод\w+ (?:аттестац|контрол|зач)|рубежн|в середине года")
_ANY_CONTROL = re.compile(r"контрол|аттестац|зач[её]т|экзамен|диагностик")


@check(
    "E06",
    section="attestation_forms",
    severity=Severity.WARN,
    message=N_("The form of the final attestation is not stated."),
    remedy=N_(
        "Say how the programme ends for a child: a project, an exhibition, a concert, a test, a"
        " competition, and when."
    ),
)
def no_final_form(dossier: Dossier) -> Iterator[Found]:
    """Nothing anywhere says how the programme is summed up."""
    if not is_programme(dossier) or _FINAL.search(dossier.folded):
        return
    attested = any(row.kind == "attestation" for table in dossier.tables for row in table.rows)
    if not attested:
        yield Found(confidence=0.8 if _MAYBE_FINAL.search(dossier.folded) else 0.92)


@check(
    "E07",
    section="attestation_forms",
    severity=Severity.WARN,
    message=N_("The kind of interim attestation is not stated."),
    remedy=N_("Say in what form and when children are assessed in the course of the programme."),
)
def no_interim_kind(dossier: Dossier) -> Iterator[Found]:
    """A short programme may have none, so this is a question unless it lasts longer than a year."""
    if not is_programme(dossier) or _INTERIM.search(dossier.folded):
        return
    years = dossier.facts.duration_years
    long = years is not None and years.value > 1 and years.confidence >= 0.9
    if long or _ANY_CONTROL.search(dossier.folded):
        yield Found(confidence=0.9 if long else 0.7)
