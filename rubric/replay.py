"""What if: another threshold, other weights or another rule over frozen sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from rubric.criteria import Rubric, RubricFaults, VerdictRule
from rubric.outcomes import Decided, Outcome, Sheet
from rubric.verdict import settle


@dataclass(frozen=True)
class Change:
    """What to try: a threshold, weights by criterion id, a whole verdict rule; None keeps."""

    threshold: Decimal | None = None
    weights: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    verdict: VerdictRule | None = None


@dataclass(frozen=True)
class Frozen:
    """A finished review: any key of the caller's, its sheets, how many experts it needed."""

    key: str
    sheets: Sequence[Sheet]
    experts: int | None = None


@dataclass(frozen=True)
class Shift:
    """One review before and after the change."""

    key: str
    before: Outcome
    after: Outcome

    @property
    def changes_side(self) -> bool:
        """Say whether pass became fail or fail became pass, or the verdict came or went."""
        return _side(self.before) != _side(self.after)


def _side(outcome: Outcome) -> bool | None:
    return outcome.passed if isinstance(outcome, Decided) else None


def changed(rubric: Rubric, change: Change) -> Rubric:
    """Return the rubric with the change made; stated section maxima give way to new weights.

    Raises RubricFaults if there can be no such rubric or a weight names no criterion.
    """
    for criterion_id in change.weights:
        rubric.criterion(criterion_id)
    verdict = change.verdict or rubric.verdict
    if change.threshold is not None:
        verdict = replace(verdict, threshold=change.threshold)
    if not change.weights:
        return replace(rubric, verdict=verdict)
    criteria = tuple(
        replace(one, weight=change.weights.get(one.id, one.weight)) for one in rubric.criteria
    )
    sections = tuple(one if one.cap else replace(one, maximum=None) for one in rubric.sections)
    return replace(rubric, criteria=criteria, sections=sections, verdict=verdict)


def tried_on(
    rubric: Rubric, other: Rubric, reviews: Iterable[Frozen]
) -> tuple[tuple[Shift, ...], tuple[str, ...]]:
    """Settle frozen reviews by a whole other rubric: the shifts, and keys that do not fit it.

    Marks of criteria that the other rubric does not ask are left out; criteria that it asks anew
    have no marks, so such a review waits. A mark off the other rubric's scale fits nowhere.
    """
    shifts, misfits = [], []
    for each in reviews:
        try:
            after = settle(other, _asked(other, each.sheets), each.experts)
        except RubricFaults:
            misfits.append(each.key)
        else:
            shifts.append(Shift(each.key, settle(rubric, each.sheets, each.experts), after))
    return tuple(shifts), tuple(misfits)


def _asked(rubric: Rubric, sheets: Sequence[Sheet]) -> list[Sheet]:
    return [
        replace(one, marks={key: mark for key, mark in one.marks.items() if key in rubric.by_id})
        for one in sheets
    ]


def what_if(rubric: Rubric, change: Change, reviews: Iterable[Frozen]) -> tuple[Shift, ...]:
    """Settle every frozen review by the rubric as it is and as it would be."""
    other = changed(rubric, change)
    return tuple(
        Shift(
            each.key,
            settle(rubric, each.sheets, each.experts),
            settle(other, each.sheets, each.experts),
        )
        for each in reviews
    )
