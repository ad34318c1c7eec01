"""The checks by their ids, and how they are run over a document.

A check is a small generator over a `Dossier`, declared with its wording: what is wrong, and how to
mend it. Texts are English originals for gettext and take the figures of `Found.params`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, TypeVar

from review.documents import checks as package
from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Finding, Found, Severity

#: A finding below this confidence is a note, whatever its check is declared as.
SURE: Final = 0.9

Looking = Callable[[Dossier], Iterator[Found]]


@dataclass(frozen=True)
class Check:
    """A declared check. `message` and `remedy` are texts to be translated."""

    id: str
    variant: str
    section: str
    severity: Severity
    mistake: str
    message: str
    remedy: str
    look: Looking


_CHECKS: dict[tuple[str, str], Check] = {}
_LOADERS: list[Callable[[], object]] = []
Loader = TypeVar("Loader", bound=Callable[[], object])


def check(
    check_id: str,
    *,
    section: str,
    severity: Severity,
    message: str,
    remedy: str,
    variant: str = "",
    mistake: str = "",
) -> Callable[[Looking], Looking]:
    """Declare a check: `@check("E09", section="literature", severity=Severity.WARN, …)`.

    `section` is a canonical section or "all"; `mistake` the entry of the mistakes catalogue it
    counts for, the id itself where it is one. Raises ValueError for an id and variant taken.
    """

    def declared(look: Looking) -> Looking:
        key = (check_id, variant)
        if key in _CHECKS:
            raise ValueError(f"check {check_id} {variant!r} is declared twice")
        counts_for = mistake or (check_id if check_id.startswith("E") else "")
        _CHECKS[key] = Check(
            check_id, variant, section, severity, counts_for, message, remedy, look
        )
        return look

    return declared


def from_files(loader: Loader) -> Loader:
    """Mark the cached loader of what a check reads from data files; see `load`."""
    _LOADERS.append(loader)
    return loader


def load() -> None:
    """Read all that checks need from files: a process about to lose the right to open any."""
    checks()
    for loader in _LOADERS:
        loader()


@cache
def checks() -> Mapping[tuple[str, str], Check]:
    """Every declared check by id and variant; each module of this package may declare some."""
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return _CHECKS


def run(dossier: Dossier) -> tuple[Finding, ...]:
    """All findings of a document, in document order within each check."""
    off = dossier.settings.off
    return tuple(
        _finding(one, found, dossier)
        for one in checks().values()
        if one.id not in off
        for found in one.look(dossier)
    )


def _finding(one: Check, found: Found, dossier: Dossier) -> Finding:
    """A doubtful finding is a note; only what the region lets block blocks."""
    severity = one.severity
    if found.confidence < SURE:
        severity = Severity.NOTE
    elif one.id in dossier.settings.blocking and severity is not Severity.NOTE:
        severity = Severity.BLOCK
    elif severity is Severity.BLOCK:
        severity = Severity.WARN
    return Finding(one.id, one.variant, severity, found.section or one.section, one.mistake, found)
