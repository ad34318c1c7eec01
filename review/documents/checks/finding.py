"""What a check says: which rule, how grave, where, and the figures found."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_SIGNS = 24


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
    typical mistakes it counts for. `at` and `beside` are digests of the words it stands at and,
    with a point between, of those before and after (`documents.surroundings`); empty where no
    document is at hand.
    """

    check: str
    variant: str
    severity: Severity
    section: str
    mistake: str
    found: Found
    at: str = ""
    beside: str = ""

    @property
    def says(self) -> str:
        """Names what it tells: the check and its figures, wherever they stand."""
        told = sorted((name, str(value)) for name, value in self.found.params.items())
        return hashlib.sha256(repr((self.check, self.variant, told)).encode()).hexdigest()[:_SIGNS]

    @property
    def key(self) -> str:
        """Names the same finding in later runs, so that a dispute or a waiver keeps its place.

        Three parts: what it tells, the words it stands at, those on both sides. Without a
        document the place in the model stands for the words.
        """
        at = self.at or f"{self.found.block}.{self.found.row}.{self.found.column}"
        return f"{self.says}:{at}:{self.beside}"
