"""A document as lines that facts are looked for in: cleaned, with the section each stands in.

A field and its value may share a paragraph («Срок реализации: 1 год»), stand in neighbouring
cells, or under one another; `values_of` hides that. Quirks are those of the domain brief,
section 7: letter-spaced words, words broken by spaces, Latin look-alikes, signature stamps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from review.documents.fact_text import clean, head_of, longest, same_length_lower, squeezed
from review.documents.reading.model import Block, DocumentModel, Row
from review.documents.structure import Heading, Structure

MAX_FRONT: Final = 90
MAX_LABEL: Final = 160
LONG: Final = 350
MAX_STAMP_GAP: Final = 7

_SEPARATORS: Final = " :.-–—\t•_"
_STAMP = re.compile(
    r"подписан\w* (?:простой )?(?:усиленной )?(?:квалифицированной )?(?:электронн|цифров|эп|эцп)"
    r"|электронн\w+ (?:цифров\w+ )?подпис|сертификат\b|владелец\b|действителен|снилс|огрн"
    r"|серийный номер"
    r"|digitally signed|acrobat reader|\be(?:mail)?=|\b[cslotg]=|\bsn=|инн юл"
    r"|дата: \d{4}\.\d\d\.\d\d|date: \d{4}\."
    r"|отпечаток|\bdn:|\bcn=|\bou?=|основание: я |foxit|утверждаю этот документ|^подписан:"
    r"|уполномоченное лицо|местоположение: |^инн\b|^инн\W"
)
_FRONT_SECTIONS: Final = frozenset(
    {None, "title_page", "direction", "level", "addressee", "volume_term", "forms", "appendices",
     "attestation_forms", "schedule_regime", "organisation"}
)  # fmt: skip
_CARDS: Final = frozenset({"passport", "front"})
#: A label of so many letters is told by its beginning.
_TELLING: Final = 9
_IN_LINE: Final = frozenset({"run_in", "cell", "title"})


@dataclass(frozen=True)
class Line:
    """One line of text: `zone` is "front" (what stands before the text) or a section's id.

    `page` counts from 1 where it is known; a row of a card-like table keeps its `value` apart.
    """

    raw: str
    block: str
    zone: str = ""
    page: int | None = None
    value: str = ""

    @property
    def pair(self) -> bool:
        """True for a row of a card-like table."""
        return bool(self.value)

    @cached_property
    def text(self) -> str:
        """The words as written, cleaned."""
        return clean(self.raw)

    @cached_property
    def folded(self) -> str:
        """The same, small letters and «е» for «ё»; places agree with `text`."""
        return same_length_lower(self.text)

    @cached_property
    def head(self) -> str:
        """The first letters and digits in one piece, from the first letter on."""
        return head_of(self.folded)

    @cached_property
    def is_stamp(self) -> bool:
        """True for a line of the block an electronic signature leaves."""
        return bool(_STAMP.search(self.folded))


@dataclass(frozen=True, slots=True)
class Value:
    """What stands after a label; `line` is the line the value itself is in."""

    text: str
    line: Line
    label: str


class Lines:
    """The lines of one document, in order."""

    def __init__(
        self,
        model: DocumentModel,
        structure: Structure,
        fields: Iterable[str],
        others: Iterable[str] = (),
        openings: Iterable[str] = (),
    ) -> None:
        """`fields` and `others` are labels; a cell may go on after one of `openings`."""
        self._fields, self._openings = frozenset(fields), frozenset(openings)
        self._labels = tuple(sorted(self._fields.union(others), key=len, reverse=True))
        self.all: tuple[Line, ...] = tuple(self._made(model, _zones(model, structure)))

    @cached_property
    def _labelled(self) -> frozenset[int]:
        """Lines that may begin with a label, by identity; told once for all fields."""
        by_letter: dict[str, tuple[str, ...]] = {}
        for label in self._labels:
            by_letter[label[0]] = (*by_letter.get(label[0], ()), label)
        return frozenset(
            id(one) for one in self.all if one.head.startswith(by_letter.get(one.head[:1], ()))
        )

    @cached_property
    def stamp(self) -> frozenset[int]:
        """Places in `all` of what electronic signatures left over the text.

        A stamp runs from its first telling line to its last; names between belong to it.
        """
        places: set[int] = set()
        last: int | None = None
        for place, one in enumerate(self.all[:MAX_FRONT]):
            if one.zone != "front" or not one.is_stamp:
                continue
            near = last is not None and place - last <= MAX_STAMP_GAP
            places.update(range(last + 1 if near and last is not None else place, place + 1))
            last = place
        return frozenset(places)

    @cached_property
    def front(self) -> tuple[Line, ...]:
        """What stands before the contents list and the first section, without stamps."""
        lines = enumerate(self.all)
        return tuple(one for place, one in lines if one.zone == "front" and place not in self.stamp)

    @cached_property
    def cover(self) -> tuple[Line, ...]:
        """The first page alone: `front` up to its long text or its end."""
        kept: list[Line] = []
        for one in self.front:
            if (one.page or 1) > 1 or len(one.text) > LONG:
                break
            kept.append(one)
        return tuple(kept)

    def in_zones(self, *zones: str) -> Iterator[Line]:
        """Lines of these sections, in the order the sections are named."""
        for zone in zones:
            yield from (one for one in self.all if one.zone == zone)

    def values_of(self, labels: tuple[str, ...], lines: Iterable[Line]) -> Iterator[Value]:
        """What is written to these labels, on the label's line or on the one below it."""
        waiting = ""
        for one in lines:
            if waiting and one.text:
                if not self.known(one.folded):
                    yield Value(one.text, one, waiting)
                waiting = ""
            if id(one) not in self._labelled:
                continue
            label, end = longest(one.folded, labels)
            if not label:
                continue
            rest = (clean(one.value) or one.text[end:]).lstrip(_SEPARATORS)
            if rest:
                yield Value(rest, one, label)
            else:
                waiting = label

    def known(self, folded: str) -> str:
        """The label a text begins with; empty when with none."""
        return longest(folded, self._labels)[0]

    def _made(self, model: DocumentModel, zones: dict[str, str]) -> Iterator[Line]:
        for block in model.blocks:
            if block.kind == "table":
                yield from self._of_table(block, zones)
            elif block.text and not block.in_toc:
                yield from _of_block(block, zones)

    def _of_table(self, table: Block, zones: dict[str, str]) -> Iterator[Line]:
        for row in table.rows:
            pairs = tuple(self._pairs(row, zones.get(table.id, "")))
            inner = () if pairs else (block for cell in row.cells for block in cell.blocks)
            yield from pairs
            for block in inner:
                nested = block.kind == "table"
                yield from self._of_table(block, zones) if nested else _of_block(block, zones)

    def _pairs(self, row: Row, zone: str) -> Iterator[Line]:
        """Rows of a card: a cell that is a known label, and the cells after it."""
        filled = [cell for cell in row.cells if cell.text.strip()]
        place = 0
        while place < len(filled) - 1:
            name = filled[place].text
            if len(name) <= MAX_LABEL and self._names(name, zone):
                values = [filled[place + 1]]
                while place + 1 + len(values) < len(filled) and not self._names(
                    filled[place + 1 + len(values)].text, zone
                ):
                    values.append(filled[place + 1 + len(values)])
                home = next(block for block in values[0].blocks if block.text)
                said = " | ".join(cell.text for cell in values)
                yield Line(f"{name}: {said}", home.id, zone, home.page, said)
                place += 1 + len(values)
            else:
                place += 1

    def _names(self, cell: str, zone: str) -> bool:
        """True for a cell that names a field; a card's cells say more than the field's name."""
        folded = same_length_lower(clean(cell)).strip("0123456789.() ")
        label = self.known(folded)
        if label not in self._fields:
            return False
        if zone in _CARDS and len(label) > _TELLING:
            return True
        return label in self._openings or len(squeezed(folded)) <= len(label) + 12


def _of_block(block: Block, zones: dict[str, str]) -> Iterator[Line]:
    zone = zones.get(block.id, "")
    for part in block.text.split("\n"):
        if part.strip():
            yield Line(part, block.id, zone, block.page)


def _zones(model: DocumentModel, structure: Structure) -> dict[str, str]:
    """For each block the section it stands in, "front" before the first of them."""
    headings: dict[str, Heading] = {}
    for heading in structure.headings:
        if heading.section_id and heading.section_id != "title_page":
            headings.setdefault(heading.block_id, heading)
    zones: dict[str, str] = {}
    current, seen = "front", 0
    for block in model.walk():
        heading_here = headings.get(block.id)
        seen += bool(block.text)
        if current == "front" and ((block.page or 1) > 3 or seen > MAX_FRONT):
            current = ""
        if heading_here is None:
            zones[block.id] = current
            continue
        section = heading_here.section_id or ""
        inside = section in _FRONT_SECTIONS or heading_here.evidence in _IN_LINE
        if current == "front" and inside:
            zones[block.id] = current
        else:
            zones[block.id] = section
            if heading_here.evidence not in _IN_LINE:
                current = section
    return zones
