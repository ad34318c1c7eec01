"""Direction and level, out of closed lists (mistakes E31 and E33, domain brief, section 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.checks.sections import is_programme
from review.documents.fact_choices import find_direction
from review.documents.fact_text import same_length_lower
from review.languages import N_

DOUBTFUL: Final = 0.6
#: Volumes far from what a level is meant for (КФУ, regional rules differ): questions, no more.
LONG_FOR_INITIAL: Final = 144
SHORT_FOR_ADVANCED: Final = 72

_LEVEL_SAID = re.compile(
    r"(?:стартов|базов|продвинут|углубл|ознакомительн|вводн|разн)[а-я]{1,8}.{0,20}уров"
    r"|уров.{0,40}(?:стартов|базов|продвинут|углубл|ознакомительн|вводн)|разноуров"
)
_VOCATIONAL = re.compile(
    r"среднего профессионального|высшего образования|бакалавр|магистр|профессиональн\w+ модул"
)


@check(
    "E31",
    section="direction",
    severity=Severity.WARN,
    message=N_("“%(written)s” is an old name of a direction; today it is “%(today)s”."),
    remedy=N_("Use the name of order 629: %(today)s."),
)
def old_direction(dossier: Dossier) -> Iterator[Found]:
    """E31: a direction by a name that is out of use."""
    said = dossier.facts.direction
    found = find_direction(said.written) if said else None
    if said and found and found[1]:
        params = {"written": said.written.lower(), "today": found[0]}
        yield Found(params, block=said.block, confidence=said.confidence)


@check(
    "E33",
    section="level",
    severity=Severity.WARN,
    message=N_("The text does not say the level of the programme."),
    remedy=N_(
        "Name the level on the title page and in the note: стартовый, базовый or продвинутый."
    ),
)
def no_level(dossier: Dossier) -> Iterator[Found]:
    """E33: no level is named anywhere, in one or in several."""
    if dossier.facts.level is not None or not is_programme(dossier):
        return
    text = same_length_lower(dossier.model.text)
    if not _LEVEL_SAID.search(text) and not _VOCATIONAL.search(text[:6000]):
        yield Found(block=dossier.facts.cover[-1] if dossier.facts.cover else "", confidence=0.92)


@check(
    "E33",
    variant="volume",
    section="level",
    severity=Severity.NOTE,
    message=N_("The level is %(level)s, and the volume is %(hours)s hours: do they agree?"),
    remedy=N_(
        "A first level is usually short, a last one long. If the region's rules allow this volume,"
        " leave it."
    ),
)
def level_and_volume(dossier: Dossier) -> Iterator[Found]:
    """E33: a level that hardly goes with the volume."""
    level, hours = dossier.facts.level, dossier.facts.hours_total
    if level is None or hours is None:
        return
    long = level.value == "initial" and hours.value > LONG_FOR_INITIAL
    short = level.value == "advanced" and hours.value < SHORT_FOR_ADVANCED
    if long or short:
        params = {"level": level.written.lower()[:60], "hours": hours.value}
        yield Found(params, block=level.block, confidence=DOUBTFUL)
