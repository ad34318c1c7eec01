"""The optimal plan for a queue: who reviews what, explained pair by pair.

A minimum-cost flow, solved by networkx: as many chairs filled as can be; among those plans the
fewest colleagues from the programme's own municipality (that rule gives way when the pool would
be empty, docs/domain, section 13); among those the most even load. An own organisation, a
conflict, a direction without admission and the cap on load never give way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from types import MappingProxyType
from typing import Final, NamedTuple

from workflows.flow import Chair, Group, solve
from workflows.refusal import WorkflowError

#: Reasons for which an expert does not come into question, in the order they are looked at.
BARS: Final = ("same_organisation", "conflict", "other_direction", "same_municipality")
RELAXED: Final = "same_municipality"
LOADED: Final = "over_load"


class PlanError(WorkflowError):
    """The task is not one: doubled names, or fewer than one review a programme."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme that waits for experts. An empty municipality or direction says nothing."""

    id: str
    organisation: str = ""
    municipality: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """An expert who may be asked. No `directions`: admitted to all; `max_load` counts new ones.

    `active` is how many reviews the expert has in hand already; it counts for an even load.
    """

    id: str
    organisation: str = ""
    municipality: str = ""
    directions: frozenset[str] = frozenset()
    max_load: int | None = None
    active: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """How to plan: reviews for each programme, the municipality's rule, whether load is evened.

    `municipality` is "never" (a neighbour never reviews), "prefer_others" or "any". `seed` says
    which of several equally good plans is taken.
    """

    per: int = 2
    municipality: str = "prefer_others"
    balanced: bool = True
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """One review to be asked for. `why` are codes: what fits, and what had to give way."""

    entry: str
    reviewer: str
    why: tuple[str, ...] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A programme short of `missing` reviewers; `bars` counts experts by what stands in the way."""

    entry: str
    missing: int
    bars: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan: pairs in the order of the queue, gaps, and the loads it leads to.

    `relaxed` counts pairs for which the municipality's rule gave way; `cost` is what was made
    smallest after the chairs were filled (relaxed pairs first, then unevenness).
    """

    pairs: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    loads: Mapping[str, int]
    relaxed: int
    cost: int

    @property
    def spread(self) -> int:
        """The difference between the largest and the smallest load."""
        return max(self.loads.values(), default=0) - min(self.loads.values(), default=0)


def plan(
    entries: Sequence[Entry],
    reviewers: Sequence[Reviewer],
    conflicts: Iterable[tuple[str, str]] = (),
    terms: Terms | None = None,
    fixed: Iterable[tuple[str, str]] = (),
) -> Plan:
    """The best plan for a queue; the same input and seed give the same plan.

    `conflicts` are (programme, expert) pairs that may not be; `fixed` pairs are kept as they are
    and count towards `per` and the load. Raises PlanError for doubled or unknown names.
    """
    asked = terms or Terms()
    _refuse_nonsense(entries, reviewers, asked)
    kept = _by_entry(fixed)
    barred = {entry: names | kept.get(entry, frozenset())
              for entry, names in _by_entry(conflicts).items()}  # fmt: skip
    barred |= {entry: names for entry, names in kept.items() if entry not in barred}
    taken = _loads(reviewers, kept)
    alike = _alike(entries, barred, kept, asked)
    groups = [_group(members, reviewers, barred, kept, asked) for members in alike]
    chairs = [_chair(one, taken[one.id]) for one in reviewers]
    flow = solve(groups, chairs, asked.balanced)
    pairs, short = _deal(alike, groups, flow)
    return _told(entries, reviewers, pairs, short, kept, _Case(barred, asked))


class _Case(NamedTuple):
    barred: Mapping[str, frozenset[str]]
    terms: Terms


def _refuse_nonsense(entries: Sequence[Entry], reviewers: Sequence[Reviewer], terms: Terms) -> None:
    for named in ([one.id for one in entries], [one.id for one in reviewers]):
        if len(set(named)) != len(named):
            raise PlanError("two of the same name")
    if terms.per < 1 or terms.municipality not in {"never", "prefer_others", "any"}:
        raise PlanError("unknown terms")
    if any(one.max_load is not None and one.max_load < 0 for one in reviewers):
        raise PlanError("a load below nought")


def _chair(one: Reviewer, taken: int) -> Chair:
    free = None if one.max_load is None else max(0, one.max_load - taken)
    return Chair(one.id, one.active + taken, free)


