"""Ages, term, volume and load of a programme, from the surest place that tells them.

Order of trust: title page, passport table, labelled lines, the section meant for it, running
text (domain brief, section 7; corpus README, section 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeVar

from review.documents import fact_labels as labels
from review.documents import fact_numbers as numbers
from review.documents.fact_choices import is_vocational
from review.documents.fact_lines import Line, Lines, Value
from review.documents.fact_values import Fact

N = TypeVar("N", int, float)

ON_TITLE: Final = 0.97
LABELLED: Final = 0.94
IN_SECTION: Final = 0.91
RUNNING: Final = 0.75
_WRITTEN: Final = 160

_ABOUT_CHILDREN = re.compile(
    r"дет[яеьи]|учащ|обучающ|воспитанник|школьник|подрост|ребен|ребят|учени|возраст"
)
_ABOUT_PROGRAMME = re.compile(r"программ|рассчитан|предназнач|адресован|курс|возраст|принима")
_NTH_OF_COLLEGE = re.compile(
    r"(?:студент|учащ|обучающ)\w{0,6} \d\s?(?:-?\s?(?:го|х))?\s?(?:курс|год)"
)
_NOT_OURS = re.compile(r"труд|астрономическ|работник|федеральн|закон|инвалид|психолог|рождени")
_HOW_LONG = re.compile(
    r"(?:рассчитан\w{0,3}|реализ\w{0,8}|срок\w{0,2}|изуча\w{0,6}|продолжительност\w|осваива\w{0,6})"
    r"[^.;]{0,70}"
)
_HOW_MUCH = re.compile(
    r"(?:рассчитан\w{0,3}|объем\w{0,2}|общ\w{2,3} (?:количеств|числ|трудоемк)\w{0,5}|всего"
    r"|трудоемкост\w|учебн\w{2} нагрузк\w|отводится|составля\w{2,4}|предусм\w{4,10})[^;]{0,110}"
)
_A_WEEK = re.compile(
    r"(\d(?:[.,]\d)?)\s?(?:академ\w{0,10}\.?\s|учебн\w{0,3}\s)?час\w{0,2}\s?в\s?неделю"
)
_TIMES = re.compile(
    r"(\d)\s?(?:раз\w?|заняти\w|занятие)\s?в\s?неделю\s?(?:,|-|–|—)?\s?(?:по)?\s?"
    r"(\d(?:[.,]\d)?)\s?(?:академ\w{0,10}\.?\s|учебн\w{0,3}\s)?ч"
)
_WEEKS = re.compile(
    r"(?<![\d.,])(\d{1,2})\s?(?:-?\s?(?:х|ти)\s)?(?:учебн\w{2,3}\s|календарн\w{2,3}\s)?недел[яьи]"
)

_AGE_ZONES: Final = ("addressee", "passport", "explanatory_note", "complex_1", "relevance")
_TERM_ZONES: Final = ("volume_term", "passport", "explanatory_note", "complex_1")


def figures_of(line: str) -> str:
    """Folded text ready for figures: numerals as digits, classes left out."""
    return numbers.without_classes(numbers.with_digits(line))


def _values(lines: Lines, wanted: tuple[str, ...]) -> Iterator[tuple[Value, float]]:
    """Values of a field: title page first, then cards, then the text."""
    for value in lines.values_of(wanted, lines.front):
        yield value, ON_TITLE
    rest = [one for one in lines.all if one.zone != "front"]
    for value in lines.values_of(
        wanted, [one for one in rest if one.pair or one.zone == "passport"]
    ):
        yield value, ON_TITLE
    for value in lines.values_of(wanted, [one for one in rest if not one.pair]):
        yield value, LABELLED


def _fact(number: N, line: Line, confidence: float) -> Fact[N]:
    return Fact(number, line.block, line.text[:_WRITTEN], confidence)


# --- ages ---------------------------------------------------------------------------------


def ages(lines: Lines) -> tuple[Fact[float] | None, Fact[float] | None]:
    """The least and the greatest age of the children the programme is for."""
    for value, sure in _values(lines, labels.AGES):
        if found := _ages_of(value.text, value.line, sure):
            return found
    for one in (*lines.front, *lines.in_zones(*_AGE_ZONES)):
        if "лет" in one.folded and (found := _ages_in_text(one)):
            return found
    for one in () if is_vocational(lines) else lines.all:
        if (
            "лет" in one.raw
            and _ABOUT_PROGRAMME.search(one.folded)
            and (found := _ages_in_text(one))
        ):
            return found
    return None, None


def _ages_of(
    text: str, line: Line, sure: float
) -> tuple[Fact[float] | None, Fact[float] | None] | None:
    figures = figures_of(text.lower().replace("ё", "е"))
    short = len(figures) < 90
    many = numbers.age_ranges(figures) if short else []
    if many:
        low, high = min(one[0] for one in many), max(one[1] for one in many)
        return _fact(low, line, sure), _fact(high, line, sure)
    ages_found = numbers.age_range(figures, bare=short)
    if ages_found:
        return _fact(ages_found[0], line, sure), _fact(ages_found[1], line, sure)
    least, most = numbers.age_bounds(figures) if short else (None, None)
    if least is None and most is None:
        return None
    return (
        None if least is None else _fact(least, line, sure),
        None if most is None else _fact(most, line, sure),
    )


def _ages_in_text(line: Line) -> tuple[Fact[float] | None, Fact[float] | None] | None:
    """A range told of children; in the section meant for it a little surer."""
    figures = figures_of(line.folded)
    found = numbers.age_range(figures)
    if not found or not _ABOUT_CHILDREN.search(figures) or _NOT_OURS.search(figures):
        return None
    sure = IN_SECTION if line.zone in {"addressee", "front"} else RUNNING
    return _fact(found[0], line, sure), _fact(found[1], line, sure)


# --- term ---------------------------------------------------------------------------------


def duration(lines: Lines) -> Fact[float] | None:
    """How long the programme is taught, in years."""
    for value, sure in _values(lines, labels.TERM):
        years = numbers.years_of(figures_of(value.text.lower().replace("ё", "е"))[:160])
        if years:
            return _fact(years, value.line, sure)
    for one in (*lines.front, *lines.in_zones(*_TERM_ZONES)):
        if found := _term_in_text(one, IN_SECTION if one.zone == "volume_term" else RUNNING):
            return found
    return next(filter(None, (_term_in_text(one, RUNNING) for one in lines.all)), None)


def _term_in_text(line: Line, sure: float) -> Fact[float] | None:
    if not any(word in line.folded for word in ("год", "лет", "мес")):
        return None
    for match in _HOW_LONG.finditer(figures_of(line.folded)):
        about = match[0]
        if (
            numbers.age_range(about)
            or _NTH_OF_COLLEGE.search(about)
            or not _ABOUT_PROGRAMME.search(line.folded)
        ):
            continue
        years = numbers.years_of(about)
        if years:
            return _fact(years, line, sure)
    return None


# --- hours --------------------------------------------------------------------------------


def volume(lines: Lines, years: Fact[float] | None) -> Fact[int] | None:
    """The whole volume in hours, as stated."""
    term = years.value if years else None
    for value, sure in _values(lines, labels.VOLUME + labels.TERM):
        figures = figures_of(value.text.lower().replace("ё", "е"))[:200]
        hours = numbers.hours_of(figures, term)
        if hours is None and value.line.pair and value.label in labels.VOLUME:
            hours = numbers.bare_hours(figures)
        if hours:
            return _fact(hours, value.line, sure)
    if by_years := _volume_by_years(lines):
        return by_years
    for one in lines.cover:
        hours = numbers.hours_of(figures_of(one.folded), term) if len(one.text) < 60 else None
        if hours:
            return _fact(hours, one, IN_SECTION)
    for one in (*lines.in_zones(*_TERM_ZONES), *lines.all):
        sure = IN_SECTION if one.zone == "volume_term" else RUNNING
        if found := _volume_in_text(one, term, sure):
            return found
    return None


def _volume_by_years(lines: Lines) -> Fact[int] | None:
    """Years told line by line: «1 год обучения – 144 часа», «2 год обучения – 216 часов»."""
    told: dict[int, int] = {}
    first: Line | None = None
    for one in lines.in_zones("volume_term", "passport", "front"):
        if "год" in one.folded and (by_year := numbers.hours_by_year(figures_of(one.folded))):
            first = first or one
            for year, hours in by_year.items():
                told.setdefault(year, hours)
    whole = len(told) > 1 and set(told) == set(range(1, len(told) + 1))
    return _fact(sum(told.values()), first, IN_SECTION) if whole and first else None


def _volume_in_text(line: Line, term: float | None, sure: float) -> Fact[int] | None:
    if " ч" not in line.folded and "час" not in line.folded:
        return None
    for match in _HOW_MUCH.finditer(figures_of(line.folded)):
        hours = numbers.hours_of(match[0], term)
        if hours:
            return _fact(hours, line, sure)
    return None


def load(lines: Lines) -> tuple[Fact[float] | None, Fact[int] | None]:
    """Hours a week and weeks a year."""
    a_week: Fact[float] | None = None
    weeks: Fact[int] | None = None
    for one in (
        *lines.front,
        *lines.in_zones("passport", "volume_term", "schedule_regime"),
        *lines.all,
    ):
        if "недел" not in one.folded:
            continue
        figures = figures_of(one.folded)
        sure = IN_SECTION if one.zone in {"volume_term", "schedule_regime", "front"} else RUNNING
        a_week = a_week or _a_week(figures, one, sure)
        found = _WEEKS.search(figures)
        if weeks is None and found and 4 <= int(found[1]) <= 52:
            weeks = _fact(int(found[1]), one, sure)
        if a_week and weeks:
            break
    return a_week, weeks


def _a_week(figures: str, line: Line, sure: float) -> Fact[float] | None:
    times = _TIMES.search(figures)
    if times:
        return _fact(int(times[1]) * numbers.number(times[2]), line, sure)
    hours = _A_WEEK.search(figures)
    return _fact(numbers.number(hours[1]), line, sure) if hours else None
