"""The passport in Chromium: a text with findings, mended in two further uploads, then submitted."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests import region, run
from tests.browser.conftest import watch
from tests.browser.test_main_road import DEMO, fill_card, number_of, send
from tests.server import Server, served

AXE = run.REPOSITORY / "tests" / "vendor" / "axe.min.js"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 320, "height": 700}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTHING_WIDER = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with a small region in which findings block."""
    from review.config import Config
    from review.database import db
    from review.profiles import Figures

    data = tmp_path_factory.mktemp("passport")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app, app.app_context():
        region.build(figures=Figures())
        db.session.commit()
    with served(data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


def hours_mended(folder: Path) -> Path:
    """The faulty programme with one of its two mistakes mended: hours as in the plan."""
    document = Document(str(DEMO / "art_brush.docx"))
    wrong = next(one for one in document.paragraphs if "68 часов" in one.text)
    wrong.runs[0].text = "Программа рассчитана на 1 год обучения, 36 учебных недель, 72 часа."
    kept, path = io.BytesIO(), folder / "art_brush_hours.docx"
    document.save(kept)
    path.write_bytes(kept.getvalue())
    return path


def signed_in(browser: Browser, server: Server, who: str) -> Page:
    context = browser.new_context(base_url=server.url, locale="ru-RU", viewport=DESK)
    context.set_default_timeout(15_000)
    tab = context.new_page()
    tab.goto("/accounts/sign-in")
    tab.get_by_label("Электронная почта").fill(f"{who}@znachok.example")
    tab.get_by_label("Пароль").fill(region.PASSWORD)
    tab.locator("main").get_by_role("button", name="Войти").click()
    tab.wait_for_url(lambda url: "sign-in" not in url)
    return tab


def upload(tab: Page, file: Path) -> None:
    """Choose a file on the page at hand and wait for the passport."""
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name=re.compile("^Загрузить")).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Паспорт документа", timeout=30_000)
    expect(tab.get_by_text("Текст загружен и прочитан")).to_be_visible(timeout=30_000)


