"""Seating experts: the order of suggestion, conflicts, declining, replacing, two at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from review.database import db
from review.models.events import Event
from review.models.people import Person
from review.models.programmes import Author
from review.models.scoring import Seat, SeatState
from review.models.submissions import Submission
from review.scoring import panels
from tests.region import Someone
from tests.road import Road


def ids(people: Any) -> list[int]:
    """The ids of these people."""
    return [one.actor.person_id for one in people]


def seated(road: Road, number: str) -> list[int]:
    """Who sits now, in order of chairs."""
    with road.app.app_context():
        rows = db.session.scalars(
            sa.select(Seat.person_id)
            .join(Submission)
            .where(Submission.number == number, Seat.state == SeatState.HELD)
            .order_by(Seat.place)
        ).all()
        return list(rows)


def version(road: Road, number: str) -> int:
    with road.app.app_context():
        return db.session.scalars(sa.select(Submission.version).filter_by(number=number)).one()


def waiting(road: Road) -> str:
    with road.app.app_context():
        return str(road.at("expert_assignment").number)


def in_review(road: Road) -> str:
    with road.app.app_context():
        return str(road.at("in_review").number)


def move_home(road: Road, expert: Someone, organisation_id: int | None) -> None:
    with road.app.app_context():
        person = db.session.get_one(Person, expert.actor.person_id)
        person.home_organisation_id = organisation_id
        db.session.commit()


def test_the_fittest_come_first_and_conflicts_are_named(road: Road) -> None:
    first, second, third = road.people.experts
    move_home(road, first, road.people.organisation_id)
    number = waiting(road)
    with road.app.app_context():
        found = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
        ranked = panels.list_candidates(found)
        assert [one.candidate.person_id for one in ranked] == ids([second, third, first])
    page = road.browser(road.people.rmc).get(f"/scoring/{number}/panel").get_data(as_text=True)
    assert "Работает в организации, чья это программа" in page


def test_a_hard_conflict_is_refused_by_a_direct_post_too(road: Road) -> None:
    first, second, third = road.people.experts
    move_home(road, first, road.people.organisation_id)
    number = waiting(road)
    with road.app.app_context():
        found = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
        db.session.add(
            Author(programme_id=found.programme_id, name=second.name, place=2,
                   person_id=second.actor.person_id)
        )  # fmt: skip
        db.session.commit()
    rmc = road.browser(road.people.rmc)
    for bad in (first, second):
        answer = rmc.post(f"/scoring/{number}/panel", {"experts": ids([bad, third])})
        assert answer.status_code == 409
    assert seated(road, number) == []


@pytest.mark.parametrize("chosen", [[], [0], [0, 1, 2], [0, 0]])
def test_a_wrong_number_of_experts_is_refused_in_words(road: Road, chosen: list[int]) -> None:
    number = waiting(road)
    people = [road.people.experts[place].actor.person_id for place in chosen]
    answer = road.browser(road.people.rmc).post(f"/scoring/{number}/panel", {"experts": people})

    assert answer.status_code == 422
    assert "Выберите 2" in answer.get_data(as_text=True)
    assert seated(road, number) == []


@pytest.mark.parametrize("who", ["987654", "teacher", "нет", "9" * 30])
def test_somebody_who_is_no_expert_is_refused(road: Road, who: str) -> None:
    number = in_review(road)
    person = road.people.teacher.actor.person_id if who == "teacher" else who
    answer = road.browser(road.people.rmc).post(
        f"/scoring/{number}/panel/replace",
        {"leaving": ids(road.people.experts)[0], "expert": person, "reason": "Болен"},
    )
    assert answer.status_code == 422


def test_a_rule_that_gave_way_is_kept_and_shown(road: Road) -> None:
    from review.models.places import Municipality, Organisation

    with road.app.app_context():
        centre = db.session.get_one(Organisation, road.people.organisation_id)
        place = db.session.get_one(Municipality, centre.municipality_id)
        near = Organisation(municipality_id=place.id, short_name="СШ", full_name="МБУ СШ")
        db.session.add(near)
        db.session.commit()
        near_id = near.id
    for expert in road.people.experts:
        move_home(road, expert, near_id)
    number = waiting(road)
    rmc = road.browser(road.people.rmc)
    chosen = ids(road.people.experts[:2])
    assert rmc.post(f"/scoring/{number}/panel", {"experts": chosen}).status_code == 303
    with road.app.app_context():
        event = db.session.scalars(
            sa.select(Event).where(Event.action == "assign").order_by(Event.id.desc())
        ).first()
        assert event is not None
        assert event.data["relaxed"] == {str(one): ["same_municipality"] for one in chosen}
    assert "Из того же муниципалитета" in rmc.get(f"/scoring/{number}/panel").get_data(as_text=True)


def test_a_panel_is_assigned_once_however_often_the_button_is_pressed(road: Road) -> None:
    number, rmc = waiting(road), road.browser(road.people.rmc)
    form = {
        "experts": ids(road.people.experts[:2]),
        "form_key": "once",
        "version": version(road, number),
    }
    answers = [rmc.post(f"/scoring/{number}/panel", form) for _ in range(2)]
    stale = rmc.post(f"/scoring/{number}/panel", {**form, "form_key": "another"})

    assert [one.status_code for one in answers] == [303, 303]
    assert stale.status_code == 409
    assert seated(road, number) == ids(road.people.experts[:2])


def test_an_expert_declines_and_another_takes_the_chair(road: Road) -> None:
    first, second, third = road.people.experts
    number = in_review(road)
    road.browser(first).post(f"/scoring/{number}/decline", {"reason": "Знаю автора"})
    rmc = road.browser(road.people.rmc)
    page = rmc.get(f"/scoring/{number}/panel").get_data(as_text=True)
    assert "Кто займёт свободное место" in page
    assert "отказался: Знаю автора" in page
    assert page.index(third.name) < page.rindex(first.name)
    form = {"expert": third.actor.person_id, "version": version(road, number)}
    assert rmc.post(f"/scoring/{number}/panel/fill", form).status_code == 303
    assert rmc.post(f"/scoring/{number}/panel/fill", form).status_code == 409
    assert seated(road, number) == ids([third, second])


def test_an_expert_is_replaced_with_a_reason_and_a_begun_sheet_is_kept(road: Road) -> None:
    first, second, third = road.people.experts
    number = in_review(road)
    expert, rmc = road.browser(first), road.browser(road.people.rmc)
    expert.post(f"/scoring/{number}/start")
    expert.post(f"/scoring/{number}/marks/A1", {"points": "2"})
    form = {"leaving": first.actor.person_id, "expert": third.actor.person_id}
    url = f"/scoring/{number}/panel/replace"
    assert rmc.post(url, {**form, "reason": " "}).status_code == 422
    assert rmc.post(url, {**form, "reason": "Не отвечает"}).status_code == 303
    assert rmc.post(url, {**form, "reason": "Не отвечает"}).status_code == 404
    assert seated(road, number) == ids([third, second])
    assert expert.get(f"/scoring/{number}").status_code == 404
    with road.app.app_context():
        left = db.session.scalars(sa.select(Seat).where(Seat.state == SeatState.REPLACED)).one()
        assert left.reason == "Не отвечает"
        assert left.sheet is not None and len(left.sheet.marks) == 1


def test_a_sheet_that_is_in_keeps_its_chair(road: Road) -> None:
    first, _, third = road.people.experts
    number = in_review(road)
    with road.app.app_context():
        found = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
        road.mark(found, 30)
        db.session.commit()
    answer = road.browser(road.people.rmc).post(
        f"/scoring/{number}/panel/replace",
        {"leaving": ids([first])[0], "expert": ids([third])[0], "reason": "Поздно"},
    )
    assert answer.status_code == 409


@pytest.mark.both_databases
def test_of_two_who_assign_at_once_one_wins_and_the_other_is_told(road: Road) -> None:
    number = waiting(road)
    seen = version(road, number)
    browsers = [road.browser(who) for who in (road.people.rmc, road.people.rmc_second)]
    people = ids(road.people.experts)
    pairs = [people[:2], people[1:]]
    gate, answers = threading.Barrier(2), [None, None]

    def press(place: int) -> None:
        gate.wait()
        form = {"experts": pairs[place], "version": seen}
        answers[place] = browsers[place].post(f"/scoring/{number}/panel", form)

    threads = [threading.Thread(target=press, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    statuses = [answer.status_code for answer in answers if answer is not None]
    assert sorted(statuses) == [303, 409]
    winner = statuses.index(303)
    told = answers[1 - winner]
    assert told is not None and "пока страница была открыта" in told.get_data(as_text=True).lower()
    assert seated(road, number) == pairs[winner]
