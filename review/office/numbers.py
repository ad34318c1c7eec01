"""Tax and state register numbers of organisations, checked by their own check digits.

The digits' weights are those of the Federal Tax Service for ИНН (10 digits for an organisation,
12 for an entrepreneur) and of the state register for ОГРН (13) and ОГРНИП (15).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_TEN: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_ELEVENTH: Final = (7, *_TEN)
_TWELFTH: Final = (3, *_ELEVENTH)


def digits(text: str | None) -> str:
    """The number without the spaces people set for the eye."""
    return "".join((text or "").split())


def is_inn(text: str) -> bool:
    """Whether a text is an ИНН with the right check digits."""
    if not _plain(text):
        return False
    if len(text) == 10:
        return _weighed(text, _TEN) == int(text[9])
    if len(text) == 12:
        return (_weighed(text, _ELEVENTH), _weighed(text, _TWELFTH)) == (
            int(text[10]),
            int(text[11]),
        )
    return False


def is_ogrn(text: str) -> bool:
    """Whether a text is an ОГРН or ОГРНИП with the right check digit."""
    if not _plain(text) or len(text) not in (13, 15):
        return False
    return int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def _plain(text: str) -> bool:
    return text.isascii() and text.isdigit() and set(text) != {"0"}


def _weighed(text: str, weights: Sequence[int]) -> int:
    return sum(weight * int(sign) for weight, sign in zip(weights, text, strict=False)) % 11 % 10
