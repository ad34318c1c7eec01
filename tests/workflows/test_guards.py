"""Every guard says None or why not, with the figures a sentence needs."""

import pytest

from tests.workflows.world import fresh
from workflows.guards import CHOICES, DESKS, GUARDS, NEEDS
from workflows.refusal import Refusal
from workflows.roles import SYSTEM
from workflows.situation import State

THIRD = State.THIRD_REVIEW
CASES = [
    (
        "card_complete",
        {"card_complete": True},
        {"card_complete": False},
        Refusal("card_incomplete"),
    ),
    ("file_present", {"file_present": True}, {"file_present": False}, Refusal("file_missing")),
    (
        "checks_clear",
        {"blocking_findings": 0},
        {"blocking_findings": 3},
        Refusal("blocking_findings", {"count": 3}),
    ),
    ("season_open", {"season_open": True}, {"season_open": False}, Refusal("season_closed")),
    ("season_over", {"season_open": False}, {"season_open": True}, Refusal("season_still_open")),
    ("new_revision", {"new_revision": True}, {"new_revision": False}, Refusal("no_new_revision")),
    (
        "no_unanswered_musts",
        {"unanswered_musts": 0},
        {"unanswered_musts": 2},
        Refusal("unanswered_musts", {"count": 2}),
    ),
    (
        "resubmissions_left",
        {"resubmissions": 2, "resubmissions_max": 3},
        {"resubmissions": 3, "resubmissions_max": 3},
        Refusal("no_resubmissions_left", {"limit": 3}),
    ),
    (
        "panel_full",
        {"panel_size": 2},
        {"panel_size": 1},
        Refusal("panel_not_full", {"missing": 1}),
    ),
    (
        "panel_full",
        {"panel_size": 3, "state": THIRD},
        {"panel_size": 2, "state": THIRD},
        Refusal("panel_not_full", {"missing": 1}),
    ),
    ("panel_short", {"panel_size": 1}, {"panel_size": 2}, Refusal("panel_is_full")),
    (
        "panel_empty",
        {"panel_size": 0},
        {"panel_size": 1},
        Refusal("experts_already_seated", {"count": 1}),
    ),
    (
        "sheets_missing",
        {"panel_size": 2, "sheets_submitted": 1},
        {"panel_size": 2, "sheets_submitted": 2},
        Refusal("all_sheets_in"),
    ),
    (
        "all_sheets_in",
        {"sheets_submitted": 2},
        {"sheets_submitted": 0},
        Refusal("sheets_missing", {"missing": 2}),
    ),
    (
        "not_awaiting_third",
        {"sheets_submitted": 1, "state": THIRD},
        {"sheets_submitted": 2, "state": THIRD},
        Refusal("third_is_awaited"),
    ),
    (
        "own_sheet_open",
        {"submitted_ids": frozenset({5})},
        {"submitted_ids": frozenset({None})},
        Refusal("sheet_is_in"),
    ),
    (
        "outcome_passed",
        {"outcome": "passed"},
        {"outcome": None},
        Refusal("other_outcome", {"wanted": "passed", "outcome": None}),
    ),
    (
        "outcome_failed",
        {"outcome": "failed"},
        {"outcome": "passed"},
        Refusal("other_outcome", {"wanted": "failed", "outcome": "passed"}),
    ),
    (
        "outcome_third",
        {"outcome": "third_needed"},
        {"outcome": "failed"},
        Refusal("other_outcome", {"wanted": "third_needed", "outcome": "failed"}),
    ),
    ("validity_over", {"validity_over": True}, {}, Refusal("badge_still_valid")),
    ("never_reviewed", {}, {"round": 2}, Refusal("already_reviewed", {"round": 2})),
    ("never_reviewed", {}, {"panel_size": 1}, Refusal("already_reviewed", {"round": 1})),
    ("never_reviewed", {}, {"outcome": "failed"}, Refusal("already_reviewed", {"round": 1})),
]


@pytest.mark.parametrize(("name", "good", "bad", "refusal"), CASES)
def test_guard(
    name: str, good: dict[str, object], bad: dict[str, object], refusal: Refusal
) -> None:
    assert GUARDS[name](fresh(**good), SYSTEM) is None
    assert GUARDS[name](fresh(**bad), SYSTEM) == refusal


def test_every_guard_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(GUARDS)


def test_no_limit_of_attempts() -> None:
    free = fresh(resubmissions=99, resubmissions_max=None)
    assert GUARDS["resubmissions_left"](free, SYSTEM) is None


@pytest.mark.parametrize("desk", DESKS)
def test_choices_follow_the_desk(desk: State) -> None:
    choice = CHOICES[f"returned_by_{desk}"]
    assert choice(fresh(returned_by=desk), SYSTEM) is None
    assert choice(fresh(), SYSTEM) == Refusal("returned_by_another_desk", {"desk": None})


def test_needs() -> None:
    silent, told, remarked = fresh(), fresh(reason_given=True), fresh(desk_remarks=1)
    assert NEEDS["reason"](silent, SYSTEM) == Refusal("reason_missing")
    assert NEEDS["reason"](remarked, SYSTEM) == Refusal("reason_missing")
    assert NEEDS["reason"](told, SYSTEM) is None
    both = NEEDS["remarks_or_reason"]
    assert both(silent, SYSTEM) == Refusal("remarks_missing")
    assert both(told, SYSTEM) is None
    assert both(remarked, SYSTEM) is None


def test_refusals_are_values() -> None:
    assert len({Refusal("a", {"x": 1}), Refusal("a", {"x": 1}), Refusal("a")}) == 2
