"""What a review can come to, and how that is stored beside the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rubric.faults import Param
from rubric.figures import figure, read_figure
from rubric.sheet import Marks
from rubric.trace import Trace, trace_from_json, trace_to_json


@dataclass(frozen=True)
class Sheet:
    """One expert's frozen marks. `place` is the expert's number (1, 2, 3) in this review."""

    place: int
    marks: Marks
    is_third: bool = False
    weight: Fraction | None = None


@dataclass(frozen=True)
class Waiting:
    """Not all sheets are in; `missing` more are needed."""

    missing: int
    trace: Trace = ()


@dataclass(frozen=True)
class ThirdNeeded:
    """A third expert is to be called; `reason` is one of THIRD_REASONS, the first that holds."""

    reason: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    trace: Trace = ()


@dataclass(frozen=True)
class Decided:
    """The verdict. `score` and `threshold` are in points, or in answers or experts counted."""

    passed: bool
    score: Fraction
    threshold: Decimal
    trace: Trace = ()


@dataclass(frozen=True)
class Scored:
    """The rubric has no pass mark: a score for ranking and no verdict."""

    score: Fraction
    trace: Trace = ()


Outcome = Waiting | ThirdNeeded | Decided | Scored


def outcome_to_json(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as JSON values; figures are exact texts."""
    trace = trace_to_json(outcome.trace)
    if isinstance(outcome, Waiting):
        return {"kind": "waiting", "missing": outcome.missing, "trace": trace}
    if isinstance(outcome, ThirdNeeded):
        why = {"reason": outcome.reason, "params": dict(outcome.params)}
        return {"kind": "third_needed", **why, "trace": trace}
    if isinstance(outcome, Scored):
        return {"kind": "scored", "score": figure(outcome.score), "trace": trace}
    figures = {"score": figure(outcome.score), "threshold": figure(outcome.threshold)}
    return {"kind": "decided", "passed": outcome.passed, **figures, "trace": trace}


def outcome_from_json(data: Mapping[str, Any]) -> Outcome:
    """Read back what `outcome_to_json` wrote. Raises KeyError, TypeError or ValueError if not."""
    kind, trace = data["kind"], trace_from_json(data["trace"])
    if kind == "waiting":
        return Waiting(data["missing"], trace)
    if kind == "third_needed":
        return ThirdNeeded(data["reason"], dict(data["params"]), trace)
    if kind == "scored":
        return Scored(read_figure(data["score"]), trace)
    if kind == "decided":
        threshold = Decimal(data["threshold"])
        return Decided(data["passed"], read_figure(data["score"]), threshold, trace)
    raise ValueError(kind)
