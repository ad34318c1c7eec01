"""Panels: who may sit, seating a round's experts, replacing one, an expert declining."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import clock, steps
from review.database import db
from review.faults import Conflict, Invalid, NotFound, Refused
from review.models.events import Event
from review.models.people import Grant, Person
from review.models.places import Organisation
from review.models.scoring import ScoreSheet, Seat, SeatState
from review.models.submissions import Submission
from review.situations import facts_of, profile_of
from workflows.access import Facts, Permission, may
from workflows.panel import Candidate, Rules, Subject, Suggestion, rank
from workflows.roles import Actor, Role


def list_candidates(submission: Submission, facts: Facts | None = None) -> tuple[Suggestion, ...]:
    """Every expert of the region, the fittest first, each with what speaks against.

    `facts` spare asking for them again when they are at hand.
    """
    figures = profile_of(submission).figures
    rules = Rules(exclude=figures.exclude, max_active=figures.max_active_per_expert)
    known = facts if facts is not None else facts_of(submission)
    return rank(_candidates(submission), _subject(submission, known), rules)


def _subject(submission: Submission, facts: Facts) -> Subject:
    return Subject(
        organisation_id=submission.organisation_id,
        municipality_id=submission.municipality_id,
        author_ids=facts.author_ids,
        seated=facts.panel_ids,
        direction=submission.programme.direction,
    )


def _candidates(submission: Submission) -> list[Candidate]:
    former = sa.exists().where(
        Seat.submission_id == submission.id,
        Seat.round < submission.round,
        Seat.person_id == Person.id,
    )
    active = (
        sa.select(Seat.person_id, sa.func.count(Seat.id).label("open"))
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(Seat.state == SeatState.HELD, ScoreSheet.submitted_at.is_(None))
        .group_by(Seat.person_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            Person.id,
            Person.home_organisation_id,
            Organisation.municipality_id,
            sa.func.coalesce(active.c.open, 0),
            former,
        )
        .join(Grant, Grant.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Person.home_organisation_id)
        .outerjoin(active, active.c.person_id == Person.id)
        .where(Grant.role == Role.EXPERT, Grant.revoked_at.is_(None), Person.blocked_at.is_(None))
        .order_by(Person.id)
    )
    return [
        Candidate(
            person_id=person,
            organisation_id=organisation,
            municipality_id=municipality,
            active=open_sheets,
            former_panel=sat_before,
        )
        for person, organisation, municipality, open_sheets, sat_before in rows
    ]


def assign(
    submission: Submission,
    actor: Actor,
    person_ids: Sequence[int],
    expected_version: int | None = None,
) -> Event:
    """Seat the round's experts and open the review.

    Raises Refused for a hard conflict, Invalid for a wrong number of people, Conflict when
    somebody was faster, NotAllowed when the submission does not wait for experts.
    """
    _hold(submission, actor, expected_version)
    need = profile_of(submission).figures.experts
    if len(set(person_ids)) != need or len(person_ids) != need:
        raise Invalid("panel_size", "experts", need=need)
    if list_seats(submission, submission.round):
        raise Conflict("submission_moved", state=submission.state)
    chosen = _choose(submission, person_ids)
    for place, one in enumerate(chosen, start=1):
        _seat(submission, actor, one, place)
    event = steps.take(submission, "assign", actor, data=_seated(chosen))
    _date_seats(submission)
    return event


def assign_third(
    submission: Submission, actor: Actor, person_id: int, expected_version: int | None = None
) -> Event:
    """Seat the third expert whom the rubric's rule called for. Raises as `assign` does."""
    _hold(submission, actor, expected_version)
    chosen = _choose(submission, [person_id])
    event = steps.take(submission, "assign_third", actor, data=_seated(chosen))
    place = profile_of(submission).figures.experts + 1
    _seat(submission, actor, chosen[0], place, is_third=True)
    steps.refresh(submission)
    _date_seats(submission)
    return event


def replace_expert(
    submission: Submission,
    actor: Actor,
    leaving_id: int,
    person_id: int,
    reason: str,
    expected_version: int | None = None,
) -> Event:
    """Give the chair of one expert to another; the sheet begun so far is kept with its chair."""
    _hold(submission, actor, expected_version)
    seat = get_seat(submission, leaving_id)
    if seat.sheet is not None and seat.sheet.submitted_at is not None:
        raise Refused("sheet_is_in")
    chosen = _choose(submission, [person_id])
    data = _seated(chosen) | {"left": leaving_id}
    event = steps.take(submission, "replace_expert", actor, reason=reason, data=data)
    _close(seat, SeatState.REPLACED, reason)
    _seat(submission, actor, chosen[0], seat.place, is_third=seat.is_third)
    steps.refresh(submission)
    _date_seats(submission)
    return event


