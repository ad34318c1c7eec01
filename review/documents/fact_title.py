"""What the programme is called, and the year its title page carries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from review.documents import fact_labels as labels
from review.documents.fact_approvals import mark_of, marked_lines
from review.documents.fact_lines import Line, Lines, Value
from review.documents.fact_text import squeezed
from review.documents.fact_values import Approval, Fact

QUOTED: Final = 0.97
PLAIN: Final = 0.85
RUNNING: Final = 0.8
_LONGEST: Final = 160

_TYPE = re.compile(
    r"программ[аы]\b|по\s(?:учебному\s)?предмету|дисциплин|\bкурса?\b|кружк|модул[ья]\b"
    r"|\bпрактик[аи]\b|студи[ия]\b"
)
_TYPE_WORD: Final = (
    r"(?:дополнительн|общеобразовательн|общеразвивающ|образовательн|образовани|рабоч|адаптированн"
    r"|модифицированн"
    r"|авторск|разноуровнев|программ|учебн|предмет|дисциплин|предпрофессиональн|краткосрочн"
    r"|модульн|сетев"
    r"|курс|модул|профессиональн|производственн|практик|комплексн|типов|общекультурн"
    r"|объединени|кружк"
    r"|детск|творческ|внеурочн|деятельност|дополненн|примерн|интегрированн|методическ"
    r"|комплекс)[а-я]{0,12}"
)
_ONLY_TYPE = re.compile(rf"^(?:{_TYPE_WORD}|по|для|к|и|на|в|области|-|–|—|,|\(|\)|\s)+$")
_LEAD_TYPE = re.compile(rf"^(?:(?:{_TYPE_WORD}|по|для|к)[\s:,.–—-]{{1,3}}){{1,8}}")
_CODE = re.compile(
    r"^(?:(?:пм|уп|пп|мдк|[оo0]п|ен|огсэ|опд|сд|фтд|б\d|дп|по)\s?\.?\s?)(?:[а-яa-z]{1,3}\.\s?){0,3}"
    r"(?:\d{1,2}\s?\.?\s?){1,4}[.–—-]?\s?|^(?:\d{2}\.){2}\d{2}\s",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"^(?:(?:[пу]п|пм|мдк|оп|[0о]п|ео?н|огсэ|б\d|фтд)\s?\.?\s?)(?:[а-я]{1,3}\.)*\s?\d"
)
_NOT_NAME = re.compile(
    r"направлен|специальност|профил|квалификаци|форма\s|срок|возраст|уровень|для\s|(?:19"
    r"|20)\d\d|кафедра|факультет"
    r"|институт|протокол|приказ|директор|автор|составител|разработчик|преподавател|учител"
    r"|педагог|@|тел[.:]"
    r"|учрежден|министерств|администраци|структура|содержание|утвержд|принят|рассмотр|г\."
    r"|\bчасов\b|\bлет\b"
    r"|подпись|проректор|ректор\b|университет|организац|№|подготовк|бакалавр|отделени"
    r"|кандидат|уровня\s"
)
_GOES_ELSEWHERE = re.compile(rf"{_NOT_NAME.pattern}|программ|студент|^(?:по|в рамках|на базе)\s")
_QUOTED = re.compile(r"[«\"“„]([^«»\"“”„]{2,160}(?:«[^«»]{2,80}»[^«»\"”]{0,40})?)[»\"”“]")
_OPEN_QUOTE = re.compile(r"[«\"“„]([^«»\"“”„]{2,160})$")
_CLOSED = re.compile(r"^([^«»\"“”„]{1,160})[»\"”“]")
_SCHOOL = re.compile(
    r"школа искусств|(?:средняя|основная|спортивная|музыкальная|художественная) [а-я ]{0,30}школа"
    r"|школа ?(?:-|№)|(?:дом|центр|дворец) (?:детск|творчеств|дополнит|внешкол|пионер|развития тв)"
    r"|техникум|колледж|университет|институт|детский сад|лицей|гимнази|утвержда|принят|рассмотр"
    r"|одобрен|сош\b|дши\b|дюсш|отделени|об образовании|согласован"
)
_OF_SCHOOL = re.compile(
    r"учрежден|организаци|школ[аы]\s[«\"]|центра?\s[«\"]|закон|концепци|стратеги|проект"
    r"|приказ|порядк"
)
_IN_TEXT = re.compile(
    r"(?:программ[а-я]{0,3}|дисциплин[а-я]{1,2}|предмету|предмета|кружка|курса|модул[яьюе]"
    r"|практики)"
    r"(?:\s\([^()]{3,60}\))?\s?[–—-]?\s?[«\"“]([^«»\"“”]{2,120})[»\"”]"
)
_LONG_WAY = re.compile(r"программ[а-я]{0,3} (?:[а-я() –-]{3,90}) ?[«\"“]([^«»\"“”]{2,120})[»\"”]")
_EARLY: Final = frozenset(
    {"explanatory_note", "complex_1", "normative_basis", "direction", "passport", "relevance"}
)
_YEAR_LINE = re.compile(
    r"^(?:[а-я]{1,4}\.\s?)?(?:[а-я][а-я. -]{1,60})?[\s,.–—-]{0,6}((?:19|20)\d\d)\s?(?:г\.?"
    r"|год|года)?\s?\.?$"
)
_SCHOOL_YEAR = re.compile(r"((?:19|20)\d\d)\s?[-–—/]\s?(?:(?:19|20)\d\d|\d\d)\s?(?:уч|г)")
_ACT_WORDS = re.compile(r"приказ|протокол|\bот\b|№|«?_|утвержд|закон")


def title(lines: Lines) -> Fact[str] | None:
    """The name alone: without quotes, words of type («дополнительная … программа») and codes."""
    body = [line for line in _body(lines) if not mark_of(line)]
    found = (
        _on_cover(lines)
        or _labelled(lines)
        or _coded(body)
        or _quoted_in_text(lines)
        or _plain(body)
    )
    if found is None:
        return None
    name = bare_name(found.value)
    return Fact(name, found.block, found.written, found.confidence) if name else None


def bare_name(written: str) -> str:
    """A title without code, words of type and quotes around."""
    name = _CODE.sub("", written.strip()).strip(" .,:;–—-")
    quoted = _QUOTED.search(name)
    if quoted and _ONLY_TYPE.match(name[: quoted.start()].lower().replace("ё", "е") or "-"):
        name = quoted[1]
    return name.strip(' «»"“”„.,:;–—-_')


# --- on the title page --------------------------------------------------------------------


def _on_cover(lines: Lines) -> Fact[str] | None:
    """The first words in quotes from the line of type on, or just above it."""
    body = _body(lines)
    start = next((i for i, line in enumerate(body) if _TYPE.search(line.folded)), None)
    if start is None:
        return None
    for index in range(start, min(len(body), start + 8)):
        quoted = _quoted(body, index)
        if quoted:
            return Fact(quoted, body[index].block, body[index].text, QUOTED)
        if index > start and len(body[index].text) > 200:
            break
    return None


def _body(lines: Lines) -> list[Line]:
    """The first page without marks of approval."""
    marked = set(map(id, marked_lines(lines.cover)))
    return [line for line in lines.cover if id(line) not in marked or _TYPE.match(line.folded)]


def _quoted(body: list[Line], index: int) -> str:
    """Words in quotes on this line, running on over the next ones where the quote stays open."""
    line = body[index]
    for match in _QUOTED.finditer(line.text):
        if not _SCHOOL.search(match[1].lower()) and not _of_speciality(
            line.folded[: match.start()]
        ):
            return match[1]
    opened = _OPEN_QUOTE.search(line.text)
    if (
        not opened
        or _SCHOOL.search(opened[1].lower())
        or _of_speciality(line.folded[: opened.start()])
    ):
        return ""
    parts = [opened[1]]
    for following in body[index + 1 : index + 4]:
        closed = _CLOSED.match(following.text)
        parts.append(closed[1] if closed else following.text)
        if closed:
            return " ".join(" ".join(parts).split())
    return ""


def _of_speciality(before: str) -> bool:
    return bool(
        re.search(r"специальност|направлени[ею]\b|профил|кафедр|\d{2}\.\d{2}\.\d{2}\s*$", before)
    )


def _coded(body: list[Line]) -> Fact[str] | None:
    """A name after a code of the curriculum: «ОП.05 Основы программирования»."""
    for index, line in enumerate(body):
        if _CODED.match(line.folded):
            return Fact(_with_rest(body, index), line.block, line.text, PLAIN)
    return None


def _plain(body: list[Line]) -> Fact[str] | None:
    """A name without quotes next to the line of type."""
    for index, line in enumerate(body):
        if not _TYPE.search(line.folded):
            continue
        lead = _LEAD_TYPE.match(line.folded)
        rest = line.text[lead.end() :].strip(" :–—-") if lead else ""
        if rest and not _NOT_NAME.search(rest.lower()) and not _ONLY_TYPE.match(rest.lower()):
            return Fact(rest, line.block, line.text, PLAIN)
        for place in (*range(index + 1, min(index + 4, len(body))),):
            if _is_name(body[place]):
                return Fact(_with_rest(body, place), body[place].block, body[place].text, PLAIN)
        break
    return None


def _is_name(line: Line) -> bool:
    folded = line.folded
    return (
        3 <= len(line.text) <= _LONGEST
        and sum(sign.isalpha() for sign in folded) > len(folded) // 2
        and not _NOT_NAME.search(folded)
        and not _ONLY_TYPE.match(folded)
        and not folded.startswith("(")
    )


def _with_rest(body: list[Line], index: int) -> str:
    """A name that goes on in the next line of the same capitals."""
    name = body[index].text
    for following in body[index + 1 : index + 3]:
        folded = following.folded
        small = following.text[0].islower() and not _GOES_ELSEWHERE.search(folded)
        same_capitals = name[-12:].isupper() and following.text.isupper()
        goes_on = small or (folded[:1].isalpha() and same_capitals and _is_name(following))
        if not goes_on or _TYPE.search(folded) or _CODED.match(folded):
            break
        name = f"{name} {following.text}"
    return name


# --- elsewhere ----------------------------------------------------------------------------


def _labelled(lines: Lines) -> Fact[str] | None:
    """«Название программы: …» in a passport or a card-like table."""
    cards = [one for one in lines.all if one.pair or one.zone in {"passport", "front"}]
    found = [fact for value in lines.values_of(labels.TITLE, cards) if (fact := _of_value(value))]
    quoted = (fact for fact in found if fact.confidence == QUOTED)
    return next(quoted, found[0] if found else None)


def _of_value(value: Value) -> Fact[str] | None:
    """The name in a field's value; short generic labels need quotes or a cell of their own."""
    quoted = _QUOTED.search(value.text)
    generic = value.label in {"программа", "наименование", "название", "дисциплина"}
    colon = squeezed(value.line.folded.partition(":")[0]) == value.label
    if generic and not quoted and (not value.line.pair or not colon or value.label == "программа"):
        return None
    text = quoted[1] if quoted and not _SCHOOL.search(quoted[1].lower()) else value.text
    if len(text) > _LONGEST or not any(sign.isalpha() for sign in text):
        return None
    return Fact(text, value.line.block, value.text, QUOTED if quoted else PLAIN)


