"""A season in figures: plain counts folded from submissions, events and verdicts.

What each count means stands beside its field. A verdict is the experts' word; a return or a
refusal by a moderation desk is an event of moderation and is never counted as a failure
(docs/domain, sections 6 and 13).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from review.database import db
from review.models.events import Event
from review.models.places import Municipality, Organisation
from review.models.profiles import Season
from review.models.programmes import Programme
from review.models.scoring import Outcome, Verdict
from review.models.submissions import Submission
from review.queues import Where, visible_to
from workflows.roles import Actor, Role
from workflows.situation import AT_MODERATION, WITH_EXPERTS, State


@dataclass(frozen=True)
class Figures:
    """Counts of one season; every one but `refusals` counts submissions, each once.

    cards                  programme cards of the organisations, submitted or not
    submitted              submitted at least once in the season, whatever became of them since
    passed_round1          the experts' verdict of round 1 is a pass
    failed_round1          the experts' verdict of round 1 is a fail
    resubmitted            sent again after a failed verdict (round 2 or later)
    refused                refused by the regional centre's moderation at least once
    refusals               such refusals, counted one by one
    refused_then_admitted  refused and later admitted to the review
    passed_repeated        passed in round 2 or later
    passed_total           passed in any round
    failed_last            the last verdict given is a fail (the author may be mending it, or it
                           is under way again)
    at_moderation          lies at a moderation desk now
    waiting_for_experts    admitted; experts are being chosen now
    with_experts           experts read it now, the third one included
    in_revision            with its author for revision now
    withdrawn              taken back by its author
    """

    cards: int = 0
    submitted: int = 0
    passed_round1: int = 0
    failed_round1: int = 0
    resubmitted: int = 0
    refused: int = 0
    refusals: int = 0
    refused_then_admitted: int = 0
    passed_repeated: int = 0
    passed_total: int = 0
    failed_last: int = 0
    at_moderation: int = 0
    waiting_for_experts: int = 0
    with_experts: int = 0
    in_revision: int = 0
    withdrawn: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Figures of two places together; no submission belongs to both."""
        sums = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(Figures)
        }
        return Figures(**sums)

    @property
    def round1_rate(self) -> float | None:
        """Passes among the verdicts of round 1, from 0 to 1; None before the first verdict."""
        decided = self.passed_round1 + self.failed_round1
        return self.passed_round1 / decided if decided else None

    @property
    def pass_rate(self) -> float | None:
        """Passes to date among the submitted, from 0 to 1; None before the first submission."""
        return self.passed_total / self.submitted if self.submitted else None


@dataclass(frozen=True)
class Line:
    """One line of the funnel: a place and its figures."""

    place_id: int
    place: str
    figures: Figures


Counts = dict[int, dict[str, int]]


def season_figures(season_id: int, actor: Actor) -> Figures:
    """The season's figures in the reach of this hat: the region, or the own municipality."""
    return total(funnel(season_id, actor, by_municipality=actor.role is Role.RMC))


def total(lines: Sequence[Line]) -> Figures:
    """All lines of a funnel together."""
    return sum((line.figures for line in lines), Figures())


def funnel(
    season_id: int,
    actor: Actor,
    *,
    by_municipality: bool = False,
    municipality_id: int | None = None,
) -> list[Line]:
    """Figures of every organisation (or municipality) that has cards: four statements.

    `municipality_id` cuts the table down to one municipality, as the reader asked.
    """
    here = [Submission.season_id == season_id, Submission.submitted_at.is_not(None)]
    here.append(visible_to(actor))
    if municipality_id is not None:
        here.append(Submission.municipality_id == municipality_id)
    key = Submission.municipality_id if by_municipality else Submission.organisation_id
    found: Counts = {}
    for counts in (_standing(key, here), _verdicts(key, here), _refusals(key, here)):
        for place, numbers in counts.items():
            found.setdefault(place, {}).update(numbers)
    names = _places(actor, by_municipality, municipality_id)
    return [
        Line(place, name, Figures(cards=cards, **found.get(place, {})))
        for place, name, cards in names
        if cards or place in found
    ]


