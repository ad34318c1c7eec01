"""The life of remarks in Chromium: marked, returned, answered, carried, decided, verified."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests import run
from tests.browser.conftest import watch
from tests.browser.marking import House, block, programme_file, select, shot, sign_in, write
from tests.region import Someone
from tests.server import Server, served

GOAL, TOPIC = "развитие технического мышления", "Тема вторая, о датчиках и моторах."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The region of this file."""
    from review.config import Config

    data = tmp_path_factory.mktemp("ledger")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app:
        yield House(app)


@pytest.fixture(scope="module")
def live_server(house: House) -> Iterator[Server]:
    """The product in front of that region."""
    with served(house.app.config["ZNACHOK"].data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


class Tabs:
    """A browser for each person; nothing may be complained of in any."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server = browser, server
        self.complaints: list[list[str]] = []

    def of(self, who: Someone, width: int = 1366) -> Page:
        """A tab in which the person is signed in."""
        context = self.browser.new_context(
            base_url=self.server.url, locale="ru-RU", viewport={"width": width, "height": 800}
        )
        context.set_default_timeout(15_000)
        tab = context.new_page()
        self.complaints.append(watch(tab, self.server.url))
        sign_in(tab, who)
        return tab


@pytest.fixture
def tabs(browser: Browser, live_server: Server) -> Iterator[Tabs]:
    """Everybody's browsers."""
    made = Tabs(browser, live_server)
    yield made
    assert [each for each in made.complaints if each] == []


def mended_file() -> bytes:
    """The goal stands; the topic is rewritten; the repeated sentence is told once."""
    paper = Document(io.BytesIO(programme_file()))
    for paragraph in paper.paragraphs:
        if paragraph.text.startswith("Тема вторая"):
            paragraph.text = "Тема вторая, о датчиках света, моторах и передачах."
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def annotate(tab: Page, number: str) -> None:
    """Two remarks at words."""
    tab.goto(f"/submissions/{number}/document")
    for words, text in (("Цель программы", "Какого мышления?"), ("Тема вторая", "Мало тем.")):
        at = block(tab, words)
        start = 17 if words == "Цель программы" else 0
        length = len(GOAL) if words == "Цель программы" else len(TOPIC)
        select(tab, at, start, at, start + length)
        tab.keyboard.press("r")
        write(tab, text)
        expect(tab.locator("[data-mark]", has_text=text)).to_be_visible()


def send_back(tab: Page, number: str) -> None:
    """Return it by the form of the submission's page."""
    tab.goto(f"/submissions/{number}")
    confirm = tab.locator("details.confirm", has=tab.locator("input[value=send_back]"))
    confirm.locator("summary").click()
    confirm.locator("textarea").fill("Исправьте.")
    confirm.get_by_role("button").click()
    expect(tab.get_by_role("status").or_(tab.locator(".callout.success")).first).to_be_visible()


def card(tab: Page, text: str):
    """A remark of the ledger."""
    return tab.locator("article.remark", has_text=text)


def answer(tab: Page, number: str) -> None:
    """The first remark is mended, the second is objected to."""
    tab.goto(f"/submissions/{number}/remarks")
    expect(tab.get_by_text("На 2 обязательных замечания ещё нет ответа")).to_be_visible()
    first = card(tab, "Какого мышления?")
    first.get_by_label("Ваш ответ").fill("Уточнили.")
    first.get_by_role("button", name="Исправлено").click()
    second = card(tab, "Мало тем.")
    second.get_by_label("Ваш ответ").fill("Тем достаточно.")
    second.get_by_role("button", name="Не согласен").click()
    expect(tab.locator(".turn.by-author")).to_have_count(2)


def upload_and_send(tab: Page, tmp_path: Path) -> None:
    """The mended version goes back to the desk."""
    tab.get_by_role("link", name="К тексту и отправке").click()
    file = tmp_path / "новая.docx"
    file.write_bytes(mended_file())
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name=re.compile("^Загрузить")).click()
    expect(tab.get_by_text("Текст загружен и прочитан")).to_be_visible(timeout=30_000)
    tab.goto(tab.url.split("/passport")[0].split("#")[0])
    tab.locator("button[value=resubmit]").click()
    expect(tab.get_by_text("Отправлено", exact=False).first).to_be_visible()


def test_a_remark_lives_through_two_versions(house: House, tabs: Tabs, tmp_path: Path) -> None:
    people, number = house.road.people, house.sent()
    desk, author = tabs.of(people.internal), tabs.of(people.teacher)
    annotate(desk, number)
    send_back(desk, number)
    answer(author, number)
    upload_and_send(author, tmp_path)

    desk.goto(f"/submissions/{number}")
    again = desk.locator("#again")
    expect(again).to_contain_text("2 с ответом")
    expect(again).to_contain_text("Отличается 1 место")
    shot(desk, tmp_path, "again")
    desk.goto(f"/submissions/{number}/remarks")
    shot(desk, tmp_path, "doubt")
    quiet, doubt = card(desk, "Какого мышления?"), card(desk, "Мало тем.")
    expect(quiet).to_contain_text("В версии 2: у тех же слов")
    expect(doubt.locator(".doubt ins").first).to_be_visible()
    doubt.get_by_role("button", name="Оставить у этих слов").click()
    expect(card(desk, "Мало тем.")).to_contain_text("Оставлено у изменённых слов")

    card(desk, "Какого мышления?").get_by_role("button", name="Принять ответ").click()
    expect(card(desk, "Какого мышления?")).to_contain_text("Проверено")
    doubt = card(desk, "Мало тем.")
    doubt.locator("summary", has_text="Открыть снова").click()
    doubt.get_by_label("Что ещё исправить").fill("Тем по-прежнему две.")
    doubt.get_by_role("button", name="Открыть снова").click()
    expect(card(desk, "Мало тем.")).to_contain_text("Тем по-прежнему две.")

    author.goto(f"/submissions/{number}/remarks")
    expect(author.get_by_text("Тем по-прежнему две.")).to_have_count(0)
    shot(desk, tmp_path, "settled")
    send_back(desk, number)
    author.reload()
    expect(card(author, "Мало тем.")).to_contain_text("Тем по-прежнему две.")
    expect(author.get_by_text("Открытых замечаний: 1 из 2").first).to_be_visible()
    author.set_viewport_size({"width": 390, "height": 844})
    shot(author, tmp_path, "phone")
