"""Disputed findings: the author does not agree, a desk lets the finding pass or upholds it.

Before a version is sent a desk reads of it only the findings the author asks it to look at.
Functions flush and never commit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import clock, notices, steps
from review.database import db
from review.faults import Conflict, Invalid, NotFound
from review.findings import message_of
from review.models.findings import FindingRow
from review.models.places import Organisation
from review.models.programmes import Author, Programme
from review.models.submissions import Revision, Submission
from review.situations import facts_of
from workflows.access import Permission, may
from workflows.conditions import Facts
from workflows.roles import Actor, Role
from workflows.situation import AT_MODERATION, WAITING_FOR_AUTHOR

MOST_WORDS = 2000
PAGE = 50
#: Where a dispute still decides something: with the author, or at a desk before the review.
DISPUTABLE = tuple(sorted(WAITING_FOR_AUTHOR | AT_MODERATION))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,9})")


def dispute(submission: Submission, finding_id: int, actor: Actor, words: str) -> FindingRow:
    """The author does not agree; words are welcome, not needed.

    Raises NotFound for other people's findings and earlier versions, Conflict when a desk has
    decided already or the finding went with the text that had it.
    """
    row = _held(lambda: _get_disputable(submission, finding_id, actor))
    if row.waived_at is not None or row.upheld_at is not None:
        raise Conflict("finding_decided")
    row.disputed_at, row.disputed_by_id = clock.now(), actor.person_id
    row.dispute_text = words.strip()[:MOST_WORDS]
    db.session.flush()
    return row


def _get_disputable(submission: Submission, finding_id: int, actor: Actor) -> FindingRow:
    if not may(actor, Permission.DISPUTE_FINDING, facts_of(submission)):
        raise NotFound
    row = _get(finding_id)
    if row.revision_id != _last_revision_id(submission.id):
        raise NotFound
    return row


def take_back(submission: Submission, finding_id: int, actor: Actor) -> FindingRow:
    """The author agrees after all; raises what `dispute` raises."""
    row = dispute(submission, finding_id, actor, "")
    row.disputed_at, row.disputed_by_id, row.dispute_text = None, None, ""
    db.session.flush()
    return row


def waive(
    finding_id: int, actor: Actor, reason: str, expected_version: int | None = None
) -> FindingRow:
    """A desk lets the finding pass, with a reason: it blocks no more."""
    row = _decidable(finding_id, actor, reason, expected_version)
    row.waived_at, row.waived_by_id, row.waive_reason = clock.now(), actor.person_id, reason.strip()
    row.upheld_at, row.upheld_by_id, row.upheld_reason = None, None, ""
    _answer("finding_waived", row, row.waive_reason)
    db.session.flush()
    return row


def uphold(
    finding_id: int, actor: Actor, reason: str, expected_version: int | None = None
) -> FindingRow:
    """A desk answers a dispute: the finding stands, and why."""
    row = _decidable(finding_id, actor, reason, expected_version)
    if row.disputed_at is None or row.waived_at is not None:
        raise Conflict("finding_decided")
    row.upheld_at, row.upheld_by_id, row.upheld_reason = (
        clock.now(),
        actor.person_id,
        reason.strip(),
    )
    _answer("finding_upheld", row, row.upheld_reason)
    db.session.flush()
    return row


def _answer(kind: str, row: FindingRow, reason: str) -> None:
    """Tell the authors of a disputed finding what a desk decided, in each one's language."""
    if row.disputed_at is None:
        return
    submission = row.revision.submission
    programme = submission.programme
    facts = {
        "number": submission.number,
        "title": programme.title,
        "reason": reason,
        "path": f"/programmes/{programme.id}/passport#finding-{row.id}",
    }
    for person in notices.authors_of(programme.id):
        words = {"person_name": person.name, "finding": message_of(row, person.language)}
        notices.post(kind, person, facts | words, submission_id=submission.id)


def _decidable(
    finding_id: int, actor: Actor, reason: str, expected_version: int | None
) -> FindingRow:
    row = _held(lambda: get_decidable(finding_id, actor))
    if not reason.strip():
        raise Invalid("waiver_needs_reason", "reason")
    if row.waived_at is not None or (expected_version or row.version) != row.version:
        raise Conflict("finding_decided")
    return row


def _held(find: Callable[[], FindingRow]) -> FindingRow:
    """The finding of `find`, its submission locked, as it stands now.

    An upload copies decisions to the findings of the new text and drops the old ones: a decision
    written meanwhile would be lost. Raises what `find` raises, and Conflict when only waiting for
    the lock took the finding away.
    """
    row = find()
    steps.lock(row.revision.submission_id)
    whole = sa.select(FindingRow).where(FindingRow.id == row.id)
    whole = whole.options(joinedload(FindingRow.revision))
    if db.session.scalar(whole.execution_options(populate_existing=True)) is None:
        raise Conflict("finding_gone")
    try:
        return find()
    except NotFound as error:
        raise Conflict("finding_gone") from error


