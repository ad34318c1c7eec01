"""Sections that must be there, and their order (domain brief, sections 7 and 8: E34, E36, E39)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.parts import expected, hinted, said_briefly, title_of
from review.documents.checks.registry import SURE, check
from review.languages import N_

#: With fewer sections than this the text is hardly a programme, and one finding says so.
FEW: Final = 5
#: A section that may stand under another name is worth a question, not a reproach.
MAYBE: Final = 0.6
#: Sections whose order every sample structure shares; of others the order differs by region.
CHAIN: Final = ("explanatory_note", "curriculum_plan", "literature")
COMPLEXES: Final = ("complex_1", "complex_2")

_CALENDAR = re.compile(r"календарн\w*[ -]?(?:учебн\w* ?)?график|календарно?[ -]*тематическ")
_CALENDAR_GRID = re.compile(r"\bкуг\b|учебных недель|дата начала|начало учебного года")
_UPBRINGING = re.compile(
    r"воспитательн\w+ (?:работ|раздел|компонент|деятельност|потенциал|мероприят|пространств)"
    r"|программ\w* воспитани|раздел\w* воспитани|^воспитани",
    re.MULTILINE,
)
_NO_SECTIONS: Final = frozenset({"title_page", "toc", "appendices"})


def is_programme(dossier: Dossier) -> bool:
    """True when enough of a programme's sections are there to speak of the missing ones."""
    return len(set(dossier.structure.sections) - _NO_SECTIONS) >= FEW


@check(
    "E39",
    variant="unlike",
    section="all",
    severity=Severity.WARN,
    message=N_("Only %(found)s of the usual sections of a programme were found."),
    remedy=N_(
        "Check that this is the file of the programme itself. If it is, give every section its"
        " usual heading on a line of its own."
    ),
)
def unlike_a_programme(dossier: Dossier) -> Iterator[Found]:
    """A text with hardly a section is most likely another paper."""
    if dossier.model.has_text and not is_programme(dossier):
        found = len(set(dossier.structure.sections) - _NO_SECTIONS)
        yield Found({"found": found}, confidence=0.95)


@check(
    "E39",
    variant="missing",
    section="all",
    severity=Severity.WARN,
    message=N_("The section “%(name)s” was not found."),
    remedy=N_(
        "Add the section under this heading. If it is there under another name, use the usual"
        " one: experts look for it."
    ),
)
def missing_section(dossier: Dossier) -> Iterator[Found]:
    """Sections every programme must have; those with a check of their own are left to it."""
    for section_id, sure in _missing(dossier).items():
        if sure >= SURE:
            yield Found({"name": title_of(section_id)}, confidence=sure, section=section_id)


@check(
    "E39",
    variant="unlabelled",
    section="all",
    severity=Severity.NOTE,
    message=N_("Not found under their usual headings: %(names)s."),
    remedy=N_(
        "Check whether these are there. A section that stands under another name, or whose content"
        " is said elsewhere, is easier to find under its usual heading."
    ),
)
def unlabelled_sections(dossier: Dossier) -> Iterator[Found]:
    """The missing ones that may be there in another form, in one finding for them all."""
    doubtful = [name for name, sure in _missing(dossier).items() if sure < SURE]
    if doubtful:
        names = ", ".join(f"«{title_of(name)}»" for name in doubtful)
        yield Found({"names": names}, confidence=MAYBE)


def _missing(dossier: Dossier) -> dict[str, float]:
    """Sections always required and not found, each with how surely it is missing."""
    if not is_programme(dossier):
        return {}
    missing: dict[str, float] = {}
    for section_id, section in expected().items():
        if section.sure and section_id not in dossier.structure.sections:
            stated = _stated(dossier, section_id) or hinted(dossier, section_id)
            missing[section_id] = MAYBE if stated else section.sure
    return missing


def _stated(dossier: Dossier, section_id: str) -> bool:
    """True when the facts of the section are said somewhere, though without its heading."""
    facts = dossier.facts
    stated = {
        "direction": facts.direction,
        "addressee": facts.age_min,
        "volume_term": facts.hours_total or facts.duration_years,
        "curriculum_plan": any(table.kind == "curriculum" for table in dossier.tables) or None,
        "literature": facts.literature or None,
        "schedule_regime": facts.hours_per_week,
    }
    return stated.get(section_id) is not None


@check(
    "E39",
    variant="required",
    section="all",
    severity=Severity.WARN,
    message=N_("The region asks for the section “%(name)s”, and it was not found."),
    remedy=N_("Add the section. What it must hold is said in the region's requirements."),
)
def missing_regional_section(dossier: Dossier) -> Iterator[Found]:
    """Sections this region's profile asks for besides those always asked for."""
    if not is_programme(dossier):
        return
    for section_id in dossier.settings.required:
        section = expected().get(section_id)
        if section and not section.sure and section_id not in dossier.structure.sections:
            yield Found({"name": section.title}, confidence=0.95, section=section_id)


@check(
    "E39",
    variant="order",
    section="all",
    severity=Severity.WARN,
    message=N_("The section “%(first)s” stands before “%(second)s”, though it should follow it."),
    remedy=N_("Put the sections in the usual order: see the sample structure of a programme."),
)
def broken_order(dossier: Dossier) -> Iterator[Found]:
    """Every occurrence of the later section stands before every one of the earlier."""
    if not is_programme(dossier):
        return
    present = [name for name in CHAIN if dossier.section(name)]
    for earlier, later in (*pairwise(present), COMPLEXES):
        places = [_places(dossier, name) for name in (earlier, later)]
        if all(places) and places[1][-1] < places[0][0]:
            block = dossier.blocks[places[1][-1]].id
            params = {"first": title_of(later), "second": title_of(earlier)}
            yield Found(params, block=block, confidence=0.9)


def _places(dossier: Dossier, section_id: str) -> list[int]:
    """Where headings of the section stand, in document order."""
    return [
        dossier.order[heading.block_id]
        for heading in dossier.structure.headings
        if section_id in heading.covered
    ]


@check(
    "E34",
    section="calendar_schedule",
    severity=Severity.BLOCK,
    message=N_("There is no calendar schedule of studies."),
    remedy=N_(
        "Add the section «Календарный учебный график»: dates of beginning and end, weeks, days"
        " and hours of study, and the regime of lessons for every year."
    ),
)
def no_calendar(dossier: Dossier) -> Iterator[Found]:
    """A schedule is required by law (273-ФЗ, article 2, point 9); any trace of one makes doubt."""
    there = "calendar_schedule" in dossier.structure.sections or any(
        table.kind == "calendar" for table in dossier.tables
    )
    if not dossier.model.has_text or there:
        return
    traces = _CALENDAR.search(dossier.folded) or _CALENDAR_GRID.search(dossier.folded)
    sure = is_programme(dossier) and not traces
    yield Found(confidence=0.95 if sure else MAYBE)


@check(
    "E36",
    section="education_work",
    severity=Severity.WARN,
    message=N_("There is no section on upbringing."),
    remedy=N_(
        "Add the section «Воспитание»: aim, tasks, forms of work and the calendar plan of events."
    ),
)
def no_upbringing(dossier: Dossier) -> Iterator[Found]:
    """Asked for of recent programmes (273-ФЗ, article 12.1; order 629)."""
    names = {"education_work", "education_calendar"}
    if not is_programme(dossier) or names & set(dossier.structure.sections):
        return
    yield Found(confidence=MAYBE if said_briefly(dossier, _UPBRINGING) else 0.95)
