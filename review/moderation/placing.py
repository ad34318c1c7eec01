"""What a person decides about a carried place that is not beyond doubt: keep, move or drop it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import clock
from review.anchoring import place_in
from review.database import db
from review.documents.selections import Selected
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import PlaceState, Remark, RemarkPlace, TurnKind
from review.moderation.settling import hold_for_examiner, require_examiner
from review.remarks import tell
from workflows import remark_life
from workflows.roles import Actor

_TURNS = {
    PlaceState.KEPT: TurnKind.KEPT,
    PlaceState.MOVED: TurnKind.MOVED,
    PlaceState.DROPPED: TurnKind.DROPPED,
}


def find_place(remark: Remark) -> RemarkPlace | None:
    """The remark's place on the newest version it was carried to, or None."""
    return db.session.scalar(
        sa.select(RemarkPlace)
        .join(RemarkPlace.revision)
        .where(RemarkPlace.remark_id == remark.id)
        .options(joinedload(RemarkPlace.revision))
        .order_by(RemarkPlace.revision_id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def get_place(remark: Remark, actor: Actor) -> RemarkPlace:
    """The place to decide on; NotFound unless the submission lies with this hat."""
    require_examiner(remark, actor)
    return _live_place(remark)


def _hold_place(remark: Remark, actor: Actor) -> RemarkPlace:
    hold_for_examiner(remark, actor)
    return _live_place(remark)


def _live_place(remark: Remark) -> RemarkPlace:
    place = find_place(remark)
    if place is None or remark.status not in remark_life.LIVE:
        raise NotFound
    return place


def keep_place(remark: Remark, actor: Actor, expected_version: int | None = None) -> RemarkPlace:
    """Let the remark stand where the changed passage was found.

    Raises Invalid where no passage was found (an orphan can only be moved or dropped).
    """
    place = _hold_place(remark, actor)
    if place.block_id is None:
        raise Invalid("place_gone", "decision")
    return _decide(place, actor, PlaceState.KEPT, expected_version, place.quote)


def move_place(
    remark: Remark, actor: Actor, selected: Selected, expected_version: int | None = None
) -> RemarkPlace:
    """Let the remark stand at other words of the new version.

    Raises Invalid where they are not found there beyond doubt.
    """
    place = _hold_place(remark, actor)
    if selected.scope == "document":
        raise Invalid("place_not_selected", "quote")
    found = place_in(place.revision, selected)
    place.quote, place.prefix, place.suffix = found.quote, found.prefix, found.suffix
    place.block_id, place.end_block_id = found.block_id, found.end_block_id
    place.starts, place.ends = found.starts, found.ends
    return _decide(place, actor, PlaceState.MOVED, expected_version, found.quote)


def drop_place(remark: Remark, actor: Actor, expected_version: int | None = None) -> RemarkPlace:
    """Take the remark off the words: from here on it is about the document as a whole."""
    place = _hold_place(remark, actor)
    return _decide(place, actor, PlaceState.DROPPED, expected_version, "")


def _decide(
    place: RemarkPlace, actor: Actor, state: PlaceState, expected_version: int | None, words: str
) -> RemarkPlace:
    if expected_version is not None and place.version != expected_version:
        raise Conflict("remark_changed")
    place.state = state
    place.decided_at, place.decided_by_id = clock.now(), actor.person_id
    db.session.flush()
    tell(
        place.remark, _TURNS[state], actor, words,
        revision_id=place.revision_id, at=place.decided_at,
    )  # fmt: skip
    return place
