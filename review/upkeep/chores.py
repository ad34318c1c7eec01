"""What the product does by itself: letters, expired badges, files nobody knows, old small rows.

Importing this module registers the work; `start` turns the wheel in a server process, `work` in
a worker process of its own. Several of them together do no harm: everything runs under leases.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from review import clock, jobs, mail
from review.config import Config
from review.database import db
from review.documents.storage import Store
from review.models.jobs import Job, JobState
from review.models.journal import FormKey
from review.models.people import CountedTry
from review.models.programmes import StoredFile
from review.registry import service as registry
from review.web import config

log = logging.getLogger(__name__)

#: A request may be between keeping its file and writing its row; this is far longer.
UNKNOWN_FILES_STAY: Final = timedelta(days=1)
FORM_KEYS_STAY: Final = timedelta(days=30)
COUNTED_TRIES_STAY: Final = timedelta(days=1)
DONE_JOBS_STAY: Final = timedelta(days=30)


@jobs.pump("letters")
def send_letters() -> int:
    """Send what is due of the outbox."""
    return mail.send_due(config())


@jobs.every(timedelta(hours=1), "expire_badges")
def expire_badges(_facts: Mapping[str, Any]) -> None:
    """Close badges whose last day has gone by."""
    count = registry.expire_due()
    if count:
        log.info("badges expired", extra={"count": count})


@jobs.every(timedelta(days=1), "sweep_files")
def sweep_files(_facts: Mapping[str, Any]) -> None:
    """Remove files that no row knows (an upload that was broken off before its row)."""
    known = set(db.session.scalars(sa.select(StoredFile.sha256)))
    swept = Store(config().files).sweep(known, UNKNOWN_FILES_STAY)
    if swept:
        log.info("files swept", extra={"count": len(swept), "bytes": sum(f.size for f in swept)})


@jobs.every(timedelta(days=1), "tidy_rows")
def tidy_rows(_facts: Mapping[str, Any]) -> None:
    """Forget used form keys, old counted tries and finished jobs."""
    moment = clock.now()
    db.session.execute(sa.delete(FormKey).where(FormKey.used_at < moment - FORM_KEYS_STAY))
    db.session.execute(sa.delete(CountedTry).where(CountedTry.at < moment - COUNTED_TRIES_STAY))
    db.session.execute(
        sa.delete(Job).where(Job.state == JobState.DONE, Job.done_at < moment - DONE_JOBS_STAY)
    )


def start(app: jobs.HasContext, settings: Config) -> jobs.Runner | None:
    """Start the embedded runner of a server process; None where the settings say no worker."""
    return jobs.start_runner(app) if settings.worker else None


def work(app: jobs.HasContext) -> None:
    """Be a worker process until told to stop."""
    jobs.run_worker(app)
