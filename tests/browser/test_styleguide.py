"""Every part in every state: accessible, within the screen, and worked by keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import run
from tests.server import Server, served

AXE = run.REPOSITORY / "tests" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTHING_WIDER = "document.documentElement.scrollWidth <= innerWidth"
FIRST_VIEW = 4  # requests
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'button, summary, select, a.button, a.tool, .rail a, .tabs a, .choice, .point')]
  .filter((one) => one.checkVisibility() && !one.closest('.doc'))
  .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product in development, where the styleguide is."""
    data = tmp_path_factory.mktemp("styleguide")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with served(data, development="1") as server:
        yield server
        assert server.faults() == [], server.log.read_text()


def _choose(page: Page, name: str, value: str) -> None:
    page.locator("[data-look]").locator("xpath=ancestor::details").locator("summary").click()
    page.locator(f'button[name="{name}"][value="{value}"]').click()
    page.keyboard.press("Escape")


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "large"), [(1280, "0"), (360, "0"), (320, "1")])
def test_every_part_is_accessible_and_fits(page: Page, theme: str, width: int, large: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/styleguide/?errors=1")
    _choose(page, "theme", theme)
    with page.expect_response("**/accounts/look"):
        _choose(page, "large", large)
    assert _faults(page) == []
    assert page.evaluate(NOTHING_WIDER)


def test_targets_are_large_enough_for_a_finger(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/styleguide/")
    assert page.evaluate(SMALL_TARGETS) == []


def test_look_is_kept_on_the_next_page(page: Page) -> None:
    page.goto("/styleguide/")
    with page.expect_response("**/accounts/look"):
        _choose(page, "theme", "dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_divider_moves_by_arrow_keys_and_stays(page: Page) -> None:
    page.goto("/styleguide/")
    divider = page.get_by_role("separator")
    divider.focus()
    page.keyboard.press("ArrowLeft")
    expect(divider).to_have_attribute("aria-valuenow", "58")
    page.keyboard.press("End")
    page.reload()
    expect(page.get_by_role("separator")).to_have_attribute("aria-valuenow", "75")


def test_points_are_given_by_digit_keys_in_the_open_criterion(page: Page) -> None:
    page.goto("/styleguide/")
    page.locator("#criterion-B6 > summary").focus()
    page.keyboard.press("2")
    expect(page.locator('[name="b6"][value="2"]')).to_be_checked()
    page.keyboard.press("n")
    expect(page.locator("#criterion-B7")).to_have_attribute("open", "")
    expect(page.locator("#criterion-B6")).not_to_have_attribute("open", "")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_digits_typed_into_a_remark_give_no_points(page: Page) -> None:
    page.goto("/styleguide/")
    page.locator("#b6-remark").press_sequentially("2 часа")
    expect(page.locator('[name="b6"][value="1"]')).to_be_checked()


def test_look_menu_works_without_scripts(browser: Browser, live_server: Server) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/styleguide/")
    _choose(page, "language", "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


def test_first_view_is_four_requests(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/accounts/sign-in", wait_until="networkidle")
    own = [url for url in asked if "favicon" not in url]
    assert len(own) <= FIRST_VIEW, own
