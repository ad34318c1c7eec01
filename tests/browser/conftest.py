"""Chromium and the product it looks at.

The browser is the system's own (Debian's `chromium`): playwright's builds are made for other
systems and are another download. It runs without a sandbox, since it is often root who tests and
Chromium refuses one to root; without QUIC and background networking, so that it speaks with
nobody but the server under test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import run
from tests.server import Server, served

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "google-chrome", "/snap/bin/chromium")
#: Answers that a story may ask for; anything else in the console is a fault of ours.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; raises when there is none."""
    asked = os.environ.get("ZNACHOK_TEST_CHROMIUM")
    found = next(filter(None, map(shutil.which, [asked] if asked else NAMES)), None)
    if found is None:
        raise RuntimeError("Chromium is not installed: run ./dev setup")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all browser tests of a worker."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on an empty migrated database, for one file of tests; no fault goes unseen."""
    data = tmp_path_factory.mktemp("live")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with served(data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


@pytest.fixture
def context(browser: Browser, live_server: Server) -> Iterator[BrowserContext]:
    """A fresh browser profile of a Russian reader: no cookies, nothing in the cache."""
    made = browser.new_context(base_url=live_server.url, locale="ru-RU", timezone_id="UTC")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, live_server: Server) -> Iterator[Page]:
    """A tab; the test fails if the console complains or another host is asked for anything."""
    tab = context.new_page()
    complaints = watch(tab, live_server.url)
    yield tab
    assert complaints == []


def watch(tab: Page, home: str) -> list[str]:
    """A list that fills with what goes wrong in the tab while it is used."""
    complaints: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    tab.on("console", console)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((home, "data:", "blob:"))
            else complaints.append(f"asked {request.url}")
        ),
    )
    return complaints
