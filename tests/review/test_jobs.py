"""Jobs: an effect and its end are one, a dead runner is replaced, schedules come back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from review import clock, jobs
from review.database import db, reading
from review.models.jobs import Job, JobState
from review.models.journal import FormKey
from tests.run import REPOSITORY

NOON = datetime(2023, 6, 6, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the work a test registers, and a clock that stands."""
    for registry in ("_kinds", "_pumps", "_schedules"):
        monkeypatch.setattr(jobs, registry, {})
    with clock.standing_at(NOON):
        yield


def leave_a_trace(key: str) -> None:
    """An effect that shows in the database."""
    db.session.add(FormKey(key=key, used_at=clock.now(), location="/"))
    db.session.flush()


def traces() -> list[str]:
    """The effects that lasted."""
    db.session.rollback()
    with reading():
        found = sorted(db.session.scalars(sa.select(FormKey.key)))
        db.session.rollback()
    return found


def enqueue(kind: str, key: str, **facts) -> int:
    job = jobs.enqueue(kind, key, facts)
    db.session.commit()
    return job.id


def fresh(job_id: int) -> Job:
    db.session.rollback()
    return db.session.get(Job, job_id, populate_existing=True)


@pytest.mark.both_databases
def test_a_job_is_done_once(db_session) -> None:
    jobs.work("trace")(lambda facts: leave_a_trace(facts["trace"]))
    job_id = enqueue("trace", "a", trace="done")

    assert jobs.run_due() == 1
    assert jobs.run_due() == 0

    assert traces() == ["done"]
    assert (fresh(job_id).state, fresh(job_id).done_at) == (JobState.DONE, NOON)


@pytest.mark.both_databases
def test_the_same_key_gives_the_same_job(db_session) -> None:
    jobs.work("trace")(lambda facts: leave_a_trace("once"))

    assert enqueue("trace", "a") == enqueue("trace", "a")
    assert jobs.run_due() == 1


def test_a_job_of_a_rolled_back_change_is_never_done(db_session) -> None:
    jobs.work("trace")(lambda facts: leave_a_trace("never"))
    jobs.enqueue("trace", "a")
    db_session.rollback()

    assert jobs.run_due() == 0
    assert traces() == []


def test_work_that_nobody_does_is_not_taken_on(db_session) -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("unheard_of", "a")


@pytest.mark.both_databases
def test_a_job_that_fails_leaves_nothing_and_is_tried_again(db_session) -> None:
    tries = []

    @jobs.work("shaky")
    def shaky(facts) -> None:
        leave_a_trace(f"try {len(tries)}")
        tries.append(clock.now())
        if len(tries) < 3:
            raise OSError("the disk is away")

    job_id = enqueue("shaky", "a")
    for minutes in range(10):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            jobs.run_due()

    assert [each - NOON for each in tries] == [timedelta(minutes=m) for m in (0, 1, 6)]
    assert traces() == ["try 2"]
    assert (fresh(job_id).state, fresh(job_id).error) == (JobState.DONE, "")


def test_a_job_that_never_succeeds_stays_visible(db_session) -> None:
    @jobs.work("hopeless")
    def hopeless(facts) -> None:
        raise OSError("never")

    job_id = enqueue("hopeless", "a")
    for hours in range(72):
        for minutes in (0, 1, 6, 21):
            with clock.standing_at(NOON + timedelta(hours=hours, minutes=minutes)):
                jobs.run_due()

    assert (fresh(job_id).state, fresh(job_id).tries) == (JobState.FAILED, len(jobs.WAITS) + 1)
    assert fresh(job_id).error == "OSError: never"


@pytest.mark.both_databases
def test_a_runner_that_was_thought_dead_undoes_its_work(db_session) -> None:
    turns = []

    @jobs.work("slow")
    def slow(facts) -> None:
        turns.append(1)
        if len(turns) == 1:  # while this runner sleeps its lease runs out and another takes over
            db.session.rollback()
            with clock.standing_at(NOON + jobs.LEASE + timedelta(seconds=1)):
                assert jobs.run_due() == 1
        leave_a_trace(f"turn {len(turns)} of {facts['name']}")

    job_id = enqueue("slow", "a", name="one")

    assert jobs.run_due() == 1

    assert len(turns) == 2
    assert traces() == ["turn 2 of one"]
    assert (fresh(job_id).state, fresh(job_id).tries) == (JobState.DONE, 2)


