"""Finds the sections of a programme by meaning, whatever the headings look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Final

from review.documents.contents import contents_of
from review.documents.headings import Heading, heading_of, joined
from review.documents.labels import depth, key
from review.documents.places import cell_places, title_page
from review.documents.reading.model import Block, DocumentModel
from review.documents.sections import load_sections

__all__ = ["Heading", "Structure", "find", "structure_from_dict"]

_FORM_LINE: Final = 60
_FULL: Final = frozenset({"style", "bold", "caps", "number", "centred"})
_NOT_WHOLE: Final = frozenset({"run_in", "cell", "title"})


@dataclass(frozen=True)
class Structure:
    """Headings in document order."""

    headings: tuple[Heading, ...] = ()

    @cached_property
    def sections(self) -> dict[str, Heading]:
        """The heading of each canonical section found: the best marked, then the first."""
        found: dict[str, Heading] = {}
        for heading in self.headings:
            for section_id in heading.covered:
                known = found.get(section_id)
                if known is None or _weight(heading, section_id) > _weight(known, section_id):
                    found[section_id] = heading
        return found

    @property
    def levels(self) -> dict[str, int]:
        """Levels of the blocks that are headings as a whole, for `rendering.to_html`.

        A label that only opens a paragraph, or stands in a table, does not make a heading
        of it.
        """
        whole = (heading for heading in self.headings if heading.evidence not in _NOT_WHOLE)
        return {heading.block_id: heading.level for heading in whole}

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"headings": [asdict(heading) for heading in self.headings]}


def structure_from_dict(data: dict[str, Any]) -> Structure:
    """Read what `Structure.to_dict` gave."""
    return Structure(
        tuple(Heading(**{**item, "also": tuple(item["also"])}) for item in data["headings"])
    )


def find(model: DocumentModel) -> Structure:
    """All headings of the document, canonical sections named where they are known."""
    blocks = list(model.walk())
    places = cell_places(model.blocks)
    contents = contents_of(blocks, places)
    title = title_page(blocks, contents)
    found = []
    if title:
        found.append(Heading(title[0].id, title[0].text, 1, "title_page", evidence="title"))
    on_title = {block.id for block in title}
    for index, block in enumerate(blocks):
        if block.id in contents.lines or _unfilled(blocks, index):
            continue
        if block.id == contents.heading:
            found.append(Heading(block.id, block.text, 1, "toc", evidence="contents"))
            continue
        heading = _heading(blocks, index, places)
        if heading is not None and (heading.section_id or block.id not in on_title):
            guessed = heading.evidence != "style" or model.format == "pdf"
            found.append(_below(heading, found) if guessed else heading)
    ends = {block.id: title[-1].id for block in title[:1]}
    if contents.heading:
        ends[contents.heading] = next(b.id for b in reversed(blocks) if b.id in contents.lines)
    return Structure(tuple(_with_extents(found, blocks, ends)))


def _heading(blocks: list[Block], index: int, places: dict[str, str]) -> Heading | None:
    """The heading at this place, with the next line when the two together name a section."""
    block = blocks[index]
    heading = heading_of(block, places.get(block.id))
    plain = block.id not in places and index + 1 < len(blocks)
    if not plain or (heading is not None and heading.section_id) or not block.bold:
        return heading
    following = blocks[index + 1]
    both = joined(block, following)
    own = heading_of(following, places.get(following.id)) if both else None
    longer = heading_of(both, None) if both and not (own and own.section_id) else None
    return longer if longer and longer.section_id else heading


def _unfilled(blocks: list[Block], index: int) -> bool:
    """A form's label with a colon and no value: another such label follows at once.

    «Приложение» on the first line tells where the whole document belongs.
    """
    text = blocks[index].text.strip()
    if blocks[index].bold:
        return False
    if index == 0 and key(text).startswith("приложение"):
        return True
    following = blocks[index + 1].text.strip() if index + 1 < len(blocks) else ""
    short = len(text) < _FORM_LINE and len(following) < _FORM_LINE
    return short and text.endswith(":") and following.endswith(":")


def _below(heading: Heading, found: list[Heading]) -> Heading:
    """A heading with a guessed level takes its section's own, or lies under the one before it.

    Without a style, and in a PDF, where a level is only a size of letters, nothing else tells.
    """
    if heading.section_id:
        return replace(heading, level=load_sections().sections[heading.section_id].level)
    above = next((h for h in reversed(found) if h.section_id and h.evidence in _FULL), None)
    if above is None:
        return heading
    return replace(heading, level=above.level + max(1, depth(heading.number)))


def _with_extents(
    found: list[Heading], blocks: list[Block], known: dict[str, str]
) -> Iterator[Heading]:
    """Each heading reaches to the block before the next one of its level or higher.

    `known` are last blocks of the headings that are known to end sooner.

    A label of what the heading covers already («Цель» under «Цель и задачи», the plan of the
    second year under «Учебный план») does not end it.
    """
    order = {block.id: index for index, block in enumerate(blocks)}
    body = len(blocks)
    while body and blocks[body - 1].kind == "footnote":
        body -= 1
    ends = [body - 1] * len(found)
    above: list[int] = []
    for index, heading in enumerate(found):
        while above and _ends(heading, found[above[-1]]):
            ends[above.pop()] = order[heading.block_id] - 1
        above.append(index)
    for heading, end in zip(found, ends, strict=True):
        last = blocks[max(end, order[heading.block_id])].id
        yield replace(heading, last_block=known.get(heading.block_id, last))


def _ends(heading: Heading, above: Heading) -> bool:
    return heading.level <= above.level and heading.section_id not in above.covered


_EVIDENCE_WEIGHT: Final = {
    "style": 5, "bold": 5, "caps": 5, "title": 5, "contents": 5, "number": 4, "centred": 4,
    "cell": 3, "run_in": 2, "plain": 1,
}  # fmt: skip


def _weight(heading: Heading, section_id: str) -> tuple[int, int]:
    own = heading.section_id == section_id
    return (_EVIDENCE_WEIGHT.get(heading.evidence, 0), int(own))
