"""Blind modes as data: who is shown whose name, and who reads a remark or a sheet when.

Sources: docs/domain, section 6 (anonymity) and section 9 (remarks reach the author only after
a return or a decision).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workflows.roles import Role


class EachOther(StrEnum):
    """When experts of one panel read each other's sheets."""

    NEVER = "never"
    AFTER_VERDICT = "after_verdict"
    ALWAYS = "always"


class Naming(StrEnum):
    """How the author sees experts: as numbers or by name."""

    CODES = "codes"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Blindness:
    """A profile's blind mode. The default is the seed season's: blind both ways.

    Plain strings are accepted and become the enumerations; ValueError for unknown ones.
    """

    expert_sees_author: bool = False
    expert_sees_organisation: bool = False
    experts_see_each_other: EachOther = EachOther.AFTER_VERDICT
    author_sees_experts: Naming = Naming.CODES

    def __post_init__(self) -> None:
        object.__setattr__(self, "experts_see_each_other", EachOther(self.experts_see_each_other))
        object.__setattr__(self, "author_sees_experts", Naming(self.author_sees_experts))

    def experts_meet(self, verdict_given: bool) -> bool:
        """Whether experts of one panel may read each other now."""
        if self.experts_see_each_other is EachOther.AFTER_VERDICT:
            return verdict_given
        return self.experts_see_each_other is EachOther.ALWAYS


BLIND: Final = Blindness()


@dataclass(frozen=True, slots=True)
class Label:
    """A name to be worded: code and the number of the chair, from 1."""

    code: str
    place: int


def expert_label(place: int) -> Label:
    """How an expert is called where names are hidden: "Expert 1". Raises ValueError below 1."""
    if place < 1:
        raise ValueError("chairs are counted from 1")
    return Label("expert_number", place)


def shows_expert_names(
    viewer: Role, blindness: Blindness = BLIND, verdict_given: bool = False
) -> bool:
    """Whether the viewer reads experts' names instead of numbers.

    The regional centre always does; an author does where the profile says so, after the verdict.
    """
    if viewer is Role.RMC:
        return True
    named = blindness.author_sees_experts is Naming.NAMES
    return viewer is Role.TEACHER and named and verdict_given


def remark_audience(
    *, by_expert: bool, released: bool, verdict_given: bool, blindness: Blindness = BLIND
) -> frozenset[Role]:
    """Hats that read a remark besides its writer, each within its own place.

    `by_expert` tells remarks of the panel from those of a moderation desk; `released` says the
    remark was handed to the author by a return or a verdict.
    """
    readers = {Role.RMC}
    if released:
        readers.add(Role.TEACHER)
    if released or not by_expert:
        readers |= {Role.MOC, Role.INTERNAL_EXPERT}
    if by_expert and blindness.experts_meet(verdict_given):
        readers.add(Role.EXPERT)
    return frozenset(readers)


def sheet_audience(*, verdict_given: bool, blindness: Blindness = BLIND) -> frozenset[Role]:
    """Hats that read a score sheet besides its writer, each within its own place."""
    readers = {Role.RMC}
    if verdict_given:
        readers |= {Role.TEACHER, Role.MOC}
    if blindness.experts_meet(verdict_given):
        readers.add(Role.EXPERT)
    return frozenset(readers)
