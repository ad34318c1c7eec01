"""The card and the text must say the same: name, ages, direction, level, term, form, people.

Mistakes E29 and E30 of the domain brief, section 8; ids that begin with C are checks of the fields
of section 7 that must equal the card and have no entry in the catalogue. Hours are compared by H4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz

from review.documents import fact_numbers as numbers
from review.documents import organisation_names
from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.fact_choices import find_direction
from review.documents.fact_figures import figures_of
from review.documents.fact_text import clean, same_length_lower, squeezed
from review.documents.fact_title import bare_name
from review.documents.fact_values import Fact
from review.documents.names import NameFinder
from review.languages import N_

DOUBTFUL: Final = 0.7
_ALIKE: Final = 90
_PART_TIME = re.compile(r"очно[ –—-]{1,3}заочн[а-я]{2}")
_EXTRAMURAL = re.compile(r"(?<![а-я])заочн")
_FULL_TIME = re.compile(r"(?<![а-я])очн")
_FORM_CODES: Final = {"очная": "full_time", "очно-заочная": "part_time", "заочная": "extramural"}
_FORM_NAMES: Final = {code: name for name, code in _FORM_CODES.items()}
_FORM_SAID = re.compile(r"форм[аы] (?:обучения|реализации|получения)[^.;]{0,90}")
_LEVEL_NAMES: Final = {"initial": "стартовый", "basic": "базовый", "advanced": "продвинутый"}
_FOR_WHOM = re.compile(r"программ|рассчитан|предназнач|адресован|дет[ие]\b|обучающи|учащи")


# --- the name -----------------------------------------------------------------------------


@check(
    "E29",
    section="title_page",
    severity=Severity.BLOCK,
    message=N_("The card says “%(card)s”, but the text says “%(text)s”."),
    remedy=N_("Write the same name in both places; “Take from the text” fills the card."),
)
def titles_differ(dossier: Dossier) -> Iterator[Found]:
    """E29: names compared without case, quotes, words of type, «ё» and signs."""
    title, card = dossier.facts.title, dossier.card
    if title is None or card is None or not card.title:
        return
    ours, theirs = squeezed(bare_name(clean(card.title))), squeezed(title.value)
    whole = squeezed(card.title)
    if not ours or theirs in {ours, whole}:
        return
    params = {"card": card.title, "text": title.value}
    yield Found(params, block=title.block, confidence=_title_sureness(dossier, title, ours, theirs))


def _title_sureness(dossier: Dossier, title: Fact[str], ours: str, theirs: str) -> float:
    """Doubtful where one holds the other, they are near, or the text knows the card's name too."""
    near = ours in theirs or theirs in ours or fuzz.ratio(ours, theirs) >= _ALIKE
    known = ours in squeezed(" ".join(block.text for block in dossier.model.blocks[:120]))
    return min(title.confidence, DOUBTFUL if near or known else 1.0)


# --- ages ---------------------------------------------------------------------------------


@check(
    "E30",
    section="addressee",
    severity=Severity.BLOCK,
    message=N_("The card is for ages %(card)s, but the text says %(text)s."),
    remedy=N_("Write the same ages in both places; “Take from the text” fills the card."),
)
def ages_differ(dossier: Dossier) -> Iterator[Found]:
    """E30: ages of the card and of the text, compared in whole years."""
    card, low, high = dossier.card, dossier.facts.age_min, dossier.facts.age_max
    if card is None or (low is None and high is None):
        return
    pairs = ((card.age_from, low), (card.age_to, high))
    differing = [fact for said, fact in pairs if fact and said is not None and _apart(said, fact)]
    if differing:
        params = {
            "card": _span(card.age_from, card.age_to),
            "text": _span(*(fact.value if fact else None for fact in (low, high))),
        }
        yield Found(params, block=differing[0].block, confidence=differing[0].confidence)


def _apart(said: int, fact: Fact[float]) -> bool:
    """«6,5 лет» is 6 or 7 on a card of whole years."""
    return abs(said - fact.value) >= 1


@check(
    "C7",
    mistake="E30",
    section="addressee",
    severity=Severity.WARN,
    message=N_(
        "The title page is for ages %(title)s, but the description of the children says %(text)s."
    ),
    remedy=N_("Write the same ages everywhere."),
)
def ages_differ_inside(dossier: Dossier) -> Iterator[Found]:
    """E30: the text contradicts itself: title page and addressee."""
    low, high = dossier.facts.age_min, dossier.facts.age_max
    if low is None or high is None or low.block not in dossier.facts.cover:
        return
    for block in dossier.blocks_of("addressee"):
        figures = figures_of(same_length_lower(clean(block.text)))[:300]
        found = numbers.age_ranges(figures) if block.kind != "table" else []
        if not found or not _FOR_WHOM.search(figures):
            continue
        if (low.value, high.value) not in found:
            params = {"title": _span(low.value, high.value), "text": _span(*found[0])}
            sure = 0.92 if len(found) == 1 else DOUBTFUL
            yield Found(params, block=block.id, confidence=min(sure, low.confidence))
        return


