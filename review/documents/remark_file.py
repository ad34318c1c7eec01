"""Remarks as a JSON file: what `znachok annotate` and `znachok carry` are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from review.documents.anchors import Anchor, Found, TextQuote, anchor_at, find_quote
from review.documents.annotate_docx import Note
from review.documents.passages import Passages, Place

_WORDS: Final = ("quote", "prefix", "suffix", "block", "text", "author", "created")
_WANTED: Final = ("text", "author")


class RemarkError(ValueError):
    """The file is no list of remarks; the message says where and what is wrong."""


@dataclass(frozen=True, slots=True)
class FileRemark:
    """One remark of the file. Without a quotation it is on a block, or on the whole document."""

    text: str
    author: str
    created: datetime
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    block: str = ""

    def note(self) -> Note:
        """The remark on its way into a file."""
        return Note(
            self.text, self.author, initials(self.author), self.created,
            self.quote or None, self.prefix, self.suffix, self.block or None,
        )  # fmt: skip

    def found(self, passages: Passages) -> Found | None:
        """Where the remark stands in a text; None when its words are not there."""
        if self.quote:
            return find_quote(passages, TextQuote(self.quote, self.prefix, self.suffix), self.block)
        span = passages.span(self.block)
        return Found(_whole(passages, *span), 1.0, "exact") if span else None


def load(path: Path, now: datetime) -> list[FileRemark]:
    """Read the file; `now` stands for the moment of a remark that gives none.

    Raises RemarkError.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise RemarkError(f"{path}: cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise RemarkError(f"{path}: is not JSON") from error
    if not isinstance(told, list):
        raise RemarkError(f"{path}: a list of remarks is wanted")
    return [_remark(one, f"{path}: remark {at}", now) for at, one in enumerate(told, 1)]


def initials(author: str) -> str:
    """The first letters of the words and the figures: «Эксперт 1» is «Э1»."""
    return "".join(word if word.isdigit() else word[0] for word in author.split())[:9]


def _remark(told: Any, where: str, now: datetime) -> FileRemark:
    if not isinstance(told, Mapping):
        raise RemarkError(f"{where}: an object is wanted")
    texts = {name: told[name] for name in _WORDS if told.get(name) is not None}
    wrong = [name for name, value in texts.items() if not isinstance(value, str)]
    missing = [name for name in _WANTED if not texts.get(name)]
    if wrong or missing:
        raise RemarkError(f"{where}: «{(wrong or missing)[0]}» must be a text")
    return FileRemark(**{**texts, "created": _moment(texts.get("created"), where, now)})


def _moment(told: str | None, where: str, now: datetime) -> datetime:
    if told is None:
        return now
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as error:
        raise RemarkError(f"{where}: «created» must be a moment as 2026-09-01T10:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(passages: Passages, start: int, end: int) -> Anchor:
    place = passages.place_of(start, end)
    return anchor_at(passages, place or Place("", 0, "", 0))
