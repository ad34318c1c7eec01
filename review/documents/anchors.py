"""Where a remark stands, kept so that the words can be found again.

W3C Web Annotation selectors as plain values: the quotation with what stands before and behind it
(TextQuoteSelector), characters of the canonical text (TextPositionSelector), and the block ids of
our text model. Weights of quotation, surroundings and position are those the Hypothesis client
has been using for years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from review.documents.passages import Passages, Place, letters_in, plain
from review.documents.quotes import Stream, letters_only, normalised, occurrences

AROUND: Final = 32
QUOTE_WEIGHT: Final = 50
PREFIX_WEIGHT: Final = 20
SUFFIX_WEIGHT: Final = 20
POSITION_WEIGHT: Final = 2
#: Two places whose scores lie closer than this cannot be told apart.
MARGIN: Final = 0.04
#: Words that are not there letter for letter are looked for when they are at least so many.
LEAST_NEAR: Final = 16
LEAST_LIKENESS: Final = 80.0
LONGEST_NEAR: Final = 2_000
_LEAST_LETTERS: Final = 3
_LEAST_ELSEWHERE: Final = 20

How = Literal["exact", "quote", "near"]


@dataclass(frozen=True, slots=True)
class TextQuote:
    """TextQuoteSelector: the very words, and up to 32 characters before and behind them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class TextPosition:
    """TextPositionSelector: characters of the canonical text, the end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """All selectors of one place. `position` and `place` are missing for a bare quotation."""

    quote: TextQuote
    position: TextPosition | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation was found: `score` from 0 to 1.

    `how`: "exact" by block and offset, "quote" by the words, "near" by words that resemble them.
    `rivals` counts other places that fit as well; then `anchor` is the first of them.
    """

    anchor: Anchor
    score: float
    how: How
    rivals: int = 0

    @property
    def ambiguous(self) -> bool:
        """True when the surroundings could not decide between several places."""
        return self.rivals > 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    score: float
    inside: bool

    @property
    def rank(self) -> tuple[bool, float, int]:
        return self.inside, self.score, -self.start


def anchor_at(passages: Passages, place: Place) -> Anchor:
    """The anchor of a place. Raises ValueError when the text has no such place."""
    span = passages.range_of(place)
    made = anchor_of(passages, *span) if span else None
    if made is None:
        raise ValueError(f"there is no text at {place}")
    return made


def anchor_of(passages: Passages, start: int, end: int) -> Anchor | None:
    """The anchor of characters of the canonical text; None when they are only spaces."""
    place = passages.place_of(start, end)
    span = passages.range_of(place) if place else None
    if span is None:
        return None
    start, end = span
    text = passages.text
    quote = TextQuote(
        text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND]
    )
    return Anchor(quote, TextPosition(start, end), place)


def find(passages: Passages, anchor: Anchor) -> Found | None:
    """The anchor's words in this text: where block and offset say, else by the quotation.

    None when nothing there resembles them.
    """
    span = passages.range_of(anchor.place) if anchor.place else None
    if span and _stands(passages, anchor.quote, *span):
        made = anchor_of(passages, *span)
        return Found(made, 1.0, "exact") if made else None
    near = anchor.position.start if anchor.position else None
    return find_quote(passages, anchor.quote, near=near)


def find_quote(
    passages: Passages, quote: TextQuote, block: str = "", near: int | None = None
) -> Found | None:
    """The quotation's place, the surroundings deciding between several.

    A place inside `block` wins; outside of a block that has text only one long unmistakable
    place is taken. `near` is where it once stood, in characters of the canonical text; it never
    outweighs the words around.
    """
    seeker = _Seeker(passages, quote, block, near)
    return seeker.by_words() or seeker.by_likeness()


def _stands(passages: Passages, quote: TextQuote, start: int, end: int) -> bool:
    text = passages.text
    around = _Around(quote)
    return plain(text[start:end]) == plain(quote.exact) and around.agree(text, start, end)


