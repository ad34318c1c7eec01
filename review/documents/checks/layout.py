"""Careless layout (domain brief, section 8: E40). Notes only.

The text model keeps no fonts and sizes, so those are not judged; what is seen here is typed
numbering that skips or repeats, and runs of empty paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.labels import split_number
from review.languages import N_

#: So many empty paragraphs on end are a page break made by the Enter key.
EMPTY_RUN: Final = 6
#: A title page is laid out with empty lines; so many first blocks are left alone.
FIRST_PAGE: Final = 40

_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,3}$")


@check(
    "E40",
    variant="numbering",
    section="all",
    severity=Severity.NOTE,
    message=N_("Numbers of headings are out of order: after %(before)s comes %(after)s."),
    remedy=N_("Number the headings one after another, or let the word processor do it."),
)
def broken_numbering(dossier: Dossier) -> Iterator[Found]:
    """Typed numbers of two figures and more among sections; one finding for the document."""
    before: tuple[int, ...] = ()
    for heading_id, typed in _typed_numbers(dossier):
        after = tuple(map(int, typed.split(".")))
        if after < before:  # a gap may hold an unknown heading
            params = {"before": ".".join(map(str, before)), "after": typed}
            yield Found(params, block=heading_id, confidence=0.7)
            return
        before = after


@check(
    "E40",
    variant="number_again",
    section="all",
    severity=Severity.NOTE,
    message=N_("Two headings bear the same number, %(number)s."),
    remedy=N_("Number the headings one after another, or let the word processor do it."),
)
def number_again(dossier: Dossier) -> Iterator[Found]:
    """The first number typed before two neighbouring headings; one finding for the document."""
    before = ""
    for heading_id, typed in _typed_numbers(dossier):
        if typed == before:
            yield Found({"number": typed}, block=heading_id, confidence=0.7)
            return
        before = typed


def _typed_numbers(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Headings of sections whose number was typed, with two figures or more."""
    for heading in dossier.structure.headings:
        block = dossier.model.by_id.get(heading.block_id)
        typed = split_number(heading.text)[0]
        if block is not None and not block.label and heading.section_id and _NUMBER.match(typed):
            yield heading.block_id, typed


@check(
    "E40",
    variant="empty_lines",
    section="all",
    severity=Severity.NOTE,
    message=N_("%(count)s empty paragraphs stand one after another."),
    remedy=N_("Begin a new page with a page break (Ctrl+Enter), not with empty lines."),
)
def empty_lines(dossier: Dossier) -> Iterator[Found]:
    """The longest run of empty paragraphs after the first page."""
    longest = run = 0
    place = ""
    for block in dossier.model.blocks[FIRST_PAGE:]:
        run = run + 1 if block.kind == "paragraph" and not block.text.strip() else 0
        if run > longest:
            longest, place = run, block.id
    if longest >= EMPTY_RUN:
        yield Found({"count": longest}, block=place, confidence=0.8)
