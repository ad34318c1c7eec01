"""Reading figures out of a few Russian words: ages, terms of study, hours.

Pure functions over folded text (`fact_lines.same_length_lower`); numerals in words become digits
first. Nothing here looks at the rest of the document.
"""

from __future__ import annotations

import math
import re
from typing import Final

#: Months of a study year and of a calendar year.
STUDY_YEAR: Final = 9
YEAR: Final = 12

_UNITS: Final = {
    "один": 1, "одна": 1, "одно": 1, "одного": 1, "одной": 1, "одному": 1, "одну": 1,
    "два": 2, "две": 2, "двух": 2, "двум": 2, "три": 3, "трех": 3, "трем": 3, "четыре": 4,
    "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "семи": 7, "восемь": 8,
    "восьми": 8, "девять": 9, "девяти": 9, "десять": 10, "десяти": 10, "одиннадцать": 11,
    "одиннадцати": 11, "двенадцать": 12, "двенадцати": 12, "тринадцать": 13, "тринадцати": 13,
    "четырнадцать": 14, "четырнадцати": 14, "пятнадцать": 15, "пятнадцати": 15,
    "шестнадцать": 16, "шестнадцати": 16, "семнадцать": 17, "семнадцати": 17,
    "восемнадцать": 18, "восемнадцати": 18, "девятнадцать": 19,
}  # fmt: skip
_TENS: Final = {
    "двадцать": 20, "двадцати": 20, "тридцать": 30, "тридцати": 30, "сорок": 40, "сорока": 40,
    "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяносто": 90,
}  # fmt: skip
_HUNDREDS: Final = {"сто": 100, "ста": 100, "двести": 200, "триста": 300, "четыреста": 400}
_NUMERALS: Final = _UNITS | _TENS | _HUNDREDS
_ANY_NUMERAL = re.compile(r"[а-я]{3,15}")
_WORD_FIGURE = re.compile(r"\b[а-я]{3,15}\b(?: [а-я]{3,15}\b)*")
_SAID_TWICE = re.compile(r"(\d)\s?\([а-я ]{3,60}\)")
_THOUSANDS = re.compile(r"\b(\d) (\d{3})(?= ?ч)")
_ADJECTIVES: Final = {
    "одно": 1, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8,
    "девяти": 9,
}  # fmt: skip

_CLASSES = re.compile(
    r"\([^()]{0,60}кл[^()]{0,60}\)|\b\d{1,2}\s?[-–—]\s?\d{1,2}\s?(?:-?х\s?)?кл\w{0,8}"
)
_AGE = r"(\d{1,2}(?:[.,]\d)?)"
_STEP = r"\s?(?:-?\s?(?:ти|ми|х|и)\b)?"
_UNIT = r"(?:лет|год)"
_RANGE = re.compile(
    rf"(?<![\d.,/№])(?<!№ ){_AGE}{_STEP}\s?(?:лет\b|года?\b|\+)?\s?(?:-|–|—|−|до|по|\.\.\.|…)\s?"
    rf"(?:до )?{_AGE}{_STEP}\s?(?:-?\s?летн|\([^()]{{0,30}}\)\s?{_UNIT}|{_UNIT})"
)
_RANGE_BARE = re.compile(
    rf"(?<![\d.,/№]){_AGE}{_STEP}\s?(?:-|–|—|−|до|по)\s?{_AGE}(?![\d./]|\s?(?:час|чел|кл|мин|ч\b))"
)
_FROM = re.compile(
    rf"(?:\b(?:от|с|старше)\s?{_AGE}{_STEP}\s?(?:лет|года)|{_AGE}\s?(?:\+|лет и старше))"
)
_TO = re.compile(rf"\b(?:до|младше)\s?{_AGE}{_STEP}\s?(?:лет|года)")
_EXACT = re.compile(rf"(?<![\d.,/№-]){_AGE}{_STEP}\s?(?:лет\b|года?\b)")
_GREATEST_AGE: Final = 99

