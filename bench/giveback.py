"""`./dev bench remarks --only giveback`: remarks in every file, and LibreOffice reads them back.

Each DOCX is given back twice: as it is, and again with the comments, answers and tracked changes
of others already in it. What is counted as anchored stands at the place the quotation was taken
from, between the right words (tests/documents/giveback.py).
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from review.documents.anchors import Anchor, find
from review.documents.passages import Passages
from review.documents.reading import docx
from review.documents.reading.model import DocumentModel
from review.documents.refusals import UploadRefused
from tests.documents import docx_diff, giveback, office
from tests.documents.reviewed import reviewed

BATCH = 12


def measure(files: Iterable[tuple[str, bytes, DocumentModel]], quotations: int) -> dict[str, Any]:
    """Counts over all files, and what was not as it ought to be, in words."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    made: dict[str, tuple[bytes, bytes]] = {}
    for name, data, model in _with_reviewed(files):
        passages = Passages(model)
        chosen = giveback.quotations(passages, name, quotations)
        counts["quotations"] += len(chosen)
        counts["refound"] += sum(_finds_itself(passages, one.anchor) for one in chosen)
        way = giveback.in_pdf if name.endswith(".pdf") else giveback.in_docx
        try:
            given = way(data, chosen)
        except UploadRefused as refusal:
            faults.append(f"{name}: {refusal.code}")
            continue
        kind = "pdf" if name.endswith(".pdf") else "docx"
        counts[f"{kind}_files"] += 1
        counts[f"{kind}_quotations"] += len(chosen)
        counts[f"{kind}_anchored"] += given.counts["anchored"]
        counts.update({key: n for key, n in given.counts.items() if key != "anchored"})
        faults.extend(f"{name}: {fault}" for fault in given.faults)
        if kind == "docx":
            made[name] = data, given.made.data
    if shutil.which("soffice"):
        _read_back(made, counts, faults)
    return {**counts, "faults": faults}


def _finds_itself(passages: Passages, anchor: Anchor) -> bool:
    """By the quotation and its surroundings alone, without block and position."""
    found = find(passages, replace(anchor, position=None, place=None))
    return found is not None and (found.ambiguous or found.anchor.position == anchor.position)


def _with_reviewed(
    files: Iterable[tuple[str, bytes, DocumentModel]],
) -> Iterator[tuple[str, bytes, DocumentModel]]:
    for name, data, model in files:
        yield name, data, model
        if name.endswith(".docx"):
            changed = reviewed(data, name)
            yield f"reviewed {name}", changed, docx.read(BytesIO(changed))


def _read_back(
    made: dict[str, tuple[bytes, bytes]], counts: Counter[str], faults: list[str]
) -> None:
    names = list(made)
    for at in range(0, len(names), BATCH):
        part = names[at : at + BATCH]
        before = _shown({name: made[name][0] for name in part})
        after = _shown({name: made[name][1] for name in part})
        for name in part:
            if name not in before:
                counts["office_cannot_open_the_original"] += 1
                continue
            told = list(office.differences(before[name], after.get(name), made[name][1]))
            counts["office_files"] += 1
            counts["office_comments"] += len(docx_diff.all_comments(made[name][1]))
            counts["office_same"] += not told
            faults.extend(f"{name}: LibreOffice: {fault}" for fault in told)


def _shown(files: dict[str, bytes]) -> dict[str, office.Shown]:
    with tempfile.TemporaryDirectory() as folder:
        return office.shown(files, Path(folder))
