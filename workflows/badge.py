"""Life of a badge: until when it holds and what it is worth at a moment.

No act seen so far fixes a validity or grounds to revoke (docs/domain, section 6), so months are
an argument and None means without end.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from workflows.refusal import WorkflowError

REVOKE_GROUNDS: Final = (
    "document_changed",
    "card_changed",
    "complaint_upheld",
    "licence_lost",
    "programme_archived",
)
"""Sample grounds of the profile (docs/domain, section 6)."""


class BadgeError(WorkflowError):
    """A life that cannot be: ended before it began, a moment without zone, no months."""


class BadgeStatus(StrEnum):
    """What a badge is worth."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class BadgeLife:
    """The dates of one badge. `last_day` is the last day it holds, None without end."""

    issued_at: datetime
    last_day: date | None = None
    revoked_at: datetime | None = None
    superseded_at: datetime | None = None

    def __post_init__(self) -> None:
        moments = (self.issued_at, self.revoked_at, self.superseded_at)
        if any(moment is not None and moment.tzinfo is None for moment in moments):
            raise BadgeError("a moment needs its time zone")
        if any(moment is not None and moment < self.issued_at for moment in moments):
            raise BadgeError("a badge cannot end before it was issued")


def _local(moment: datetime, zone: ZoneInfo) -> date:
    if moment.tzinfo is None:
        raise BadgeError("a moment needs its time zone")
    return moment.astimezone(zone).date()


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last: 31 August and 6 give 28 February.

    Civil Code, article 192. Raises BadgeError for a negative number.
    """
    if months < 0:
        raise BadgeError("months are counted forward")
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day(issued_at: datetime, months: int | None, zone: ZoneInfo) -> date | None:
    """The last day a badge issued then holds, by the region's own date. None without end."""
    issued_on = _local(issued_at, zone)
    return None if months is None else add_months(issued_on, months)


def status_at(moment: datetime, life: BadgeLife, zone: ZoneInfo) -> BadgeStatus | None:
    """What the badge is worth at `moment`; None before it was issued.

    A revocation outranks all, then a newer badge, then the end of the term.
    """
    over = validity_over(life.last_day, moment, zone)
    if moment < life.issued_at:
        return None
    if life.revoked_at is not None and life.revoked_at <= moment:
        return BadgeStatus.REVOKED
    if life.superseded_at is not None and life.superseded_at <= moment:
        return BadgeStatus.SUPERSEDED
    return BadgeStatus.EXPIRED if over else BadgeStatus.ACTIVE


def validity_over(end: date | None, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the last day `end` has gone by in the region; never without an end."""
    today = _local(moment, zone)
    return end is not None and today > end


def days_left(end: date | None, moment: datetime, zone: ZoneInfo) -> int | None:
    """Calendar days until the last day: 0 on it, negative after, None without end."""
    return None if end is None else (end - _local(moment, zone)).days
