"""Life of a badge: months that differ in length, the last day, what outranks what."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.badge import (
    REVOKE_GROUNDS,
    BadgeError,
    BadgeLife,
    BadgeStatus,
    add_months,
    days_left,
    last_day,
    status_at,
    validity_over,
)

AMUR = ZoneInfo("Asia/Yakutsk")
ISSUED = datetime(2023, 6, 6, 5, tzinfo=UTC)
END = date(2026, 6, 6)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 6, 6), 36, END),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2023, 11, 30), 0, date(2023, 11, 30)),
    ],
)
def test_months(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 120), st.integers(0, 120))
def test_more_months_never_end_earlier(day: date, first: int, more: int) -> None:
    assert add_months(day, first) <= add_months(day, first + more)
    assert add_months(day, first).day <= day.day


def test_the_last_day_is_the_regions_own() -> None:
    late = datetime(2023, 6, 5, 16, tzinfo=UTC)
    assert last_day(late, 36, AMUR) == END
    assert last_day(late, 36, ZoneInfo("UTC")) == date(2026, 6, 5)
    assert last_day(late, None, AMUR) is None


def test_it_holds_through_its_last_day() -> None:
    life = BadgeLife(ISSUED, END)
    assert status_at(ISSUED, life, AMUR) is BadgeStatus.ACTIVE
    last_second = datetime(2026, 6, 6, 23, 59, 59, tzinfo=AMUR)
    assert status_at(last_second, life, AMUR) is BadgeStatus.ACTIVE
    assert status_at(last_second + timedelta(seconds=1), life, AMUR) is BadgeStatus.EXPIRED
    assert status_at(ISSUED - timedelta(seconds=1), life, AMUR) is None
    assert status_at(last_second.replace(year=2099), BadgeLife(ISSUED), AMUR) is BadgeStatus.ACTIVE


def test_a_revocation_outranks_a_newer_badge_and_that_outranks_time() -> None:
    revoked, superseded = ISSUED + timedelta(days=20), ISSUED + timedelta(days=10)
    life = BadgeLife(ISSUED, date(2023, 6, 10), revoked, superseded)
    assert status_at(ISSUED + timedelta(days=9), life, AMUR) is BadgeStatus.EXPIRED
    assert status_at(superseded, life, AMUR) is BadgeStatus.SUPERSEDED
    assert status_at(revoked, life, AMUR) is BadgeStatus.REVOKED


def test_days_left() -> None:
    assert days_left(END, datetime(2026, 6, 6, 1, tzinfo=AMUR), AMUR) == 0
    assert days_left(END, datetime(2026, 6, 1, 1, tzinfo=AMUR), AMUR) == 5
    assert days_left(END, datetime(2026, 6, 7, 1, tzinfo=AMUR), AMUR) == -1
    assert days_left(None, ISSUED, AMUR) is None
    assert not validity_over(None, ISSUED, AMUR)


def test_lives_that_cannot_be() -> None:
    naive = datetime(2023, 6, 6)
    with pytest.raises(BadgeError, match="zone"):
        BadgeLife(naive)
    with pytest.raises(BadgeError, match="before"):
        BadgeLife(ISSUED, revoked_at=ISSUED - timedelta(days=1))
    with pytest.raises(BadgeError, match="zone"):
        last_day(naive, 1, AMUR)
    with pytest.raises(BadgeError, match="zone"):
        status_at(naive, BadgeLife(ISSUED), AMUR)
    with pytest.raises(BadgeError, match="zone"):
        validity_over(END, naive, AMUR)
    with pytest.raises(BadgeError, match="forward"):
        add_months(END, -1)


def test_grounds_to_revoke_are_named() -> None:
    assert len(set(REVOKE_GROUNDS)) == 5