_SCHOOL = r"(?:учебн\w{1,3}\s|календарн\w{1,3}\s|полн\w{1,3}\s)?"
_YEARS_MONTHS = re.compile(
    rf"(\d{{1,2}})\s?{_SCHOOL}(?:год\w?|лет)\s?(?:и\s|,\s)?(\d{{1,2}})\s?мес"
)
_YEARS = re.compile(
    rf"(?<![\d.,№-])(\d{{1,2}}(?:[.,]\d)?)\s?(?:\(\d\)\s?)?(?:-?\s?(?:х|ти"
    rf"|и)\b)?[\s-]{{0,2}}{_SCHOOL}"
    r"(?:год(?:а|у|ом)?\b|лет\b|летн|годичн|годов)"
)
_MONTHS = re.compile(r"(?<![\d.,№-])(\d{1,2})[\s-]{0,2}(?:учебн\w{1,3}\s|календарн\w{1,3}\s)?мес")
_ADJECTIVE = re.compile(rf"\b({'|'.join(_ADJECTIVES)})(?:летн|годичн|летий|лет\b)")
_HALF = re.compile(r"\b(?:полгода|полугоди|0[.,]5 год)")
_SCHOOL_YEAR = re.compile(r"\b(20\d\d)\s?[-–—/]\s?(?:20)?(\d\d)\b")
_NTH_YEAR = re.compile(
    r"(?<!\d)([1-9])\s?(?:-?\s?(?:й|ый|ой|го|ий))?\s?(?:учебн\w{1,3}\s)?год\w{0,2}(?:\sобучени\w)?"
)
_GREATEST_TERM: Final = 12

_KIND = r"(?:академ\w{0,10}\.?\s?|учебн\w{0,3}\s|ак\.?\s?|аудит\w{0,8}\s|уч\.\s?|пед\w{0,12}\.?\s)?"
_HOURS = re.compile(
    rf"(?<![\d.,№/-])(\d{{1,4}})(?![.,]\d)\s?{_KIND}(?:часов\b|часа\b|час\b|ч\b|часах\b|часам\b)"
)
_A_YEAR = re.compile(
    r"\s?\.?,?\s?(?:\(\w{0,3}\)\s?)?(?:в|за|на|каждый|ежегодно)\s?(?:\d\s)?(?:учебный "
    r"|каждый )?год\b(?! обучения)"
)
_A_TIME = re.compile(
    r"\s?\.?,?\s?(?:в|за|на|еже)\s?(?:\d\s)?(?:недел|день|дня|месяц|занят|полугод|четверт|раз)"
)
_NTH = r"(?<!\d)([1-9])\s?(?:-?\s?(?:й|ый|ой|го|ий))?\s?(?:учебн\w{1,3}\s)?"
_PER_YEAR = re.compile(
    rf"{_NTH}(?:год\b|г\.|год(?=обуч))(?:\s?обучени\w)?\s?[-–—:(,]{{0,2}}\s?(?:\w{{3,20}} )?"
    rf"(?:\d{{1,2}}\sнедел\w{{1,2}},?\s)?(\d{{2,4}})\s?{_KIND}ч"
)
LEAST_VOLUME: Final = 6


def with_digits(folded: str) -> str:
    """«тридцать шесть» becomes 36; «72 (семьдесят два)» is said once."""
    text = _THOUSANDS.sub(r"\1\2", _SAID_TWICE.sub(r"\1", folded))
    if not any(word in _NUMERALS for word in _ANY_NUMERAL.findall(text)):
        return text
    return _WORD_FIGURE.sub(_numerals_of, text)


def _numerals_of(match: re.Match[str]) -> str:
    """A stretch of words with its numerals as digits; neighbours add up by place value."""
    said: list[str] = []
    sum_so_far = least = 0
    for word in match[0].split(" "):
        number = _NUMERALS.get(word, 0)
        if least and (not number or number >= least):
            said.append(str(sum_so_far))
            sum_so_far = least = 0
        if number:
            sum_so_far += number
            least = 100 if number >= 100 else 10 if number >= 20 else 1
        else:
            said.append(word)
    return " ".join([*said, str(sum_so_far)] if least else said)


def number(written: str) -> float:
    """4.5 of "4,5"; a whole number stays one."""
    return _whole(float(written.replace(",", ".")))


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def without_classes(figures: str) -> str:
    """The text without school classes: «7–10 лет (1–4 классы)» speaks of ages once."""
    return _CLASSES.sub(" ", figures)


