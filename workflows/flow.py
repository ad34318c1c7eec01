"""The flow behind a plan: groups of like programmes, experts' chairs, one exact optimum.

The solver is networkx's network simplex; costs are whole numbers, so nothing is rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Group(NamedTuple):
    """`size` programmes that differ in nothing a rule looks at, each short of `need` reviews.

    `open` are the experts who come into question; True where a rule has to give way for it.
    """

    size: int
    open: Mapping[str, bool]
    need: int


class Chair(NamedTuple):
    """An expert: how many reviews are in hand already, and how many more may come (None: any)."""

    name: str
    held: int
    free: int | None


Steps = dict[str, tuple[int, int]]
Flow = dict[int, dict[str, int]]


def solve(groups: Sequence[Group], chairs: Sequence[Chair], balanced: bool) -> Flow:
    """How many programmes of each group every expert gets.

    Most chairs filled, then the fewest rules given way on, then, if `balanced`, the least sum
    of what each review costs: one more for each the expert has already. Only the steps near the
    mean are told apart; those below are priced at the last of them and those above at the first,
    which never makes a plan look worse than it is. So when all loads lie within the steps told
    apart, the plan is the best one; else the steps are widened where they did not reach.
    """
    seats = sum(group.size * group.need for group in groups)
    caps = {one.name: seats if one.free is None else min(one.free, seats) for one in chairs}
    if not balanced:
        return _flow(groups, chairs, caps, None)
    steps = _near_the_mean(seats, caps)
    while True:
        flow = _flow(groups, chairs, caps, steps)
        loads = Counter[str]()
        for counts in flow.values():
            loads.update(counts)
        wrong = [name for name, (low, high) in steps.items() if not low <= loads[name] <= high]
        if not wrong:
            return flow
        for name in wrong:
            steps[name] = _wider(steps[name], loads[name], caps[name])


def _near_the_mean(seats: int, caps: Mapping[str, int]) -> Steps:
    mean = seats // max(1, len(caps))
    return {name: (min(cap, max(0, mean - 2)), min(cap, mean + 3)) for name, cap in caps.items()}


def _wider(step: tuple[int, int], load: int, cap: int) -> tuple[int, int]:
    width = 2 * (step[1] - step[0] + 1)
    return max(0, min(step[0], load - width)), min(cap, max(step[1], load + width))


def _flow(
    groups: Sequence[Group], chairs: Sequence[Chair], caps: Mapping[str, int], steps: Steps | None
) -> Flow:
    import networkx as nx  # only planning needs it

    seats = sum(group.size * group.need for group in groups)
    most = max((one.held for one in chairs), default=0) + seats + 1
    relaxed = seats * most + 1 if steps else 1
    graph = nx.MultiDiGraph()
    graph.add_node("sink", demand=seats)
    for number, group in enumerate(groups):
        graph.add_node(number, demand=-group.size * group.need)
        graph.add_edge(number, "sink", weight=relaxed * (seats + 1))
        for name, gives_way in group.open.items():
            weight = relaxed if gives_way else 0
            graph.add_edge(number, ("expert", name), capacity=group.size, weight=weight)
    for one in chairs:
        for capacity, weight in _steps(
            one.held, caps[one.name], steps[one.name] if steps else None
        ):
            graph.add_edge(("expert", one.name), "sink", capacity=capacity, weight=weight)
    _cost, flow = nx.network_simplex(graph)
    return {
        number: {name: flow[number][("expert", name)][0] for name in group.open}
        for number, group in enumerate(groups)
    }


def _steps(held: int, cap: int, step: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    """Chairs an expert may still take, as (how many, what each costs)."""
    if not step:
        yield cap, 0
        return
    low, high = step
    if low:
        yield low, held + low - 1
    for chair in range(low, high):
        yield 1, held + chair
    if high < cap:
        yield cap - high, held + high
