"""Acts no longer in force (domain brief, section 8: E32); the list is data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check, from_files
from review.documents.labels import fold
from review.languages import N_

#: How far apart, in characters, an act's number and its date or name may stand.
NEAR: Final = 120
#: How far around a number a word may stand that owns up to its having been repealed.
AROUND: Final = 160

_DATA: Final = Path(__file__).parents[1] / "data" / "acts.yaml"
_MONTHS: Final = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
)
_REPEALED = re.compile(r"утрати|отмен[еяи]|не действу|вместо|взамен|замен[еия]|прекращ")


@dataclass(frozen=True, slots=True)
class Act:
    """A repealed act: its name, the day it lost force, and what holds instead.

    `mark` are figures without which the act is not cited; `sure` and `likely` find it in folded
    text; `part_of` names the act it brought into force, which is not reported a second time.
    """

    name: str
    since: date
    now: str
    mark: str
    sure: re.Pattern[str]
    likely: re.Pattern[str] | None = None
    part_of: str = ""


@from_files
@cache
def load_acts() -> tuple[Act, ...]:
    """The list from its data file, read once."""
    return tuple(map(_act, yaml.safe_load(_DATA.read_text(encoding="utf-8"))))


def _act(item: dict[str, Any]) -> Act:
    hyphen = r"\s?[-–—]?\s?"
    digits = hyphen.join(map(re.escape, item["number"].lower().split("-")))
    number = rf"(?<![\d.]){digits}(?![\dа-я])"
    words = item.get("words")
    return Act(
        name=item["name"],
        since=item["since"],
        now=item["now"],
        mark=re.split(r"\D+$|-", item["number"])[0],
        sure=re.compile(number) if item.get("unique") else _beside(number, _dates(item["signed"])),
        likely=_beside(rf"(?:№|\bno|\bn)\.?\s?{digits}(?![\dа-я])", words) if words else None,
        part_of=item.get("part_of", ""),
    )


def _dates(day: date) -> str:
    """A day as people type it: 09.11.2018, 9.11.2018, 9 ноября 2018."""
    typed = rf"0?{day.day}\.0?{day.month}\.(?:{day.year}|{day.year % 100:02}\b)"
    return rf"(?<!\d)(?:{typed}|0?{day.day} {_MONTHS[day.month - 1]} {day.year})"


def _beside(one: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"{one}[^\n]{{0,{NEAR}}}?{other}|{other}[^\n]{{0,{NEAR}}}?{one}")


@check(
    "E32",
    section="normative_basis",
    severity=Severity.WARN,
    message=N_("An act no longer in force is cited: %(act)s (since %(since)s)."),
    remedy=N_("Cite instead: %(now)s."),
)
def repealed_act(dossier: Dossier) -> Iterator[Found]:
    """One finding for each act, at its first place; a text that says it is repealed is right."""
    reported: set[str] = set()
    for act in load_acts():
        if act.since > dossier.today or act.part_of in reported:
            continue
        for block_id, text in _blocks_with(dossier, act.mark):
            confidence = _cited(act, text)
            if confidence:
                reported.add(act.name)
                params = {"act": act.name, "now": act.now, "since": f"{act.since:%d.%m.%Y}"}
                yield Found(params, block=block_id, confidence=confidence)
                break


def _blocks_with(dossier: Dossier, mark: str) -> Iterator[tuple[str, str]]:
    """Blocks where the act's figures stand, with their folded text."""
    if mark in dossier.folded:
        for block in dossier.blocks:
            if block.kind != "table" and mark in block.text:
                yield block.id, fold(block.text)


def _cited(act: Act, text: str) -> float:
    """How surely the paragraph cites the act as one in force."""
    for pattern, confidence in ((act.sure, 0.97), (act.likely, 0.75)):
        for match in pattern.finditer(text) if pattern else ():
            around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
            if not _REPEALED.search(around):
                return confidence
    return 0.0
