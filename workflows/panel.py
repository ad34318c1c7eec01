"""Who may sit on a panel: conflicts, load, competence, and what is given way on first.

An author and a colleague of the same organisation never sit. Every other rule is ranked by the
profile and given way on from the weakest up, so that a filter never leaves a queue without
experts: in the seed season four experts live in the district under review (docs/domain,
sections 6 and 13).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from workflows.refusal import Param, WorkflowError

HARD: Final = ("author", "same_organisation")
RELAXABLE: Final = ("same_municipality", "previous_round", "other_direction", "over_load")
_SEATED: Final = "already_seated"


class RulesError(WorkflowError):
    """A panel rule that is unknown, or a load below one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as the rules see one. `directions` None: admitted to all of them."""

    person_id: int
    organisation_id: int | None
    municipality_id: int | None
    active: int = 0
    former_panel: bool = False
    directions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be reviewed. `seated`: people who already have a chair in this round."""

    organisation_id: int
    municipality_id: int
    author_ids: frozenset[int]
    seated: frozenset[int] = frozenset()
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A profile's rules, the strongest first; hard ones hold whether named or not.

    `max_active` is the number of open sheets a person may hold, None without limit.
    Raises RulesError for unknown names, doubles and a limit below 1.
    """

    exclude: tuple[str, ...] = ("author", "same_organisation", "same_municipality")
    max_active: int | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.exclude) - set(HARD) - set(RELAXABLE))
        if unknown or len(set(self.exclude)) != len(self.exclude):
            raise RulesError(f"unknown or double panel rules: {', '.join(unknown or self.exclude)}")
        if self.max_active is not None and self.max_active < 1:
            raise RulesError("an expert may hold at least one sheet")

    @property
    def ranked(self) -> tuple[str, ...]:
        """Rules that may be given way on, the strongest first; load is the weakest by default."""
        named = tuple(name for name in self.exclude if name in RELAXABLE)
        load = self.max_active is not None and "over_load" not in named
        return (*named, "over_load") if load else named


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a candidate should not sit. A hard one is never given way on."""

    code: str
    hard: bool
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with everything that speaks against; `relaxed` names what was given way on."""

    candidate: Candidate
    conflicts: tuple[Conflict, ...]

    @property
    def possible(self) -> bool:
        """Whether the person may sit at all."""
        return not any(conflict.hard for conflict in self.conflicts)

    @property
    def relaxed(self) -> tuple[str, ...]:
        """Rules that had to give way."""
        return tuple(conflict.code for conflict in self.conflicts if not conflict.hard)


def judge(candidate: Candidate, subject: Subject, rules: Rules) -> tuple[Conflict, ...]:
    """Everything that speaks against a candidate: hard conflicts first, then the strongest."""
    hard = {
        "author": candidate.person_id in subject.author_ids,
        "same_organisation": candidate.organisation_id == subject.organisation_id,
        _SEATED: candidate.person_id in subject.seated,
    }
    found = [Conflict(code, True) for code, holds in hard.items() if holds]
    soft = _soft(candidate, subject, rules)
    found += [soft[code] for code in rules.ranked if code in soft]
    return tuple(found)


def _soft(candidate: Candidate, subject: Subject, rules: Rules) -> dict[str, Conflict]:
    limit, admitted = rules.max_active, candidate.directions
    foreign = admitted is not None and subject.direction not in admitted
    holds = {
        "same_municipality": candidate.municipality_id == subject.municipality_id,
        "previous_round": candidate.former_panel,
        "other_direction": subject.direction is not None and foreign,
        "over_load": limit is not None and candidate.active >= limit,
    }
    params: dict[str, Mapping[str, Param]] = {
        "over_load": {"active": candidate.active, "limit": limit},
        "other_direction": {"direction": subject.direction},
    }
    return {
        code: Conflict(code, False, params.get(code, {})) for code, true in holds.items() if true
    }


def _weight(suggestion: Suggestion, rules: Rules) -> int:
    """One strong rule broken weighs more than all the weaker ones together."""
    ranked = rules.ranked
    return sum(1 << (len(ranked) - ranked.index(code)) for code in suggestion.relaxed)


def rank(candidates: Iterable[Candidate], subject: Subject, rules: Rules) -> tuple[Suggestion, ...]:
    """Every candidate, the fittest first; those who may not sit come last with their reasons."""
    judged = [Suggestion(one, judge(one, subject, rules)) for one in candidates]
    judged.sort(
        key=lambda one: (
            not one.possible,
            _weight(one, rules),
            one.candidate.active,
            one.candidate.person_id,
        )
    )
    return tuple(judged)


def suggest(
    candidates: Iterable[Candidate], subject: Subject, rules: Rules, need: int
) -> tuple[Suggestion, ...]:
    """The `need` fittest who may sit, with what had to give way. Fewer only when the region has
    no more people without a hard conflict."""
    possible = [one for one in rank(candidates, subject, rules) if one.possible]
    return tuple(possible[: max(0, need)])
