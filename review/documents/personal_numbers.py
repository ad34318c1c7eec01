"""Check digits of Russian personal numbers: СНИЛС and ИНН.

СНИЛС by the Pension Fund's rule (numbers up to 001-001-998 carry none), ИНН by the order of the
tax service; ИНН of ten digits and ОГРН belong to organisations and are nobody's personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_FIRST_CHECKED: Final = 1001998
_INN_FIRST: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_SECOND: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def is_snils(digits: str) -> bool:
    """True for eleven digits whose last two are the check number of the first nine."""
    if len(digits) != 11 or not digits.isdecimal() or int(digits[:9]) <= _FIRST_CHECKED:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])


def is_personal_inn(digits: str) -> bool:
    """True for twelve digits, a person's ИНН, whose last two are right."""
    if len(digits) != 12 or not digits.isdecimal() or digits.startswith("00"):
        return False
    first = _check_digit(digits, _INN_FIRST)
    return int(digits[10]) == first and int(digits[11]) == _check_digit(digits, _INN_SECOND)


def _check_digit(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digits[place]) * weight for place, weight in enumerate(weights)) % 11 % 10


def masked(written: str) -> str:
    """The number with all digits but the last two hidden."""
    left = sum(sign.isdigit() for sign in written) - 2
    shown = []
    for sign in written:
        hide = sign.isdigit() and left > 0
        left -= sign.isdigit()
        shown.append("*" if hide else sign)
    return "".join(shown)
