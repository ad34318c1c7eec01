"""Marking the text in Chromium: by mouse, by keyboard, by touch, twice, in two tabs, offline."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import run
from tests.browser.conftest import watch
from tests.browser.marking import BLOCKS, COPIES, House, block, select, sign_in, write
from tests.server import Server, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The region of this file."""
    from review.config import Config

    data = tmp_path_factory.mktemp("marking")
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


@pytest.fixture
def number(house: House) -> str:
    """A fresh programme at the internal expert's desk."""
    return house.sent()


@pytest.fixture
def paper(page: Page, house: House, number: str) -> Page:
    """Its document, open before the internal expert."""
    sign_in(page, house.road.people.internal)
    page.goto(f"/submissions/{number}/document")
    expect(page.locator("[data-marking-bar]")).to_be_visible()
    return page


def stands(house: House, number: str, quote: str, nth: int = 0) -> None:
    """The only remark stands at these very words of the canonical text."""
    from review.anchoring import passages_of
    from review.database import db
    from review.models.submissions import Revision

    (one,) = house.remarks(number)
    with house.app.app_context():
        text = passages_of(db.session.get_one(Revision, one.revision_id).sha256).text
    at = -1
    for _ in range(nth + 1):
        at = text.index(quote, at + 1)
    assert (one.quote, one.starts, one.ends) == (quote, at, at + len(quote))


def test_words_dragged_over_bold_become_a_remark_that_is_marked_and_listed(
    paper: Page, house: House, number: str
) -> None:
    box = block(paper, "Цель программы").locator("strong").bounding_box()
    end = block(paper, "Цель программы").locator("em").bounding_box()
    assert box and end
    paper.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    paper.mouse.down()
    paper.mouse.move(end["x"] + end["width"] - 1, end["y"] + end["height"] / 2, steps=8)
    paper.mouse.up()
    paper.get_by_role("button", name="Замечание R", exact=True).click()
    expect(paper.locator("[data-quote]")).to_have_text("развитие технического мышления")
    write(paper, "Раскройте, какого мышления.")

    card = paper.locator("[data-mark]")
    expect(card).to_contain_text("Раскройте, какого мышления.")
    expect(paper.locator("[data-told]")).to_have_text("Замечание записано.")
    expect(paper.locator("mark.has-remark")).to_have_text(
        ["развитие", " технического ", "мышления"]
    )
    expect(paper.locator("#remark-text")).to_have_value("")
    stands(house, number, "развитие технического мышления")
    paper.reload()
    expect(paper.locator("mark.has-remark").first).to_have_text("развитие")


def test_the_second_of_two_equal_sentences_is_the_one_that_was_selected(
    paper: Page, house: House, number: str
) -> None:
    twin = paper.locator(BLOCKS, has_text="Форма контроля: опрос.").nth(1)
    select(paper, twin, 0, twin, 22)
    paper.keyboard.press("r")
    write(paper, "Разнообразьте контроль.")
    expect(paper.locator("[data-mark]")).to_have_count(1)
    stands(house, number, "Форма контроля: опрос.", nth=1)


def test_a_selection_over_paragraphs_and_cells(paper: Page, house: House, number: str) -> None:
    first, last = block(paper, "Тема вторая"), block(paper, "Введение")
    select(paper, first, 5, last, 4)
    paper.keyboard.press("r")
    write(paper, "Здесь всё смешано.")
    expect(paper.locator("[data-mark]")).to_have_count(1)
    (one,) = house.remarks(number)
    assert one.quote.startswith("вторая, о датчиках") and one.quote.endswith("Контроль\nВвед")
    assert (one.block_id, one.end_block_id) == tuple(
        spot.get_attribute("id") for spot in (first, last)
    )


