"""What a check says: which rule, how grave, where, and the figures found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is. Only BLOCK can keep a programme from being submitted."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check function yields: a place and the figures its wording needs.

    `block` is a block id of the model, empty for the document as a whole. In a table `row` and
    `column` name the cell, both counted from 1 over the grid as a person counts; they are 0
    elsewhere. `confidence` is from 0 to 1; see `registry.SURE`. `section` overrides the section
    the check is declared for.
    """

    params: Mapping[str, Any] = field(default_factory=dict)
    block: str = ""
    row: int = 0
    column: int = 0
    confidence: float = 1.0
    section: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A `Found` with its rule: `check` is the catalogue's id (domain brief, section 8).

    `variant` tells apart the wordings of one id; `mistake` is the entry of the catalogue of
    typical mistakes it counts for.
    """

    check: str
    variant: str
    severity: Severity
    section: str
    mistake: str
    found: Found

    @property
    def key(self) -> str:
        """Names the same finding in later runs, so that a dispute or a waiver keeps its place."""
        place = f"{self.found.block}:{self.found.row}:{self.found.column}"
        figures = ",".join(f"{name}={value}" for name, value in sorted(self.found.params.items()))
        return f"{self.check}:{self.variant}:{place}:{figures}"[:300]
