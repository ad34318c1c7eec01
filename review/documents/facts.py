"""Facts a programme states about itself: title, ages, term, hours, authors, approvals, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from review.documents import fact_labels as labels
from review.documents.fact_approvals import approvals
from review.documents.fact_choices import direction, level
from review.documents.fact_figures import ages, duration, load, volume
from review.documents.fact_lines import Line, Lines
from review.documents.fact_literature import literature
from review.documents.fact_organisation import organisation
from review.documents.fact_people import authors
from review.documents.fact_title import title, year
from review.documents.fact_values import Approval, Fact, Facts, Source
from review.documents.hours_table import HoursTable
from review.documents.hours_volume import volumes
from review.documents.reading.model import DocumentModel
from review.documents.structure import Structure

#: A volume that only the plan tells; nothing can be compared with it.
FROM_PLAN: Final = 0.5

__all__ = ["Approval", "Fact", "Facts", "Source", "read_facts"]


def read_facts(
    model: DocumentModel, structure: Structure, tables: Sequence[HoursTable] = ()
) -> Facts:
    """Read the facts out of a document and its structure; what is not stated stays None.

    With its `tables` the volume that no words state is taken from the plan's printed total.
    """
    lines = Lines(model, structure, labels.FIELDS, labels.OTHERS, labels.OPENINGS)
    marks = approvals(lines)
    youngest, oldest = ages(lines)
    term = duration(lines)
    a_week, weeks = load(lines)
    return Facts(
        title=title(lines),
        organisation=organisation(lines),
        direction=direction(lines),
        level=level(lines),
        age_min=youngest,
        age_max=oldest,
        duration_years=term,
        hours_total=volume(lines, term) or _volume_of_plan(tables),
        hours_per_week=a_week,
        weeks=weeks,
        year=year(lines, marks),
        authors=authors(lines),
        approvals=marks,
        literature=literature(model, structure),
        cover=_blocks(lines.cover) if "title_page" in structure.sections else (),
        stamp=_blocks(lines.all[place] for place in sorted(lines.stamp)),
    )


def _volume_of_plan(tables: Sequence[HoursTable]) -> Fact[int] | None:
    """The printed «Итого» of the only plan, where no words state the volume."""
    plan = volumes(tables, "curriculum").single
    if plan is None or not plan.printed or plan.hours != int(plan.hours):
        return None
    return Fact(int(plan.hours), plan.table.block, "", FROM_PLAN)


def _blocks(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.block for line in lines))
