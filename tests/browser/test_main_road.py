"""The whole road in Chromium: a teacher's programme goes in, a badge comes out."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import region, run
from tests.browser.conftest import watch
from tests.server import Server, served

DEMO = run.REPOSITORY / "review" / "demo" / "programmes"


@pytest.fixture(scope="module")
def people() -> dict[str, str]:
    """E-mails by part in the story; filled by the server's fixture."""
    return {}


@pytest.fixture(scope="module")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, people: dict[str, str]
) -> Iterator[Server]:
    """The product with a small region in it."""
    from review.config import Config
    from review.database import db

    data = tmp_path_factory.mktemp("road")
    shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
    with run.installation(Config.from_env({}, data=data, worker=False)) as app, app.app_context():
        made = region.build()
        people.update(
            teacher=made.teacher.email,
            internal=made.internal.email,
            moc=made.moc.email,
            rmc=made.rmc.email,
            expert1=made.experts[0].email,
            expert2=made.experts[1].email,
        )
        db.session.commit()
    with served(data) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


class Story:
    """Everybody in the story has a browser of their own and stays signed in."""

    def __init__(self, browser: Browser, server: Server, people: dict[str, str]) -> None:
        self.browser, self.server, self.people = browser, server, people
        self.tabs: dict[str, Page] = {}
        self.contexts: list[BrowserContext] = []
        self.complaints: list[list[str]] = []

    def stranger(self) -> Page:
        """Somebody without an account."""
        context = self.browser.new_context(base_url=self.server.url, locale="ru-RU")
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        tab = context.new_page()
        self.complaints.append(watch(tab, self.server.url))
        return tab

    def person(self, who: str) -> Page:
        """The tab of a person, signed in."""
        if who not in self.tabs:
            tab = self.stranger()
            tab.goto("/accounts/sign-in")
            tab.get_by_label("Электронная почта").fill(self.people[who])
            tab.get_by_label("Пароль").fill(region.PASSWORD)
            tab.locator("main").get_by_role("button", name="Войти").click()
            tab.wait_for_url(lambda url: "sign-in" not in url)
            self.tabs[who] = tab
        return self.tabs[who]

    def close(self) -> None:
        """Nothing may have been complained of in any tab."""
        for context in self.contexts:
            context.close()
        assert [each for each in self.complaints if each] == []


@pytest.fixture
def story(browser: Browser, live_server: Server, people: dict[str, str]) -> Iterator[Story]:
    """One story from start to end."""
    told = Story(browser, live_server, people)
    yield told
    told.close()


def fill_card(tab: Page, title: str) -> None:
    """A complete card."""
    tab.goto("/programmes/new")
    tab.get_by_label("Название программы").fill(title)
    for label, value in {
        "Направленность": "tekhnicheskoe",
        "Уровень": "basic",
        "Форма обучения": "full_time",
        "Финансирование": "certificate",
    }.items():
        tab.get_by_label(label, exact=True).select_option(value)
    for label, text in {
        "Возраст от, лет": "7",
        "Возраст до, лет": "11",
        "Срок реализации, месяцев": "9",
        "Объём, академических часов": "72",
    }.items():
        tab.get_by_label(label, exact=True).fill(text)
    tab.get_by_role("button", name="Сохранить карточку").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)


def upload(tab: Page, file: Path) -> None:
    """A new version of the text."""
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name=re.compile("^Загрузить")).click()
    expect(tab.get_by_text("Текст загружен и прочитан")).to_be_visible(timeout=30_000)


def number_of(tab: Page) -> str:
    """The submission's number on the page."""
    return tab.locator(".lead .number").first.inner_text().strip()


def decide(tab: Page, number: str, action: str, reason: str = "") -> None:
    """Take a step on the submission's page."""
    tab.goto(f"/submissions/{number}")
    if reason:
        confirm = tab.locator("details.confirm", has=tab.locator(f"input[value={action}]"))
        confirm.locator("summary").click()
        confirm.locator("textarea").fill(reason)
        confirm.get_by_role("button").click()
    else:
        tab.locator(f"button[name=action][value={action}]").click()
    expect(tab.locator(".flashes .callout")).to_be_visible()


