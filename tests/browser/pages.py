"""Which pages a person can reach, and what each of them must be: measured, not believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Page

from review.languages import messages_of
from tests.security.world import Card

#: Pages that nobody reaches by a link but everybody may type.
ENTRANCES = ("/", "/accounts/me", "/registry/", "/registry/check")
#: Addresses that lead on to another page, which bears the title.
LEADING_ON = ("/", "/accounts/me")
FIRST_VIEW = 150 * 1024  # bytes beside the document's own content
REQUESTS = 6
#: What is Latin in a Russian text: kinds of files, signs, addresses, and the region's own data.
LATIN = re.compile(
    r"\b(?:DOCX|ODT|RTF|DOC|PDF|XLSX|CSV|JSON-LD|QR|SHA|YAML|Word|Excel|"
    r"Chrome|Chromium|Headless\w*|Znachok|English|Alt|Shift|UTF|Mozilla|Linux|Esc|Ctrl|Enter|"
    r"own|sibling|foreign|znachok_default_40|regional)\b|Werkzeug/\S+|"
    r"\S+@\S+|http\(s\)|https?://\S*|[\w-]+\.(?:docx|pdf|yaml)|\b(?:[\da-f]{8}|[\da-f]{12,})\b"
)
#: A person of the prepared region whose name reads like «Эксперт 1».
PERSON = re.compile(r"Экспертов \d Игоревич")
WORD = re.compile(r"[A-Za-z]{3,}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@dataclass(frozen=True)
class Found:
    """A page: its address, the template's sign, and the title, headings and texts it carries.

    `led_on`: the address leads on to another page, which bears the title.
    """

    url: str
    sign: str
    state: str
    html: str
    led_on: bool = False


class Texts(HTMLParser):
    """Titles, headings, language, links and visible texts of a page, without the data's areas."""

    SILENT = ("script", "style", "template", "title", "textarea", "svg")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.h1, self.lang, self.title = 0, "", ""
        self._path: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element is; a document's text and another language are mute."""
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang") or ""
        self.h1 += tag == "h1"
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        self.texts += [given[name] or "" for name in ("aria-label", "title") if given.get(name)]
        foreign = "lang" in given and tag != "html"
        data = {"doc", "pre", "mono"} & set((given.get("class") or "").split())
        if tag not in {"input", "meta", "link", "br", "img", "hr", "col", "path", "source"}:
            self._path.append((tag, tag in self.SILENT or foreign or bool(data)))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        while self._path and self._path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep a text that the reader sees."""
        if self._path and self._path[-1][0] == "title" and not self.title:
            self.title = data
        if data.strip() and not any(mute for _tag, mute in self._path):
            self.texts.append(" ".join(data.split()))


def sign(url: str) -> str:
    """The address without its numbers: what all pages of one route share."""
    split = urlsplit(unquote(url))
    path = re.sub(r"[^/]*\d[^/]*", "N", split.path)
    names = sorted({part.partition("=")[0] for part in split.query.split("&") if part})
    return f"{path}?{','.join(names)}" if names else path


def state_of(url: str, cards: Mapping[object, Card]) -> str:
    """In which state the submission or programme of an address is; nothing for other pages."""
    for card in cards.values():
        if f"/{card.number}" in url or f"/programmes/{card.programme_id}/" in f"{url}/":
            return card.state
    return ""


def reachable(context: BrowserContext, cards: Mapping[object, Card]) -> Iterator[Found]:
    """Every page that links lead to, one example for each route and state; answers must be good."""
    waiting, met = list(ENTRANCES), set()
    while waiting:
        url = waiting.pop(0)
        key = (sign(url), state_of(url, cards))
        if key in met:
            continue
        met.add(key)
        answer = context.request.get(url)
        assert answer.ok, (url, answer.status)
        if "text/html" not in answer.headers["content-type"]:
            continue
        html = answer.text()
        arrived = unquote(urlsplit(answer.url).path)
        yield Found(url, *key, html, led_on=arrived != unquote(url.partition("?")[0]))
        links = (link.partition("#")[0] for link in Texts(html).links)
        waiting.extend(link for link in links if re.match("/(?!static)", link))


def is_well_formed(found: Found, language: str) -> list[str]:
    """What is wrong with a page's frame and words."""
    texts = Texts(found.html)
    wrong = [] if texts.h1 == 1 else [f"{texts.h1} headings of the first level"]
    wrong += [] if texts.lang == language else [f"lang is {texts.lang!r}"]
    wrong += [] if texts.title.partition(" · ")[0].strip() else ["no title"]
    left = english_left if language == "ru" else russian_left
    return wrong + [f"not translated: {text!r}" for text in left(texts.texts)]


def english_left(texts: list[str]) -> list[str]:
    """Latin words on a Russian page that are no data."""
    return [text for text in texts if WORD.search(LATIN.sub("", text))]


def russian_left(texts: list[str]) -> list[str]:
    """Texts of an English page that the Russian catalogue says."""
    said = _sayings()
    return [text for text in texts if said.fullmatch(text) and not PERSON.fullmatch(text)]


def _sayings() -> re.Pattern[str]:
    """All Russian sentences of the product, a placeholder standing for anything."""
    if not _known:
        _known.append(re.compile("|".join(sorted(_patterns(), key=len, reverse=True))))
    return _known[0]


_known: list[re.Pattern[str]] = []


def _patterns() -> Iterator[str]:
    for _key, said, _area in messages_of("ru"):
        for text in (said,) if isinstance(said, str) else said:
            bare = PLACEHOLDER.sub("", text)
            if len(re.findall(r"[а-яё]", bare, re.I)) > 3:
                parts = [re.escape(" ".join(one.split())) for one in PLACEHOLDER.split(text)]
                yield ".{1,80}".join(parts)


class Weigher:
    """Counts what a tab loads with an empty cache: requests, and bytes beside the document."""

    def __init__(self, page: Page) -> None:
        self.wire: CDPSession = page.context.new_cdp_session(page)
        self.wire.send("Network.enable")
        self.wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.asked: dict[str, str] = {}
        self.bytes = 0
        self.wire.on("Network.requestWillBeSent", self._asked)
        self.wire.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict) -> None:
        kind = "icon" if "favicon" in event["request"]["url"] else event.get("type", "")
        self.asked[event["requestId"]] = kind

    def _came(self, event: dict) -> None:
        if self.asked.get(event["requestId"]) != "Image":
            self.bytes += int(event["encodedDataLength"])

    def start(self) -> None:
        """Forget what was loaded before."""
        self.asked, self.bytes = {}, 0

    def verdict(self, document: int) -> list[str]:
        """What is too much; `document` is the size of the shown programme's text, in bytes."""
        own = [kind for kind in self.asked.values() if kind not in {"Image", "icon"}]
        wrong = [] if len(own) <= REQUESTS else [f"{len(own)} requests"]
        weight = self.bytes - document
        return wrong + ([] if weight <= FIRST_VIEW else [f"{weight} bytes"])
