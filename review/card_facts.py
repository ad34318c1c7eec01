"""Facts a text states, beside the card: in words, whether they agree, what the card may take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import get_locale, ngettext

from review.documents import organisation_names, report
from review.documents.card_file import DIRECTION_NAMES
from review.documents.fact_numbers import months_meant, study_months
from review.models.findings import FindingRow, Gravity
from review.models.programmes import Direction, Level, Programme
from review.wording import direction_label, level_label, say
from review.words import passport as words

#: What the card takes; a value outside is shown and not offered.
RANGES: Final = {
    "age_from": (3, 18),
    "age_to": (3, 18),
    "duration_months": (1, 144),
    "hours": (1, 5000),
}
TITLE_LENGTH: Final = 300
_DIRECTIONS: Final = {name: Direction(code) for code, name in DIRECTION_NAMES.items()}


@dataclass(frozen=True)
class Line:
    """A fact beside the card: both in words; `value` is what the card would take, or None.

    `fault` is a finding that hinders submitting because of this very fact: while it stands the
    text is to be mended first and nothing is taken.
    """

    fact: str
    label: str
    read: str
    block: str
    card: str = ""
    same: bool = False
    field: str = ""
    value: Any = None
    fault: FindingRow | None = None

    @property
    def takeable(self) -> bool:
        """Whether one press may put it into the card."""
        return self.value is not None and not self.same and self.fault is None


def lines(
    passport: Mapping[str, Any],
    programme: Programme | None = None,
    found: Iterable[FindingRow] = (),
) -> list[Line]:
    """Facts that were read, beside the card where there is one; `found` may speak against some."""
    facts = passport.get("facts", {})
    faults = _faults(found)
    named = [
        _line(name, field, facts[name], programme, faults.get(name))
        for name, field in words.CARD_FACTS.items()
        if facts.get(name)
    ]
    others = [
        Line(name, say(label, {}), _said(facts[name]["value"]), facts[name]["block"])
        for name, label in words.OTHER_FACTS.items()
        if facts.get(name)
    ]
    people = [
        make(facts, programme)
        for name, make in (("organisation", _organisation), ("authors", _authors))
        if facts.get(name)
    ]
    return named + people + others


def wanted(found: Iterable[Line], fields: set[str]) -> tuple[dict[str, Any], list[str]]:
    """What the card takes of the fields asked for, "all" being all but the authors; and authors."""
    lines = [line for line in found if line.takeable]
    plain = [line for line in lines if line.field != "authors"]
    values = {line.field: line.value for line in plain if {line.field, "all"} & fields}
    names = [name for line in lines if line.field == "authors" for name in line.value]
    return values, names if "authors" in fields else []


def _faults(found: Iterable[FindingRow]) -> dict[str, FindingRow]:
    """The first finding that blocks, by the fact it speaks against.

    What is wrong between text and card is no fault of the fact: taking it is the remedy.
    """
    faults: dict[str, FindingRow] = {}
    for row in found:
        blocks = row.severity is Gravity.BLOCK and row.waived_at is None
        if blocks and "card" not in row.params:
            for fact in words.FAULTS.get(row.check_id, ()):
                faults.setdefault(fact, row)
    return faults


def _line(
    name: str,
    field: str,
    fact: Mapping[str, Any],
    programme: Programme | None,
    fault: FindingRow | None,
) -> Line:
    value = card_value(field, fact["value"])
    now = getattr(programme, field) if programme is not None else None
    return Line(
        fact=name,
        label=say(words.FACTS[name], {}),
        read=_read(field, fact["value"]),
        block=fact["block"],
        card=_on_card(field, now),
        same=_same(field, now, fact["value"]),
        field=field,
        value=value if programme is not None else None,
        fault=fault,
    )


def _organisation(facts: Mapping[str, Any], programme: Programme | None) -> Line:
    """The card's organisation is that of its author and is not taken from a text."""
    fact = facts["organisation"]
    line = Line("organisation", say(words.FACTS["organisation"], {}), fact["value"], fact["block"])
    if programme is None:
        return line
    place = programme.organisation
    names = [name for name in (place.full_name, place.short_name) if name]
    agrees = any(organisation_names.same(name, fact["value"]) for name in names)
    return _beside(line, "organisation", place.short_name, agrees)


def _authors(facts: Mapping[str, Any], programme: Programme | None) -> Line:
    """Authors of the text whom the card lacks may be added to it."""
    read = [one["value"] for one in facts["authors"]]
    block = facts["authors"][0]["block"]
    line = Line("authors", say(words.FACTS["authors"], {}), ", ".join(read), block)
    if programme is None:
        return line
    known = [author.name for author in programme.authors]
    lacking = [name for name in read if not any(_same_person(name, one) for one in known)]
    return _beside(line, "authors", ", ".join(known), not lacking, lacking or None)


def _same_person(one: str, other: str) -> bool:
    """«Иванова М. П.» and «Иванова Мария Петровна»: surname, and initials as far as both go."""
    first, second = (_plain(name).split() for name in (one, other))
    pairs = zip(first, second, strict=False)
    return all(
        ours == theirs if not place else ours[0] == theirs[0]
        for place, (ours, theirs) in enumerate(pairs)
    )


def _beside(line: Line, field: str, card: str, same: bool, value: Any = None) -> Line:
    return Line(line.fact, line.label, line.read, line.block, card, same, field, value)


def card_value(field: str, read: Any) -> Any:
    """What the card would hold for a fact, or None where it does not fit there."""
    if field == "direction":
        return _DIRECTIONS.get(str(read).casefold())
    if field == "level":
        return Level(read) if read in set(Level) else None
    if field == "title":
        return str(read)[:TITLE_LENGTH] or None
    number = study_months(read) if field == "duration_months" else round(read)
    low, high = RANGES[field]
    return number if low <= number <= high else None


def _same(field: str, now: Any, read: Any) -> bool:
    if now in (None, ""):
        return False
    if field == "title":
        return _plain(now) == _plain(read)
    if field == "duration_months":
        return now in months_meant(read)
    return bool(now == card_value(field, read))


def _plain(text: str) -> str:
    """A title without case, quotes and ё, as people compare them."""
    kept = (sign if sign.isalnum() else " " for sign in text.casefold().replace("ё", "е"))
    return " ".join("".join(kept).split())


def _on_card(field: str, now: Any) -> str:
    if now in (None, ""):
        return ""
    if field == "duration_months":
        return ngettext("%(num)s month", "%(num)s months", now)
    return _worded(field, now)


def _read(field: str, value: Any) -> str:
    if field == "direction":
        code = _DIRECTIONS.get(str(value).casefold())
        return str(direction_label(code)) if code else str(value)
    if field == "duration_months":
        whole = value == round(value)
        if whole:
            return ngettext("%(num)s year", "%(num)s years", round(value))
        return ngettext("%(num)s month", "%(num)s months", study_months(value))
    return _worded(field, value)


def _worded(field: str, value: Any) -> str:
    if field in {"direction", "level"}:
        return str(direction_label(value) if field == "direction" else level_label(value))
    whole = isinstance(value, int | float) and value == round(value)
    if field in {"age_from", "age_to"} and whole:
        return ngettext("%(num)s year", "%(num)s years", round(value))
    if field == "hours" and whole:
        return ngettext("%(num)s hour", "%(num)s hours", round(value))
    return _said(value)


def _said(value: Any) -> str:
    return report.said(value, str(get_locale().language))
