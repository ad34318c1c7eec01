"""Reading the verdict part of a rubric file, in each of the shapes regions write it in."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from rubric import rules
from rubric.figures import read_decimal
from rubric.reading import Node, Reading, joined
from rubric.rules import CommentRule, ThirdRule, VerdictRule
from rubric.yamltree import Plain

_KEYS = (
    "combine", "rule", "threshold", "compare", "experts", "experts_min", "rounding", "weights",
    "gates_only", "third_expert_if", "third_rule", "per_expert", "programme", "pass_if",
    "fail_if", "otherwise", "note", "open_reading",
)  # fmt: skip
_PROGRAMME_KEYS = ("experts_required", "wait_for_all", "pass_if", "otherwise")
_THIRD_KEYS = (
    "abs_diff_gte", "rel_diff_gte", "criterion_diff_gte", "near_threshold", "verdict_split",
    "one_passes_other_fails", "or",
)  # fmt: skip
_SPLITS = ("verdict_split", "one_passes_other_fails")
# What regions write in words -> the rule meant by it.
_PASS_PHRASES = {
    "all true": rules.ALL_YES,
    "all gates true": rules.ALL_YES,
    "all experts positive": rules.UNANIMOUS_N,
    "most experts positive": rules.VOTE,
}
_ALL_GATES = "all gates true"
_FAIL_PHRASE = "every expert scored below"
_CONDITION = re.compile(r"value\s*(<=|<|==)\s*([\w.,-]+)", re.ASCII)


def read_comment_rule(reading: Reading, value: Plain, path: str) -> CommentRule | None:
    """Read when a remark is required; None if never (or, with a fault, if it is not clear)."""
    if value is None:
        return None
    known = ("when", "field", "fields", "required", "anchor", "enforced_in_source")
    node = reading.group(value, path, known)
    when = reading.text(node, path, "when")
    if when is None or when.strip() == "never" or node.get("required") is False:
        return None
    if when.strip() == "always":
        return CommentRule("<=", "max")
    found = _CONDITION.fullmatch(when.strip())
    bound = _bound(found[2]) if found else None
    if found is None or bound is None:
        reading.blame("comment_rule_bad", joined(path, "when"), value=when)
        return None
    return CommentRule(found[1], bound)


def _bound(text: str) -> str | Decimal | None:
    named = {"max": "max", "true": "max", "min": "min", "false": "min"}.get(text)
    return named if named is not None else read_decimal(text)


def read_verdict(reading: Reading, value: Plain, path: str) -> VerdictRule | None:
    """Read the verdict rule; None (with faults noted) if it cannot be one."""
    node = reading.group(value, path, _KEYS)
    _refuse_other_arithmetic(reading, node, path)
    third = _third(reading, node, path)
    programme_path = joined(path, "programme")
    programme: Node = {}
    if node.get("programme") is not None:
        programme = reading.group(node["programme"], programme_path, _PROGRAMME_KEYS)
    threshold = reading.number(node, path, "threshold")
    experts = _experts(reading, node, path, programme)
    phrase = _phrase(reading, node, path) or _phrase(reading, programme, programme_path)
    mode = _mode(reading, node, path, phrase, threshold, experts)
    if mode is None:
        return None
    gates_only = phrase == _ALL_GATES or reading.flag(node, path, "gates_only")
    weights = _weights(reading, node, path)
    return reading.make(
        path, lambda: VerdictRule(mode, threshold, experts, third, gates_only, weights)
    )


def _experts(reading: Reading, node: Node, path: str, programme: Node) -> int:
    """Return how many experts judge: one where it is not said or (with a fault) not readable."""
    for group, place, key in (
        (node, path, "experts"),
        (node, path, "experts_min"),
        (programme, joined(path, "programme"), "experts_required"),
    ):
        if group.get(key) is not None:
            found = reading.whole(group, place, key)
            return 1 if found is None else found
    return 1


def _refuse_other_arithmetic(reading: Reading, node: Node, path: str) -> None:
    if node.get("compare") not in (None, ">="):
        reading.blame("compare_unknown", joined(path, "compare"), value=str(node["compare"]))
    if node.get("rounding") not in (None, "none"):
        reading.blame("rounding_unknown", joined(path, "rounding"), value=str(node["rounding"]))


def _phrase(reading: Reading, node: Node, path: str) -> str | None:
    """Return the wording of `pass_if` if it is one that is understood."""
    value = node.get("pass_if")
    if value is None or (isinstance(value, str) and value in _PASS_PHRASES):
        return value
    place, known = joined(path, "pass_if"), ", ".join(_PASS_PHRASES)
    reading.blame("verdict_phrase_unknown", place, value=str(value), known=known)
    return None


def _mode(
    reading: Reading,
    node: Node,
    path: str,
    phrase: str | None,
    threshold: Decimal | None,
    experts: int,
) -> str | None:
    """Return the rule's name: written out, or meant by a phrase, or the only one possible."""
    for key in ("combine", "rule"):
        if node.get(key) is not None:
            return reading.text(node, path, key)
    if phrase is not None:
        return _PASS_PHRASES[phrase]
    if node.get("fail_if") is not None:
        return _fail_mode(reading, node, path)
    if node.get("per_expert") is not None:
        return _expert_mode(reading, node, path)
    if threshold is None:
        return rules.MEAN
    if experts == 1:
        return rules.SUM_THRESHOLD
    reading.blame("verdict_mode_missing", path, known=", ".join(rules.MODES))
    return None


