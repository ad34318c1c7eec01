"""Saved views: one query object for the list, its count, its export.

`visible_to` says in SQL what `workflows.access` says of one object; lists read plain columns,
never whole objects, so that a row costs little and a page a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from review import clock
from review.database import db
from review.models.places import Municipality, Organisation
from review.models.programmes import Author, Programme
from review.models.scoring import ScoreSheet, Seat, SeatState
from review.models.search import holding
from review.models.submissions import Submission
from review.profiles import get_rubric
from review.remark_counts import NONE, Counts, ledger_counts
from workflows.access import Reach, scope_of
from workflows.roles import Actor, Role
from workflows.situation import WITH_EXPERTS, State

PAGE = 50
Where = sa.ColumnElement[bool]


@dataclass(frozen=True)
class View:
    """A saved view: its code, the states it takes in, and whether only late ones."""

    code: str
    states: tuple[State, ...] = ()
    overdue: bool = False
    repeated: bool = False
    roles: frozenset[Role] = frozenset({Role.MOC, Role.RMC})


DESK_OF: Mapping[Role, State] = {
    Role.INTERNAL_EXPERT: State.INTERNAL_CHECK,
    Role.MOC: State.MOC_MODERATION,
    Role.RMC: State.RMC_MODERATION,
}
UNDER_WAY = (
    State.INTERNAL_CHECK,
    State.MOC_MODERATION,
    State.RMC_MODERATION,
    State.EXPERT_ASSIGNMENT,
    State.IN_REVIEW,
    State.THIRD_REVIEW,
    State.IN_REVISION,
)
_DESKS = frozenset({Role.INTERNAL_EXPERT, Role.MOC, Role.RMC})
VIEWS: tuple[View, ...] = (
    View("all", roles=_DESKS),
    View("overdue", UNDER_WAY, overdue=True, roles=_DESKS),
    View("internal", (State.INTERNAL_CHECK,), roles=_DESKS),
    View("moc", (State.MOC_MODERATION,), roles=_DESKS),
    View("rmc", (State.RMC_MODERATION,), roles=_DESKS),
    View("assignment", (State.EXPERT_ASSIGNMENT,)),
    View("review", (State.IN_REVIEW, State.THIRD_REVIEW), roles=_DESKS),
    View("revision", (State.IN_REVISION,), roles=_DESKS),
    View("repeated", UNDER_WAY, repeated=True, roles=_DESKS),
    View("badges", (State.BADGE_ACTIVE, State.BADGE_EXPIRED, State.BADGE_REVOKED), roles=_DESKS),
)
BY_CODE: Mapping[str, View] = {view.code: view for view in VIEWS}


@dataclass(frozen=True)
class Filter:
    """What a reader asked for on top of a view; empty fields ask for nothing."""

    text: str = ""
    municipality_id: int | None = None
    organisation_id: int | None = None
    direction: str = ""
    season_id: int | None = None


@dataclass(frozen=True)
class Chair:
    """One expert's circle in a row; `points` are shown to those who may see them."""

    place: int
    submitted: bool
    points: Decimal | None


@dataclass(frozen=True)
class Row:
    """One line of a list of submissions."""

    id: int
    number: str
    title: str
    organisation: str
    municipality: str
    state: State
    state_since: datetime
    due_at: datetime | None
    holder: Role | None
    round: int
    version: int
    rubric_version_id: int
    chairs: tuple[Chair, ...] = ()
    remarks: Counts = NONE

    @property
    def threshold(self) -> Decimal | None:
        """Points that pass by the rubric the submission is bound to."""
        return get_rubric(self.rubric_version_id).verdict.threshold

    @property
    def overdue(self) -> bool:
        """Whether the deadline of the present stage has gone by."""
        return self.due_at is not None and self.due_at < clock.now()


@dataclass(frozen=True)
class Listing:
    """One page of rows; `after` is the cursor of the next page, None on the last."""

    rows: tuple[Row, ...]
    after: str | None
    view: View
    filter: Filter = field(default_factory=Filter)
    sort: str = "due"


