"""The words of headers over hours: what a column is by the path of cells above it.

Hours are called in at least eight ways and topics in nine (measured on real documents), so the
patterns look for stems, on text that `hours_text.tidy` has folded.
"""

from __future__ import annotations

import re
from typing import Final

from review.documents.hours_table import PARTS

_MONTH = r"(?:янв|фев|март|мар\b|апр|ма[йя]\b|июн|июл|авг|сен|окт|ноя|дек)"
MONTH_LEAF: Final = re.compile(rf"^{_MONTH}[а-я]{{0,6}}\.?$")
HOURS_WORD: Final = re.compile(
    r"час(?!т)|трудоемк|нагрузк|объем|затраты учебн|кол\w{0,7}\.? ?(?:-во)? ?(?:ч\b|уроков)|к-во"
    r"|^в том числе|аудиторн|контактн\w+ (?:раб|час|занят)"
)
SAYS_HOURS: Final = re.compile(
    r"час(?!т)|трудоемк|нагрузк|(?:учебн\w{0,4}|объем) времен|уроков|\bч\b|а\. ?ч"
)
AND_CREDITS: Final = re.compile(r"(?:час\w{0,3}|\bч\.?)\s?/\s?(?:з\.? ?е|зач)")
PER_WEEK: Final = re.compile(
    r"в\s?неделю|недельн\w+ (?:нагруз|час|объем)|раз\w* в нед|нед\.? ?нагр"
)
CONTROL: Final = re.compile(
    r"контрол|аттестац|форм\w{0,3} (?:подвед|пров|отчет)|зачет|экзамен|диагностик"
)
PERIOD_ROW: Final = re.compile(
    r"^(?:полугоди|семестр|годы? обуч|класс|четверт|триместр|недел|месяц|раздел:)"
)
_TERMS = r"(?:год|класс|семестр|полугод|четверт|триместр|модул|нед)"
PERIOD: Final = re.compile(
    rf"^(?:\d{{1,2}}|[ivxхl]{{1,5}})\W{{0,2}}$|^\d{{1,2}}[- ]?(?:й|ый|ой|ий)?\s?{_TERMS}"
    rf"|^(?:[ivx]{{1,4}}|\w{{4,9}}(?:ый|ой|ий|ое))\s{_TERMS}|^{_MONTH}|^(?:год|семестр|класс)\s?\d"
)
_TERM_LEAF = re.compile(
    r"^(?:[1-8]|[ivx]{1,4})[- ]?(?:й|ый|ой|ий|ое)?\s?(?:год|семестр|полугод|четверт)\w{0,3}$"
)
TITLE: Final = re.compile(
    r"наимен|назван|тем[аыеу]|раздел|содержан|предмет|дисциплин|модул|элемент|курс|блок|перечень"
    r"|вид\w{0,2} (?:учебн|раб|занят|деят)|учебный материал|направлен"
)
_TITLE_FIRST = re.compile(r"^(?:наимен|назван|содержан|тем[аы]\b|раздел|перечень)")
_WHOLE = re.compile(
    r"^(?:всего|итого\b|общ(?:ее|ий|ая|\.)|максим|"
    r"кол\w{0,7}(?:-во)? ?час\w{0,3}$|час\w{0,3}\W{0,2}$)"
)
_TOTAL = re.compile(
    r"^(?:всего|итого\b|общ|кол|к-во|час(?!т)|объем|трудоемк|максим|сумма|число час|норма|затраты"
    r"|учебн\w{0,3} нагруз|из расчета)|всего|час(?!т)"
)
_CONTACT = re.compile(
    r"аудиторн|контактн\w+ (?:раб|час|занят)|обязательн|на уроках|на занятиях|с преподавател"
)
_KINDS: Final = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("number", r"^(?:№|n\b|no\b|номер|шифр|код|п/п|пп$|индекс)"),
        ("credits", r"^(?!.*(?:час|\bч\b)).*(?:зач\w{0,4}\.? ?ед|\bз\.? ?е\b|зе$|кредит)"),
        ("start", r"дата начал|^начал|срок начал"),
        ("end", r"дата (?:окончан|завершен)|^окончан|^конец"),
        ("month", r"^(?:учебн\w{0,3} )?месяц"),
        (
            "date",
            r"^дат|^число|календарн\w{0,3} (?:срок|дат)|^план(?:ируем\w{0,3})? ?дат|^срок|^период"
            r"|^день\b",
        ),
        ("time", r"^время (?:пров|занят|$)|^время$|^режим"),
        ("weeks", r"(?:кол|всего|числ|учебных|объем)\w{0,8}.{0,14}недел"),
        ("days", r"(?:кол|всего|учебных)\w{0,8}.{0,14}дней|^дней"),
        ("week", r"^(?:№ |учебн\w{0,3} )?недел[яи]"),
        (
            "lessons",
            r"(?:кол\w{0,7}(?:-во)?|число)\.? (?:учебных )?занят|^занятий$|кол\w{0,7}.{0,5} пар\b",
        ),
        (
            "form",
            r"^(?!.*(?:тем|модул|содерж|наимен|раздел)).*(?:форм\w{0,2} (?:и вид\w{0,2} )?"
            r"(?:провед|занят|орган|обуч)|(?:тип|вид)\w{0,2}(?:/| и | урок| заняти)|^тип|^формат)",
        ),
        ("place", r"^место|кабинет|аудитория"),
    )
)
_LEAF_KINDS: Final = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("self_study", r"сам\w{0,12}\.? ?раб|самост|^с\.?р\.?с?\.?$|^срс|внеауд|домашн"),
        ("distance", r"дистан|электрон|онлайн|заочн|^эо\b|^дот\b|удален"),
        ("practice", r"лаб\w{0,12}.{0,25}практ|практ\w{0,9}.{0,25}лаб"),
        ("lab", r"^лаб|\bлаборат|^л\.?[рз]\.?$|^лр"),
        ("seminar", r"семинар"),
        ("consult", r"консульт|^кср$"),
        ("course", r"курсов\w+ (?:раб|пр)"),
        ("individual", r"индивид"),
        ("outdoors", r"на местности|выезд|экскурс|походы?$|мастер-класс"),
        ("theory", r"теор|лекц|^л\.?$|^т\.?$|^лк"),
        ("practice", r"практ|^прак\b|^п\.?$|^п\.?з\.?$|^пр\.?$|упражн"),
    )
)
_SHORT: Final = frozenset(
    "т п л пз лр лз срс ср кср всего итого икр общее в том числе в т.ч.".split()
)
_CAPTIONS = re.compile(r"^(?:всего|итого|общее|годы? обуч|полугод|в т\.? ?ч|в том числе|из них)")


