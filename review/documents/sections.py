"""The dictionary of canonical sections: what a programme's parts are called, and how else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from review.documents.labels import fold, key, split_number, stem, words

MAX_TAIL: Final = 8

_JOINTS = re.compile(r"\s+и\s+|\s+[–—-]\s+|\s*[,;/:]\s*", re.IGNORECASE)
_FIGURE = re.compile(r"(?:no?)?\d*$")
_ADJECTIVE: Final = ("ыми", "ими", "ой", "ей", "ым", "им")
_NAMED = re.compile(r"«[^»]*(?:»|$)|“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|\([^)]*\)")
_HAS_NAME = re.compile(r"[«“\"(]")
_START: Final = 3
_DATA: Final = Path(__file__).with_name("data") / "sections.yaml"


@dataclass(frozen=True, slots=True)
class Section:
    """One canonical section: its usual depth, and whether a label may open a paragraph."""

    id: str
    level: int
    required: str
    run_in: bool


@dataclass(frozen=True)
class Dictionary:
    """Labels by key and by stems."""

    sections: dict[str, Section]
    by_key: dict[str, tuple[str, ...]]
    by_words: dict[tuple[str, ...], tuple[str, ...]]
    by_stems: dict[tuple[str, ...], tuple[str, ...]]
    by_stem: dict[str, tuple[str, ...]]
    fillers: frozenset[str]
    openers: frozenset[str]
    starts: set[str]

    def exact(self, text: str) -> tuple[str, ...]:
        """Sections of a label with these very words, endings aside; () when unknown.

        A name in quotes and a remark in brackets say what the label is for, and take no part.
        """
        said = words(text)
        if not self._may_be(said) or self.by_key.get("".join(said)) == ():
            return ()
        found = self._same(said)
        return found or (self._same(words(_unnamed(text))) if _HAS_NAME.search(text) else ())

    def _may_be(self, said: list[str]) -> bool:
        """A quick look: labels begin in few ways, and most paragraphs begin otherwise."""
        if not said or said[0] in self.openers:
            return bool(said)
        first = next((word for word in said if not self._is_idle(word)), "")
        return first[:_START] in self.starts or "".join(said)[:_START] in self.starts

    def _same(self, said: list[str]) -> tuple[str, ...]:
        found = self.by_key.get("".join(said))
        if found:
            return found
        telling = self._telling(said)
        if len(said) > 1 and telling in self.by_words:
            return self.by_words[telling]
        found = self.by_stems.get(tuple(map(stem, telling)))
        if found or not telling or telling[0] not in self.openers:
            return found or ()
        rest = telling[1:]
        return self.by_stems.get(tuple(map(stem, rest))) or self.by_words.get(rest, ())

    def opening(self, text: str) -> tuple[str, ...]:
        """Sections of a label in any case, as sentences open: «Целью программы (является)»."""
        telling = self.telling(text)
        found = self.by_stems.get(tuple(map(stem, telling)))
        if found or not telling or not all(word.endswith(_ADJECTIVE) for word in telling[:-1]):
            return found or ()
        return self.by_stem.get(stem(telling[-1]), ())

    def combined(self, text: str) -> tuple[str, ...]:
        """Sections of a heading made of several known labels; () when one is unknown."""
        parts = [part for part in _JOINTS.split(split_number(_unnamed(text))[1]) if part]
        if len(parts) < 2 or not self._may_be(words(parts[0])):
            return ()
        found = [
            self.exact(part) or self._borrowed(part, parts[-1]) or self._lent(parts[0], part)
            for part in parts
        ]
        if not all(found):
            return ()
        return tuple(dict.fromkeys(section for covered in found for section in covered))

    def _borrowed(self, part: str, last: str) -> tuple[str, ...]:
        """«Методическое и материальное обеспечение»: an adjective takes the last part's noun."""
        noun = last.split()[1:]
        return self.exact(" ".join([part, *noun])) if len(part.split()) == 1 and noun else ()

    def _lent(self, first: str, part: str) -> tuple[str, ...]:
        """«Формы аттестации/контроля»: the first part lends its first word to the others."""
        noun = first.split()[:1]
        return self.exact(" ".join([*noun, part])) if noun and part != first else ()

    def near(self, text: str) -> tuple[str, ...]:
        """Sections of the longest label of two words or more that this heading begins with."""
        said = words(_unnamed(text))
        if not self._may_be(said):
            return ()
        telling = self._telling(said)
        if telling and telling[0] in self.openers:
            telling = telling[1:]
        stems = tuple(map(stem, telling))
        for length in range(len(stems) - 1, max(1, len(stems) - MAX_TAIL - 1), -1):
            found = self.by_stems.get(stems[:length])
            if found:
                return found
        return self._opens_with_key(said)

    def _opens_with_key(self, said: list[str]) -> tuple[str, ...]:
        """«Паспорт рабочей программы (учебной дисциплины …)»: the label in full, two words on."""
        for length in range(min(len(said) - 1, MAX_TAIL), 1, -1):
            found = self.by_key.get("".join(said[:length]))
            if found:
                return found
        return ()

    def telling(self, text: str) -> tuple[str, ...]:
        """The words that carry meaning: no fillers, no numbers."""
        return self._telling(words(text))

    def _telling(self, said: list[str]) -> tuple[str, ...]:
        return tuple(word for word in said if not self._is_idle(word))

    def _is_idle(self, word: str) -> bool:
        return word in self.fillers or bool(_FIGURE.match(word))


def _unnamed(text: str) -> str:
    """The text without names in quotes and remarks in brackets."""
    return _NAMED.sub(" ", text) if _HAS_NAME.search(text) else text


@cache
def load_sections() -> Dictionary:
    """The dictionary of canonical sections from its data file, read once."""
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    fillers, openers = (frozenset(fold(data[name]).split()) for name in ("fillers", "openers"))
    known = Dictionary({}, {}, {}, {}, {}, fillers, openers, set())
    known.by_key.update((key(text), ()) for text in data["nothing"])
    for item in data["sections"]:
        known.sections[item["id"]] = Section(
            item["id"], item["level"], item["required"], item.get("run_in", False)
        )
        for text, covered in _labels(item):
            _learn(known, text, covered)
        for text in item.get("whole", ()):
            known.by_key.setdefault(key(text), (item["id"],))
            known.starts.add(key(text)[:_START])
    return known


def _learn(known: Dictionary, text: str, covered: tuple[str, ...]) -> None:
    """Endings are let go only where two words or more agree: «литературе» is no heading.

    A label that tells by one word («содержание программы») is not known by that word alone.
    """
    known.by_key.setdefault(key(text), covered)
    telling = known.telling(text)
    if telling:
        known.by_words.setdefault(telling, covered)
    if len(telling) == 1 == len(words(text)):
        known.by_stem.setdefault(stem(telling[0]), covered)
    if len(telling) > 1:
        known.by_stems.setdefault(tuple(map(stem, telling)), covered)
    known.starts.update({key(text)[:_START], telling[0][:_START] if telling else ""} - {""})


def _labels(item: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for label in item.get("joint", ()):
        yield label["text"], (item["id"], *label["also"])
    for text in item["labels"]:
        yield text, (item["id"],)