def accessible(tab: Page) -> list[str]:
    """Faults axe finds on the page in both themes, and sideways scrolling on a phone."""
    tab.evaluate(AXE.read_text())
    faults = []
    for theme in ("light", "dark"):
        tab.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        tab.wait_for_timeout(400)  # colours glide from theme to theme
        found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        faults += [f"{theme} {one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]
    tab.set_viewport_size(PHONE)
    if not tab.evaluate(NOTHING_WIDER):
        faults.append("scrolls sideways at 320 px")
    tab.set_viewport_size(DESK)
    return faults


def picture(tab: Page, name: str) -> None:
    """Keep pictures of a desk and a phone in the folder ZNACHOK_TEST_PICTURES names, if any."""
    asked = os.environ.get("ZNACHOK_TEST_PICTURES")
    tab.evaluate("document.documentElement.dataset.theme = 'light'")
    tab.wait_for_timeout(400)
    for suffix, size in (("", DESK), ("-phone", PHONE)) if asked else ():
        tab.set_viewport_size(size)
        tab.screenshot(path=Path(str(asked)) / f"{name}{suffix}.png", full_page=True)
    tab.set_viewport_size(DESK)


def a_cell_lights_up(tab: Page) -> None:
    """A finding in a table leads to its very cell; on a phone the page says how to see the rest."""
    tab.set_viewport_size(PHONE)
    tab.locator("#findings").get_by_role("link", name="Таблица 2, строка 6, столбец 3").click()
    cell = tab.locator(".doc td.lit")
    expect(cell).to_have_text("20")
    expect(cell).to_be_in_viewport(ratio=1)
    table = tab.locator(".doc-table-wrap", has=tab.locator("td.lit"))
    said = "Таблица шире страницы: прокрутите её вбок."
    expect(table).to_have_attribute("aria-label", said)
    expect(tab.get_by_text(said).first).to_be_attached()
    tab.set_viewport_size(DESK)


def test_a_text_with_findings_is_mended_in_two_uploads_and_submitted(
    browser: Browser, live_server: Server, tmp_path: Path
) -> None:
    teacher = signed_in(browser, live_server, "teacher")
    complaints = watch(teacher, live_server.url)
    fill_card(teacher, "Волшебная кисть")
    programme = teacher.url
    upload(teacher, DEMO / "art_brush.docx")
    number = number_of(teacher)
    findings = teacher.locator("#findings")
    expect(teacher.get_by_text("мешают отправить").first).to_be_visible()
    expect(findings.locator("article.must")).not_to_have_count(0)
    assert accessible(teacher) == []
    picture(teacher, "passport")

    ages = teacher.locator("#facts tr", has_text="Возраст до")
    ages.get_by_role("button", name="Взять из документа").click()
    expect(teacher.get_by_text("Взято из документа в карточку")).to_be_visible()
    expect(findings.locator("article.must")).to_have_count(2)  # the ages agree now
    teacher.goto(programme)
    assert accessible(teacher) == []
    expect(teacher.locator("button[value=submit]")).to_have_count(0)
    teacher.get_by_role("link", name="Паспорт и замечания").first.click()
    findings.locator("article.must a").first.click()
    expect(teacher.locator(".doc :target")).to_be_visible()
    teacher.go_back()
    a_cell_lights_up(teacher)

    teacher.goto(f"{programme}/passport")
    upload(teacher, hours_mended(tmp_path))
    expect(findings.locator("article.must")).to_have_count(1)
    upload(teacher, DEMO / "art_brush_r2.docx")
    expect(findings.locator("article.must")).to_have_count(0)
    expect(teacher.get_by_text("ничто не мешает отправить").first).to_be_visible()
    send(teacher, number, programme)
    assert complaints == []


def test_a_dispute_goes_to_a_desk_and_comes_back_waived(
    browser: Browser, live_server: Server
) -> None:
    teacher = signed_in(browser, live_server, "teacher")
    fill_card(teacher, "Волшебная кисть для малышей")
    passport = f"{teacher.url}/passport"
    upload(teacher, DEMO / "art_brush.docx")
    first = teacher.locator("#findings article.must").first
    first.get_by_label("Почему").fill("Часы каникул не считаются.")
    first.get_by_role("button", name=re.compile("^Не согласен")).press("Enter")
    expect(teacher.get_by_text("Автор не согласен").first).to_be_visible()

    internal = signed_in(browser, live_server, "internal")
    internal.get_by_role("link", name="Посмотреть, с чем не согласны авторы").click()
    expect(internal.get_by_text("Часы каникул не считаются.")).to_be_visible()
    assert accessible(internal) == []
    picture(internal, "disputes")
    internal.locator("summary", has_text="Решить").press("Enter")
    internal.get_by_label("Причина").fill("Автор прав, это другой график.")
    internal.get_by_role("button", name="Пропустить").click()
    expect(internal.get_by_text("Замечание пропущено")).to_be_visible()

    teacher.goto(passport)
    expect(teacher.get_by_text("Автор прав, это другой график.")).to_be_visible()
    expect(teacher.get_by_text("1 пропущено")).to_be_visible()
    picture(teacher, "findings")


def test_a_stranger_checks_a_file(browser: Browser, live_server: Server) -> None:
    tab = browser.new_context(base_url=live_server.url, locale="ru-RU").new_page()
    tab.goto("/")
    tab.get_by_role("link", name="Проверить программу").click()
    assert accessible(tab) == []
    tab.locator("input[type=file]").set_input_files(DEMO / "art_brush.docx")
    tab.get_by_role("button", name="Проверить").click()
    expect(tab.get_by_text("2 мешают отправить")).to_be_visible(timeout=30_000)
    assert accessible(tab) == []
    picture(tab, "check")
