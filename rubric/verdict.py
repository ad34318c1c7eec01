"""From complete sheets to one verdict, by the rule the rubric names; with the reasons why.

Rules are those of the domain brief, section 5. Scores are exact fractions and are compared
unrounded; reaching the threshold passes. The order in which experts stand is irrelevant.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rubric.ballots import Ballot, make_ballot
from rubric.criteria import Rubric
from rubric.faults import Fault, fault, refuse
from rubric.figures import figure
from rubric.outcomes import (
    Decided,
    Outcome,
    Scored,
    Sheet,
    ThirdNeeded,
    Waiting,
    outcome_from_json,
    outcome_to_json,
)
from rubric.rules import MEAN_OF_ALL, THIRD_FINAL
from rubric.scores import nearest_two, score
from rubric.sheet import has_all_points, refuse_off_scale
from rubric.third import Call, calls
from rubric.trace import THIRD_REASONS, TRACE_CODES, TraceLine, line, trace_from_json, trace_to_json

__all__ = [
    "THIRD_REASONS",
    "TRACE_CODES",
    "Decided",
    "Outcome",
    "Scored",
    "Sheet",
    "ThirdNeeded",
    "TraceLine",
    "Waiting",
    "outcome_from_json",
    "outcome_to_json",
    "settle",
    "trace_from_json",
    "trace_to_json",
]


def settle(rubric: Rubric, sheets: Sequence[Sheet], experts: int | None = None) -> Outcome:
    """Return what follows from the sheets handed in so far.

    `experts` is how many independent sheets the review needs (the rubric's number if None). A
    sheet without all its points counts as not handed in; a third one begun is waited for. A
    third sheet is heard even if no condition called it: a moderator may call one by hand.
    Raises RubricFaults if marks are unknown or off the scale, two sheets share a place, or
    there are two third sheets.
    """
    refuse(_sheet_faults(sheets))
    for sheet in sheets:
        refuse_off_scale(rubric, sheet.marks)
    ready = [each for each in sheets if has_all_points(rubric, each.marks)]
    ballots = sorted((_ballot(rubric, each) for each in ready), key=lambda each: each.place)
    first = [ballot for ballot in ballots if not ballot.is_third]
    third = next((ballot for ballot in ballots if ballot.is_third), None)
    lacking = max(1, experts or rubric.verdict.experts) - len(first)
    if lacking <= 0 and third is None and any(sheet.is_third for sheet in sheets):
        lacking = 1
    if lacking > 0:
        return Waiting(lacking, tuple(each.line() for each in ballots))
    return _settle_complete(rubric, first, third)


def _sheet_faults(sheets: Sequence[Sheet]) -> list[Fault]:
    places = [sheet.place for sheet in sheets]
    doubled = sorted({place for place in places if places.count(place) > 1})
    found = [fault("place_twice", "sheets", place=place) for place in doubled]
    if sum(1 for sheet in sheets if sheet.is_third) > 1:
        found.append(fault("third_twice", "sheets"))
    return found


def _ballot(rubric: Rubric, sheet: Sheet) -> Ballot:
    weight = rubric.verdict.weight_of(sheet.place) if sheet.weight is None else sheet.weight
    return make_ballot(rubric, sheet.place, sheet.marks, sheet.is_third, weight)


def _settle_complete(rubric: Rubric, first: list[Ballot], third: Ballot | None) -> Outcome:
    asked = calls(rubric, first)
    heard = [*first, third] if third else first
    trace = [ballot.line() for ballot in heard]
    trace += [each for ballot in heard for each in ballot.gate_lines()]
    trace += [each for ballot in heard for each in ballot.skip_lines()]
    trace += [call.line() for call in asked]
    reasons = [call for call in asked if call.holds]
    if third is None:
        return _third_needed(reasons[0], trace) if reasons else _decide(rubric, first, trace)
    if not reasons:
        trace.append(line("third_called_by_hand"))
    deciding = _resolve(rubric, first, third, trace)
    return _decide(rubric, deciding, trace, averaged=len(deciding) > 1)


def _third_needed(call: Call, trace: list[TraceLine]) -> ThirdNeeded:
    return ThirdNeeded(call.reason, dict(call.params), tuple(trace))


def _resolve(
    rubric: Rubric, first: list[Ballot], third: Ballot, trace: list[TraceLine]
) -> list[Ballot]:
    """Return the ballots that decide once the third is in, saying in the trace which they are."""
    rule = rubric.verdict.third
    resolution = rule.resolution if rule else THIRD_FINAL
    if resolution == THIRD_FINAL:
        trace.append(line("resolved_third_final", place=third.place))
        return [third]
    everyone = [*first, third]
    if resolution == MEAN_OF_ALL:
        trace.append(line("resolved_mean_of_all", count=len(everyone)))
        return everyone
    pair = nearest_two(everyone)
    if pair is None:
        trace.append(line("resolved_mean_of_nearest_tie"))
        return everyone
    low, high = sorted(ballot.place for ballot in pair)
    trace.append(line("resolved_mean_of_nearest_two", first=low, second=high))
    return list(pair)


def _decide(
    rubric: Rubric, deciding: list[Ballot], trace: list[TraceLine], averaged: bool = False
) -> Outcome:
    found = score(rubric, deciding, averaged)
    trace.append(found.line)
    if found.threshold is None:
        trace.append(line("scored", score=figure(found.value)))
        return Scored(found.value, tuple(trace))
    trace.append(_margin(found.value - Fraction(found.threshold)))
    params = {"score": figure(found.value), "threshold": figure(found.threshold)}
    reached = found.value >= found.threshold
    passed = reached and not found.vetoed
    ending = "passed" if passed else "failed_by_gate" if reached else "failed"
    trace.append(TraceLine(ending, params))
    return Decided(passed, found.value, found.threshold, tuple(trace))


def _margin(margin: Fraction) -> TraceLine:
    if margin == 0:
        return line("margin_equal")
    return line("margin_above" if margin > 0 else "margin_below", margin=figure(abs(margin)))
