"""Every path of each shipped track is walked, and the steps of every path leave what they say."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.workflows import world as w
from tests.workflows.world import World
from workflows import fold
from workflows.machine import Kind, Track, Transition, duty, offers
from workflows.roles import SYSTEM, Actor, Role
from workflows.situation import WITH_EXPERTS, Situation, State
from workflows.tracks import load_shipped, shipped

TRACKS = {track.id: track for track in shipped()}
WEARERS = {
    Role.TEACHER: w.AUTHOR,
    Role.INTERNAL_EXPERT: w.INTERNAL,
    Role.MOC: w.MOC,
    Role.RMC: w.RMC,
    Role.EXPERT: w.EXPERTS[0],
    Role.SYSTEM: SYSTEM,
}
FACTS: dict[str, dict[str, object]] = {
    "season_over": {"season_open": False},
    "season_open": {"season_open": True},
    "new_revision": {"new_revision": True},
    "outcome_passed": {"outcome": "passed"},
    "outcome_failed": {"outcome": "failed"},
    "outcome_third": {"outcome": "third_needed"},
    "validity_over": {"validity_over": True},
}


def prepared(here: Situation, step: Transition) -> Situation:
    """The situation after the people did what the step's guards ask for."""
    facts: dict[str, object] = {"reason_given": True}
    for guard in step.guards:
        facts |= FACTS.get(guard, {})
    if {"panel_full", "all_sheets_in"} & set(step.guards):
        panel = frozenset(range(30, 30 + here.seats))
        facts |= {"expert_ids": panel, "panel_size": len(panel)}
    if "all_sheets_in" in step.guards:
        facts |= {"submitted_ids": facts["expert_ids"], "sheets_submitted": here.seats}
    return replace(here, **facts)  # type: ignore[arg-type]


def steps(track: Track, here: Situation) -> Iterator[tuple[Transition, Situation]]:
    """Every step that can be taken from here, with where it leads."""
    for step in track.leaving(here.state):
        ready = prepared(here, step)
        live = [o.transition for o in offers(track, WEARERS[step.role], ready) if o.allowed]
        if step in live:
            yield step, fold.after(ready, step)


def paths(
    track: Track, here: Situation, been: tuple[Transition, ...] = ()
) -> Iterator[tuple[tuple[Transition, ...], Situation]]:
    """Every way from here that takes no step twice and does not go on from a resting state
    once it was reached, up to three reviews."""
    ways = [(step, there) for step, there in steps(track, here) if step not in been and step.moves]
    if not ways or len(been) >= 9:
        yield been, here
        return
    for step, there in ways:
        yield from paths(track, there, (*been, step))


@pytest.mark.parametrize("name", sorted(TRACKS))
def test_every_path_is_walked_and_every_step_is_on_one(name: str) -> None:
    track = TRACKS[name]
    walked: set[Transition] = set()
    count = 0
    for path, end in paths(track, w.fresh()):
        count += 1
        walked |= set(path)
        verdicts = [step for step in path if "verdict" in step.effects]
        assert end.round == 1 + sum("new_round" in step.effects for step in path)
        assert end.round <= 1 + len(verdicts)
        targets = [step.target for step in path]
        if State.BADGE_ACTIVE in targets:
            assert State.DECIDED_PASSED in targets
    assert count > 50
    assert {step for step in track.transitions if step.moves} <= walked


@pytest.mark.parametrize("name", sorted(TRACKS))
def test_steps_that_stay_can_be_taken_too(name: str) -> None:
    track = TRACKS[name]
    third = w.fresh(state=State.THIRD_REVIEW, panel_size=2, sheets_submitted=2)
    seated = replace(third, panel_size=3)
    review = w.fresh(state=State.IN_REVIEW, panel_size=2, sheets_submitted=1)
    keeper = WEARERS[track.panel_keeper]
    assert live(track, keeper, third) == {"assign_third"}
    assert live(track, keeper, seated) == {"replace_expert"}
    assert live(track, keeper, review) == {"replace_expert"}
    for here in (seated, review):
        step = next(s for s in track.leaving(here.state) if s.action == "replace_expert")
        assert fold.after(here, step) == here