def _standing(key: Any, here: Sequence[Where]) -> Counts:
    """Where submissions stand now."""

    def now(*states: State) -> Any:
        return sa.func.count(sa.case((Submission.state.in_(states), 1)))

    rows = db.session.execute(
        sa.select(
            key.label("place"),
            sa.func.count(Submission.id).label("submitted"),
            sa.func.count(sa.case((Submission.round > 1, 1))).label("resubmitted"),
            now(*AT_MODERATION).label("at_moderation"),
            now(State.EXPERT_ASSIGNMENT).label("waiting_for_experts"),
            now(*WITH_EXPERTS).label("with_experts"),
            now(State.IN_REVISION).label("in_revision"),
            now(State.WITHDRAWN).label("withdrawn"),
        )
        .where(*here)
        .group_by(key)
    )
    return _by_place(rows)


def _verdicts(key: Any, here: Sequence[Where]) -> Counts:
    """What the experts said, round by round; a submission passes once at most."""
    passed, failed = Verdict.outcome == Outcome.PASSED, Verdict.outcome == Outcome.FAILED
    later = aliased(Verdict)
    is_last = ~sa.exists().where(
        later.submission_id == Verdict.submission_id, later.round > Verdict.round
    )

    def those(*conditions: Where) -> Any:
        return sa.func.count(sa.case((sa.and_(*conditions), 1)))

    rows = db.session.execute(
        sa.select(
            key.label("place"),
            those(passed, Verdict.round == 1).label("passed_round1"),
            those(failed, Verdict.round == 1).label("failed_round1"),
            those(passed, Verdict.round > 1).label("passed_repeated"),
            those(passed).label("passed_total"),
            those(failed, is_last).label("failed_last"),
        )
        .join(Submission, Submission.id == Verdict.submission_id)
        .where(*here)
        .group_by(key)
    )
    return _by_place(rows)


def _refusals(key: Any, here: Sequence[Where]) -> Counts:
    """Refusals of the regional moderation: events, never verdicts."""
    admission = aliased(Event)
    admitted_later = sa.exists().where(
        admission.submission_id == Event.submission_id,
        admission.action == "admit",
        admission.number > Event.number,
    )
    admitted = sa.case((admitted_later, Event.submission_id))
    rows = db.session.execute(
        sa.select(
            key.label("place"),
            sa.func.count(Event.id).label("refusals"),
            sa.func.count(sa.distinct(Event.submission_id)).label("refused"),
            sa.func.count(sa.distinct(admitted)).label("refused_then_admitted"),
        )
        .join(Submission, Submission.id == Event.submission_id)
        .where(Event.action == "refuse", *here)
        .group_by(key)
    )
    return _by_place(rows)


def _by_place(rows: Any) -> Counts:
    return {
        row.place: {name: value for name, value in row._mapping.items() if name != "place"}
        for row in rows
    }


def _places(
    actor: Actor, by_municipality: bool, municipality_id: int | None
) -> Sequence[tuple[int, str, int]]:
    """Places in reach with the number of their programme cards, in the order of the alphabet."""
    ident, name = (
        (Municipality.id, Municipality.name)
        if by_municipality
        else (Organisation.id, Organisation.short_name)
    )
    query = (
        sa.select(ident, name, sa.func.count(Programme.id))
        .select_from(Organisation)
        .join(Municipality, Municipality.id == Organisation.municipality_id)
        .outerjoin(
            Programme,
            sa.and_(Programme.organisation_id == Organisation.id, Programme.archived_at.is_(None)),
        )
        .group_by(ident, name)
        .order_by(name, ident)
    )
    own = actor.municipality_id if actor.role is Role.MOC else municipality_id
    if own is not None:
        query = query.where(Organisation.municipality_id == own)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def list_seasons() -> Sequence[Any]:
    """Seasons to choose from: (id, title, opens_on, closes_on), the newest first."""
    return db.session.execute(
        sa.select(Season.id, Season.title, Season.opens_on, Season.closes_on).order_by(
            Season.opens_on.desc(), Season.id.desc()
        )
    ).all()


def list_municipalities() -> Mapping[int, str]:
    """Municipalities of the region by id, in the order of the alphabet."""
    rows = db.session.execute(
        sa.select(Municipality.id, Municipality.name).order_by(Municipality.name)
    )
    return {row[0]: row[1] for row in rows}
