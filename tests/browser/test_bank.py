"""Ready wordings in Chromium: two keys put one in; by mouse, by touch, on the bench."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from review.database import db
from review.models.moderation import BankEntry, RemarkLevel
from review.moderation import bank
from review.moderation.bank import Wording
from tests import run
from tests.browser.conftest import watch
from tests.region import Someone
from tests.road import Road
from tests.server import Server, served

YEAR = "Укажите год разработки на титульном листе."
TOPICS = "Раскройте содержание тем по теории и практике."


class House:
    """The product with a small region, its bank filled."""

    def __init__(self, road: Road) -> None:
        self.road = road
        with road.app.app_context():
            rmc = road.people.rmc.actor
            bank.add(rmc, Wording(YEAR, RemarkLevel.IMPROVE), shared=True)
            topics = Wording(TOPICS, criterion_id="A1", mistake="E19")
            bank.count_use(bank.add(rmc, topics, shared=True).id, rmc)
            db.session.commit()

    def uses(self, text: str) -> int:
        """How often a wording was put in."""
        with self.road.app.app_context():
            found = db.session.query(BankEntry.uses).filter_by(text=text).scalar()
            db.session.rollback()
            return int(found)

    def number(self, state: str) -> str:
        """A submission at a state."""
        with self.road.app.app_context():
            return str(self.road.at(state).number)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The region of this file."""
    from review.config import Config

    data = tmp_path_factory.mktemp("bank")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    config = Config.from_env({}, data=data, worker=False)
    with run.installation(config) as app:
        yield House(Road(app))


@pytest.fixture(scope="module")
def live_server(house: House) -> Iterator[Server]:
    """The product in front of that region."""
    with served(house.road.app.config["ZNACHOK"].data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


def enter(context: BrowserContext, server: Server, house: House, who: Someone) -> Page:
    """A tab in which somebody is signed in already."""
    browser = house.road.browser(who)
    cookie = browser.client.get_cookie("znachok")
    assert cookie is not None
    context.add_cookies([{"name": "znachok", "value": cookie.value, "url": server.url}])
    return context.new_page()


def test_two_keys_put_the_most_used_wording_into_a_remark(
    context: BrowserContext, live_server: Server, house: House
) -> None:
    number = house.number("rmc_moderation")
    tab = enter(context, live_server, house, house.road.people.rmc)
    complaints = watch(tab, live_server.url)
    tab.goto(f"/submissions/{number}/document")
    field = tab.locator("#remark-text")
    field.focus()
    expect(tab.get_by_role("button", name="Заготовки")).to_be_visible()
    tab.keyboard.press("Alt+KeyB")
    expect(tab.get_by_role("listbox", name="Заготовки").get_by_role("option")).to_have_count(2)
    tab.keyboard.press("Enter")
    expect(field).to_have_value(TOPICS)
    expect(field).to_be_focused()
    expect(tab.locator("#remark-level")).to_have_value("must")
    tab.wait_for_load_state("networkidle")
    assert house.uses(TOPICS) == 2
    assert complaints == []


def test_a_slash_opens_the_list_typing_narrows_it_and_escape_leaves_all_as_it_was(
    context: BrowserContext, live_server: Server, house: House
) -> None:
    number = house.number("rmc_moderation")
    tab = enter(context, live_server, house, house.road.people.rmc)
    tab.goto(f"/submissions/{number}/document")
    field = tab.locator("#remark-text")
    field.focus()
    expect(tab.get_by_role("button", name="Заготовки")).to_be_visible()
    tab.keyboard.press("/")
    expect(tab.get_by_role("combobox", name="Найти заготовку")).to_be_focused()
    tab.keyboard.type("ГОД титул")
    expect(tab.get_by_role("listbox", name="Заготовки").get_by_role("option")).to_have_count(1)
    tab.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    tab.keyboard.press("Alt+KeyB")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(field).to_have_value(YEAR)
    expect(tab.locator("#remark-level")).to_have_value("improve")
    tab.keyboard.type(" Спасибо / благодарю.")
    expect(field).to_have_value(f"{YEAR} Спасибо / благодарю.")


def test_by_touch_a_wording_is_put_in_and_ones_own_is_kept(
    browser: Browser, live_server: Server, house: House
) -> None:
    number = house.number("rmc_moderation")
    context = browser.new_context(
        base_url=live_server.url, locale="ru-RU", has_touch=True, is_mobile=True,
        viewport={"width": 390, "height": 844},
    )  # fmt: skip
    tab = enter(context, live_server, house, house.road.people.rmc)
    complaints = watch(tab, live_server.url)
    tab.goto(f"/submissions/{number}/document")
    field = tab.locator("#remark-text")
    field.tap()
    tab.get_by_role("button", name="Заготовки").tap()
    tab.get_by_role("listbox", name="Заготовки").get_by_role("option").filter(has_text=YEAR).tap()
    expect(field).to_have_value(YEAR)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    field.fill("Назовите автора программы полностью.")
    tab.get_by_role("button", name="Сохранить как заготовку").tap()
    expect(tab.get_by_text("Сохранено в «Моих заготовках».")).to_be_visible()
    tab.get_by_role("button", name="Заготовки").tap()
    expect(tab.get_by_role("listbox", name="Заготовки").get_by_role("option")).to_have_count(3)
    context.close()
    assert complaints == []


def test_on_the_bench_a_wording_is_put_into_the_open_criterion_and_saved(
    context: BrowserContext, live_server: Server, house: House
) -> None:
    number = house.number("in_review")
    expert = house.road.people.experts[0]
    assert house.road.browser(expert).post(f"/scoring/{number}/start").status_code == 303
    tab = enter(context, live_server, house, expert)
    complaints = watch(tab, live_server.url)
    tab.goto(f"/scoring/{number}?open=A1")
    field = tab.locator("#remark-A1")
    field.focus()
    expect(tab.locator("#criterion-A1").get_by_role("button", name="Заготовки")).to_be_visible()
    tab.keyboard.press("Alt+KeyB")
    expect(
        tab.get_by_role("listbox", name="Заготовки").get_by_role("option").first
    ).to_contain_text(TOPICS)
    tab.keyboard.press("Enter")
    expect(field).to_have_value(TOPICS)
    expect(tab.locator("#saved")).to_contain_text("Сохранено")
    tab.reload()
    expect(tab.locator("#remark-A1")).to_have_value(TOPICS)
    assert complaints == []
