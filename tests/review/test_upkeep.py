"""What the product does by itself: letters leave, unknown files and old small rows go."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from review import clock, jobs
from review.config import Config
from review.documents.storage import Store
from review.models.jobs import Job, JobState
from review.models.journal import FormKey
from review.models.outbox import Letter, LetterState
from review.models.people import CountedTry
from review.models.programmes import StoredFile
from review.upkeep import chores as upkeep
from tests.mailbox import Mailbox

RUNNER = "znachok-runner"


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    """Settings with a mail server."""
    return replace(config, smtp_host=mailbox.host, smtp_port=mailbox.port)


@pytest.mark.both_databases
def test_a_turn_sends_letters_and_does_what_is_due(app: Flask, db_session, mailbox) -> None:
    moment = clock.now()
    db_session.add(
        Letter(
            message_id="<1@znachok>", kind="password_reset", language="ru",
            address="anna@example.org", facts={"path": "/accounts/reset/x"},
            queued_at=moment, next_try_at=moment,
        )
    )  # fmt: skip
    db_session.commit()

    jobs.plan_schedules()
    assert jobs.tick() == 6

    assert len(mailbox.to("anna@example.org")) == 1
    assert db_session.scalar(sa.select(Letter.state)) is LetterState.SENT
    rows = db_session.execute(sa.select(Job.kind, Job.error)).all()
    assert sorted(map(tuple, rows)) == [
        ("carry_left_behind", ""),
        ("expire_badges", ""),
        ("fingerprint_missing", ""),
        ("sweep_files", ""),
        ("tidy_rows", ""),
    ]
    assert jobs.tick() == 0


def test_only_old_files_that_no_row_knows_are_swept(app: Flask, db_session, config) -> None:
    store = Store(config.files)
    known, unknown, young = (store.put(text, 100) for text in (b"known", b"unknown", b"young"))
    db_session.add(
        StoredFile(sha256=known.sha256, size=5, media_type="text/plain", stored_at=clock.now())
    )
    db_session.commit()
    old = store.path(known.sha256).stat().st_mtime - timedelta(days=2).total_seconds()
    for stored in (known, unknown):
        os.utime(store.path(stored.sha256), (old, old))

    upkeep.sweep_files({})

    kept = {stored.sha256 for stored in store.iterate()}
    assert kept == {known.sha256, young.sha256}


def test_old_small_rows_go_and_young_ones_stay(app: Flask, db_session) -> None:
    moment = clock.now()
    for name, age in (("old", timedelta(days=31)), ("young", timedelta(hours=1))):
        at = moment - age
        db_session.add(FormKey(key=name, used_at=at, location="/"))
        db_session.add(CountedTry(subject=name, at=at))
        db_session.add(
            Job(
                kind=name, key=name, facts={}, state=JobState.DONE,
                created_at=at, next_try_at=at, done_at=at,
            )
        )  # fmt: skip
    db_session.commit()

    upkeep.tidy_rows({})

    for column in (FormKey.key, CountedTry.subject, Job.key):
        assert db_session.scalars(sa.select(column)).all() == ["young"]


def test_where_the_settings_say_no_worker_none_is_started(app: Flask, config: Config) -> None:
    assert upkeep.start(app, config) is None


def test_a_server_process_starts_one_and_stops_it(app: Flask, config: Config) -> None:
    runner = upkeep.start(app, replace(config, worker=True))
    assert runner is not None
    assert RUNNER in {each.name for each in threading.enumerate()}
    runner.stop()
    assert RUNNER not in {each.name for each in threading.enumerate()}
