"""What checks ask of a document again and again: a section's own words, what is said anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from review.documents.checks.dossier import Dossier
from review.documents.checks.registry import from_files
from review.documents.labels import fold
from review.documents.reading.model import Block
from review.documents.structure import Heading

#: A heading of another kind, or a paragraph of so few words, may be what a section is called.
SHORT: Final = 12
_DATA: Final = Path(__file__).parents[1] / "data" / "expected.yaml"
#: Headings that stand on a line of their own; a label inside a paragraph ends no section.
_WHOLE: Final = frozenset({"style", "bold", "caps", "number", "centred"})
#: Sections that hold topics, whose own labels («Формы контроля») belong to them.
_OF_TOPICS: Final = frozenset({"curriculum_plan", "plan_content"})
_LABEL_END: Final = " \t\n\u00a0.:–—-"


@dataclass(frozen=True, slots=True)
class Expected:
    """A canonical section as findings name it; see the data file for `sure` and `hint`."""

    title: str
    sure: float = 0.0
    hint: re.Pattern[str] | None = None


@from_files
@cache
def expected() -> dict[str, Expected]:
    """What sections are called and how surely one is missing, by section id; read once."""
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {
        name: Expected(
            item["title"],
            item.get("sure", 0.0),
            re.compile(item["hint"]) if "hint" in item else None,
        )
        for name, item in data.items()
    }


def title_of(section_id: str) -> str:
    """What a section is called in print."""
    return expected()[section_id].title


def own_heading(dossier: Dossier, section_id: str) -> Heading | None:
    """The heading of a section; under «Цель и задачи» the label of the one that is asked for."""
    heading = dossier.section(section_id)
    if heading is None or not heading.also:
        return heading
    first, last = dossier.order[heading.block_id], dossier.order[heading.last_block]
    inside = (
        one
        for one in dossier.structure.headings
        if one.section_id == section_id
        and not one.also
        and first < dossier.order[one.block_id] <= last
    )
    return next(inside, heading)


def own_blocks(dossier: Dossier, section_id: str) -> tuple[Block, ...]:
    """Blocks of a section that hold words, the heading first; tables only by their cells.

    A section inside it («Кадровое обеспечение» under «Условия реализации») is not its own.
    """
    heading = own_heading(dossier, section_id)
    if heading is None:
        return ()
    first, last = dossier.order[heading.block_id], dossier.order[heading.last_block]
    if section_id not in _OF_TOPICS:
        last = min(last, _next_section(dossier, heading) - 1)
    inside = dossier.blocks[first : last + 1]
    return tuple(block for block in inside if block.kind != "table" and block.text.strip())


def _next_section(dossier: Dossier, heading: Heading) -> int:
    """Where the next heading of another section stands."""
    after = (
        dossier.order[one.block_id]
        for one in dossier.structure.headings
        if one.section_id and one.evidence in _WHOLE and one.section_id not in heading.covered
    )
    here = dossier.order[heading.block_id]
    return min((place for place in after if place > here), default=len(dossier.blocks))


def own_texts(dossier: Dossier, section_id: str) -> Iterator[tuple[Block, str]]:
    """A section's paragraphs without its label, each with its block; empty ones left out."""
    heading = own_heading(dossier, section_id)
    for block in own_blocks(dossier, section_id):
        text = block.text
        if heading is not None and block.id == heading.block_id:
            text = text.partition(heading.text)[2].lstrip(_LABEL_END)
        if text.strip():
            yield block, text.strip()


def own_text(dossier: Dossier, section_id: str) -> str:
    """A section's words without its label, one paragraph a line."""
    return "\n".join(text for _, text in own_texts(dossier, section_id))


def said_briefly(dossier: Dossier, pattern: re.Pattern[str]) -> bool:
    """True when a heading or another short paragraph holds the pattern (in folded letters)."""
    return bool(pattern.search(dossier.folded)) and any(
        pattern.search(fold(block.text))
        for block in dossier.blocks
        if block.kind != "table" and len(block.text) < 200 and len(block.text.split()) <= SHORT
    )


def as_typed(text: str, match: re.Match[str], group: int = 0) -> str:
    """What was matched in `fold(text)`, in the author's own letters where they can be found."""
    even = text.replace("№", "No")
    if len(fold(even)) != len(even):
        return str(match[group])
    start, end = match.span(group)
    return even[start:end].replace("No", "№")


def hinted(dossier: Dossier, section_id: str) -> bool:
    """True when a heading or a short paragraph may be the section under another name."""
    hint = expected()[section_id].hint
    return hint is not None and any(
        hint.search(fold(heading.text))
        for heading in dossier.structure.headings
        if heading.section_id is None
    )