def _fail_mode(reading: Reading, node: Node, path: str) -> str | None:
    if str(node["fail_if"]).startswith(_FAIL_PHRASE):
        return rules.EACH_BELOW_FAILS
    place = joined(path, "fail_if")
    value = str(node["fail_if"])
    reading.blame("verdict_phrase_unknown", place, value=value, known=_FAIL_PHRASE)
    return None


def _expert_mode(reading: Reading, node: Node, path: str) -> str | None:
    place = joined(path, "per_expert")
    expert = reading.group(node["per_expert"], place, ("rule", "positive", "negative"))
    value = reading.text(expert, place, "rule")
    if value in ("all_true", rules.ALL_YES):
        return rules.ALL_YES
    if value is not None:
        known, at = "all_true", joined(place, "rule")
        reading.blame("verdict_phrase_unknown", at, value=value, known=known)
    return None


def _weights(reading: Reading, node: Node, path: str) -> tuple[Fraction, ...]:
    place = joined(path, "weights")
    listed = enumerate(reading.items(node, path, "weights"))
    found = [reading.fraction(item, f"{place}[{number}]") for number, item in listed]
    return tuple(weight for weight in found if weight is not None)


def _third(reading: Reading, node: Node, path: str) -> ThirdRule | None:
    if node.get("third_expert_if") is None:
        return None
    place = joined(path, "third_expert_if")
    found = reading.group(node["third_expert_if"], place, _THIRD_KEYS)
    limits = {key: reading.number(found, place, key) for key in _THIRD_KEYS[:4]}
    split = any(reading.flag(found, place, key) for key in _SPLITS)
    for other in _others(found):
        if other in _SPLITS:
            split = True
        else:
            known = ", ".join(_SPLITS)
            reading.blame("verdict_phrase_unknown", f"{place}.or", value=str(other), known=known)
    resolution = reading.text(node, path, "third_rule", default=rules.THIRD_FINAL)
    return reading.make(
        path,
        lambda: ThirdRule(
            abs_diff=limits["abs_diff_gte"],
            rel_diff=limits["rel_diff_gte"],
            criterion_diff=limits["criterion_diff_gte"],
            near_threshold=limits["near_threshold"],
            verdict_split=split,
            resolution=resolution or rules.THIRD_FINAL,
        ),
    )


def _others(node: Node) -> list[Plain]:
    """Return the conditions joined by `or`, whether one or a list is written."""
    value = node.get("or")
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
