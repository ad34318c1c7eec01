"""Reasons said as codes with parameters, and the package's errors.

Nothing here is worded: the web layer turns a code into a sentence in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Param = int | str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done now: a stable code and the figures a sentence needs."""

    code: str
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items(), key=lambda item: item[0]))))


class WorkflowError(Exception):
    """Base of every error this package raises."""


class NotAllowed(WorkflowError):
    """An action was asked for that this hat may not do now; `refusals` says why."""

    def __init__(self, action: str, refusals: tuple[Refusal, ...]) -> None:
        self.action = action
        self.refusals = refusals
        super().__init__(f"{action}: {', '.join(refusal.code for refusal in refusals)}")
