"""`./dev bench judgement`: how well strict, lenient and careless judges are told, and how fast.

A pool with known severity and known carelessness reviews made-up programmes; what the product
says of the judges is compared with what they are. What is measured and how to read the tables:
docs/bench.md.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from dataclasses import asdict, dataclass

from rubric.care import care, doubted, fair_severities
from rubric.severity import Rating, severities
from workflows.assignment import Entry, Reviewer, Terms, plan

GOAL_CORRELATION = 0.95
QUALITY = (28.0, 5.0)  # mean and spread of programmes, points of 40


@dataclass(frozen=True)
class Pool:
    """A made-up pool: experts, sheets each, reviews a programme, points of severity and chance."""

    experts: int = 40
    sheets: int = 30
    per: int = 2
    severity: float = 2.5
    chance: float = 2.5
    careless: float = 0.0


@dataclass(frozen=True)
class Found:
    """What came out of many seasons of one pool."""

    correlation: float
    covered: float
    precision: float | None
    recall: float | None
    seconds: float


def season(pool: Pool, dice: random.Random) -> tuple[list[Rating], dict[str, float], set[str]]:
    """Ratings of one season, the true severities, and who is careless."""
    names = [f"e{number}" for number in range(pool.experts)]
    severity = {name: dice.gauss(0, pool.severity) for name in names}
    careless = {name for name in names if dice.random() < pool.careless}
    rows = []
    for number in range(pool.experts * pool.sheets // pool.per):
        quality = dice.gauss(*QUALITY)
        for name in dice.sample(names, pool.per):
            if name in careless:
                points = QUALITY[0] + 2 if name.endswith("0") else dice.gauss(*QUALITY)
            else:
                points = quality - severity[name] + dice.gauss(0, pool.chance)
            rows.append(Rating(f"p{number}", name, round(min(40.0, max(0.0, points)))))
    return rows, severity, careless


def measure(pool: Pool, seasons: int, seed: int) -> Found:
    """Medians over seasons; precision and recall over all of them together."""
    dice = random.Random(seed)
    told, covered, seconds = [], [], []
    hits = alarms = missed = 0
    for _ in range(seasons):
        rows, severity, careless = season(pool, dice)
        begun = time.perf_counter()
        found = fair_severities(rows) if pool.careless else severities(rows)
        signs = doubted(care(rows)) if pool.careless else frozenset[str]()
        seconds.append(time.perf_counter() - begun)
        known = [one for one in found if one.judge not in careless]
        truth = [severity[one.judge] for one in known]
        told.append(statistics.correlation(truth, [one.points for one in known]))
        inside = sum(one.low <= severity[one.judge] <= one.high for one in known)
        covered.append(inside / len(known))
        hits += len(signs & careless)
        alarms += len(signs - careless)
        missed += len(careless - signs)
    return Found(
        statistics.median(told), statistics.median(covered),
        hits / (hits + alarms) if hits + alarms else None,
        hits / (hits + missed) if hits + missed else None,
        statistics.median(seconds),
    )  # fmt: skip


def assignment(runs: int) -> dict[str, float]:
    """2,000 programmes, 60 experts, 3 reviews each: seconds evened and not, and the spread."""
    dice = random.Random(1)
    schools = [f"o{number}" for number in range(200)]
    place = {school: f"m{dice.randrange(30)}" for school in schools}
    queue = [
        Entry(f"s{number}", (home := dice.choice(schools)), place[home], dice.choice("abcdef"))
        for number in range(2000)
    ]
    people = [
        Reviewer(f"e{number}", (home := dice.choice(schools)), place[home],
                 frozenset(dice.sample("abcdef", 3)), 130)
        for number in range(60)
    ]  # fmt: skip
    taken: dict[bool, list[float]] = {True: [], False: []}
    spread = 0
    for _ in range(runs):
        for balanced, seconds in taken.items():
            begun = time.perf_counter()
            found = plan(queue, people, (), Terms(per=3, balanced=balanced))
            seconds.append(time.perf_counter() - begun)
            spread = found.spread if balanced else spread
    even, bare = (statistics.median(taken[balanced]) for balanced in (True, False))
    return {"evened": even, "plain": bare, "ratio": even / bare, "spread": spread}


POOLS = {
    "30 sheets, 2 a programme": Pool(),
    "30 sheets, 3 a programme": Pool(per=3),
    "30 sheets, less chance": Pool(chance=1.5),
    "12 sheets, 2 a programme": Pool(sheets=12),
    "30 sheets, a fifth careless": Pool(careless=0.2),
    "30 sheets, 3 each, a fifth careless": Pool(per=3, careless=0.2),
}


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./dev bench judgement", description=__doc__)
    parser.add_argument("--seasons", type=int, default=12, help="made-up seasons of each pool")
    parser.add_argument("--runs", type=int, default=3, help="turns of the assignment")
    parser.add_argument("--seed", type=int, default=1, help="another chance")
    parser.add_argument("--json", action="store_true", help="print figures for programs")
    asked = parser.parse_args(arguments)
    found = {name: measure(pool, asked.seasons, asked.seed) for name, pool in POOLS.items()}
    planned = assignment(asked.runs)
    if asked.json:
        told = {name: asdict(one) for name, one in found.items()}
        print(json.dumps({"judges": told, "assignment": planned}, indent=2))
        return 0
    print(f"judges, medians of {asked.seasons} seasons of 40 experts")
    print(f"{'':38}severity   in the   careless  careless  seconds")
    print(f"{'':38}~ truth    interval precision recall")
    for name, one in found.items():
        mark = "" if one.correlation >= GOAL_CORRELATION else "  below the goal of 0.95"
        print(f"{name:36}{one.correlation:10.3f}{one.covered:10.2f}{_share(one.precision)}"
              f"{_share(one.recall)}{one.seconds:9.2f}{mark}")  # fmt: skip
    print("\nassignment, 2,000 programmes x 60 experts x 3")
    print(f"loads evened {planned['evened']:.2f} s, not evened {planned['plain']:.2f} s,"
          f" ratio {planned['ratio']:.2f}, loads differ by {planned['spread']}")  # fmt: skip
    return 0


def _share(value: float | None) -> str:
    return f"{value:10.3f}" if value is not None else f"{'—':>10}"
