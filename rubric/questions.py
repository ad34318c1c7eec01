"""Sections and criteria: what an expert is asked, and how much each answer may bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rubric.faults import Fault, fault, refuse
from rubric.figures import figure
from rubric.scales import Data, Scale, Words, is_printable

LARGEST_WEIGHT = 1_000
LONGEST_NUMBER = 16

#: What an expert may say instead of points, where the criterion allows it.
NOT_APPLICABLE = "not_applicable"
NOT_COMPETENT = "not_competent"
SKIPS = (NOT_APPLICABLE, NOT_COMPETENT)
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)


def identifier_faults(path: str, value: str) -> Iterator[Fault]:
    """Yield a fault if `value` cannot name a rubric, section or criterion."""
    if not _IDENTIFIER.fullmatch(value):
        yield fault("id_bad", path, value=value)


@dataclass(frozen=True)
class Section:
    """A group of criteria. `maximum` in points; with `cap` points above it do not count."""

    id: str
    title: Words
    maximum: Fraction | None = None
    cap: bool = False

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from identifier_faults("id", self.id)
        if self.cap and self.maximum is None:
            yield fault("key_missing", "max", key="max")

    def limit(self, points: Fraction) -> Fraction:
        """Return the points that count: above the maximum, which only a cap can meet, none do."""
        return points if self.maximum is None else min(points, self.maximum)

    def as_data(self) -> Data:
        """Return the canonical data of the section."""
        data: Data = {"id": self.id, "title_ru": self.title.ru, "title_en": self.title.en}
        if self.maximum is not None:
            data["max"] = figure(self.maximum)
        return data | ({"cap": True} if self.cap else {})


@dataclass(frozen=True)
class Criterion:
    """One question to the expert. `section` is empty in a rubric without sections.

    A gate marked at its minimum, or any mark below `floor`, sinks the whole sheet. `evidence`
    names document sections, `auto_suggest` automatic checks that bear on the question, `stages`
    the moderation stages that ask it (empty: all), `auto` who can answer: "", "semi" or "auto",
    `skips` what may be said instead of points (of SKIPS).
    """

    id: str
    title: Words
    scale: Scale
    section: str = ""
    number: str = ""
    weight: Fraction = Fraction(1)
    evidence: tuple[str, ...] = ()
    gate: bool = False
    floor: Decimal | None = None
    auto_suggest: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    auto: str = ""
    skips: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from identifier_faults("id", self.id)
        if len(self.number) > LONGEST_NUMBER:
            yield fault("words_too_long", "no", limit=LONGEST_NUMBER)
        if not is_printable(self.number):
            yield fault("words_unprintable", "no")
        for name, group in (
            ("evidence", self.evidence),
            ("auto_suggest", self.auto_suggest),
            ("stages", self.stages),
        ):
            for place, item in enumerate(group):
                yield from identifier_faults(f"{name}[{place}]", item)
        if not 0 <= self.weight <= LARGEST_WEIGHT:
            yield fault("weight_bad", "weight", value=figure(self.weight), limit=LARGEST_WEIGHT)
        if self.floor is not None and not self.scale.minimum <= self.floor <= self.scale.maximum:
            bounds = (figure(self.scale.minimum), figure(self.scale.maximum))
            params = dict(zip(("minimum", "maximum"), bounds, strict=True))
            yield fault("floor_off_scale", "floor", value=str(self.floor), **params)
        if self.auto not in ("", "semi", "auto"):
            yield fault("verdict_phrase_unknown", "auto", value=self.auto, known="semi, auto")
        yield from self._skip_faults()

    def _skip_faults(self) -> Iterator[Fault]:
        for place, skip in enumerate(self.skips):
            if skip not in SKIPS:
                yield fault("skip_unknown", f"skips[{place}]", value=skip, known=", ".join(SKIPS))
        if self.skips and (self.gate or self.floor is not None):
            yield fault("skip_on_gate", "skips", id=self.id)

    @property
    def minimum(self) -> Fraction:
        """The fewest weighted points this criterion gives."""
        return self.weight * Fraction(self.scale.minimum)

    @property
    def maximum(self) -> Fraction:
        """The most weighted points this criterion gives."""
        return self.weight * Fraction(self.scale.maximum)

    def sinks(self, points: Decimal) -> bool:
        """Say whether this mark alone makes the sheet negative (a gate shut, a floor missed)."""
        below_floor = self.floor is not None and points < self.floor
        return below_floor or (self.gate and points == self.scale.minimum)

    def as_data(self) -> Data:
        """Return the canonical data of the criterion."""
        data: Data = {"id": self.id, "title_ru": self.title.ru, "title_en": self.title.en}
        data |= {"scale": self.scale.as_data(), "weight": figure(self.weight)}
        optional: Data = {
            "section": self.section,
            "no": self.number,
            "evidence": list(self.evidence),
            "gate": self.gate,
            "floor": None if self.floor is None else figure(self.floor),
            "auto_suggest": list(self.auto_suggest),
            "stages": list(self.stages),
            "auto": self.auto,
            "skips": list(self.skips),
        }
        return data | {key: value for key, value in optional.items() if value}