def holds_hours(role: str) -> bool:
    """True for a role whose column holds hours."""
    return role == "total" or role in PARTS or role.startswith(("period", "other"))


def role_of(path: tuple[str, ...]) -> str:
    """The role of a column by its header path, "period" for a month, a term or a year of study;
    "" when the words say nothing.
    """
    leaf, whole = path[-1], " ".join(path)
    above = " ".join(path[:-1])
    in_hours = bool(HOURS_WORD.search(whole))
    if _TITLE_FIRST.search(leaf):
        return ""
    if MONTH_LEAF.search(leaf) or _TERM_LEAF.search(leaf):
        return "period"
    if in_hours and PERIOD.search(leaf) and path[0] != leaf:
        return "period"
    if PER_WEEK.search(whole) and not _kind_of(leaf):
        return "per_week"
    for role, pattern in _KINDS:
        if pattern.search(leaf) and not (role in ("lessons", "form", "week") and "час" in leaf):
            return role
    if _WHOLE.search(leaf):
        return _hours_role(leaf, above, in_hours)
    if CONTROL.search(leaf) and "самост" not in leaf:
        return "exam" if in_hours and HOURS_WORD.search(above) else "control"
    if TITLE.search(leaf) and not HOURS_WORD.search(leaf) and not _kind_of(leaf):
        return ""
    return _hours_role(leaf, above, in_hours)


def _kind_of(text: str) -> str:
    return next((role for role, pattern in _LEAF_KINDS if pattern.search(text)), "")


def _hours_role(leaf: str, above: str, in_hours: bool) -> str:
    """A column «Всего» takes the kind of the columns it stands over, else it is the total."""
    if _WHOLE.search(leaf):
        return _kind_of(above) or ("contact" if _CONTACT.search(above) else "total")
    if kind := _kind_of(leaf):
        return kind
    if _CONTACT.search(f"{above} {leaf}"):
        return "contact" if in_hours else ""
    if kind := _kind_of(above):
        return kind
    return "total" if _TOTAL.search(leaf) or (in_hours and not TITLE.search(leaf)) else ""


def says_nothing_else(folded: str) -> bool:
    """True for words a header uses for a column of hours or of something known."""
    if folded in _SHORT or _CAPTIONS.match(folded):
        return True
    known = any(pattern.search(folded) for _, pattern in _LEAF_KINDS + _KINDS)
    patterns = (CONTROL, HOURS_WORD, PERIOD, _CONTACT)
    return known or any(pattern.search(folded) for pattern in patterns)
