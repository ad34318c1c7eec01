"""Background work: job rows written in the business transaction, run under a lease.

A job's effect and its "done" are one transaction, fenced by `tries`: a runner that was thought
dead and wakes up finds its lease gone, and its effect is rolled back. Whoever owns a piece of
work registers it here; the runner below knows nobody.
"""

from __future__ import annotations

import atexit
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import sqlalchemy as sa

from review import clock
from review.database import db, reading
from review.models.jobs import Job, JobState

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=10)
#: Waits before the second, third ... try; when they are used up the job has failed.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
#: A schedule that failed is tried again after this long, or after its interval if shorter.
AGAIN: Final = timedelta(minutes=5)
TICK_SECONDS: Final = 2.0

Work = Callable[[Mapping[str, Any]], object]
#: What is done at every tick; it says how much it did. Cheap when there is nothing to do.
Pump = Callable[[], int]

_kinds: dict[str, Work] = {}
_pumps: dict[str, Pump] = {}
_schedules: dict[str, timedelta] = {}


class LostLease(Exception):
    """Another runner has taken the job over; whatever was done for it is rolled back."""


class HasContext(Protocol):
    """An application: its context gives the session and the settings."""

    def app_context(self) -> AbstractContextManager[Any]:
        """The context in which a piece of work is done."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job held under a lease; `fence` is its number of tries then."""

    job_id: int
    kind: str
    facts: Mapping[str, Any]
    fence: int