@pytest.mark.both_databases
def test_several_runners_do_no_job_twice(ledger, db_session) -> None:
    jobs.work("trace")(lambda facts: leave_a_trace(facts["trace"]))
    for n in range(24):
        jobs.enqueue("trace", f"job {n}", {"trace": f"{n:02}"})
    db_session.commit()
    troubles = []

    def work() -> None:
        try:
            with ledger.app_context():
                while jobs.run_due(limit=2):
                    pass
        except Exception as error:
            troubles.append(error)

    runners = [threading.Thread(target=work) for _ in range(4)]
    for each in runners:
        each.start()
    for each in runners:
        each.join(60)

    assert troubles == []
    assert traces() == [f"{n:02}" for n in range(24)]


def test_a_schedule_comes_back_and_has_one_row(db_session) -> None:
    done = []
    jobs.every(timedelta(hours=1), "look_round")(lambda facts: done.append(clock.now()))

    for minutes in range(0, 181, 20):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            jobs.plan_schedules()
            jobs.run_due()

    assert [each - NOON for each in done] == [timedelta(hours=h) for h in range(4)]
    assert db_session.scalar(sa.select(sa.func.count(Job.id))) == 1


def test_a_schedule_that_failed_goes_on(db_session) -> None:
    done = []

    @jobs.every(timedelta(hours=1), "look_round")
    def look_round(facts) -> None:
        done.append(clock.now())
        raise OSError("not now")

    for minutes in range(0, 16, 5):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            jobs.plan_schedules()
            jobs.run_due()

    assert len(done) == 4


def test_a_broken_pump_stops_neither_jobs_nor_other_pumps(db_session) -> None:
    pumped = []

    @jobs.pump("broken")
    def broken() -> int:
        raise OSError("no")

    jobs.pump("sound")(lambda: pumped.append(1) or 1)
    jobs.work("trace")(lambda facts: leave_a_trace("done"))
    enqueue("trace", "a")

    assert jobs.tick() == 2
    assert (pumped, traces()) == ([1], ["done"])


def test_an_idle_runner_takes_no_write_lock(db_session) -> None:
    jobs.every(timedelta(hours=1), "look_round")(lambda facts: None)
    jobs.plan_schedules()
    jobs.run_due()
    with db.engine.connect() as writer:
        writer.execute(sa.text("DELETE FROM jobs WHERE id = -1"))
        began = time.monotonic()
        jobs.plan_schedules()
        assert jobs.tick() == 0
        assert time.monotonic() - began < 5
        writer.rollback()


def test_the_embedded_runner_works_and_stops(ledger, db_session) -> None:
    jobs.work("trace")(lambda facts: leave_a_trace("done"))
    enqueue("trace", "a")
    runner = jobs.Runner(ledger, seconds=0.01)

    runner.start()
    deadline = time.monotonic() + 20
    while traces() != ["done"] and time.monotonic() < deadline:
        time.sleep(0.02)
    runner.stop()

    assert traces() == ["done"]
    assert not [each for each in threading.enumerate() if each.name == "znachok-runner"]


def test_a_database_that_is_away_for_a_while_does_not_end_the_runner(ledger, monkeypatch) -> None:
    turns = []

    def away() -> None:
        turns.append(1)
        raise sa.exc.OperationalError("SELECT 1", {}, OSError("away"))

    monkeypatch.setattr(jobs, "plan_schedules", away)
    runner = jobs.Runner(ledger, seconds=0.01)
    runner.start()
    deadline = time.monotonic() + 20
    while len(turns) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    runner.stop()

    assert len(turns) >= 3


WORKER = """
import sys
from pathlib import Path
from review import jobs
from review.config import Config
from tests.run import ledger
settings = Config.from_env({}, data=Path(sys.argv[1]), database_url=sys.argv[2], secret_key="k")
with ledger(settings) as app:
    jobs.pump("say")(lambda: print("turning", flush=True) or 0)
    jobs.run_worker(app)
print("stopped", flush=True)
"""


def test_a_worker_process_stops_cleanly_on_sigterm(data, database_url) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(data), database_url],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        first = worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
        rest = worker.communicate(timeout=30)[0]
    assert first == "turning\n"
    assert rest.splitlines()[-1] == "stopped"
    assert worker.returncode == 0