def send(tab: Page, number: str, programme: str) -> None:
    """Submit, or submit again."""
    tab.goto(programme)
    tab.locator("button[value=submit], button[value=resubmit]").click()
    expect(tab).to_have_url(re.compile(f"/submissions/{number}"))


def answer_everything(tab: Page, number: str) -> None:
    """Answer each open remark: mended."""
    tab.goto(f"/submissions/{number}/remarks")
    while tab.get_by_role("button", name="Исправлено").count():
        before = tab.get_by_role("button", name="Исправлено").count()
        tab.get_by_role("button", name="Исправлено").first.click()
        expect(tab.get_by_role("button", name="Исправлено")).to_have_count(before - 1)


def seat_experts(tab: Page, number: str) -> None:
    """The regional centre seats the two fittest experts."""
    tab.goto(f"/scoring/{number}/panel")
    tab.get_by_role("button", name="Назначить и написать им").click()
    expect(tab.get_by_text("Эксперты назначены")).to_be_visible()


def score(tab: Page, number: str, total: int) -> None:
    """Fill a whole sheet to `total` points with a remark under every lower mark; hand it in."""
    tab.goto(f"/scoring/{number}")
    begin = tab.get_by_role("button", name="Ничто не мешает, начать")
    if begin.count():
        begin.click()
    expect(tab.locator("[data-criterion]").first).to_be_visible()
    left = total
    criteria = tab.locator("[data-criterion]")
    for place in range(criteria.count()):
        one = criteria.nth(place)
        points = min(2, left)
        left -= points
        if one.get_attribute("open") is None:
            one.locator("summary").click()
        one.locator(f"label.point:has(input[value='{points}'])").click()
        if points < 2:
            one.locator("textarea[name=remark]").fill("Раскройте подробнее и приведите примеры.")
            one.locator("textarea[name=remark]").blur()
        expect(one.locator("summary .chip")).to_contain_text(f"{points} из 2")
    expect(tab.locator("#saved")).to_contain_text("Сохранено")
    expect(tab.locator("#total")).to_contain_text(str(total))
    tab.get_by_role("button", name="Сдать лист").click()
    expect(tab.get_by_text("Лист сдан. Спасибо")).to_be_visible()


def test_a_programme_goes_in_and_a_badge_comes_out(story: Story, tmp_path: Path) -> None:
    road(story, DEMO / "art_brush.docx", DEMO / "art_brush_r2.docx", "Волшебная кисть", tmp_path)


def test_a_real_programme_of_the_corpus_walks_the_same_road(
    story: Story, corpus: Path, tmp_path: Path
) -> None:
    real = corpus / "programmes" / "prog_0173_dimamatrusmat_rabochaya_programma.docx"
    road(story, real, real, "Рабочая программа", tmp_path)


