"""What is offered is what may be done: places, hats, conflicts, variants, needs."""

import pytest

from tests.workflows import world as w
from workflows.machine import (
    BrokenTransition,
    Duty,
    Kind,
    NotAllowed,
    Stage,
    Tone,
    Track,
    Transition,
    check,
    concerns,
    duty,
    offers,
)
from workflows.roles import SYSTEM, Actor, Role
from workflows.situation import Situation, State
from workflows.tracks import load_shipped

REGIONAL = load_shipped("regional")


def codes(action: str, actor: Actor, situation: Situation, track: Track = REGIONAL) -> list[str]:
    """Why the action is refused; empty when it is not."""
    try:
        check(track, action, actor, situation)
    except NotAllowed as error:
        return [refusal.code for refusal in error.refusals]
    return []


def actions(actor: Actor, situation: Situation) -> dict[str, bool]:
    """What is offered, and whether it is live."""
    return {o.transition.action: o.allowed for o in offers(REGIONAL, actor, situation)}


def test_a_complete_draft_may_be_submitted_by_its_author_alone() -> None:
    assert actions(w.AUTHOR, w.fresh()) == {"submit": True, "withdraw": True}
    for other in w.EVERYBODY[1:]:
        assert actions(other, w.fresh()) == {}


def test_a_grey_button_says_everything_that_is_missing() -> None:
    poor = w.fresh(card_complete=False, file_present=False, season_open=False)
    assert codes("submit", w.AUTHOR, poor) == ["card_incomplete", "file_missing", "season_closed"]
    assert actions(w.AUTHOR, poor) == {"submit": False, "withdraw": True}


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (w.AUTHOR, True),
        (w.COLLEAGUE, False),
        (w.AUTHOR_ELSEWHERE, False),
        (w.INTERNAL, True),
        (w.FOREIGN_INTERNAL, False),
        (w.MOC, True),
        (w.FOREIGN_MOC, False),
        (w.RMC, True),
        (w.ADMINISTRATOR, False),
        (w.EXPERTS[0], True),
        (w.EXPERTS[1], False),
        (SYSTEM, True),
    ],
)
def test_concerns(actor: Actor, expected: bool) -> None:
    assert concerns(actor, w.fresh(expert_ids=frozenset({30}))) is expected


@pytest.mark.parametrize(
    ("state", "actor", "action"),
    [
        (State.INTERNAL_CHECK, w.AUTHOR_AS_INTERNAL, "pass_on"),
        (State.MOC_MODERATION, w.AUTHOR_AS_MOC, "pass_on"),
        (State.RMC_MODERATION, w.AUTHOR_AS_RMC, "admit"),
    ],
)
def test_nobody_judges_the_own_programme(state: State, actor: Actor, action: str) -> None:
    assert codes(action, actor, w.fresh(state=state)) == ["own_programme"]


def test_a_refused_check_says_what_kind_of_wrong_it_is() -> None:
    at_moc = w.fresh(state=State.MOC_MODERATION)
    assert codes("admit", w.RMC, at_moc) == ["not_in_this_state"]
    assert codes("fly", w.RMC, at_moc) == ["not_in_this_state"]
    assert codes("pass_on", w.RMC, at_moc) == ["not_your_role"]
    assert codes("pass_on", w.FOREIGN_MOC, at_moc) == ["not_yours"]
    assert codes("pass_on", w.MOC, at_moc) == []


def test_a_variant_nothing_chooses_is_refused() -> None:
    step = Transition(
        "submit",
        State.DRAFT,
        State.INTERNAL_CHECK,
        Role.TEACHER,
        when=("returned_by_rmc_moderation",),
    )
    track = Track("one", "Один", "One", (Stage(State.DRAFT, Role.TEACHER),), (step,))
    assert codes("submit", w.AUTHOR, w.fresh(), track) == ["not_now"]
    assert offers(track, w.AUTHOR, w.fresh()) == ()


def test_a_return_needs_words() -> None:
    here = w.fresh(state=State.INTERNAL_CHECK)
    assert actions(w.INTERNAL, here) == {"pass_on": True, "send_back": True}
    assert codes("send_back", w.INTERNAL, here) == ["remarks_missing"]
    assert codes("send_back", w.INTERNAL, w.fresh(state=here.state, desk_remarks=1)) == []
    at_rmc = w.fresh(state=State.RMC_MODERATION, desk_remarks=4)
    assert codes("refuse", w.RMC, at_rmc) == ["reason_missing"]


