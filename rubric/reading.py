"""Taking typed values out of plain ones, gathering every fault on the way with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar

from rubric.faults import Fault, Param, RubricFaults
from rubric.figures import read_decimal, read_fraction
from rubric.scales import Words
from rubric.yamltree import Plain, Tree

Node = dict[str, Plain]
Made = TypeVar("Made")


def joined(path: str, key: str) -> str:
    """Return the path of `key` inside the group at `path`."""
    return f"{path}.{key}" if path else key


class Reading:
    """A walk over one file: `faults` grows, missing or wrong values come back as None."""

    def __init__(self, tree: Tree) -> None:
        self.lines = tree.lines
        self.faults = list(tree.faults)

    def line_of(self, path: str) -> int:
        """Return the line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines[path]

    def blame(self, code: str, path: str, **params: Param) -> None:
        """Note a fault at a path."""
        self.faults.append(Fault(code, path, self.line_of(path), params))

    def make(self, path: str, maker: Callable[[], Made]) -> Made | None:
        """Build a value; what it refuses becomes faults at this path, and None comes back."""
        try:
            return maker()
        except RubricFaults as refused:
            for each in refused.faults:
                seen = each.under(path)
                self.blame(each.code, seen.path, **each.params)
            return None

    def group(self, value: Plain, path: str, known: Iterable[str]) -> Node:
        """Return the keys and values at a path; unknown keys are faults with a near match."""
        if not isinstance(value, dict):
            self.blame("not_a_mapping", path)
            return {}
        names = sorted(known)
        for key in value:
            if key not in names:
                near = get_close_matches(key, names, n=1) or names
                self.blame("key_unknown", joined(path, key), key=key, known=", ".join(near))
        return value

    def items(self, node: Node, path: str, key: str) -> list[Plain]:
        """Return the list under a key; [] if it is absent."""
        value = node.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.blame("not_a_list", joined(path, key))
            return []
        return value

    def names(self, node: Node, path: str, key: str) -> tuple[str, ...]:
        """Return a list of short names under a key."""
        place = joined(path, key)
        found = enumerate(self.items(node, path, key))
        texts = [self.as_text(item, f"{place}[{number}]") for number, item in found]
        return tuple(text for text in texts if text is not None)

    def as_text(self, value: Plain, path: str) -> str | None:
        """Return a text; a bare number is taken as it is written."""
        if isinstance(value, Decimal):
            return str(value)
        if not isinstance(value, str):
            self.blame("not_text", path)
            return None
        return value

    def text(self, node: Node, path: str, key: str, default: str | None = None) -> str | None:
        """Return the text under a key; a missing one is a fault unless there is a default."""
        if node.get(key) is not None:
            return self.as_text(node[key], joined(path, key))
        if default is None:
            self.blame("key_missing", joined(path, key), key=key)
        return default

    def number(self, node: Node, path: str, key: str) -> Decimal | None:
        """Return the number under a key; None if absent, null or (with a fault) not a number."""
        value = node.get(key)
        return None if value is None else self.as_number(value, joined(path, key))

    def as_number(self, value: Plain, path: str) -> Decimal | None:
        """Return an exact number; texts such as "0.5" are read too."""
        found = read_decimal(value) if isinstance(value, str) else value
        if isinstance(found, Decimal):
            return found
        self.blame("not_a_number", path, value=_shown(value))
        return None

    def fraction(self, value: Plain, path: str) -> Fraction | None:
        """Return an exact fraction: 2, 0.25 or 1/3."""
        found = read_fraction(value if isinstance(value, str) else str(value))
        if found is None:
            self.blame("not_a_number", path, value=_shown(value))
        return found

    def whole(self, node: Node, path: str, key: str) -> int | None:
        """Return the whole number under a key; None if absent or (with a fault) not whole."""
        found = self.number(node, path, key)
        if found is not None and found != int(found):
            self.blame("not_a_whole_number", joined(path, key), value=str(found))
            return None
        return None if found is None else int(found)

    def flag(self, node: Node, path: str, key: str) -> bool:
        """Return the yes or no under a key; absent is no."""
        value = node.get(key)
        if value is not None and not isinstance(value, bool):
            self.blame("not_yes_or_no", joined(path, key))
        return value is True

    def words(self, ru: Plain, en: Plain, path: str) -> Words | None:
        """Return a text in two languages; where English is absent Russian stands for it."""
        russian = self.as_text(ru, path)
        if russian is None:
            return None
        english = self.as_text(en, path) if en is not None else russian
        return self.make(path, lambda: Words(ru=russian, en=english or russian))

    def either_words(self, value: Plain, path: str) -> Words | None:
        """Return words written as one text or as {ru, en}."""
        if not isinstance(value, dict):
            return self.words(value, None, path)
        node = self.group(value, path, ("ru", "en"))
        if node.get("ru") is None:
            self.blame("key_missing", path, key="ru")
            return None
        return self.words(node["ru"], node.get("en"), path)


def _shown(value: Plain) -> str:
    return str(value)[:60] if isinstance(value, str) else type(value).__name__