def test_a_paragraph_a_section_a_table_and_the_document_have_buttons(
    paper: Page, house: House, number: str
) -> None:
    tools = paper.locator("[data-block-tools]")
    for words, name, said in (
        ("Тема вторая", "Абзац", "Об абзаце"),
        ("Учебный план", "Раздел", "О разделе"),
        ("Зачёт", "Таблица", "О таблице"),
    ):
        block(paper, words).hover()
        tools.get_by_role("button", name=name, exact=True).click()
        write(paper, said)
        expect(paper.locator("[data-mark]", has_text=said)).to_be_visible()
    paper.get_by_role("button", name="Замечание ко всему документу").click()
    write(paper, "О документе")
    expect(paper.locator("[data-mark]")).to_have_count(4)

    found = [(one.text, one.scope.value, one.quote[:12]) for one in house.remarks(number)]
    assert found == [
        ("Об абзаце", "block", "Тема вторая,"),
        ("О разделе", "section", "Учебный план"),
        ("О таблице", "block", "Раздел\tЧасы\t"),
        ("О документе", "document", ""),
    ]
    said = paper.locator("[data-mark] .remark > p:first-of-type").all_inner_texts()
    assert said == ["О документе", "Об абзаце", "О разделе", "О таблице"]


def test_words_are_chosen_and_a_remark_is_written_without_a_mouse(
    paper: Page, house: House, number: str
) -> None:
    paper.keyboard.press("m")
    current = paper.locator("#document .is-current")
    expect(current).to_be_focused()
    while "Цель программы" not in current.inner_text():
        paper.keyboard.press("ArrowDown")
    for _ in range(4):
        paper.keyboard.press("ArrowRight")
    paper.keyboard.press("Shift+ArrowRight")
    paper.keyboard.press("Shift+ArrowRight")
    paper.keyboard.press("Shift+ArrowLeft")
    paper.keyboard.press("r")
    write(paper, "Какого именно?")
    expect(paper.locator("[data-mark]")).to_have_count(1)
    expect(current).to_be_focused()
    stands(house, number, "развитие технического")
    paper.keyboard.press("Escape")
    expect(paper.get_by_role("button", name="Отмечать с клавиатуры")).to_be_focused()


def test_a_cell_by_keyboard_and_escape_keeps_what_was_typed(
    paper: Page, house: House, number: str
) -> None:
    paper.get_by_role("button", name="Отмечать с клавиатуры").press("Enter")
    current = paper.locator("#document .is-current")
    while current.inner_text() != "Зачёт":
        paper.keyboard.press("ArrowDown")
    paper.keyboard.press("r")
    paper.keyboard.type("Чем зачёт")
    paper.keyboard.press("Escape")
    expect(current).to_be_focused()
    paper.reload()
    expect(paper.locator("#remark-text")).to_have_value("Чем зачёт")
    expect(paper.locator("[data-quote]")).to_have_text("Зачёт")
    paper.locator("#remark-text").press("End")
    paper.keyboard.type(" отличается?")
    paper.keyboard.press("Control+Enter")
    expect(paper.locator("[data-mark]")).to_have_count(1)
    (one,) = house.remarks(number)
    assert (one.text, one.scope.value, one.quote) == ("Чем зачёт отличается?", "block", "Зачёт")


def test_from_the_mark_to_the_remark_and_back(paper: Page) -> None:
    spot = block(paper, "Тема вторая")
    select(paper, spot, 5, spot, 11)
    paper.keyboard.press("r")
    write(paper, "Почему вторая?")
    badge = paper.get_by_role("link", name="Замечание 1: обязательно исправить")
    badge.press("Enter")
    card = paper.locator("[data-mark]")
    expect(card).to_be_focused()
    card.get_by_role("link", name="К месту").click()
    expect(badge).to_be_focused()
    paper.locator("mark.has-remark").click()
    expect(card).to_be_focused()


def test_overlapping_remarks_of_several_levels_are_all_marked(paper: Page) -> None:
    spot = block(paper, "Тема вторая")
    for start, end, level in ((0, 11, "must"), (5, 22, "improve"), (13, 34, "praise")):
        select(paper, spot, 0, spot, 1)  # the marks have cut the text; blocks are counted anew
        paper.evaluate(
            """([id, from, to]) => {
              const leaf = document.getElementById(id);
              const [begin, end] = [places.point(leaf, from, false), places.point(leaf, to, true)];
              document.getSelection().setBaseAndExtent(...begin, ...end);
            }""",
            [spot.get_attribute("id"), start, end],
        )
        paper.locator("[data-words-tools]").get_by_role("button").click()
        paper.locator("#remark-level").select_option(level)
        paper.locator("#remark-text").fill(f"Уровень {level}")
        paper.locator("#remark-text").press("Control+Enter")
        expect(paper.locator("[data-mark]", has_text=f"Уровень {level}")).to_be_visible()
    expect(paper.locator(".mark-badge")).to_have_count(3)
    expect(paper.locator("mark.is-shared")).to_have_text(["вторая", "о датчика"])
    assert spot.evaluate("(leaf) => places.textOf(leaf)") == "Тема вторая, о датчиках и моторах."


