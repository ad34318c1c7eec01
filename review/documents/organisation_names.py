"""Names of organisations: whether two name the same one, and capitals made readable.

«МБУ ДО «ЦДТ «Радуга»» and «Муниципальное бюджетное учреждение … «Центр детского творчества
«Радуга» города Энска» are one; «… «Искра»» is another, though all the other words agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from review.documents.fact_text import clean, same_length_lower
from review.documents.spelling import lexicon

_WORD = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*")
_NUMBER = re.compile(r"(?:№|\bn|\bno)\s?(\d{1,4})")
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)")
_PLACE = re.compile(
    r"(?<![а-я])(?:г|город[а-я]*|с|сел[ао]|пос|п|пгт|поселк[а-я]*|рп|д|деревн[а-я]|ст|станиц[а-я])"
    r"\.?\s([а-я]+(?:-[а-я]+)*)"
)
#: Words any organisation of the field may bear, by their beginnings; they tell none from another.
_COMMON: Final = tuple(
    "муниципальн государственн федеральн областн краев республиканск районн городск частн автономн"
    " негосударственн некоммерческ бюджетн казенн учрежден организац предприят образован"
    " образовательн общеобразовательн дополнительн профессиональн дошкольн начальн основн средн"
    " высш общ детск детей дети юношеск юных юные творчеств развит воспитан досуг внешкольн работ"
    " имен город сел поселк поселен район област кра республик округ станиц деревн российск"
    " федерац филиал структурн подразделен детям молодеж углубленн изучен отдельн предмет"
    " искусств спортивн музыкальн художественн техник натуралист турист технич экологич"
    " хореографич театральн".split()
)
_SHORT_FORM = re.compile(
    r"(?:м|г|фг|кг|ог|об|кр|ч|н)?(?:[бак]?о?[бак]?у)(?:доо?д?|спо|впо|во)?|г[ба]?поу|ано|доу|ооо|муп"
    r"|и|в|на|по|для|при|им|пос|пгт|ст|обл|мо|доп|обр|до|во|впо|спо|рф"
)
#: What an organisation is: beginnings of words, and short forms.
_KINDS: Final = {
    "centre": ("центр", "кванториум", "технопарк"),
    "house": ("дом", "дворец", "дворц"),
    "school": ("школ", "лице", "гимнази"),
    "kindergarten": ("сад", "ясли"),
    "station": ("станци",),
    "college": ("колледж", "техникум", "училищ"),
    "university": ("университет", "институт", "академи"),
    "club": ("клуб",),
    "museum": ("музе",),
    "library": ("библиотек",),
}
_SHORT_KINDS: Final = {
    "centre": "цдо цдт црт цдют цдютт дюц црдо црткр цвр",
    "house": "ддт ддют ддютт дтдм",
    "school": "дши дмш дхш дюсш сш сшор сош оош нош",
    "kindergarten": "доу мбдоу мадоу мкдоу мдоу",
    "station": "сют сюн сютур",
}
_KIND_OF_SHORT: Final = {
    word: kind for kind, words in _SHORT_KINDS.items() for word in words.split()
}
#: What a school teaches, which tells two schools of one village apart.
_TEACHES: Final = {
    "art": re.compile(r"искусств|музыкальн|художествен|(?<![а-я])д[шмх][иш](?![а-я])"),
    "sport": re.compile(r"спортивн|(?<![а-я])(?:дюсш|сшор|сш)(?![а-я])"),
    "all": re.compile(r"образовательн[а-я]{2,3} школ|(?<![а-я])(?:сош|оош|нош)(?![а-я])"),
}
_DISTRICT = re.compile(
    r"[а-я-]+(?:ского|ской|ого|ой)(?=\s(?:(?:муниципальн|городск|сельск)[а-я]+\s)?"
    r"(?:район|округ|област|кра[яй]|поселени))"
)
_WHOLE_WORDS = re.compile(r"(?:дом|сад)(?:а|у|ом|е|ы|ов)?")
_LEAST_STEM: Final = 4
_LONGEST_ENDING: Final = 3


@dataclass(frozen=True)
class _Parts:
    """What tells an organisation from others; `in_quotes` where the full name stands in quotes."""

    in_quotes: bool
    quoted: frozenset[str]
    others: frozenset[str]
    numbers: frozenset[str]
    kinds: frozenset[str]
    teaches: frozenset[str]

    def denies(self, other: _Parts) -> bool:
        """Whether number, kind or subject speak against their being one."""
        pairs = (
            (self.numbers, other.numbers),
            (self.kinds, other.kinds),
            (self.teaches, other.teaches),
        )
        return any(ours and theirs and not ours & theirs for ours, theirs in pairs)


def same(one: str, other: str) -> bool:
    """Whether two names may be of one organisation; what one leaves unsaid is no difference.

    Forms, districts and common words of the field are passed over. A name in quotes decides where
    both have one; otherwise number, kind and subject, then whatever else is its own.
    """
    first, second = _parts(one), _parts(other)
    if first.quoted and second.quoted:
        return _meet(first.quoted, second.quoted)
    if first.denies(second) or _only_one_is_named(first, second):
        return False
    ours, theirs = first.quoted | first.others, second.quoted | second.others
    return not (ours and theirs) or _meet(ours, theirs)


def _only_one_is_named(first: _Parts, second: _Parts) -> bool:
    """«Центр «Радуга»» beside «Центр детского творчества»: a full name, and another one."""
    return first.in_quotes and second.in_quotes and bool(first.quoted) != bool(second.quoted)


@cache
def _parts(name: str) -> _Parts:
    folded = _DISTRICT.sub(" ", same_length_lower(clean(name)))
    places = frozenset(_PLACE.findall(folded))
    quotes = _QUOTED.findall(folded)
    inside = [_own_words(quoted) - places for quoted in quotes]
    quoted = next((words for words in reversed(inside) if words), frozenset[str]())
    return _Parts(
        in_quotes=bool(quotes),
        quoted=quoted,
        others=_own_words(folded) - quoted,
        numbers=frozenset(_NUMBER.findall(folded)),
        kinds=frozenset(filter(None, map(_kind, _WORD.findall(folded)))),
        teaches=frozenset(one for one, said in _TEACHES.items() if said.search(folded)),
    )


def _own_words(folded: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(folded) if len(word) >= _LONGEST_ENDING)
    return frozenset(word for word in words if not _is_common(word))


def _is_common(word: str) -> bool:
    known = _SHORT_FORM.fullmatch(word) or word.startswith(_COMMON) or _kind(word)
    return bool(known)


@cache
def _kind(word: str) -> str | None:
    """What the word says the organisation is, if anything."""
    if word in _KIND_OF_SHORT:
        return _KIND_OF_SHORT[word]
    for kind, stems in _KINDS.items():
        stem = next((one for one in stems if word.startswith(one)), None)
        if stem and (stem not in {"дом", "сад"} or _WHOLE_WORDS.fullmatch(word)):
            return kind
    return None


def _meet(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(_alike(one, other) for one, other in product(ours, theirs))


def _alike(one: str, other: str) -> bool:
    """The same word but for its ending."""
    short, long = sorted((one, other), key=len)
    stem = short[: max(_LEAST_STEM, len(short) - _LONGEST_ENDING)]
    return long.startswith(stem) and len(long) - len(stem) <= 2 * _LONGEST_ENDING


# --- capitals ------------------------------------------------------------------------------

_CAPITALS = re.compile(r"[А-ЯЁ]+(?:-[А-ЯЁ]+)*")
_PLACE_BEFORE = re.compile(
    r"(?:(?<![А-Яа-яЁё])(?:г|с|п|пос|пгт|рп|ст|им)\.?|город[а-я]*|села|пос[её]лка|станицы|деревни|имени"
    r"|республики)\s*$",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(r"(?<!че)(?<!тель)ск(?:ий|ая|ое|ого|ой|ом)$")
_AFTER_INITIALS = re.compile(r"(?<![А-Яа-яЁё])[А-ЯЁ]\.\s?$")
_INITIAL_NEXT = re.compile(r"\.\s?[А-ЯЁ](?:\.|[а-яё])")
_INSIDE_SMALL: Final = frozenset("на в при под над".split())
_LONGEST_SHORT_FORM: Final = 6


def readable(name: str) -> str:
    """The name with words in capitals made small, but for short forms and proper names.

    «МБУ ДО «ДЕТСКАЯ ШКОЛА ИСКУССТВ» Г. ЭНСКА» gives «МБУ ДО «Детская школа искусств» г. Энска».
    """
    shouting = [word for word in _CAPITALS.findall(name) if len(word) > _LEAST_STEM]
    return _CAPITALS.sub(_calmed, name) if not all(map(_stays, shouting)) else name


def _calmed(match: re.Match[str]) -> str:
    word, before, after = match[0], match.string[: match.start()], match.string[match.end() :]
    part_of_a_word = before[-1:].isalpha() or after[:1].isalpha()
    of_place = _PLACE_BEFORE.search(before) is not None
    if part_of_a_word or _is_initial(word, before, after) or (_stays(word) and not of_place):
        return word
    small, folded = word.lower(), same_length_lower(word)
    adjective = _OF_PLACE.search(folded) and not _is_common(folded)
    if of_place or adjective or _AFTER_INITIALS.search(before):
        parts = small.split("-")
        return "-".join(one if one in _INSIDE_SMALL else one.capitalize() for one in parts)
    return small.capitalize() if not before or before[-1] in '«“„"' else small


def _is_initial(word: str, before: str, after: str) -> bool:
    """«И. С. Тургенева», but not «Г. ЭНСКА»."""
    if len(word) > 1 or not after.startswith("."):
        return False
    return bool(_AFTER_INITIALS.search(before) or _INITIAL_NEXT.match(after)) or word not in "ГСПД"


def _stays(word: str) -> bool:
    """Whether it is a short form rather than a word."""
    folded = same_length_lower(word)
    if folded in _KIND_OF_SHORT or folded in {"до", "рф"}:
        return True
    if len(folded) <= 2 or folded in {"для", "при"}:
        return False
    unknown = len(folded) <= _LONGEST_SHORT_FORM and not lexicon().has(folded)
    return unknown or bool(_SHORT_FORM.fullmatch(folded))
