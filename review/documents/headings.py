"""Tells whether one block is a heading, by its look and by its words.

Real documents mark most headings by bold type or typed numbers, not by styles, and style
body text as headings; so every short paragraph is a candidate, its look is evidence, and
its words are compared with the dictionary of canonical sections (docs/domain, section 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from review.documents.labels import depth, split_number
from review.documents.openings import opening_of
from review.documents.reading.model import Block
from review.documents.sections import load_sections

MAX_LABEL_WORDS: Final = 20
MAX_LABEL_LENGTH: Final = 240
_LEAST: Final = 5

_SENTENCE_END = re.compile(r"[.;,]\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found. `evidence` says by what: style, bold, caps, number, cell, run_in…

    `section_id` is the canonical section, None for a heading of another kind; `also` are
    sections a combined heading covers too; `last_block` ends the heading's extent.
    """

    block_id: str
    text: str
    level: int
    section_id: str | None = None
    also: tuple[str, ...] = ()
    evidence: str = ""
    number: str = ""
    last_block: str = ""

    @property
    def covered(self) -> tuple[str, ...]:
        """All canonical sections this heading names."""
        return (self.section_id, *self.also) if self.section_id else ()


def heading_of(block: Block, place: str | None) -> Heading | None:
    """The heading this block is, or None. `place` tells of a table cell's role."""
    if block.kind in {"table", "figure", "footnote"} or not block.text.strip():
        return None
    if place == "data":
        return None
    short = len(block.text) <= MAX_LABEL_LENGTH and len(block.text.split()) <= MAX_LABEL_WORDS
    if not short:
        return None if place else _run_in(block)
    whole = _whole(block, place)
    if place == "label" or (whole is not None and whole.section_id):
        return whole
    return _run_in(block) or whole


def joined(block: Block, following: Block) -> Block | None:
    """Two lines of one heading as one block; None when they do not look so.

    Narrow lines of PDFs, and authors who press Enter in the middle, break a heading in two.
    """
    alike = block.kind == following.kind and block.bold and following.bold
    text = f"{block.text.strip()} {following.text.strip()}"
    if not alike or block.kind == "table" or len(text.split()) > MAX_LABEL_WORDS:
        return None
    if _SENTENCE_END.search(block.text) or split_number(following.text)[0]:
        return None
    return replace(block, text=text, runs=(*block.runs, *following.runs))


def _whole(block: Block, place: str | None) -> Heading | None:
    """The whole paragraph as a heading."""
    evidence = _evidence(block, place)
    text = block.text.strip().rstrip(":.")
    dictionary = load_sections()
    covered = () if _holds_value(text) else dictionary.exact(text) or dictionary.combined(text)
    if not covered and evidence and place is None and not _goes_on(text):
        covered = () if _holds_value(text) else dictionary.near(text)
    if covered and (evidence or _plain_label(block)):
        return _made(block, block.text.strip(), covered, evidence or "plain")
    if place is None and _is_other_heading(block, evidence):
        return _made(block, block.text.strip(), (), evidence)
    return None


def _goes_on(text: str) -> bool:
    """A small letter in front: the line goes on from the one above."""
    return len(text) < _LEAST or text[0].islower()


def _holds_value(text: str) -> bool:
    """«Срок реализации: 1 год» is a label with its value, «(срок обучения 5 лет)» a remark."""
    if text.startswith(("(", "/")):
        return True
    label, colon, after = text.partition(":")
    return bool(colon) and bool(after.strip()) and bool(load_sections().exact(label))


def _evidence(block: Block, place: str | None) -> str:
    """By what the block looks like a heading; empty when by nothing."""
    if block.kind == "heading":
        return "style"
    letters = [sign for sign in block.text if sign.isalpha()]
    if block.bold:
        return "bold"
    if len(letters) > 3 and all(sign.isupper() for sign in letters):
        return "caps"
    if place:
        return "cell"
    number, rest = split_number(block.text)
    if (number or block.label[:1].isdigit()) and rest[:1].isupper():
        return "number"
    if block.alignment == "center" or _underlined(block):
        return "centred"
    return ""


def _underlined(block: Block) -> bool:
    return bool(block.runs) and all(run.underline or not run.text.strip() for run in block.runs)


def _plain_label(block: Block) -> bool:
    """A label in plain type counts when it stands alone and does not end a sentence."""
    text = block.text.strip()
    return block.kind == "paragraph" and len(text.split()) <= 8 and not _SENTENCE_END.search(text)


def _is_other_heading(block: Block, evidence: str) -> bool:
    text = block.text.strip()
    if not any(sign.isalpha() for sign in text) or len(text.split()) > 14:
        return False
    if evidence == "style":
        return True
    numbered = bool(split_number(text)[0]) or block.label[:1].isdigit()
    marked = numbered or block.alignment == "center"
    return evidence in {"bold", "caps"} and marked and not _SENTENCE_END.search(text)


def _run_in(block: Block) -> Heading | None:
    """A label at the beginning of a paragraph: «Цель программы: …»."""
    head, covered = opening_of(block)
    return _made(block, head, covered, "run_in") if covered else None


def _made(block: Block, text: str, covered: tuple[str, ...], evidence: str) -> Heading:
    number = split_number(block.text)[0] or block.label.rstrip(".)")
    number = number if number[:1].isalnum() else ""
    section = load_sections().sections[covered[0]] if covered else None
    if evidence == "style":
        level = block.level
    elif section is not None:
        level = section.level
    else:
        level = depth(number) or 2
    return Heading(
        block_id=block.id,
        text=text,
        level=max(1, level),
        section_id=section.id if section else None,
        also=covered[1:],
        evidence=evidence,
        number=number,
    )
