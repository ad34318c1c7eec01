"""Random people do random things on a random track; what must never happen does not."""

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.workflows import promises
from tests.workflows import world as w
from tests.workflows.promises import OWN_HATS
from tests.workflows.world import World
from workflows.machine import Kind, NotAllowed, Tone, Track, offers
from workflows.roles import Actor, Role
from workflows.situation import State
from workflows.tracks import shipped

TRACKS = shipped()
ACTIONS = sorted({step.action for track in TRACKS for step in track.transitions})


def attempt(world: World, action: str, actor: Actor, told: bool) -> NotAllowed | None:
    """Take the step, or say why not."""
    try:
        world.act(action, actor, reason=told)
    except NotAllowed as error:
        return error
    return None


def try_anything(world: World, action: str, actor: Actor, told: bool) -> None:
    """Somebody tries something: it works when the button is live, and else changes nothing."""
    before = world.situation
    live = live_actions(world, actor, set(Tone))
    refused = attempt(world, action, actor, told)
    if refused is None:
        assert action in live
        assert world.events[-1].step.role is actor.role
        assert actor.role is Role.TEACHER or actor.person_id not in before.author_ids
        return
    codes = {refusal.code for refusal in refused.refusals}
    assert world.situation == before
    assert codes
    assert action not in live or codes <= {"reason_missing", "remarks_missing"}


def live_actions(world: World, actor: Actor, tones: set[Tone]) -> list[str]:
    """Actions whose button is live for this hat."""
    offered = (o for o in offers(world.track, actor, world.situation) if o.allowed)
    return [o.transition.action for o in offered if o.transition.tone in tones]


def go_on(world: World, first: int, second: int) -> None:
    """What a willing holder would do next, so that long roads are walked too."""
    world.change(season_open=True, unanswered_musts=0, blocking_findings=0)
    if world.situation.state is State.IN_REVISION:
        world.upload()
    while world.seat():
        pass
    for total in (first, second):
        world.hand_in(total)
    world.settle()
    for actor in OWN_HATS:
        for action in ("submit", "resubmit", "pass_on", "admit", "assign"):
            if not attempt(world, action, actor, told=False):
                return


class Road(RuleBasedStateMachine):
    """One submission; every rule is something that may happen to it."""

    @initialize(track=st.sampled_from(TRACKS))
    def begin(self, track: Track) -> None:
        self.world = World(track)

    @rule(action=st.sampled_from(ACTIONS), actor=st.sampled_from(w.EVERYBODY), told=st.booleans())
    def somebody_tries(self, action: str, actor: Actor, told: bool) -> None:
        try_anything(self.world, action, actor, told)

    @rule(data=st.data(), actor=st.sampled_from(OWN_HATS))
    def take_a_live_step(self, data: st.DataObject, actor: Actor) -> None:
        live = live_actions(self.world, actor, {Tone.FORWARD, Tone.BACK})
        if live:
            self.world.act(data.draw(st.sampled_from(live)), actor, reason=True)

    @rule(first=st.integers(20, 40), second=st.integers(20, 40))
    def holder_goes_on(self, first: int, second: int) -> None:
        go_on(self.world, first, second)

    @rule()
    def upload(self) -> None:
        if self.world.situation.state in {State.DRAFT, State.IN_REVISION}:
            self.world.upload()

    @rule(count=st.integers(0, 2))
    def remarks(self, count: int) -> None:
        self.world.change(desk_remarks=count, unanswered_musts=count)

    @rule(count=st.integers(0, 2))
    def findings(self, count: int) -> None:
        self.world.change(blocking_findings=count)

    @rule()
    def seat(self) -> None:
        self.world.seat()

    @rule(total=st.integers(0, 40))
    def hand_in(self, total: int) -> None:
        self.world.hand_in(total)

    @rule(is_open=st.booleans(), over=st.booleans())
    def time_goes_by(self, is_open: bool, over: bool) -> None:
        self.world.change(season_open=is_open, validity_over=over)

    @invariant()
    def promises_are_kept(self) -> None:
        promises.keep(self.world)


Road.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=60,
    suppress_health_check=[HealthCheck.too_slow],
)
TestRoad = Road.TestCase


def give_back(world: World, refill: bool) -> None:
    """Somebody of the panel cannot go on; perhaps the chair is filled at once."""
    for expert in w.EXPERTS:
        if expert.person_id in world.situation.expert_ids:
            attempt(world, "decline", expert, told=True)
            break
    if refill:
        attempt(world, "fill_seat", world.keeper(), told=False)


def random_act(world: World, dice: random.Random) -> None:
    """One thing that may happen, drawn so that long roads are common."""
    deeds = dice.random()
    if deeds < 0.5:
        who, told = dice.choice(w.EVERYBODY), dice.random() < 0.5
        try_anything(world, dice.choice(ACTIONS), who, told)
    elif deeds < 0.7:
        hat = dice.choice(OWN_HATS)
        tones = set(Tone) if dice.random() < 0.2 else {Tone.FORWARD, Tone.BACK}
        live = live_actions(world, hat, tones)
        if live:
            world.act(dice.choice(live), hat, reason=True)
    elif deeds < 0.75:
        give_back(world, dice.random() < 0.5)
    elif deeds < 0.9:
        go_on(world, dice.randint(22, 38), dice.randint(22, 38))
    else:
        over, is_open = dice.random() < 0.5, dice.random() < 0.6
        world.change(season_open=is_open, validity_over=over, desk_remarks=dice.randint(0, 2))
        world.change(unanswered_musts=dice.randint(0, 1))


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.id)
def test_ten_thousand_random_deeds(track: Track) -> None:
    dice = random.Random(f"road {track.id}")
    world, taken, rounds = World(track), set(), 1
    for _ in range(12_000):
        known = len(world.events)
        random_act(world, dice)
        promises.keep(world)
        taken |= {event.step for event in world.events[known:]}
        rounds = max(rounds, world.situation.round)
        resting = track.stage_of[world.situation.state].kind is not Kind.WORK
        if resting and dice.random() < 0.05:
            world = World(track)
    assert rounds == 4
    assert {step.action for step in taken} == {step.action for step in track.transitions}
    assert {step.target for step in taken} == set(track.stage_of)
