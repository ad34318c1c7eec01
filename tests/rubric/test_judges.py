"""Agreement, severity and care: the figures are those of theory; where there is none, silence."""

from __future__ import annotations

import random
import statistics
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.agreement import LEAST_UNITS, agreement, by_criterion
from rubric.care import Bounds, care, doubted, fair_severities
from rubric.severity import LEAST_SHEETS, Rating, severities

marks = st.lists(st.lists(st.integers(0, 4), min_size=0, max_size=4), max_size=12)

#: Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), example C: 12 units, 4 judges.
EXAMPLE = (
    (1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,),
)  # fmt: skip


@pytest.mark.parametrize(("metric", "alpha"), [("interval", 0.849), ("ordinal", 0.815)])
def test_alpha_is_that_of_the_published_example(metric: str, alpha: float) -> None:
    found = agreement(EXAMPLE, metric)  # type: ignore[arg-type]
    assert found.alpha == pytest.approx(alpha, abs=0.0006)
    assert found.units == 11
    assert found.marks == 40
    assert found.enough
    assert found.low is not None and found.high is not None
    assert found.low < alpha < found.high


def by_definition(units: list[list[int]]) -> float | None:
    """Alpha for the interval metric, pair by pair."""
    paired = [unit for unit in units if len(unit) > 1]
    every = [mark for unit in paired for mark in unit]
    if len(every) < 2:
        return None
    observed = sum(
        sum((a - b) ** 2 for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in paired
    ) / len(every)
    expected = sum((a - b) ** 2 for a, b in permutations(every, 2)) / (
        len(every) * (len(every) - 1)
    )
    return None if expected == 0 else 1 - observed / expected


@settings(deadline=None)
@given(marks)
def test_alpha_equals_its_definition(units: list[list[int]]) -> None:
    wanted, found = by_definition(units), agreement(units)
    if wanted is None:
        assert found.alpha is None
        assert not found.enough
    else:
        assert found.alpha == pytest.approx(wanted, abs=1e-9)
        assert found.low is None or found.low <= found.alpha + 1e-9
        assert found.high is None or found.high >= found.alpha - 1e-9


@settings(deadline=None)
@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_judges_and_programmes_is_irrelevant(
    units: list[list[int]], dice: random.Random
) -> None:
    other = [dice.sample(unit, len(unit)) for unit in dice.sample(units, len(units))]
    for metric in ("interval", "ordinal"):
        first, second = agreement(units, metric), agreement(other, metric)  # type: ignore[arg-type]
        assert (first.alpha is None) == (second.alpha is None)
        if first.alpha is not None:
            assert first.alpha == pytest.approx(second.alpha)


def test_few_programmes_and_equal_marks_are_said_to_tell_nothing() -> None:
    assert agreement([]).alpha is None
    assert agreement([[2], [3]]).alpha is None
    assert agreement([[2, 2]] * 20).alpha is None
    few = agreement([[1, 2], [2, 2]])
    assert few.alpha is not None
    assert few.low is None
    assert not few.enough
    assert agreement([[number % 5, number % 5] for number in range(LEAST_UNITS)]).enough


def test_each_criterion_has_its_own_figure() -> None:
    sheets = [
        (f"p{number}", {"sure": number % 3, "unsure": (number + judge) % 2})
        for number in range(12)
        for judge in range(2)
    ]
    found = by_criterion(sheets)
    assert found["sure"].alpha == pytest.approx(1)
    assert found["unsure"].alpha is not None
    assert found["unsure"].alpha < 0


def pool(
    dice: random.Random, experts: int, sheets: int, careless: frozenset[str] = frozenset()
) -> tuple[list[Rating], dict[str, float]]:
    names = [f"e{number:02}" for number in range(experts)]
    severity = {name: dice.gauss(0, 2.5) for name in names}
    rows = []
    for number in range(experts * sheets // 3):
        quality = dice.gauss(28, 5)
        for name in dice.sample(names, 3):
            points = quality - severity[name] + dice.gauss(0, 2)
            rows.append(
                Rating(f"p{number}", name, dice.gauss(28, 5) if name in careless else points)
            )
    return rows, severity


def test_the_severity_of_a_pool_is_found_within_its_intervals() -> None:
    rows, truth = pool(random.Random(7), 24, 30)
    found = severities(rows)
    told = [one.points for one in found]
    assert told == sorted(told, reverse=True)
    assert statistics.correlation(told, [truth[one.judge] for one in found]) >= 0.95
    inside = sum(one.low - 0.5 <= truth[one.judge] <= one.high + 0.5 for one in found)
    assert inside >= 0.85 * len(found)
    assert found[0].strict and not found[0].lenient
    assert found[-1].lenient and not found[-1].strict
    assert all(one.sheets > 15 and one.enough and one.noise > 0 for one in found)


def test_a_judge_of_few_sheets_is_drawn_to_the_middle_and_not_spoken_of() -> None:
    rows, _truth = pool(random.Random(3), 12, 20)
    new = [*rows, Rating("p0", "new", rows[0].points - 20)]
    found = {one.judge: one for one in severities(new)}["new"]
    assert not found.enough
    assert not found.strict
    assert 0 < found.points < 19
    assert found.sheets < LEAST_SHEETS


def test_no_ratings_and_equal_ratings_are_no_fault() -> None:
    assert severities([]) == ()
    assert care([]) == ()
    same = [Rating(f"p{number}", f"e{judge}", 30) for number in range(9) for judge in range(2)]
    assert all(abs(one.points) < 0.01 for one in severities(same))
    assert all("apart" not in one.signs for one in care(same))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 40)), max_size=20))
def test_severities_are_told_for_whoever_rated(rows: list[tuple[int, int, int]]) -> None:
    ratings = [Rating(f"p{p}", f"e{j}", points) for p, j, points in rows]
    found = severities(ratings)
    assert {one.judge for one in found} == {row.judge for row in ratings}
    assert all(one.low <= one.points <= one.high for one in found)
    assert {one.judge for one in care(ratings)} == {row.judge for row in ratings}


def test_marks_that_go_with_nobodys_are_seen_and_hardly_count_for_others() -> None:
    careless = frozenset({"e03", "e11", "e17"})
    rows, truth = pool(random.Random(11), 20, 30, careless)
    told = care(rows)
    assert doubted(told) == careless
    worst = next(one for one in told if one.judge == "e03")
    assert worst.together is not None
    assert worst.together < 0.6 * worst.usual
    fair = [one for one in fair_severities(rows) if one.judge not in careless]
    measured = [one.points for one in fair]
    assert statistics.correlation(measured, [truth[one.judge] for one in fair]) >= 0.95


def test_sheets_of_one_mark_and_totals_that_never_move_are_signs() -> None:
    rows, _truth = pool(random.Random(5), 10, 24)
    rows = [row._replace(points=30.0) if row.judge == "e04" else row for row in rows]
    flat = [("e04", {"a": 1.0, "b": 1.0, "c": 1.0})] * 3 + [("e05", {"a": 1.0, "b": 0.5, "c": 0})]
    told = {one.judge: one for one in care(rows, flat)}
    assert told["e04"].signs == ("apart", "flat", "narrow")
    assert told["e04"].flat == 1.0
    assert told["e05"].signs == ()
    short = care(rows, [("e04", {"a": 1.0, "b": 1.0})], Bounds(least_sheets=1000))
    assert all(one.signs == () for one in short)