#: Sort keys a reader may ask for; nothing else ever reaches ORDER BY.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
SORTS: Mapping[str, Any] = {
    "due": sa.func.coalesce(Submission.due_at, sa.literal(_NEVER, Submission.due_at.type)),
    "since": Submission.state_since,
    "number": Submission.number,
}
#: The same order said so that an index can give it.
ORDERS: Mapping[str, Any] = {"due": Submission.due_at.asc().nulls_last()}


def visible_to(actor: Actor) -> Where:
    """The submissions this hat sees, as a condition; the same rule as SEE_SUBMISSION."""
    scope = scope_of(actor)
    submitted = Submission.submitted_at.is_not(None)
    own = sa.exists().where(
        Author.programme_id == Submission.programme_id, Author.person_id == scope.person_id
    )
    match scope.reach:
        case Reach.AUTHORED:
            return sa.and_(Submission.organisation_id == scope.place_id, own)
        case Reach.ORGANISATION:
            return sa.and_(submitted, Submission.organisation_id == scope.place_id)
        case Reach.MUNICIPALITY:
            return sa.and_(submitted, Submission.municipality_id == scope.place_id)
        case Reach.REGION:
            return submitted
        case Reach.PANELS:
            seated = sa.exists().where(
                Seat.submission_id == Submission.id,
                Seat.person_id == scope.person_id,
                Seat.state == SeatState.HELD,
            )
            return sa.and_(seated, sa.not_(own))
        case _:
            return sa.false()


def condition(view: View, actor: Actor, asked: Filter) -> Where:
    """Everything a view asks of a row; list, count and export use this and nothing else."""
    parts: list[Where] = [visible_to(actor)]
    if view.states:
        parts.append(Submission.state.in_(view.states))
    if view.overdue:
        parts.append(Submission.due_at < clock.now())
    if view.repeated:
        parts.append(Submission.round > 1)
    if asked.season_id is not None:
        parts.append(Submission.season_id == asked.season_id)
    if asked.municipality_id is not None:
        parts.append(Submission.municipality_id == asked.municipality_id)
    if asked.organisation_id is not None:
        parts.append(Submission.organisation_id == asked.organisation_id)
    parts.extend(_programme_conditions(asked))
    return sa.and_(*parts)


def _programme_conditions(asked: Filter) -> Iterable[Where]:
    if asked.direction:
        yield Submission.programme_id.in_(
            sa.select(Programme.id).where(Programme.direction == asked.direction)
        )
    words = asked.text.casefold().replace("ё", "е").split()
    for word in words:
        titled: Where = Submission.programme_id.in_(holding(Programme.search_text, word))
        # A word without a digit is no part of a number. A union and no OR: that would read all.
        if any(sign.isdigit() for sign in word):
            own = sa.select(Submission.id).where(titled)
            titled = Submission.id.in_(own.union(holding(Submission.number, word)))
        yield titled


def views_of(actor: Actor) -> tuple[View, ...]:
    """The saved views offered to this hat."""
    return tuple(view for view in VIEWS if actor.role in view.roles)


def count_views(actor: Actor, asked: Filter | None = None) -> dict[str, int]:
    """How many rows each of the hat's views has: one statement, the lists' own conditions.

    The rows are counted in the order of their index, and the few groups summed here: ten
    conditions on every row of a large season would take ten times as long, sorting them thrice.
    """
    views = views_of(actor)
    if not views:
        return {}
    late = sa.func.count(sa.case((Submission.due_at < clock.now(), 1)))
    groups = db.session.execute(
        sa.select(Submission.state, Submission.round, sa.func.count(), late)
        .where(condition(View("any"), actor, asked or Filter()))
        .group_by(Submission.state, Submission.round)
    ).all()
    return {
        view.code: sum(
            overdue if view.overdue else every
            for state, round_, every, overdue in groups
            if (not view.states or state in view.states) and (not view.repeated or round_ > 1)
        )
        for view in views
    }