def work(kind: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of `kind`; it takes the facts and never commits."""

    def register(function: Work) -> Work:
        _kinds[kind] = function
        return function

    return register


def every(interval: timedelta, kind: str) -> Callable[[Work], Work]:
    """Register work that comes back after each `interval`, once for all runners together."""

    def register(function: Work) -> Work:
        _schedules[kind] = interval
        return work(kind)(function)

    return register


def pump(name: str) -> Callable[[Pump], Pump]:
    """Register what is done at every tick and holds its own leases (the outbox of letters)."""

    def register(function: Pump) -> Pump:
        _pumps[name] = function
        return function

    return register


def enqueue(kind: str, key: str, facts: Mapping[str, Any] | None = None) -> Job:
    """Write a job into the current transaction; the same `key` again gives the same job.

    Raises KeyError for a kind nobody does.
    """
    if kind not in _kinds:
        raise KeyError(kind)
    known = db.session.scalar(sa.select(Job).where(Job.key == key))
    if known is not None:
        return known
    moment = clock.now()
    job = Job(kind=kind, key=key, facts=dict(facts or {}), created_at=moment, next_try_at=moment)
    db.session.add(job)
    db.session.flush()
    return job


def run_due(limit: int = 20) -> int:
    """Do the jobs that are due, each in a transaction of its own; says how many were tried."""
    claims = _claim(limit)
    for claim in claims:
        _run(claim)
    return len(claims)


def _due(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        Job.state == JobState.WAITING,
        Job.next_try_at <= moment,
        sa.or_(Job.leased_until.is_(None), Job.leased_until < moment),
        Job.kind.in_(list(_kinds)),
    )


def _claim(limit: int) -> list[Claim]:
    """Take due jobs under a lease in one statement, so that no two runners hold the same."""
    moment = clock.now()
    if not _is_any_due(moment):
        return []
    chosen = (
        sa.select(Job.id)
        .where(_due(moment))
        .order_by(Job.next_try_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    rows = db.session.execute(
        sa.update(Job)
        .where(Job.id.in_(sa.select(chosen.c.id)))
        .values(tries=Job.tries + 1, leased_until=moment + LEASE)
        .returning(Job.id, Job.kind, Job.facts, Job.tries)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return [Claim(*row) for row in rows]


def _is_any_due(moment: datetime) -> bool:
    """Look before claiming: an idle runner must not take the write lock every few seconds."""
    with reading():
        found = db.session.scalar(sa.select(Job.id).where(_due(moment)).limit(1))
        db.session.rollback()
    return found is not None


def _run(claim: Claim) -> None:
    try:
        _kinds[claim.kind](claim.facts)
        _settle(claim, **_after_success(claim))
        db.session.commit()
    except LostLease:
        db.session.rollback()
        log.warning("lost the lease of a job", extra={"job_id": claim.job_id, "kind": claim.kind})
    except Exception as error:
        db.session.rollback()
        log.exception("a job failed", extra={"job_id": claim.job_id, "kind": claim.kind})
        _note_failure(claim, error)


def _after_success(claim: Claim) -> dict[str, Any]:
    moment, interval = clock.now(), _schedules.get(claim.kind)
    if interval is not None:
        return {"next_try_at": moment + interval, "error": ""}
    return {"state": JobState.DONE, "done_at": moment, "error": ""}


def _settle(claim: Claim, **values: Any) -> None:
    """Write the end of a try, if the lease is still ours. Raises LostLease if it is not."""
    settled = db.session.execute(
        sa.update(Job)
        .where(Job.id == claim.job_id, Job.tries == claim.fence, Job.state == JobState.WAITING)
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    if settled.rowcount != 1:  # type: ignore[attr-defined]
        raise LostLease(claim.kind)


def _note_failure(claim: Claim, error: Exception) -> None:
    """Plan the next try; a job without tries left stays visible as failed, a schedule goes on."""
    last = claim.fence > len(WAITS)
    values: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:1000]}
    if claim.kind in _schedules:
        values |= {"next_try_at": clock.now() + min(AGAIN, _schedules[claim.kind])}
    elif last:
        values |= {"state": JobState.FAILED}
    else:
        values |= {"next_try_at": clock.now() + WAITS[claim.fence - 1]}
    try:
        _settle(claim, **values)
        db.session.commit()
    except LostLease:
        db.session.rollback()


def plan_schedules() -> None:
    """Write a row for each schedule that has none yet; safe with several runners at once."""
    with reading():
        known = set(db.session.scalars(sa.select(Job.key).where(Job.kind.in_(list(_schedules)))))
        db.session.rollback()
    for kind in sorted(_schedules.keys() - {key.removeprefix("every:") for key in known}):
        try:
            enqueue(kind, f"every:{kind}")
            db.session.commit()
        except sa.exc.IntegrityError:  # another runner was first
            db.session.rollback()


def tick() -> int:
    """One turn of a runner: every pump once, then the jobs that are due. Says how much was done."""
    done = 0
    for name, function in _pumps.items():
        try:
            done += function()
        except Exception:
            db.session.rollback()
            log.exception("a pump failed", extra={"pump": name})
    return done + run_due()


class Runner:
    """Turns the wheel until told to stop: in a thread of the server, or as the worker process."""

    def __init__(self, app: HasContext, seconds: float = TICK_SECONDS) -> None:
        self.app = app
        self.seconds = seconds
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Turn until `stop`; a broken turn (database away) is logged and tried again."""
        while not self._stop.is_set():
            busy = self._turn()
            self._stop.wait(0 if busy else self.seconds)

    def _turn(self) -> bool:
        try:
            with self.app.app_context():
                plan_schedules()
                return tick() > 0
        except Exception:
            log.exception("a turn of the runner failed")
            return False

    def start(self) -> None:
        """Turn in a thread that does not outlive the process."""
        self._thread = threading.Thread(target=self.run, name="znachok-runner", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish the piece of work in hand and return; waits at most `seconds`."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(seconds)


def start_runner(app: HasContext) -> Runner:
    """Start the embedded runner of a server process; it stops when the interpreter ends.

    At the end the interpreter waits for the piece of work in hand. What is cut off nevertheless
    (a kill, a power cut) is done again when its lease has run out.
    """
    runner = Runner(app)
    atexit.register(runner.stop)
    runner.start()
    return runner


def run_worker(app: HasContext) -> None:
    """Be a worker process: turn the wheel until SIGTERM or SIGINT, then finish what is in hand."""
    runner = Runner(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: runner.stop())
    runner.run()
