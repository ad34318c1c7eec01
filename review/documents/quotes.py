"""Finding a quotation again in a document's text, whatever its line breaks and spaces.

A quotation with what stood before and behind it (W3C TextQuoteSelector) is looked for over
all text blocks as one stream, so it may run over several paragraphs or table cells. First by
letters and signs with spaces made equal; then by letters and digits alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_LETTERS: Final = 3
LEAST_ELSEWHERE: Final = 20
MOST_PLACES: Final = 5_000
_DROPPED: Final = frozenset("\u00ad\u200b\u2060\ufeff")
_SAME: Final = {"\u2011": "-", "\u2010": "-"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One text block: its id in the text model and its text."""

    block: str
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A found quotation: from ``start`` in stretch ``first`` to ``end`` in stretch ``last``.

    ``alternatives`` counts other places that fit as well; the first of them was taken.
    """

    first: int
    start: int
    last: int
    end: int
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """Normalised text, and for each character where it came from."""

    text: str
    origin: Sequence[int]


class TextIndex:
    """The text of a document, ready to be searched many times."""

    def __init__(
        self, stretches: Sequence[Stretch], groups: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """``groups`` names blocks that consist of others: a table and the blocks of its cells."""
        self.stretches = tuple(stretches)
        self._places = {stretch.block: i for i, stretch in enumerate(self.stretches)}
        self._groups = {name: tuple(members) for name, members in (groups or {}).items()}
        self._starts: list[int] = []
        at = 0
        for stretch in self.stretches:
            self._starts.append(at)
            at += len(stretch.text) + 1
        raw = "\n".join(stretch.text for stretch in self.stretches)
        self._signs = normalised(raw)
        self._letters = letters_only(self._signs)

    def range_of(self, block: str | None) -> tuple[int, int] | None:
        """First and last stretch of a block or of a group; None when it has no text here."""
        members = self._groups.get(block or "", (block,))
        places = [self._places[member] for member in members if member in self._places]
        return (min(places), max(places)) if places else None

    def find(
        self,
        quote: str | None,
        prefix: str = "",
        suffix: str = "",
        block: str | None = None,
        near: int | None = None,
    ) -> Spot | None:
        """Where the quotation stands; None when its words are not there.

        Of several places the one that begins in ``block`` wins, then the one whose surroundings
        agree longest with ``prefix`` and ``suffix``, then the one that begins closest to the
        character ``near`` of the block. Outside of a ``block`` that has text only one long
        unmistakable place is taken: a wrong place is worse than none.
        """
        around, inside = (prefix, suffix), self.range_of(block)
        closest = None if inside is None or near is None else self._starts[inside[0]] + near
        wanted = normalised(quote or "")
        return self._best(self._signs, wanted.text.strip(), around, inside, closest) or self._best(
            self._letters, letters_only(wanted).text, around, inside, closest
        )

    def _best(
        self,
        stream: Stream,
        wanted: str,
        surroundings: tuple[str, str],
        inside: tuple[int, int] | None,
        closest: int | None,
    ) -> Spot | None:
        letters = stream is self._letters
        if not wanted or (letters and len(wanted) < LEAST_LETTERS):
            return None
        prefix, suffix = map(normalised, surroundings)
        around = _Around(prefix, suffix, letters)
        ranked: list[tuple[bool, int, int, int]] = []
        for at in occurrences(stream.text, wanted):
            raw = stream.origin[at]
            fits = inside is not None and inside[0] <= self._stretch(raw) <= inside[1]
            agreed = around.agreement(stream.text, at, at + len(wanted))
            ranked.append((fits, agreed, 0 if closest is None else -abs(raw - closest), -at))
        if not ranked:
            return None
        best = max(ranked)
        if inside and not best[0] and (len(ranked) > 1 or len(wanted) < LEAST_ELSEWHERE):
            return None
        rivals = sum(1 for rank in ranked if rank[:3] == best[:3]) - 1
        at = -best[3]
        return self._spot(stream.origin[at], stream.origin[at + len(wanted) - 1], rivals)

    def _spot(self, first: int, last: int, rivals: int) -> Spot:
        one, other = self._stretch(first), self._stretch(last)
        return Spot(one, first - self._starts[one], other, last - self._starts[other] + 1, rivals)

    def _stretch(self, raw: int) -> int:
        return bisect_right(self._starts, raw) - 1


class _Around:
    """What stood before and behind a quotation."""

    def __init__(self, prefix: Stream, suffix: Stream, letters: bool) -> None:
        prefix, suffix = (letters_only(s) if letters else s for s in (prefix, suffix))
        self._before = prefix.text.rstrip()[::-1]
        self._behind = suffix.text.lstrip()

    def agreement(self, text: str, start: int, end: int) -> int:
        """How many characters around agree."""
        before = text[max(0, start - len(self._before) - 1) : start].rstrip()[::-1]
        behind = text[end : end + len(self._behind) + 1].lstrip()
        return common_length(before, self._before) + common_length(behind, self._behind)


def common_length(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def occurrences(text: str, wanted: str) -> Iterator[int]:
    """Where the wanted text begins, overlapping places too; at most MOST_PLACES."""
    at = text.find(wanted)
    count = 0
    while at >= 0 and count < MOST_PLACES:
        yield at
        count += 1
        at = text.find(wanted, at + 1)


def normalised(raw: str) -> Stream:
    """Any run of spaces is one space, signs nobody sees are dropped, hyphens are one hyphen."""
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(raw):
        if sign in _DROPPED:
            continue
        if sign.isspace():
            if signs and signs[-1] == " ":
                continue
            sign = " "
        signs.append(_SAME.get(sign, sign))
        origin.append(at)
    return Stream("".join(signs), origin)


def letters_only(stream: Stream) -> Stream:
    """Letters and digits alone, in small letters."""
    kept = [(s.lower(), o) for s, o in zip(stream.text, stream.origin, strict=True) if s.isalnum()]
    kept = [(s, o) for s, o in kept if len(s) == 1]
    return Stream("".join(s for s, _ in kept), [o for _, o in kept])
