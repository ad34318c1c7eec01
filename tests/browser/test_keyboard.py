"""The everyday work without a mouse: Tab, arrows, Space, Enter, Escape; focus is always seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import region
from tests.browser.conftest import watch
from tests.security import world as worlds
from tests.security.world import COOKIE, SECRET, World
from tests.server import Server, served

TABS = 160  # presses after which a thing counts as out of reach
#: What the reader sees of the focus: a ring or a shadow on it, or on the label that shows it.
SEEN = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return 'nothing has the focus';
  const shown = one.labels?.length && (one.type === 'radio' || one.type === 'checkbox')
    ? [one, ...one.labels] : [one];
  const ringed = shown.some((each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== 'none';
  });
  const box = one.getBoundingClientRect();
  const inside = one.closest('main') === one || (box.bottom > 0 && box.top < innerHeight);
  return ringed && inside ? '' : one.outerHTML.slice(0, 200);
}"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A region with programmes in every state of the road."""
    made = worlds.build(tmp_path_factory.mktemp("keys"))
    _second_hat(made)
    return made


def _second_hat(world: World) -> None:
    """The internal expert may act for the municipality too."""
    from review.accounts import service as accounts
    from review.config import Config
    from review.database import db
    from review.models.people import Person
    from tests import run
    from workflows.roles import Role

    settings = Config.from_env({}, data=world.folder, secret_key=SECRET, worker=False)
    with run.ledger(settings) as app, app.app_context():
        person = db.session.get_one(Person, world.people["internal"])
        accounts.grant(person, Role.MOC, world.ids["municipality"])
        db.session.commit()


@pytest.fixture(scope="module")
def live_server(prepared: World) -> Iterator[Server]:
    """The product with that region in it."""
    with served(prepared.folder, secret_key=SECRET) as server:
        yield server
        assert server.faults() == [], server.log.read_text()


class Hands:
    """A person at a keyboard: reaches things by Tab and sees where the focus is."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab

    def reach(self, wanted: Locator) -> None:
        """Press Tab until the wanted thing has the focus; at each stop the focus must be seen."""
        expect(wanted.first).to_be_visible()
        element = wanted.first.element_handle()
        for _ in range(TABS):
            self.tab.keyboard.press("Tab")
            assert self.tab.evaluate(SEEN) in ("", "nothing has the focus")
            if element.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"out of the keyboard's reach: {element.evaluate('e => e.outerHTML')}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Reach a thing and press a key on it."""
        self.reach(wanted)
        self.tab.keyboard.press(key)

    def type(self, wanted: Locator, text: str) -> None:
        """Reach a field and type into it."""
        self.reach(wanted)
        self.tab.keyboard.type(text)


