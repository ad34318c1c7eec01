"""What programmes of special kinds must say (domain brief, section 8: E16, E37, E38, E39)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.labels import fold
from review.languages import N_

_PARTNER = re.compile(r"партн[её]р|договор\w* о сетев|сетев\w+ взаимодейств|организаци\w*-участни")
_NOSOLOGY = re.compile(
    r"нарушени\w+ (?:\w+ ){0,2}(?:слуха|зрени|речи|опорно|интеллект|развити|аутист|поведени)"
    r"|задержк\w+ психич|умственн\w+ отстал|расстройств\w+ (?:\w+ )?(?:аутист|спектра)"
    r"|\b(?:зпр|рас|нода|тнр|онр|дцп|тмнр|слабослыш\w+|слабовид\w+|глух\w+|слеп(?:ых|ые|ой))\b"
    r"|детск\w+ церебральн|синдром\w* дауна|ментальн\w+ нарушен"
)
_DISABILITY = re.compile(
    r"\bовз\b|инвалид|ограниченн\w+ (?:\w+ )?(?:возможност|здоров)|особы\w+ (?:\w+ )?потребност"
)
_PLATFORM = re.compile(
    r"платформ|сферум|телемост|moodle|zoom|google|discord|\bteams\b|вебинар|видеоконференц"
    r"|электронн\w+ информационно-образовательн|дистанционн\w+ (?:\w+ )?(?:обучени|курс|сервис)"
    r"|\bсдо\b|вконтакте|\bvk\b|stepik|учи\.ру|\bрэш\b|мессенджер|jazz|онлайн-сервис"
)
_TITLE_KINDS = {
    "adapted": re.compile(r"адаптированн\w+ (?:дополнительн|общеобразов|программ|рабоч)"),
    "network": re.compile(r"сетев\w+ (?:дополнительн|общеобразов|программ)"),
}
#: A title page may call «адаптированная» what was only made after a sample programme.
_ON_CARD, _ON_TITLE = 0.95, 0.8


def _declared(dossier: Dossier, kind: str) -> float:
    """How surely the programme is of this kind: by the card, else by its first page; 0 if not."""
    if dossier.card is not None:
        return _ON_CARD if kind in dossier.card.types else 0.0
    pattern = _TITLE_KINDS.get(kind)
    if pattern is None or not dossier.section("title_page"):
        return 0.0
    first_page = " ".join(fold(block.text) for block in dossier.model.blocks[:30])
    return _ON_TITLE if pattern.search(first_page) else 0.0


@check(
    "E37",
    section="network_addendum",
    severity=Severity.WARN,
    message=N_("The programme is a network one, but no partner organisation is named."),
    remedy=N_(
        "Name the partner, the agreement on network delivery, and which hours each side teaches."
    ),
)
def network_without_partner(dossier: Dossier) -> Iterator[Found]:
    """273-ФЗ, article 15: network delivery rests on an agreement between organisations."""
    sure = _declared(dossier, "network") if dossier.model.has_text else 0.0
    named = dossier.section("network_addendum") or _PARTNER.search(dossier.folded)
    if sure and not named:
        yield Found(confidence=sure)


@check(
    "E38",
    section="accessibility_adaptation",
    severity=Severity.WARN,
    message=N_("The programme is an adapted one, but the kind of disability is not named."),
    remedy=N_(
        "Say for which children the programme is adapted (hearing, sight, speech, movement,"
        " intellect and so on), and which conditions of study are made for them."
    ),
)
def adapted_without_category(dossier: Dossier) -> Iterator[Found]:
    """An adapted programme is written for a kind of disability (273-ФЗ, article 79).

    Where only the title page says so and no disability is spoken of, a model programme was
    reworked: there is nothing to name.
    """
    sure = _declared(dossier, "adapted") if dossier.model.has_text else 0.0
    if not sure or (sure < _ON_CARD and not _DISABILITY.search(dossier.folded)):
        return
    if not _NOSOLOGY.search(dossier.folded):
        yield Found(confidence=sure)


@check(
    "E16",
    section="distance_addendum",
    severity=Severity.WARN,
    message=N_("Distance learning is declared, but its platform and conditions are not described."),
    remedy=N_(
        "Describe how distance lessons go: the platform, the equipment children need, and the"
        " share of hours."
    ),
)
def distance_without_platform(dossier: Dossier) -> Iterator[Found]:
    """The card says so, and the text does not tell by what means."""
    card = dossier.card
    declared = card is not None and (card.distance_learning or "distance" in card.types)
    if not declared or not dossier.model.has_text or dossier.section("distance_addendum"):
        return
    if not _PLATFORM.search(dossier.folded):
        yield Found(confidence=0.95)


@check(
    "E39",
    variant="modules",
    section="work_programmes",
    severity=Severity.WARN,
    message=N_("The programme is a modular one, but its modules are not described."),
    remedy=N_("Give each module its aim, hours, content and results, under a heading of its own."),
)
def modular_without_modules(dossier: Dossier) -> Iterator[Found]:
    """No section of modules, no table for one, no heading that names one."""
    if not _declared(dossier, "modular") or not dossier.model.has_text:
        return
    tables = any(table.module for table in dossier.tables)
    headings = any("модул" in fold(one.text) for one in dossier.structure.headings)
    if not (dossier.section("work_programmes") or tables or headings):
        yield Found(confidence=0.9 if "модул" not in dossier.folded else 0.7)