def test_a_remark_by_touch_on_a_phone(
    browser: Browser, house: House, live_server: Server, number: str
) -> None:
    phone = browser.new_context(
        base_url=live_server.url, locale="ru-RU", has_touch=True, is_mobile=True,
        viewport={"width": 390, "height": 844},
    )  # fmt: skip
    phone.set_default_timeout(10_000)
    tab = phone.new_page()
    complaints = watch(tab, live_server.url)
    sign_in(tab, house.road.people.internal)
    tab.goto(f"/submissions/{number}/document")
    spot = block(tab, "Тема вторая")
    spot.scroll_into_view_if_needed()
    select(tab, spot, 0, spot, 11)
    button = tab.get_by_role("button", name="Замечание", exact=True)
    size = button.bounding_box()
    assert size and size["height"] >= 44
    button.tap()
    form = tab.locator("[data-remark-box]")
    expect(form).to_have_class(re.compile("is-sheet"))
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.locator("#remark-text").fill("С телефона")
    form.get_by_role("button", name="Записать").tap()
    expect(tab.locator("[data-mark]")).to_contain_text("С телефона")
    expect(form).not_to_have_class(re.compile("is-sheet"))
    block(tab, "Учебный план").tap()
    expect(tab.locator("[data-block-tools]").get_by_role("button", name="Раздел")).to_be_visible()
    assert complaints == []
    phone.close()
    stands(house, number, "Тема вторая")


def test_what_is_written_without_a_network_is_kept_and_sent_once(
    paper: Page, context: BrowserContext, house: House, number: str
) -> None:
    context.set_offline(True)
    for text in ("Без сети раз", "Без сети два"):
        paper.keyboard.press("r")
        write(paper, text)
    expect(paper.locator("[data-pending] li")).to_have_count(2)
    expect(paper.locator("[data-pending]")).to_contain_text("нет связи")
    assert house.remarks(number) == []
    context.set_offline(False)
    expect(paper.locator("[data-mark]")).to_have_count(2)
    expect(paper.locator("[data-pending] li")).to_have_count(0)
    assert paper.evaluate(COPIES) == []
    assert [one.text for one in house.remarks(number)] == ["Без сети раз", "Без сети два"]


