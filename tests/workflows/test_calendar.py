"""Working days of Russia, terms, what is overdue; in zones without summer time too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import (
    KNOWN_YEARS,
    CalendarError,
    WorkingDays,
    add_working_days,
    days_in_stage,
    days_left,
    enacted,
    is_overdue,
    production_calendar,
    statutory,
    working_days_between,
)

RUSSIA = production_calendar()
AMUR, MOSCOW = ZoneInfo("Asia/Yakutsk"), ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("year", "days"), [(2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247)]
)
def test_working_days_of_the_enacted_years(year: int, days: int) -> None:
    assert RUSSIA.count(date(year - 1, 12, 31), date(year, 12, 31)) == days
    assert enacted(year)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 3, 5), True),
        (date(2022, 3, 7), False),
        (date(2022, 5, 2), False),
        (date(2022, 5, 3), False),
        (date(2022, 6, 13), False),
        (date(2023, 2, 24), False),
        (date(2023, 11, 6), False),
        (date(2024, 4, 27), True),
        (date(2024, 12, 28), True),
        (date(2024, 12, 31), False),
        (date(2025, 2, 24), True),
        (date(2025, 3, 10), True),
        (date(2025, 5, 8), False),
        (date(2025, 11, 1), True),
        (date(2026, 1, 9), False),
        (date(2026, 1, 12), True),
        (date(2026, 5, 11), False),
        (date(2027, 5, 10), False),
        (date(2027, 6, 14), False),
        (date(2030, 1, 8), False),
        (date(2041, 1, 3), True),
    ],
)
def test_days_people_remember(day: date, works: bool) -> None:
    assert RUSSIA.is_working(day) is works


def test_a_year_without_a_decree_follows_the_labour_code() -> None:
    assert enacted(2027) is None
    assert enacted(2035) is None
    bare = statutory(2027)
    assert not bare.extra_workdays
    for day in (date(2027, 1, 1) + timedelta(days=n) for n in range(365)):
        assert RUSSIA.is_working(day) is bare.is_working(day)


def test_the_seed_season_was_re_sent_on_a_working_tuesday() -> None:
    sent = datetime(2023, 6, 6, 9, tzinfo=AMUR)
    assert add_working_days(sent, 5, AMUR) == datetime(2023, 6, 14, 23, 59, 59, tzinfo=AMUR)


def test_the_day_of_the_event_is_not_counted() -> None:
    friday = datetime(2026, 11, 20, 23, 59, tzinfo=MOSCOW)
    assert add_working_days(friday, 1, MOSCOW).date() == date(2026, 11, 23)
    assert add_working_days(friday, 0, MOSCOW).date() == date(2026, 11, 20)
    saturday = friday + timedelta(days=1)
    assert add_working_days(saturday, 0, MOSCOW).date() == date(2026, 11, 23)
    assert add_working_days(saturday, 1, MOSCOW).date() == date(2026, 11, 23)


def test_the_day_is_the_regions_own() -> None:
    moment = datetime(2026, 11, 19, 16, tzinfo=UTC)
    assert moment.astimezone(AMUR).day == 20
    assert add_working_days(moment, 1, AMUR).date() == date(2026, 11, 23)
    assert add_working_days(moment, 1, MOSCOW).date() == date(2026, 11, 20)
    assert add_working_days(moment, 1, AMUR).utcoffset() == timedelta(hours=9)


def test_overdue_begins_with_the_next_second() -> None:
    due = datetime(2026, 11, 20, 23, 59, 59, tzinfo=AMUR)
    assert not is_overdue(due, due)
    assert not is_overdue(due, due + timedelta(microseconds=999_999))
    assert is_overdue(due, due + timedelta(seconds=1))
    assert is_overdue(due, datetime(2026, 11, 20, 15, tzinfo=UTC))
    assert not is_overdue(None, due)


def test_days_in_a_stage() -> None:
    entered = datetime(2026, 4, 30, 12, tzinfo=MOSCOW)
    assert days_in_stage(entered, entered, MOSCOW) == 0
    assert days_in_stage(entered, datetime(2026, 5, 3, tzinfo=MOSCOW), MOSCOW) == 0
    assert days_in_stage(entered, datetime(2026, 5, 12, tzinfo=MOSCOW), MOSCOW) == 6
    assert days_in_stage(entered, entered - timedelta(days=9), MOSCOW) == 0
    assert days_left(entered, entered - timedelta(days=1), MOSCOW) == 1
    assert days_left(entered, datetime(2026, 5, 12, tzinfo=MOSCOW), MOSCOW) == -6


def test_a_moment_without_zone_and_a_negative_term_are_refused() -> None:
    with pytest.raises(CalendarError, match="zone"):
        add_working_days(datetime(2026, 1, 1), 1, AMUR)
    with pytest.raises(CalendarError, match="negative"):
        add_working_days(datetime(2026, 1, 1, tzinfo=UTC), -1, AMUR)


def test_a_regions_own_days() -> None:
    day, saturday = date(2026, 11, 23), date(2026, 11, 21)
    own = RUSSIA.with_own(off=[day], work=[saturday])
    assert not own.is_working(day)
    assert own.is_working(saturday)
    assert not RUSSIA.with_own(off=[saturday], work=[saturday]).is_working(saturday)
    friday = datetime(2026, 11, 20, 9, tzinfo=AMUR)
    assert add_working_days(friday, 2, AMUR, own).date() == date(2026, 11, 24)


DATES = st.dates(date(2021, 6, 1), date(KNOWN_YEARS.stop + 1, 1, 1))
MOMENTS = st.datetimes(
    datetime(2021, 6, 1), datetime(2041, 1, 1), timezones=st.sampled_from([UTC, AMUR, NEW_YORK])
)
OWN = st.builds(
    WorkingDays,
    st.frozensets(st.dates(date(2024, 1, 1), date(2024, 3, 1))),
    st.frozensets(st.dates(date(2024, 1, 1), date(2024, 3, 1))),
)


@given(st.dates(date(2023, 12, 20), date(2024, 3, 10)), st.integers(0, 60), OWN)
def test_counting_is_what_walking_day_by_day_gives(
    start: date, length: int, calendar: WorkingDays
) -> None:
    days = [start + timedelta(days=n) for n in range(1, length + 1)]
    plain = [
        day
        for day in days
        if day not in calendar.holidays and (day.weekday() < 5 or day in calendar.extra_workdays)
    ]
    assert calendar.count(start, start + timedelta(days=length)) == len(plain)
    assert [day for day in days if calendar.is_working(day)] == plain


@given(MOMENTS, st.integers(0, 60), st.sampled_from([AMUR, MOSCOW, NEW_YORK]))
def test_a_term_ends_on_a_working_day_that_many_days_away(
    start: datetime, days: int, zone: ZoneInfo
) -> None:
    due = add_working_days(start, days, zone)
    assert RUSSIA.is_working(due.date())
    assert due > start - timedelta(seconds=1)
    assert (due.hour, due.minute, due.second) == (23, 59, 59)
    if days:
        assert working_days_between(start, due, zone) == days
        assert add_working_days(start, days - 1, zone) <= due
    assert working_days_between(due, start, zone) == -working_days_between(start, due, zone)