def _by_entry(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry, reviewer in pairs:
        found.setdefault(entry, set()).add(reviewer)
    return {entry: frozenset(names) for entry, names in found.items()}


def _loads(reviewers: Sequence[Reviewer], kept: Mapping[str, frozenset[str]]) -> dict[str, int]:
    loads = dict.fromkeys((one.id for one in reviewers), 0)
    for names in kept.values():
        for name in names & loads.keys():
            loads[name] += 1
    return loads


def bar(
    entry: Entry, reviewer: Reviewer, barred: frozenset[str], municipality: str = "never"
) -> str | None:
    """The first of BARS that keeps the expert from the programme, None when nothing does."""
    if entry.organisation and entry.organisation == reviewer.organisation:
        return "same_organisation"
    if reviewer.id in barred:
        return "conflict"
    if reviewer.directions and entry.direction and entry.direction not in reviewer.directions:
        return "other_direction"
    return RELAXED if municipality != "any" and _neighbours(entry, reviewer) else None


def _neighbours(entry: Entry, reviewer: Reviewer) -> bool:
    return bool(entry.municipality) and entry.municipality == reviewer.municipality


def _alike(
    entries: Sequence[Entry],
    barred: Mapping[str, frozenset[str]],
    kept: Mapping[str, frozenset[str]],
    terms: Terms,
) -> list[list[Entry]]:
    """Like programmes together: the flow stays small, and the optimum is the same."""
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for one in entries:
        out, need = barred.get(one.id, frozenset()), terms.per - len(kept.get(one.id, ()))
        if need > 0:
            key = (one.organisation, one.municipality, one.direction, out, need)
            alike.setdefault(key, []).append(one)
    return list(alike.values())


def _group(
    members: Sequence[Entry],
    reviewers: Sequence[Reviewer],
    barred: Mapping[str, frozenset[str]],
    kept: Mapping[str, frozenset[str]],
    terms: Terms,
) -> Group:
    first = members[0]
    free = {None, RELAXED} if terms.municipality == "prefer_others" else {None}
    out = barred.get(first.id, frozenset())
    shuffled = sorted(reviewers, key=lambda one: _lot(one.id, terms.seed))
    bars = {one.id: bar(first, one, out, terms.municipality) for one in shuffled}
    open_ = {name: why is not None for name, why in bars.items() if why in free}
    return Group(len(members), open_, terms.per - len(kept.get(first.id, ())))


def _lot(name: str, seed: int) -> bytes:
    """The order in which equals come: by lot, the same on every machine."""
    return hashlib.sha256(f"{seed} {name}".encode()).digest()


def _deal(
    alike: Sequence[Sequence[Entry]], groups: Sequence[Group], flow: Mapping[int, Mapping[str, int]]
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Each group's reviews dealt round: nobody gets the same programme twice."""
    pairs: dict[str, list[str]] = {}
    short: dict[str, int] = {}
    for number, (members, group) in enumerate(zip(alike, groups, strict=True)):
        names = [name for name, count in flow[number].items() for _ in range(count)]
        for entry, name in zip(islice(cycle(members), len(names)), names, strict=True):
            pairs.setdefault(entry.id, []).append(name)
        for entry in members:
            missing = group.need - len(pairs.get(entry.id, ()))
            if missing:
                short[entry.id] = missing
    return pairs, short


def _told(
    entries: Sequence[Entry],
    reviewers: Sequence[Reviewer],
    pairs: Mapping[str, Sequence[str]],
    short: Mapping[str, int],
    kept: Mapping[str, frozenset[str]],
    case: _Case,
) -> Plan:
    by_id = {one.id: one for one in reviewers}
    told: list[Pair] = []
    loads = _loads(reviewers, kept)
    for entry in entries:
        told += [Pair(entry.id, name, ("fixed",), True) for name in sorted(kept.get(entry.id, ()))]
        for name in sorted(pairs.get(entry.id, ())):
            told.append(Pair(entry.id, name, _why(entry, by_id[name])))
            loads[name] += 1
    gaps = tuple(
        Gap(one.id, short[one.id], _bars(one, reviewers, loads, case))
        for one in entries
        if one.id in short
    )
    relaxed = sum(1 for pair in told if RELAXED in pair.why)
    even = sum(_sum_to(by_id[name].active, load) for name, load in loads.items())
    return Plan(tuple(told), gaps, MappingProxyType(loads), relaxed, even)


def _sum_to(active: int, load: int) -> int:
    """What `load` reviews cost an expert who holds `active` already, each more than the last."""
    return sum(range(active, active + load))


def _why(entry: Entry, reviewer: Reviewer) -> tuple[str, ...]:
    fits = ["admitted" if reviewer.directions and entry.direction else "any_direction"]
    if entry.municipality and reviewer.municipality:
        fits.append(RELAXED if _neighbours(entry, reviewer) else "other_municipality")
    return (*fits, "other_organisation")


def _bars(
    entry: Entry, reviewers: Sequence[Reviewer], loads: Mapping[str, int], case: _Case
) -> Mapping[str, int]:
    """How many experts each rule keeps from the programme; the rest are fully loaded."""
    counts: dict[str, int] = {}
    out = case.barred.get(entry.id, frozenset())
    hard = case.terms.municipality if case.terms.municipality == "never" else "any"
    for one in reviewers:
        full = one.max_load is not None and loads[one.id] >= one.max_load
        why = bar(entry, one, out, hard) or (LOADED if full else None)
        if why:
            counts[why] = counts.get(why, 0) + 1
    return MappingProxyType(dict(sorted(counts.items())))
