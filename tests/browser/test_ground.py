"""The browser tests' own ground: what goes wrong in a tab does not go unseen."""

from playwright.sync_api import Browser

from tests.browser.conftest import watch

HOME = "http://127.0.0.1:9"


def complaints_about(browser: Browser, html: str) -> list[str]:
    """What is noticed while a tab shows `html`."""
    tab = browser.new_page()
    complaints = watch(tab, HOME)
    tab.set_content(html)
    tab.close()
    return complaints


def test_a_quiet_page_passes(browser: Browser) -> None:
    assert complaints_about(browser, "<h1>Значок</h1>") == []


def test_console_errors_are_seen(browser: Browser) -> None:
    assert complaints_about(browser, "<script>console.error('oops')</script>") == ["oops"]


def test_exceptions_are_seen(browser: Browser) -> None:
    assert complaints_about(browser, "<script>nowhere()</script>") == ["nowhere is not defined"]


def test_requests_to_other_hosts_are_seen(browser: Browser) -> None:
    complaints = complaints_about(browser, "<img src='http://192.0.2.1/pixel.png'>")

    assert "asked http://192.0.2.1/pixel.png" in complaints


def test_the_server_answers(live_server, page) -> None:
    answer = page.goto("/")

    assert answer is not None and answer.ok
    assert page.title()
