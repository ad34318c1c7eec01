"""`./dev screens`: pictures of the running demo season, for the README and for a designer's eye.

    ./dev screens [--data DIR] [--out docs/pictures] [--all]

Without --data the demo season is loaded into a temporary folder first. --all adds every role's
pages on a phone and in the dark.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.run import REPOSITORY
from tests.server import Server, served

WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 760}


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who looks, and how to get there from the desk."""

    name: str
    role: str
    reach: Callable[[Page], None]


def go(path: str) -> Callable[[Page], None]:
    """Straight to an address."""
    return lambda page: (page.goto(path), None)[1]


def first(path: str, link: str) -> Callable[[Page], None]:
    """To a list, and from there through the first link that fits the selector."""

    def reach(page: Page) -> None:
        page.goto(path)
        page.locator(link).first.click()
        page.wait_for_load_state()

    return reach


def open_criterion(page: Page) -> None:
    """An expert's bench with one criterion unfolded."""
    first("/scoring/", "main td a[href^='/scoring/']")(page)
    begin = page.locator("form[action$='/start'] button")
    if begin.count():
        begin.click()
    page.locator("[data-criterion] summary").nth(3).click()


README = (
    Picture("review", "expert", open_criterion),
    Picture("dashboard", "rmc", go("/moderation/all")),
)
MORE = (
    Picture("teacher-desk", "teacher", go("/programmes/")),
    Picture("card", "teacher", go("/programmes/new")),
    Picture("expert-desk", "expert", go("/scoring/")),
    Picture("submission", "rmc", first("/moderation/all", "main td a")),
    Picture("reports", "rmc", go("/reports/")),
    Picture("registry", "", go("/registry/")),
    Picture("badge", "", first("/registry/", "main td a")),
    Picture("people", "administrator", go("/office/people")),
    Picture("sign-in", "", go("/accounts/sign-in")),
)


@contextmanager
def demo(data: Path | None) -> Iterator[Server]:
    """The product with the demo season in it, served on a free port."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = data or Path(scratch) / "demo"
        if data is None:
            load(folder)
        with served(folder, demo="1") as server:
            yield server


def load(folder: Path) -> None:
    """Play the demo season into a folder that has none."""
    from review.config import Config
    from review.demo.loading import ensure_season
    from review.upkeep import ground

    config = Config.from_env({}, data=folder, demo=True)
    with ground.ground(config):
        ground.migrate()
        ensure_season(config)


def signed_in(browser: Browser, server: Server, role: str, **look: object) -> Page:
    """A tab of somebody with the role; a stranger's for no role."""
    context = browser.new_context(base_url=server.url, locale="ru-RU", **look)  # type: ignore[arg-type]
    page = context.new_page()
    if role:
        accounts = json.loads((server.data / "demo_accounts.json").read_text(encoding="utf-8"))
        who = next(one for one in accounts if one["role"] == role)
        page.goto("/accounts/sign-in")
        page.locator("#email").fill(who["email"])
        page.locator("#password").fill(who["password"])
        page.locator("#password").press("Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def take(
    browser: Browser, server: Server, picture: Picture, out: Path, suffix: str = "", **look: object
) -> None:
    """Take one picture."""
    page = signed_in(browser, server, picture.role, **look)
    picture.reach(page)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=str(out / f"{picture.name}{suffix}.png"))
    page.context.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="./dev screens", description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "docs" / "pictures")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with demo(asked.data) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        for picture in README + (MORE if asked.all else ()):
            take(browser, server, picture, asked.out, viewport=WIDE)
            if asked.all:
                take(browser, server, picture, asked.out, "-phone", viewport=PHONE)
                take(
                    browser, server, picture, asked.out, "-dark", viewport=WIDE, color_scheme="dark"
                )
        browser.close()


if __name__ == "__main__":
    main()
