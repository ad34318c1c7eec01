"""Scans: pictures of pages instead of text (domain brief, section 8: E41)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.languages import N_

#: A page of a programme holds some 250 words; with fewer than this most pages are pictures.
WORDS_A_PAGE: Final = 60


@check(
    "E41",
    section="all",
    severity=Severity.BLOCK,
    message=N_("The file holds no text: it is a scan or is empty."),
    remedy=N_(
        "Upload the document the programme was typed in, or a PDF saved from it. A scan can be"
        " neither read nor checked nor remarked on."
    ),
)
def no_text(dossier: Dossier) -> Iterator[Found]:
    """Not one word could be read."""
    if not dossier.model.has_text:
        yield Found()


@check(
    "E41",
    variant="pictures",
    section="all",
    severity=Severity.NOTE,
    message=N_("Of %(pages)s pages most seem to be pictures: only %(words)s words could be read."),
    remedy=N_("Put the text itself into the file; scanned pages can be neither checked nor read."),
)
def mostly_pictures(dossier: Dossier) -> Iterator[Found]:
    """Few words for so many pages, and pictures to fill them."""
    model = dossier.model
    pages = model.pages or 0
    pictures = len(model.images) >= pages / 2 or any(b.kind == "figure" for b in dossier.blocks)
    if model.has_text and pages >= 3 and pictures and model.words < pages * WORDS_A_PAGE:
        yield Found({"pages": pages, "words": model.words}, confidence=0.8)
