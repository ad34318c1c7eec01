"""The expert's bench in Chromium: by keyboard only, without a network, in two windows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from review.accounts import service as accounts
from review.database import db
from review.models.people import Person
from review.models.scoring import MarkRow, ScoreSheet, Seat
from review.models.submissions import Submission
from tests import region, run
from tests.browser import killing
from tests.browser.conftest import FLAGS, watch
from tests.road import Road
from tests.server import Server, served

AXE = run.REPOSITORY / "tests" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTHING_WIDER = "document.documentElement.scrollWidth <= innerWidth"
COPIES = "Object.keys(localStorage).filter((name) => name.startsWith('sheet:'))"


class House:
    """The product with a small region, and a fresh review for each test."""

    def __init__(self, app: Flask) -> None:
        self.app, self.road = app, Road(app)
        expert = self.road.people.experts[0]
        self.email = expert.email
        with app.app_context():
            accounts.set_password(
                db.session.get_one(Person, expert.actor.person_id), region.PASSWORD
            )
            db.session.commit()

    def review(self) -> str:
        """The number of a programme that two experts have been asked to review."""
        with self.app.app_context():
            return str(self.road.at("in_review").number)

    def marks(self, number: str) -> dict[str, tuple[float | None, str]]:
        """Points and remarks the database holds of the first expert's sheet."""
        with self.app.app_context():
            rows = db.session.execute(
                sa.select(MarkRow.criterion_id, MarkRow.points, MarkRow.remark)
                .join(ScoreSheet, ScoreSheet.id == MarkRow.sheet_id)
                .join(Seat, Seat.id == ScoreSheet.seat_id)
                .join(Submission, Submission.id == Seat.submission_id)
                .where(Submission.number == number)
            ).all()
            db.session.rollback()
            return {
                code: (None if points is None else float(points), remark)
                for code, points, remark in rows
            }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The region of this file."""
    from review.config import Config

    data = tmp_path_factory.mktemp("bench")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app:
        yield House(app)


@pytest.fixture(scope="module")
def live_server(house: House) -> Iterator[Server]:
    """The product in front of that region."""
    with served(house.app.config["ZNACHOK"].data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


@pytest.fixture
def page(context: BrowserContext, live_server: Server) -> Iterator[Page]:
    """A tab that may complain of a network cut on purpose, and of nothing else."""
    tab = context.new_page()
    complaints = watch(tab, live_server.url)
    yield tab
    assert [one for one in complaints if "net::ERR_" not in one] == []


def sign_in(tab: Page, email: str) -> None:
    """Sign in by the form."""
    tab.goto("/accounts/sign-in")
    tab.get_by_label("Электронная почта").fill(email)
    tab.get_by_label("Пароль").fill(region.PASSWORD)
    tab.locator("main").get_by_role("button", name="Войти").click()
    tab.wait_for_url(lambda url: "sign-in" not in url)


@pytest.fixture
def number(house: House) -> str:
    """A fresh review."""
    return house.review()


@pytest.fixture
def desk(page: Page, house: House, number: str) -> Page:
    """The bench of that review, begun."""
    sign_in(page, house.email)
    page.goto(f"/scoring/{number}")
    page.get_by_role("button", name="Ничто не мешает, начать").click()
    expect(page.locator("[data-criterion]").first).to_have_attribute("open", "")
    page.wait_for_load_state()
    return page


def write(tab: Page, text: str) -> None:
    """Type a remark in the open criterion."""
    tab.locator("[data-criterion][open] textarea").fill(text)


def is_saved(tab: Page) -> None:
    """The foot of the page says that everything is safe."""
    tab.wait_for_function(f"() => !({COPIES}).length")
    expect(tab.locator("#saved")).to_have_text(re.compile(r"Сохранено в \d\d:\d\d"))


def test_a_whole_sheet_by_keyboard_only(desk: Page, house: House, number: str) -> None:
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("1")
    expect(desk.locator("[data-criterion][open] textarea")).to_be_focused()
    desk.keyboard.type("Нет года на титуле, 2 листа лишние.")
    desk.keyboard.press("Control+Enter")
    total = desk.locator("[data-criterion]").count()
    for place in range(1, total):
        expect(desk.locator("[data-criterion]").nth(place)).to_have_attribute("open", "")
        desk.keyboard.press("2")
    expect(desk.locator("#total")).to_contain_text(str(2 * total - 1))
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    is_saved(desk)
    desk.get_by_role("button", name="Сдать лист").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Лист сдан. Спасибо")).to_be_visible()

    kept = house.marks(number)
    assert len(kept) == total
    assert kept.pop("A1") == (1, "Нет года на титуле, 2 листа лишние.")
    assert set(kept.values()) == {(2, "")}
    assert desk.evaluate(COPIES) == []


def test_a_mark_by_mouse_folds_its_criterion_and_leads_on(desk: Page) -> None:
    first, second = desk.locator("[data-criterion]").nth(0), desk.locator("[data-criterion]").nth(1)
    first.locator("label.point:has(input[value='2'])").click()

    expect(second).to_have_attribute("open", "")
    expect(first).not_to_have_attribute("open", "")
    second.locator("label.point:has(input[value='1'])").click()
    expect(second).to_have_attribute("open", "")
    expect(second.locator("summary .chip")).to_contain_text("1 из 2")
    expect(desk.locator("#missing a[href='#criterion-A1']")).to_have_count(0)
    expect(desk.locator("#missing a[href='#criterion-A2']")).to_have_count(1)


def test_a_mark_given_before_the_saving_script_arrives_is_saved_by_it(
    desk: Page, house: House, number: str
) -> None:
    """On a weak line the page is there and answers keys while the last script is still coming."""
    coming: list[Route] = []
    desk.route("**/autosave.js*", lambda route: coming.append(route))
    desk.goto(f"/scoring/{number}", wait_until="commit")
    first, second = desk.locator("[data-criterion]").nth(0), desk.locator("[data-criterion]").nth(1)
    expect(first).to_have_attribute("open", "")
    desk.wait_for_function("() => document.readyState === 'interactive'")
    first.locator("label.point:has(input[value='2'])").click()
    expect(second).to_have_attribute("open", "")
    coming[0].continue_()
    desk.wait_for_load_state()
    is_saved(desk)

    assert house.marks(number) == {"A1": (2, "")}


def test_the_list_of_what_is_missing_follows_each_save(desk: Page) -> None:
    items = desk.locator("#missing li")
    before = items.count()
    desk.keyboard.press("2")
    expect(items).to_have_count(before - 1)
    desk.get_by_role("button", name="Сдать лист").click()
    expect(desk.get_by_text("Лист пока не сдан")).to_be_visible()
    desk.locator(".error-list a").nth(3).click()
    expect(desk.locator("[data-criterion][open]")).to_have_count(1)


def test_the_network_cut_and_back(
    desk: Page, context: BrowserContext, house: House, number: str
) -> None:
    context.set_offline(True)
    desk.keyboard.press("1")
    write(desk, "Набрано без сети.")
    desk.keyboard.press("Control+Enter")
    desk.keyboard.press("2")
    expect(desk.locator("#saved")).to_contain_text("нет связи")
    assert house.marks(number) == {}
    context.set_offline(False)
    is_saved(desk)

    assert house.marks(number) == {"A1": (1, "Набрано без сети."), "A2": (2, "")}


def test_two_windows_show_the_difference_and_wait_for_a_choice(
    desk: Page, context: BrowserContext, house: House, number: str
) -> None:
    other = context.new_page()
    other.goto(f"/scoring/{number}")
    desk.keyboard.press("1")
    write(desk, "Из первого окна.")
    is_saved(desk)
    other.keyboard.press("0")
    write(other, "Из второго окна.")
    box = other.locator("[data-conflict]:not([hidden])")
    expect(box).to_contain_text("Из первого окна.")
    expect(box).to_contain_text("Из второго окна.")
    write(other, "Из второго окна, дальше.")
    other.wait_for_timeout(1500)
    assert house.marks(number)["A1"] == (1, "Из первого окна.")
    box.get_by_role("button", name="Оставить моё").click()
    is_saved(other)
    assert house.marks(number)["A1"] == (0, "Из второго окна, дальше.")

    write(desk, "Снова из первого.")
    desk.locator("[data-conflict]:not([hidden])").get_by_role(
        "button", name="Взять то, что там"
    ).click()
    is_saved(desk)
    expect(desk.locator("[data-criterion][open] textarea")).to_have_value(
        "Из второго окна, дальше."
    )
    assert house.marks(number)["A1"] == (0, "Из второго окна, дальше.")


def test_a_session_that_ended_costs_nothing(
    desk: Page, context: BrowserContext, house: House, number: str
) -> None:
    desk.keyboard.press("1")
    is_saved(desk)
    context.clear_cookies()
    write(desk, "Сеанс закончился посреди фразы.")
    expect(desk.locator("#saved")).to_contain_text("Сеанс закончился")
    with context.expect_page() as opened:
        desk.get_by_role("link", name="Войти в новой вкладке").click()
    entered = opened.value
    entered.get_by_label("Электронная почта").fill(house.email)
    entered.get_by_label("Пароль").fill(region.PASSWORD)
    entered.locator("main").get_by_role("button", name="Войти").click()
    entered.wait_for_url("**/scoring/**")
    desk.bring_to_front()
    is_saved(desk)
    desk.wait_for_function(f"() => !({COPIES}).length")

    assert house.marks(number)["A1"] == (1, "Сеанс закончился посреди фразы.")


def test_what_was_typed_a_moment_before_the_browser_died_comes_back(
    desk: Page, context: BrowserContext, house: House, number: str
) -> None:
    # The line is cut inside the page: cut outside it, it comes back while the page is closing.
    desk.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')); }")
    desk.keyboard.press("1")
    write(desk, "Последние слова.")
    expect(desk.locator("#saved")).to_contain_text("нет связи")
    desk.close()
    assert house.marks(number) == {}
    again = context.new_page()
    again.goto(f"/scoring/{number}")
    is_saved(again)

    assert house.marks(number)["A1"] == (1, "Последние слова.")
    expect(again.locator("#remark-A1")).to_have_value("Последние слова.")


def test_a_killed_browser_loses_three_seconds_at_most(
    browser: Browser, chromium: str, live_server: Server, house: House, number: str
) -> None:
    """The browser dies by SIGKILL while somebody types without a pause."""
    doomed = browser.browser_type.launch(executable_path=chromium, args=list(FLAGS))
    tab = doomed.new_context(base_url=live_server.url, locale="ru-RU").new_page()
    sign_in(tab, house.email)
    tab.goto(f"/scoring/{number}")
    tab.get_by_role("button", name="Ничто не мешает, начать").click()
    tab.keyboard.press("1")
    tab.locator("#remark-A1").press_sequentially("а" * 50, delay=100)
    killing.kill(doomed)

    assert len(house.marks(number)["A1"][1]) >= 50 - 30


def test_signing_out_leaves_no_copy_behind(desk: Page) -> None:
    desk.evaluate("localStorage.setItem('sheet:0:A1', 'чужая копия')")
    desk.keyboard.press("2")
    desk.locator("summary.hat").click()
    desk.get_by_role("button", name="Выйти").click()
    expect(desk.get_by_role("link", name="Войти").first).to_be_visible()

    assert desk.evaluate(COPIES) == []


def test_words_of_the_document_are_tied_to_the_open_criterion(
    desk: Page, house: House, number: str
) -> None:
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    desk.evaluate("""() => {
      const all = [...document.querySelectorAll("#document [id^=b]")];
      const text = all.find((one) => one.textContent.includes("устройством"));
      const range = document.createRange();
      range.selectNodeContents(text);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""")
    expect(desk.get_by_role("button", name="Привязать к выделенным словам")).to_be_visible()
    desk.keyboard.press("q")
    desk.keyboard.type("Уточните.")
    link = desk.locator("[data-criterion][open] blockquote a")
    expect(link).to_contain_text("Программа знакомит детей")
    is_saved(desk)
    desk.reload()
    expect(desk.locator("#criterion-A1 blockquote a")).to_contain_text("Программа знакомит детей")
    desk.locator("#criterion-A1 > summary").click()
    link = desk.locator("#criterion-A1 blockquote a")
    target = link.get_attribute("href")
    assert target is not None
    link.click()
    expect(desk.locator(f"#document {target}")).to_be_in_viewport()
    desk.get_by_role("button", name="Убрать эти слова").first.click()
    is_saved(desk)


def test_a_sheet_is_filled_without_scripts(
    browser: Browser, live_server: Server, house: House, number: str
) -> None:
    context = browser.new_context(
        base_url=live_server.url, locale="ru-RU", java_script_enabled=False
    )
    tab = context.new_page()
    sign_in(tab, house.email)
    tab.goto(f"/scoring/{number}")
    tab.get_by_role("button", name="Ничто не мешает, начать").click()
    for place in range(tab.locator("[data-criterion]").count()):
        one = tab.locator("[data-criterion][open]")
        points = "1" if place == 0 else "2"
        one.locator(f"label.point:has(input[value='{points}'])").click()
        if place == 0:
            one.locator("textarea").fill("Без скрипта тоже можно.")
        with tab.expect_navigation():
            one.get_by_role("button", name="Сохранить").click()
    tab.get_by_role("button", name="Сдать лист").click()
    expect(tab.get_by_text("Лист сдан. Спасибо")).to_be_visible()
    context.close()

    assert house.marks(number)["A1"] == (1, "Без скрипта тоже можно.")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bench_is_accessible_and_fits(
    desk: Page, context: BrowserContext, live_server: Server, width: int, theme: str
) -> None:
    desk.keyboard.press("1")
    context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
    desk.set_viewport_size({"width": width, "height": 800})
    for url in (desk.url, desk.url + "/decline", "/scoring/"):
        desk.goto(url)
        desk.evaluate(AXE.read_text())
        found = desk.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]] == []
        assert desk.evaluate(NOTHING_WIDER), url


def test_a_sheet_is_filled_at_home_without_a_network_and_brought_back(
    desk: Page, context: BrowserContext, house: House, number: str, tmp_path: Path
) -> None:
    """The packet is opened as a file, by a browser that has never heard of the product."""
    with desk.expect_download() as got:
        desk.get_by_role("link", name="скачать пакет").click()
    taken = tmp_path / got.value.suggested_filename
    got.value.save_as(taken)
    home = context.browser.new_context(offline=True, locale="ru-RU")
    tab = home.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(taken.as_uri())
    form = tab.locator('form[data-answer="A1"]')
    form.get_by_role("radio", name=re.compile("^1")).check(force=True)
    form.get_by_label("Замечание для автора").fill("Написано дома")
    tab.reload()
    expect(form.get_by_label("Замечание для автора")).to_have_value("Написано дома")
    assert tab.evaluate(NOTHING_WIDER)
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Сохранить ответы в файл").click()
    answers = tmp_path / "answers.json"
    saved.value.save_as(answers)
    home.close()
    assert complaints == []
    desk.get_by_role("link", name="загрузить ответы").click()
    desk.get_by_label("Файл с ответами").set_input_files(answers)
    desk.get_by_role("button", name="Загрузить").click()
    desk.wait_for_url(lambda url: url.endswith(f"/scoring/{number}"))
    assert house.marks(number) == {"A1": (1.0, "Написано дома")}
