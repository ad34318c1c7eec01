"""Findings, decisions and uploads at the same moment: whoever waits sees what the other wrote."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from review import disputes, findings, steps
from review.database import db
from review.documents.storage import Store
from review.faults import Conflict
from review.models.findings import FindingRow
from review.models.submissions import Revision, Submission
from review.programmes import intake
from review.programmes import service as programmes
from tests.review.texts import FAULTY, MENDED, card_only, found, strict_road, upload
from tests.road import MAX_BYTES, Browser, Road

REASON = "Автор прав: часы каникул считаются отдельно."
#: Only this engine lets two requests read before one of them writes.
POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
PATIENCE = 20.0
CHANGED = {
    "title": "Волшебная кисть", "direction": "hudozhestvennoe", "level": "initial",
    "form": "full_time", "age_from": "7", "age_to": "10", "duration_months": "9",
    "hours": "144", "financing": "budget",
}  # fmt: skip


@pytest.fixture
def road(app: Flask) -> Road:
    return strict_road(app)


@pytest.fixture
def teacher(road: Road) -> Browser:
    return road.browser(road.people.teacher)


@pytest.fixture
def card(road: Road, teacher: Browser) -> tuple[int, str]:
    made = card_only(road)
    assert upload(teacher, made[0]).status_code == 303
    return made


def submission(number: str) -> Submission:
    return db.session.scalars(sa.select(Submission).filter_by(number=number)).one()


def prepared(road: Road, data: bytes, number: str) -> intake.Prepared:
    """A file read and examined as an upload does it, not yet recorded."""
    here = submission(number)
    ask = findings.ask_of(here)
    db.session.rollback()
    return intake.prepare(Store(road.store.root), "программа.docx", data, MAX_BYTES, ask=ask)


def someone_waits() -> bool:
    """Whether another connection waits for a lock of ours."""
    with db.engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return bool(connection.scalar(sa.text(waiting)))


@contextmanager
def while_waiting(work: Callable[[], Any]) -> Iterator[list[Any]]:
    """Run `work` in a thread of its own; the block begins once it waits for a lock we hold."""
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(work()))
    thread.start()
    end = time.monotonic() + PATIENCE
    while not someone_waits():
        assert time.monotonic() < end and thread.is_alive(), "nobody waits for the lock"
        time.sleep(0.02)
    yield answers
    thread.join(PATIENCE)
    assert not thread.is_alive()


@POSTGRESQL
def test_a_text_uploaded_while_the_one_before_was_examined_keeps_its_own_findings(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    url = f"/programmes/{card[0]}/examine"
    with road.app.app_context():
        mended = prepared(road, MENDED, card[1])
        db.session.execute(sa.update(Revision).values(examined_as="by older checks"))
        db.session.commit()
        here = steps.lock(submission(card[1]).id)
        programmes.add_revision(here, road.people.teacher.actor, mended)
        with while_waiting(lambda: teacher.post(url)) as answers:
            db.session.commit()
        assert answers[0].status_code == 303
        db.session.rollback()
        row = db.session.scalars(sa.select(Revision)).one()
        assert row.sha256 == mended.stored.sha256
        assert mended.ask is not None
        assert row.examined_as == mended.ask.digest
        assert found(card[1]) == []


@POSTGRESQL
def test_a_desk_that_waited_for_an_upload_is_told_that_the_finding_is_gone(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    internal = road.browser(road.people.internal)
    with road.app.app_context():
        finding_id = found(card[1])[0].id
        teacher.post(f"/submissions/{card[1]}/findings/{finding_id}/dispute", {"text": "Так."})
        mended = prepared(road, MENDED, card[1])
        here = steps.lock(submission(card[1]).id)
        programmes.add_revision(here, road.people.teacher.actor, mended)
        body = {"action": "waive", "reason": REASON}
        with while_waiting(
            lambda: internal.post(f"/findings/{finding_id}/decide", body)
        ) as answers:
            db.session.commit()
        assert answers[0].status_code == 409
        assert "загрузили или отправили заново" in answers[0].text
        assert REASON in answers[0].text


@POSTGRESQL
def test_an_upload_that_waited_for_a_desk_takes_its_waiver_along(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        finding_id = found(card[1])[0].id
        teacher.post(f"/submissions/{card[1]}/findings/{finding_id}/dispute", {"text": "Так."})
        db.session.rollback()
        disputes.waive(finding_id, road.people.internal.actor, REASON)
        with while_waiting(lambda: upload(teacher, card[0], FAULTY)) as answers:
            db.session.commit()
        assert answers[0].status_code == 303
        db.session.rollback()
        kept = [row.waive_reason for row in found(card[1]) if row.waived_at is not None]
        assert kept == [REASON]


@pytest.mark.both_databases
def test_a_decision_is_made_about_the_finding_as_it_stands(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        finding_id = found(card[1])[0].id
        teacher.post(f"/submissions/{card[1]}/findings/{finding_id}/dispute", {"text": "Так."})
        db.session.rollback()
        row = db.session.get_one(FindingRow, finding_id)
        seen = row.version
        db.session.rollback()
        disputes.waive(finding_id, road.people.internal.actor, REASON, seen)
        db.session.commit()
        with pytest.raises(Conflict):
            disputes.uphold(finding_id, road.people.moc.actor, REASON, seen)


@POSTGRESQL
def test_a_text_read_while_the_programme_was_sent_does_not_slip_in_after_it(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    with road.app.app_context():
        programmes.submit(submission(card[1]), road.people.teacher.actor)
        with while_waiting(lambda: upload(teacher, card[0], FAULTY)) as answers:
            db.session.commit()
        assert answers[0].status_code == 409
        (row,) = db.session.scalars(sa.select(Revision)).all()
        assert row.submitted_at is not None
        assert found(card[1]) == []


@POSTGRESQL
def test_a_card_changed_while_the_programme_was_sent_stays_as_it_was_sent(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    with road.app.app_context():
        programmes.submit(submission(card[1]), road.people.teacher.actor)
        with while_waiting(lambda: teacher.post(f"/programmes/{card[0]}/edit", CHANGED)) as answers:
            db.session.commit()
        assert answers[0].status_code == 409
        db.session.rollback()
        assert submission(card[1]).programme.hours == 72


@POSTGRESQL
def test_a_programme_is_sent_with_the_card_that_was_changed_first(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    with road.app.app_context():
        programme = submission(card[1]).programme
        programmes.change_card(programme, road.people.teacher.actor, {"annotation": "Новая."})
        url = f"/submissions/{card[1]}/submit"
        with while_waiting(lambda: teacher.post(url, {"action": "submit"})) as answers:
            db.session.commit()
        assert answers[0].status_code == 303
        db.session.rollback()
        (row,) = db.session.scalars(sa.select(Revision)).all()
        assert row.card["annotation"] == "Новая."