def test_an_answer_lost_on_the_way_makes_no_second_remark(
    paper: Page, house: House, number: str
) -> None:
    lost: list[str] = []

    def lose(route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.fetch()
            route.abort()

    paper.route("**/remarks", lose)
    paper.keyboard.press("r")
    write(paper, "Один раз")
    expect(paper.locator("[data-mark]")).to_contain_text("Один раз")
    expect(paper.locator("[data-pending] li")).to_have_count(0)
    assert [one.text for one in house.remarks(number)] == ["Один раз"]


def test_a_page_that_is_refused_for_its_token_tries_once_more_and_then_waits(
    paper: Page, house: House, number: str
) -> None:
    asked: list[str] = []

    def refuse(route) -> None:
        asked.append(route.request.url)
        time.sleep(1.1)  # a token is another one a second later
        route.fulfill(status=400, body="")

    paper.route("**/remarks", refuse)
    paper.wait_for_timeout(1100)
    paper.keyboard.press("r")
    write(paper, "Дождись")
    expect(paper.locator("[data-pending]")).to_contain_text("Сеанс закончился", timeout=10_000)
    assert len(asked) == 2
    paper.unroute("**/remarks")
    expect(paper.locator("[data-mark]")).to_contain_text("Дождись", timeout=10_000)
    assert [one.text for one in house.remarks(number)] == ["Дождись"]


def test_what_the_server_refuses_comes_back_into_the_form(
    paper: Page, house: House, number: str
) -> None:
    paper.keyboard.press("r")
    paper.evaluate("""() => {
      const form = document.querySelector('[data-remark]').elements;
      form.scope.value = 'words';
      form.quote.value = 'Таких слов нет в этом документе вовсе';
    }""")
    write(paper, "Не пропади")
    expect(paper.locator("[data-refused]")).to_contain_text("Этих слов нет")
    expect(paper.locator("#remark-text")).to_have_value("Не пропади")
    assert house.remarks(number) == []


def test_two_tabs_write_side_by_side(
    paper: Page, context: BrowserContext, house: House, number: str
) -> None:
    other = context.new_page()
    other.goto(f"/submissions/{number}/document")
    for tab, text in ((paper, "Из первой"), (other, "Из второй"), (paper, "Снова из первой")):
        tab.bring_to_front()
        tab.keyboard.press("r")
        write(tab, text)
        expect(tab.locator("[data-mark]", has_text=text)).to_be_visible()
    assert len(house.remarks(number)) == 3


def test_every_random_range_of_the_page_is_the_same_range_of_the_text(
    paper: Page, house: House, number: str
) -> None:
    """What the script counts in the page and what the server finds in its model agree."""
    from review.anchoring import passages_of
    from review.database import db
    from review.documents.selections import Selected, placed
    from review.models.submissions import Revision

    told = paper.evaluate("""() => {
      let seed = 7; const chance = (n) => { seed = (seed * 16807) % 2147483647; return seed % n; };
      const texts = [];
      const walker = document.createTreeWalker(places.paper, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) texts.push(walker.currentNode);
      const found = [];
      for (let i = 0; i < 400; i += 1) {
        const a = chance(texts.length); const b = Math.min(texts.length - 1, a + chance(4));
        const range = document.createRange();
        range.setStart(texts[a], chance(texts[a].length + 1));
        range.setEnd(texts[b], chance(texts[b].length + 1));
        const place = range.collapsed ? null : places.ofRange(range);
        if (place) found.push(place);
      }
      return found;
    }""")
    with house.app.app_context():
        sha = db.session.query(Revision.sha256).first()[0]
        passages = passages_of(sha)
    assert len(told) > 200
    for one in told:
        sent = Selected(
            "words", one["block_id"], one["block_start"], one["end_block_id"], one["block_end"],
            one["quote"], one["prefix"], one["suffix"],
        )  # fmt: skip
        found = placed(passages, sent)
        begins = passages.span(one["block_id"])[0] + one["block_start"]
        ends = passages.span(one["end_block_id"])[0] + one["block_end"]
        words = passages.text[begins:ends]
        assert found.starts == ends - len(words.lstrip())
        assert found.ends == begins + len(words.rstrip())


def test_an_expert_ties_words_to_a_criterion_and_writes_a_separate_remark(
    page: Page, house: House
) -> None:
    number, expert = house.in_review(), house.road.people.experts[0]
    sign_in(page, expert)
    page.goto(f"/scoring/{number}")
    page.get_by_role("button", name="Ничто не мешает, начать").click()
    twin = page.locator(BLOCKS, has_text="Форма контроля: опрос.").nth(1)
    select(page, twin, 0, twin, 14)
    page.get_by_role("button", name="К критерию Q").click()
    page.keyboard.type("Опроса мало.")
    expect(page.locator("mark.tied")).to_have_text("Форма контроля")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Сохранено в \d\d:\d\d"))
    page.keyboard.press("Escape")
    spot = block(page, "Тема вторая")
    select(page, spot, 5, spot, 11)
    page.keyboard.press("f")
    write(page, "Где первая?")
    card = page.locator("[data-mark]")
    expect(card).to_contain_text("Эксперт 1")
    assert expert.name not in card.inner_text()
    stands(house, number, "вторая")
    page.reload()
    expect(page.locator("mark.tied")).to_have_text("Форма контроля")
    expect(page.locator("#document [id^=b]", has=page.locator("mark.tied")).last).to_have_attribute(
        "id", twin.get_attribute("id") or ""
    )