class _Around:
    """What stood before and behind a quotation, compared with what stands at a place."""

    def __init__(self, quote: TextQuote) -> None:
        self.prefix, self.suffix = plain(quote.prefix)[-AROUND:], plain(quote.suffix)[:AROUND]

    def agree(self, text: str, start: int, end: int) -> bool:
        return self.before(text, start) >= 0.999 and self.behind(text, end) >= 0.999

    def before(self, text: str, start: int) -> float:
        """Likeness from 0 to 1; 1 when nothing is known."""
        if not self.prefix:
            return 1.0
        here = plain(text[max(0, start - 3 * AROUND) : start])[-len(self.prefix) :]
        return fuzz.ratio(here, self.prefix) / 100

    def behind(self, text: str, end: int) -> float:
        """Likeness from 0 to 1; 1 when nothing is known."""
        if not self.suffix:
            return 1.0
        here = plain(text[end : end + 3 * AROUND])[: len(self.suffix)]
        return fuzz.ratio(here, self.suffix) / 100


class _Seeker:
    def __init__(self, passages: Passages, quote: TextQuote, block: str, near: int | None) -> None:
        self._passages = passages
        self._wanted = normalised(quote.exact)
        self._around = _Around(quote)
        self._block = passages.span(block) if block else None
        self._near = near

    def by_words(self) -> Found | None:
        """By the words as they are, else by letters and digits alone."""
        wanted = self._wanted.text.strip()
        found = self._best(self._all(self._passages.signs, wanted), "quote")
        letters = letters_only(self._wanted).text
        if found or len(letters) < _LEAST_LETTERS:
            return found
        return self._best(self._all(self._passages.letters, letters), "quote")

    def by_likeness(self) -> Found | None:
        """By words that resemble the quotation; a shorter one would resemble anything."""
        wanted, stream = self._wanted.text.strip(), self._passages.signs
        if letters_in(wanted) < LEAST_NEAR or len(wanted) > LONGEST_NEAR:
            return None
        return self._best(self._resembling(stream, wanted), "near")

    def _all(self, stream: Stream, wanted: str) -> Iterator[_Candidate]:
        if not wanted:
            return
        for at in occurrences(stream.text, wanted):
            start, end = stream.origin[at], stream.origin[at + len(wanted) - 1] + 1
            yield self._candidate(start, end, 1.0)

    def _resembling(self, stream: Stream, wanted: str) -> Iterator[_Candidate]:
        """The likest place, and the likest of what remains before and behind it."""
        pieces = [(0, len(stream.text))]
        for _ in range(2):
            found = []
            for low, high in (piece for piece in pieces if piece[1] - piece[0] >= len(wanted)):
                like = fuzz.partial_ratio_alignment(
                    wanted, stream.text[low:high], score_cutoff=LEAST_LIKENESS
                )
                if like and like.dest_end > like.dest_start:
                    found.append((like.score, low + like.dest_start, low + like.dest_end))
            if not found:
                return
            score, first, last = max(found)
            first, last = _whole_words(stream.text, first, last)
            start, end = stream.origin[first], stream.origin[last - 1] + 1
            yield self._candidate(start, end, score / 100)
            pieces = [(0, first), (last, len(stream.text))]

    def _candidate(self, start: int, end: int, likeness: float) -> _Candidate:
        text, around = self._passages.text, self._around
        weighed = [(QUOTE_WEIGHT, likeness)]
        if around.prefix:
            weighed.append((PREFIX_WEIGHT, around.before(text, start)))
        if around.suffix:
            weighed.append((SUFFIX_WEIGHT, around.behind(text, end)))
        if self._near is not None:
            off = abs(start - self._near) / max(len(text), 1)
            weighed.append((POSITION_WEIGHT, max(0.0, 1.0 - off)))
        score = sum(weight * value for weight, value in weighed) / sum(w for w, _ in weighed)
        block = self._block
        return _Candidate(start, end, score, block is not None and _touches(block, start))

    def _best(self, found: Iterable[_Candidate], how: How) -> Found | None:
        ranked = sorted(found, key=lambda one: one.rank, reverse=True)
        if not ranked:
            return None
        best, *others = ranked
        if self._block and not best.inside and (others or not self._unmistakable(best)):
            return None
        rivals = [
            one for one in others
            if one.inside == best.inside and best.score - one.score < MARGIN
        ]  # fmt: skip
        anchor = anchor_of(self._passages, best.start, best.end)
        return Found(anchor, best.score, how, len(rivals)) if anchor else None

    def _unmistakable(self, one: _Candidate) -> bool:
        return one.end - one.start >= _LEAST_ELSEWHERE


def _touches(block: tuple[int, int], start: int) -> bool:
    return block[0] <= start < block[1]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Both ends moved outwards to where words begin and end."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
