"""`./dev bench remarks`: are remarks anchored, carried and given back at the right words?

Revision pairs are made from the real documents in ../shared/corpus where that folder is there,
and from the demo season's texts; every sign's fate is known (tests/documents/revisions.py). The
words under a comment are read out of the finished file by another way than they were put in.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from bench import giveback, ledger
from review.documents.anchors import Anchor, anchor_of, find
from review.documents.carry import Carrying
from review.documents.compare import compare
from review.documents.comparing_html import side_by_side
from review.documents.passages import Passages, letters_in
from review.documents.reading import docx, pdf
from review.documents.reading.model import DocumentModel
from review.documents.refusals import UploadRefused
from tests.documents.revisions import revise
from tests.run import CORPUS, REPOSITORY

PAGE_SIGNS = 2_200
LONG_PAGES = 60
FOLDERS = ("programmes", "rulong")
MOMENT = datetime(2026, 9, 1, 9, tzinfo=UTC)
READERS: dict[str, Callable[[bytes], DocumentModel]] = {
    ".docx": lambda data: docx.read(BytesIO(data)),
    ".pdf": pdf.read,
}


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when a remark was attached wrongly in silence."""
    ask = _arguments(arguments)
    files = list(_readable(ask.documents))
    models = [model for _, _, model in files if len(model.text) > 2_000]
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "carry": lambda: carrying(models, ask.pairs, ask.quotes),
        "hard": lambda: carrying(models, ask.pairs // 3, ask.quotes, often=4),
        "giveback": lambda: giveback.measure(files, ask.quotations),
        "times": lambda: times(models),
        "ledger": ledger.measure,
    }
    told: dict[str, Any] = {"documents": len(files)}
    for name in ask.only or parts:
        told[name] = parts[name]()
        if not ask.json:
            print(_table(name, told[name]), flush=True)
    if ask.json:
        print(json.dumps(told, indent=2))
    return int(any(told.get(name, {}).get("wrong", 0) for name in ("carry", "hard")))


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench remarks", description=__doc__)
    parser.add_argument("--pairs", type=int, default=300, help="revision pairs")
    parser.add_argument("--quotes", type=int, default=40, help="remarks on each pair")
    parser.add_argument("--quotations", type=int, default=20, help="comments put into each file")
    parser.add_argument("--documents", type=int, default=None, help="at most so many files")
    parser.add_argument(
        "--only",
        action="append",
        choices=["carry", "hard", "giveback", "times", "ledger"],
        help="one part",
    )
    parser.add_argument("--json", action="store_true", help="figures for programs")
    return parser.parse_args(arguments)


def _readable(most: int | None) -> Iterator[tuple[str, bytes, DocumentModel]]:
    """Every file that can be read and has text: the corpus, and what the product ships."""
    folders = [CORPUS / name for name in FOLDERS if CORPUS.is_dir()]
    paths = [path for folder in folders for path in sorted(folder.iterdir())]
    paths += sorted((REPOSITORY / "review" / "demo").rglob("*.docx"))
    for path in [path for path in paths if path.suffix in READERS][:most]:
        data = path.read_bytes()
        try:
            model = READERS[path.suffix](data)
        except UploadRefused:
            continue
        if model.has_text:
            yield path.name, data, model


# --- carrying over --------------------------------------------------------------------


def carrying(
    models: list[DocumentModel], pairs: int, quotes: int, often: int = 0
) -> dict[str, Any]:
    """Counts over many pairs. With `often` every so-many-th block is edited: no revision is like
    that, and even then nothing may be attached wrongly.
    """
    counts: Counter[str] = Counter()
    for seed in range(pairs):
        model = models[seed % len(models)]
        deeds = max(8, len(model.blocks) // often) if often else None
        pair = revise(model, seed, deeds)
        work = Carrying(pair.old, pair.new)
        for start, end in ranges(work.old, random.Random(seed), quotes):
            anchor = anchor_of(work.old, start, end)
            carried = work.carry(anchor) if anchor else None
            if carried is None:
                continue
            place = _position(carried.anchor)
            truth = pair.kept(start, end)
            counts["remarks"] += 1
            counts[carried.status] += 1
            counts["wrong"] += carried.silent and place != truth
            if truth and pair.untouched(start, end):
                counts["kept"] += 1
                counts["kept_found"] += carried.silent
                counts["kept_shown"] += not carried.silent and place == truth
    told = {name: counts[name] for name in ("remarks", "wrong", "kept", "kept_found", "kept_shown",
            "exact", "moved", "drifted", "orphan")}  # fmt: skip
    share = round(counts["kept_found"] / max(counts["kept"], 1), 4)
    return {"pairs": pairs, **told, "found_share": share}


def ranges(passages: Passages, chance: random.Random, count: int) -> Iterator[tuple[int, int]]:
    """Passages as people mark them: a word, a cell, a sentence, now and then two paragraphs."""
    leaves = [leaf for leaf in passages.leaves if letters_in(leaf.block.text)]
    made = 0
    while leaves and made < count:
        leaf = chance.choice(leaves)
        words = [match.span() for match in re.finditer(r"\S+", leaf.block.text)]
        first = chance.randrange(len(words))
        last = min(len(words) - 1, first + chance.choice((0, 1, 2, 4, 7, 12, 24)))
        start, end = leaf.start + words[first][0], leaf.start + words[last][1]
        if chance.random() < 0.1:
            end = _whole_word(passages.text, min(len(passages.text), end + chance.randrange(5, 99)))
        if letters_in(passages.text[start:end]):
            made += 1
            yield start, end


def _whole_word(text: str, end: int) -> int:
    while end < len(text) and not text[end].isspace():
        end += 1
    while text[end - 1].isspace():
        end -= 1
    return end


def _position(anchor: Anchor | None) -> tuple[int, int] | None:
    position = anchor.position if anchor else None
    return (position.start, position.end) if position else None


# --- times ----------------------------------------------------------------------------


def times(models: list[DocumentModel]) -> dict[str, Any]:
    """Seconds for a document of 60 pages: 300 remarks carried, two revisions compared."""
    model = _long(models)
    pair = revise(model, 11, 60)
    passages = Passages(pair.old)
    anchors = [anchor_of(passages, *spot) for spot in ranges(passages, random.Random(1), 300)]
    told: dict[str, Any] = {"pages": round(len(pair.old.text) / PAGE_SIGNS)}
    told["blocks"] = sum(1 for _ in pair.old.walk())
    told["align"], work = _timed(lambda: Carrying(pair.old, pair.new))
    told["carry_300"], _ = _timed(lambda: [work.carry(one) for one in anchors if one])
    told["find_300"], _ = _timed(lambda: _found_all(pair.new, [one for one in anchors if one]))
    told["compare"], found = _timed(lambda: compare(pair.old, pair.new))
    told["html"], _ = _timed(lambda: side_by_side(found))
    return told


def _found_all(model: DocumentModel, anchors: list[Anchor]) -> list[Any]:
    passages = Passages(model)
    return [find(passages, one) for one in anchors]


def _long(models: list[DocumentModel]) -> DocumentModel:
    """The real text nearest to 60 pages."""
    wanted = LONG_PAGES * PAGE_SIGNS
    return min(models, key=lambda model: abs(len(model.text) - wanted))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = work()
    return round(time.perf_counter() - begun, 3), answer


def _table(name: str, figures: dict[str, Any]) -> str:
    lines = [name, *(f"  {key:<18} {value}" for key, value in figures.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
