"""The ledger of a submission's remarks: each with its turns and its place on the newest version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review.database import db
from review.documents.word_diff import Piece, pieces
from review.models.moderation import (
    Audience,
    Carriage,
    PlaceState,
    Remark,
    RemarkLevel,
    RemarkPlace,
    RemarkStatus,
    RemarkTurn,
    TurnKind,
)
from review.models.submissions import Revision, Submission
from review.moderation.service import list_remarks
from review.remarks import known_status, list_turns
from workflows import remark_life
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role

#: Longer passages are shown without their differences: nobody reads those word by word.
LONGEST_DIFF = 4_000
_DECISIONS = frozenset({TurnKind.KEPT, TurnKind.MOVED, TurnKind.DROPPED})


@dataclass(frozen=True)
class Entry:
    """A remark as this reader knows it: where it stands, what was said, its place now.

    `place` is None on the version it was written on, and where this reader has not been told of
    a decision yet. `differs` are the quotation's words beside those found, for a person to decide.
    """

    remark: Remark
    status: RemarkStatus
    turns: tuple[RemarkTurn, ...]
    place: RemarkPlace | None
    may_answer: bool
    may_settle: bool

    @property
    def waits(self) -> bool:
        """Whether somebody has to say where it stands on the newest version."""
        return self.place is not None and self.place.state is PlaceState.WAITING

    @property
    def gone(self) -> bool:
        """Whether its words are not there any more."""
        return self.place is not None and self.place.found is Carriage.ORPHAN

    @property
    def differs(self) -> Sequence[Piece]:
        """The quotation word by word beside the passage found, where that waits for a person."""
        place = self.place
        if not self.waits or place is None or not place.quote:
            return ()
        if len(self.remark.quote) + len(place.quote) > LONGEST_DIFF:
            return (Piece(False, self.remark.quote, place.quote),)
        return pieces(self.remark.quote, place.quote)


@dataclass(frozen=True)
class Tally:
    """How many remarks of a page ask for an answer, have one, and wait for a decision."""

    asked: int = 0
    answered: int = 0
    unanswered_musts: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()


def list_entries(submission: Submission, actor: Actor, facts: Facts) -> list[Entry]:
    """Every remark this hat may read, the most urgent of the newest round first.

    Five statements, whatever the number of remarks.
    """
    remarks = list_remarks(submission, actor, facts)
    turns = list_turns(remarks, actor, facts)
    places = newest_places(submission, remarks)
    examines = may(actor, Permission.WRITE_REMARK, facts)
    answers = actor.role is Role.TEACHER
    found = []
    for remark in remarks:
        said = tuple(turns.get(remark.id, ()))
        status = known_status(said) if answers else remark.status
        found.append(
            Entry(
                remark,
                status,
                said,
                _told_of(places.get(remark.id), said, examines),
                answers and _answerable(remark, status),
                examines and _settles(remark),
            )
        )
    return sorted(found, key=_urgency)


def tally(entries: Iterable[Entry]) -> Tally:
    """The figures at the head of the ledger."""
    asked = [one for one in entries if _asks(one.remark)]
    open_ = [one.remark for one in asked if one.status is RemarkStatus.OPEN]
    return Tally(
        len(asked),
        len(asked) - len(open_),
        tuple(one.id for one in open_ if one.level is RemarkLevel.MUST),
        tuple(one.remark.id for one in entries if one.waits and one.may_settle),
    )


def newest_places(submission: Submission, remarks: Sequence[Remark]) -> dict[int, RemarkPlace]:
    """Where the remarks stand on the newest version sent; empty while there is but one."""
    if not remarks:
        return {}
    newest = (
        sa.select(Revision.id)
        .where(Revision.submission_id == submission.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.scalars(
        sa.select(RemarkPlace)
        .where(RemarkPlace.revision_id == newest)
        .options(joinedload(RemarkPlace.revision))
    )
    return {row.remark_id: row for row in rows}


def _asks(remark: Remark) -> bool:
    released = remark.released_at is not None and remark.audience is Audience.AUTHOR
    return released and remark.level is not RemarkLevel.PRAISE


def _answerable(remark: Remark, status: RemarkStatus) -> bool:
    return _asks(remark) and status in remark_life.LIVE


def _settles(remark: Remark) -> bool:
    """Praise asks for nothing; what was not handed over is changed or taken back instead."""
    told = remark.released_at is not None or remark.audience is Audience.STAFF
    return told and remark.level is not RemarkLevel.PRAISE


def _told_of(
    place: RemarkPlace | None, turns: Iterable[RemarkTurn], examines: bool
) -> RemarkPlace | None:
    """The place, if this reader knows of it: a doubt is the examiner's, a decision is a turn."""
    if place is None or place.state is PlaceState.SURE:
        return place
    if place.state is PlaceState.WAITING:
        return place if examines else None
    told = any(one.kind in _DECISIONS and one.revision_id == place.revision_id for one in turns)
    return place if told else None


def _urgency(entry: Entry) -> tuple[int, bool, bool, int, int]:
    """The newest round first; in it what is open, what waits for a decision, what is binding.

    Praise asks for nothing and comes last.
    """
    remark = entry.remark
    open_ = entry.status is RemarkStatus.OPEN and remark.level is not RemarkLevel.PRAISE
    binding = (RemarkLevel.MUST, RemarkLevel.IMPROVE, RemarkLevel.PRAISE).index(remark.level)
    return (
        -remark.round, not open_, not entry.waits, binding, remark.id,
    )  # fmt: skip
