"""Scales: which marks may be given and what each means in words (domain brief, 4.7)."""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from rubric.faults import Fault, fault, refuse
from rubric.figures import figure, is_sane

LONGEST_WORDS = 2_000
MOST_VALUES = 1_001

# Controls, line separators, invisible marks, lone surrogates and unassigned characters.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_ALLOWED = frozenset("\n\t\u00ad\u200d")

Data = dict[str, object]


def is_printable(text: str) -> bool:
    """Say whether a person can see every character; soft hyphens and joiners are let be."""
    return all(
        character in _ALLOWED or unicodedata.category(character) not in _UNPRINTABLE
        for character in text
    )


@dataclass(frozen=True)
class Words:
    """A short text in the two languages of the product."""

    ru: str
    en: str

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[Fault]:
        for language, text in (("ru", self.ru), ("en", self.en)):
            if not text.strip():
                yield fault("words_empty", language)
            if len(text) > LONGEST_WORDS:
                yield fault("words_too_long", language, limit=LONGEST_WORDS)
            if not is_printable(text):
                yield fault("words_unprintable", language)

    def as_data(self) -> Data:
        """Return the canonical data of the text."""
        return {"ru": self.ru, "en": self.en}


@dataclass(frozen=True)
class Level:
    """One mark of a scale with the words that explain it."""

    value: Decimal
    words: Words | None = None

    def as_data(self) -> Data:
        """Return the canonical data of the level."""
        words = self.words.as_data() if self.words else {}
        return {"value": figure(self.value), **words}


class Scale(ABC):
    """What every scale answers; values are points as Decimal."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def minimum(self) -> Decimal:
        """The lowest mark."""

    @property
    @abstractmethod
    def maximum(self) -> Decimal:
        """The highest mark."""

    @abstractmethod
    def values(self) -> tuple[Decimal, ...] | None:
        """Every possible mark in rising order, or None if they cannot be listed."""

    @abstractmethod
    def accepts(self, value: Decimal) -> bool:
        """Say whether `value` is a mark of this scale."""

    @abstractmethod
    def words(self, value: Decimal) -> Words | None:
        """Return the words for a mark, or None if the scale has none for it."""

    @abstractmethod
    def as_data(self) -> Data:
        """Return the canonical data of the scale; `loading.load` reads it back."""


def _level_words(levels: tuple[Level, ...], value: Decimal) -> Words | None:
    return next((level.words for level in levels if level.value == value), None)


@dataclass(frozen=True)
class RangeScale(Scale):
    """Marks from `low` to `high` by `step`; without a step any number between them.

    Percent sliders are ranges whose `unit` is percent. Bands are levels sharing their words.
    """

    low: Decimal
    high: Decimal
    step: Decimal | None = Decimal(1)
    levels: tuple[Level, ...] = ()
    unit: Literal["points", "percent"] = "points"

    kind: ClassVar[str] = "range"

    def __post_init__(self) -> None:
        numbers = (("min", self.low), ("max", self.high), ("step", self.step or Decimal(1)))
        refuse(
            fault("number_absurd", path, value=str(number))
            for path, number in numbers
            if not is_sane(number)
        )
        refuse(self._faults())
        refuse(self._level_faults())

    def _faults(self) -> Iterator[Fault]:
        bounds = {"minimum": figure(self.low), "maximum": figure(self.high)}
        if self.low >= self.high:
            yield fault("scale_bounds", "max", **bounds)
        elif self.step is not None and (self.step <= 0 or (self.high - self.low) % self.step):
            yield fault("scale_step_bad", "step", step=figure(self.step), **bounds)

    def _level_faults(self) -> Iterator[Fault]:
        seen = set()
        for level in self.levels:
            if not self.accepts(level.value):
                yield fault("scale_level_off", "levels", value=str(level.value))
            elif level.value in seen:
                yield fault("scale_band_overlap", "levels", value=figure(level.value))
            seen.add(level.value)

    @property
    def minimum(self) -> Decimal:
        return self.low

    @property
    def maximum(self) -> Decimal:
        return self.high

    def values(self) -> tuple[Decimal, ...] | None:
        if self.step is None or (self.high - self.low) / self.step >= MOST_VALUES:
            return None
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * number for number in range(count + 1))

    def accepts(self, value: Decimal) -> bool:
        if not is_sane(value) or not self.low <= value <= self.high:
            return False
        return self.step is None or not (value - self.low) % self.step

    def words(self, value: Decimal) -> Words | None:
        return _level_words(self.levels, value)

    def as_data(self) -> Data:
        data: Data = {"type": "percent" if self.unit == "percent" else "number"}
        data |= {"min": figure(self.low), "max": figure(self.high)}
        data["step"] = None if self.step is None else figure(self.step)
        if self.levels:
            ordered = sorted(self.levels, key=lambda level: level.value)
            data["levels"] = [level.as_data() for level in ordered]
        return data


@dataclass(frozen=True)
class BinaryScale(Scale):
    """Yes or no: 1 or 0 points."""

    no: Words = Words(ru="Нет", en="No")
    yes: Words = Words(ru="Да", en="Yes")

    kind: ClassVar[str] = "binary"

    @property
    def minimum(self) -> Decimal:
        return Decimal(0)

    @property
    def maximum(self) -> Decimal:
        return Decimal(1)

    def values(self) -> tuple[Decimal, ...]:
        return (Decimal(0), Decimal(1))

    def accepts(self, value: Decimal) -> bool:
        return value in (0, 1)

    def words(self, value: Decimal) -> Words | None:
        return {0: self.no, 1: self.yes}.get(int(value)) if self.accepts(value) else None

    def as_data(self) -> Data:
        return {
            "type": "binary",
            "values": {"false": self.no.as_data(), "true": self.yes.as_data()},
        }


@dataclass(frozen=True)
class LadderScale(Scale):
    """Only the given values, such as 0, 1, 3, 5; words for a value are optional."""

    levels: tuple[Level, ...]

    kind: ClassVar[str] = "ladder"

    def __post_init__(self) -> None:
        refuse(
            fault("number_absurd", "levels", value=str(level.value))
            for level in self.levels
            if not is_sane(level.value)
        )
        refuse(self._faults())

    def _faults(self) -> Iterator[Fault]:
        if len(self.levels) < 2:
            yield fault("scale_too_few", "levels")
        values = [level.value for level in self.levels]
        if values != sorted(set(values)):
            yield fault("scale_order", "levels")

    @property
    def minimum(self) -> Decimal:
        return self.levels[0].value

    @property
    def maximum(self) -> Decimal:
        return self.levels[-1].value

    def values(self) -> tuple[Decimal, ...]:
        return tuple(level.value for level in self.levels)

    def accepts(self, value: Decimal) -> bool:
        return is_sane(value) and value in self.values()

    def words(self, value: Decimal) -> Words | None:
        return _level_words(self.levels, value)

    def as_data(self) -> Data:
        return {"type": self.kind, "levels": [level.as_data() for level in self.levels]}


@dataclass(frozen=True)
class LabelledScale(LadderScale):
    """Levels with names, such as low, medium, high; each level has its words."""

    kind: ClassVar[str] = "labelled"

    def _faults(self) -> Iterator[Fault]:
        yield from super()._faults()
        for level in self.levels:
            if level.words is None:
                yield fault("scale_level_wordless", "levels", value=figure(level.value))
