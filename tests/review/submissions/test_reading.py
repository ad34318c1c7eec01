"""The submission page: everyone reads it in the measure of the hat, at a small and equal cost."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.moderation import Audience
from review.models.people import Person
from review.models.programmes import Reading
from review.moderation import service as moderation
from review.moderation import writing
from review.moderation.writing import Wording
from tests.road import Road, statements

TABS = ("", "/document", "/remarks", "/rounds", "/history")


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def number_at(road: Road, state: str) -> str:
    with road.app.app_context():
        return road.at(state).number


def test_a_draft_is_seen_by_its_author_alone(road: Road) -> None:
    with road.app.app_context():
        number = road.draft().number
    people = road.people
    for who in (people.internal, people.moc, people.rmc, people.experts[0], people.administrator):
        browser = road.browser(who)
        for tab in (*TABS, "/letters", "/files/1"):
            assert browser.get(f"/submissions/{number}{tab}").status_code == 404
    teacher = road.browser(people.teacher)
    for tab in TABS:
        assert teacher.get(f"/submissions/{number}{tab}").status_code == 200


def test_a_colleague_who_is_no_author_finds_nothing(road: Road) -> None:
    from review.accounts import service as accounts
    from tests.region import Someone
    from workflows.roles import Actor, Role

    number = number_at(road, "badge_active")
    with road.app.app_context():
        person = accounts.create_person("colleague@znachok.example", "Коллега")
        accounts.grant(person, Role.TEACHER, road.people.organisation_id)
        db.session.commit()
        someone = Someone(
            person.email, person.name, Actor(person.id, Role.TEACHER, road.people.organisation_id)
        )
    browser = road.browser(someone)
    for tab in (*TABS, "/letters", "/files/1", "/rounds/1/conclusion.pdf"):
        assert browser.get(f"/submissions/{number}{tab}").status_code == 404
    assert "Робототехника" not in browser.get("/programmes/").text


def test_remarks_reach_the_author_with_the_return_and_staff_remarks_never(road: Road) -> None:
    with road.app.app_context():
        submission, internal = road.at("internal_check"), road.people.internal.actor
        writing.add_remark(submission, internal, "Автору: титульный лист")
        writing.add_remark(
            submission, internal, Wording("Коллегам: сверьте", audience=Audience.STAFF)
        )
        db.session.commit()
        number = submission.number
    teacher = road.browser(road.people.teacher)
    pages = [f"/submissions/{number}{tab}" for tab in TABS]
    assert not any("титульный лист" in teacher.get(url).text for url in pages)
    with road.app.app_context():
        from review.situations import find_by_number

        moderation.decide(find_by_number(number), internal, "send_back")
        db.session.commit()
    assert "титульный лист" in teacher.get(f"/submissions/{number}/remarks").text
    assert not any("Коллегам" in teacher.get(url).text for url in pages)
    staff = road.browser(road.people.internal).get(f"/submissions/{number}/remarks").text
    assert "Коллегам: сверьте" in staff and "только для проверяющих" in staff


def test_experts_meet_no_names_and_authors_meet_no_experts(road: Road) -> None:
    number = number_at(road, "in_revision")
    hidden = {
        road.people.experts[0]: ("Берёзкина", "Центр детского творчества", "ЦДТ"),
        road.people.teacher: ("Игоревич", "expert1@"),
    }
    for who, names in hidden.items():
        browser = road.browser(who)
        for tab in ("/document", "/remarks", "/rounds", "/history"):
            text = browser.get(f"/submissions/{number}{tab}").text
            shown = text.replace("Составитель: Берёзкина Анна Львовна", "")
            assert not [name for name in names if name in shown], (who.actor.role, tab)


def test_points_of_a_panel_at_work_are_hidden_from_the_author(road: Road) -> None:
    with road.app.app_context():
        submission = road.at("in_review")
        road.mark(submission, 25)
        db.session.commit()
        number = submission.number
    teacher = road.browser(road.people.teacher)
    for tab in ("", "/rounds", "/remarks", "/history"):
        text = teacher.get(f"/submissions/{number}{tab}").text
        assert "Мало о" not in text and "баллов: 25" not in text


def test_a_tab_costs_twelve_statements_and_the_card_thirteen_however_much_they_show(
    road: Road,
) -> None:
    number = number_at(road, "in_revision")
    costs = []
    for more in (0, 3):
        with road.app.app_context():
            from review.models.moderation import Remark

            first = db.session.scalars(sa.select(Remark)).first()
            names = [one.key for one in Remark.__table__.columns if one.key != "id"]
            for _ in range(more):
                db.session.add(Remark(**{name: getattr(first, name) for name in names}))
            db.session.commit()
        found = {}
        for who in ("teacher", "internal", "moc", "rmc"):
            browser = road.browser(getattr(road.people, who))
            for tab in TABS:
                with statements(road.app) as seen:
                    assert browser.get(f"/submissions/{number}{tab}").status_code == 200
                found[who, tab] = len(seen)
        costs.append(found)
    assert costs[0] == costs[1]
    assert max(cost for (_who, tab), cost in costs[0].items() if tab) <= 12, costs[0]
    assert max(cost for (_who, tab), cost in costs[0].items() if not tab) <= 13, costs[0]


@pytest.mark.parametrize(
    "tab",
    ["/document?version=9", "/document?version=x", "/files/9", "/files/99999999999999999999",
     "/images/1/nothing", "/rounds/7/conclusion.pdf", "/rounds/7/conclusion.docx",
     "/files/7/annotated.docx", "/files/1/annotated.pdf"],
)  # fmt: skip
def test_what_is_not_there_is_a_missing_page(road: Road, tab: str) -> None:
    number = number_at(road, "internal_check")
    answer = road.browser(road.people.internal).get(f"/submissions/{number}{tab}")
    assert answer.status_code == 404


def test_odd_numbers_in_addresses_are_missing_pages(road: Road) -> None:
    teacher = road.browser(road.people.teacher)
    for url in ("/programmes/99999999999999999999", "/submissions/нет", "/submissions/%00"):
        assert teacher.get(url).status_code == 404
    late = teacher.post("/remarks/99999999999999999999/answer", {"status": "mended"})
    assert late.status_code == 404


def test_names_of_letters_readers_are_for_the_region_alone(road: Road) -> None:
    number = number_at(road, "moc_moderation")
    text = road.browser(road.people.rmc).get(f"/submissions/{number}/letters").text
    assert ("Берёзкина" in text and "Программа передана" in text) or "Отправлено" in text
    assert road.browser(road.people.moc).get(f"/submissions/{number}/letters").status_code == 404


def test_the_original_is_byte_for_byte_and_experts_get_a_neutral_copy(road: Road) -> None:
    number = number_at(road, "in_review")
    original = road.browser(road.people.rmc).get(f"/submissions/{number}/files/1")
    cleaned = road.browser(road.people.experts[0]).get(f"/submissions/{number}/files/1")
    with road.app.app_context():
        sha256 = db.session.scalar(sa.select(Reading.sha256))
        assert original.data == road.store.read(sha256)
        assert db.session.scalar(sa.select(sa.func.count(Person.id)))
    assert "robots.docx" in original.headers["Content-Disposition"]
    assert f"{number}-v1.docx" in cleaned.headers["Content-Disposition"]
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert cleaned.data != original.data
