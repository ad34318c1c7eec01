"""How well real documents are read: beside what people read in them (tests/documents/truth).

Sections, facts, tables of hours with their arithmetic, and errors put into sound tables.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from bench.driving import ROOT
from review.documents.checks.finding import Severity
from review.documents.checks.registry import SURE
from review.documents.curriculum import HoursTable
from review.documents.examination import Examination, examine
from review.documents.reading import convert, docx, pdf
from review.documents.reading.model import Block, DocumentModel
from tests.documents.checks import hours_mutants
from tests.documents.truth_facts import score_facts
from tests.documents.truth_sections import score_sections

TRUTH: Final = ROOT / "tests" / "documents" / "truth"
DEMO: Final = ROOT / "review" / "demo" / "programmes"
DAY: Final = date(2026, 11, 30)
ARITHMETIC: Final = frozenset({"H1", "H2", "H3", "H8"})
_SEED: Final = 7


@dataclass
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def add(self, right: int, of: int = 1) -> None:
        """Count one answer, or several."""
        self.right += right
        self.of += of

    def __str__(self) -> str:
        """For people."""
        return f"{self.right / self.of:.3f}  ({self.right} of {self.of})" if self.of else "-"


@dataclass
class Quality:
    """What came out over all documents."""

    documents: int = 0
    left_out: list[str] = field(default_factory=list)
    precision: Share = field(default_factory=Share)
    recall: Share = field(default_factory=Share)
    missed: Counter[str] = field(default_factory=Counter)
    falsely: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Share] = field(default_factory=dict)
    tables: Share = field(default_factory=Share)
    found_besides: int = 0
    totals: Share = field(default_factory=Share)
    verdicts: Share = field(default_factory=Share)
    wrong_told: Share = field(default_factory=Share)
    false_blocks: list[str] = field(default_factory=list)
    seeded: dict[str, Share] = field(default_factory=dict)
    seeded_blocking: Share = field(default_factory=Share)

    @property
    def all_facts(self) -> Share:
        """Every fact of every document."""
        shares = self.facts.values()
        return Share(sum(one.right for one in shares), sum(one.of for one in shares))


def measure(corpus: Path, mutations: int) -> Quality:
    """Read every document somebody described; `mutations` errors are put into each sound table."""
    quality = Quality()
    for path in sorted(TRUTH.glob("*.yaml")):
        truth = yaml.safe_load(path.read_text(encoding="utf-8"))
        model = _model(_place(truth["file"], corpus))
        if model is None:
            quality.left_out.append(truth["file"])
            continue
        _add(quality, truth, examine(model, DAY), mutations)
    return quality


def _place(name: str, corpus: Path) -> Path:
    folder, _, file = name.rpartition("/")
    return DEMO / file if folder == "demo" else corpus / "programmes" / file


def _model(path: Path) -> DocumentModel | None:
    """The model of a file; None where the file is not there or is of a kind not read here."""
    kind = path.suffix[1:]
    if not path.is_file():
        return None
    if kind in convert.FORMATS and convert.available():
        return _of_docx(convert.to_docx(path, kind))
    if kind == "docx":
        return _of_docx(path.read_bytes())
    return pdf.read(path.read_bytes()) if kind == "pdf" else None


def _of_docx(data: bytes) -> DocumentModel:
    return docx.read(io.BytesIO(data))


def _add(quality: Quality, truth: Mapping[str, Any], seen: Examination, mutations: int) -> None:
    quality.documents += 1
    right, falsely, missed = score_sections(truth, seen.dossier.structure)
    quality.precision.add(len(right), len(right) + len(falsely))
    quality.recall.add(len(right), len(right) + len(missed))
    quality.missed.update(missed)
    quality.falsely.update(falsely)
    for name, exact in score_facts(truth["facts"], seen.dossier.facts).items():
        quality.facts.setdefault(name, Share()).add(exact)
    _add_tables(quality, truth, seen, mutations)


def _add_tables(
    quality: Quality, truth: Mapping[str, Any], seen: Examination, mutations: int
) -> None:
    found = [table for table in seen.dossier.tables if table.kind != "other"]
    wanted = truth.get("tables") or []
    pairs = list(paired(wanted, found))
    quality.tables.add(len(pairs), len(wanted))
    quality.found_besides += len(found) - len(pairs)
    for described, table in pairs:
        if described.get("total"):
            quality.totals.add(same_total(described["total"], table))
        blocking = _blocking(seen, table)
        _add_verdict(quality, truth["file"], described, blocking)
        if described["correct"] and not blocking:
            _spoil(quality, seen.dossier.model, table, mutations)


def _add_verdict(
    quality: Quality, file: str, described: Mapping[str, Any], blocking: Sequence[str]
) -> None:
    if described["correct"] is None:
        return
    quality.verdicts.add(bool(blocking) is not described["correct"])
    if not described["correct"]:
        quality.wrong_told.add(bool(blocking))
    elif blocking:
        quality.false_blocks.append(f"{file}, «{described['after']}»: {', '.join(blocking)}")


def paired(
    wanted: Sequence[Mapping[str, Any]], found: Sequence[HoursTable]
) -> Iterator[tuple[Mapping[str, Any], HoursTable]]:
    """Tables described and found in one order, of one kind; the longest such row of pairs.

    A pair with the same total counts a little more than one without.
    """
    best: dict[tuple[int, int], float] = {}
    for i in range(len(wanted), -1, -1):
        for j in range(len(found), -1, -1):
            if i == len(wanted) or j == len(found):
                best[i, j] = 0.0
            else:
                together = _worth(wanted[i], found[j]) + best[i + 1, j + 1]
                best[i, j] = max(best[i + 1, j], best[i, j + 1], together)
    i = j = 0
    while i < len(wanted) and j < len(found):
        worth = _worth(wanted[i], found[j])
        if worth and best[i, j] == worth + best[i + 1, j + 1]:
            yield wanted[i], found[j]
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1


def _worth(described: Mapping[str, Any], table: HoursTable) -> float:
    if described["kind"] != table.kind:
        return 0.0
    total = described.get("total")
    return 1.5 if total and same_total(total, table) else 1.0


def same_total(total: Mapping[str, Any], table: HoursTable) -> bool:
    """Whether the «Итого» row was read with the same hours in every column described."""
    read = table.total.hours if table.total else {}
    return all(
        read.get(role) == (None if hours is None else Decimal(str(hours)))
        for role, hours in total.items()
    )


def _blocking(seen: Examination, table: HoursTable) -> list[str]:
    """Sure findings of the arithmetic that hold a programme up, in one table."""
    blocks = {table.block, *table.blocks}
    return [
        f"{one.check} in row {one.found.row}"
        for one in seen.findings
        if one.check in ARITHMETIC
        and one.severity is Severity.BLOCK
        and one.found.confidence >= SURE
        and one.found.block in blocks
    ]


def _spoil(quality: Quality, model: DocumentModel, table: HoursTable, mutations: int) -> None:
    """Put errors into a sound table, one at a time, and count those that are told."""
    block = model.by_id[table.block]
    read = hours_mutants.tables_in(block)
    if len(read) != 1 or hours_mutants.findings(block):
        return
    ways = list(_ways(block, read[0]))
    for what, mutant in random.Random(_SEED).sample(ways, min(mutations, len(ways))):
        told = hours_mutants.findings(mutant.block)
        quality.seeded.setdefault(what, Share()).add(bool(told))
        quality.seeded_blocking.add(any(one.confidence >= SURE for one in told))


def _ways(block: Block, table: HoursTable) -> Iterator[tuple[str, hours_mutants.Mutant]]:
    totals = {row.row for row in table.rows if row.kind in ("total", "subtotal")}
    for row, column, hours in hours_mutants.cells_in_sums(block, table):
        for more in (1, 2, 10):
            what = "a total changed" if row in totals else "a cell changed"
            yield what, hours_mutants.changed(block, row, column, hours + more)
    for row in hours_mutants.rows_in_sums(table):
        mutant = hours_mutants.lost(block, row)
        if mutant is not None:
            yield "a row lost", mutant


def show(quality: Quality) -> None:
    """Print the figures for people."""
    print(f"\nquality over {quality.documents} documents described by hand")
    rows: list[tuple[str, object, str]] = [
        ("sections, precision", quality.precision, ">= 0.95"),
        ("sections, recall", quality.recall, ">= 0.95"),
        ("facts, exact", quality.all_facts, ">= 0.90"),
        *((f"  {name}", share, "") for name, share in sorted(quality.facts.items())),
        ("tables of hours found, of their kind", quality.tables, ""),
        ("tables found besides", quality.found_besides, ""),
        ("totals read as printed", quality.totals, ""),
        ("arithmetic: verdicts right", quality.verdicts, ""),
        ("arithmetic: wrong tables told", quality.wrong_told, ""),
        ("blocking findings on correct tables", len(quality.false_blocks), "= 0"),
        *((f"put in and told: {what}", n, "all") for what, n in sorted(quality.seeded.items())),
        ("put in and told as blocking", quality.seeded_blocking, ""),
    ]
    for name, told, goal in rows:
        print(f"{name:44} {told!s:24} {goal}")
    print("sections most often missed:", _often(quality.missed))
    print("sections most often found falsely:", _often(quality.falsely))
    for line in quality.false_blocks:
        print("false block:", line)
    if quality.left_out:
        print("left out, not there or of a kind not read here:", ", ".join(quality.left_out))


def _often(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common(8)) or "none"