def road(story: Story, first: Path, second: Path, title: str, folder: Path) -> None:
    """Internal return, second revision, МОЦ, refusal and admission, fail, round two, pass."""
    teacher, internal, moc, rmc = map(story.person, ("teacher", "internal", "moc", "rmc"))
    fill_card(teacher, title)
    programme = teacher.url
    upload(teacher, first)
    number = number_of(teacher)
    send(teacher, number, programme)

    internal.goto(f"/submissions/{number}/document")
    internal.get_by_label("Что исправить и как").fill("На титуле нет года.")
    internal.get_by_role("button", name="Записать").click()
    expect(internal.locator("article.remark")).to_contain_text("На титуле нет года.")
    teacher.goto(f"/submissions/{number}/remarks")
    expect(teacher.get_by_text("На титуле нет года.")).to_have_count(0)
    decide(internal, number, "send_back", "Исправьте титульный лист.")

    answer_everything(teacher, number)
    teacher.goto(programme)
    upload(teacher, second)
    send(teacher, number, programme)
    decide(internal, number, "pass_on")
    decide(moc, number, "pass_on")
    decide(rmc, number, "refuse", "Карточка и документ расходятся в часах.")
    teacher.goto(f"/submissions/{number}")
    expect(teacher.get_by_text("Карточка и документ расходятся в часах.").first).to_be_attached()
    teacher.goto(programme)
    upload(teacher, second)
    send(teacher, number, programme)
    decide(rmc, number, "admit")

    seat_experts(rmc, number)
    score(story.person("expert1"), number, 24)
    score(story.person("expert2"), number, 22)
    teacher.goto(f"/submissions/{number}/rounds")
    expect(teacher.get_by_text("Эксперт 1").first).to_be_visible()
    expect(teacher.locator("main")).not_to_contain_text("Игоревич")
    _downloads(teacher, number, folder)

    answer_everything(teacher, number)
    teacher.goto(programme)
    upload(teacher, second)
    send(teacher, number, programme)
    decide(rmc, number, "admit")
    seat_experts(rmc, number)
    for who in _panel(rmc, number, story):
        score(story.person(who), number, 31)
    teacher.goto(f"/submissions/{number}")
    expect(teacher.get_by_role("heading", name="Значок качества")).to_be_visible()
    _stranger_checks(story, title)
    _export_has_it(rmc, number)


def _panel(rmc: Page, number: str, story: Story) -> list[str]:
    """Who sits in the second round, by their parts in the story."""
    rmc.goto(f"/scoring/{number}/panel")
    seated = rmc.locator("main li b").all_inner_texts()
    numbers = {text.split()[1] for text in seated if text.startswith("Экспертов")}
    story.people.setdefault("expert3", "expert3@znachok.example")
    return [f"expert{n}" for n in sorted(numbers)]


def _downloads(teacher: Page, number: str, folder: Path) -> None:
    """The conclusion is a PDF; the teacher's own document came back with comments."""
    teacher.goto(f"/submissions/{number}")
    with teacher.expect_download() as conclusion:
        teacher.get_by_role("link", name="Заключение (PDF)").first.click()
    assert Path(conclusion.value.path()).read_bytes().startswith(b"%PDF-")
    with teacher.expect_download() as annotated:
        teacher.get_by_role("link", name="Документ с замечаниями (DOCX)").first.click()
    saved = folder / "annotated.docx"
    annotated.value.save_as(saved)
    comments = zipfile.ZipFile(saved).read("word/comments.xml").decode()
    assert "Раскройте подробнее" in comments
    assert "Игоревич" not in comments


def _stranger_checks(story: Story, title: str) -> None:
    """Anyone finds the programme in the registry and checks its badge by number."""
    reader = story.stranger()
    reader.goto("/registry/")
    reader.get_by_label("Программа, организация или номер значка").fill(title.split()[0])
    reader.get_by_role("button", name="Найти").click()
    row = reader.get_by_role("row").filter(has_text=title)
    badge = row.locator(".number").inner_text().strip()
    reader.goto("/registry/check")
    reader.get_by_label("Номер значка").fill(badge)
    reader.get_by_role("button", name="Проверить").click()
    expect(reader.get_by_text("Значок действует")).to_be_visible()
    expect(reader.get_by_role("heading", level=1)).to_have_text(title)
    expect(reader.locator("main")).not_to_contain_text("Берёзкина")


def _export_has_it(rmc: Page, number: str) -> None:
    """The season's export opens, and its rows are counted."""
    answer = rmc.context.request.get("/reports/results.csv")
    assert answer.ok
    rows = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig")), delimiter=";"))
    assert any(number in row for row in rows)
    rmc.goto("/moderation/all")
    counted = rmc.locator("nav .tabs a", has_text="Все").first.inner_text()
    assert len(rows) - 1 == int(re.sub(r"\D", "", counted))
