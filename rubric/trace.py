"""The trace of a verdict: codes with parameters, worded by the web layer, stored with the verdict.

Figures in parameters are exact texts ("29.5", "89/3"), see `rubric.figures`; places of experts,
counts and flags are integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rubric.faults import Param

# Every code a trace may hold, with its parameters in the order they are usually said.
TRACE_CODES: Mapping[str, tuple[str, ...]] = {
    # What each expert gave. "passes" is 1, 0, or -1 where the rubric has no pass mark.
    "expert_total": ("place", "total", "maximum", "passes"),
    "third_total": ("place", "total", "maximum", "passes"),
    "expert_answers": ("place", "yes", "asked", "passes"),
    "third_answers": ("place", "yes", "asked", "passes"),
    "gate_shut": ("place", "criterion", "points"),
    # For which criteria an expert gave a word instead of points.
    "skipped_not_applicable": ("place", "criterion"),
    "skipped_not_competent": ("place", "criterion"),
    # Why a third expert was or was not called.
    "third_called_abs_diff": ("difference", "limit"),
    "third_called_rel_diff": ("difference", "limit"),
    "third_called_criterion_diff": ("criterion", "difference", "limit"),
    "third_called_verdict_split": ("positive", "negative"),
    "third_called_near_threshold": ("distance", "limit"),
    "third_called_by_hand": (),
    "third_spared_abs_diff": ("difference", "limit"),
    "third_spared_rel_diff": ("difference", "limit"),
    "third_spared_criterion_diff": ("criterion", "difference", "limit"),
    "third_spared_verdict_split": ("positive", "negative"),
    "third_spared_near_threshold": ("distance", "limit"),
    # What the third sheet did.
    "resolved_third_final": ("place",),
    "resolved_mean_of_nearest_two": ("first", "second"),
    "resolved_mean_of_nearest_tie": (),
    "resolved_mean_of_all": ("count",),
    # The rule and its figures.
    "rule_sum_threshold": ("score", "threshold"),
    "rule_mean": ("score", "threshold", "count"),
    "rule_weighted_mean": ("score", "threshold", "count"),
    "rule_median": ("score", "threshold", "count"),
    "rule_each_below_fails": ("score", "threshold"),
    "rule_all_yes": ("score", "threshold"),
    "rule_unanimous_n": ("score", "threshold"),
    "rule_vote": ("score", "threshold", "count"),
    # The result.
    "margin_above": ("margin",),
    "margin_equal": (),
    "margin_below": ("margin",),
    "passed": ("score", "threshold"),
    "failed": ("score", "threshold"),
    "failed_by_gate": ("score", "threshold"),
    "scored": ("score",),
}

THIRD_REASONS = ("abs_diff", "rel_diff", "criterion_diff", "verdict_split", "near_threshold")


@dataclass(frozen=True)
class TraceLine:
    """One step of the reasoning: a code of TRACE_CODES with exactly its parameters."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if set(TRACE_CODES[self.code]) != set(self.params):
            raise KeyError(f"{self.code} takes {TRACE_CODES[self.code]}")


Trace = tuple[TraceLine, ...]


def line(code: str, **params: Param) -> TraceLine:
    """Make a trace line."""
    return TraceLine(code, params)


def trace_to_json(trace: Iterable[TraceLine]) -> list[dict[str, object]]:
    """Return the trace as JSON values: a list of {"code", "params"}."""
    return [{"code": each.code, "params": dict(each.params)} for each in trace]


def trace_from_json(data: Sequence[Mapping[str, object]]) -> Trace:
    """Read back a stored trace. Raises KeyError or TypeError on anything else."""
    return tuple(_line_from(each) for each in data)


def _line_from(data: Mapping[str, object]) -> TraceLine:
    code, params = data["code"], data["params"]
    if not isinstance(code, str) or not isinstance(params, Mapping):
        raise TypeError("a trace line is a code with params")
    if not all(isinstance(value, (str, int)) for value in params.values()):
        raise TypeError("params are texts and whole numbers")
    return TraceLine(code, dict(params))
