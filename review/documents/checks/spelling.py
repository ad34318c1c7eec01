"""Probable misprints, all in one note: a slip of the finger is never a ground for a return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check, from_files
from review.documents.spelling import Misprint, lexicon, misprints
from review.languages import N_

#: So many words are named; the rest are counted.
MOST_NAMED: Final = 15

from_files(lexicon)


@check(
    "SP1",
    section="all",
    severity=Severity.NOTE,
    message=N_("Perhaps misprints, %(count)s in all: %(words)s."),
    remedy=N_(
        "Look at these words once more, in a text editor they are found with Ctrl+F. If a word is"
        " right, leave it: this note keeps nothing from being sent."
    ),
)
def spelling(dossier: Dossier) -> Iterator[Found]:
    """Words in no dictionary with a known word one slip away; `places` are the blocks' ids.

    The list of literature is full of names and is passed over.
    """
    names = {block.id for block in dossier.blocks_of("literature")}
    texts = (
        (block.id, block.text)
        for block in dossier.blocks
        if block.kind not in {"table", "figure"} and not block.in_toc and block.id not in names
    )
    found = misprints(texts, ragged=dossier.model.format == "pdf")
    if found:
        named = found[:MOST_NAMED]
        yield Found(
            {
                "count": len(found),
                "words": ", ".join(map(_said, named)),
                "places": [[one.word, one.block] for one in named],
            },
            block=named[0].block,
        )


def _said(one: Misprint) -> str:
    return f"«{one.word}» → «{one.meant}»"
