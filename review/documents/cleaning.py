"""The cleaned copy for experts: the teacher's file without anything that tells who wrote it.

Made once when a file is accepted; the original is kept. What stands in the visible text (a name
on the title page) is not touched but reported, so that the organisation's own expert can ask the
author to take it out. Doors to a name: docs/security, "Blind review".
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from review.documents import apart, clean_docx, clean_pdf, docx_words
from review.documents.names import NameFinder
from review.documents.refusals import UploadRefused

Format = Literal["docx", "pdf"]
MOST_PLACES: Final = 20
SECONDS: Final = 30.0
MEGABYTES: Final = 1024

_CLEANERS: Final[dict[str, Callable[[bytes], tuple[bytes, tuple[str, ...]]]]] = {
    "docx": clean_docx.clean,
    "pdf": clean_pdf.clean,
}
_TEXTS: Final[dict[str, Callable[[bytes], Iterator[tuple[str, str]]]]] = {
    "docx": docx_words.visible,
    "pdf": clean_pdf.visible,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A name that stays: whose, where ("body", "header", "page 1", ...), and the words around."""

    name: str
    where: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The copy, the codes of what was taken out, and the names a reader can still see."""

    data: bytes
    removed: tuple[str, ...]
    visible_names: tuple[Found, ...]


def cleaned_copy(
    data: bytes,
    fmt: Format,
    names: Sequence[str] = (),
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Cleaned:
    """The copy an expert may get, made in a process of its own with limits.

    ``names`` are the authors' full names, surname first. The same bytes give the same copy, so
    it may be kept by its hash. Raises UploadRefused: the readers' codes, "timeout" after
    ``seconds``, "memory" above ``megabytes``; ValueError for another format.
    """
    if fmt not in _CLEANERS:
        raise ValueError(f"there is no cleaner for {fmt!r}")
    limits = {"seconds": seconds, "megabytes": megabytes}
    header = json.dumps({"fmt": fmt, "names": list(names), **limits}).encode()
    try:
        code, made, said = apart.run("review.documents.cleaning", header + b"\n" + data, seconds)
    except apart.TookTooLong:
        raise UploadRefused("timeout", seconds=f"{seconds:g}") from None
    answer, _, copy = made.partition(b"\n")
    if code != 0 or not answer:
        raise UploadRefused("memory" if "MemoryError" in said else "unreadable")
    return _unpacked(json.loads(answer), copy)


def _unpacked(answer: dict[str, Any], copy: bytes) -> Cleaned:
    if "refused" in answer:
        raise UploadRefused(answer["refused"], **answer["params"])
    found = tuple(Found(*values) for values in answer["found"])
    return Cleaned(copy, tuple(answer["removed"]), found)


def clean(data: bytes, fmt: Format, names: Sequence[str] = ()) -> Cleaned:
    """The same in this very process, without limits: for files of our own and for tests."""
    copy, removed = _CLEANERS[fmt](data)
    return Cleaned(copy, removed, _names_in(_TEXTS[fmt](copy), names) if names else ())


def visible_names(data: bytes, fmt: Format, names: Sequence[str]) -> tuple[Found, ...]:
    """Where the names stand in a file as it is."""
    return _names_in(_TEXTS[fmt](data), names)


def _names_in(texts: Iterable[tuple[str, str]], names: Sequence[str]) -> tuple[Found, ...]:
    finder = NameFinder(names)
    found: list[Found] = []
    for where, text in texts:
        found.extend(Found(s.name, where, s.excerpt) for s in finder.find(text))
        if len(found) >= MOST_PLACES:
            break
    return tuple(dict.fromkeys(found))[:MOST_PLACES]


def main() -> int:
    """The child's part: a line of JSON and the file come in, a line of JSON and the copy go out."""
    header = json.loads(sys.stdin.buffer.readline())
    apart.limit(header["seconds"], header["megabytes"])
    try:
        made = clean(sys.stdin.buffer.read(), header["fmt"], header["names"])
    except UploadRefused as refused:
        answer: dict[str, Any] = {"refused": refused.code, "params": dict(refused.params)}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        return 0
    found = [(one.name, one.where, one.excerpt) for one in made.visible_names]
    answer = {"removed": made.removed, "found": found}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
