"""Whether a track holds together: every state reached, left, held; every word known.

Faults are codes with the path of keys they sit at, so a loader can name the line.
"""

from collections.abc import Iterable, Iterator

from workflows.guards import CHOICES, DESKS, GUARDS, NEEDS
from workflows.letters import LETTERS
from workflows.machine import DAYS, EFFECTS, Fault, Kind, Stage, Track, Transition
from workflows.roles import Role
from workflows.situation import DECIDED, WITH_EXPERTS, State

_WORDS = (
    ("guards", GUARDS, "unknown_guard"),
    ("when", CHOICES, "unknown_choice"),
    ("needs", NEEDS, "unknown_need"),
    ("letters", LETTERS, "unknown_letter"),
    ("effects", EFFECTS, "unknown_effect"),
)


def faults(track: Track) -> tuple[Fault, ...]:
    """Everything wrong with `track`; empty when it may be put in force."""
    found = [*_stage_faults(track), *_transition_faults(track)]
    found += [] if found else [*_road_faults(track), *_promise_faults(track)]
    return tuple(found)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _stage_faults(track: Track) -> Iterator[Fault]:
    seen: set[State] = set()
    if not track.stages or track.stages[0].state is not State.DRAFT:
        yield Fault("no_draft_first", ("stages",))
    for index, stage in enumerate(track.stages):
        if stage.state in seen:
            yield Fault("double_stage", ("stages", index), {"state": stage.state})
        seen.add(stage.state)
        yield from _holder_faults(index, stage)


def _holder_faults(index: int, stage: Stage) -> Iterator[Fault]:
    path, params = ("stages", index), {"state": str(stage.state)}
    if stage.kind is Kind.WORK and stage.holder is None:
        yield Fault("no_holder", path, params)
    if stage.kind is not Kind.WORK and stage.holder is not None:
        yield Fault("idle_holder", path, params)
    if (stage.until is None) is not (stage.before is None):
        yield Fault("half_duty", path, params)
    if stage.until is not None and stage.until not in GUARDS:
        params = {"name": stage.until, "known": _listed(GUARDS)}
        yield Fault("unknown_guard", (*path, "until"), params)
    if stage.before is not None and stage.before.holder is None:
        yield Fault("no_holder", (*path, "before"), params)
    before = stage.before.days if stage.before else None
    for where, days in (((*path, "days"), stage.days), ((*path, "before", "days"), before)):
        if days is not None and days not in DAYS:
            yield Fault("unknown_days", where, {"name": days, "known": _listed(DAYS)})


def _transition_faults(track: Track) -> Iterator[Fault]:
    seen: dict[tuple[object, ...], bool] = {}
    for index, step in enumerate(track.transitions):
        path = ("transitions", index)
        for end, state in (("from", step.source), ("to", step.target)):
            if state not in track.stage_of:
                yield Fault("state_without_stage", (*path, end), {"state": state})
        yield from _word_faults(path, step)
        yield from _double_faults(path, step, seen)


def _word_faults(path: tuple[str | int, ...], step: Transition) -> Iterator[Fault]:
    for name, known, code in _WORDS:
        for word in getattr(step, name):
            if word not in known:
                yield Fault(code, (*path, name), {"name": word, "known": _listed(known)})


def _double_faults(
    path: tuple[str | int, ...], step: Transition, seen: dict[tuple[object, ...], bool]
) -> Iterator[Fault]:
    row = (step.action, step.source, step.role)
    variant = (*row, step.when, step.guards)
    if variant in seen:
        yield Fault("double_transition", path, {"action": step.action})
    elif seen.get(row):
        yield Fault("variant_after_default", path, {"action": step.action})
    seen[variant] = True
    seen[row] = seen.get(row, False) or not (step.when or step.guards)


def _road_faults(track: Track) -> Iterator[Fault]:
    reached = _reached(track)
    for index, stage in enumerate(track.stages):
        path, params = ("stages", index), {"state": str(stage.state)}
        leaving = track.leaving(stage.state)
        if stage.state not in reached:
            yield Fault("unreachable", path, params)
        if stage.kind is Kind.FINAL and leaving:
            yield Fault("final_with_exit", path, params)
        if stage.kind is not Kind.FINAL and not any(step.moves for step in leaving):
            yield Fault("no_exit", path, params)
        yield from _powerless(path, stage, leaving)
    yield from _default_faults(track)
    if not any(step.action == "assign" for step in track.transitions):
        yield Fault("no_assignment", ("transitions",))


def _powerless(
    path: tuple[str | int, ...], stage: Stage, leaving: tuple[Transition, ...]
) -> Iterator[Fault]:
    """A holder who has nothing to press. Experts act by their sheets."""
    hats = {step.role for step in leaving}
    for holder in (stage.holder, stage.before.holder if stage.before else None):
        if holder is not None and holder is not Role.EXPERT and holder not in hats:
            yield Fault("powerless_holder", path, {"state": stage.state, "role": holder})


def _default_faults(track: Track) -> Iterator[Fault]:
    """Variants chosen by `when` need a last one without it, else a case may fall through."""
    last = {(s.action, s.source, s.role): (i, s) for i, s in enumerate(track.transitions)}
    for index, step in last.values():
        if step.when:
            yield Fault("no_default_variant", ("transitions", index), {"action": step.action})


def _reached(track: Track) -> set[State]:
    reached, border = {State.DRAFT}, [State.DRAFT]
    while border:
        for step in track.leaving(border.pop()):
            if step.target not in reached:
                reached.add(step.target)
                border.append(step.target)
    return reached


def _promise_faults(track: Track) -> Iterator[Fault]:
    """What no region may edit away: no badge without a pass, no verdict without experts, a
    desk's refusal is no verdict, rounds grow only when the author sends it again."""
    for index, step in enumerate(track.transitions):
        path, params = ("transitions", index), {"action": step.action}
        for code in filter(None, (_verdict_fault(step), _badge_fault(step), _return_fault(step))):
            yield Fault(code, path, params)


def _verdict_fault(step: Transition) -> str | None:
    if (step.target in DECIDED) is not ("verdict" in step.effects):
        return "stray_verdict"
    if step.target not in DECIDED:
        return None
    wanted = "outcome_passed" if step.target is State.DECIDED_PASSED else "outcome_failed"
    sound = step.source in WITH_EXPERTS and step.role is Role.SYSTEM
    return None if sound and {"all_sheets_in", wanted} <= set(step.guards) else "loose_verdict"


def _badge_fault(step: Transition) -> str | None:
    issued = step.target is State.BADGE_ACTIVE and step.moves
    return "badge_without_pass" if issued and step.source is not State.DECIDED_PASSED else None


def _return_fault(step: Transition) -> str | None:
    by_desk = step.target is State.IN_REVISION and step.source in DESKS
    if by_desk is not ("returned" in step.effects):
        return "stray_return"
    again = step.source is State.IN_REVISION and step.role is Role.TEACHER
    return None if again or "new_round" not in step.effects else "stray_round"
