"""Other programmes out of one: the same text under another title, organisation and author.

The season needs far more documents than were written by hand. ``variant`` replaces the names in
a finished DOCX and keeps everything else; the same call always gives the same bytes.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from review.demo.writing.package import pack, unpack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml|docProps/core\.xml")
_DAY = re.compile(r"\b(\d\d\.\d\d\.)(20\d\d)\b")
_WORDED = re.compile(r"\b(20\d\d)(?=(?:/20\d\d)?\s+(?:год|учебн))")


@lru_cache(maxsize=8)
def _manifest(path: Path) -> dict[str, dict[str, Any]]:
    entries = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["programmes"]
    return {entry["file"]: entry for entry in entries}


def _genitive(name: str) -> str:
    """«Тамбовский муниципальный округ» in the genitive; other names stay as they are."""
    words = [
        re.sub(r"(?<=[сц]к)ий$", "ого", word) if word.endswith("ий") else word
        for word in name.split()
    ]
    text = " ".join(words)
    return text.replace("муниципальный округ", "муниципального округа")


def initials(name: str) -> tuple[str, str]:
    """«О. П. Синицына» and «Синицына О. П.» of a full name, surname first."""
    surname, *rest = name.split()
    letters = " ".join(f"{part[0]}." for part in rest)
    return f"{letters} {surname}".strip(), f"{surname} {letters}".strip()


def _pairs(entry: dict[str, Any], names: dict[str, str]) -> list[tuple[str, str]]:
    """What is replaced by what, longer strings first; names left out stay as they are."""
    org, first = entry["organisation"], entry["authors"][0]
    author = names["author"]
    short = initials(author)[0 if first["short"][1] == "." else 1]
    place = names["municipality"]
    pairs = {
        org["short"]: names.get("organisation_short", names["organisation"]),
        org["full"]: names["organisation"],
        entry["title"]: names["title"],
        first["name"]: author,
        first["short"]: short,
        org["municipality"]: place,
        _genitive(org["municipality"]): _genitive(place),
        org["village"]: names.get("village", org["village"]),
        org["head"]: names.get("head", org["head"]),
    }
    for old, new in list(pairs.items())[:3]:
        pairs.setdefault(old.upper(), new.upper())
    inner = names["title"].replace("«", "„").replace("»", "“")
    pairs[f"«{entry['title']}»"] = f"«{inner}»"
    if "post" in names:
        pairs[first["post"]] = names["post"]
    return sorted(pairs.items(), key=lambda pair: -len(pair[0]))


def _age_pairs(entry: dict[str, Any], ages: tuple[int, int]) -> list[tuple[str, str]]:
    """«11–14 лет» with a dash and with a hyphen."""
    old = entry["age_from"], entry["age_to"]
    return [(f"{old[0]}{sign}{old[1]} лет", f"{ages[0]}{sign}{ages[1]} лет") for sign in "–-"]


class _Renaming:
    """Replacements in the text of paragraphs, runs kept."""

    def __init__(self, pairs: list[tuple[str, str]], shift: int, base_year: int) -> None:
        self.new = dict(pairs)
        self.old = re.compile("|".join(re.escape(old) for old, _ in pairs))
        self.shift = shift
        self.years = {str(base_year), str(base_year + 1)}

    def _year(self, found: re.Match[str]) -> str:
        *before, year = found.groups()
        moved = str(int(year) + self.shift) if year in self.years else year
        return "".join(before) + moved

    def text(self, text: str) -> str:
        """The text with names replaced and dates of the base school year moved."""
        changed = self.old.sub(lambda found: self.new[found.group()], text)
        if not self.shift:
            return changed
        changed = re.sub(r"\b(20\d\d)(/)(20\d\d)\b", self._school_year, changed)
        changed = _DAY.sub(self._year, changed)
        changed = _WORDED.sub(self._year, changed)
        return re.sub(r"^((?:.*[,–-] |))(20\d\d)( г\.|)$", self._bare, changed)

    def _school_year(self, found: re.Match[str]) -> str:
        first, slash, second = found.groups()
        return f"{int(first) + self.shift}{slash}{int(second) + self.shift}"

    def _bare(self, found: re.Match[str]) -> str:
        before, year, after = found.groups()
        return f"{before}{int(year) + self.shift}{after}"

    def paragraph(self, nodes: list[Any]) -> None:
        """Replaces over all text nodes of one paragraph; the first touched run takes the text."""
        texts = [node.text or "" for node in nodes]
        whole = "".join(texts)
        changed = self.text(whole)
        if changed == whole:
            return
        single = [self.text(text) for text in texts]
        if "".join(single) == changed:
            for node, text in zip(nodes, single, strict=True):
                _set(node, text)
            return
        start = _common(whole, changed)
        end = _common(whole[start:][::-1], changed[start:][::-1])
        _splice(nodes, texts, start, len(whole) - end, changed[start : len(changed) - end])


def _common(one: str, other: str) -> int:
    """Length of the common beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _set(node: Any, text: str) -> None:
    node.text = text
    if text != text.strip():
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _splice(nodes: list[Any], texts: list[str], start: int, end: int, put: str) -> None:
    """Replaces characters start..end of the joined texts by ``put`` in the first run touched."""
    place, waiting = 0, put
    for node, text in zip(nodes, texts, strict=True):
        left, right = max(start - place, 0), max(end - place, 0)
        place += len(text)
        if left > len(text) or (left == len(text) and place != start):
            continue
        if right == 0 and not waiting:
            break
        _set(node, text[:left] + waiting + text[min(right, len(text)) :])
        waiting = ""


def _renamed(content: bytes, name: str, renaming: _Renaming) -> bytes:
    root = etree.fromstring(content)
    if name.startswith("docProps"):
        for node in root:
            if etree.QName(node).localname in {"title", "creator", "lastModifiedBy"}:
                node.text = renaming.text(node.text or "")
    for paragraph in root.iter(f"{W}p"):
        nodes = list(paragraph.iter(f"{W}t"))
        if nodes:
            renaming.paragraph(nodes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def variant(
    base: Path,
    *,
    title: str,
    organisation: str,
    author: str,
    municipality: str,
    year: int,
    organisation_short: str | None = None,
    village: str | None = None,
    head: str | None = None,
    post: str | None = None,
    ages: tuple[int, int] | None = None,
) -> bytes:
    """The DOCX of ``base`` under other names; the same call gives the same bytes.

    ``author`` is a full name, surname first; ``municipality`` stands in the nominative.
    ``organisation`` is the full name; ``organisation_short`` (the full one when not given)
    stands where the base has a short one; ``post`` is the author's; ``ages`` are
    whole years, youngest and oldest.
    Dates of the base's school year move to ``year``; hours and the text itself stay.
    Raises KeyError when the manifest beside ``base`` does not know the file.
    """
    entry = _manifest(base.parent / "manifest.yaml")[base.name]
    names = {
        "title": title,
        "organisation": organisation,
        "author": author,
        "municipality": municipality,
        "organisation_short": organisation_short,
        "village": village,
        "head": head,
        "post": post,
    }
    pairs = _pairs(entry, {key: value for key, value in names.items() if value})
    pairs += _age_pairs(entry, ages) if ages else []
    renaming = _Renaming(pairs, year - entry["year"], entry["year"])
    return pack(
        (name, _renamed(content, name, renaming) if _PARTS.fullmatch(name) else content)
        for name, content in unpack(base.read_bytes())
    )
