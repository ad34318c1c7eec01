"""Everything a check may look at, read once: the text, what was read out of it, the card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from review.documents.checks.settings import CheckSettings, known_values
from review.documents.curriculum import HoursTable
from review.documents.facts import Facts
from review.documents.labels import fold
from review.documents.reading.model import Block, DocumentModel
from review.documents.structure import Heading, Structure


@dataclass(frozen=True)
class Card:
    """The programme card as far as checks compare it with the text; None where it is empty.

    `direction` is a Russian name of the six, `level` "initial", "basic" or "advanced", `types` are
    codes of `ProgrammeType`; ages are years, `duration_months` months, `hours` academic hours.
    """

    title: str | None = None
    organisation: str | None = None
    direction: str | None = None
    level: str | None = None
    form: str | None = None
    types: tuple[str, ...] = ()
    distance_learning: bool = False
    age_from: int | None = None
    age_to: int | None = None
    duration_months: int | None = None
    hours: int | None = None
    health: str | None = None
    authors: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The card as plain values."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Card:
        """Read what `to_json` gave."""
        return cls(**known_values(cls, data))


@dataclass(frozen=True)
class Dossier:
    """One document under examination; `today` is the day it is examined on."""

    model: DocumentModel
    structure: Structure
    facts: Facts
    tables: tuple[HoursTable, ...]
    today: date
    card: Card | None = None
    settings: CheckSettings = field(default_factory=CheckSettings)

    def section(self, section_id: str) -> Heading | None:
        """The heading of a canonical section, None when the section is missing."""
        return self.structure.sections.get(section_id)

    def blocks_of(self, section_id: str) -> tuple[Block, ...]:
        """The blocks from a section's heading to its last one, in document order, cells included.

        Empty when the section is missing.
        """
        heading = self.section(section_id)
        if heading is None:
            return ()
        first, last = self.order[heading.block_id], self.order[heading.last_block]
        return self.blocks[first : last + 1]

    def text_of(self, section_id: str) -> str:
        """The section's own words, one paragraph a line, tables' cells included once."""
        blocks = self.blocks_of(section_id)
        return "\n".join(block.text for block in blocks if block.kind != "table" and block.text)

    @cached_property
    def folded(self) -> str:
        """The whole text in small letters as `labels.fold` gives it, one paragraph a line."""
        return fold("\n".join(block.text for block in self.blocks if block.kind != "table"))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every block in document order."""
        return tuple(self.model.walk())

    @cached_property
    def order(self) -> dict[str, int]:
        """Places of the blocks by their ids."""
        return {block.id: place for place, block in enumerate(self.blocks)}
