"""How much of one programme stands in another: fingerprints, shares, matching passages.

Texts are compared by overlapping runs of five words. Of those a fair choice is kept ("winnowing":
the least hash of every sixteen neighbours), so that whatever two texts share of twenty words in a
row is noticed, and a programme of twenty pages costs some seven hundred numbers. Title pages,
contents, lists of acts and of literature are left out: everybody's are alike.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from review.documents.reading.model import Block, DocumentModel
from review.documents.structure import Structure

#: Of another method the fingerprints must be taken anew.
METHOD: Final = 1
SHINGLE: Final = 5
WINDOW: Final = 16
#: A shingle of fewer different words is a column of a table, not a phrase.
VARIETY: Final = 3
#: More than any programme has; a monstrous file must not fill the index.
MOST_PRINTS: Final = 10_000
#: Shorter matches are chance or idiom; so many changed words do not break one.
LEAST_WORDS: Final = 12
GAP: Final = 4
_PLACES: Final = 16
_LEFT_OUT: Final = frozenset({"title_page", "toc", "normative_basis", "literature"})

_WORD = re.compile(r"[^\W\d_]+(?:[\u00ad\u200b-\u200d\u2060\u0300-\u036f]++[^\W\d_]*+)*+")
_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301"))
_LATIN: Final = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_CYRILLIC = re.compile(r"[а-я]")
_ACT = re.compile(
    r"федеральн\w+ закон|\bприказ\w*\s+(?:мин|главн|федеральн)|\bпостановлени\w+\s+(?:правит|главн)"
    r"|распоряжени\w+ правит|санпин|\bуказ\w* президента|конвенци\w+ о правах|\bсп\s+2\.4"
    r"|концепци\w+ развития дополнительного|стратеги\w+ развития воспитания",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a word stands: the block's id, and from which to which character of its text."""

    block: str
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """A text as it is compared: folded words with their spots; `runs` are unbroken stretches."""

    words: tuple[str, ...]
    spots: tuple[Spot, ...]
    runs: tuple[tuple[int, int], ...]
    sources: dict[str, str]

    @cached_property
    def shingles(self) -> dict[int, int]:
        """Hashes of the shingles by the place of their first word."""
        return {
            place: _hash(" ".join(words))
            for start, end in self.runs
            for place in range(start, end - SHINGLE + 1)
            if len(set(words := self.words[place : place + SHINGLE])) >= VARIETY
        }


def read_text(model: DocumentModel, structure: Structure) -> Text:
    """The words of a document that count, blocks of the sections left out aside.

    Where leaving out would take more than half of the text, sections were found wrongly and only
    contents and acts are left out.
    """
    blocks = [block for block in model.walk() if block.kind not in {"table", "figure"}]
    strict = _text(blocks, _left_out(model, structure))
    whole = _text(blocks, frozenset())
    return strict if 2 * len(strict.words) >= len(whole.words) else whole


def _left_out(model: DocumentModel, structure: Structure) -> frozenset[str]:
    order = {block.id: place for place, block in enumerate(model.walk())}
    ids = list(order)
    found: set[str] = set()
    for heading in structure.headings:
        if heading.section_id in _LEFT_OUT and heading.block_id in order:
            last = order.get(heading.last_block, order[heading.block_id])
            found.update(ids[order[heading.block_id] : last + 1])
    return frozenset(found)


def _text(blocks: Sequence[Block], left_out: Set[str]) -> Text:
    words: list[str] = []
    spots: list[Spot] = []
    runs: list[tuple[int, int]] = []
    counted = (not (b.in_toc or b.id in left_out or _ACT.search(b.text)) for b in blocks)
    for counts, group in groupby(zip(counted, blocks, strict=True), key=lambda pair: pair[0]):
        if not counts:
            continue
        begin = len(words)
        for _, block in group:
            for match in _WORD.finditer(block.text):
                words.append(fold(match[0]))
                spots.append(Spot(block.id, *match.span()))
        runs.append((begin, len(words)))
    return Text(tuple(words), tuple(spots), tuple(runs), {b.id: b.text for b in blocks})


def fold(word: str) -> str:
    """A word as compared: small letters, ё as е, Latin letters hidden among Russian ones mended."""
    plain = unicodedata.normalize("NFC", word).translate(_IGNORED).lower().replace("ё", "е")
    return plain.translate(_LATIN) if _CYRILLIC.search(plain) else plain


