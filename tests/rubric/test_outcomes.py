"""Traces and outcomes are stored as JSON and read back the same."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from rubric.criteria import Rubric
from rubric.outcomes import Decided, Scored, Sheet, ThirdNeeded, Waiting
from rubric.trace import TRACE_CODES, TraceLine, line, trace_from_json, trace_to_json
from rubric.verdict import THIRD_REASONS, outcome_from_json, outcome_to_json, settle
from tests.rubric.strategies import examined, reviews


@examined
@given(reviews())
def test_any_outcome_survives_storage(review: tuple[Rubric, list[Sheet]]) -> None:
    outcome = settle(*review)
    stored = json.dumps(outcome_to_json(outcome), ensure_ascii=False)
    assert outcome_from_json(json.loads(stored)) == outcome
    assert trace_from_json(json.loads(json.dumps(trace_to_json(outcome.trace)))) == outcome.trace


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Waiting(2), "waiting"),
        (ThirdNeeded("abs_diff", {"difference": "8"}), "third_needed"),
        (Scored(Fraction(89, 3)), "scored"),
    ],
)
def test_each_kind_is_named_in_storage(outcome: Any, kind: str) -> None:
    stored = outcome_to_json(outcome)
    assert stored["kind"] == kind
    assert outcome_from_json(stored) == outcome


def test_a_verdict_is_stored_in_exact_figures() -> None:
    outcome = outcome_from_json(
        {"kind": "decided", "passed": False, "score": "89/3", "threshold": "30", "trace": []}
    )
    assert isinstance(outcome, Decided)
    assert outcome.score * 3 == 89


@pytest.mark.parametrize(
    ("stored", "error"),
    [
        ({"kind": "guessed", "trace": []}, ValueError),
        ({"trace": []}, KeyError),
        ({"kind": "waiting", "missing": 1, "trace": [{"code": "hunch", "params": {}}]}, KeyError),
        ({"kind": "waiting", "missing": 1, "trace": [{"code": 7, "params": {}}]}, TypeError),
        ({"kind": "waiting", "missing": 1, "trace": [{"code": "passed", "params": []}]}, TypeError),
        (
            {"kind": "waiting", "trace": [{"code": "scored", "params": {"score": 29.5}}]},
            TypeError,
        ),
    ],
)
def test_what_was_not_written_here_is_not_read(
    stored: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        outcome_from_json(stored)


def test_a_trace_line_takes_exactly_its_parameters() -> None:
    assert line("margin_equal") == TraceLine("margin_equal")
    with pytest.raises(KeyError):
        line("margin_equal", margin="1")
    with pytest.raises(KeyError):
        line("margin_above")


def test_every_reason_for_a_third_has_its_two_lines() -> None:
    for reason in THIRD_REASONS:
        assert TRACE_CODES[f"third_called_{reason}"] == TRACE_CODES[f"third_spared_{reason}"]