def _span(low: float | None, high: float | None) -> str:
    """«7–10», «7+», «до 18»-like with a dash where one end is open."""
    first, last = (f"{age:g}" if age is not None else "" for age in (low, high))
    return first if first == last else f"{first}–{last}"


# --- closed lists -------------------------------------------------------------------------


@check(
    "C1",
    section="direction",
    severity=Severity.WARN,
    message=N_("The card says the direction is %(card)s, but the text says %(text)s."),
    remedy=N_("Choose on the card the direction the text names, or correct the text."),
)
def directions_differ(dossier: Dossier) -> Iterator[Found]:
    """The direction of the card and of the text, old names counted as today's."""
    said, card = dossier.facts.direction, dossier.card
    if said is None or card is None or not card.direction:
        return
    chosen = find_direction(card.direction)
    if chosen and chosen[0] != said.value:
        params = {"card": chosen[0], "text": said.value}
        yield Found(params, block=said.block, confidence=said.confidence)


@check(
    "C2",
    section="level",
    severity=Severity.WARN,
    message=N_("The card says the level is %(card)s, but the text says %(text)s."),
    remedy=N_("Choose on the card the level the text names, or correct the text."),
)
def levels_differ(dossier: Dossier) -> Iterator[Found]:
    """The level of the card and of the text."""
    said, card = dossier.facts.level, dossier.card
    if said is None or card is None or card.level not in _LEVEL_NAMES:
        return
    if card.level != said.value and "multilevel" not in card.types:
        params = {"card": _LEVEL_NAMES[card.level], "text": _LEVEL_NAMES[said.value]}
        yield Found(params, block=said.block, confidence=said.confidence)


@check(
    "C3",
    section="volume_term",
    severity=Severity.WARN,
    message=N_("The card says %(card)s months, but the text says %(text)s."),
    remedy=N_("Write the same term in both places."),
)
def terms_differ(dossier: Dossier) -> Iterator[Found]:
    """The term: a school year is written as 9 months and as a year alike."""
    said, card = dossier.facts.duration_years, dossier.card
    if said is None or card is None or not card.duration_months:
        return
    if card.duration_months not in numbers.months_meant(said.value):
        params = {"card": card.duration_months, "text": said.written}
        yield Found(params, block=said.block, confidence=said.confidence)


@check(
    "C4",
    section="forms",
    severity=Severity.WARN,
    message=N_("The card says the form of study is %(card)s, but the text says %(text)s."),
    remedy=N_("Choose on the card the form the text names, or correct the text."),
)
def forms_differ(dossier: Dossier) -> Iterator[Found]:
    """The form of study: очная, очно-заочная, заочная."""
    card = dossier.card
    chosen = _FORM_CODES.get(card.form.lower(), card.form) if card and card.form else None
    if card is None or chosen not in _FORM_NAMES or "distance" in card.types:
        return
    for block in dossier.blocks:
        folded = same_length_lower(block.text) if block.kind != "table" else ""
        said = _FORM_SAID.search(folded) if "форм" in folded else None
        forms = _forms_in(said[0]) if said else []
        if forms:
            if chosen not in forms:
                params = {"card": _FORM_NAMES[chosen], "text": _FORM_NAMES[forms[0]]}
                yield Found(params, block=block.id, confidence=0.92)
            return


def _forms_in(folded: str) -> list[str]:
    """Codes of the forms named; «очно-заочная» is one of its own."""
    rest = _PART_TIME.sub(" ", folded)
    named = (
        ("part_time", rest != folded),
        ("full_time", _FULL_TIME.search(rest)),
        ("extramural", _EXTRAMURAL.search(rest)),
    )
    return [code for code, said in named if said]


# --- people and places --------------------------------------------------------------------


@check(
    "C5",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The card is of “%(card)s”, but the title page names “%(text)s”."),
    remedy=N_(
        "See that the right file was uploaded and the organisation is named as in its charter."
    ),
)
def organisations_differ(dossier: Dossier) -> Iterator[Found]:
    """Another organisation on the title page; short and full names may stand for each other.

    Only a full name on the title page is sure enough to warn.
    """
    said, card = dossier.facts.organisation, dossier.card
    if said is None or card is None or not card.organisation:
        return
    if not organisation_names.same(card.organisation, said.value):
        params = {"card": card.organisation, "text": said.value}
        yield Found(params, block=said.block, confidence=said.confidence)


@check(
    "C6",
    section="title_page",
    severity=Severity.NOTE,
    message=N_("%(name)s stands on the card as an author, but not in the text."),
    remedy=N_("Name the same authors on the card and on the title page."),
)
def author_missing(dossier: Dossier) -> Iterator[Found]:
    """An author of the card whom the text does not name."""
    card = dossier.card
    if card is None or not card.authors or not dossier.facts.cover:
        return
    text = dossier.model.text
    for name in card.authors:
        if not NameFinder([name]).find(text):
            yield Found({"name": name}, block=dossier.facts.cover[0], confidence=DOUBTFUL)
