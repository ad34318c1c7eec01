"""The documents of the season: each upload is a file of its own, made from a written text.

Making and reading a hundred and fifty files is most of the work of a first start, so it goes on
in processes of its own while the season is played.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from review.demo.lists import WRITTEN, Card, organisations, written
from review.demo.mending import mended
from review.demo.writing.variants import variant
from review.documents import cleaning, sandbox
from review.documents.checks.settings import CheckSettings
from review.documents.outcome import Ask
from review.documents.storage import Store
from review.findings import card_of
from review.models.places import Organisation
from review.models.programmes import Author, Programme
from review.programmes import intake
from review.programmes.intake import Prepared

LARGEST: Final = 20 * 1024 * 1024
#: In its first season the region let the checks warn only; submissions opened since this day are
#: held up by what they find.
CHECKS_BLOCK_SINCE: Final = date(2023, 6, 19)
WARN_ONLY: Final = CheckSettings(blocking=())
BLOCKING: Final = CheckSettings()


class Slip(StrEnum):
    """What an author overlooked in a file, so that a desk sends it back."""

    OLD_YEAR = "old_year"
    OTHER_TITLE = "other_title"
    UNCHANGED = "unchanged"
    OTHER_PLACE = "other_place"
    RAW_TEXT = "raw_text"


@dataclass(frozen=True)
class Paper:
    """One file to be uploaded: which text, under whose names, for which school year.

    `slip` is what is wrong with it besides its text; `mended` adds what an expert asked for;
    `strict`: of a submission opened since the checks block.
    """

    card: Card
    author: str
    base: str
    year: int
    slip: Slip | None = None
    mended: bool = False
    strict: bool = False

    @property
    def file_name(self) -> str:
        """The name the author gave the file."""
        return f"{self.card.title.replace('«', '').replace('»', '')}.docx"


def make(paper: Paper) -> bytes:
    """The bytes of the file; the same paper always gives the same bytes."""
    home = organisations()[paper.card.organisation]
    place = organisations()["tambovka" if home["id"] != "tambovka" else "cdt"]
    shown = place if paper.slip is Slip.OTHER_PLACE else home
    renewed = paper.card.title + " (обновлённая)"
    data = variant(
        WRITTEN / paper.base,
        title=renewed if paper.slip is Slip.OTHER_TITLE else paper.card.title,
        organisation=shown["full_name"],
        organisation_short=shown["short_name"],
        author=paper.author,
        municipality=shown["municipality_name"],
        village=shown["village"],
        head=shown["head"],
        year=paper.year - 1 if paper.slip is Slip.OLD_YEAR else paper.year,
    )
    return mended(data) if paper.mended else data


def mistakes(paper: Paper) -> tuple[str, ...]:
    """Ids of the mistakes planted in the text of the file."""
    found = tuple(one["id"] for one in written()[paper.base]["mistakes"])
    gone = {"E33", "E36", "E07"} if paper.mended else set()
    return tuple(one for one in dict.fromkeys(found) if one not in gone)


def prepare(paper: Paper, files: Path) -> Prepared:
    """Make, keep, read and clean one file; our own texts need no second process to be cleaned."""
    return intake.prepare(
        Store(files),
        paper.file_name,
        make(paper),
        LARGEST,
        names=[paper.author],
        ask=_ask(paper),
        clean=cleaning.clean,
    )


def _ask(paper: Paper) -> Ask:
    """What the text is checked against: the card its author filled in, about its day."""
    home = organisations()[paper.card.organisation]
    programme = Programme(
        **paper.card.values,
        organisation=Organisation(full_name=home["full_name"], short_name=home["short_name"]),
        authors=[Author(name=paper.author)],
    )
    today = date(2023, 6, 1) if paper.year > 2022 else date(2022, 12, 1)
    return Ask(today, card_of(programme), BLOCKING if paper.strict else WARN_ONLY)


class Press:
    """Prepares papers in other processes in the order they were asked for."""

    def __init__(self, files: Path, papers: Iterable[Paper]) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=max(2, os.cpu_count() or 2),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=sandbox.warm_up,
        )
        self._coming: dict[Paper, Future[Prepared]] = {
            paper: self._pool.submit(prepare, paper, files) for paper in dict.fromkeys(papers)
        }

    def take(self, paper: Paper) -> Prepared:
        """The prepared file; waits for it if need be."""
        return self._coming[paper].result()

    def close(self) -> None:
        """Stop; what is not begun is not done."""
        self._pool.shutdown(wait=True, cancel_futures=True)
