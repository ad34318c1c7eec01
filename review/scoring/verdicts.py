"""Verdicts: with all sheets in, the rubric version's rule decides; a pass issues a badge.

Everything happens in the caller's transaction: no pass without a badge, no badge without a
verdict, no failed round that does not go back to its author with what the experts wrote.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from review import clock, steps
from review.database import POINT_PARTS, db
from review.models.events import Event
from review.models.moderation import (
    Audience,
    Remark,
    RemarkLevel,
    RemarkScope,
    RemarkTurn,
    TurnKind,
)
from review.models.scoring import MarkRow, Outcome, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Submission
from review.profiles import get_rubric
from review.registry.service import issue
from review.remarks import release
from review.situations import profile_of
from rubric.criteria import Rubric
from rubric.sheet import Mark
from rubric.trace import trace_to_json
from rubric.verdict import Decided, Sheet, ThirdNeeded
from rubric.verdict import settle as rule
from workflows.roles import SYSTEM, Role
from workflows.situation import State


def settle(submission: Submission) -> Verdict | None:
    """Let the rule look at the sheets handed in; None while it waits or a third is called."""
    sheets = _submitted(submission)
    rubric = get_rubric(submission.rubric_version_id)
    experts = profile_of(submission).figures.experts
    outcome = rule(rubric, [_plain(sheet) for sheet in sheets], experts)
    match outcome:
        case Decided():
            return _decide(submission, rubric, outcome, sheets)
        case ThirdNeeded() if submission.state is State.IN_REVIEW:
            trace = {"trace": trace_to_json(outcome.trace)}
            steps.take(submission, "call_third", SYSTEM, outcome="third_needed", data=trace)
    return None


def exact_points(value: Fraction) -> Decimal:
    """A fraction of points as a decimal, cut (never rounded up) to a thousandth for lists."""
    parts = Decimal(value.numerator * POINT_PARTS) / Decimal(value.denominator)
    return parts.to_integral_value(ROUND_FLOOR) / POINT_PARTS


def _submitted(submission: Submission) -> list[ScoreSheet]:
    return list(
        db.session.scalars(
            sa.select(ScoreSheet)
            .join(Seat, Seat.id == ScoreSheet.seat_id)
            .where(
                Seat.submission_id == submission.id,
                Seat.round == submission.round,
                Seat.state == SeatState.HELD,
                ScoreSheet.submitted_at.is_not(None),
            )
            .options(selectinload(ScoreSheet.marks), selectinload(ScoreSheet.seat))
            .order_by(Seat.place)
        )
    )


def _plain(sheet: ScoreSheet) -> Sheet:
    marks = {row.criterion_id: Mark(row.points, row.remark, row.skip) for row in sheet.marks}
    return Sheet(sheet.seat.place, marks, sheet.seat.is_third)


def _decide(
    submission: Submission, rubric: Rubric, decided: Decided, sheets: list[ScoreSheet]
) -> Verdict:
    round_ = submission.round
    verdict = Verdict(
        submission_id=submission.id,
        round=round_,
        revision_id=sheets[-1].revision_id,
        outcome=Outcome.PASSED if decided.passed else Outcome.FAILED,
        exact=f"{decided.score.numerator}/{decided.score.denominator}",
        score=exact_points(decided.score),
        threshold=decided.threshold,
        maximum=exact_points(rubric.maximum),
        trace=trace_to_json(decided.trace),
        decided_at=clock.now(),
    )
    db.session.add(verdict)
    db.session.flush()
    action = "pass_review" if decided.passed else "fail_review"
    data = {"score": verdict.exact, "threshold": str(verdict.threshold)}
    event = steps.take(submission, action, SYSTEM, outcome=verdict.outcome, data=data)
    _hand_over(submission, sheets, event, binding=not decided.passed)
    if decided.passed:
        badge = issue(submission, verdict)
        steps.take(submission, "issue", SYSTEM, data={"badge": badge.number})
    else:
        steps.take(submission, "hand_back", SYSTEM)
    return verdict


def _hand_over(
    submission: Submission, sheets: list[ScoreSheet], event: Event, *, binding: bool
) -> None:
    """Turn every remark of the sheets into one the author can read and answer."""
    level = RemarkLevel.MUST if binding else RemarkLevel.IMPROVE
    made = [
        _remark(submission, sheet, row, level, event)
        for sheet in sheets
        for row in sheet.marks
        if row.remark
    ]
    db.session.add_all(made)
    db.session.flush()
    db.session.add_all(_first_turn(remark) for remark in made)
    db.session.flush()
    release([State.IN_REVIEW, State.THIRD_REVIEW], event.round, event)


def _remark(
    submission: Submission, sheet: ScoreSheet, row: MarkRow, level: RemarkLevel, event: Event
) -> Remark:
    place = RemarkScope.BLOCK if row.block_id else RemarkScope.DOCUMENT
    return Remark(
        submission_id=submission.id,
        revision_id=sheet.revision_id,
        round=event.round,
        stage=State.IN_REVIEW,
        person_id=sheet.seat.person_id,
        role=Role.EXPERT,
        expert_place=sheet.seat.place,
        level=level,
        audience=Audience.AUTHOR,
        criterion_id=row.criterion_id,
        block_id=row.block_id,
        quote=row.quote,
        prefix=row.prefix,
        suffix=row.suffix,
        end_block_id=row.end_block_id,
        starts=row.starts,
        ends=row.ends,
        scope=RemarkScope.WORDS if row.quote else place,
        text=row.remark,
        created_at=row.changed_at,
        released_at=event.at,
    )


def _first_turn(remark: Remark) -> RemarkTurn:
    return RemarkTurn(
        remark_id=remark.id,
        revision_id=remark.revision_id,
        kind=TurnKind.WRITTEN,
        at=remark.created_at,
        person_id=remark.person_id,
        role=remark.role,
        expert_place=remark.expert_place,
        text=remark.text,
    )