@pytest.mark.parametrize(
    ("desk", "target"),
    [
        (State.INTERNAL_CHECK, State.INTERNAL_CHECK),
        (State.MOC_MODERATION, State.MOC_MODERATION),
        (State.RMC_MODERATION, State.RMC_MODERATION),
        (None, State.RMC_MODERATION),
    ],
)
def test_a_new_version_goes_to_the_desk_that_returned_it(desk: State | None, target: State) -> None:
    here = w.fresh(state=State.IN_REVISION, returned_by=desk, new_revision=True)
    step = check(REGIONAL, "resubmit", w.AUTHOR, here)
    assert step.target is target
    assert ("new_round" in step.effects) is (desk is None)
    assert len([o for o in offers(REGIONAL, w.AUTHOR, here) if o.transition == step]) == 1


def test_the_limit_counts_verdicts_and_not_returns() -> None:
    spent = w.fresh(
        state=State.IN_REVISION, new_revision=True, resubmissions=3, resubmissions_max=3
    )
    assert codes("resubmit", w.AUTHOR, spent) == ["no_resubmissions_left"]
    desk = w.fresh(
        state=State.IN_REVISION,
        new_revision=True,
        resubmissions=3,
        returned_by=State.RMC_MODERATION,
        season_open=False,
    )
    assert codes("resubmit", w.AUTHOR, desk) == []


def test_an_unanswered_must_and_a_missing_version_stop_the_author() -> None:
    here = w.fresh(state=State.IN_REVISION, unanswered_musts=2, blocking_findings=1)
    assert codes("resubmit", w.AUTHOR, here) == [
        "no_new_revision",
        "blocking_findings",
        "unanswered_musts",
    ]


def two_variants(first: tuple[str, ...], second: tuple[str, ...]) -> Track:
    """A track where one action has two variants told apart by guards."""
    ends = (State.INTERNAL_CHECK, State.MOC_MODERATION)
    steps = tuple(
        Transition("submit", State.DRAFT, target, Role.TEACHER, guards=guards)
        for target, guards in zip(ends, (first, second), strict=True)
    )
    return Track("two", "Два", "Two", (Stage(State.DRAFT, Role.TEACHER),), steps)


def test_the_first_variant_whose_guards_hold_wins() -> None:
    track = two_variants(("season_open",), ("card_complete",))
    assert check(track, "submit", w.AUTHOR, w.fresh()).target is State.INTERNAL_CHECK
    closed = w.fresh(season_open=False)
    assert check(track, "submit", w.AUTHOR, closed).target is State.MOC_MODERATION
    neither = w.fresh(season_open=False, card_complete=False)
    assert codes("submit", w.AUTHOR, neither, track) == ["season_closed"]


def test_who_holds_it() -> None:
    assert duty(REGIONAL, w.fresh()) == Duty(Role.TEACHER)
    assert duty(REGIONAL, w.fresh(state=State.MOC_MODERATION)) == Duty(Role.MOC, "moc")
    third = w.fresh(state=State.THIRD_REVIEW, panel_size=2)
    assert duty(REGIONAL, third) == Duty(Role.RMC, "expert_assign")
    seated = w.fresh(state=State.THIRD_REVIEW, panel_size=3)
    assert duty(REGIONAL, seated) == Duty(Role.EXPERT, "third")
    assert duty(REGIONAL, w.fresh(state=State.BADGE_ACTIVE)) == Duty(None)


def test_a_step_without_a_role_cannot_be_built() -> None:
    ends = (State.DRAFT, State.INTERNAL_CHECK)
    with pytest.raises(BrokenTransition):
        Transition("submit", *ends, None)  # type: ignore[arg-type]
    with pytest.raises(BrokenTransition):
        Transition("", *ends, Role.TEACHER)
    with pytest.raises(BrokenTransition, match="administrator"):
        Transition("submit", *ends, Role.ADMINISTRATOR)


def test_a_step_may_stay_where_it_is() -> None:
    by_action = {step.action: step for step in REGIONAL.transitions}
    assert not by_action["assign_third"].moves
    assert by_action["admit"].moves
    assert by_action["withdraw"].tone is Tone.FINAL


def test_the_keeper_of_the_panel_is_the_tracks_word() -> None:
    assert REGIONAL.panel_keeper is Role.RMC
    assert load_shipped("municipal").panel_keeper is Role.MOC


def test_the_version_follows_the_content() -> None:
    again = load_shipped("regional")
    assert again.version == REGIONAL.version
    shorter = Track(again.id, again.title, again.title_en, again.stages[:-1], again.transitions)
    assert shorter.version != again.version
    assert REGIONAL.stage_of[State.ARCHIVED].kind is Kind.FINAL