def live(track: Track, actor: Actor, here: Situation) -> set[str]:
    """Actions that may be taken."""
    return {o.transition.action for o in offers(track, actor, here) if o.allowed}


@pytest.mark.parametrize("name", sorted(TRACKS))
def test_whoever_holds_it_can_do_something(name: str) -> None:
    track = TRACKS[name]
    for stage in track.stages:
        here = w.fresh(state=stage.state, new_revision=True)
        holder = duty(track, here).holder
        if stage.kind is not Kind.WORK:
            assert holder is None
        elif stage.state not in WITH_EXPERTS and holder is not None:
            assert offers(track, WEARERS[holder], here), stage.state


def through_desks(world: World) -> None:
    """From the author's desk to the choosing of experts, whatever desks the track has."""
    world.act("submit" if world.situation.state is State.DRAFT else "resubmit", w.AUTHOR)
    desks = {
        State.INTERNAL_CHECK: ("pass_on", w.INTERNAL),
        State.MOC_MODERATION: ("pass_on", w.MOC),
        State.RMC_MODERATION: ("admit", w.RMC),
    }
    while world.situation.state in desks:
        world.act(*desks[world.situation.state])


def review(world: World, *totals: int) -> None:
    """Seat a panel and hand in its sheets."""
    while world.seat():
        pass
    world.act("assign", world.keeper())
    for total in totals:
        assert world.hand_in(total)
    world.settle()


@pytest.mark.parametrize("name", sorted(TRACKS))
def test_fail_then_pass(name: str) -> None:
    world = World(TRACKS[name])
    through_desks(world)
    review(world, 30, 29)
    assert world.situation.state is State.THIRD_REVIEW
    assert duty(world.track, world.situation).holder is world.track.panel_keeper
    world.act("assign_third", world.keeper())
    assert world.seat()
    assert duty(world.track, world.situation).holder is Role.EXPERT
    world.hand_in(29)
    world.settle()
    assert world.situation.state is State.IN_REVISION
    assert world.situation.returned_by is None
    assert world.situation.round == 1
    world.upload()
    through_desks(world)
    assert (world.situation.round, world.situation.resubmissions) == (2, 1)
    review(world, 30, 30)
    assert world.situation.state is State.BADGE_ACTIVE
    world.change(validity_over=True)
    world.act("expire", SYSTEM)
    world.act("archive", world.keeper())
    assert not list(world.track.leaving(world.situation.state))


def test_a_refusal_is_no_verdict_and_raises_no_round() -> None:
    world = World(load_shipped("regional"))
    through_desks(world)
    world.act("recall", w.RMC)
    for _ in range(3):
        world.act("refuse", w.RMC, reason=True)
        assert world.situation.returned_by is State.RMC_MODERATION
        world.upload()
        assert world.act("resubmit", w.AUTHOR).target is State.RMC_MODERATION
    assert world.situation.round == 1
    assert not [e for e in world.events if "verdict" in e.step.effects]


def test_withdrawn_before_any_review_it_may_be_taken_up_again() -> None:
    world = World(load_shipped("regional"))
    world.act("submit", w.AUTHOR)
    world.act("send_back", w.INTERNAL, reason=True)
    world.act("withdraw", w.AUTHOR, reason=True)
    world.act("reopen", w.AUTHOR)
    assert world.situation.returned_by is None
    assert world.act("submit", w.AUTHOR).target is State.INTERNAL_CHECK


def test_the_fold_refuses_a_step_from_elsewhere() -> None:
    step = load_shipped("regional").leaving(State.MOC_MODERATION)[0]
    with pytest.raises(ValueError, match="moc_moderation"):
        fold.after(w.fresh(), step)
