"""Registry numbers as people type them: look-alike letters, small letters, other dashes."""

from __future__ import annotations

import re
from typing import Final

#: Signs a Cyrillic letter of a prefix is taken for: look-alikes first, then transliteration.
_ALIKE: Final = str.maketrans(
    "ABCEHKMNOPTXYZ" + "036",
    "АВСЕНКМНОРТХУЗ" + "ОЗБ",
)
_DASHES: Final = re.compile(r"[\s\u00a0]*[-\u2010-\u2015\u2212_./\s\u00a0][\s\u00a0]*")
_TAIL: Final = re.compile(r"-?(\d{4}-\d+)$")


def tidy(typed: str) -> str:
    """The typed number in capitals, with plain dashes between its parts."""
    return _DASHES.sub("-", typed.strip().strip("№#").strip()[:60]).upper()


def tail(number: str) -> str | None:
    """Year and running number, «2023-00001»; None when the text has none."""
    found = _TAIL.search(number)
    return found.group(1) if found else None


def looks_like(typed: str, number: str) -> bool:
    """Whether the tidy `typed` would be taken for `number`; a prefix left out is forgiven."""
    if tail(typed) != tail(number):
        return False
    given, real = (_TAIL.sub("", one) for one in (typed, number))
    return not given or given.translate(_ALIKE) == real.translate(_ALIKE)
