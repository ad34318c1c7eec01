"""What a step leaves behind: the next Situation, computed from the track's declared effects.

The same function says what the ledger has to change and rebuilds a state from its events.
"""

from dataclasses import replace

from workflows.machine import Transition
from workflows.situation import Situation, State


def after(situation: Situation, step: Transition) -> Situation:
    """The situation once `step` is taken. Facts a person brings in (a new file, a chair, a
    sheet) are not of its making. Raises ValueError when `step` starts elsewhere."""
    if step.source is not situation.state:
        raise ValueError(f"{step.action} starts from {step.source}, not {situation.state}")
    moved = replace(situation, state=step.target, reason_given=False)
    if step.moves and step.target is State.IN_REVISION:
        desk = step.source if "returned" in step.effects else None
        moved = replace(moved, returned_by=desk, new_revision=False, desk_remarks=0)
    if step.target is State.DRAFT:
        moved = replace(moved, returned_by=None, new_revision=False)
    if step.target is State.THIRD_REVIEW and step.moves:
        moved = replace(moved, outcome=None)
    return _next_round(moved) if "new_round" in step.effects else moved


def _next_round(situation: Situation) -> Situation:
    return replace(
        situation,
        round=situation.round + 1,
        resubmissions=situation.resubmissions + 1,
        expert_ids=frozenset(),
        submitted_ids=frozenset(),
        panel_size=0,
        sheets_submitted=0,
        outcome=None,
    )
