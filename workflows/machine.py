"""The table of transitions: what is offered to a hat, what is checked, what it would change.

`offers` and `check` read the same table by the same code, so a button and the step behind it
cannot disagree.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from workflows import guards as predicates
from workflows.refusal import NotAllowed, Refusal, WorkflowError
from workflows.roles import SYSTEM, Actor, Role
from workflows.situation import Situation, State

__all__ = [
    "DAYS",
    "EFFECTS",
    "Duty",
    "Fault",
    "Kind",
    "NotAllowed",
    "Offer",
    "Refusal",
    "Stage",
    "Tone",
    "Track",
    "Transition",
    "check",
    "concerns",
    "duty",
    "offers",
]

DAYS: Final = frozenset(
    {"internal", "moc", "rmc", "expert_assign", "expert", "third", "author_revision", "publish"}
)
"""Keys of the profile's table of working days (docs/domain, section 6)."""

EFFECTS: Final = frozenset({"returned", "verdict", "new_round", "badge"})
"""returned: the desk is remembered. verdict: the experts' word, the only thing counted as one.
new_round: the next expert review begins. badge: the registry changes with this step."""


class Tone(StrEnum):
    """How a button looks: ahead, back to the author, or for good."""

    FORWARD = "forward"
    BACK = "back"
    FINAL = "final"


class Kind(StrEnum):
    """work: somebody owes the next step. rest: nobody does. final: nothing follows."""

    WORK = "work"
    REST = "rest"
    FINAL = "final"


class BrokenTransition(WorkflowError):
    """A transition that could not be taken by anybody."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `when` chooses among variants, `guards` explain a grey button,
    `needs` are asked of the person when the step is taken."""

    action: str
    source: State
    target: State
    role: Role
    guards: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    tone: Tone = Tone.FORWARD
    when: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.action or not isinstance(self.role, Role):
            raise BrokenTransition("a transition needs an action and a role")
        if self.role is Role.ADMINISTRATOR:
            raise BrokenTransition("an administrator never moves a review")

    @property
    def moves(self) -> bool:
        """Whether the state changes; a step such as seating the third expert stays put."""
        return self.source is not self.target


@dataclass(frozen=True, slots=True)
class Duty:
    """Who holds a submission and which row of the table of working days counts."""

    holder: Role | None
    days: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A state as a track uses it. While `until` does not hold, `before` has the duty."""

    state: State
    holder: Role | None = None
    days: str | None = None
    kind: Kind = Kind.WORK
    until: str | None = None
    before: Duty | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a track: code, figures, and the path of keys that leads to it."""

    code: str
    path: tuple[str | int, ...] = ()
    params: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Track:
    """A road of review: stages in order and the table of transitions."""

    id: str
    title: str
    title_en: str
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]

    @cached_property
    def version(self) -> str:
        """Hash of the content: two tracks of one version behave alike."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @cached_property
    def canonical(self) -> str:
        """The track as text that does not depend on how its file was laid out."""
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, indent=1)

    @cached_property
    def stage_of(self) -> Mapping[State, Stage]:
        """Stage by state."""
        return {stage.state: stage for stage in self.stages}

    @cached_property
    def panel_keeper(self) -> Role:
        """The hat that seats experts on this road."""
        return next(step.role for step in self.transitions if step.action == "assign")

    @cached_property
    def _by_source(self) -> Mapping[State, tuple[Transition, ...]]:
        found: dict[State, tuple[Transition, ...]] = {}
        for step in self.transitions:
            found[step.source] = (*found.get(step.source, ()), step)
        return found

    def leaving(self, state: State) -> tuple[Transition, ...]:
        """Rows of the table that start in `state`, in order."""
        return self._by_source.get(state, ())


def _plain(track: Track) -> dict[str, object]:
    stages = [
        {
            "state": stage.state,
            "holder": stage.holder,
            "days": stage.days,
            "kind": stage.kind,
            "until": stage.until,
            "before": [stage.before.holder, stage.before.days] if stage.before else None,
        }
        for stage in track.stages
    ]
    steps = [
        {name: getattr(step, name) for name in Transition.__dataclass_fields__}
        for step in track.transitions
    ]
    return {
        "id": track.id,
        "title": track.title,
        "title_en": track.title_en,
        "stages": stages,
        "transitions": steps,
    }


@dataclass(frozen=True, slots=True)
class Offer:
    """A transition as one hat sees it: live when `refusals` is empty, else grey with reasons."""

    transition: Transition
    refusals: tuple[Refusal, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the button is live."""
        return not self.refusals


