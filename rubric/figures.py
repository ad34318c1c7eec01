"""Exact figures: text to number and back without ever passing through a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

LARGEST = Decimal(1_000_000)
_NUMBER = re.compile(r"[+-]?\d{1,7}(?:[.,]\d{1,6})?")
_RATIO = re.compile(r"(\d{1,7})/(\d{1,7})")


def read_decimal(text: str) -> Decimal | None:
    """Return the plain decimal written in `text` (point or comma), or None if it is not one."""
    stripped = text.strip().replace("\u2212", "-")
    if not stripped.isascii() or not _NUMBER.fullmatch(stripped):
        return None
    number = Decimal(stripped.replace(",", "."))
    return number if abs(number) <= LARGEST else None


def read_fraction(text: str) -> Fraction | None:
    """Return an exact fraction from "2", "0.25", "0,25" or "1/3"; None if it is none of these."""
    number = read_decimal(text)
    if number is not None:
        return Fraction(number)
    ratio = _RATIO.fullmatch(text.strip())
    if ratio is None or not text.isascii() or int(ratio[2]) == 0:
        return None
    return Fraction(int(ratio[1]), int(ratio[2]))


def is_sane(number: Decimal) -> bool:
    """Say whether a number is finite, not astronomically large and not absurdly fine."""
    return number.is_finite() and abs(number) <= LARGEST and number == round(number, 6)


def figure(number: Decimal | Fraction | int) -> str:
    """Write a number exactly: "30", "29.5", or "89/3" where no finite decimal exists."""
    exact = Fraction(number)
    digits = _decimal_digits(exact.denominator)
    if digits is None:
        return f"{exact.numerator}/{exact.denominator}"
    if digits == 0:
        return str(exact.numerator)
    scaled = abs(exact.numerator) * 10**digits // exact.denominator
    whole, rest = divmod(scaled, 10**digits)
    return f"{'-' if exact < 0 else ''}{whole}.{rest:0{digits}d}"


def read_figure(text: str) -> Fraction:
    """Read back what `figure` wrote. Raises ValueError for anything else."""
    return Fraction(text)


def _decimal_digits(denominator: int) -> int | None:
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None
