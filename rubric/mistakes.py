"""The catalogue of typical mistakes, which remarks and findings count for.

Source: docs/domain, section 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rubric.faults import RubricFaults
from rubric.reading import Reading
from rubric.scales import Words
from rubric.yamltree import Plain, read_tree

FILE: Final = Path(__file__).parent / "mistakes.yaml"
#: Mistakes of this section are made on the way, not in the text.
PROCESS: Final = "process"

_KEYS: Final = ("id", "section", "how", "weight", "title_ru", "title_en")
_HOW: Final = ("check", "both", "person")
_WEIGHTS: Final = ("block", "warn", "note")


@dataclass(frozen=True)
class Mistake:
    """One entry. `section` is a canonical section of a programme, "all" or "process"."""

    id: str
    section: str
    title: Words
    how: str
    weight: str


@cache
def catalogue() -> Mapping[str, Mistake]:
    """The shipped catalogue by id, in its own order."""
    return load(FILE.read_text(encoding="utf-8"))


def load(text: str) -> Mapping[str, Mistake]:
    """The catalogue written in `text`. Raises RubricFaults with every fault and its line."""
    tree = read_tree(text)
    reading = Reading(tree)
    found: dict[str, Mistake] = {}
    node = reading.group(tree.value, "", ("mistakes",))
    for number, item in enumerate(reading.items(node, "", "mistakes")):
        path = f"mistakes[{number}]"
        one = _mistake(reading, item, path)
        if one is not None and one.id in found:
            reading.blame("id_twice", path, id=one.id)
        elif one is not None:
            found[one.id] = one
    if reading.faults:
        raise RubricFaults(sorted(reading.faults, key=lambda each: each.line))
    return MappingProxyType(found)


def _mistake(reading: Reading, item: Plain, path: str) -> Mistake | None:
    node = reading.group(item, path, _KEYS)
    mistake_id, section = reading.text(node, path, "id"), reading.text(node, path, "section")
    how, weight = reading.text(node, path, "how"), reading.text(node, path, "weight")
    title = reading.words(node.get("title_ru"), node.get("title_en"), f"{path}.title_ru")
    for key, given, known in (("how", how, _HOW), ("weight", weight, _WEIGHTS)):
        if given is not None and given not in known:
            reading.blame("key_unknown", f"{path}.{key}", key=given, known=", ".join(known))
    if mistake_id is None or section is None or how is None or weight is None or title is None:
        return None
    return Mistake(mistake_id, section, title, how, weight)