def concerns(actor: Actor, situation: Situation) -> bool:
    """Whether this hat in this place has to do with the submission (docs/domain, section 2)."""
    match actor.role:
        case Role.TEACHER:
            return (
                actor.person_id in situation.author_ids
                and actor.organisation_id == situation.organisation_id
            )
        case Role.INTERNAL_EXPERT:
            return actor.organisation_id == situation.organisation_id
        case Role.MOC:
            return actor.municipality_id == situation.municipality_id
        case Role.EXPERT:
            return actor.person_id in situation.expert_ids
        case Role.ADMINISTRATOR:
            return False
        case _:
            return True


def duty(track: Track, situation: Situation) -> Duty:
    """Who holds the submission now, and which deadline runs. One holder at a time."""
    stage = track.stage_of[situation.state]
    if stage.until is None or stage.before is None:
        return Duty(stage.holder, stage.days)
    holds = predicates.GUARDS[stage.until](situation, SYSTEM) is None
    return Duty(stage.holder, stage.days) if holds else stage.before


def _own_programme(actor: Actor, situation: Situation) -> tuple[Refusal, ...]:
    other_hat = actor.role is not Role.TEACHER and actor.person_id in situation.author_ids
    return (Refusal("own_programme"),) if other_hat else ()


def _chosen(step: Transition, actor: Actor, situation: Situation) -> bool:
    return all(predicates.CHOICES[name](situation, actor) is None for name in step.when)


def _weigh(step: Transition, actor: Actor, situation: Situation) -> Offer:
    answers = (predicates.GUARDS[name](situation, actor) for name in step.guards)
    found = tuple(answer for answer in answers if answer is not None)
    return Offer(step, _own_programme(actor, situation) + found)


def offers(track: Track, actor: Actor, situation: Situation) -> tuple[Offer, ...]:
    """Every action that concerns this hat here and now: one offer per action.

    Among variants of an action the first that may be taken wins; when none may, the first
    whose `when` holds is offered with its reasons.
    """
    if not concerns(actor, situation):
        return ()
    best: dict[str, Offer] = {}
    for step in track.leaving(situation.state):
        if step.role is not actor.role or not _chosen(step, actor, situation):
            continue
        offer = _weigh(step, actor, situation)
        known = best.get(step.action)
        if known is None or (offer.allowed and not known.allowed):
            best[step.action] = offer
    return tuple(best.values())


def _absent(track: Track, action: str, actor: Actor, situation: Situation) -> Refusal:
    here = [step for step in track.leaving(situation.state) if step.action == action]
    if not here:
        return Refusal("not_in_this_state", {"state": situation.state})
    if all(step.role is not actor.role for step in here):
        return Refusal("not_your_role", {"role": actor.role})
    return Refusal("not_yours" if not concerns(actor, situation) else "not_now")


def check(track: Track, action: str, actor: Actor, situation: Situation) -> Transition:
    """The transition `action` means here and now. Raises NotAllowed with every reason."""
    for offer in offers(track, actor, situation):
        if offer.transition.action != action:
            continue
        answers = (predicates.NEEDS[n](situation, actor) for n in offer.transition.needs)
        refusals = offer.refusals + tuple(answer for answer in answers if answer is not None)
        if refusals:
            raise NotAllowed(action, refusals)
        return offer.transition
    raise NotAllowed(action, (_absent(track, action, actor, situation),))
