"""Words of the editor: faults at their fields, outcomes, differences between versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import gettext as _

from review.languages import N_
from review.templating import number
from review.wording import rubric_fault
from rubric.differences import Difference
from rubric.faults import Fault
from rubric.outcomes import Decided, Outcome, Scored, ThirdNeeded

HOW: Final[Mapping[str, str]] = {
    "added": N_("added"),
    "removed": N_("removed"),
    "meaning": N_("changed in meaning"),
    "words": N_("changed in words only"),
}
WHAT: Final[Mapping[str, str]] = {
    "rubric": N_("The rubric itself"),
    "verdict": N_("The verdict rule"),
    "comment_rule": N_("When a remark is due"),
    "order": N_("The order of the criteria"),
    "section": N_("Section"),
    "criterion": N_("Criterion"),
}

#: What a third sheet does (rubric.rules.THIRD_RULES).
THIRD: Final[Mapping[str, str]] = {
    "third_final": N_("it alone decides"),
    "mean_of_nearest_two": N_("the mean of the two nearest"),
    "mean_of_all": N_("the mean of all three"),
}
#: How sheets are put together (rubric.rules.MODES).
RULES: Final[Mapping[str, str]] = {
    "sum_threshold": N_("the sum of the points reaches the threshold"),
    "mean": N_("the mean of the experts' totals reaches the threshold"),
    "weighted_mean": N_("the weighted mean of the experts' totals reaches the threshold"),
    "median": N_("the median of the experts' totals reaches the threshold"),
    "each_below_fails": N_("at least one expert's total reaches the threshold"),
    "all_yes": N_("not one “no” on any sheet"),
    "unanimous_n": N_("all experts are for"),
    "vote": N_("enough experts are for"),
}


def rule_label(mode: str) -> str:
    """How a rubric decides, in words."""
    return str(_(RULES[mode]))


def nearest(faults: Iterable[Fault], content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Sentences by the field or group they belong to; "" for the rubric as a whole."""
    known, found = set(_paths(content, "")), dict[str, list[str]]()
    for one in faults:
        path = one.path
        while path and path not in known:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        found.setdefault(path, []).append(rubric_fault(one.code, one.params))
    return found


def _paths(value: Any, path: str) -> Iterable[str]:
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _paths(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _paths(each, f"{path}[{place}]")


def difference_words(one: Difference) -> str:
    """One difference as a sentence."""
    return f"{_(WHAT[one.what])} {one.id}".strip() + f" — {_(HOW[one.how])}"


def outcome_words(outcome: Outcome) -> str:
    """What a review came to, in two or three words."""
    if isinstance(outcome, Decided):
        said = _("passed") if outcome.passed else _("not passed")
        return f"{said}, {number(outcome.score)}"
    if isinstance(outcome, ThirdNeeded):
        return _("a third expert is called")
    return number(outcome.score) if isinstance(outcome, Scored) else _("waits for sheets")
