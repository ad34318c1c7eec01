"""Weaving remarks into a teacher's file in a process of its own, with limits of time and memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, Literal

from review.documents import annotate_docx, annotate_pdf, apart
from review.documents.annotate_docx import Annotated, CannotAnnotate, Note, Report, Turn
from review.documents.refusals import UploadRefused

Format = Literal["docx", "pdf"]
SECONDS: Final = 60.0
MEGABYTES: Final = 1024
_WAYS: Final[Mapping[str, Callable[[bytes, Sequence[Note]], Annotated]]] = {
    "docx": annotate_docx.annotate,
    "pdf": annotate_pdf.annotate,
}


def annotated_copy(data: bytes, fmt: Format, notes: Sequence[Note]) -> Annotated:
    """The file with the notes at their words, and where each came to stand.

    Raises UploadRefused: the readers' codes, "timeout", "memory", "unreadable"; CannotAnnotate
    for a file without a paragraph; ValueError for another format.
    """
    if fmt not in _WAYS:
        raise ValueError(f"remarks are not put into files of the format {fmt!r}")
    order = {"fmt": fmt, "notes": [_packed(note) for note in notes]}
    header = json.dumps({**order, "seconds": SECONDS, "megabytes": MEGABYTES}).encode()
    try:
        code, made, said = apart.run("review.documents.annotating", header + b"\n" + data, SECONDS)
    except apart.TookTooLong:
        raise UploadRefused("timeout", seconds=f"{SECONDS:g}") from None
    answer, _, copy = made.partition(b"\n")
    if code != 0 or not answer:
        raise UploadRefused("memory" if "MemoryError" in said else "unreadable")
    return _unpacked(json.loads(answer), copy)


def _packed(note: Note) -> dict[str, Any]:
    return {**_dated(note), "replies": [_dated(turn) for turn in note.replies]}


def _dated(one: Note | Turn) -> dict[str, Any]:
    return {**asdict(one), "created": one.created.isoformat()}


def _note(told: Mapping[str, Any]) -> Note:
    replies = tuple(Turn(**_moment(turn)) for turn in told["replies"])
    return Note(**{**_moment(told), "replies": replies})


def _moment(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "created": datetime.fromisoformat(told["created"])}


def _unpacked(answer: Mapping[str, Any], copy: bytes) -> Annotated:
    if answer.get("refused") == "cannot_annotate":
        raise CannotAnnotate
    if "refused" in answer:
        raise UploadRefused(answer["refused"], **answer["params"])
    return Annotated(copy, tuple(Report(**one) for one in answer["reports"]))


def main() -> int:
    """The child's part: a line of JSON and the file come in, a line of JSON and the copy go out."""
    header = json.loads(sys.stdin.buffer.readline())
    apart.limit(header["seconds"], header["megabytes"])
    data, copy = sys.stdin.buffer.read(), b""
    answer: dict[str, Any]
    try:
        made = _WAYS[header["fmt"]](data, [_note(told) for told in header["notes"]])
        answer, copy = {"reports": [asdict(report) for report in made.reports]}, made.data
    except (UploadRefused, CannotAnnotate) as refused:
        answer = {"refused": refused.code, "params": dict(refused.params)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + copy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
