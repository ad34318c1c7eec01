"""Reading the words of a table of hours: figures, row numbers, years, totals.

Quirks are those of the domain brief, section 7: a decimal comma, a dash for zero, «2 ч.», hours
glued to words. What is no plain number is not guessed at.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from review.documents.labels import fold

_BLANK = re.compile(r"^[\sx×х*.]*$")
_DASH = re.compile(r"^[-–—−_‒\s]+$")
_HOURS = re.compile(
    r"^(?P<figure>\d{1,5}(?:\s?[.,]\s?\d{1,3})?)\s{0,3}"
    r"(?:(?:ак\w{0,12}\.?\s?)?(?:уч\w{0,6}\.?\s?)?ч(?:ас(?:а|ов|ы)?)?\.?)?[*\s]{0,5}$"
)
_IN_LABEL = re.compile(
    r"\b(\d{1,5}(?:[.,]\d{1,2})?)\s{0,2}(?:ак\w{0,12}\.?\s?)?ч(?:ас(?:а|ов)?)?\b"
)
_LAST_FIGURE = re.compile(r"[:–—-]\s{0,3}(\d{1,5}(?:[.,]\d{1,2})?)\s{0,3}$")

SECTION_WORDS: Final = ("раздел", "модуль", "блок", "глава", "часть", "мдк", "кейс")
_SECTION = re.compile(rf"^\s*(?:{'|'.join(SECTION_WORDS)})(?:\s+пм)?\b")
_NUMBERED_WORD = re.compile(
    r"^\s*(?:раздел|модуль|блок|глава|часть|тема|занятие|урок|кейс)\s*(?:пм\s*)?№?\s*"
    r"(?P<number>\d{1,3}(?:\s?\.{1,2}\s?\d{1,3}){0,3}|[ivxхl]{1,5}(?=[\s.:,)]|$))[\s.:)\-–—]*"
)
_NUMBER = re.compile(
    r"^\s*(?:№\s*)?(?P<number>\d{1,3}(?:\s?\.{1,2}\s?\d{1,3}){0,3})\s*(?:[.):]+\s*|(?=\s)|$|(?=[а-я«\"]))"
)
_ROMAN = re.compile(r"^\s*(?P<number>[ivxlхi]{1,5})\s*(?:[.):]+|$)", re.IGNORECASE)

_TOTAL = re.compile(
    r"^\W{0,3}(?:(?:итого|всего|итог)\b|общ\w{2,3}\s+(?:количеств|кол-во|кол\.|объем|трудоемк|числ|час)"
    r"|(?:количеств\w|кол-во|объем|сумма)\s+час\w{0,3}\s+(?:в|за|на|по)\b)"
)
_SUB = re.compile(
    r"\b(?:раздел|тем[еы]|модул|блок|полугоди|семестр|четверт|триместр|месяц|недел|част[иь]|мдк"
    r"|цикл|сентябр|октябр|ноябр|декабр|январ|феврал|март|апрел|ма[йя]\b|кварт|кейс)"
)
_WHOLE = re.compile(r"\b(?:программ|курс|дисциплин|план|год)")
_ATTESTATION = re.compile(
    r"^\W{0,3}(?:(?:итогов|промежуточн)\w{2}\s+(?:аттестаци|контрол)"
    r"|(?:диф\w*\.?\s*|дифференцированный\s+)?зач[её]т\b|экзамен\b|квалификационный\s+экзамен)"
)
_WORK_PRACTICE = re.compile(r"^\W{0,3}(?:учебная|производственная|преддипломная)\s+практика\b")
_AMONG = re.compile(r"^\W{0,3}(?:в\s+т(?:ом|\.)\s*ч(?:исле|\.)|из\s+них|из\s+которых|включая)\b")

_YEAR_WORDS: Final = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8,
}  # fmt: skip
_ROMANS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_YEAR = re.compile(
    r"(?:\b(?P<word>(?:перв|втор|трет|четверт|пят|шест|седьм|восьм)[а-я]{1,3})\s(?:учебн\w{2,3}\s)?год"
    r"|\b(?P<ordinal>[1-9])\s?[-–]\s?(?:й|ый|ой|ий|го|ого|м|ом)\s(?:учебн\w{2,3}\s)?год"
    r"|\b(?P<digit>[1-9])\s?год(?:\sобучения\b|$)|^(?P<alone>[1-9])\s?год\b"
    r"|\b(?P<roman>[ivх]{1,4})\s?год(?:а\s|\s)?(?:обучения|$))(?!\s?(?:жизни|рожд))"
)
_YEAR_AFTER = re.compile(r"\bгод(?:а|у)?\s+обучения\s*[:№–—-]?\s*(?P<digit>[1-9])\b(?!\s*год)")
_YEAR_OF_PLAN = re.compile(r"(?:план|график)\D{0,60}\b(?P<digit>[1-9])\s?года\sобучения")
_MODULE = re.compile(
    r"^\W{0,3}(?:\d[\d.]{0,5}\s+)?(?:(?:учебный|тематический)\s+план\s+)?модул[ьяю]\s*№?\s*(?:\d|[ivx«\"])"
)


def tidy(text: str) -> str:
    """The text on one line, its words folded for comparison."""
    return " ".join(fold(text).split())


def is_blank(text: str) -> bool:
    """True for an empty cell and for one crossed out."""
    return bool(_BLANK.match(fold(text)))


def hours_of(text: str) -> Decimal | None:
    """The hours in a cell: «2», «1,5», «2 ч.», «72часа»; a dash is zero; None for anything else."""
    folded = tidy(text)
    if folded and _DASH.match(folded):
        return Decimal(0)
    match = _HOURS.match(folded)
    return _figure(match["figure"]) if match else None


def hours_in_label(text: str) -> Decimal | None:
    """The hours inside a label such as «Итого: 72 часа»; None when there are none or several."""
    folded = tidy(text)
    found = {_figure(figure) for figure in _IN_LABEL.findall(folded)}
    if not found:
        found = {_figure(figure) for figure in _LAST_FIGURE.findall(folded)}
    return found.pop() if len(found) == 1 else None


def _figure(written: str) -> Decimal:
    return Decimal(written.replace(" ", "").replace(",", "."))


def row_number(text: str) -> tuple[str, str]:
    """("1.2", "Ноты") of «1.2. Ноты» and of «Тема 1.2. Ноты»; roman numbers stay roman."""
    folded = " ".join(text.split())
    lowered = folded.lower()
    match = _NUMBERED_WORD.match(lowered) or _NUMBER.match(lowered)
    if match is None:
        match = _ROMAN.match(lowered)
    if match is None:
        return "", folded
    number = re.sub(r"\s", "", match["number"]).replace("..", ".").strip(".")
    return number.replace("х", "x"), folded[match.end() :].strip(" .:")


def number_depth(number: str) -> int:
    """0 for a roman number, 1 for «2», 2 for «2.1»; -1 for none."""
    if not number:
        return -1
    return number.count(".") + 1 if number[0].isdigit() else 0


def is_section_word(text: str) -> bool:
    """True for a row that calls itself a section: «Раздел 2», «Модуль 1», «Блок…»."""
    return bool(_SECTION.match(tidy(text)))


def is_work_practice(text: str) -> bool:
    """True for a row of practice at work, which stands beside the courses of a module."""
    return bool(_WORK_PRACTICE.match(tidy(text)))


def is_total(text: str) -> bool:
    """True for «Итого», «Всего часов», «Итого по разделу», «Общее количество часов»."""
    return bool(_TOTAL.match(tidy(text)))


def is_part_total(text: str) -> bool:
    """True for the total of a part: «Итого по разделу 2», «Всего за 1 полугодие»."""
    folded = tidy(text)
    return bool(_TOTAL.match(folded) and _SUB.search(folded)) and not _WHOLE.search(folded)


def is_attestation(text: str) -> bool:
    """True for a row of final or interim attestation."""
    return bool(_ATTESTATION.match(tidy(text)))


def is_among(text: str) -> bool:
    """True for a row that takes a total apart: «в том числе теория»."""
    return bool(_AMONG.match(tidy(text)))


def year_of(text: str) -> int | None:
    """The year of study a caption names: «1 год обучения», «второй год», «Год обучения: 3»."""
    folded = tidy(text)
    match = _YEAR.search(folded) or _YEAR_AFTER.search(folded) or _YEAR_OF_PLAN.search(folded)
    if match is None:
        return None
    found = {name: value for name, value in match.groupdict().items() if value}
    if "word" in found:
        return next(n for stem, n in _YEAR_WORDS.items() if found["word"].startswith(stem))
    if "roman" in found:
        return _ROMANS.get(found["roman"])
    return int(next(iter(found.values())))


def is_module(text: str) -> bool:
    """True for a caption such as «Модуль 2. Графика»."""
    return bool(_MODULE.match(tidy(text)))
