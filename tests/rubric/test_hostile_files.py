"""Whatever a file holds, the answer is a rubric or a list of faults, never a crash."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.criteria import Rubric, RubricFaults
from rubric.loading import load

# A small file that has every part a rubric can have.
WHOLE = """\
rubric_id: whole
status: sample
title_ru: Проба
title_en: Trial
scale: {type: integer, min: 0, max: 2, step: 1, levels: {0: нет, 2: {ru: да, en: full}}}
comment_rule: {when: value < max, fields: [замечание], required: true}
sections: [{id: s, title_ru: Раздел, max: 4, cap: true}, {id: t, title_ru: Ещё}]
criteria:
  - {id: a, no: "1.1", section: s, title_ru: Цель, weight: 0.5, evidence: [goal], gate: true}
  - {id: b, section: s, title_ru: Часы, levels: [{value: 1, ru: почти}], floor: 1}
  - {id: c, section: s, title_ru: План, scale: {type: ladder, values: [0, 3], levels: {3: есть}}}
  - {id: d, section: t, title_ru: Итог, scale: {type: binary, values: {true: Да, false: Нет}}}
  - {id: e, section: t, title_ru: Сила, scale: {type: percent, max: 20, step: 10,
     bands: [{from: 10, to: 20, label_ru: много}]}, stages: [moc], auto: semi}
totals: {formula: sum, max: 25}
verdict: {combine: weighted_mean, experts: 2, threshold: 3, weights: [2, 1], compare: ">=",
  third_expert_if: {abs_diff_gte: 2, or: verdict_split}, third_rule: mean_of_all}
"""
OTHER_VERDICTS: tuple[dict[str, Any], ...] = (
    {"per_expert": {"rule": "all_true"}, "programme": {"experts_required": 3}},
    {"pass_if": "all gates true"},
    {"fail_if": "every expert scored below 3", "experts_min": 3, "threshold": 3},
)
odd = st.sampled_from(
    [None, True, -1, 0.5, 10**30, "", "value < max", "нет", "1/0", "\x00", [], [[]], [None], {},
     {"a": []}, {"ru": 1}, {"value": "x"}, float("inf"), "9" * 400, ["a", "a"], "all_yes", "binary"]
)  # fmt: skip


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every node below the root."""
    if isinstance(value, dict):
        return [
            each for key in value for each in ((*path, key), *paths_in(value[key], (*path, key)))
        ]
    if isinstance(value, list):
        numbered = enumerate(value)
        return [each for n, item in numbered for each in ((*path, n), *paths_in(item, (*path, n)))]
    return []


def put(value: Any, path: tuple[Any, ...], other: Any) -> None:
    """Replace one node; where an earlier replacement took the ground away, do nothing."""
    for key in path[:-1]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict) or (isinstance(value, list) and path[-1] < len(value)):
        value[path[-1]] = other


def answer(text: str) -> None:
    """Load a text and demand a rubric or worded faults."""
    found: Rubric | RubricFaults
    try:
        found = load(text)
    except RubricFaults as refused:
        found = refused
    if isinstance(found, RubricFaults):
        assert found.faults
        assert all(each.message and each.remedy for each in found.faults)


def test_the_whole_example_is_sound() -> None:
    assert load(WHOLE).maximum == 25


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_odd_values_anywhere_are_told_and_never_crash(data: st.DataObject) -> None:
    tree = yaml.safe_load(WHOLE)
    if data.draw(st.booleans()):
        tree["verdict"] = json.loads(json.dumps(data.draw(st.sampled_from(OTHER_VERDICTS))))
    places = st.sampled_from(paths_in(tree))
    for path, value in data.draw(st.lists(st.tuples(places, odd), min_size=1, max_size=3)):
        put(tree, path, value)
    answer(yaml.safe_dump(tree, allow_unicode=True))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, 30), st.text(max_size=8))
def test_a_torn_file_is_told_and_never_crashes(start: int, length: int, patch: str) -> None:
    answer(WHOLE[:start] + patch + WHOLE[start + length :])
