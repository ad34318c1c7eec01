"""The passport of an uploaded text: what was read, beside the card, before anything is sent."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.programmes import Programme, Reading
from review.models.submissions import Revision
from tests.review.texts import FAULTY, MENDED, card_only, found, strict_road, upload
from tests.road import Browser, Road


@pytest.fixture
def road(app: Flask) -> Road:
    return strict_road(app)


@pytest.fixture
def teacher(road: Road) -> Browser:
    return road.browser(road.people.teacher)


@pytest.fixture
def card(road: Road) -> tuple[int, str]:
    return card_only(road)


def passport(browser: Browser, programme_id: int) -> str:
    return browser.get(f"/programmes/{programme_id}/passport").text


def test_after_an_upload_the_author_is_led_to_the_passport(
    teacher: Browser, card: tuple[int, str]
) -> None:
    answer = upload(teacher, card[0])
    assert answer.status_code == 303
    assert answer.location.endswith(f"/programmes/{card[0]}/passport")
    page = passport(teacher, card[0])
    assert "2 мешают отправить" in page
    assert "Как исправить:" in page
    assert re.search(r"Найде[но]\S* \d+ раздел", page)
    assert "Таблица 2, строка" in page


def test_findings_lead_to_their_place_in_the_text(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0])
    page = passport(teacher, card[0])
    links = re.findall(r'href="(/submissions/[^"#]+)#(b[\w.]+)"', page)
    assert links
    document = teacher.get(links[0][0].replace("&amp;", "&")).text
    assert all(f'id="{block}"' in document for _url, block in links)


def test_there_is_no_passport_without_a_text_and_none_for_others(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    url = f"/programmes/{card[0]}/passport"
    assert teacher.get(url).status_code == 404
    upload(teacher, card[0])
    assert teacher.get(url).status_code == 200
    for who in (road.people.internal, road.people.moc, road.people.rmc):
        assert road.browser(who).get(url).status_code == 404


def test_one_fact_is_taken_into_the_card_and_the_text_is_checked_again(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        programme = db.session.get_one(Programme, card[0])
        programme.age_from = 9
        db.session.commit()
    upload(teacher, card[0])
    with road.app.app_context():
        before = db.session.scalars(sa.select(Revision.examined_as)).one()
    answer = teacher.post(f"/programmes/{card[0]}/take", {"field": "age_from"})
    assert answer.status_code == 303
    with road.app.app_context():
        programme = db.session.get_one(Programme, card[0])
        assert (programme.age_from, programme.title) == (7, "Волшебная кисть")
        assert db.session.scalars(sa.select(Revision.examined_as)).one() != before


def test_everything_that_differs_is_taken_with_one_press(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        programme = db.session.get_one(Programme, card[0])
        programme.age_from, programme.age_to, programme.level = 9, 17, None
        db.session.commit()
    upload(teacher, card[0])
    assert passport(teacher, card[0]).count(">расходится<") >= 2
    teacher.post(f"/programmes/{card[0]}/take", {"field": "all"})
    with road.app.app_context():
        programme = db.session.get_one(Programme, card[0])
        assert (programme.age_from, programme.age_to, programme.hours) == (7, 10, 72)
        assert programme.level == "initial"
    left = facts(passport(teacher, card[0])).count(">расходится<")
    assert left == 3  # hours wait for the text; organisation and authors are not taken so


def facts(page: str) -> str:
    """The card of facts of a passport, in plain words."""
    return page.partition('id="facts"')[2].partition('id="sections"')[0]


def test_a_fact_that_a_finding_speaks_against_is_mended_in_the_text_first(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0])
    page = facts(passport(teacher, card[0]))
    assert "Сначала исправьте в тексте" in page
    assert 'value="hours"' not in page
    teacher.post(f"/programmes/{card[0]}/take", {"field": "hours"})
    assert "Ничего не взято" in passport(teacher, card[0])
    with road.app.app_context():
        assert db.session.get_one(Programme, card[0]).hours == 72
        finding = next(one for one in found(card[1]) if one.check_id == "H4")
        finding.waived_at, finding.waive_reason = finding.revision.uploaded_at, "Так и есть."
        finding.waived_by_id = road.people.internal.actor.person_id
        db.session.commit()
    assert 'value="hours"' in facts(passport(teacher, card[0]))


def test_facts_read_as_people_say_them(road: Road, teacher: Browser, card: tuple[int, str]) -> None:
    with road.app.app_context():
        db.session.get_one(Programme, card[0]).duration_months = 18
        db.session.commit()
    upload(teacher, card[0], MENDED)
    page = facts(passport(teacher, card[0]))
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Срок реализации 1 год 18 месяцев расходится" in words
    assert "Возраст от 7 лет 7 лет" in words
    assert "Объём 72 часа 72 часа" in words


def test_authors_of_the_text_are_added_with_a_press_of_their_own(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    page = facts(passport(teacher, card[0]))
    named = re.search(r"Добавить в карточку: ([^<]+)<", page)
    assert named is not None
    teacher.post(f"/programmes/{card[0]}/take", {"field": "all"})
    assert "Добавить в карточку" in facts(passport(teacher, card[0]))
    teacher.post(f"/programmes/{card[0]}/take", {"field": "authors"})
    with road.app.app_context():
        authors = db.session.get_one(Programme, card[0]).authors
        assert [one.person_id is None for one in authors] == [False, True]
        assert authors[1].name == named.group(1).strip().replace("\xa0", " ")
    assert "Добавить в карточку" not in facts(passport(teacher, card[0]))


def test_a_card_changed_elsewhere_is_not_overwritten_from_the_text(
    teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0])
    answer = teacher.post(f"/programmes/{card[0]}/take", {"field": "authors", "version": "99"})
    assert answer.status_code == 409


def test_uploading_again_starts_no_round_and_keeps_one_version(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    for data in (FAULTY, MENDED, FAULTY, MENDED):
        assert upload(teacher, card[0], data).status_code == 303
    with road.app.app_context():
        rows = db.session.execute(sa.select(Revision.number, Revision.round)).all()
        assert [tuple(row) for row in rows] == [(1, 1)]
        assert found(card[1]) == []
    assert "ничто не мешает отправить" in passport(teacher, card[0])


def test_the_same_file_of_another_author_shows_nobody_elses_name(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        programme = db.session.get_one(Programme, card[0])
        programme.authors[0].name = "Пахомова Елена Сергеевна"
        db.session.commit()
    upload(teacher, card[0])
    other_id, _number = card_only(road)
    upload(teacher, other_id)
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 1
        first, second = db.session.scalars(sa.select(Revision).order_by(Revision.id))
        assert {one["name"] for one in first.visible_names} == {"Пахомова Елена Сергеевна"}
        assert second.visible_names == []
        assert first.cleaned_sha256


def test_the_programme_page_sums_up_and_leads_to_the_passport(
    teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0])
    page = teacher.get(f"/programmes/{card[0]}").text
    assert "2 мешают отправить" in page
    assert f'href="/programmes/{card[0]}/passport"' in page
    assert "2 замечания проверки мешают отправить" in page


def test_the_reader_is_told_what_is_not_shown(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0])
    assert "Есть ещё" not in passport(teacher, card[0])
    with road.app.app_context():
        row = db.session.scalars(sa.select(Revision)).one()
        row.passport = {**(row.passport or {}), "findings_left_out": 12, "tables_left_out": 1}
        db.session.commit()
    page = passport(teacher, card[0])
    assert "Есть ещё 12 замечаний; показаны самые важные" in page
    assert "Ещё 1 таблица текста не показана" in page
