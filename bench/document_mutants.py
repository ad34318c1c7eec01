"""Thousands of spoiled files through the whole examination: none may break it or hang."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bench.document_quality import DEMO
from tests.documents.mutants import Answer, spoiled, take

#: Files of more bytes are left out: they take long and break in the same ways.
MOST_BYTES = 200_000


@dataclass
class Endured:
    """How many were sent, what became of them, what went wrong, how long it took."""

    sent: int = 0
    files: int = 0
    seconds: float = 0.0
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[Answer] = field(default_factory=list)


def measure(corpus: Path, count: int, seed: int, workers: int = 2) -> Endured:
    """Spoil demo files and, where they are there, real ones."""
    files = files_of(corpus)
    begun = time.monotonic()
    endured = Endured(files=len(files))
    with ThreadPoolExecutor(workers) as pool:
        waiting = spoiled(files, count, seed)
        while few := list(islice(waiting, 100)):
            for answer in pool.map(take, few):
                endured.sent += 1
                endured.codes[answer.code] += 1
                endured.faults += [answer] if answer.fault else []
    endured.seconds = time.monotonic() - begun
    return endured


def files_of(corpus: Path) -> Sequence[Path]:
    """Files to spoil, of every folder there is."""
    folders = [DEMO, *(corpus / name for name in ("programmes", "odd", "hostile", "rulong"))]
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix in {".docx", ".pdf"} and 0 < path.stat().st_size < MOST_BYTES
    ]


def show(endured: Endured) -> None:
    """Print what became of them."""
    print(f"\n{endured.sent:,} spoiled copies of {endured.files} files in {endured.seconds:.0f} s")
    for code, count in endured.codes.most_common():
        print(f"  {code:20} {count:6,}")
    print(f"faults (errors inside, limits reached): {len(endured.faults)}")
    for answer in endured.faults[:40]:
        print(f"  {answer.name}, {answer.how}: {answer.code} {answer.fault}")
