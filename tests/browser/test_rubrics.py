"""The rubric editor in Chromium: by keyboard only, saved by itself, published in mid-season."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from review.accounts import service as accounts
from review.database import db
from review.models.people import Person
from review.models.profiles import RubricDraft, RubricVersion
from review.models.scoring import ScoreSheet, Verdict
from tests import region, run
from tests.browser.test_bench import sign_in
from tests.road import Road
from tests.server import Server, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A region in mid-season: one programme has passed, an administrator may sign in."""
    from review.config import Config

    data = tmp_path_factory.mktemp("rubrics")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app:
        road = Road(app)
        with app.app_context():
            road.at("badge_active")
            person = db.session.get_one(Person, road.people.administrator.actor.person_id)
            accounts.set_password(person, region.PASSWORD)
            db.session.commit()
            app.config["ADMINISTRATOR"] = person.email
        yield app


@pytest.fixture(scope="module")
def live_server(house: Flask) -> Iterator[Server]:
    """The product in front of that region."""
    with served(house.config["ZNACHOK"].data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


def totals(app: Flask) -> list[tuple[object, ...]]:
    """Every stored total and verdict."""
    with app.app_context():
        sheets = sa.select(ScoreSheet.id, ScoreSheet.total).order_by(ScoreSheet.id)
        verdicts = sa.select(Verdict.id, Verdict.exact, Verdict.outcome).order_by(Verdict.id)
        return [tuple(row) for row in (*db.session.execute(sheets), *db.session.execute(verdicts))]


def press(page: Page, name: str) -> None:
    """Walk to a button or link with the tab key and press it."""
    focused = "document.activeElement.innerText?.split('\\n')[0].trim()"
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the tab key never comes to «{name}»")


def test_a_rubric_is_edited_and_published_by_keyboard_and_no_stored_total_changes(
    page: Page, house: Flask
) -> None:
    before = totals(house)
    assert before
    sign_in(page, house.config["ADMINISTRATOR"])
    page.goto("/office/rubrics")
    press(page, "Править в черновике")
    page.wait_for_url("**/drafts/*")
    title = page.get_by_label("Название по-русски").first
    title.focus()
    page.keyboard.press("End")
    page.keyboard.type(", исправленный")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    with house.app_context():
        assert "исправленный" in db.session.scalars(sa.select(RubricDraft.title)).one()
    page.get_by_label("Проходной балл").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("40")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    press(page, "Опубликовать новой версией")
    page.wait_for_url(lambda url: "/drafts/" not in url)
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count(RubricVersion.id))) == 2
    assert totals(house) == before


def test_two_tabs_on_one_draft_lose_nothing_that_was_typed(page: Page, house: Flask) -> None:
    sign_in(page, house.config["ADMINISTRATOR"])
    page.goto("/office/rubrics")
    page.get_by_role("button", name="Начать с образца").click()
    page.wait_for_url("**/drafts/*")
    other = page.context.new_page()
    other.goto(page.url)
    first, second = (tab.get_by_label("Название по-русски").first for tab in (page, other))
    first.fill("Из первой вкладки")
    expect(page.locator("[data-state]")).to_contain_text("Сохранено")
    second.fill("Из второй вкладки")
    expect(other.locator("[data-state]")).not_to_be_empty()
    expect(other.locator("[data-state]")).not_to_contain_text("Сохранено в")
    other.get_by_role("button", name="Сохранить", exact=True).last.click()
    expect(other.get_by_role("alert").first).to_be_visible()
    expect(second).to_have_value("Из второй вкладки")
    other.close()
