"""Letters: the codes of those a transition may send and who gets them. Words live elsewhere."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Audience(StrEnum):
    """To whom a letter goes."""

    AUTHORS = "authors"
    INTERNAL = "internal"
    MOC = "moc"
    RMC = "rmc"
    PANEL = "panel"
    KEEPER = "keeper"
    """the hat that seats experts on this road"""
    NEWCOMERS = "newcomers"
    """experts seated by this very step"""


LETTERS: Final[Mapping[str, Audience]] = MappingProxyType(
    {
        "submitted": Audience.AUTHORS,
        "moved_on": Audience.AUTHORS,
        "admitted": Audience.AUTHORS,
        "returned": Audience.AUTHORS,
        "refused": Audience.AUTHORS,
        "verdict_failed": Audience.AUTHORS,
        "badge_issued": Audience.AUTHORS,
        "badge_revoked": Audience.AUTHORS,
        "badge_expired": Audience.AUTHORS,
        "withdrawn": Audience.AUTHORS,
        "closed": Audience.AUTHORS,
        "arrived_internal": Audience.INTERNAL,
        "arrived_moc": Audience.MOC,
        "arrived_rmc": Audience.RMC,
        "third_needed_rmc": Audience.RMC,
        "third_needed_moc": Audience.MOC,
        "expert_declined": Audience.KEEPER,
        "expert_invited": Audience.NEWCOMERS,
    }
)

#: Letters that no step of the road sends.
OTHERS: Final = frozenset(
    {"invitation", "password_reset", "called_into_talk", "finding_waived", "finding_upheld"}
)
