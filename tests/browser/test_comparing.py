"""Comparing two versions in Chromium: by keyboard, by thumb on a phone, without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import region, run
from tests.browser.conftest import watch
from tests.documents.word import cell, row, table
from tests.server import Server, served
from tests.versions import GOAL, MOVED, RESULT, TASKS, Versions, heading, plan, text

AXE = run.REPOSITORY / "tests" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
TELEPHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
#: «о» stands on the key J of a Russian keyboard.
RUSSIAN_J = "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ'}))"
NOTHING_WIDER = "document.documentElement.scrollWidth <= innerWidth"
TOPICS = [(f"Тема {n}: механизм номер {n}", "8", "3", "5") for n in range(1, 31)]
LONG = [f"{TASKS} Занятие {n} посвящено узлу {n}." for n in range(1, 15)]
WIDE = tuple(f"Столбец {n}" for n in range(1, 13))
OLD = text(
    heading("Пояснительная записка"), GOAL, MOVED, *LONG, heading("Учебный план"), plan(*TOPICS),
    heading("Результаты"), RESULT, table(row(*map(cell, WIDE))),
)  # fmt: skip
CHANGED = [*TOPICS[:20], ("Тема 21: механизм номер 21", "10", "4", "6"), *TOPICS[21:]]
NEW = text(
    heading("Пояснительная записка"), GOAL.replace("младшего", "старшего"), *LONG,
    heading("Учебный план"), plan(*CHANGED), heading("Результаты"), MOVED, "Итог года — выставка.",
    table(row(*map(cell, (*WIDE[:-1], "Примечание")))),
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """The product with one submission of two versions, and the address of their comparison."""
    from review.accounts import service as accounts
    from review.config import Config
    from review.database import db

    data = tmp_path_factory.mktemp("comparing")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app:
        versions = Versions(app)
        with app.app_context():
            number = versions.two(OLD, NEW)
            accounts.set_password(accounts.find_by_email("rmc@znachok.example"), region.PASSWORD)
            db.session.commit()
    with served(data) as server:
        yield server, f"/submissions/{number}/compare"
        assert server.faults() == [], server.log.read_text()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, scene: tuple[Server, str]) -> list[dict]:
    """Cookies of a moderator who has come through the door."""
    context = browser.new_context(base_url=scene[0].url, locale="ru-RU")
    tab = context.new_page()
    tab.goto("/accounts/sign-in")
    tab.get_by_label("Электронная почта").fill("rmc@znachok.example")
    tab.get_by_label("Пароль").fill(region.PASSWORD)
    tab.locator("main").get_by_role("button", name="Войти").click()
    tab.wait_for_url(lambda url: "sign-in" not in url)
    cookies = context.cookies()
    context.close()
    return cookies


class Reader:
    """A tab on the comparison, and what its console complained of."""

    def __init__(self, context: BrowserContext, home: str, address: str) -> None:
        self.address = address
        self.tab: Page = context.new_page()
        self.complaints = watch(self.tab, home)

    def open(self, ask: str = "") -> Page:
        """The page as it is asked for."""
        self.tab.goto(f"{self.address}{ask}")
        return self.tab


@pytest.fixture
def reader(
    browser: Browser,
    scene: tuple[Server, str],
    signed_in: list[dict],
    request: pytest.FixtureRequest,
) -> Iterator[Reader]:
    """A reader; the parameter says more of the browser than that it is Russian."""
    given = {"viewport": DESK, "reduced_motion": "reduce", **getattr(request, "param", {})}
    context = browser.new_context(base_url=scene[0].url, locale="ru-RU", **given)
    context.set_default_timeout(10_000)
    context.add_cookies(signed_in)
    made = Reader(context, scene[0].url, scene[1])
    yield made
    assert made.complaints == []
    context.close()


def accessible(tab: Page) -> list[str]:
    """Faults axe finds in both themes."""
    tab.evaluate(AXE.read_text())
    faults = []
    for theme in ("light", "dark"):
        tab.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found = tab.evaluate("rules => axe.run({runOnly: rules})", RULES)
        for one in found["violations"]:
            places = [node["target"] for node in one["nodes"]]
            faults.append(f"{theme}: {one['id']} {places[:3]}")
    return faults


def focused(tab: Page) -> str:
    return tab.evaluate("document.activeElement.id")


def test_from_change_to_change_by_keys_in_any_layout(reader: Reader) -> None:
    tab = reader.open()
    told = tab.locator("[data-jump] [role=status]")
    expect(told).to_have_text("6 изменений")
    tab.keyboard.press("j")
    assert focused(tab) == "change-1"
    expect(told).to_have_text("Изменение 1 из 6")
    tab.evaluate(RUSSIAN_J)
    assert focused(tab) == "change-2"
    tab.keyboard.press("n")
    tab.keyboard.press("p")
    tab.keyboard.press("k")
    assert focused(tab) == "change-1"
    tab.keyboard.press("k")
    expect(told).to_have_text("Изменение 1 из 6")
    for _ in range(9):
        tab.keyboard.press("j")
    expect(told).to_have_text("Изменение 6 из 6")
    expect(tab.locator("#change-6")).to_be_in_viewport()


def test_keys_are_letters_while_a_choice_has_the_focus(reader: Reader) -> None:
    tab = reader.open()
    tab.get_by_label("Новая версия").focus()
    tab.keyboard.press("j")
    assert focused(tab) == "new"


def test_buttons_walk_and_keep_the_focus(reader: Reader) -> None:
    tab = reader.open()
    onward = tab.get_by_role("button", name="Следующее")
    onward.click()
    onward.click()
    expect(tab.locator("#change-2")).to_have_class("diff-change diff-changed is-now")
    expect(onward).to_be_focused()
    tab.get_by_role("button", name="Предыдущее").click()
    expect(tab.locator("#change-1")).to_be_in_viewport()


def test_the_list_of_places_leads_to_the_first_change_of_a_section(reader: Reader) -> None:
    tab = reader.open()
    tab.get_by_text("Где изменения").click()
    tab.get_by_role("link", name="Учебный план").click()
    expect(tab.locator("[data-jump] [role=status]")).to_have_text("Изменение 2 из 6")
    expect(tab.locator("#change-2")).to_be_in_viewport()


def test_what_stayed_is_unfolded_by_hand(reader: Reader) -> None:
    tab = reader.open("?view=inline")
    kept = tab.get_by_text("Занятие 7 посвящено узлу 7.")
    expect(kept).to_be_hidden()
    tab.get_by_text("Абзацев и таблиц без изменений: 15").click()
    expect(kept).to_be_visible()
    row = tab.get_by_role("cell", name="Тема 9: механизм номер 9")
    expect(row).to_be_hidden()
    tab.get_by_role("button", name="Строк без изменений: 19").press("Enter")
    expect(row).to_be_visible()
    assert tab.evaluate("document.activeElement.tagName") == "TD"
    expect(tab.get_by_role("cell", name="Тема 21: механизм номер 21")).to_be_visible()


def test_what_moved_leads_there_and_back(reader: Reader) -> None:
    tab = reader.open()
    tab.get_by_role("link", name="Отсюда перенесено").click()
    expect(tab.get_by_role("link", name="Перенесено сюда")).to_be_in_viewport()
    tab.get_by_role("link", name="Перенесено сюда").click()
    expect(tab.get_by_role("link", name="Отсюда перенесено")).to_be_in_viewport()


def test_the_look_is_switched_by_links_that_keep_the_rest(reader: Reader) -> None:
    tab = reader.open()
    expect(tab.locator("table.diff-sides")).to_be_visible()
    tab.get_by_role("link", name="Одним текстом").click()
    expect(tab.locator("table.diff-sides")).to_have_count(0)
    tab.get_by_role("link", name="Весь текст").click()
    expect(tab.get_by_text("Занятие 7 посвящено узлу 7.")).to_be_visible()
    expect(tab.locator(".diff-inline")).to_be_visible()
    tab.get_by_role("button", name="Сравнить").click()
    tab.wait_for_url(lambda url: "view=inline" in url and "all=1" in url)


@pytest.mark.parametrize("ask", ["", "?view=inline&all=1"])
def test_the_page_is_accessible(reader: Reader, ask: str) -> None:
    tab = reader.open(ask)
    assert accessible(tab) == []
    assert tab.evaluate(NOTHING_WIDER)


@pytest.mark.parametrize("reader", [{"viewport": PHONE, "user_agent": TELEPHONE}], indirect=True)
def test_a_phone_shows_one_text_and_large_buttons(reader: Reader) -> None:
    tab = reader.open()
    expect(tab.locator(".diff-inline")).to_be_visible()
    assert tab.evaluate(NOTHING_WIDER)
    onward = tab.get_by_role("button", name="Следующее")
    onward.click()
    expect(tab.locator("#change-1")).to_be_in_viewport()
    box = onward.bounding_box()
    assert box and min(box["width"], box["height"]) >= 44
    assert accessible(tab) == []


@pytest.mark.parametrize("reader", [{"viewport": PHONE}], indirect=True)
def test_two_columns_stand_one_under_the_other_in_a_narrow_window(reader: Reader) -> None:
    tab = reader.open("?view=side&all=1")
    assert tab.evaluate(NOTHING_WIDER)
    old, new = tab.locator("#change-1 > td").all()
    above, below = old.bounding_box(), new.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"] + 1
    assert tab.get_by_text("Занятие 7 посвящено узлу 7.").locator("visible=true").count() == 1


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_without_script_everything_is_there_but_the_jumping(reader: Reader) -> None:
    tab = reader.open("?view=inline")
    expect(tab.locator("[data-jump]")).to_be_hidden()
    expect(tab.get_by_role("cell", name="Тема 9: механизм номер 9")).to_be_visible()
    expect(tab.locator("ins", has_text="старшего")).to_be_visible()
    tab.get_by_text("Где изменения").click()
    tab.get_by_role("link", name="Результаты").click()
    expect(tab.locator("#change-3")).to_be_in_viewport()
