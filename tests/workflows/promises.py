"""What must hold of a submission at every moment, whoever did whatever."""

from __future__ import annotations

from tests.workflows import world as w
from tests.workflows.world import World
from workflows import fold
from workflows.machine import Kind, duty, offers
from workflows.roles import SYSTEM, Role
from workflows.situation import AT_MODERATION, DECIDED, State

OWN_HATS = (w.AUTHOR, w.INTERNAL, w.MOC, w.RMC, SYSTEM)


def keep(world: World) -> None:
    """Check every promise. The history is checked from the last step only: it was before."""
    one_holder_at_a_time(world)
    no_dead_end(world)
    nobody_else_has_a_button(world)
    rounds_grow_only_after_failed_verdicts(world)
    if world.events:
        no_badge_without_a_pass(world)
        refusals_are_never_verdicts(world)
        events_fold_to_the_state(world)


def one_holder_at_a_time(world: World) -> None:
    """Somebody owes the next step, or nobody does; at a desk only its holder may move it."""
    here, track = world.situation, world.track
    working = track.stage_of[here.state].kind is Kind.WORK
    holder = duty(track, here).holder
    assert (holder is not None) is working
    if here.state in AT_MODERATION:
        movers = {hat.role for hat in OWN_HATS for o in offers(track, hat, here) if o.allowed}
        assert movers == {holder, Role.TEACHER}


def no_dead_end(world: World) -> None:
    """Whatever came before, somebody has a button, if only a grey one that says what is missing."""
    here, track = world.situation, world.track
    if track.stage_of[here.state].kind is not Kind.FINAL:
        assert any(offers(track, hat, here) for hat in OWN_HATS), here.state


def nobody_else_has_a_button(world: World) -> None:
    """Neither the administrator nor a colleague who is no author."""
    for hat in (w.ADMINISTRATOR, w.COLLEAGUE, w.FOREIGN_MOC, w.FOREIGN_INTERNAL):
        assert not offers(world.track, hat, world.situation)


def no_badge_without_a_pass(world: World) -> None:
    """A badge is issued right after a passing verdict with every sheet in."""
    if world.events[-1].step.target is State.BADGE_ACTIVE:
        previous = world.events[-2]
        assert previous.step.action == "pass_review"
        assert previous.before.outcome == "passed"
        assert previous.before.sheets_submitted == previous.before.seats


def rounds_grow_only_after_failed_verdicts(world: World) -> None:
    """Each round but the first was opened by a failed verdict, and by nothing else."""
    here = world.situation
    failed = sum(event.step.target is State.DECIDED_FAILED for event in world.events)
    assert here.round - 1 == here.resubmissions <= failed <= here.round


def refusals_are_never_verdicts(world: World) -> None:
    """A desk's word leads back to that desk, leaves the round alone and counts as no verdict."""
    event = world.events[-1]
    is_verdict = "verdict" in event.step.effects
    assert is_verdict is (event.step.target in DECIDED)
    if event.step.action in {"refuse", "send_back"}:
        assert not is_verdict
        assert event.after.round == event.before.round
        assert event.after.returned_by is event.before.state


def events_fold_to_the_state(world: World) -> None:
    """The state follows from the events alone."""
    event = world.events[-1]
    earlier = world.events[-2].step.target if len(world.events) > 1 else State.DRAFT
    assert event.before.state is earlier
    assert fold.after(event.before, event.step) == event.after
    assert world.situation.state is event.step.target
