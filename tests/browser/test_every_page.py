"""Every page that each role can reach: accessible, light, fitting, translated, and quiet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import region, run
from tests.browser import pages
from tests.browser.conftest import watch
from tests.security import world as worlds
from tests.security.world import COOKIE, SECRET, World
from tests.server import Server, served

AXE = (run.REPOSITORY / "tests" / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTHING_WIDER = "document.documentElement.scrollWidth <= innerWidth"
TEXT = "[...document.querySelectorAll('.doc')].reduce((n, one) => n + 3 * one.innerHTML.length, 0)"
ROLES = ("anonymous", "teacher", "internal", "moc", "rmc", "seated", "administrator")
#: Each template is shown to the accessibility checker once, in the hands of the first who meets it.
checked: set[str] = set()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A region with programmes in every state of the road."""
    return worlds.build(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def live_server(prepared: World) -> Iterator[Server]:
    """The product with that region in it."""
    with served(prepared.folder, secret_key=SECRET) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


@pytest.fixture
def open_as(browser: Browser, live_server: Server, prepared: World) -> Iterator[object]:
    """Opens a browser in which somebody is signed in: `open_as("teacher", javascript=False)`."""
    opened: list[BrowserContext] = []

    def enter(who: str, javascript: bool = True, language: str = "ru") -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url, locale="ru-RU", java_script_enabled=javascript
        )
        context.set_default_timeout(10_000)
        cookies = {COOKIE: prepared.cookies[who], "language": language}
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        opened.append(context)
        return context

    yield enter
    for context in opened:
        context.close()


@pytest.mark.parametrize("who", ROLES)
def test_every_page_is_as_it_must_be(who: str, open_as, prepared: World, live_server) -> None:  # type: ignore[no-untyped-def]
    context = open_as(who)
    tab = context.new_page()
    complaints, weigher = watch(tab, live_server.url), pages.Weigher(tab)
    wrong: list[str] = []
    titles: dict[str, str] = {}
    for found in pages.reachable(context, prepared.cards):
        faults = pages.is_well_formed(found, "ru") + _repeated(found, titles)
        faults += _shown(tab, found, weigher)
        faults += [complaints.pop() for _ in range(len(complaints))]
        wrong += [f"{found.url} ({found.state}): {fault}" for fault in faults]
    assert titles, "no page was met"
    assert wrong == [], "\n".join(wrong)


def _repeated(found: pages.Found, titles: dict[str, str]) -> list[str]:
    """Two different pages must not bear one title; pages of one submission share its name."""
    title, path = pages.Texts(found.html).title, found.url.partition("?")[0]
    if found.led_on or path in pages.LEADING_ON:
        return []
    known = titles.setdefault(title, path)
    return [] if known == path else [f"the title of {known}: {title}"]


def _shown(tab: Page, found: pages.Found, weigher: pages.Weigher) -> list[str]:
    """Look at it on a desk and on the narrowest phone."""
    weigher.start()
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(found.url, wait_until="load")
    wrong = weigher.verdict(tab.evaluate(TEXT))
    first = found.sign not in checked
    checked.add(found.sign)
    wrong += _accessible(tab, 1280) if first else []
    wrong += _accessible(tab, 360) if first else []
    tab.set_viewport_size({"width": 320, "height": 700})
    return wrong + ([] if tab.evaluate(NOTHING_WIDER) else ["wider than 320 px"])


def _accessible(tab: Page, width: int) -> list[str]:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.evaluate(AXE)
    found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{width} px, {one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.mark.parametrize("who", ROLES)
def test_no_russian_is_left_in_english(who: str, open_as, prepared: World) -> None:  # type: ignore[no-untyped-def]
    context = open_as(who, language="en")
    found = list(pages.reachable(context, prepared.cards))
    wrong = {one.url: pages.is_well_formed(one, "en") for one in found}
    lines = [f"{url}: {fault}" for url, faults in wrong.items() for fault in faults]
    assert lines == [], "\n".join(lines)


def test_signing_in_needs_no_script(browser: Browser, live_server: Server, prepared: World) -> None:
    context = browser.new_context(
        base_url=live_server.url, locale="ru-RU", java_script_enabled=False
    )
    tab = context.new_page()
    tab.goto("/accounts/sign-in")
    tab.get_by_label("Электронная почта").fill(prepared.emails["unseated"])
    tab.get_by_label("Пароль").fill(region.PASSWORD)
    tab.locator("main").get_by_role("button", name="Войти").click()
    expect(tab).to_have_url(re.compile("/scoring/"))
    context.close()


def test_card_and_text_need_no_script(open_as) -> None:  # type: ignore[no-untyped-def]
    tab = open_as("colleague", javascript=False).new_page()
    tab.goto("/programmes/new")
    tab.get_by_label("Название программы").fill("Без сценариев")
    tab.get_by_role("button", name="Сохранить карточку").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Без сценариев")
    text = {"name": "Без сценариев.docx", "mimeType": "", "buffer": worlds.document()}
    tab.locator("input[type=file]").set_input_files(text)
    tab.get_by_role("button", name=re.compile("^Загрузить")).click()
    expect(tab.get_by_text("Текст загружен и прочитан")).to_be_visible(timeout=30_000)


def test_deciding_needs_no_script(open_as, prepared: World) -> None:  # type: ignore[no-untyped-def]
    tab = open_as("internal", javascript=False).new_page()
    tab.goto(f"/submissions/{prepared.cards['sibling', 'I'].number}")
    tab.locator("button[name=action][value=pass_on]").click()
    expect(tab.locator(".flashes .callout")).to_be_visible()


def test_one_mark_needs_no_script(open_as, prepared: World) -> None:  # type: ignore[no-untyped-def]
    tab = open_as("seated", javascript=False).new_page()
    tab.goto(f"/scoring/{prepared.cards['sibling', 'R'].number}")
    first = tab.locator("[data-criterion]").first
    if first.get_attribute("open") is None:
        first.locator("summary").click()
    first.locator("label.point:has(input[value='1'])").click()
    first.locator("textarea[name=remark]").fill("Уточните цель.")
    first.get_by_role("button", name="Сохранить").click()
    expect(tab.locator("[data-criterion]").first.locator("summary .chip")).to_contain_text("1 из")


def test_answering_a_remark_needs_no_script(open_as, prepared: World) -> None:  # type: ignore[no-untyped-def]
    tab = open_as("colleague", javascript=False).new_page()
    tab.goto(f"/submissions/{prepared.cards['sibling', 'V'].number}/remarks")
    before = tab.get_by_role("button", name="Исправлено").count()
    open_ones = tab.locator("article.remark").filter(has=tab.get_by_text("Ждёт исправления"))
    waiting = open_ones.count()
    assert before and waiting
    open_ones.first.get_by_role("button", name="Исправлено").click()
    expect(open_ones).to_have_count(waiting - 1)
