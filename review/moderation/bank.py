"""The bank of ready wordings: an examiner's own ones, and the region's shared ones.

A wording that is no more wanted is retired, never deleted. The most used come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from review import clock
from review.database import db
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import BankEntry, Remark, RemarkLevel
from review.models.people import Person
from workflows.access import Permission, may
from workflows.roles import Actor

#: As many as a list that is filtered by typing can still be looked through.
MOST_OFFERED: Final = 500
#: The longest text of a remark, and so of a wording for one.
MOST_SIGNS: Final = 5000


@dataclass(frozen=True)
class Wording:
    """What is said and where it is offered; no criterion and no mistake: everywhere."""

    text: str
    level: RemarkLevel = RemarkLevel.MUST
    criterion_id: str | None = None
    mistake: str | None = None


def list_entries(actor: Actor, *, retired: bool = False) -> Sequence[BankEntry]:
    """The person's own entries and the shared ones, the most used first.

    Retired ones are shown to those who may bring them back. Raises NotFound for other hats.
    """
    _require(actor)
    kept = BankEntry.retired_at.is_not(None) if retired else BankEntry.retired_at.is_(None)
    own, shared = BankEntry.owner_id == actor.person_id, BankEntry.shared
    seen = sa.or_(own & ~shared, shared)
    if retired and not may(actor, Permission.KEEP_SHARED_BANK):
        seen = own & ~shared
    return db.session.scalars(
        sa.select(BankEntry)
        .where(kept, seen)
        .order_by(BankEntry.uses.desc(), BankEntry.used_at.desc().nulls_last(), BankEntry.id)
        .limit(MOST_OFFERED)
    ).all()


def add(actor: Actor, wording: Wording, *, shared: bool = False) -> BankEntry:
    """Keep a wording; one that is there already in the same words is given back as it is.

    Raises NotFound for a hat that may not, Invalid for an empty or too long text.
    """
    _require(actor, shared)
    given = _checked(wording)
    _hold(actor)
    twin = _twin(actor, given.text, shared)
    if twin is not None:
        return twin
    entry = BankEntry(
        owner_id=actor.person_id,
        shared=shared,
        criterion_id=given.criterion_id,
        mistake=given.mistake,
        level=given.level,
        text=given.text,
        created_at=clock.now(),
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def stands_otherwise(entry: BankEntry, wording: Wording) -> bool:
    """Whether the words were kept before with another level or place, which were left alone."""
    asked = wording.level, wording.criterion_id or None, wording.mistake or None
    return (entry.level, entry.criterion_id, entry.mistake) != asked


def keep(actor: Actor, remark: Remark) -> BankEntry:
    """Keep the words of a remark as an own wording; the caller has seen that it may be read."""
    return add(actor, Wording(remark.text, remark.level, remark.criterion_id, remark.mistake))


def get_own(entry_id: int, actor: Actor) -> BankEntry:
    """An entry this hat may change: an own one, or a shared one for those who keep these."""
    entry = db.session.get(BankEntry, entry_id)
    if entry is None or not _may_change(entry, actor):
        raise NotFound
    return entry


def change(
    entry: BankEntry,
    actor: Actor,
    wording: Wording,
    *,
    shared: bool = False,
    expected_version: int | None = None,
) -> BankEntry:
    """Reword an entry, or offer it elsewhere; remarks written with it stay as they are.

    Raises NotFound, Invalid, Conflict when it was changed in another tab.
    """
    if not _may_change(entry, actor):
        raise NotFound
    _require(actor, shared)
    _same(entry, expected_version)
    given = _checked(wording)
    entry.text, entry.level = given.text, given.level
    entry.criterion_id, entry.mistake, entry.shared = given.criterion_id, given.mistake, shared
    db.session.flush()
    return entry


def retire(entry: BankEntry, actor: Actor, *, back: bool = False) -> BankEntry:
    """Offer it no more, or (`back`) again; doing it twice changes nothing."""
    if not _may_change(entry, actor):
        raise NotFound
    if back:
        entry.retired_at = None
    elif entry.retired_at is None:
        entry.retired_at = clock.now()
    db.session.flush()
    return entry


def count_use(entry_id: int, actor: Actor) -> None:
    """Count one insertion; two at the same moment are both counted.

    Raises NotFound for an entry that this person is not offered.
    """
    _require(actor)
    offered = sa.or_(BankEntry.shared, BankEntry.owner_id == actor.person_id)
    counted = db.session.scalar(
        sa.update(BankEntry)
        .where(BankEntry.id == entry_id, BankEntry.retired_at.is_(None), offered)
        .values(uses=BankEntry.uses + 1, used_at=clock.now())
        .returning(BankEntry.id)
        .execution_options(synchronize_session=False)
    )
    if counted is None:
        raise NotFound


def _require(actor: Actor, shared: bool = False) -> None:
    needed = Permission.KEEP_SHARED_BANK if shared else Permission.USE_BANK
    if not may(actor, needed):
        raise NotFound


def _may_change(entry: BankEntry, actor: Actor) -> bool:
    if entry.shared:
        return may(actor, Permission.KEEP_SHARED_BANK)
    return entry.owner_id == actor.person_id and may(actor, Permission.USE_BANK)


def _checked(wording: Wording) -> Wording:
    text = wording.text.strip()
    if not text:
        raise Invalid("wording_empty", "text")
    if len(text) > MOST_SIGNS:
        raise Invalid("wording_long", "text", limit=MOST_SIGNS)
    return Wording(text, wording.level, wording.criterion_id or None, wording.mistake or None)


def _hold(actor: Actor) -> None:
    """Two tabs of one person keep one after the other, so that the later finds the twin.

    On SQLite whoever writes holds the ledger already. Keys of the row stay free for others.
    """
    person = sa.select(Person.id).where(Person.id == actor.person_id)
    db.session.execute(person.with_for_update(key_share=True))


def _twin(actor: Actor, text: str, shared: bool) -> BankEntry | None:
    same = sa.select(BankEntry).where(BankEntry.text == text, BankEntry.retired_at.is_(None))
    mine = BankEntry.owner_id == actor.person_id
    return db.session.scalars(
        same.where(BankEntry.shared if shared else sa.or_(mine, BankEntry.shared)).limit(1)
    ).first()


def _same(entry: BankEntry, expected_version: int | None) -> None:
    if expected_version is not None and entry.version != expected_version:
        raise Conflict("changed_meanwhile")
