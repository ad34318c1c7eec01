"""Writing remarks: one at the words selected, reworded or taken back while nobody has seen it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from review import clock, steps
from review.anchoring import place_in
from review.database import db
from review.documents.selections import Selected
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import (
    Audience,
    Remark,
    RemarkLevel,
    RemarkScope,
    RemarkStatus,
    RemarkTurn,
    TurnKind,
)
from review.models.scoring import Seat, SeatState
from review.models.submissions import Revision, Submission
from review.profiles import get_rubric
from review.remarks import tell
from review.situations import facts_of
from rubric.mistakes import catalogue
from workflows import remark_life
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role


@dataclass(frozen=True)
class Wording:
    """What a remark says: how binding it is, for whom, about which criterion and mistake."""

    text: str
    level: RemarkLevel = RemarkLevel.MUST
    audience: Audience = Audience.AUTHOR
    criterion_id: str | None = None
    mistake: str | None = None


def add_remark(
    submission: Submission,
    actor: Actor,
    said: Wording | str,
    selected: Selected | None = None,
    seen: int | None = None,
) -> Remark:
    """Write a remark on the revision in hand; the author sees it after the return or verdict.

    A bare text is a binding remark for the author. `seen` is the number of the revision the
    selection was made on. Raises NotFound for a hat that may not write here now, Conflict when a
    newer revision came or the submission moved on meanwhile, Invalid for an empty text, a
    criterion or mistake that is not known, a selection that is not in the text.
    """
    hold(submission, actor)
    wording = Wording(said) if isinstance(said, str) else said
    _check(wording, submission)
    revision = revision_in_hand(submission)
    if seen is not None and seen != revision.number:
        raise Conflict("newer_version", version=revision.number)
    place = place_in(revision, selected or Selected())
    remark = Remark(
        submission_id=submission.id,
        revision_id=revision.id,
        round=submission.round,
        stage=submission.state,
        person_id=actor.person_id,
        role=actor.role,
        expert_place=_chair(submission, actor),
        created_at=clock.now(),
        **(asdict(place) | {"scope": RemarkScope(place.scope)}),
    )
    _put(remark, wording)
    db.session.add(remark)
    db.session.flush()
    tell(remark, TurnKind.WRITTEN, actor, remark.text, revision_id=revision.id)
    return remark


def change_remark(
    remark: Remark, actor: Actor, wording: Wording, expected_version: int | None
) -> Remark:
    """Reword an own remark that nobody has acted on yet; its place stays.

    Raises NotFound for somebody else's, Conflict when it is no draft any more, Invalid as
    `add_remark` does.
    """
    _hold_draft(remark, actor, TurnKind.CHANGED)
    _check(wording, remark.submission)
    if expected_version is not None and remark.version != expected_version:
        raise Conflict("remark_changed")
    _put(remark, wording)
    db.session.flush()
    tell(remark, TurnKind.CHANGED, actor, remark.text)
    return remark


def withdraw_remark(remark: Remark, actor: Actor) -> Remark:
    """Take an own remark back before anybody acted on it; the row stays, struck out.

    Raises NotFound for somebody else's, Conflict when it is no draft any more.
    """
    _hold_draft(remark, actor, TurnKind.WITHDRAWN)
    remark.status = RemarkStatus.WITHDRAWN
    remark.settled_at, remark.settled_by_id = clock.now(), actor.person_id
    db.session.flush()
    tell(remark, TurnKind.WITHDRAWN, actor)
    return remark


def require_own_draft(remark: Remark, actor: Actor) -> None:
    """Raise NotFound for somebody else's remark, Conflict for an own one that is no draft."""
    _require_draft(remark, actor, TurnKind.CHANGED)


def hold(submission: Submission, actor: Actor) -> Facts:
    """Hold the submission while somebody examines it; what is true of it now.

    A return or a verdict hands over what was said before it: a word that slipped in beside it
    would never reach the author. Raises NotFound for a hat that may not write here, Conflict
    when the submission moved on only just now.
    """
    seen = submission.version
    facts = facts_of(steps.lock(submission.id))
    if may(actor, Permission.WRITE_REMARK, facts):
        return facts
    if submission.version != seen:
        raise Conflict("submission_moved", state=submission.state)
    raise NotFound


def _hold_draft(remark: Remark, actor: Actor, kind: TurnKind) -> None:
    hold(remark.submission, actor)
    db.session.refresh(remark)
    _require_draft(remark, actor, kind)


def _require_draft(remark: Remark, actor: Actor, kind: TurnKind) -> None:
    if remark.person_id != actor.person_id or remark.role is not actor.role:
        raise NotFound
    if remark.status is RemarkStatus.WITHDRAWN:
        raise Conflict("remark_withdrawn")
    if remark_life.after(kind, remark.status, released=remark.released_at is not None) is None:
        raise Conflict("remark_handed_over")
    if remark.audience is Audience.STAFF and _acted_on(remark):
        raise Conflict("remark_acted_on")


def _acted_on(remark: Remark) -> bool:
    """Whether something was done with the remark after its writing.

    What is for the levels above has reached them at once: their words on it must never become
    words for the author.
    """
    done = sa.exists().where(
        RemarkTurn.remark_id == remark.id,
        RemarkTurn.kind.not_in((TurnKind.WRITTEN, TurnKind.CHANGED)),
    )
    return bool(db.session.scalar(sa.select(done)))


def revision_in_hand(submission: Submission) -> Revision:
    """The newest revision that was sent; NotFound before the first one."""
    revision = db.session.scalar(
        sa.select(Revision)
        .where(Revision.submission_id == submission.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if revision is None:
        raise NotFound
    return revision


def _check(wording: Wording, submission: Submission) -> None:
    if not wording.text.strip():
        raise Invalid("remark_empty", "text")
    known = get_rubric(submission.rubric_version_id).by_id
    if wording.criterion_id and wording.criterion_id not in known:
        raise Invalid("criterion_unknown", "criterion_id")
    if wording.mistake and wording.mistake not in catalogue():
        raise Invalid("mistake_unknown", "mistake")


def _put(remark: Remark, wording: Wording) -> None:
    remark.text, remark.level = wording.text.strip(), wording.level
    remark.audience = wording.audience
    remark.criterion_id = wording.criterion_id or None
    remark.mistake = wording.mistake or None


def _chair(submission: Submission, actor: Actor) -> int | None:
    if actor.role is not Role.EXPERT:
        return None
    return db.session.scalar(
        sa.select(Seat.place).where(
            Seat.submission_id == submission.id,
            Seat.round == submission.round,
            Seat.person_id == actor.person_id,
            Seat.state == SeatState.HELD,
        )
    )
