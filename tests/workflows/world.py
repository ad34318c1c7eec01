"""A small world for the road: people, one submission, and what they may do to it from outside.

The world keeps the facts a ledger would keep; steps go through the machine and the fold alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from workflows import fold
from workflows.machine import Track, Transition, check
from workflows.roles import SYSTEM, Actor, Role
from workflows.situation import WITH_EXPERTS, Situation, State

ORGANISATION, OTHER_ORGANISATION = 10, 11
MUNICIPALITY, OTHER_MUNICIPALITY = 100, 101

AUTHOR = Actor(1, Role.TEACHER, ORGANISATION, MUNICIPALITY)
COLLEAGUE = Actor(3, Role.TEACHER, ORGANISATION, MUNICIPALITY)
INTERNAL = Actor(4, Role.INTERNAL_EXPERT, ORGANISATION)
FOREIGN_INTERNAL = Actor(5, Role.INTERNAL_EXPERT, OTHER_ORGANISATION)
MOC = Actor(6, Role.MOC, None, MUNICIPALITY)
FOREIGN_MOC = Actor(7, Role.MOC, None, OTHER_MUNICIPALITY)
RMC = Actor(8, Role.RMC)
ADMINISTRATOR = Actor(9, Role.ADMINISTRATOR)
AUTHOR_ELSEWHERE = Actor(1, Role.TEACHER, OTHER_ORGANISATION)
AUTHOR_AS_INTERNAL = Actor(1, Role.INTERNAL_EXPERT, ORGANISATION)
AUTHOR_AS_MOC = Actor(1, Role.MOC, None, MUNICIPALITY)
AUTHOR_AS_RMC = Actor(1, Role.RMC)
EXPERTS = tuple(Actor(number, Role.EXPERT, 20 + number, 200) for number in range(30, 40))
EVERYBODY = (
    AUTHOR,
    COLLEAGUE,
    INTERNAL,
    FOREIGN_INTERNAL,
    MOC,
    FOREIGN_MOC,
    RMC,
    ADMINISTRATOR,
    AUTHOR_ELSEWHERE,
    AUTHOR_AS_INTERNAL,
    AUTHOR_AS_MOC,
    AUTHOR_AS_RMC,
    EXPERTS[0],
    SYSTEM,
)
THRESHOLD, GAP = 30, 8


def fresh(**facts: object) -> Situation:
    """A new draft with everything a review needs, changed by `facts`."""
    ready = Situation(
        state=State.DRAFT,
        organisation_id=ORGANISATION,
        municipality_id=MUNICIPALITY,
        author_ids=frozenset({1, 2}),
        revision=1,
        card_complete=True,
        file_present=True,
        season_open=True,
        resubmissions_max=3,
    )
    return replace(ready, **facts)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Event:
    """One step with the situations around it."""

    step: Transition
    actor: Actor
    before: Situation
    after: Situation


@dataclass
class World:
    """One submission on one track."""

    track: Track
    situation: Situation = field(default_factory=fresh)
    events: list[Event] = field(default_factory=list)
    marks: dict[int, int] = field(default_factory=dict)

    def change(self, **facts: object) -> None:
        """Something happened outside the machine."""
        self.situation = replace(self.situation, **facts)  # type: ignore[arg-type]

    def act(self, action: str, actor: Actor, *, reason: bool = False) -> Transition:
        """Take a step as a service would. Raises NotAllowed."""
        before = replace(self.situation, reason_given=reason)
        step = check(self.track, action, actor, before)
        self.situation = fold.after(before, step)
        self.events.append(Event(step, actor, before, self.situation))
        if "new_round" in step.effects:
            self.marks = {}
        if action == "decline":
            panel = self.situation.expert_ids - {actor.person_id}
            self.change(expert_ids=panel, panel_size=len(panel))
        if action == "fill_seat":
            self.seat()
        return step

    def keeper(self) -> Actor:
        """The person who seats experts on this track."""
        return {Role.RMC: RMC, Role.MOC: MOC}[self.track.panel_keeper]

    def upload(self) -> None:
        """The author uploads the next version."""
        self.change(new_revision=True, revision=self.situation.revision + 1)

    def seat(self) -> bool:
        """One more expert takes a chair; False when none is free."""
        here = self.situation
        if here.state not in {State.EXPERT_ASSIGNMENT, *WITH_EXPERTS}:
            return False
        free = [e.person_id for e in EXPERTS if e.person_id not in here.expert_ids]
        if here.panel_size >= here.seats or not free:
            return False
        panel = here.expert_ids | {free[0] or 0}
        self.change(expert_ids=panel, panel_size=len(panel))
        return True

    def hand_in(self, total: int) -> bool:
        """The next expert hands in a sheet with `total`; False when nobody has one open."""
        here = self.situation
        waiting = sorted(here.expert_ids - here.submitted_ids)
        if here.state not in WITH_EXPERTS or not waiting:
            return False
        self.marks[waiting[0]] = total
        done = here.submitted_ids | {waiting[0]}
        self.change(submitted_ids=done, sheets_submitted=len(done))
        self.change(outcome=self.outcome())
        return True

    def outcome(self) -> str | None:
        """The sample rule: two experts and their mean; far apart or split calls a third."""
        here = self.situation
        if here.sheets_submitted < here.seats:
            return None
        totals = list(self.marks.values())
        if here.state is State.THIRD_REVIEW:
            return "passed" if totals[-1] >= THRESHOLD else "failed"
        first, second = totals
        split = (first >= THRESHOLD) is not (second >= THRESHOLD)
        if split or abs(first - second) >= GAP:
            return "third_needed"
        return "passed" if first + second >= 2 * THRESHOLD else "failed"

    def settle(self) -> None:
        """What the system does once the sheets are in."""
        actions = {
            "passed": ("pass_review", "issue"),
            "failed": ("fail_review", "hand_back"),
            "third_needed": ("call_third",),
        }
        due = self.situation.outcome if self.situation.state in WITH_EXPERTS else None
        for action in actions.get(due or "", ()):
            self.act(action, SYSTEM)
