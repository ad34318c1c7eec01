"""The expert's bench: everything one page needs, in few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from review import clock, returns
from review.database import db
from review.models.programmes import Reading
from review.models.scoring import MarkRow, ScoreSheet
from review.models.submissions import Revision, Submission
from review.profiles import get_rubric
from review.scoring import sheets
from review.scoring.panels import get_seat
from rubric.criteria import Criterion, Rubric
from rubric.scoring import progress, section_totals, total
from rubric.sheet import Mark, Missing, missing, needs_remark
from workflows.access import Facts, Permission, may
from workflows.roles import Actor


def group(rows: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """The to-do list in groups: new, at work, came back for another round, handed in."""
    groups: dict[str, list[Any]] = {"new": [], "working": [], "again": [], "done": []}
    for row in rows:
        if row.submitted_at is not None:
            groups["done"].append(row)
        elif row.started_at is not None:
            groups["working"].append(row)
        else:
            groups["again" if row.round > 1 else "new"].append(row)
    return [(name, found) for name, found in groups.items() if found]


def bench_of(submission: Submission, actor: Actor, facts: Facts) -> dict[str, Any]:
    """What the bench shows to this expert; NotFound for anyone else.

    Before the sheet is begun (`sheet` is None) it is the card alone, never yet the document.
    """
    seat = get_seat(submission, actor.person_id or 0)
    sheet = sheets.sheet_at(seat)
    card = {"submission": submission, "programme": submission.programme, "seat": seat}
    return card | (_desk(submission, actor, facts, sheet) if sheet else {"sheet": None})


def _desk(submission: Submission, actor: Actor, facts: Facts, sheet: ScoreSheet) -> dict[str, Any]:
    rubric, marks = get_rubric(sheet.rubric_version_id), sheets.marks_of(sheet)
    own = replace(
        facts,
        subject_person_id=actor.person_id,
        sheet_submitted=sheet.submitted_at is not None,
    )
    former = sheets.find_former_sheet(submission, actor) if submission.round > 1 else None
    return {
        "sheet": sheet,
        "summary_version": sheets.summary_version(sheet),
        "open": may(actor, Permission.SCORE, own),
        "rows": {row.criterion_id: row for row in sheet.marks},
        "former": former,
        "former_rows": {row.criterion_id: row for row in former.marks} if former else {},
        "free": {one.id: _free(one, rubric) for one in rubric.criteria},
        **_again(submission, actor, facts, rubric, former),
        **standing(rubric, marks),
        **_paper(submission, sheet, rubric),
    }


def _again(
    submission: Submission,
    actor: Actor,
    facts: Facts,
    rubric: Rubric,
    former: ScoreSheet | None,
) -> dict[str, Any]:
    """In a repeated round: what to look at first, and criteria whose sections did not change."""
    look = returns.second_look(submission, actor, facts) if submission.round > 1 else None
    if look is None:
        return {"again": None, "spared": frozenset()}
    marks = former.marks if former else ()
    given = [(0, row.criterion_id, row.points) for row in marks if row.points is not None]
    same = look.touched
    spared = {one.id for one in rubric.criteria if same and same.spared(one.evidence)}
    failed = returns.lost_points(rubric, given)
    return {"again": replace(look, failed=failed), "spared": frozenset(spared)}


def standing(rubric: Rubric, marks: Mapping[str, Mark]) -> dict[str, Any]:
    """How far a sheet has come: totals, progress, what it still lacks."""
    return {
        "rubric": rubric,
        "sections": section_totals(rubric, marks),
        "total": float(total(rubric, marks)),
        "maximum": float(rubric.maximum),
        "threshold": float(rubric.verdict.threshold or 0),
        "progress": progress(rubric, marks),
        "missing": missing(rubric, marks),
    }


def first_open(rubric: Rubric, lacking: Sequence[Missing], asked: str = "") -> str:
    """The criterion to unfold: the one asked for, or the first that still lacks something."""
    if asked in rubric.by_id:
        return asked
    return lacking[0].criterion_id if lacking else ""


def next_open(rubric: Rubric, lacking: Sequence[Missing], saved: str) -> str:
    """Where to go on after a save: stay while something is owed, else the next lacking one."""
    order = [one.id for one in rubric.criteria]
    owed = [one.criterion_id for one in lacking]
    if saved in owed or not owed:
        return saved
    here = order.index(saved)
    return next((one for one in owed if order.index(one) > here), owed[0])


def _free(criterion: Criterion, rubric: Rubric) -> list[Any]:
    """The points of a criterion that ask for no remark."""
    return [
        value
        for value in criterion.scale.values() or ()
        if not needs_remark(criterion, value, rubric.comment_rule)
    ]


def _paper(submission: Submission, sheet: ScoreSheet, rubric: Rubric) -> dict[str, Any]:
    """The document under review, and where in it each criterion has its evidence."""
    revision, reading = db.session.execute(_read_text(), {"id": sheet.revision_id}).one()
    images = f'src="/submissions/{submission.number}/images/{revision.number}/'
    return {
        "revision": revision,
        "reading": reading,
        "html": reading.html.replace('src="image:', images),
        "places": places(rubric, reading),
    }


@cache
def _read_text() -> sa.Select[Revision, Reading]:
    return (
        sa.select(Revision, Reading)
        .join(Reading, Reading.sha256 == Revision.sha256)
        .where(Revision.id == sa.bindparam("id"))
        .options(undefer(Reading.html))
    )


def places(rubric: Rubric, reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """For each criterion the headings of the document that bear on it."""
    by_section: dict[str, list[dict[str, Any]]] = {}
    for heading in reading.headings:
        if heading["section"]:
            by_section.setdefault(heading["section"], []).append(heading)
    return {
        criterion.id: [
            heading for section in criterion.evidence for heading in by_section.get(section, [])
        ]
        for criterion in rubric.criteria
    }


def figures(saved: sheets.Saved, sheet: ScoreSheet) -> dict[str, Any]:
    """What a script gets back after a save: plain figures, no words."""
    rubric, marks = get_rubric(sheet.rubric_version_id), sheets.marks_of(sheet)
    done = progress(rubric, marks)
    return {
        "version": saved.mark.version,
        "total": float(total(rubric, marks)),
        "answered": done.answered,
        "asked": done.asked,
        "owes_remark": owes_remark(saved.mark, saved.missing),
        "saved_at": saved_at(),
    }


def owes_remark(mark: MarkRow, lacking: Sequence[Missing]) -> bool:
    """Whether the points stand but the remark they ask for is not there yet."""
    return Missing(mark.criterion_id, "remark") in lacking


def saved_at() -> str:
    """The minute of a save, in the region's zone."""
    return clock.now().astimezone(clock.zone()).strftime("%H:%M")
