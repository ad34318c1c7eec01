"""Groups of states and the outside names of docs/domain, section 9."""

from tests.workflows.world import fresh
from workflows import situation as s
from workflows.situation import State


def test_there_are_fifteen_states() -> None:
    assert len(State) == 15


def test_every_state_lies_in_one_place() -> None:
    places = (
        s.WAITING_FOR_AUTHOR,
        s.AT_MODERATION,
        s.WITH_EXPERTS,
        s.DECIDED,
        s.BADGED,
        frozenset({State.EXPERT_ASSIGNMENT, State.ARCHIVED, State.WITHDRAWN}),
    )
    assert sum(map(len, places)) == len(State)
    assert frozenset().union(*places) == set(State)


def test_locked_is_what_the_author_may_not_touch() -> None:
    assert {State.DRAFT, State.IN_REVISION} == set(State) - s.LOCKED
    assert not s.UNDER_WAY & s.FINAL
    assert State.BADGE_ACTIVE not in s.FINAL
    assert {State.BADGE_ACTIVE, State.BADGE_EXPIRED, State.BADGE_REVOKED} == s.PUBLIC


def test_outside_names() -> None:
    assert s.NAVIGATOR_STATUS[State.MOC_MODERATION] == "moderating"
    assert s.NAVIGATOR_STATUS[State.RMC_MODERATION] == "moderating"
    assert s.NAVIGATOR_STATUS[State.IN_REVISION] == "wait_for_editing"
    assert s.PFDO_STATUS[State.IN_REVIEW] == 1
    assert s.PFDO_STATUS[State.DECIDED_FAILED] == 3
    assert s.KOIRO_STATUS[State.EXPERT_ASSIGNMENT] == "submitted"


def test_the_third_review_has_one_chair_more() -> None:
    assert fresh(state=State.IN_REVIEW).seats == 2
    assert fresh(state=State.THIRD_REVIEW).seats == 3
    assert fresh(state=State.THIRD_REVIEW, experts_required=3).seats == 4
