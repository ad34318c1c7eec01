"""Passwords: hashed with argon2id, long rather than intricate, never one of the common ones."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 256
_hasher = PasswordHasher()


@cache
def _common() -> frozenset[str]:
    text = files("review").joinpath("accounts", "data", "common_passwords.txt").read_text("utf-8")
    return frozenset(text.split())


def weakness(password: str, *personal: str) -> str | None:
    """Why a password will not do, as a code; None when it will.

    `personal` are words that must not be the password (name, e-mail).
    """
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    folded = password.casefold()
    if folded in _common() or len(set(folded)) < 4:
        return "password_common"
    if any(folded == word.casefold() for word in personal if word):
        return "password_personal"
    return None


def make_hash(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an unknown account as for a known one."""
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
