"""The topics of the contents are those of the plan (domain brief, H6); a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.hours_table import HoursTable
from review.documents.labels import key
from review.languages import N_

MIN_LETTERS: Final = 6
MIN_SHARE: Final = 0.6
SHOWN: Final = 3
POSSIBLE: Final = 0.7


@check(
    "H6",
    section="plan_content",
    severity=Severity.NOTE,
    message=N_("Topics of the plan are not found in the contents: %(topics)s."),
    remedy=N_("Name the topics in the contents as in the plan and in the same order."),
)
def topics_missing(dossier: Dossier) -> Iterator[Found]:
    """H6: each topic of the plan is told about in the contents, under the same name."""
    heading, content = dossier.section("plan_content"), key(_content(dossier))
    names = _names(dossier)
    missing = [name for name in names if key(name) not in content]
    if heading is None or not missing or len(missing) > (1 - MIN_SHARE) * len(names):
        return
    shown = "; ".join(f"«{name}»" for name in missing[:SHOWN])
    topics = f"{shown}…" if len(missing) > SHOWN else shown
    yield Found({"topics": topics}, heading.block_id, confidence=POSSIBLE)


@check(
    "H6",
    variant="order",
    section="plan_content",
    severity=Severity.NOTE,
    message=N_("The contents speak of “%(topic)s” earlier than the plan does."),
    remedy=N_("Put the topics of the contents into the order of the plan."),
)
def topics_in_another_order(dossier: Dossier) -> Iterator[Found]:
    """H6: the contents follow the order of the plan."""
    heading, content = dossier.section("plan_content"), key(_content(dossier))
    if heading is None:
        return
    places = [
        (content.index(key(name)), name)
        for name in _names(dossier)
        if content.count(key(name)) == 1
    ]
    for (before, _), (place, name) in pairwise(places):
        if place < before:
            yield Found({"topic": name}, heading.block_id, confidence=POSSIBLE)
            return


def _content(dossier: Dossier) -> str:
    """The section's words without those of the plan, should the plan stand inside it."""
    plans = {block for table in _plans(dossier) for block in table.blocks}
    inside = {
        block.id
        for table in plans
        for row in dossier.model.by_id[table].rows
        for cell in row.cells
        for block in cell.blocks
    }
    blocks = dossier.blocks_of("plan_content")
    return "\n".join(b.text for b in blocks if b.kind != "table" and b.id not in inside)


def _names(dossier: Dossier) -> list[str]:
    """Names of topics, unique and long enough to be looked for."""
    names = [row.title for table in _plans(dossier) for row in table.body if row.kind == "topic"]
    return [name for name in dict.fromkeys(names) if len(key(name)) >= MIN_LETTERS]


def _plans(dossier: Dossier) -> list[HoursTable]:
    """Plans that do not hold their contents in a column of their own."""
    plans = [table for table in dossier.tables if table.kind == "curriculum"]
    return [table for table in plans if "content" not in table.columns]
