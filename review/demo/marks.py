"""How an expert of the season scores: points that go with the text's mistakes, and the words."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from review.demo.lists import read
from review.documents.reading.model import from_json
from review.models.programmes import Reading
from rubric.criteria import Rubric

#: Reviews go on side by side; this many texts are at hand at once.
TEXTS_KEPT: Final = 60
SHORTEST_QUOTE: Final = 12


@dataclass(frozen=True)
class Scored:
    """One criterion of a sheet: points, words, and where in the text they belong."""

    criterion: str
    points: Decimal
    remark: str
    block: str | None = None
    quote: str = ""


def summary(passed: bool, dice: Random) -> str:
    """The general conclusion."""
    return str(dice.choice(read("remarks.yaml")["summaries"]["pass" if passed else "fail"]))


def sheet(
    rubric: Rubric, total: int, mistakes: Sequence[str], reading: Reading, chair: int, dice: Random
) -> list[Scored]:
    """A whole sheet that adds up to `total`, in the rubric's order.

    Criteria hit by a mistake lose their points first; `chair` sees to it that two experts do
    not write the same words.
    """
    hit = _hit(mistakes)
    lost = _losses(rubric, total, hit, dice)
    places = _places(reading.sha256, reading)
    scored = []
    for criterion in rubric.criteria:
        points = 2 - lost.get(criterion.id, 0)
        if points == 2:
            scored.append(Scored(criterion.id, Decimal(2), ""))
            continue
        told = hit.get(criterion.id)
        entry: Mapping[Any, Any] = told or read("remarks.yaml")["criteria"][criterion.id]
        texts = entry["texts"] if told else entry[points]
        block, quote = places.find(entry)
        text = texts[(chair - 1) % len(texts)]
        scored.append(Scored(criterion.id, Decimal(points), text, block, quote))
    return scored


def _hit(mistakes: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The first mistake that each criterion is about."""
    bank = read("remarks.yaml")["mistakes"]
    found: dict[str, Mapping[str, Any]] = {}
    for mistake in mistakes:
        if mistake in bank:
            found.setdefault(bank[mistake]["criterion"], bank[mistake])
    return found


def _losses(rubric: Rubric, total: int, hit: Mapping[str, object], dice: Random) -> dict[str, int]:
    """Points lost by criterion: one for each mistake, one here and there, then mistakes again."""
    others = [one.id for one in rubric.criteria if one.id not in hit]
    known = [one.id for one in rubric.criteria if one.id in hit]
    dice.shuffle(others)
    again = [*dice.sample(known, len(known)), *others]
    lost: dict[str, int] = {}
    for criterion in [*known, *others, *again][: 2 * len(rubric.criteria) - total]:
        lost[criterion] = lost.get(criterion, 0) + 1
    return lost


class _Places:
    """Words of one text to tie remarks to."""

    __slots__ = ("blocks", "order", "sections")

    def __init__(self, reading: Reading) -> None:
        self.blocks = [
            (block.id, " ".join(block.text.split()))
            for block in from_json(reading.model).walk()
            if block.kind in {"paragraph", "list_item"} and block.text.strip() and not block.in_toc
        ]
        self.order = {block: place for place, (block, _) in enumerate(self.blocks)}
        self.sections = {
            one["section"]: one["block"] for one in reversed(reading.headings) if one["section"]
        }

    def find(self, entry: Mapping[Any, Any]) -> tuple[str | None, str]:
        """The block and the words: those of the pattern, or the beginning of the section."""
        if "find" in entry:
            for block, text in self.blocks:
                found = re.search(entry["find"], text)
                if found:
                    return block, _phrase(text, found.start())
        heading = self.sections.get(entry.get("section"))
        place = self.order.get(heading or "")
        if place is None:
            return None, ""
        block, text = self.blocks[min(place + 1, len(self.blocks) - 1)]
        if len(text) < SHORTEST_QUOTE:  # the first cell of a table says little
            block, text = self.blocks[place]
        return block, _phrase(text, 0)


_texts: OrderedDict[str, _Places] = OrderedDict()


def _places(sha256: str, reading: Reading) -> _Places:
    """The places of a text; several sittings over one text read it once."""
    if sha256 not in _texts:
        _texts[sha256] = _Places(reading)
        while len(_texts) > TEXTS_KEPT:
            _texts.popitem(last=False)
    return _texts[sha256]


def _phrase(text: str, at: int) -> str:
    """A readable piece of the text around a place, cut at words."""
    start = text.rfind(" ", 0, max(0, at - 40)) + 1 if at > 40 else 0
    if len(text) - start <= 120:
        return text[start:]
    return text[start : text.rfind(" ", start, start + 120)]
