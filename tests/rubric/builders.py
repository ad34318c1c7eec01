"""Small rubrics and sheets for the tests, in figures one can check in the head."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from rubric.criteria import (
    BinaryScale,
    Criterion,
    RangeScale,
    Rubric,
    Scale,
    ThirdRule,
    VerdictRule,
    Words,
)
from rubric.sheet import Mark, Marks
from rubric.verdict import Outcome, Sheet

WORDS = Words(ru="Цель", en="Goal")
UP_TO_40 = RangeScale(Decimal(0), Decimal(40), Decimal("0.5"))


def words(text: str = "Цель") -> Words:
    """Return the same text in both languages."""
    return Words(ru=text, en=text)


def criterion(criterion_id: str = "c1", scale: Scale = UP_TO_40, **more: Any) -> Criterion:
    """Return a criterion of up to 40 points."""
    return Criterion(id=criterion_id, title=WORDS, scale=scale, **more)


def one_question(verdict: VerdictRule, scale: Scale = UP_TO_40, **more: Any) -> Rubric:
    """Return a rubric whose total is the one mark itself."""
    return Rubric("tiny", "sample", WORDS, (criterion(scale=scale, **more),), verdict)


def yes_no(count: int, verdict: VerdictRule, gates: tuple[int, ...] = ()) -> Rubric:
    """Return a rubric of yes/no questions q1, q2, ...; some of them gates."""
    criteria = tuple(
        criterion(f"q{number}", BinaryScale(), gate=number in gates)
        for number in range(1, count + 1)
    )
    return Rubric("tiny", "sample", WORDS, criteria, verdict)


def marks(*points: str | int | None, prefix: str = "c") -> Marks:
    """Return marks for c1, c2, ... (None: not marked)."""
    return {
        f"{prefix}{number}": Mark(None if each is None else Decimal(each))
        for number, each in enumerate(points, start=1)
    }


def sheets(*totals: str | int, third: str | int | None = None) -> list[Sheet]:
    """Return one-question sheets with these totals; `third` adds the third expert's."""
    found = [Sheet(place, marks(total)) for place, total in enumerate(totals, start=1)]
    if third is not None:
        found.append(Sheet(len(found) + 1, marks(third), is_third=True))
    return found


def answers(place: int, text: str, is_third: bool = False) -> Sheet:
    """Return a yes/no sheet written as "yyn"."""
    given = marks(*(1 if letter == "y" else 0 for letter in text), prefix="q")
    return Sheet(place, given, is_third)


def two_experts(threshold: int = 30, **third: Any) -> Rubric:
    """Return a one-question rubric: mean of two, threshold 30, a third expert by conditions."""
    rule = ThirdRule(**third) if third else None
    return one_question(VerdictRule("mean", Decimal(threshold), experts=2, third=rule))


def with_rule(rubric: Rubric, **changes: Any) -> Rubric:
    """Return the rubric with another verdict rule."""
    return replace(rubric, verdict=replace(rubric.verdict, **changes))


def codes(outcome: Outcome) -> list[str]:
    """Return the codes of an outcome's trace."""
    return [line.code for line in outcome.trace]


def params(outcome: Outcome, code: str) -> dict[str, Any]:
    """Return the parameters of the one trace line with this code."""
    (found,) = [line for line in outcome.trace if line.code == code]
    return dict(found.params)
