"""What a curriculum plan must have (domain brief: H9, H12, H13; E04, E05, E08)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.hours import figure, place, row_name
from review.documents.checks.registry import check
from review.documents.checks.sections import is_programme
from review.documents.hours_table import HoursTable, PlanRow
from review.documents.hours_text import row_number, tidy
from review.documents.hours_tree import top_rows
from review.documents.hours_volume import Volume, volumes
from review.languages import N_

CERTAIN, LIKELY, DOUBTFUL = 0.95, 0.9, 0.6
MIN_NAME: Final = 5


def _plans(dossier: Dossier) -> list[HoursTable]:
    return [table for table in dossier.tables if table.kind == "curriculum" and not table.weekly]


@check(
    "H9",
    section="curriculum_plan",
    severity=Severity.WARN,
    mistake="E08",
    message=N_("The section “%(row)s” has no form of control."),
    remedy=N_("Write in the plan how each section is checked: a quiz, a show of works, a test."),
)
def section_without_control(dossier: Dossier) -> Iterator[Found]:
    """H9, E08: neither the section nor any of its topics has a form of control."""
    for table in _plans(dossier):
        if "control" not in table.columns:
            continue
        groups = list(table.sections()) or [(row, ()) for row in table.body if row.kind == "topic"]
        bare = [row for row, below in groups if not any(r.control for r in (row, *below))]
        sure = LIKELY if len(bare) * 2 <= len(groups) else DOUBTFUL
        for row in bare if len(bare) < len(groups) else ():
            yield place(table, row, "control", {"row": row_name(row)}, sure)


@check(
    "H9",
    variant="none",
    section="curriculum_plan",
    severity=Severity.WARN,
    mistake="E08",
    message=N_("The curriculum plan does not say how the sections are checked."),
    remedy=N_(
        "Add a column with the form of attestation or control and fill it for every section."
    ),
)
def plan_without_control(dossier: Dossier) -> Iterator[Found]:
    """E08 for the whole plan: the column is empty, or is not there."""
    plans = [table for table in _plans(dossier) if table.body]
    filled = any(row.control for table in plans for row in table.body)
    if plans and not filled and is_programme(dossier):
        there = "control" in plans[0].columns
        yield Found(block=plans[0].block, confidence=LIKELY if there else DOUBTFUL)


@check(
    "H9",
    variant="twice",
    section="curriculum_plan",
    severity=Severity.NOTE,
    message=N_("Final attestation stands twice in the plan: “%(first)s” and “%(second)s”."),
    remedy=N_("Count the hours of final attestation once."),
)
def attested_twice(dossier: Dossier) -> Iterator[Found]:
    """H9: the hours of final attestation are counted once."""
    for table in _plans(dossier):
        final = [row for row in table.rows if _is_final(row)]
        for first, second in pairwise(final):
            apart = not (first.kind == "section" and first.depth < second.depth)
            if apart and first.whole() and second.whole():
                params = {"first": row_name(first), "second": row_name(second)}
                yield place(table, second, "total", params, 0.7)


def _is_final(row: PlanRow) -> bool:
    return tidy(row.title).startswith(("итоговая аттестац", "итоговый контрол"))


@check(
    "E04",
    section="curriculum_plan",
    severity=Severity.WARN,
    message=N_("The curriculum plan has fewer than two sections."),
    remedy=N_("Divide the plan into sections and topics."),
)
def few_sections(dossier: Dossier) -> Iterator[Found]:
    """E04: a plan has at least two sections."""
    plans = _plans(dossier)
    if len(plans) != 1 or not is_programme(dossier) or not plans[0].body:
        return
    table = plans[0]
    if len(top_rows(table.rows)) < 2 and len(table.blocks) == 1:
        inside = [row for row in table.body if row.depth > table.body[0].depth]
        yield Found(block=table.block, confidence=DOUBTFUL if len(inside) > 2 else LIKELY)


@check(
    "E05",
    section="curriculum_plan",
    severity=Severity.WARN,
    message=N_("The section “%(row)s” has no hours: the plan says %(stated)s."),
    remedy=N_("Give the section its hours or take it out of the plan."),
)
def section_without_hours(dossier: Dossier) -> Iterator[Found]:
    """E05: a section whose hours are printed as nothing."""
    for table in _plans(dossier):
        for row, below in table.sections():
            stated = row.whole()
            if stated == 0 and not any(other.whole() for other in below):
                params = {"row": row_name(row), "stated": figure(stated)}
                yield place(table, row, "total", params, LIKELY)


@check(
    "H12",
    section="distance_addendum",
    severity=Severity.WARN,
    message=N_("In the row “%(row)s” there are %(distance)s distance hours out of %(stated)s."),
    remedy=N_("Distance hours are a part of all hours: correct one of the two figures."),
)
def more_distance_than_hours(dossier: Dossier) -> Iterator[Found]:
    """H12: distance hours are a part of contact hours."""
    for table in _plans(dossier):
        for row in table.rows:
            distance, stated = row.hours.get("distance"), row.hours.get("total")
            if distance is None or stated is None or distance <= stated:
                continue
            params = {
                "row": row_name(row),
                "distance": figure(distance),
                "stated": figure(stated),
            }
            yield place(table, row, "distance", params, LIKELY if stated else DOUBTFUL)


@check(
    "H13",
    section="work_programmes",
    severity=Severity.BLOCK,
    mistake="E03",
    message=N_("The plan gives the module “%(row)s” %(plan)s hours, its own programme %(module)s."),
    remedy=N_("Bring the programme of the module and its row in the plan to the same hours."),
)
def module_as_row(dossier: Dossier) -> Iterator[Found]:
    """H13, E03: the hours of a module's programme are those of its row in the plan."""
    known = volumes(dossier.tables, "curriculum")
    for module in known.modules:
        rows = [
            (one, row, sure)
            for one in known.whole
            for row in top_rows(one.table.rows)
            if (sure := _same_module(row, module))
        ]
        hours = {row.whole() for _, row, _ in rows}
        if len(rows) != 1 or None in hours or module.hours in hours:
            continue
        one, row, sure = rows[0]
        params = {
            "row": row_name(row),
            "plan": figure(row.whole() or module.hours),
            "module": figure(module.hours),
        }
        yield place(one.table, row, "total", params, sure if module.printed else DOUBTFUL)


def _same_module(row: PlanRow, module: Volume) -> float:
    """How surely a row of the plan is the module: by its name, less surely by its number."""
    number, name = row_number(module.table.module)
    folded, title = tidy(name).strip('«»". '), tidy(row.title).strip('«»". ')
    if min(len(folded), len(title)) >= MIN_NAME and (folded in title or title in folded):
        return CERTAIN
    return DOUBTFUL if number and number == row.number else 0.0
