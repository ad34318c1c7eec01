"""Material conditions (domain brief, section 8: E15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.parts import own_heading, own_text, said_briefly
from review.documents.checks.registry import check
from review.documents.checks.sections import is_programme
from review.documents.labels import fold
from review.languages import N_

#: A list of equipment shorter than this, in characters, names next to nothing.
LEAST: Final = 40

_THINGS = re.compile(
    r"оборудован|оснащ|стол|стул|парт|доск|компьютер|ноутбук|проектор|инструмент|материал|инвентар"
    r"|кабинет|помещен|аудитор|зал\b|мастерск|мебел|принтер|экран|площадк|набор|бумаг|краск|станок"
    r"|класс\b|спортивн|костюм|снаряж|лаборатор|прибор"
)
_NAMED = re.compile(r"оборудовани|оснащени|материально|технич\w+ (?:баз|средств)|помещени")


@check(
    "E15",
    variant="missing",
    section="conditions_material",
    severity=Severity.WARN,
    message=N_("There is no section on rooms and equipment."),
    remedy=N_("List the room, furniture, equipment and materials the lessons need."),
)
def no_conditions(dossier: Dossier) -> Iterator[Found]:
    """No heading for material conditions at all."""
    if is_programme(dossier) and not dossier.section("conditions_material"):
        yield Found(confidence=0.6 if said_briefly(dossier, _NAMED) else 0.92)


@check(
    "E15",
    variant="empty",
    section="conditions_material",
    severity=Severity.WARN,
    message=N_("The section on rooms and equipment names no equipment."),
    remedy=N_("List the room, furniture, equipment and materials the lessons need."),
)
def no_equipment(dossier: Dossier) -> Iterator[Found]:
    """The heading is there with next to nothing under it."""
    heading = own_heading(dossier, "conditions_material")
    if heading is None or heading.evidence in {"cell", "run_in"}:
        return
    text = own_text(dossier, "conditions_material")
    if len(text) < LEAST:
        yield Found(block=heading.block_id, confidence=0.92)
    elif not _THINGS.search(fold(text)):
        yield Found(block=heading.block_id, confidence=0.8)
