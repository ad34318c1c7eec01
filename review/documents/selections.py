"""What a reader selected in a document's browser view, found again in its text model.

The page tells blocks and characters within them, and the words it saw there. Both must agree,
or the words alone must name one place: a remark at a wrong place is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from review.documents.anchors import Anchor, TextQuote, anchor_of, find_quote
from review.documents.passages import Passages, Place, plain

Scope = Literal["words", "block", "section", "document"]

#: A page sends no more of the selected words than these; the model knows the rest.
LONGEST_SENT: Final = 2_000
#: More characters than these are a section or the whole document rather than a quotation.
LONGEST: Final = 20_000


class SelectionLost(ValueError):
    """The selection is not to be found; `code` says why, for the web layer to word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection as a page tells it; empty for the whole document.

    `start` and `end` are characters of the text of `block` and `end_block`, a line break being
    one character; None where the page could not count them. A section is told by its heading.
    """

    scope: Scope = "document"
    block: str = ""
    start: int | None = None
    end_block: str = ""
    end: int | None = None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A selection with all its selectors, in the names of the remark's columns.

    `starts` and `ends` are characters of the canonical text, None for a document as a whole and
    for a picture without words. A section stands at its heading.
    """

    scope: Scope = "document"
    block_id: str | None = None
    end_block_id: str | None = None
    starts: int | None = None
    ends: int | None = None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


def placed(passages: Passages, selected: Selected) -> Placed:
    """The selection in this text. Raises SelectionLost when it is not there beyond doubt."""
    if selected.scope == "document":
        return Placed()
    if selected.scope == "words":
        return _at(_words(passages, selected), "words")
    span = passages.span(selected.block)
    anchor = anchor_of(passages, *span) if span else None
    if anchor is not None:
        return _at(anchor, selected.scope)
    if selected.block not in passages.model.by_id:
        raise SelectionLost("place_not_found")
    return Placed(selected.scope, selected.block, selected.block)


def _words(passages: Passages, selected: Selected) -> Anchor:
    if not selected.quote.strip():
        raise SelectionLost("place_not_found")
    anchor = _counted(passages, selected) or _quoted(passages, selected)
    if len(anchor.quote.exact) > LONGEST:
        raise SelectionLost("selection_too_long")
    return anchor


def _counted(passages: Passages, selected: Selected) -> Anchor | None:
    """Where the characters say, if the words seen there are the words that stand there."""
    if selected.start is None or selected.end is None:
        return None
    last = selected.end_block or selected.block
    span = passages.range_of(Place(selected.block, selected.start, last, selected.end))
    anchor = anchor_of(passages, *span) if span else None
    if anchor is None:
        return None
    here, seen = plain(anchor.quote.exact), plain(selected.quote)
    cut = len(selected.quote) >= LONGEST_SENT
    return anchor if here == seen or (cut and here.startswith(seen)) else None


def _quoted(passages: Passages, selected: Selected) -> Anchor:
    """Where the words stand, if they stand so at one place only."""
    quote = TextQuote(selected.quote, selected.prefix, selected.suffix)
    found = find_quote(passages, quote, selected.block)
    if found is None or found.how == "near":
        raise SelectionLost("quote_not_found")
    if found.ambiguous:
        raise SelectionLost("quote_ambiguous")
    return found.anchor


def _at(anchor: Anchor, scope: Scope) -> Placed:
    place, position, quote = anchor.place, anchor.position, anchor.quote
    return Placed(
        scope=scope,
        block_id=place.block if place else None,
        end_block_id=place.end_block if place else None,
        starts=position.start if position else None,
        ends=position.end if position else None,
        quote=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
    )
