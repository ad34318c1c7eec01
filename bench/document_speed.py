"""How long reading and examining take beside a plain walk of python-docx, and their memory.

Time is processor time, the two sides take turns, and what is told is the median of their ratios.
Memory is the most a process of its own ever held (Linux: `VmHWM`, since the `ru_maxrss` of a new
process begins at what its parent held), less what it held before.
"""

from __future__ import annotations

import copy
import gc
import io
import multiprocessing
import statistics
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import docx as python_docx
import pypdfium2
from lxml import etree

from bench.driving import ROOT
from review.documents.examination import examine
from review.documents.reading import docx, pdf

DEMO: Final = ROOT / "review" / "demo" / "programmes" / "sky_over_amur.docx"
DAY: Final = date(2026, 11, 30)
WORDS_A_PAGE: Final = 280
SHORT, LONG = 30, 300
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN: Final = "word/document.xml"
Act = Callable[[bytes], object]


@dataclass(frozen=True)
class Pace:
    """One comparison: medians in milliseconds, the median of the ratios, the goal for it."""

    what: str
    ours: float
    other: float
    ratio: float
    goal: float | None


def grown(source: bytes, pages: int) -> bytes:
    """The document with its body repeated until it has so many pages of text."""
    times = max(1, round(pages * WORDS_A_PAGE / docx.read(io.BytesIO(source)).words))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, _repeated(data, times) if name == _MAIN else data, 8)
    return made.getvalue()


def _repeated(xml: bytes, times: int) -> bytes:
    root = etree.fromstring(xml)
    body = root.find(_W + "body")
    if body is None:
        raise ValueError("the document has no body")
    kids = [child for child in body if child.tag != _W + "sectPr"]
    last = kids[-1]
    for _ in range(times - 1):
        for child in kids:
            twin = copy.deepcopy(child)
            last.addnext(twin)
            last = twin
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def walk(data: bytes) -> int:
    """What a script with python-docx does: the text of every paragraph and every cell."""
    document = python_docx.Document(io.BytesIO(data))
    size = sum(len(paragraph.text) for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            size += sum(len(cell.text) for cell in row.cells)
    return size


def read_docx(data: bytes) -> object:
    """Into the model."""
    return docx.read(io.BytesIO(data))


def examine_docx(data: bytes) -> object:
    """Into the model, then structure, facts, tables of hours and every check."""
    return examine(docx.read(io.BytesIO(data)), DAY)


def pdf_text(data: bytes) -> int:
    """What a script with pypdfium2 does: the text of every page."""
    document = pypdfium2.PdfDocument(data)
    try:
        return sum(len(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def compare(what: str, ours: Act, other: Act, data: bytes, runs: int, goal: float | None) -> Pace:
    """Both sides in turn, so many times; the first turn of each is not counted."""
    ours(data), other(data)
    pairs = [(_timed(ours, data), _timed(other, data)) for _ in range(runs)]
    return Pace(
        what,
        statistics.median(mine for mine, _ in pairs),
        statistics.median(theirs for _, theirs in pairs),
        statistics.median(mine / theirs for mine, theirs in pairs),
        goal,
    )


def _timed(act: Act, data: bytes) -> float:
    gc.collect()
    begun = time.process_time()
    act(data)
    return (time.process_time() - begun) * 1000


def peak(act: Act, data: bytes) -> float:
    """Megabytes that one run in a fresh process adds to what the process held."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_held, args=(act, data, sending))
    child.start()
    grown_by: float = receiving.recv()
    child.join()
    return grown_by


def _held(act: Act, data: bytes, sending: Any) -> None:
    before = _most_held()
    act(data)
    sending.send((_most_held() - before) / 1024)


def _most_held() -> int:
    """The most memory this process ever held, in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def paces(runs: int, papers: Path | None) -> list[Pace]:
    """Every comparison; PDF only where the folder of real programmes is there."""
    source = DEMO.read_bytes()
    short, long = grown(source, SHORT), grown(source, LONG)
    few = max(3, runs // 4)
    found = [
        compare(f"reading DOCX, {SHORT} pages", read_docx, walk, short, runs, 0.5),
        compare(f"reading and all checks, {SHORT} pages", examine_docx, walk, short, runs, 3.0),
        compare(f"reading DOCX, {LONG} pages", read_docx, walk, long, few, None),
        compare(f"reading and all checks, {LONG} pages", examine_docx, walk, long, few, None),
    ]
    times = LONG / SHORT
    found += [
        Pace(f"{what} at {LONG} pages beside {SHORT}, a page", last.ours / times, first.ours,
             last.ours / times / first.ours, 1.2)
        for what, first, last in (("reading", found[0], found[2]), ("all", found[1], found[3]))
    ]  # fmt: skip
    found += [
        _weighed(f"peak memory of reading, {LONG} pages, MB", read_docx, long, 1.5),
        _weighed(f"peak memory of all, {LONG} pages, MB", examine_docx, long, None),
    ]
    for path in _pdfs(papers):
        what = f"reading PDF ({path.name[:9]}) beside its text alone"
        found.append(compare(what, pdf.read, pdf_text, path.read_bytes(), few, None))
    return found


def _weighed(what: str, act: Act, data: bytes, goal: float | None) -> Pace:
    ours, other = peak(act, data), peak(walk, data)
    return Pace(what, ours, other, ours / other, goal)


def _pdfs(papers: Path | None) -> Sequence[Path]:
    """Two real programmes, an ordinary and a long one, by their weight."""
    files = sorted(papers.glob("*.pdf"), key=lambda path: path.stat().st_size) if papers else []
    return [files[len(files) // 2], files[-1]] if len(files) > 1 else files


def show(found: Sequence[Pace]) -> None:
    """Print a table for people."""
    print(f"\n{'speed and memory':52} {'ours':>9} {'other':>9} {'ratio':>6}  goal")
    for one in found:
        missed = one.goal is not None and one.ratio > one.goal
        goal = "" if one.goal is None else f"<= {one.goal:g}{'  over' if missed else ''}"
        print(f"{one.what:52} {one.ours:9.1f} {one.other:9.1f} {one.ratio:6.2f}  {goal}")
