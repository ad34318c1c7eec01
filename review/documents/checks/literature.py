"""The list of literature (domain brief, section 8: E09 to E12, E14).

E13, a dead link, is not looked for: a check asks no other machine, and a link that does not answer
today may answer tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.parts import own_blocks
from review.documents.checks.registry import check
from review.documents.facts import Source
from review.documents.labels import fold
from review.languages import N_

LEAST: Final = 2
#: An entry of fewer words is a name or a heading.
_SHORTEST: Final = 4
#: So many addresses are named in one finding.
_MOST_LINKS: Final = 10
#: Letters of an entry a message quotes.
QUOTED: Final = 90

_DOMAIN = re.compile(
    r"(?<![\w@/.:-])(?:www\.)?(?!www\.)[a-z0-9][a-z0-9-]{0,40}(?:\.[a-z0-9-]{1,40}){0,3}"
    r"\.(?:ru|com|org|net|su|edu|info|рф)\b(?:/[^\s,;)»]{0,200})?",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://|www\.|\burl\b|электронный ресурс|режим доступа|сайт|портал", re.I)
_ACT = re.compile(
    r"закон|приказ|постановлени|распоряжени|санпин|конституц|концепци|стандарт|письмо"
)
_BY_STANDARD = re.compile(r"\s[–—-]\s|\s//\s|\s:\s|\.\s?[–—-]\s?")
_AUTHOR = re.compile(
    r"^[\W\d]{0,8}(?:[А-ЯЁA-Z][а-яёa-z-]{1,30},?\s+[А-ЯЁA-Z]\."
    r"|[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]{2})"
)
_PLACE = re.compile(r"(?:^|[\s.–—-])(?:М|СПб|Мн|Л|Москва|Санкт-Петербург)\.?\s?[:,]")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _quote(source: Source) -> str:
    """The beginning of an entry, to know it by."""
    text = " ".join(source.text.split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


def _is_printed(source: Source) -> bool:
    """Books and articles: known by an author in front or a place; no sites, no acts, no forms."""
    text = source.text
    if "__" in text or len(text.split()) < _SHORTEST:
        return False
    if source.link or _WEB.search(text) or _ACT.search(fold(text)):
        return False
    return bool(_AUTHOR.search(text) or _PLACE.search(text))


@check(
    "E09",
    section="literature",
    severity=Severity.WARN,
    message=N_("The list of literature has fewer than two sources: %(count)s."),
    remedy=N_("Name at least two sources, for the teacher and for children."),
)
def too_few_sources(dossier: Dossier) -> Iterator[Found]:
    """Sure only when the section holds so little that no entry can have been overlooked."""
    heading, count = dossier.section("literature"), len(dossier.facts.literature)
    if heading is None or count >= LEAST:
        return
    paragraphs = len(own_blocks(dossier, "literature")) - 1
    sure = paragraphs <= max(count, 1)
    if sure or count:
        yield Found({"count": count}, block=heading.block_id, confidence=0.92 if sure else 0.6)


@check(
    "E10",
    variant="missing",
    section="literature",
    severity=Severity.WARN,
    message=N_("Sources without a year: %(count)s, for example “%(example)s”."),
    remedy=N_("Give the year of publication of every source."),
)
def no_year(dossier: Dossier) -> Iterator[Found]:
    """One finding for all entries without a year."""
    without = [one for one in dossier.facts.literature if not one.years and _is_printed(one)]
    if without:
        params = {"count": len(without), "example": _quote(without[0])}
        whole = len(without) < len(dossier.facts.literature)
        yield Found(params, block=without[0].block, confidence=0.9 if whole else 0.7)


@check(
    "E10",
    variant="future",
    section="literature",
    severity=Severity.WARN,
    message=N_("A source is dated %(year)s, a year that has not come yet: “%(example)s”."),
    remedy=N_("Correct the year of publication."),
)
def future_year(dossier: Dossier) -> Iterator[Found]:
    """Each entry with a year after the day of examination."""
    for source in dossier.facts.literature:
        year = max(source.years, default=0)
        if year > dossier.today.year + 1 or (year > dossier.today.year and _is_printed(source)):
            params = {"year": year, "example": _quote(source)}
            sure = _is_printed(source) and f"{year}" in source.text
            yield Found(params, block=source.block, confidence=0.95 if sure else 0.7)


@check(
    "E11",
    section="literature",
    severity=Severity.WARN,
    message=N_(
        "Sources older than %(limit)s years: %(count)s of %(total)s, for example “%(example)s”."
    ),
    remedy=N_("Replace them with newer editions; leave an old book only where it is a classic."),
)
def old_sources(dossier: Dossier) -> Iterator[Found]:
    """One finding for the whole list; acts and sites do not grow old in this way."""
    limit = dossier.settings.literature_years
    dated = [one for one in dossier.facts.literature if one.years and _is_printed(one)]
    old = [one for one in dated if max(one.years) < dossier.today.year - limit]
    if old:
        oldest = min(old, key=lambda one: max(one.years))
        yield Found(
            {"limit": limit, "count": len(old), "total": len(dated), "example": _quote(oldest)},
            block=oldest.block,
            confidence=0.95,
        )


@check(
    "E12",
    section="literature",
    severity=Severity.WARN,
    message=N_("No http:// or https:// stands in front of the address: %(links)s."),
    remedy=N_("Copy the whole address from the browser's address line."),
)
def incomplete_link(dossier: Dossier) -> Iterator[Found]:
    """Addresses typed by half in the list of literature, no links in the file either; told once."""
    found: dict[str, tuple[str, str]] = {}
    for block in own_blocks(dossier, "literature"):
        written = "" if any(run.link for run in block.runs) else block.text
        for match in _DOMAIN.finditer(written):
            found.setdefault(match[0].lower().removeprefix("www."), (match[0], block.id))
    if found:
        links = [link for link, _ in found.values()]
        sure = any(link.lower().startswith("www.") or "/" in link for link in links)
        yield Found(
            {"links": ", ".join(f"«{link}»" for link in links[:_MOST_LINKS]), "count": len(links)},
            block=next(iter(found.values()))[1],
            confidence=0.92 if sure else 0.75,
        )


@check(
    "E14",
    section="literature",
    severity=Severity.NOTE,
    message=N_(
        "Sources described not by ГОСТ Р 7.0.100-2018, it seems: %(count)s of %(total)s, for"
        " example “%(example)s”."
    ),
    remedy=N_("Describe a book so: author, title, place, publisher, year, number of pages."),
)
def citation_format(dossier: Dossier) -> Iterator[Found]:
    """Entries without any of the standard's own signs: dashes, «:», «//»."""
    books = [one for one in dossier.facts.literature if _is_printed(one)]
    odd = [one for one in books if not (_BY_STANDARD.search(one.text) and _YEAR.search(one.text))]
    if odd and len(odd) * 3 >= len(books):
        params = {"count": len(odd), "total": len(books), "example": _quote(odd[0])}
        yield Found(params, block=odd[0].block, confidence=0.6)
