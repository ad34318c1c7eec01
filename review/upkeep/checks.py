"""The doctor's shelf: named checks, each a small function that answers what is wrong.

A check takes the settings and gives one line for every fault it finds. Its name, its promise
(what holds when it finds nothing) and its remedy stand beside it, so that a page of findings can
be read by somebody who never saw the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from review.config import Config

Look = Callable[[Config], "list[str] | Iterator[str]"]
#: More lines than this say nothing new.
MOST_LINES: Final = 10


@dataclass(frozen=True)
class Check:
    """One check. A `warning` is worth knowing but does not make an installation ill."""

    name: str
    promise: str
    remedy: str
    look: Look
    warning: bool = False


@dataclass(frozen=True)
class Finding:
    """What a check found; `faults` is empty when all is well."""

    check: Check
    faults: tuple[str, ...]
    count: int

    @property
    def standing(self) -> str:
        """ "well", "warning" or "wrong"."""
        if not self.count:
            return "well"
        return "warning" if self.check.warning else "wrong"


CHECKS: Final[dict[str, Check]] = {}


def check(name: str, promise: str, remedy: str, *, warning: bool = False) -> Callable[[Look], Look]:
    """Put a function on the shelf under a name."""

    def register(look: Look) -> Look:
        CHECKS[name] = Check(name, promise, remedy, look, warning)
        return look

    return register


def run(one: Check, config: Config) -> Finding:
    """Look once; a check that breaks down is a finding too."""
    try:
        faults = list(one.look(config))
    except Exception as error:
        faults = [f"the check itself broke down: {type(error).__name__}: {error}"]
    return Finding(one, tuple(faults[:MOST_LINES]), len(faults))