def decline(submission: Submission, actor: Actor, reason: str) -> Event:
    """An expert gives the seat back with a reason; whoever seats experts finds somebody else.

    Raises NotAllowed once the sheet is in or without a reason.
    """
    steps.lock(submission.id)
    seat = get_seat(submission, actor.person_id or 0)
    event = steps.take(submission, "decline", actor, reason=reason, data={"left": seat.person_id})
    _close(seat, SeatState.DECLINED, reason)
    steps.refresh(submission)
    return event


def fill_seat(
    submission: Submission, actor: Actor, person_id: int, expected_version: int | None = None
) -> Event:
    """Seat somebody in a chair that was given back while the panel is at work."""
    _hold(submission, actor, expected_version)
    chosen = _choose(submission, [person_id])
    event = steps.take(submission, "fill_seat", actor, data=_seated(chosen))
    taken = {seat.place for seat in list_seats(submission, submission.round)}
    need = profile_of(submission).figures.experts
    place = next(place for place in range(1, need + 2) if place not in taken)
    _seat(submission, actor, chosen[0], place, is_third=place > need)
    steps.refresh(submission)
    _date_seats(submission)
    return event


def list_chairs(submission: Submission) -> list[Seat]:
    """Every chair of the round with its sheet, given-back and replaced ones too."""
    return list(
        db.session.scalars(
            sa.select(Seat)
            .where(Seat.submission_id == submission.id, Seat.round == submission.round)
            .order_by(Seat.place, Seat.id)
            .options(joinedload(Seat.sheet))
        )
    )


def list_seats(submission: Submission, round_: int) -> list[Seat]:
    """The panel of a round, in order of chairs; given-back chairs are left out."""
    return list(
        db.session.scalars(
            sa.select(Seat)
            .where(
                Seat.submission_id == submission.id,
                Seat.round == round_,
                Seat.state == SeatState.HELD,
            )
            .order_by(Seat.place)
        )
    )


def get_seat(submission: Submission, person_id: int) -> Seat:
    """The person's seat in the current round; NotFound when there is none."""
    seat = db.session.scalar(
        sa.select(Seat).where(
            Seat.submission_id == submission.id,
            Seat.round == submission.round,
            Seat.person_id == person_id,
            Seat.state == SeatState.HELD,
        )
    )
    if seat is None:
        raise NotFound
    return seat


def _hold(submission: Submission, actor: Actor, expected_version: int | None) -> None:
    """Hold the submission; Conflict when the actor was looking at an older state of it."""
    _require(submission, actor)
    steps.lock(submission.id)
    if expected_version is not None and submission.version != expected_version:
        raise Conflict("submission_moved", state=submission.state)


def _choose(submission: Submission, person_ids: Sequence[int]) -> list[Suggestion]:
    """The people as the rules judge them; Refused for a hard conflict, Invalid for a stranger."""
    known = {one.candidate.person_id: one for one in list_candidates(submission)}
    chosen = []
    for person_id in person_ids:
        if person_id not in known:
            raise Invalid("not_an_expert", "experts")
        against = [one for one in known[person_id].conflicts if one.hard]
        if against:
            codes = [(one.code, dict(one.params)) for one in against]
            raise Refused("conflict_of_interest", codes)
        chosen.append(known[person_id])
    return chosen


def _seated(chosen: Sequence[Suggestion]) -> dict[str, Any]:
    """What the event keeps: who was seated, and which rules gave way for whom."""
    relaxed = {str(one.candidate.person_id): list(one.relaxed) for one in chosen if one.relaxed}
    seated = [one.candidate.person_id for one in chosen]
    return {"seated": seated, "relaxed": relaxed} if relaxed else {"seated": seated}


def _seat(
    submission: Submission,
    actor: Actor,
    chosen: Suggestion,
    place: int,
    *,
    is_third: bool = False,
) -> Seat:
    seat = Seat(
        submission_id=submission.id,
        round=submission.round,
        place=place,
        is_third=is_third,
        person_id=chosen.candidate.person_id,
        assigned_by_id=actor.person_id,
        assigned_at=clock.now(),
        relaxed=list(chosen.relaxed),
    )
    db.session.add(seat)
    db.session.flush()
    return seat


def _date_seats(submission: Submission) -> None:
    for seat in list_seats(submission, submission.round):
        if seat.due_at is None:
            seat.due_at = submission.due_at
    db.session.flush()


def _close(seat: Seat, state: SeatState, reason: str) -> None:
    seat.state, seat.closed_at, seat.reason = state, clock.now(), reason.strip()
    db.session.flush()


def _require(submission: Submission, actor: Actor) -> None:
    if not may(actor, Permission.ASSIGN_EXPERTS, facts_of(submission)):
        raise NotFound
