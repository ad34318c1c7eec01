"""A reader that follows every link a page offers, as one person."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urlsplit

from tests.security.world import House

MOST = 150


class Parsed(HTMLParser):
    """What of a page matters here: links, and anything a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "script" and not given.get("src"):
            self.faults.append("inline script")
        if tag == "style" or "style" in given:
            self.faults.append(f"inline style on {tag}")
        self.faults += [f"{name} on {tag}" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            address = given.get(name) or ""
            if address.split(":")[0].lower() in ("javascript", "vbscript"):
                self.faults.append(address)
            if urlsplit(address).netloc:
                self.faults.append(f"another host: {address}")
        if tag in ("a", "img") and (given.get("href") or given.get("src")):
            self.links.append(str(given.get("href") or given.get("src")))
        if tag == "form":
            self.forms.append((given.get("method") or "get", given.get("action") or ""))


def crawl(house: House, who: str, starts: Iterable[str], most: int = MOST) -> dict[str, Any]:
    """Every answer within reach of the starts, by address; static files are left out."""
    client, waiting, found = house.client(who), list(starts), {}
    kinds: dict[str, int] = {}
    while waiting and len(found) < most:
        url = waiting.pop(0)
        if url in found:
            continue
        kind = "".join("0" if sign.isdigit() else sign for sign in urlsplit(url).path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 12 and urlsplit(url).query:
            continue  # the same list sorted or narrowed once more
        answer = client.get(url, buffered=True)
        answer.get_data()  # a streamed answer is read while its request stands
        answer.close()
        found[url] = answer
        if answer.location:
            waiting.append(answer.location)
        if answer.mimetype == "text/html":
            for link in Parsed(answer.text).links:
                path = urldefrag(link).url
                if path.startswith("/") and not path.startswith("/static/"):
                    waiting.append(path)
    return found
