"""Values of the facts a programme states about itself; `facts.read_facts` reads them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value with its place: the id of the block it was read from, and the words as written.

    `confidence` from 0 to 1 tells how sure the reading is.
    """

    value: T
    block: str = ""
    written: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Approval:
    """A mark of approval: `kind` is "accepted" (принято, рассмотрено) or "approved" (утверждаю).

    `year` is the year written even where the day was left blank («__»____2015 г.).
    """

    kind: str
    block: str
    day: date | None = None
    number: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the list of literature; `years` as printed, newest last; `link` or empty."""

    text: str
    block: str
    years: tuple[int, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Facts:
    """What was read out; None where the text does not say.

    `direction` is one of the six names of today (old ones mapped, `written` keeps the old one),
    `level` "initial", "basic" or "advanced"; ages and `duration_years` are years and may have a
    fraction, `hours_total` and `hours_per_week` academic hours, `weeks` weeks a year.
    `cover` are the ids of the title page's blocks, `stamp` those an electronic signature left.
    """

    title: Fact[str] | None = None
    organisation: Fact[str] | None = None
    direction: Fact[str] | None = None
    level: Fact[str] | None = None
    age_min: Fact[float] | None = None
    age_max: Fact[float] | None = None
    duration_years: Fact[float] | None = None
    hours_total: Fact[int] | None = None
    hours_per_week: Fact[float] | None = None
    weeks: Fact[int] | None = None
    year: Fact[int] | None = None
    authors: tuple[Fact[str], ...] = ()
    approvals: tuple[Approval, ...] = ()
    literature: tuple[Source, ...] = ()
    cover: tuple[str, ...] = ()
    stamp: tuple[str, ...] = ()
