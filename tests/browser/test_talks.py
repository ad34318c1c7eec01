"""A talk in Chromium: the centre asks, the teacher answers with a file, a remark is made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from review.database import db
from review.models.moderation import Remark
from review.models.outbox import Letter
from tests import run
from tests.browser.conftest import watch
from tests.region import Someone
from tests.road import Road, word_file
from tests.server import Server, served

NOTHING_WIDER = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """The region of this file."""
    from review.config import Config

    data = tmp_path_factory.mktemp("talks")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app:
        yield Road(app)


@pytest.fixture(scope="module")
def live_server(road: Road) -> Iterator[Server]:
    """The product in front of that region."""
    with served(road.app.config["ZNACHOK"].data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


@pytest.fixture
def number(road: Road) -> str:
    """A submission at the regional centre's desk."""
    with road.app.app_context():
        return str(road.at("rmc_moderation").number)


class Tabs:
    """Everybody has a browser of their own; nothing may be complained of in any."""

    def __init__(self, browser: Browser, server: Server, road: Road) -> None:
        self.browser, self.server, self.road = browser, server, road
        self.contexts: list[object] = []
        self.complaints: list[list[str]] = []

    def of(self, who: Someone, **more: object) -> Page:
        """A tab in which somebody is signed in already."""
        context = self.browser.new_context(
            base_url=self.server.url,
            locale="ru-RU",
            timezone_id="UTC",
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        cookie = self.road.browser(who).client.get_cookie("znachok")
        assert cookie is not None
        context.add_cookies([{"name": "znachok", "value": cookie.value, "url": self.server.url}])
        tab = context.new_page()
        self.complaints.append(watch(tab, self.server.url))
        return tab


@pytest.fixture
def tabs(browser: Browser, live_server: Server, road: Road) -> Iterator[Tabs]:
    """Tabs of the people in one story."""
    opened = Tabs(browser, live_server, road)
    yield opened
    assert [each for each in opened.complaints if each] == []


def test_a_teacher_answers_with_a_file_and_the_centre_makes_a_remark_of_it(
    tabs: Tabs, road: Road, number: str
) -> None:
    people = road.people
    rmc = tabs.of(people.rmc)
    rmc.goto(f"/submissions/{number}")
    rmc.get_by_role("link", name="Обсуждение").click()
    rmc.get_by_label("О чём").fill("Титульный лист")
    rmc.get_by_label("Сообщение").press_sequentially("Какой год? @Берёз")
    expect(rmc.get_by_role("option", name=people.teacher.name)).to_be_visible()
    rmc.keyboard.press("Enter")
    expect(rmc.get_by_label(f"{people.teacher.name}, Педагог")).to_be_checked()
    rmc.get_by_role("button", name="Начать обсуждение").click()
    expect(rmc.get_by_text(f"Какой год? @{people.teacher.name}")).to_be_visible()
    expect(rmc.get_by_text(f"Позваны письмом: {people.teacher.name}")).to_be_visible()

    teacher = tabs.of(
        people.teacher, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    teacher.goto(f"/submissions/{number}")
    tab = teacher.get_by_role("link", name="Обсуждение")
    expect(tab).to_contain_text("1")
    tab.tap()
    teacher.get_by_role("link", name="Титульный лист").tap()
    expect(teacher.get_by_text("новое", exact=True)).to_be_visible()
    expect(teacher.get_by_role("button", name="Прочитано")).to_have_count(0)
    assert teacher.evaluate(NOTHING_WIDER)
    teacher.get_by_label("Сообщение").fill("Год 2026, вот титул.")
    teacher.get_by_label("Файлы").set_input_files(
        {"name": "Титул.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    )
    teacher.get_by_role("button", name="Отправить").tap()
    expect(teacher.get_by_role("link", name="Титул.docx")).to_be_visible()
    expect(teacher.get_by_label("Сообщение")).to_have_value("")
    teacher.goto(f"/submissions/{number}")
    expect(teacher.get_by_role("link", name="Обсуждение")).not_to_contain_text("1")

    rmc.reload()
    with rmc.expect_download() as coming:
        rmc.get_by_role("link", name="Титул.docx").click()
    assert coming.value.suggested_filename == "Титул.docx"
    message = rmc.locator("article").filter(has_text="Год 2026, вот титул.")
    message.get_by_role("link", name="Оформить замечанием").click()
    expect(rmc.get_by_label("Что исправить и как")).to_have_value("Год 2026, вот титул.")
    rmc.get_by_label("Что исправить и как").fill("Поставьте на титуле год 2026.")
    rmc.get_by_role("button", name="Записать").click()
    expect(rmc.get_by_text("Поставьте на титуле год 2026.")).to_be_visible()
    rmc.get_by_role("link", name="Обсуждение").click()
    rmc.get_by_role("link", name="Титульный лист").click()
    expect(rmc.get_by_role("link", name="Оформлено замечанием")).to_have_count(1)
    teacher.goto(f"/submissions/{number}/talks")
    teacher.get_by_role("link", name="Титульный лист").tap()
    expect(teacher.get_by_role("link", name="Оформлено замечанием")).to_have_count(0)
    with road.app.app_context():
        assert db.session.scalars(sa.select(Remark.text)).all() == ["Поставьте на титуле год 2026."]
        called = sa.select(Letter.address).where(Letter.kind == "called_into_talk")
        assert db.session.scalars(called).all() == [people.teacher.email]
        db.session.rollback()


def test_what_is_typed_survives_a_reload_and_is_forgotten_once_sent(
    tabs: Tabs, road: Road, number: str
) -> None:
    teacher = tabs.of(road.people.teacher)
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.goto(f"/submissions/{number}/talks")
    teacher.get_by_label("О чём").fill("Часы")
    teacher.get_by_label("Сообщение").fill("Сколько часов ставить?")
    teacher.reload()
    expect(teacher.get_by_label("О чём")).to_have_value("Часы")
    expect(teacher.get_by_label("Сообщение")).to_have_value("Сколько часов ставить?")
    teacher.get_by_label("Сообщение").press("Control+Enter")
    expect(teacher.get_by_role("heading", name="Часы")).to_be_visible()
    teacher.goto(f"/submissions/{number}/talks")
    teacher.get_by_text("Новое обсуждение").click()
    expect(teacher.get_by_label("Сообщение")).to_have_value("")


def test_without_scripts_a_talk_is_begun_answered_and_noted_as_read(
    tabs: Tabs, road: Road, number: str
) -> None:
    teacher = tabs.of(road.people.teacher, java_script_enabled=False)
    rmc = tabs.of(road.people.rmc, java_script_enabled=False)
    teacher.goto(f"/submissions/{number}/talks")
    teacher.get_by_label("О чём").fill("Часы")
    teacher.get_by_label("Сообщение").fill("Сколько часов ставить?")
    teacher.get_by_role("button", name="Начать обсуждение").click()
    rmc.goto(f"/submissions/{number}/talks")
    rmc.get_by_role("link", name="Часы").click()
    rmc.get_by_role("button", name="Прочитано").click()
    expect(rmc.get_by_role("button", name="Прочитано")).to_have_count(0)
    rmc.get_by_label("Сообщение").fill("Столько, сколько в плане.")
    rmc.get_by_role("button", name="Отправить").click()
    teacher.reload()
    expect(teacher.get_by_text("Столько, сколько в плане.")).to_be_visible()
