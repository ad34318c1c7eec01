"""An examiner's second look at a remark: confirm that it is mended, or open it again in words."""

from __future__ import annotations

from review import carrying, clock
from review.database import db
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import Audience, Remark, TurnKind
from review.moderation.writing import hold, revision_in_hand
from review.remarks import may_read, tell
from review.situations import facts_of
from workflows import remark_life
from workflows.access import Permission, may
from workflows.roles import Actor


def require_examiner(remark: Remark, actor: Actor) -> None:
    """Raise NotFound unless the submission lies with this hat, and it reads the remark."""
    facts = facts_of(remark.submission)
    if not may(actor, Permission.WRITE_REMARK, facts) or not may_read(remark, actor, facts):
        raise NotFound


def hold_for_examiner(remark: Remark, actor: Actor) -> None:
    """Hold the remark's submission and read the remark as it stands now.

    Raises as `require_examiner`, and Conflict when the submission moved on only just now.
    """
    facts = hold(remark.submission, actor)
    db.session.refresh(remark)
    if not may_read(remark, actor, facts):
        raise NotFound


def settle_remark(
    remark: Remark,
    actor: Actor,
    verified: bool,
    words: str = "",
    expected_version: int | None = None,
) -> Remark:
    """Confirm that a remark is mended, or open it again, with words for the author.

    Raises NotFound for hats it does not lie with, Invalid for a reopening without words,
    Conflict when the remark does not stand there any more or the submission moved on.
    """
    hold_for_examiner(remark, actor)
    kind = TurnKind.VERIFIED if verified else TurnKind.REOPENED
    if expected_version is not None and remark.version != expected_version:
        raise Conflict("remark_changed")
    told = remark.released_at is not None or remark.audience is Audience.STAFF
    status = remark_life.after(kind, remark.status, released=told)
    if status is None:
        raise Conflict("remark_changed")
    if remark_life.needs_words(kind) and not words.strip():
        raise Invalid("reopening_needs_words", "text")
    remark.status = status
    remark.settled_at, remark.settled_by_id = clock.now(), actor.person_id
    db.session.flush()
    tell(remark, kind, actor, words.strip(), at=remark.settled_at)
    if kind is TurnKind.REOPENED:  # settled when the newest version was sent, it stayed behind
        carrying.store(revision_in_hand(remark.submission))
    return remark
