"""Carrying what is left behind: remarks sent on before they were carried, or whose text was unread.

Importing this module registers the work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from review import carrying, clock, jobs
from review.database import db, reading
from review.documents.reading.model import MODEL_VERSION
from review.models.moderation import Remark, RemarkPlace
from review.models.programmes import Reading
from review.models.submissions import Revision

KIND: Final = "carry"
#: How many versions the recurring work takes at once; the rest waits for its next turn.
AT_ONCE: Final = 100


@jobs.every(timedelta(days=1), "carry_left_behind")
def plan_left_behind(_facts: Mapping[str, Any]) -> None:
    """Have carried what was sent before remarks were, or could not be carried then."""
    today = clock.today().isoformat()
    for revision_id in list_left_behind(AT_ONCE):
        jobs.enqueue(KIND, f"{KIND}:{today}:{revision_id}", {"revision_id": revision_id})


@jobs.work(KIND)
def carry_to(facts: Mapping[str, Any]) -> None:
    """Carry what is left behind to one version; the words are found with no transaction open."""
    with reading():
        asked = carrying.plan(db.session.get_one(Revision, facts["revision_id"]))
        db.session.rollback()
    outcome = carrying.find(asked)
    carrying.store(db.session.get_one(Revision, facts["revision_id"]), outcome)


def list_left_behind(limit: int | None = None) -> Sequence[int]:
    """Ids of newest sent versions to which live remarks have not been carried."""
    newest = (
        sa.select(Revision.submission_id, sa.func.max(Revision.number).label("number"))
        .where(Revision.submitted_at.is_not(None))
        .group_by(Revision.submission_id)
        .subquery()
    )
    older = sa.orm.aliased(Revision)
    waits = (
        sa.exists()
        .where(
            Remark.submission_id == Revision.submission_id,
            older.id == Remark.revision_id,
            older.number < Revision.number,
            *carrying.going_along(),
            ~sa.exists().where(
                RemarkPlace.remark_id == Remark.id, RemarkPlace.revision_id == Revision.id
            ),
        )
        .correlate(Revision)
    )
    read = sa.exists().where(
        Reading.sha256 == Revision.sha256, Reading.model_version == MODEL_VERSION
    )
    return db.session.scalars(
        sa.select(Revision.id)
        .join(
            newest,
            sa.and_(
                newest.c.submission_id == Revision.submission_id,
                newest.c.number == Revision.number,
            ),
        )
        .where(waits, read)
        .order_by(Revision.id)
        .limit(limit)
    ).all()