def _hash(phrase: str) -> int:
    """A signed number of four bytes, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(phrase.encode(), digest_size=4).digest(), signed=True)


# --- fingerprints ---------------------------------------------------------------------


def prints(text: Text) -> dict[int, int]:
    """The chosen shingles: hashes by the place of their first word, in order."""
    chosen: dict[int, int] = {}
    for start, end in text.runs:
        row = [
            (place, text.shingles[place]) for place in range(start, end) if place in text.shingles
        ]
        chosen.update(_winnowed(row))
    return chosen


def _winnowed(row: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The least of every window, of equals the last; one at least of a row that is shorter."""
    last = -1
    for begin in range(max(1, len(row) - WINDOW + 1) if row else 0):
        if last < begin:
            window = range(begin, min(begin + WINDOW, len(row)))
            last = min(window, key=lambda n: (row[n][1], -n))
            yield row[last]
        elif (new := begin + WINDOW - 1) < len(row) and row[new][1] <= row[last][1]:
            last = new
            yield row[last]


def fingerprint(text: Text) -> frozenset[int]:
    """The set of numbers that stands for the text."""
    return frozenset(sorted(set(prints(text).values()))[:MOST_PRINTS])


def pack(hashes: Collection[int]) -> bytes:
    """Fingerprints as bytes, to be stored."""
    packed = array("i", sorted(hashes))
    return packed.tobytes()


def unpack(data: bytes) -> frozenset[int]:
    """What `pack` was given."""
    packed = array("i")
    packed.frombytes(data)
    return frozenset(packed)


def share(of: Set[int], found_in: Set[int], common: Set[int] = frozenset()) -> float:
    """Which part of one fingerprint stands in another, 0 to 1; what is `common` does not count."""
    telling = of - common
    return len(telling & found_in) / len(telling) if telling else 0.0


# --- passages -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of words in two texts: places of the first word and after the last one."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def words(self) -> int:
        """How long it is in the first text."""
        return self.end - self.start


def passages(text: Text, other: Text, common: Set[int] = frozenset()) -> list[Passage]:
    """What two texts share word for word, small changes aside, in the first one's order.

    Passages that consist of `common` fingerprints are left out, and so is what is too short.
    """
    found = _joined(list(_matches(text, other)))
    chosen = prints(text)
    long = [one for one in found if one.words >= LEAST_WORDS and _is_varied(text, one)]
    return [one for one in long if not _is_common(one, chosen, common)]


def _matches(text: Text, other: Text) -> Iterator[Passage]:
    """The longest match at each place of the first text, one after another."""
    where: dict[int, list[int]] = {}
    for place, key in other.shingles.items():
        places = where.setdefault(key, [])
        if len(places) < _PLACES:
            places.append(place)
    ends, other_ends = _ends(text), _ends(other)
    place = 0
    while place < len(text.words):
        best = 0
        for there in where.get(text.shingles.get(place, 0), ()) if place in text.shingles else ():
            most = min(ends[place] - place, other_ends[there] - there)
            size = _same(text.words, place, other.words, there, most)
            if size > best:
                best, begin = size, there
        if best >= SHINGLE:
            yield Passage(place, place + best, begin, begin + best)
        place += max(best, 1)


def _ends(text: Text) -> list[int]:
    """For each word the end of its run."""
    return [end for start, end in text.runs for _ in range(start, end)]


def _same(a: Sequence[str], i: int, b: Sequence[str], j: int, most: int) -> int:
    size = 0
    while size < most and a[i + size] == b[j + size]:
        size += 1
    return size


def _joined(found: Sequence[Passage]) -> list[Passage]:
    """Neighbours with a few changed words between them in both texts become one."""
    whole: list[Passage] = []
    for one in found:
        last = whole[-1] if whole else None
        if last and one.start - last.end <= GAP and 0 <= one.other_start - last.other_end <= GAP:
            whole[-1] = Passage(last.start, one.end, last.other_start, one.other_end)
        else:
            whole.append(one)
    return whole


def _is_varied(text: Text, one: Passage) -> bool:
    """Whether it is a phrase rather than one column of a table said again and again."""
    return len(set(text.words[one.start : one.end][: 4 * LEAST_WORDS])) >= LEAST_WORDS // 2


def _is_common(one: Passage, chosen: dict[int, int], common: Set[int]) -> bool:
    inside = [chosen[n] for n in range(one.start, one.end - SHINGLE + 1) if n in chosen]
    return bool(inside) and 2 * sum(key in common for key in inside) > len(inside)


def pieces(text: Text, start: int, end: int) -> list[tuple[str, str]]:
    """The words from `start` to `end` as the author wrote them: block ids with their texts."""
    if start >= end:
        return []
    found = []
    for block, group in groupby(text.spots[start:end], key=lambda spot: spot.block):
        spots = list(group)
        found.append((block, text.sources[block][spots[0].start : spots[-1].end]))
    return found
