"""What must stand on the title page, and its marks of approval.

Items T1 to T6 of the domain brief, section 7, and mistakes E27 and E28 of section 8. Where the
title page is a picture, or another kind of text came before it, nothing is said of its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.fact_text import same_length_lower, squeezed
from review.documents.fact_values import Approval, Fact
from review.languages import N_

#: A title page of fewer lines may be the rest of one that is a picture.
LEAST_LINES: Final = 5
#: Marks of approval may stand on the page after the title.
FIRST_BLOCKS: Final = 40
LIKELY, DOUBTFUL = 0.92, 0.6

_SUPPLEMENTARY = re.compile(r"дополнительн|общеразвивающ|предпрофессиональн|общеобразовательн")
_KIND = re.compile(
    r"дополнительн(?:ая|ой)|общеразвивающ|предпрофессиональн|общеобразовательн(?:ая"
    r"|ой)\s?(?!\s?школ)"
)
_VOCATIONAL = re.compile(
    r"профессиональн\w{2,3} образоват|\bспо\b|высшего (?:профессионального )?образования|колледж"
    r"|университет|техникум|квалификаци|бакалавр|магистр|специальност|дисциплин"
)
_MARK_WORDS: Final = ("утвержд", "принят", "рассмотр", "одобрен", "согласован")


def has_cover(dossier: Dossier) -> bool:
    """True when there is a title page with enough text of its own to speak of.

    A college's or a university's page is not looked at, T4 says that it is none of ours; nor is
    that of a charter or an order, which names no programme.
    """
    return len(_texts(dossier)) >= LEAST_LINES and _is_ours(_cover_text(dossier))


def _is_ours(cover: str) -> bool:
    if "программ" not in squeezed(cover):
        return False
    return not _VOCATIONAL.search(cover) or bool(_SUPPLEMENTARY.search(cover))


def _texts(dossier: Dossier) -> list[str]:
    by_id = dossier.model.by_id
    return [by_id[block].text for block in dossier.facts.cover]


def _cover_text(dossier: Dossier) -> str:
    return same_length_lower(" ".join(_texts(dossier)))


def _first(dossier: Dossier) -> str:
    return dossier.facts.cover[0] if dossier.facts.cover else ""


def _sure(dossier: Dossier) -> float:
    """How sure it is that something is missing: a picture on the page may hold it."""
    cover = set(dossier.facts.cover)
    last = max((dossier.order[block] for block in cover), default=0)
    pictured = any(block.kind == "figure" or block.image for block in dossier.blocks[: last + 1])
    return DOUBTFUL if pictured or dossier.facts.stamp else LIKELY


def _missing(dossier: Dossier, facts: Iterable[Fact[str] | Fact[float] | Fact[int] | None]) -> bool:
    """True when there is a title page and none of these facts was read from it."""
    if not has_cover(dossier):
        return False
    cover = set(dossier.facts.cover)
    return not any(fact is not None and fact.block in cover for fact in facts)


@check(
    "T1",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not name the organisation."),
    remedy=N_("Write the founder and the organisation's full name, as in its charter, at the top."),
)
def organisation_named(dossier: Dossier) -> Iterator[Found]:
    """T1: the organisation stands on the title page."""
    if _missing(dossier, (dossier.facts.organisation,)):
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T2",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not say who accepted the programme."),
    remedy=N_(
        "Add “Принято на заседании педагогического совета” with the number and the date of the"
        " minutes."
    ),
)
def accepted(dossier: Dossier) -> Iterator[Found]:
    """T2: «Принято» or «Рассмотрено» beside «Утверждаю»; both missing are E27."""
    kinds = {mark.kind for mark in dossier.facts.approvals}
    said = any(word in _cover_text(dossier) for word in _MARK_WORDS[1:])
    if has_cover(dossier) and kinds == {"approved"} and not said:
        yield Found(block=dossier.facts.approvals[0].block, confidence=_sure(dossier))


@check(
    "T3",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not say who approved the programme."),
    remedy=N_("Add “Утверждаю” with the head's post and name, the number and date of the order."),
)
def approved(dossier: Dossier) -> Iterator[Found]:
    """T3: «Утверждаю» beside «Принято»; both missing are E27."""
    kinds = {mark.kind for mark in dossier.facts.approvals}
    said = _MARK_WORDS[0] in squeezed(_cover_text(dossier))
    if has_cover(dossier) and kinds == {"accepted"} and not said:
        yield Found(block=dossier.facts.approvals[0].block, confidence=_sure(dossier))


@check(
    "T3",
    variant="blank",
    section="title_page",
    severity=Severity.NOTE,
    message=N_("A mark of approval has neither date nor number."),
    remedy=N_("Fill in the date and the number of the minutes or the order."),
)
def blank_mark(dossier: Dossier) -> Iterator[Found]:
    """T2, T3: a mark left blank, «__»______20__."""
    for mark in dossier.facts.approvals if has_cover(dossier) else ():
        if mark.day is None and not mark.number and "_" in _after(dossier, mark.block):
            yield Found(block=mark.block, confidence=DOUBTFUL)
            return


def _after(dossier: Dossier, block: str) -> str:
    start = dossier.order[block]
    near = dossier.blocks[start : start + 8]
    return " ".join(one.text for one in near if one.kind != "table")


@check(
    "T4",
    variant="kind",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not say that this is a supplementary programme."),
    remedy=N_(
        "Write “Дополнительная общеобразовательная общеразвивающая программа” over the name."
    ),
)
def kind_named(dossier: Dossier) -> Iterator[Found]:
    """T4: the kind of programme."""
    text = _cover_text(dossier)
    named = _KIND.search(text) or _KIND.search(squeezed(text))
    if len(_texts(dossier)) >= LEAST_LINES and not named:
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T4",
    variant="title",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The programme's name was not found on the title page."),
    remedy=N_("Write the name in quotes on a line of its own."),
)
def title_named(dossier: Dossier) -> Iterator[Found]:
    """T4: the name."""
    title = dossier.facts.title
    said = title is not None and squeezed(title.value) in squeezed(_cover_text(dossier))
    if has_cover(dossier) and not said:
        yield Found(block=_first(dossier), confidence=DOUBTFUL if title is None else _sure(dossier))


@check(
    "T4",
    variant="direction",
    section="title_page",
    severity=Severity.NOTE,
    message=N_("The title page does not name the direction."),
    remedy=N_("Write one of the six directions under the programme's name."),
)
def direction_named(dossier: Dossier) -> Iterator[Found]:
    """T4: the direction."""
    if "направленност" not in _cover_text(dossier) and _missing(
        dossier, (dossier.facts.direction,)
    ):
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T5",
    variant="ages",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not say the children's age."),
    remedy=N_(
        "Write, for instance, “Возраст обучающихся: 7–10 лет”, as in the text and on the card."
    ),
)
def ages_named(dossier: Dossier) -> Iterator[Found]:
    """T5: the age."""
    if _missing(dossier, (dossier.facts.age_min, dossier.facts.age_max)):
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T5",
    variant="term",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not say how long the programme is taught."),
    remedy=N_("Write, for instance, “Срок реализации: 1 год”."),
)
def term_named(dossier: Dossier) -> Iterator[Found]:
    """T5: the term."""
    if _missing(dossier, (dossier.facts.duration_years,)) and "срок" not in _cover_text(dossier):
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T5",
    variant="volume",
    section="title_page",
    severity=Severity.NOTE,
    message=N_("The title page does not say the volume in hours."),
    remedy=N_("Write, for instance, “Объём программы: 72 часа”."),
)
def volume_named(dossier: Dossier) -> Iterator[Found]:
    """T5: the hours."""
    text = _cover_text(dossier)
    if " час" not in text and _missing(dossier, (dossier.facts.hours_total,)):
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T6",
    variant="author",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page does not name the author."),
    remedy=N_("Write the name and the post: “Автор-составитель: …”."),
)
def author_named(dossier: Dossier) -> Iterator[Found]:
    """T6: the author; one named on the next page is enough."""
    if has_cover(dossier) and not dossier.facts.authors:
        yield Found(block=_first(dossier), confidence=_sure(dossier))


@check(
    "T6",
    variant="year",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page has no year."),
    remedy=N_("Write the place and the year of the programme at the foot of the page."),
)
def year_named(dossier: Dossier) -> Iterator[Found]:
    """T6: the year."""
    if has_cover(dossier) and dossier.facts.year is None:
        yield Found(block=_first(dossier), confidence=_sure(dossier))


# --- approval -----------------------------------------------------------------------------


@check(
    "E27",
    section="title_page",
    severity=Severity.BLOCK,
    message=N_("The title page has no mark that the programme was accepted and approved."),
    remedy=N_(
        "Add “Принято” with the number and date of the minutes and “Утверждаю” with the number and"
        " date of the order."
    ),
)
def no_marks(dossier: Dossier) -> Iterator[Found]:
    """E27: neither «Принято» nor «Утверждаю» anywhere on the first pages."""
    if not has_cover(dossier) or dossier.facts.approvals:
        return
    said = squeezed(_cover_text(dossier))
    if not any(word in said for word in _MARK_WORDS) and not _marks_follow(dossier):
        yield Found(block=_first(dossier), confidence=_sure(dossier))


def _marks_follow(dossier: Dossier) -> bool:
    """A mark may stand on the page after the title: a short line that opens with it."""
    near = (block.text for block in dossier.blocks[:FIRST_BLOCKS] if block.kind != "table")
    return any(squeezed(text[:40]).startswith(_MARK_WORDS) for text in near)


@check(
    "E27",
    variant="no_page",
    section="title_page",
    severity=Severity.NOTE,
    message=N_("No title page was found in the text, so the marks of approval were not checked."),
    remedy=N_(
        "If the title page is a scanned picture, see that the marks can be read on it. If there is"
        " none, add one."
    ),
)
def no_page(dossier: Dossier) -> Iterator[Found]:
    """E27: the title page may be a picture (12 of 32 modern programmes)."""
    absent = len(_texts(dossier)) < LEAST_LINES
    if dossier.model.has_text and absent and not dossier.facts.approvals:
        yield Found(confidence=DOUBTFUL)


@check(
    "E28",
    section="title_page",
    severity=Severity.WARN,
    message=N_("The title page says %(title)s, but the programme was approved in %(approved)s."),
    remedy=N_("Write the same year in both places, or approve the programme anew."),
)
def years_differ(dossier: Dossier) -> Iterator[Found]:
    """E28: the year of the title page and of the order."""
    year, marks = dossier.facts.year, dossier.facts.approvals
    mark = _deciding(marks)
    if year is None or mark is None or year.block == mark.block or not has_cover(dossier):
        return
    years = {one.year for one in marks if one.year}
    if mark.year != year.value and year.value not in years:
        sure = LIKELY if mark.day else DOUBTFUL
        params = {"title": year.value, "approved": mark.year}
        yield Found(params, block=year.block, confidence=min(sure, year.confidence))


def _deciding(marks: tuple[Approval, ...]) -> Approval | None:
    """The approval with a year; without one the acceptance."""
    dated = [mark for mark in marks if mark.year]
    approvals = [mark for mark in dated if mark.kind == "approved"]
    return next(iter(approvals or dated), None)
