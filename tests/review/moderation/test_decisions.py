"""Decisions of the desks: taken once, by whoever came first, with everything said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.events import Event
from review.models.moderation import Remark
from review.models.outbox import Letter
from review.models.submissions import Submission
from tests.road import Browser, Road


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def put(road: Road, state: str) -> tuple[str, str]:
    """Number and version of a submission at a state."""
    with road.app.app_context():
        submission = road.at(state)
        return submission.number, str(submission.version)


def events(road: Road, *actions: str) -> list[tuple[str, str]]:
    with road.app.app_context():
        query = sa.select(Event.action, Event.reason).where(Event.action.in_(actions))
        return [(row[0], row[1]) for row in db.session.execute(query.order_by(Event.id))]


def decide(browser: Browser, number: str, action: str, version: str = "", reason: str = ""):
    sent = {"action": action, "version": version, "reason": reason}
    return browser.post(f"/submissions/{number}/decide", sent)


def test_each_desk_passes_on_from_its_own_page(road: Road) -> None:
    number, _ = put(road, "internal_check")
    people = road.people
    for who, action in (
        (people.internal, "pass_on"),
        (people.moc, "pass_on"),
        (people.rmc, "admit"),
    ):
        browser = road.browser(who)
        page = browser.get(f"/submissions/{number}").text
        assert f'value="{action}"' in page
        assert "Письмо получат: авторы" in page
        assert decide(browser, number, action).status_code == 303
        assert decide(browser, number, action).status_code == 409
    with road.app.app_context():
        assert db.session.scalar(sa.select(Submission.state)) == "expert_assignment"


@pytest.mark.both_databases
def test_of_two_moderators_deciding_at_once_the_second_is_told_and_nothing_happens_twice(
    road: Road,
) -> None:
    number, version = put(road, "rmc_moderation")
    browsers = [road.browser(road.people.rmc), road.browser(road.people.rmc_second)]
    choices = [("admit", ""), ("refuse", "Нет приложений")]
    together = Barrier(2)

    def press(place: int):
        together.wait()
        action, reason = choices[place]
        return decide(browsers[place], number, action, version, reason)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))
    assert sorted(one.status_code for one in answers) == [303, 409]
    late = next(one for one in answers if one.status_code == 409)
    assert "программа перешла дальше" in late.text or "Сейчас это сделать нельзя" in late.text
    if choices[answers.index(late)][1]:
        assert "Нет приложений" in late.text
    assert len(events(road, "admit", "refuse")) == 1


@pytest.mark.both_databases
def test_a_decision_pressed_many_times_at_once_is_one(road: Road) -> None:
    number, version = put(road, "rmc_moderation")
    browsers = [road.browser(road.people.rmc) for _ in range(4)]
    together = Barrier(4)

    def press(browser: Browser):
        together.wait()
        sent = {"action": "admit", "version": version, "form_key": "the-same-page"}
        return browser.post(f"/submissions/{number}/decide", sent).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(press, browsers))
    assert set(statuses) <= {303, 409} and 303 in statuses
    assert len(events(road, "admit")) == 1


def test_a_refusal_needs_its_reason_and_stays_on_record(road: Road) -> None:
    number, version = put(road, "rmc_moderation")
    rmc = road.browser(road.people.rmc)
    refused = decide(rmc, number, "refuse", version)
    assert refused.status_code == 409 and "Напишите причину" in refused.text
    reason = "Нет календарного графика <b>"
    assert decide(rmc, number, "refuse", version, reason).status_code == 303
    assert events(road, "refuse") == [("refuse", reason)]
    page = rmc.get(f"/submissions/{number}").text
    assert "Нет календарного графика &lt;b&gt;" in page
    with road.app.app_context():
        state, round_ = db.session.execute(sa.select(Submission.state, Submission.round)).one()
        letter = db.session.scalars(sa.select(Letter).filter_by(kind="refused")).one()
    assert (state, round_) == ("in_revision", 1)
    assert letter.facts["reason"] == reason


def test_a_return_without_remarks_and_reason_is_stopped(road: Road) -> None:
    number, version = put(road, "internal_check")
    answer = decide(road.browser(road.people.internal), number, "send_back", version)
    assert answer.status_code == 409
    assert events(road, "send_back") == []


@pytest.mark.parametrize("action", ["revoke", "assign", "decline", "submit", "nonsense", "issue"])
def test_steps_of_other_rooms_are_not_taken_by_this_door(road: Road, action: str) -> None:
    number, version = put(road, "badge_active" if action == "revoke" else "rmc_moderation")
    answer = decide(road.browser(road.people.rmc), number, action, version, "причина")
    assert answer.status_code == 404
    assert events(road, action) in ([], [("submit", "")])


def test_other_desks_and_people_find_no_door(road: Road) -> None:
    number, version = put(road, "moc_moderation")
    people = road.people
    for who in (people.internal, people.rmc, people.teacher):
        assert decide(road.browser(who), number, "pass_on", version).status_code == 409
    for who in (people.experts[0], people.administrator):
        assert decide(road.browser(who), number, "pass_on", version).status_code == 404
    assert len(events(road, "pass_on")) == 1


def remarks(road: Road) -> list[tuple[str, str, str]]:
    with road.app.app_context():
        query = sa.select(Remark.text, Remark.audience, Remark.status).order_by(Remark.id)
        return [(row[0], row[1].value, row[2].value) for row in db.session.execute(query)]


def test_a_remark_pressed_twice_is_written_once(road: Road) -> None:
    number, _ = put(road, "internal_check")
    internal = road.browser(road.people.internal)
    sent = {"text": "Где <i>протокол</i>?", "level": "must", "form_key": "once"}
    first = internal.post(f"/submissions/{number}/remarks", sent)
    second = internal.post(f"/submissions/{number}/remarks", sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(remarks(road)) == 1
    assert (
        "Где &lt;i&gt;протокол&lt;/i&gt;?" in internal.get(f"/submissions/{number}/document").text
    )


def test_an_empty_remark_is_asked_for_again(road: Road) -> None:
    number, _ = put(road, "internal_check")
    internal = road.browser(road.people.internal)
    sent = {"text": "  ", "level": "must", "quote": "устройством роботов", "block_id": "b3"}
    answer = internal.post(f"/submissions/{number}/remarks", sent)
    assert answer.status_code == 422 and "устройством роботов" in answer.text
    assert remarks(road) == []


def test_a_remark_is_reworded_and_taken_back_before_anybody_saw_it(road: Road) -> None:
    number, _ = put(road, "internal_check")
    internal = road.browser(road.people.internal)
    internal.post(f"/submissions/{number}/remarks", {"text": "Черновик", "level": "must"})
    with road.app.app_context():
        remark = db.session.scalars(sa.select(Remark)).one()
        edit, version = f"/remarks/{remark.id}", str(remark.version)
    assert "Черновик" in internal.get(f"{edit}/edit").text
    sent = {"text": "Набело", "level": "improve", "version": version}
    assert internal.post(f"{edit}/edit", sent).status_code == 303
    late = internal.post(f"{edit}/edit", {**sent, "text": "Вторая вкладка"})
    assert late.status_code == 409 and "Вторая вкладка" in late.text
    assert road.browser(road.people.moc).post(f"{edit}/withdraw").status_code in (404, 409)
    assert remarks(road)[0][2] == "open"
    assert internal.post(f"{edit}/withdraw").status_code == 303
    assert remarks(road) == [("Набело", "author", "withdrawn")]
    assert "Набело" not in internal.get(f"/submissions/{number}/document").text


def test_a_remark_written_too_late_is_told_so_and_kept_on_screen(road: Road) -> None:
    number, version = put(road, "internal_check")
    internal = road.browser(road.people.internal)
    decide(internal, number, "pass_on", version)
    late = internal.post(f"/submissions/{number}/remarks", {"text": "Опоздал", "level": "must"})
    assert late.status_code == 409 and "Опоздал" in late.text
    assert remarks(road) == []


def test_an_answer_is_accepted_or_opened_again_by_the_desk(road: Road) -> None:
    from review.models.moderation import RemarkStatus
    from review.programmes import service as programmes

    with road.app.app_context():
        submission, teacher = road.returned(), road.people.teacher.actor
        remark = db.session.scalars(sa.select(Remark)).one()
        programmes.answer_remark(remark, teacher, RemarkStatus.MENDED, "Готово", None)
        programmes.add_revision(submission, teacher, road.file())
        programmes.resubmit(submission, teacher)
        db.session.commit()
        number, place, version = submission.number, f"/remarks/{remark.id}", str(remark.version)
    internal = road.browser(road.people.internal)
    page = internal.get(f"/submissions/{number}/remarks").text
    assert "Готово" in page and f"{place}/settle" in page
    sent = {"verified": "0", "version": version, "text": "Срок не назван."}
    assert internal.post(f"{place}/settle", sent).status_code == 303
    assert internal.post(f"{place}/settle", sent).status_code == 409
    assert remarks(road)[0][2] == "open"
    assert road.browser(road.people.teacher).post(f"{place}/settle", sent).status_code == 404


def test_the_desk_is_told_of_its_checklist_its_remarks_and_names_left_in_the_text(
    road: Road,
) -> None:
    number, _ = put(road, "internal_check")
    internal = road.browser(road.people.internal)
    internal.post(f"/submissions/{number}/remarks", {"text": "Одно", "level": "must"})
    page = internal.get(f"/submissions/{number}").text
    assert "Титульный лист с грифами принятия и утверждения" in page
    assert "Написано 1 замечание" in page
    assert "В тексте стоят имена авторов" in page and "Берёзкина" in page
    assert (
        "Титульный лист с грифами"
        not in road.browser(road.people.teacher).get(f"/submissions/{number}").text
    )