def _quoted_in_text(lines: Lines) -> Fact[str] | None:
    """The name most often put in quotes after «программа», twice at least or very early."""
    told: Counter[str] = Counter()
    first: dict[str, Fact[str]] = {}
    for place, line in enumerate(lines.all):
        if "программ" not in line.folded and place > 40:
            continue
        for name in _names_in(line):
            told[squeezed(name)] += 2 if place < 40 or line.zone in _EARLY else 1
            first.setdefault(squeezed(name), Fact(name, line.block, line.text[:_LONGEST], RUNNING))
    best = [name for name, times in told.most_common(1) if times >= 2]
    return first[best[0]] if best else None


def _names_in(line: Line) -> Iterator[str]:
    near = list(_IN_TEXT.finditer(line.folded))
    for match in near or _LONG_WAY.finditer(line.folded):
        name = line.text[match.start(1) : match.end(1)]
        if not _SCHOOL.search(name.lower()) and not _OF_SCHOOL.search(match[0]):
            yield name


# --- the year -----------------------------------------------------------------------------


def year(lines: Lines, marks: tuple[Approval, ...]) -> Fact[int] | None:
    """The year at the foot of the title page; else the one of the latest mark of approval."""
    marked = set(map(id, marked_lines(lines.cover)))
    found = [line for line in lines.cover if _is_year_line(line)]
    plain = [line for line in found if id(line) not in marked] or found
    if plain:
        last = plain[-1]
        match = _YEAR_LINE.match(last.folded)
        return Fact(int(match[1]), last.block, last.text, QUOTED) if match else None
    for line in lines.cover:
        school = _SCHOOL_YEAR.search(line.folded)
        if school and len(line.text) < 80:
            return Fact(int(school[1]), line.block, line.text, 0.7)
    years = [mark for mark in marks if mark.year]
    latest = max(years, key=lambda mark: mark.year or 0, default=None)
    return Fact(latest.year, latest.block, "", 0.6) if latest and latest.year else None


def _is_year_line(line: Line) -> bool:
    return (
        len(line.text) <= 70
        and bool(_YEAR_LINE.match(line.folded))
        and not _ACT_WORDS.search(line.folded)
    )