def list_rows(
    actor: Actor,
    view: View,
    asked: Filter | None = None,
    *,
    sort: str = "due",
    after: str = "",
    limit: int = PAGE,
) -> Listing:
    """One page of a view, with its experts' circles and remark counts: three statements."""
    asked = asked or Filter()
    sort = sort if sort in SORTS else "due"
    key = SORTS[sort]
    order = (ORDERS.get(sort, key), Submission.id)
    # The page is chosen by an index first; only its rows are joined with their words.
    chosen = sa.select(Submission.id).where(condition(view, actor, asked)).order_by(*order)
    if after.isdecimal() and len(after) < 10:
        chosen = chosen.where(_beyond(key, int(after)))
    page = _columns().where(Submission.id.in_(chosen.limit(limit + 1))).order_by(*order)
    found = db.session.execute(page).all()
    rows = [_row(one) for one in found[:limit]]
    rows = _with_details(rows, actor)
    more = len(found) > limit
    return Listing(tuple(rows), str(found[limit - 1].id) if more else None, view, asked, sort)


def _beyond(key: Any, last_id: int) -> Where:
    """Rows that come after the row whose id is the cursor, by the same key."""
    last = sa.select(key).where(Submission.id == last_id).scalar_subquery()
    return sa.or_(key > last, sa.and_(key == last, Submission.id > last_id))


def _columns() -> Any:
    return (
        sa.select(
            Submission.id,
            Submission.number,
            Programme.title,
            Organisation.short_name.label("organisation"),
            Municipality.name.label("municipality"),
            Submission.state,
            Submission.state_since,
            Submission.due_at,
            Submission.holder,
            Submission.round,
            Submission.version,
            Submission.rubric_version_id,
        )
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(Municipality, Municipality.id == Submission.municipality_id)
    )


def _row(one: Any) -> Row:
    return Row(**one._mapping)


def _with_details(rows: Sequence[Row], actor: Actor) -> list[Row]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    chairs, counts = _chairs(ids, actor), ledger_counts(ids, actor)
    return [
        replace(
            row,
            chairs=tuple(chairs.get((row.id, row.round), ())),
            remarks=counts.get(row.id, NONE),
        )
        for row in rows
    ]


def _chairs(ids: Sequence[int], actor: Actor) -> dict[tuple[int, int], list[Chair]]:
    """Circles of the panels with points, for the regional centre.

    Who wrote the programme, or sits on a panel at work in another hat, gets none of its circles:
    a list tells no more than SEE_SHEET allows.
    """
    found: dict[tuple[int, int], list[Chair]] = {}
    if actor.role is not Role.RMC:
        return found
    rows = db.session.execute(
        sa.select(
            Seat.submission_id, Seat.round, Seat.place, ScoreSheet.submitted_at, ScoreSheet.total
        )
        .join(Submission, Submission.id == Seat.submission_id)
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .where(Seat.submission_id.in_(ids), Seat.state == SeatState.HELD, sa.not_(_partial(actor)))
        .order_by(Seat.submission_id, Seat.round, Seat.place)
    )
    for submission_id, round_, place, submitted_at, total in rows:
        chair = Chair(place, submitted_at is not None, total if submitted_at else None)
        found.setdefault((submission_id, round_), []).append(chair)
    return found


def _partial(actor: Actor) -> Where:
    """Submissions the person wrote, or reviews now in another hat."""
    wrote = sa.exists().where(
        Author.programme_id == Submission.programme_id, Author.person_id == actor.person_id
    )
    chair = sa.orm.aliased(Seat)
    reviews = sa.exists().where(
        chair.submission_id == Submission.id,
        chair.round == Submission.round,
        chair.person_id == actor.person_id,
        chair.state == SeatState.HELD,
    )
    return sa.or_(wrote, sa.and_(Submission.state.in_(WITH_EXPERTS), reviews))
