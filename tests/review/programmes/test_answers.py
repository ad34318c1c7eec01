"""Sending and answering: with words or without, twice, in two tabs, after a session's end."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.events import Event
from review.models.moderation import Remark, RemarkStatus
from review.models.people import SignIn
from review.models.submissions import Submission
from tests.road import Browser, Road, only_remark, word_file


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


@pytest.fixture
def teacher(road: Road) -> Browser:
    return road.browser(road.people.teacher)


def returned(road: Road) -> tuple[str, int, int]:
    """Number of a returned submission, its remark's id and version."""
    with road.app.app_context():
        submission = road.returned()
        remark = only_remark(submission)
        return submission.number, remark.id, remark.version


def remark_now(road: Road, remark_id: int) -> tuple[str, str]:
    with road.app.app_context():
        remark = db.session.get_one(Remark, remark_id)
        return remark.status.value, remark.reply


def test_the_author_reads_the_reason_and_the_remark_and_what_is_left_to_do(
    road: Road, teacher: Browser
) -> None:
    number, _, _ = returned(road)
    with road.app.app_context():
        place = f"/programmes/{db.session.scalar(sa.select(Submission.programme_id))}"
    page = teacher.get(place).text
    assert "Причина возврата." in page
    assert "Ответы на замечания: 0 из 1" in page
    assert "Исправьте титульный лист." in teacher.get(f"/submissions/{number}/remarks").text


def test_mended_needs_no_words(road: Road, teacher: Browser) -> None:
    _, remark, version = returned(road)
    sent = {"status": "mended", "reply": "", "version": str(version)}
    assert teacher.post(f"/remarks/{remark}/answer", sent).status_code == 303
    assert remark_now(road, remark) == ("mended", "")


def test_an_objection_needs_words(road: Road, teacher: Browser) -> None:
    _, remark, version = returned(road)
    sent = {"status": "objected", "reply": " ", "version": str(version)}
    refused = teacher.post(f"/remarks/{remark}/answer", sent)
    assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert remark_now(road, remark)[0] == "open"
    sent["reply"] = "Лист утверждён приказом <b>№ 5</b>."
    assert teacher.post(f"/remarks/{remark}/answer", sent).status_code == 303
    assert remark_now(road, remark) == ("objected", sent["reply"])


def test_two_tabs_answer_once_and_the_late_text_is_shown(road: Road, teacher: Browser) -> None:
    _, remark, version = returned(road)
    sent = {"status": "mended", "reply": "Первый ответ", "version": str(version)}
    assert teacher.post(f"/remarks/{remark}/answer", sent).status_code == 303
    late = teacher.post(f"/remarks/{remark}/answer", {**sent, "reply": "Второй ответ"})
    assert late.status_code == 409 and "Второй ответ" in late.text
    assert remark_now(road, remark) == ("mended", "Первый ответ")


def test_an_answer_after_sending_is_told_so_and_kept_on_screen(
    road: Road, teacher: Browser
) -> None:
    number, remark, version = returned(road)
    answer_and_send(road, teacher, number, remark, version)
    late = teacher.post(f"/remarks/{remark}/answer", {"status": "mended", "reply": "Поздно"})
    assert late.status_code == 409 and "Поздно" in late.text


def answer_and_send(road: Road, teacher: Browser, number: str, remark: int, version: int) -> None:
    sent = {"status": "mended", "version": str(version)}
    assert teacher.post(f"/remarks/{remark}/answer", sent).status_code == 303
    with road.app.app_context():
        programme = db.session.scalar(sa.select(Submission.programme_id))
    file = (io.BytesIO(word_file("Исправлено.")), "два.docx")
    upload = teacher.post(
        f"/programmes/{programme}/revision", {"document": file}, content_type="multipart/form-data"
    )
    assert upload.status_code == 303
    resend = teacher.post(f"/submissions/{number}/submit", {"action": "resubmit"})
    assert resend.status_code == 303


def test_unanswered_musts_stop_the_sending_and_are_counted(road: Road, teacher: Browser) -> None:
    number, remark, _ = returned(road)
    refused = teacher.post(f"/submissions/{number}/submit", {"action": "resubmit"})
    assert refused.status_code == 409
    assert f'<li><a href="/submissions/{number}/remarks#remark-{remark}">' in refused.text
    assert "На 1 обязательное замечание нет ответа." in refused.text


def test_resubmitted_it_goes_to_the_desk_that_returned_it(road: Road, teacher: Browser) -> None:
    number, remark, version = returned(road)
    answer_and_send(road, teacher, number, remark, version)
    with road.app.app_context():
        state, round_ = db.session.execute(sa.select(Submission.state, Submission.round)).one()
    assert (state, round_) == ("internal_check", 1)


def test_submit_pressed_twice_is_one_step(road: Road, teacher: Browser) -> None:
    with road.app.app_context():
        submission = road.draft()
        number, version = submission.number, submission.version
    sent = {"action": "submit", "version": str(version), "form_key": "pressed"}
    first = teacher.post(f"/submissions/{number}/submit", sent)
    second = teacher.post(f"/submissions/{number}/submit", sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    other_tab = teacher.post(f"/submissions/{number}/submit", {**sent, "form_key": "another"})
    assert other_tab.status_code == 409
    with road.app.app_context():
        steps = db.session.scalars(sa.select(Event.action).where(Event.action == "submit")).all()
    assert len(steps) == 1


def test_a_session_that_ended_in_mid_form_keeps_what_was_typed(
    road: Road, teacher: Browser
) -> None:
    _, remark, version = returned(road)
    with road.app.app_context():
        db.session.execute(sa.delete(SignIn))
        db.session.commit()
    sent = {"status": "objected", "reply": "Долгий ответ <b>", "version": str(version)}
    answer = teacher.post(f"/remarks/{remark}/answer", sent)
    assert answer.status_code in (400, 401)
    assert "Долгий ответ &lt;b&gt;" in answer.text
    assert remark_now(road, remark)[0] == RemarkStatus.OPEN.value


def test_withdrawing_asks_for_a_reason_and_keeps_everything(road: Road, teacher: Browser) -> None:
    number, _, _ = returned(road)
    assert teacher.get(f"/submissions/{number}/withdraw").status_code == 200
    assert teacher.post(f"/submissions/{number}/withdraw", {"reason": " "}).status_code == 422
    gone = teacher.post(f"/submissions/{number}/withdraw", {"reason": "Закрыли кружок"})
    assert gone.status_code == 303
    assert teacher.get(f"/submissions/{number}/files/1").status_code == 200
    assert "Закрыли кружок" in teacher.get(f"/submissions/{number}/history").text