@pytest.fixture
def hands(browser: Browser, live_server: Server, prepared: World) -> Iterator[object]:
    """Gives the hands of a person who is signed in; of a stranger without a name."""
    opened: list[BrowserContext] = []
    complaints: list[list[str]] = []

    def sit_down(who: str = "") -> Hands:
        context = browser.new_context(base_url=live_server.url, locale="ru-RU")
        context.set_default_timeout(15_000)
        opened.append(context)
        if who:
            cookie = {"name": COOKIE, "value": prepared.cookies[who], "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        tab = context.new_page()
        complaints.append(watch(tab, live_server.url))
        return Hands(tab)

    yield sit_down
    for context in opened:
        context.close()
    assert [each for each in complaints if each] == []


def test_first_key_leads_past_the_menus(hands) -> None:  # type: ignore[no-untyped-def]
    person = hands("teacher")
    person.tab.goto("/programmes/")
    person.tab.keyboard.press("Tab")
    skip = person.tab.get_by_role("link", name="К содержанию")
    expect(skip).to_be_focused()
    assert person.tab.evaluate(SEEN) == ""
    person.tab.keyboard.press("Enter")
    person.tab.keyboard.press("Tab")
    assert person.tab.evaluate("!!document.activeElement.closest('main')")


def test_signing_in(hands, prepared: World) -> None:  # type: ignore[no-untyped-def]
    person = hands()
    tab = person.tab
    tab.goto("/accounts/sign-in")
    expect(tab.get_by_label("Электронная почта")).to_be_focused()
    tab.keyboard.type(prepared.emails["unseated"])
    person.type(tab.get_by_label("Пароль"), region.PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/scoring/"))


def test_menus_open_and_close(hands) -> None:  # type: ignore[no-untyped-def]
    person = hands("internal")
    tab = person.tab
    tab.goto("/moderation/")
    for menu in (tab.locator("summary.hat"), tab.locator("details.menu summary").first):
        tab.reload()
        person.press(menu)
        panel = menu.locator("xpath=..").locator(".menu-panel")
        expect(panel).to_be_visible()
        tab.keyboard.press("Tab")
        assert tab.evaluate(SEEN) == ""
        tab.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(menu).to_be_focused()


def test_changing_hats(hands) -> None:  # type: ignore[no-untyped-def]
    person = hands("internal")
    tab = person.tab
    tab.goto("/moderation/")
    person.press(tab.locator("summary.hat"))
    person.press(tab.locator("button[name=grant_id]").filter(has_text="МОЦ"))
    expect(tab.locator("summary.hat")).to_contain_text("МОЦ")
    person.press(tab.locator("summary.hat"))
    person.press(tab.locator("button[name=grant_id]").filter(has_text="Внутренний эксперт"))
    expect(tab.locator("summary.hat")).to_contain_text("Внутренний эксперт")


def test_card_text_and_submission(hands, tmp_path) -> None:  # type: ignore[no-untyped-def]
    person = hands("colleague")
    tab = person.tab
    file = tmp_path / "programme.docx"
    file.write_bytes(worlds.document())
    tab.goto("/programmes/")
    person.press(tab.locator("main").get_by_role("link", name="Новая программа"))
    tab.wait_for_url("**/programmes/new")
    _fill_card(person)
    expect(tab.get_by_role("heading", level=1)).to_have_text("С клавиатуры")
    with tab.expect_file_chooser() as asked:
        person.press(tab.locator("input[type=file]"))
    asked.value.set_files(file)
    person.press(tab.get_by_role("button", name=re.compile("^Загрузить")))
    expect(tab.get_by_text("Текст загружен и прочитан")).to_be_visible(timeout=30_000)
    tab.reload()
    person.press(tab.get_by_role("link", name="К отправке"))
    person.press(tab.locator("button[value=submit]"))
    expect(tab).to_have_url(re.compile("/submissions/"))


def _fill_card(person: Hands) -> None:
    """Types the card's fields in their order on the page; Enter in the last one saves."""
    tab = person.tab
    chosen = ("direction", "level", "form", "financing")
    typed = {"age_from": "7", "age_to": "11", "duration_months": "9", "hours": "72"}
    values = {"title": "С клавиатуры", **dict.fromkeys(chosen, ""), **typed}
    order = tab.evaluate("() => [...document.querySelectorAll('main [name]')].map(e => e.name)")
    for name in dict.fromkeys(one for one in order if one in values):
        person.type(tab.locator(f"main [name={name}]"), values[name])
        if name in chosen:
            tab.keyboard.press("ArrowDown")
    for name in chosen:
        assert tab.locator(f"main [name={name}]").input_value(), name
    person.press(tab.get_by_role("button", name="Сохранить карточку"))


def test_deciding(hands, prepared: World) -> None:  # type: ignore[no-untyped-def]
    person = hands("internal")
    tab = person.tab
    tab.goto(f"/submissions/{prepared.cards['own', 'I'].number}")
    person.press(tab.locator("details.confirm summary"))
    reason = tab.locator("details.confirm textarea")
    person.type(reason, "Исправьте титульный лист.")
    person.press(tab.locator("details.confirm").get_by_role("button"))
    expect(tab.locator(".flashes .callout")).to_be_visible()


def test_scoring_and_handing_in(hands, prepared: World) -> None:  # type: ignore[no-untyped-def]
    person = hands("seated")
    tab = person.tab
    tab.goto(f"/scoring/{prepared.cards['own', 'R'].number}")
    first = tab.locator("[data-criterion]").first
    person.reach(first.locator("summary"))
    if first.get_attribute("open") is None:
        tab.keyboard.press("Enter")
    tab.keyboard.press("1")
    expect(first.locator("[name=points][value='1']")).to_be_checked()
    person.type(first.locator("textarea[name=remark]"), "Уточните цель.")
    expect(first.locator("summary .chip")).to_contain_text("1 из")
    expect(tab.locator("#saved")).to_contain_text("Сохранено")
    person.press(tab.get_by_role("button", name="Сдать лист"))
    expect(tab.get_by_text("Лист сдан. Спасибо")).to_be_visible()
