"""Life of a remark: open, answered by the author, then verified or opened again.

Every act is one row of `ACTS`: who does it, from where, what follows. Places on later versions
are decided beside the life (kept, moved, dropped) and change nothing in it. Source: docs/domain,
section 9.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class RemarkStatus(StrEnum):
    """Where a remark stands."""

    OPEN = "open"
    MENDED = "mended"
    OBJECTED = "objected"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"


class TurnKind(StrEnum):
    """What was done in one turn of a remark's life."""

    WRITTEN = "written"
    CHANGED = "changed"
    MENDED = "mended"
    OBJECTED = "objected"
    VERIFIED = "verified"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    MOVED = "moved"
    DROPPED = "dropped"


class Side(StrEnum):
    """Whose turn it is: the author of the programme, or those who examine it."""

    AUTHOR = "author"
    EXAMINER = "examiner"


#: Everything that still asks for something and so goes along to the next version.
LIVE: Final = frozenset({RemarkStatus.OPEN, RemarkStatus.MENDED, RemarkStatus.OBJECTED})
#: What the author has answered and nobody has looked at yet.
ANSWERED: Final = frozenset({RemarkStatus.MENDED, RemarkStatus.OBJECTED})


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `target` None leaves the status as it is; `released` None means either way.

    Released is what has reached those it is for: the author, or at once the levels above.
    `words` says that it cannot be done without a text.
    """

    side: Side
    sources: frozenset[RemarkStatus]
    target: RemarkStatus | None
    released: bool | None = None
    words: bool = False


_OPEN: Final = frozenset({RemarkStatus.OPEN})
_SETTLED: Final = ANSWERED | {RemarkStatus.VERIFIED}

ACTS: Final[Mapping[TurnKind, Act]] = MappingProxyType(
    {
        TurnKind.CHANGED: Act(Side.EXAMINER, _OPEN, None, released=False, words=True),
        TurnKind.WITHDRAWN: Act(Side.EXAMINER, _OPEN, RemarkStatus.WITHDRAWN, released=False),
        TurnKind.MENDED: Act(Side.AUTHOR, LIVE, RemarkStatus.MENDED, released=True),
        TurnKind.OBJECTED: Act(Side.AUTHOR, LIVE, RemarkStatus.OBJECTED, released=True, words=True),
        TurnKind.VERIFIED: Act(Side.EXAMINER, LIVE, RemarkStatus.VERIFIED, released=True),
        TurnKind.REOPENED: Act(
            Side.EXAMINER, _SETTLED, RemarkStatus.OPEN, released=True, words=True
        ),
        TurnKind.KEPT: Act(Side.EXAMINER, LIVE, None),
        TurnKind.MOVED: Act(Side.EXAMINER, LIVE, None),
        TurnKind.DROPPED: Act(Side.EXAMINER, LIVE, None),
    }
)


def after(kind: TurnKind, status: RemarkStatus, *, released: bool) -> RemarkStatus | None:
    """The status after the act, or None when it does not go from here."""
    act = ACTS.get(kind)
    if act is None or status not in act.sources:
        return None
    if act.released is not None and act.released is not released:
        return None
    return act.target or status


def needs_words(kind: TurnKind) -> bool:
    """Whether the act means nothing without a text."""
    act = ACTS.get(kind)
    return act is None or act.words


def fold(kinds: Iterable[TurnKind]) -> RemarkStatus:
    """The status that follows from turns in order; turns that are hidden may be left out."""
    status = RemarkStatus.OPEN
    for kind in kinds:
        act = ACTS.get(kind)
        if act is not None and act.target is not None:
            status = act.target
    return status
