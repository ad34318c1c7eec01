"""Score sheets: open one, save a mark, see what is missing, hand it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from review import clock, steps
from review.database import db
from review.documents.selections import Selected
from review.faults import Conflict, Invalid, NotFound, Refused
from review.models.scoring import MarkRow, ScoreSheet, Seat, SeatState
from review.models.submissions import Revision, Submission
from review.profiles import get_rubric
from review.scoring.panels import get_seat
from review.scoring.ties import place_of, tie
from review.scoring.verdicts import exact_points, settle
from review.situations import facts_of
from rubric.criteria import Rubric
from rubric.scoring import Outlook, outlook, total
from rubric.sheet import Mark, Missing, check_mark, missing
from workflows.access import Permission, may
from workflows.roles import Actor


@dataclass(frozen=True)
class Saved:
    """What a saved mark answers: the row's new version and the state of the whole sheet."""

    mark: MarkRow
    outlook: Outlook
    missing: tuple[Missing, ...]


def open_sheet(submission: Submission, actor: Actor) -> ScoreSheet:
    """Begin the actor's sheet of the current round; one begun before is given back.

    It is the expert's own step, taken after the question of interests (docs/domain, section 6):
    nothing is marked on a sheet that was not begun. Raises NotFound for anyone without a seat on
    this round's panel.
    """
    seat = get_seat(submission, actor.person_id or 0)
    _require_score(submission, seat, actor)
    if seat.sheet is not None:
        return seat.sheet
    revision = db.session.scalar(
        sa.select(Revision)
        .where(Revision.submission_id == submission.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if revision is None:
        raise NotFound
    sheet = ScoreSheet(
        seat=seat,
        rubric_version_id=submission.rubric_version_id,
        revision_id=revision.id,
        started_at=clock.now(),
        saved_at=clock.now(),
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def find_sheet(submission: Submission, actor: Actor) -> ScoreSheet | None:
    """The actor's sheet of the current round if it was begun; NotFound without a seat."""
    return sheet_at(get_seat(submission, actor.person_id or 0))


def sheet_at(seat: Seat) -> ScoreSheet | None:
    """The sheet of a chair with its marks, if it was begun."""
    return db.session.scalar(_of_seat(), {"id": seat.id})


@cache
def _of_seat() -> sa.Select[ScoreSheet]:
    return (
        sa.select(ScoreSheet)
        .where(ScoreSheet.seat_id == sa.bindparam("id"))
        .options(selectinload(ScoreSheet.marks))
    )


def take_sheet(submission: Submission, actor: Actor) -> ScoreSheet:
    """The actor's sheet, held against other writers until the transaction ends.

    Raises NotFound without a seat, Refused for a sheet that was not begun.
    """
    sheet = db.session.scalar(
        sa.select(ScoreSheet)
        .join(ScoreSheet.seat)
        .where(
            Seat.submission_id == submission.id,
            Seat.round == submission.round,
            Seat.person_id == actor.person_id,
            Seat.state == SeatState.HELD,
        )
        .options(contains_eager(ScoreSheet.seat), selectinload(ScoreSheet.marks))
        .with_for_update(of=ScoreSheet)
        .execution_options(populate_existing=True)
    )
    if sheet is None:
        get_seat(submission, actor.person_id or 0)
        raise Refused("sheet_not_begun")
    return sheet


def find_former_sheet(submission: Submission, actor: Actor) -> ScoreSheet | None:
    """The actor's own sheet of the last earlier round that was handed in, if there is one."""
    asked = {"id": submission.id, "round": submission.round, "person": actor.person_id}
    return db.session.scalar(_former(), asked)


@cache
def _former() -> sa.Select[ScoreSheet]:
    return (
        sa.select(ScoreSheet)
        .join(Seat, Seat.id == ScoreSheet.seat_id)
        .where(
            Seat.submission_id == sa.bindparam("id"),
            Seat.round < sa.bindparam("round"),
            Seat.person_id == sa.bindparam("person"),
            ScoreSheet.submitted_at.is_not(None),
        )
        .order_by(Seat.round.desc())
        .limit(1)
        .options(selectinload(ScoreSheet.marks), selectinload(ScoreSheet.seat))
    )


def save_mark(
    sheet: ScoreSheet,
    actor: Actor,
    criterion_id: str,
    points: Decimal | None,
    remark: str,
    *,
    skip: str = "",
    expected_version: int | None = None,
    selected: Selected | None = None,
) -> Saved:
    """Save one criterion of an open sheet; half-done is fine, wrong points are not.

    `expected_version` is 0 for a criterion not yet touched. Raises Conflict (with what is
    stored) when another tab saved meanwhile, Invalid for points off the scale, Refused when the
    sheet is already in.
    """
    rubric = get_rubric(sheet.rubric_version_id)
    _require_open(sheet, actor)
    criterion = rubric.by_id.get(criterion_id)
    if criterion is None:
        raise NotFound
    given = Mark(points, remark, skip)
    faults = check_mark(criterion, given, None)
    if faults:
        raise Invalid("points_off_scale", "points", criterion=criterion_id)
    row = next((one for one in sheet.marks if one.criterion_id == criterion_id), None)
    _refuse_stale(row, expected_version, given)
    place = place_of(row, sheet.revision_id, selected or Selected())
    if row is None:
        row = MarkRow(criterion_id=criterion_id, changed_at=clock.now())
        sheet.marks.append(row)
    row.points, row.skip, row.remark = points, skip, remark.strip()
    if place is not None:
        tie(row, place)
    row.changed_at = sheet.saved_at = clock.now()
    db.session.flush()
    marks = marks_of(sheet)
    return Saved(row, outlook(rubric, marks), missing(rubric, marks))


def save_summary(
    sheet: ScoreSheet, actor: Actor, text: str, expected_version: int | None = None
) -> None:
    """Save the general conclusion in words; raises Conflict when another tab changed it."""
    _require_open(sheet, actor)
    stored = summary_version(sheet)
    if expected_version not in (None, stored) and text.strip() != sheet.summary:
        raise Conflict("summary_changed", summary=sheet.summary, version=stored)
    sheet.summary, sheet.saved_at = text.strip(), clock.now()
    db.session.flush()


def summary_version(sheet: ScoreSheet) -> int:
    """A number that changes whenever the general conclusion does."""
    return crc32(sheet.summary.encode()) % 1_000_000_000


def hand_in(sheet: ScoreSheet, actor: Actor) -> None:
    """Hand the sheet in for good; with the last one in, the rubric's rule decides.

    Raises Refused with every missing mark and remark.
    """
    submission = steps.lock(sheet.seat.submission_id)
    db.session.refresh(sheet.seat)
    db.session.refresh(sheet)
    _require_open(sheet, actor)
    rubric, marks = get_rubric(sheet.rubric_version_id), marks_of(sheet)
    lacking = missing(rubric, marks)
    if lacking:
        raise Refused(
            "sheet_incomplete",
            [(f"missing_{one.what}", {"criterion": one.criterion_id}) for one in lacking],
            count=len(lacking),
        )
    sheet.total = exact_points(total(rubric, marks))
    sheet.submitted_at = sheet.saved_at = clock.now()
    db.session.flush()
    settle(submission)


def marks_of(sheet: ScoreSheet) -> Mapping[str, Mark]:
    """The sheet's marks as the rubric knows them."""
    return {row.criterion_id: Mark(row.points, row.remark, row.skip) for row in sheet.marks}


def rubric_of(sheet: ScoreSheet) -> Rubric:
    """The rubric version the sheet is bound to."""
    return get_rubric(sheet.rubric_version_id)


def _refuse_stale(row: MarkRow | None, expected_version: int | None, given: Mark) -> None:
    """Refuse to overwrite what another tab saved; the same answer sent twice is no conflict."""
    stored = row.version if row is not None else 0
    if expected_version is None or stored == expected_version:
        return
    if row is not None and _same(row, given):
        return
    raise Conflict(
        "mark_changed",
        points=_typed(row),
        remark=row.remark if row else "",
        version=stored,
    )


def _same(row: MarkRow, given: Mark) -> bool:
    stored = (row.points, row.skip, row.remark)
    return stored == (given.points, given.skip, given.remark.strip())


def _typed(row: MarkRow | None) -> str:
    """What the bench's field of points holds for a mark: a number, a skip or nothing."""
    if row is None or row.points is None:
        return row.skip if row else ""
    return format(row.points.normalize(), "f")


def _require_open(sheet: ScoreSheet, actor: Actor) -> None:
    if sheet.seat.person_id != actor.person_id or sheet.seat.state is not SeatState.HELD:
        raise NotFound
    if sheet.submitted_at is not None:
        raise Refused("sheet_is_in")
    _require_score(sheet.seat.submission, sheet.seat, actor)


def _require_score(submission: Submission, seat: Seat, actor: Actor) -> None:
    facts = replace(facts_of(submission), subject_person_id=seat.person_id)
    if not may(actor, Permission.SCORE, facts):
        raise NotFound
