"""One volume of hours everywhere: text, plan, card, calendar.

Rules H4, H5, H7, H11 and H14 of the domain brief, section 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.hours import figure, place
from review.documents.checks.registry import SURE, check
from review.documents.hours_faults import faults
from review.documents.hours_text import hours_of
from review.documents.hours_tree import top_rows
from review.documents.hours_volume import Volume, Volumes, volumes
from review.languages import N_

CERTAIN, LIKELY, DOUBTFUL = 0.95, 0.9, 0.6
_CALENDAR: Final = "calendar_schedule"


@check(
    "H4",
    section="volume_term",
    severity=Severity.BLOCK,
    mistake="E02",
    message=N_("The text says %(text)s hours, but the plan adds up to %(plan)s."),
    remedy=N_("Write the same volume in the text, on the title page and in the curriculum plan."),
)
def text_as_plan(dossier: Dossier) -> Iterator[Found]:
    """H4: the volume in the text is the total of the plan."""
    stated, plans = dossier.facts.hours_total, volumes(dossier.tables, "curriculum")
    if stated is None or plans.parts or not plans.possible:
        return
    if Decimal(stated.value) in plans.possible | _counted(plans.single):
        return
    params = {"text": figure(Decimal(stated.value)), "plan": _words(plans)}
    sure = min(_sureness(dossier, plans), stated.confidence)
    yield Found(params, block=stated.block, confidence=sure)


@check(
    "H4",
    variant="card",
    section="volume_term",
    severity=Severity.BLOCK,
    mistake="E02",
    message=N_("The card says %(card)s hours, but the plan adds up to %(plan)s."),
    remedy=N_("Correct the hours on the card, or in the plan if the mistake is there."),
)
def card_as_plan(dossier: Dossier) -> Iterator[Found]:
    """H4: the hours on the card are the total of the plan."""
    plans = volumes(dossier.tables, "curriculum")
    card = dossier.card.hours if dossier.card else None
    if card is None or not plans.possible:
        return
    if Decimal(card) in plans.possible | _counted(plans.single) or _text_says(dossier, card):
        return
    params = {"card": str(card), "plan": _words(plans)}
    one = plans.single
    if one is None:
        yield Found(params, confidence=_sureness(dossier, plans))
    else:
        yield place(one.table, one.row, "total", params, _sureness(dossier, plans))


@check(
    "H4",
    variant="text",
    section="volume_term",
    severity=Severity.BLOCK,
    mistake="E02",
    message=N_("The card says %(card)s hours, but the text says %(text)s."),
    remedy=N_("Correct the hours on the card or in the text so that they are the same."),
)
def card_as_text(dossier: Dossier) -> Iterator[Found]:
    """H4: the hours on the card are those of the text, in a document whose plan is not read."""
    stated, card = dossier.facts.hours_total, dossier.card.hours if dossier.card else None
    if stated is None or card is None or stated.value == card:
        return
    if volumes(dossier.tables, "curriculum").possible:
        return
    params = {"card": str(card), "text": figure(Decimal(stated.value))}
    yield Found(params, block=stated.block, confidence=min(LIKELY, stated.confidence))


@check(
    "H7",
    section="volume_term",
    severity=Severity.BLOCK,
    mistake="E02",
    message=N_(
        "The parts of the plan add up to %(sum)s = %(counted)s hours, the text says %(text)s."
    ),
    remedy=N_("Add up the plans of all years or modules and write their sum as the volume."),
)
def parts_as_whole(dossier: Dossier) -> Iterator[Found]:
    """H7: the plans of all years, or of all modules, make the volume of the programme."""
    stated, plans = dossier.facts.hours_total, volumes(dossier.tables, "curriculum")
    if stated is None or not plans.parts or Decimal(stated.value) in plans.possible:
        return
    hours = [one.hours for one in plans.parts]
    params = {
        "sum": " + ".join(map(figure, hours)),
        "counted": figure(sum(hours, Decimal())),
        "text": figure(Decimal(stated.value)),
    }
    years = dossier.facts.duration_years
    complete = bool(plans.modules) or (years is not None and years.value == len(plans.years))
    sure = LIKELY if complete and all(one.printed for one in plans.parts) else DOUBTFUL
    yield Found(params, block=stated.block, confidence=min(sure, stated.confidence))


@check(
    "H5",
    section=_CALENDAR,
    severity=Severity.BLOCK,
    message=N_("The calendar schedule has %(calendar)s hours, the plan has %(plan)s."),
    remedy=N_("Bring the calendar schedule and the curriculum plan to the same number of hours."),
)
def calendar_as_plan(dossier: Dossier) -> Iterator[Found]:
    """H5: the hours of the calendar schedule are those of the plan."""
    plans = volumes(dossier.tables, "curriculum")
    calendars = volumes(dossier.tables, "calendar")
    one, plan = calendars.single, plans.single
    if one is None or not plans.possible:
        return
    mine = calendars.possible | _counted(one)
    if mine & (plans.possible | _counted(plan)):
        return
    params = {"calendar": figure(one.hours), "plan": _words(plans)}
    yield place(one.table, one.row, "total", params, _same_volume(dossier, plan, one))


def _same_volume(dossier: Dossier, plan: Volume | None, calendar: Volume) -> float:
    """How surely a calendar and a plan speak of the same hours."""
    if plan is None or not plan.printed or _of_one_year(dossier, plan):
        return DOUBTFUL
    if calendar.printed:
        return CERTAIN
    return LIKELY if _every_lesson(dossier, calendar) else DOUBTFUL


@check(
    "H11",
    section=_CALENDAR,
    severity=Severity.BLOCK,
    mistake="E35",
    message=N_(
        "%(weeks)s weeks of %(week)s hours make %(counted)s hours, but %(stated)s are stated."
    ),
    remedy=N_("Correct the number of weeks, the hours a week or the volume of the programme."),
)
def weeks_make_the_year(dossier: Dossier) -> Iterator[Found]:
    """H11: weeks of lessons make the hours of the year; what H4 has told is not told again."""
    weeks, week = dossier.facts.weeks, dossier.facts.hours_per_week
    if weeks is None or week is None:
        return
    counted = Decimal(weeks.value) * Decimal(str(week.value))
    stated = _yearly(dossier)
    wrong = next((hours for hours in stated if hours != counted), None)
    plan = volumes(dossier.tables, "curriculum").single
    told = wrong is not None and plan is not None and wrong == plan.hours
    if wrong is None or _other_years(dossier, counted) or (told and counted in _counted(plan)):
        return
    likely = CERTAIN if len(set(stated)) == 1 else LIKELY
    sure = min(likely, weeks.confidence, week.confidence)
    if counted in stated and _told_by_volume(dossier, sure):
        return
    params = {
        "weeks": str(weeks.value),
        "week": figure(Decimal(str(week.value))),
        "counted": figure(counted),
        "stated": figure(wrong),
    }
    yield Found(params, weeks.block, confidence=sure)


def _told_by_volume(dossier: Dossier, sure: float) -> bool:
    """Whether H4 says as surely that text and plan differ."""
    told = () if "H4" in dossier.settings.off else text_as_plan(dossier)
    return any(found.confidence >= sure for found in told)


@check(
    "H11",
    variant="row",
    section=_CALENDAR,
    severity=Severity.BLOCK,
    mistake="E35",
    message=N_("%(weeks)s weeks of %(week)s hours make %(counted)s, but the row says %(stated)s."),
    remedy=N_("Correct the weeks, the hours a week or the hours of the year in this row."),
)
def weeks_make_the_row(dossier: Dossier) -> Iterator[Found]:
    """H11 in a schedule with a row for each year: weeks and hours a week in columns."""
    for table in dossier.tables:
        for row in table.rows if table.kind == "calendar" else ():
            weeks, week = (hours_of(row.notes.get(role, "")) for role in ("weeks", "per_week"))
            stated = row.hours.get("total")
            if weeks and week and stated and weeks * week != stated:
                values = {"weeks": weeks, "week": week, "counted": weeks * week, "stated": stated}
                params = {name: figure(value) for name, value in values.items()}
                yield place(table, row, "total", params, LIKELY)


@check(
    "H14",
    section="curriculum_plan",
    severity=Severity.BLOCK,
    mistake="E17",
    message=N_("The programme has %(hours)s hours, more than the limit of %(limit)s."),
    remedy=N_("Shorten the plan to the limit, or ask the regional centre whether it applies."),
)
def over_the_limit(dossier: Dossier) -> Iterator[Found]:
    """H14: the region limits the hours of a programme."""
    limit, plans = dossier.settings.hours_limit, volumes(dossier.tables, "curriculum")
    if limit is None:
        return
    one, stated = plans.single, dossier.facts.hours_total
    hours = one.hours if one else Decimal(stated.value) if stated else None
    if hours is None or hours <= limit:
        return
    params = {"hours": figure(hours), "limit": str(limit)}
    if one is not None:
        yield place(one.table, one.row, "total", params, _sureness(dossier, plans))
    elif stated is not None:
        yield Found(params, stated.block, confidence=stated.confidence)


def _sureness(dossier: Dossier, plans: Volumes) -> float:
    """A single plan with a printed total is certain; of several, the right one may be missed."""
    one = plans.single
    if one is None or not one.printed:
        return DOUBTFUL
    others = [table for table in dossier.tables if table.kind == "curriculum"]
    if len(others) > 1 or (one.table.year or 1) > 1 or _of_one_year(dossier, one):
        return DOUBTFUL
    return CERTAIN


def _of_one_year(dossier: Dossier, one: Volume) -> bool:
    """The only plan may be that of the first year of several."""
    years, stated = dossier.facts.duration_years, dossier.facts.hours_total
    several = stated is not None and one.hours > 0 and stated.value >= 2 * one.hours
    return (years is not None and years.value > 1) or (
        several and stated is not None and stated.value % one.hours == 0
    )


def _counted(one: Volume | None) -> frozenset[Decimal]:
    """What the rows give; where the total says something else, that is told as such."""
    if one is None:
        return frozenset()
    across, down = faults(one.table)
    own = [fault.equation.counted for fault in down if fault.equation.row == one.row]
    own += [sum(f.equation.terms, Decimal()) for f in across if f.equation.row == one.row]
    given = [row.whole() for row in top_rows(one.table.rows)]
    own.append(sum((value for value in given if value is not None), Decimal()))
    return frozenset(own)


def _every_lesson(dossier: Dossier, one: Volume) -> bool:
    """A list of lessons read whole: not a PDF, whose rows may be lost between pages."""
    return dossier.model.format != "pdf" and len(one.table.body) > 3


def _text_says(dossier: Dossier, hours: int) -> bool:
    """The card agrees with a text that itself differs from the plan: told once, by the text."""
    stated = dossier.facts.hours_total
    return stated is not None and stated.value == hours and stated.confidence >= SURE


def _words(plans: Volumes) -> str:
    group = plans.parts or plans.whole or plans.years or plans.modules
    return " + ".join(figure(one.hours) for one in group)


def _yearly(dossier: Dossier) -> list[Decimal]:
    """The hours of a programme of one year wherever they are stated: text, calendar, plan."""
    years, stated = dossier.facts.duration_years, dossier.facts.hours_total
    if years is not None and years.value > 1:
        return []
    found = [Decimal(stated.value)] if stated is not None else []
    for one in (volumes(dossier.tables, "calendar"), volumes(dossier.tables, "curriculum")):
        found += [one.single.hours] if one.single is not None and one.single.printed else []
    return found


def _other_years(dossier: Dossier, counted: Decimal) -> bool:
    """A plan for each year: the weeks may be meant for any of them."""
    plans = volumes(dossier.tables, "curriculum")
    return bool(plans.years) and counted in {one.hours for one in plans.years}
