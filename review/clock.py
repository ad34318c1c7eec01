"""The product's only clock: aware moments in UTC.

Nothing else asks the system for the time, so that a demo season can be replayed on its own
dates and tests can stand at a chosen second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_zone = ZoneInfo("UTC")
_offset = timedelta(0)
_fixed: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed if _fixed is not None else datetime.now(UTC) + _offset


def machine_time() -> datetime:
    """The machine's own time, whatever the product's clock says; for what happens outside it."""
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The region's time zone: working days, deadlines and dates on pages are counted in it."""
    return _zone


def set_zone(name: str) -> None:
    """Set the region's time zone by its IANA name; raises ZoneInfoNotFoundError for another."""
    global _zone
    _zone = ZoneInfo(name)


def today() -> date:
    """The region's calendar day."""
    return now().astimezone(_zone).date()


def shift(offset: timedelta) -> None:
    """Let the clock run `offset` away from the system's (a demo season lives in its own year)."""
    global _offset
    _offset = offset


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` inside the block; an aware datetime is required."""
    global _fixed
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware moments only")
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
