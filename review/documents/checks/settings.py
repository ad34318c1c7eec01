"""What a region sets about checks: which block, which are off, and their figures.

Regional figures are data (domain brief, section 14); the sample values stand here as the
defaults of a profile and every one can be changed by the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

#: Checks whose findings block in the sample profile: `sev: block` of the mistakes catalogue.
SAMPLE_BLOCKING: Final = (
    "H1", "H2", "H3", "H4", "H5", "H7", "H8", "H11", "H13", "H14",
    "E01", "E02", "E03", "E17", "E27", "E29", "E30", "E34", "E35", "E41", "E43",
)  # fmt: skip


def known_values(cls: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The stored values that are fields of the class, JSON's lists as tuples."""
    known = {one.name for one in fields(cls)}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in data.items()
        if name in known
    }


@dataclass(frozen=True)
class CheckSettings:
    """Settings of one profile; ages are years, spans are years, sizes are characters or hours.

    blocking          ids whose sure findings keep a programme from being submitted
    off               ids that are not run
    required          canonical sections this region asks for besides those always asked for
    literature_years  how old a source may be
    relevance_chars   least length of the argument for relevance
    hours_limit       most hours a programme may have; None for no limit
    """

    blocking: tuple[str, ...] = SAMPLE_BLOCKING
    off: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    literature_years: int = 5
    relevance_chars: int = 300
    hours_limit: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The settings as stored in a profile version."""
        plain = asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CheckSettings:
        """Read stored settings; one added later takes its sample value."""
        return cls(**known_values(cls, data))