def get_decidable(finding_id: int, actor: Actor) -> FindingRow:
    """A finding of a newest version this hat may decide about; NotFound for any other."""
    row = _get(finding_id)
    submission = row.revision.submission
    if row.revision_id != _last_revision_id(submission.id):
        raise NotFound
    if not may(actor, Permission.WAIVE_FINDING, facts_about(row, facts_of(submission))):
        raise NotFound
    return row


def facts_about(row: FindingRow, facts: Facts) -> Facts:
    """What the access policy may know about one finding; a version not yet sent is the author's."""
    sent = row.revision.submitted_at is not None
    return replace(facts, disputed=row.disputed_at is not None, submitted=facts.submitted and sent)


def decidable_ids(
    rows: Sequence[FindingRow], revision: Revision, actor: Actor, facts: Facts
) -> frozenset[int]:
    """Which of a revision's findings this hat may decide about now."""
    if revision.id != _last_revision_id(revision.submission_id):
        return frozenset()
    return frozenset(
        row.id
        for row in rows
        if row.waived_at is None and may(actor, Permission.WAIVE_FINDING, facts_about(row, facts))
    )


def _get(finding_id: int) -> FindingRow:
    row = db.session.get(FindingRow, finding_id, options=[joinedload(FindingRow.revision)])
    if row is None or row.gone:
        raise NotFound
    return row


def _last_revision_id(submission_id: int) -> int | None:
    return db.session.scalar(
        sa.select(Revision.id)
        .where(Revision.submission_id == submission_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class Dispute:
    """A disputed finding as a desk sees it; `sent` tells whether it may open the text."""

    finding: FindingRow
    title: str
    number: str
    organisation: str
    sent: bool


@dataclass(frozen=True)
class Disputes:
    """One page of disputes; `after` is the cursor of the next page, None on the last."""

    rows: tuple[Dispute, ...]
    after: str | None


def list_disputes(actor: Actor, after: str = "", limit: int = PAGE) -> Disputes:
    """Disputed findings that wait for a desk of this hat, the oldest first.

    Nobody is asked about an own programme.
    """
    columns = (Programme.title, Submission.number, Organisation.short_name, Revision.submitted_at)
    found = db.session.execute(
        _open(sa.select(FindingRow, *columns), actor)
        .where(_beyond(after))
        .order_by(FindingRow.disputed_at, FindingRow.id)
        .limit(limit + 1)
    ).all()
    rows = tuple(
        Dispute(finding, title, number, place, sent is not None)
        for finding, title, number, place, sent in found[:limit]
    )
    return Disputes(rows, _cursor(rows[-1].finding) if len(found) > limit else None)


def _cursor(row: FindingRow) -> str:
    """Where a page ends: the moment and the id, for the row itself may be gone by then."""
    moment = (row.disputed_at or _EPOCH) - _EPOCH
    return f"{moment // timedelta(microseconds=1)}-{row.id}"


def _beyond(after: str) -> sa.ColumnElement[bool]:
    """What comes after a cursor; everything where it is none of ours."""
    known = _CURSOR.fullmatch(after)
    if known is None:
        return sa.true()
    moment, last = _EPOCH + timedelta(microseconds=int(known[1])), int(known[2])
    later = FindingRow.disputed_at > moment
    return sa.or_(later, sa.and_(FindingRow.disputed_at == moment, FindingRow.id > last))


def count_disputes(actor: Actor) -> int:
    """How many disputes wait for a desk of this hat."""
    return db.session.scalar(_open(sa.select(sa.func.count(FindingRow.id)), actor)) or 0


def _open(query: Any, actor: Actor) -> Any:
    """The findings of a query that wait for this hat: disputed, undecided, of newest versions."""
    newer = sa.orm.aliased(Revision)
    last = sa.exists().where(
        newer.submission_id == Revision.submission_id, newer.number > Revision.number
    )
    wrote = sa.exists().where(
        Author.programme_id == Submission.programme_id, Author.person_id == actor.person_id
    )
    return (
        query.select_from(FindingRow)
        .join(Revision, Revision.id == FindingRow.revision_id)
        .join(Submission, Submission.id == Revision.submission_id)
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(
            FindingRow.gone.is_(False),
            FindingRow.disputed_at.is_not(None),
            FindingRow.waived_at.is_(None),
            FindingRow.upheld_at.is_(None),
            Submission.state.in_(DISPUTABLE),
            sa.not_(last),
            sa.not_(wrote),
            _of_place(actor),
        )
    )


def _of_place(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.role is Role.RMC:
        return sa.true()
    if actor.role is Role.MOC:
        return Submission.municipality_id == (actor.municipality_id or 0)
    return Submission.organisation_id == (actor.organisation_id or 0)
