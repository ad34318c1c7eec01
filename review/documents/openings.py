"""Labels that open a paragraph and run into its text: «Цель программы: …», «Новизна. …»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.labels import split_number
from review.documents.reading.model import Block
from review.documents.sections import load_sections

MAX_OPENING: Final = 160

_SEPARATED = re.compile(r"^(.{3,110}?)\s*(:|\s[–—-]\s|[–—]|\.\s)")
_PREDICATE = re.compile(
    r"^(.{3,90}?)\s(?:явля[ею]тся|заключа[ею]тся|состо[ия]т|обусловлен\w*|определя[ею]тся"
    r"|объясняется|продиктован\w*|подтверждается|выражается|связан\w*)[\s:]",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[а-яё]) (?=[А-ЯЁ])")


def opening_of(block: Block) -> tuple[str, tuple[str, ...]]:
    """The label this paragraph opens with and the sections it names; ("", ()) without one."""
    sections = load_sections()
    for head, sure in _heads(block):
        covered = sections.exact(head)
        if covered and _may_open(block, covered) and (sure or len(head.split()) > 1):
            return head, covered
    match = _PREDICATE.match(block.text[:MAX_OPENING])
    if match:
        covered = sections.opening(match[1])
        if covered and _may_open(block, covered):
            return match[1].strip(), covered
    return "", ()


def _may_open(block: Block, covered: tuple[str, ...]) -> bool:
    """Some labels are common words of a sentence; those must be numbered and bold."""
    numbered = bool(split_number(block.text[:MAX_OPENING])[0]) and bool(_leading_bold(block))
    return load_sections().sections[covered[0]].run_in or numbered


def _heads(block: Block) -> Iterator[tuple[str, bool]]:
    """Possible labels with whether their look or a colon makes them sure."""
    bold = _leading_bold(block)
    match = _SEPARATED.match(block.text)
    if match:
        colon = match[2] in {":", "–", "—"} or not match[2].startswith(".")
        yield match[1].strip(), colon or bool(bold)
    if bold:
        yield bold, True
    for end in _CAPITAL.finditer(block.text[:MAX_OPENING]):
        yield block.text[: end.start()], False


def _leading_bold(block: Block) -> str:
    """The bold words a paragraph opens with, when plain ones follow; else empty."""
    bold = ""
    for run in block.runs:
        if not run.bold and run.text.strip():
            return bold.strip(" .:–—-\t\n")
        bold += run.text
    return ""
