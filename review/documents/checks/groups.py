"""Groups of tasks and results: subject, development, upbringing (domain brief: E22, E23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.parts import own_heading, own_texts
from review.documents.checks.registry import check
from review.documents.labels import fold
from review.languages import N_

#: A group as findings name it, and the stems its label begins with.
GROUPS: Final = {
    "предметные": r"предметн|обучающ|образовательн|в обучении",
    "метапредметные": r"метапредметн|развивающ|в развитии|познавательн|регулятивн|коммуникативн",
    "личностные": r"личностн|воспитательн|в воспитании",
}
#: Labels are short or open a paragraph within so many characters.
LABEL: Final = 60

_LABELS: Final = {
    name: re.compile(
        rf"^(?:[\W\d]*(?:{stems})\w*|[\W\d]*(?:задачи|результаты)[\w ]{{0,20}} (?:{stems})\w*)"
        rf"|(?<![а-я])(?:{stems})\w* (?:\w+ )?(?:задачи|результаты)"
    )
    for name, stems in GROUPS.items()
}
_ANYWHERE: Final = {name: re.compile(rf"(?<![а-я])(?:{stems})") for name, stems in GROUPS.items()}
_BY_SKILL: Final = re.compile(r"будут? (?:\w+ ){0,3}(?:знать|уметь)|\bзнать\b|\bуметь\b|научатся")


def groups_of(dossier: Dossier, section_id: str) -> dict[str, str]:
    """The groups labelled in a section, each with the id of its block."""
    found: dict[str, str] = {}
    for block, text in own_texts(dossier, section_id):
        start = fold(text[:LABEL])
        for name, label in _LABELS.items():
            if label.search(start):
                found.setdefault(name, block.id)
    return found


@check(
    "E23",
    section="planned_results",
    severity=Severity.WARN,
    message=N_("Of the three groups of results some are missing: %(missing)s."),
    remedy=N_("Give subject, metasubject and personal results, each group under its own label."),
)
def missing_group(dossier: Dossier) -> Iterator[Found]:
    """Sure when two groups are labelled and the third is not met in the section in any form."""
    heading, missing = own_heading(dossier, "planned_results"), _missing_groups(dossier)
    if heading is not None and missing:
        sure = 0.92 if len(groups_of(dossier, "planned_results")) == 2 else 0.75
        yield Found({"missing": ", ".join(missing)}, block=heading.block_id, confidence=sure)


def _missing_groups(dossier: Dossier) -> list[str]:
    """Groups the section of results does not speak of in any form."""
    heading = own_heading(dossier, "planned_results")
    if heading is None or heading.also or heading.evidence == "cell":
        return []
    text = fold("\n".join(text for _, text in own_texts(dossier, "planned_results")))
    if len(text) <= LABEL:
        return []
    named = groups_of(dossier, "planned_results")
    missing = [name for name in GROUPS if name not in named and not _ANYWHERE[name].search(text)]
    if "предметные" in missing and _BY_SKILL.search(text):
        missing.remove("предметные")
    return missing


@check(
    "E22",
    section="planned_results",
    severity=Severity.NOTE,
    message=N_(
        "Tasks and results do not mirror each other: of the groups of tasks the results lack"
        " %(name)s."
    ),
    remedy=N_("For each group of tasks give the results it leads to."),
)
def unmirrored_tasks(dossier: Dossier) -> Iterator[Found]:
    """Groups of tasks are labelled that the results, though in groups, do not label.

    A group the results do not speak of at all is told by E23 alone.
    """
    tasks, results = groups_of(dossier, "tasks"), groups_of(dossier, "planned_results")
    if len(tasks) < 2 or len(results) < 2:
        return
    told = () if "E23" in dossier.settings.off else _missing_groups(dossier)
    names = sorted(set(tasks) - set(results) - set(told))
    if names:
        yield Found({"name": ", ".join(names)}, block=min(results.values()), confidence=0.7)