def age_range(figures: str, bare: bool = False) -> tuple[float, float] | None:
    """The first range of ages; `bare` lets it stand without «лет» («Возраст: 7–12»)."""
    for pattern in (_RANGE, _RANGE_BARE) if bare else (_RANGE,):
        for match in pattern.finditer(figures):
            low, high = number(match[1]), number(match[2])
            if 0 < low <= high <= _GREATEST_AGE:
                return low, high
    return None


def age_ranges(figures: str) -> list[tuple[float, float]]:
    """All ranges of ages in the text."""
    found = [(number(match[1]), number(match[2])) for match in _RANGE.finditer(figures)]
    return [(low, high) for low, high in found if 0 < low <= high <= _GREATEST_AGE]


def age_bounds(figures: str) -> tuple[float | None, float | None]:
    """Ages where no range is written: «с 7 лет», «до 18 лет», «10 лет»."""
    low, high, exact = _FROM.search(figures), _TO.search(figures), _EXACT.search(figures)
    if low or high:
        first = number(low[1] or low[2]) if low else None
        return first, number(high[1]) if high else None
    return (number(exact[1]), number(exact[1])) if exact else (None, None)


def years_of(figures: str) -> float | None:
    """A term in years: «1 год», «9 месяцев», «трехлетний», «3 года 10 месяцев»."""
    both = _YEARS_MONTHS.search(figures)
    if both:
        return _term(int(both[1]) + int(both[2]) / 12)
    nth = {int(match[1]) for match in _NTH_YEAR.finditer(figures)}
    if len(nth) > 1 and nth == set(range(1, max(nth) + 1)):
        return _term(max(nth))
    years = _YEARS.search(figures)
    if years:
        return _term(number(years[1]))
    adjective, months = _ADJECTIVE.search(figures), _MONTHS.search(figures)
    if adjective:
        return _term(_ADJECTIVES[adjective[1]])
    if months:
        return _term(int(months[1]) / 12)
    return 0.5 if _HALF.search(figures) else _school_year(figures)


def _school_year(figures: str) -> float | None:
    match = _SCHOOL_YEAR.search(figures)
    return 1.0 if match and int(match[2]) == int(match[1][2:]) + 1 else None


def _term(years: float) -> float | None:
    return _whole(round(years, 2)) if 0 < years <= _GREATEST_TERM else None


def study_months(years: float) -> int:
    """How long a term is on a card: nine months to a study year, a part of one as it was told."""
    return math.ceil(years * STUDY_YEAR) if years >= 1 else round(years * YEAR)


def months_meant(years: float) -> range:
    """Every number of months that agrees with a term.

    A year of study is told as its nine months and as a calendar year alike, and all between; less
    than that was told in months and means just so many.
    """
    least, most = math.floor(years * STUDY_YEAR), round(years * YEAR)
    if years < 1:
        return range(STUDY_YEAR, YEAR + 1) if most >= STUDY_YEAR else range(most, most + 1)
    return range(least, most + 1)


def hours_of(figures: str, years: float | None = None) -> int | None:
    """A volume in hours: years told one by one are summed, «144 часа в год» times `years`.

    None when only hours a week or a lesson are told, or when years are needed and unknown.
    """
    by_year = hours_by_year(figures)
    if len(by_year) > 1:
        return sum(by_year.values())
    if by_year and (years or 1) > 1:
        return None
    for match in _HOURS.finditer(figures):
        hours, after = int(match[1]), figures[match.end() : match.end() + 40]
        if hours < LEAST_VOLUME or _A_TIME.match(after):
            continue
        if _A_YEAR.match(after):
            return int(hours * years) if years and years >= 1 else hours if years else None
        return hours
    return None


def hours_by_year(figures: str) -> dict[int, int]:
    """Hours of each year of study named with its number: «1 год обучения – 144 часа»."""
    return {int(match[1]): int(match[2]) for match in _PER_YEAR.finditer(figures)}


def bare_hours(figures: str) -> int | None:
    """The greatest whole number of a cell in a row whose label says hours: «6 | 216»."""
    numbers = [int(found) for found in re.findall(r"(?<![\d.,])\d{1,4}(?![\d.,])", figures)]
    return max((one for one in numbers if one >= LEAST_VOLUME), default=None)
