"""A teacher's file on its way in: accepted, kept, read in the sandbox, cleaned for experts.

`prepare` does the slow part without the database, so that nobody waits for a lock while a file
is read; `record` writes what came of it inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents import cleaning, rendering, sandbox, uploads
from review.documents.outcome import Ask, Outcome
from review.documents.reading import convert
from review.documents.reading.model import MODEL_VERSION, to_json
from review.documents.storage import Store, Stored
from review.filing import MEDIA_TYPES, remember
from review.models.programmes import Reading
from review.models.submissions import Revision

_CONVERTED = {".doc", ".dot", ".odt", ".ott", ".rtf"}
Cleaner = Callable[[bytes, Any, Sequence[str]], cleaning.Cleaned]


@dataclass(frozen=True)
class Prepared:
    """A file kept, read and examined, not yet recorded.

    `read` is None when it had been read before, `outcome` when no examination was asked for;
    `visible_names` are the names of `names` that a reader of the copy still sees. `original` is
    the format of the upload, `format` that of the text read: "docx" for one made into DOCX.
    """

    stored: Stored
    name: str
    original: str
    format: str
    read: dict[str, Any] | None
    cleaned: Stored
    visible_names: tuple[dict[str, str], ...]
    ask: Ask | None = None
    outcome: Outcome | None = None


def is_read(data: bytes) -> bool:
    """Whether these very bytes were read before by the present reader."""
    sha256 = hashlib.sha256(data).hexdigest()
    found = db.session.scalar(sa.select(Reading.model_version).where(Reading.sha256 == sha256))
    return found == MODEL_VERSION


def find_reading(sha256: str) -> Reading | None:
    """What was read out of a file, without the heavy texts."""
    return db.session.get(Reading, sha256)


def text_sha256(revision: Revision) -> str:
    """The file its text was read from: the upload, or the DOCX made of a DOC, ODT or RTF.

    Of such a DOCX the cleaned copy alone is kept; experts get it, and remarks are woven into it.
    """
    made = is_converted(revision)
    return revision.cleaned_sha256 if made and revision.cleaned_sha256 else revision.sha256


def is_converted(revision: Revision) -> bool:
    """Whether the text was read from a DOCX that was made of the upload."""
    return PurePosixPath(revision.name).suffix.lower() in _CONVERTED


def prepare(
    store: Store,
    filename: str,
    data: bytes,
    max_bytes: int,
    *,
    names: Sequence[str] = (),
    known: bool = False,
    ask: Ask | None = None,
    clean: Cleaner = cleaning.cleaned_copy,
) -> Prepared:
    """Accept, keep and read a file; `known` (see `is_read`) spares what had been read.

    `max_bytes` is the limit of an upload; `names` are the authors' names to look for in the
    text; `ask` tells what to examine it against; `clean` makes the copy for experts (our own
    files need no process of their own for that).
    DOC, ODT and RTF are made into DOCX where LibreOffice is; what is read is its cleaned copy.
    Raises `documents.refusals.UploadRefused` when it is not a readable programme.
    """
    accepted = uploads.accept(filename, data, max_bytes, uploads.formats_here())
    stored = text = store.put(io.BytesIO(data), max_bytes)
    fmt, content, outcome = accepted.format, data, None
    if fmt in convert.FORMATS:
        fmt, made = "docx", convert.to_docx(store.path(stored.sha256), fmt)
        content = clean(made, fmt, ()).data
        text = store.put(io.BytesIO(content), max_bytes * 2)
    path = store.path(text.sha256)
    read: dict[str, Any] | None = None
    if not known:
        result = sandbox.read(path, fmt, ask=ask)
        read, outcome = _read_out(result), result.outcome
    elif ask is not None:
        outcome = sandbox.examine(path, fmt, ask)
    cleaned = clean(content, fmt, names)
    return Prepared(
        stored,
        accepted.safe_name,
        accepted.format,
        fmt,
        read,
        store.put(io.BytesIO(cleaned.data), max_bytes * 2),
        tuple({"name": found.name, "where": found.where} for found in cleaned.visible_names),
        ask,
        outcome,
    )


def _read_out(result: sandbox.ReadResult) -> dict[str, Any]:
    """What is kept of a file's content, whoever uploads it."""
    return {
        "pages": result.model.pages,
        "words": result.model.words,
        "tables": sum(block.kind == "table" for block in result.model.blocks),
        "headings": [
            {
                "block": heading.block_id,
                "text": heading.text,
                "level": heading.level,
                "section": heading.section_id,
            }
            for heading in result.structure.headings
        ],
        "model": to_json(result.model),
        "html": rendering.to_html(
            result.model, lambda image: f"image:{image}", result.structure.levels
        ),
    }


def record(prepared: Prepared) -> None:
    """Write the rows of a prepared file; flushes, never commits."""
    kind, made = MEDIA_TYPES[prepared.format], prepared.original != prepared.format
    remember(kind, prepared.cleaned, *(() if made else (prepared.stored,)))
    if made:
        remember(MEDIA_TYPES[prepared.original], prepared.stored)
    if prepared.read is None:
        return
    reading = Reading(
        sha256=prepared.stored.sha256,
        model_version=MODEL_VERSION,
        format=prepared.format,
        read_at=clock.now(),
        **prepared.read,
    )
    db.session.merge(reading)
    db.session.flush()
