"""Fingerprints of what was sent: taken in the background, one a programme, the newest text.

A text is read and hashed with no transaction open, so that nobody waits for a lock meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from review import clock, jobs
from review.database import db, reading
from review.documents import similarity, structure
from review.documents.reading.model import MODEL_VERSION, from_json
from review.models.programmes import Reading
from review.models.similarity import Fingerprint, TextPrint
from review.models.submissions import Revision, Submission

KIND: Final = "fingerprint"
#: How many programmes the recurring work takes at once; the rest waits for its next turn.
AT_ONCE: Final = 500
_ROWS: Final = 2_000


@dataclass(frozen=True)
class Newest:
    """The text of a programme that was sent last."""

    programme_id: int
    submission_id: int
    revision_id: int
    sha256: str


def plan(revision: Revision, programme_id: int) -> None:
    """Have the text just sent indexed; a row in the caller's transaction."""
    jobs.enqueue(KIND, f"{KIND}:{revision.id}", {"programme_id": programme_id})


@jobs.work(KIND)
def index(facts: Mapping[str, Any]) -> None:
    """Index one programme anew, unless its newest text is indexed already."""
    index_programme(facts["programme_id"])


@jobs.every(timedelta(hours=1), "fingerprint_missing")
def plan_missing(_facts: Mapping[str, Any]) -> None:
    """Have what was sent before there was an index, or taken by another method, indexed.

    A text that cannot be indexed is tried once a day.
    """
    today = clock.today().isoformat()
    for programme_id in list_missing(AT_ONCE):
        jobs.enqueue(KIND, f"{KIND}:{today}:{programme_id}", {"programme_id": programme_id})


def list_missing(limit: int | None = None) -> Sequence[int]:
    """Programmes whose newest sent and readable text has no fingerprint yet."""
    newest = _newest().subquery()
    query = (
        sa.select(newest.c.programme_id)
        .outerjoin(TextPrint, TextPrint.programme_id == newest.c.programme_id)
        .where(
            sa.or_(
                TextPrint.revision_id.is_(None),
                TextPrint.revision_id != newest.c.revision_id,
                TextPrint.method != similarity.METHOD,
            )
        )
        .order_by(newest.c.programme_id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def find_newest(programme_id: int) -> Newest | None:
    """The text of the programme that was sent last in all its seasons, or None."""
    row = db.session.execute(_newest().where(Submission.programme_id == programme_id)).first()
    return Newest(*row) if row else None


def _newest() -> sa.Select[int, int, int, str]:
    """The last revision sent of each programme that the present reader has read."""
    later = sa.orm.aliased(Revision)
    card = sa.orm.aliased(Submission)
    last = (
        sa.select(later.id)
        .join(card, card.id == later.submission_id)
        .where(card.programme_id == Submission.programme_id, later.submitted_at.is_not(None))
        .order_by(later.submitted_at.desc(), later.id.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )
    return (
        sa.select(
            Submission.programme_id,
            Submission.id.label("submission_id"),
            Revision.id.label("revision_id"),
            Revision.sha256,
        )
        .join(Revision, Revision.submission_id == Submission.id)
        .join(Reading, Reading.sha256 == Revision.sha256)
        .where(Revision.id == last, Reading.model_version == MODEL_VERSION)
    )


def index_programme(programme_id: int) -> None:
    """Take the fingerprint of the newest text, unless it is taken already; flushes.

    What the caller has not committed is rolled back: the text is read without a transaction.
    """
    with reading():
        newest = find_newest(programme_id)
        known = db.session.get(TextPrint, programme_id)
        text = _model_text(newest.sha256) if newest and not _is_done(known, newest) else None
        db.session.rollback()
    if newest is not None and text is not None:
        _write(newest, similarity.fingerprint(read(text)))


def _is_done(known: TextPrint | None, newest: Newest) -> bool:
    return (
        known is not None
        and known.revision_id == newest.revision_id
        and known.method == similarity.METHOD
    )


def _model_text(sha256: str) -> str | None:
    return db.session.scalar(sa.select(Reading.model).where(Reading.sha256 == sha256))


def read(model_json: str) -> similarity.Text:
    """The words of a stored reading as they are compared."""
    model = from_json(model_json)
    return similarity.read_text(model, structure.find(model))


def _write(newest: Newest, hashes: frozenset[int]) -> None:
    """Put the fingerprint in place of the one before; only what differs is written."""
    row = db.session.scalar(
        sa.select(TextPrint)
        .where(TextPrint.programme_id == newest.programme_id)
        .options(sa.orm.undefer(TextPrint.hashes))
        .with_for_update()
    )
    before = similarity.unpack(row.hashes) if row else frozenset()
    if row is None:
        row = TextPrint(programme_id=newest.programme_id)
        db.session.add(row)
    row.submission_id, row.revision_id = newest.submission_id, newest.revision_id
    row.method, row.hashes, row.made_at = similarity.METHOD, similarity.pack(hashes), clock.now()
    db.session.flush()
    _forget(newest.programme_id, sorted(before - hashes))
    new = [{"hash": key, "programme_id": newest.programme_id} for key in sorted(hashes - before)]
    if new:
        db.session.execute(sa.insert(Fingerprint), new)


def _forget(programme_id: int, hashes: Sequence[int]) -> None:
    for start in range(0, len(hashes), _ROWS):
        db.session.execute(
            sa.delete(Fingerprint)
            .where(
                Fingerprint.programme_id == programme_id,
                Fingerprint.hash.in_(hashes[start : start + _ROWS]),
            )
            .execution_options(synchronize_session=False)
        )
