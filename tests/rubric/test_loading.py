"""A rubric file is read whole, and every fault in it is told with its line and a remedy."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from rubric.criteria import (
    BinaryScale,
    CommentRule,
    LabelledScale,
    LadderScale,
    RangeScale,
    Rubric,
    RubricFaults,
    ThirdRule,
    Words,
)
from rubric.faults import Fault
from rubric.loading import load

D, F = Decimal, Fraction

GOOD = """\
rubric_id: tiny
status: sample
title_ru: Проба
scale: {type: integer, min: 0, max: 2}
criteria:
  - {id: a, title_ru: Цель}
  - {id: b, title_ru: Часы, weight: 0.5}
verdict: {threshold: 2}
"""


def faults_in(text: str) -> list[Fault]:
    with pytest.raises(RubricFaults) as refusal:
        load(text)
    for each in refusal.value.faults:
        assert each.message
        assert each.remedy
    return list(refusal.value.faults)


def told(text: str) -> list[tuple[int, str, str]]:
    """Return line, path and code of every fault."""
    return [(each.line, each.path, each.code) for each in faults_in(text)]


def good_but(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def with_scale(scale: str) -> Rubric:
    return load(good_but("{type: integer, min: 0, max: 2}", scale).replace("threshold: 2", ""))


def scale_faults(scale: str) -> list[tuple[str, str]]:
    text = good_but("{type: integer, min: 0, max: 2}", scale)
    return [(path, code) for line, path, code in told(text) if line == 4]


def with_verdict(verdict: str) -> Rubric:
    return load(good_but("{threshold: 2}", verdict))


def verdict_faults(verdict: str) -> list[tuple[str, str]]:
    text = good_but("{threshold: 2}", verdict)
    return [(path, code) for line, path, code in told(text) if line == 8]


def test_a_small_rubric_is_read() -> None:
    rubric = load(GOOD)
    assert rubric.title == Words("Проба", "Проба")
    assert [one.weight for one in rubric.criteria] == [1, F(1, 2)]
    assert rubric.maximum == 3
    assert (rubric.verdict.mode, rubric.verdict.threshold) == ("sum_threshold", 2)
    assert rubric.comment_rule is None


def test_every_fault_is_told_at_once_with_its_line() -> None:
    text = """\
rubric_id: 1st try
status: ready
titel_ru: Проба
scale: {type: integer, min: 2, max: 2}
sections: [{id: s, title_ru: Раздел, max: ten}]
criteria:
  - {id: a, title_ru: Цель, section: s, weight: operator.x}
  - {id: a, title_ru: "", section: t}
  - {title_ru: Часы, section: s, gate: maybe}
verdict:
  threshold: 2
  experts: 2
totals: {max: 40}
"""
    assert told(text) == [
        (1, "title_ru", "key_missing"),
        (1, "rubric_id", "id_bad"),
        (2, "status", "status_unknown"),
        (3, "titel_ru", "key_unknown"),
        (4, "scale.max", "scale_bounds"),
        (5, "sections[0].max", "not_a_number"),
        (7, "criteria[0].weight", "not_a_number"),
        (8, "criteria[1].title_ru.ru", "words_empty"),
        (8, "criteria[1].title_ru.en", "words_empty"),
        (9, "criteria[2].id", "key_missing"),
        (9, "criteria[2].gate", "not_yes_or_no"),
        (10, "verdict", "verdict_mode_missing"),
    ]


def test_a_mistyped_key_is_told_what_was_meant() -> None:
    (found,) = faults_in(GOOD + "critera: []\n")
    assert found.params == {"key": "critera", "known": "criteria"}
    assert found.remedy == "Remove it, or write one of: criteria."


def test_a_key_written_twice_is_refused_where_it_comes_again() -> None:
    assert told(GOOD + "status: real\n") == [(9, "status", "key_twice")]


def test_names_used_twice_are_told_even_when_a_neighbour_is_unreadable() -> None:
    text = good_but(
        "  - {id: b, title_ru: Часы, weight: 0.5}",
        "  - {id: x, title_ru: Часы, weight: many}\n  - {id: a, title_ru: Дважды}",
    )
    assert told(text) == [
        (7, "criteria[1].weight", "not_a_number"),
        (8, "criteria[2].id", "id_twice"),
    ]


def test_a_missing_section_is_not_blamed_when_a_section_is_unreadable() -> None:
    text = GOOD.replace("id: a,", "id: a, section: s,") + "sections: [{id: s}]\n"
    assert told(text) == [(9, "sections[0].title_ru", "key_missing")]


def test_sums_are_checked_against_what_the_file_states() -> None:
    assert load(GOOD + "totals: {min: 0, max: 3, max_per_criterion: 2}\n").maximum == 3
    found = told(GOOD + "totals:\n  formula: product\n  min: 1\n  max: 4\n")
    assert found == [
        (10, "totals.formula", "verdict_phrase_unknown"),
        (11, "totals.min", "total_disagrees"),
        (12, "totals.max", "total_disagrees"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "yaml_empty", 0),
        ("# only a remark\n", "yaml_empty", 0),
        ("a: [1, 2\nb: 3\n", "yaml_broken", 2),
        ("a: 'open\n", "yaml_broken", 2),
        ("a: \x07\n", "yaml_broken", 0),
        ("a: &x 1\nb: *x\n", "yaml_alias", 2),
        ("\n" + "[" * 5000 + "]" * 5000, "yaml_too_deep", 2),
        ("a: " + "x" * 300_000, "yaml_too_long", 0),
        ("a: 1\n---\nb: 2\n", "yaml_broken", 2),
    ],
)
def test_text_that_is_not_one_sound_yaml_document_is_refused(
    text: str, code: str, line: int
) -> None:
    (found,) = faults_in(text)
    assert (found.code, found.line) == (code, line)


@pytest.mark.parametrize("text", ["just words\n", "- a\n- b\n", "42\n"])
def test_a_document_that_is_no_rubric_is_refused(text: str) -> None:
    assert told(text)[0][2] == "not_a_mapping"


def test_odd_keys_and_tags_are_only_unknown() -> None:
    assert told(GOOD + "? [a, b]\n: 1\n") == [(9, "?", "key_unknown")]
    assert told(GOOD + "2024-01-01: !!python/name:os.system x\n")[0][2] == "key_unknown"


def test_a_rubric_without_criteria_says_only_that() -> None:
    text = GOOD[: GOOD.index("criteria")] + "verdict: {}\n"
    assert told(text) == [(1, "criteria", "rubric_empty")]
    assert (1, "criteria", "rubric_empty") in told(text + "colour: red\n")


def test_a_rubric_without_a_verdict_is_refused() -> None:
    assert told(GOOD[: GOOD.index("verdict")]) == [(1, "verdict", "key_missing")]


def test_lists_and_texts_of_the_wrong_kind_are_refused() -> None:
    text = good_but("title_ru: Цель", "title_ru: [Цель], evidence: goal, stages: [[moc]]")
    assert told(text) == [
        (6, "criteria[0].title_ru", "not_text"),
        (6, "criteria[0].evidence", "not_a_list"),
        (6, "criteria[0].stages[0]", "not_text"),
    ]
    assert told(good_but("  - {id: a, title_ru: Цель}\n", "  - просто строка\n"))[0] == (
        6,
        "criteria[0]",
        "not_a_mapping",
    )


def test_what_a_criterion_may_carry_is_read() -> None:
    rich = (
        "id: a, no: 1.1, title_en: Goal, evidence: [goal, tasks], gate: true, floor: 1, "
        "auto_suggest: [H1], stages: [moc], auto: true, unread: true, fields: [часы]"
    )
    first = load(good_but("id: a", rich)).criterion("a")
    assert (first.number, first.title.en, first.evidence) == ("1.1", "Goal", ("goal", "tasks"))
    assert (first.gate, first.floor, first.auto_suggest) == (True, 1, ("H1",))
    assert (first.stages, first.auto) == (("moc",), "auto")
    assert load(good_but("id: a", "id: a, auto: semi")).criterion("a").auto == "semi"
    assert load(good_but("id: a", "id: a, auto: false")).criterion("a").auto == ""


def test_a_short_english_title_stands_in_for_a_full_one() -> None:
    assert load(good_but("id: a", "id: a, short_en: aim")).criterion("a").title.en == "aim"
    assert load(good_but("id: a", 'id: a, title_en: ""')).criterion("a").title.en == "Цель"


def test_weights_may_be_ratios_or_have_a_comma() -> None:
    assert load(good_but("0.5", "1/3")).criterion("b").weight == F(1, 3)
    assert load(good_but("0.5", '"0,25"')).criterion("b").weight == F(1, 4)


def test_a_section_may_be_capped() -> None:
    text = GOOD.replace("title_ru: Ц", "section: s, title_ru: Ц").replace(
        "title_ru: Ч", "section: s, title_ru: Ч"
    )
    assert load(text + "sections: [{id: s, title_ru: Р, max: 2, cap: true}]\n").maximum == 2
    assert told(text + "sections: [{id: s, title_ru: Р, max: 2}]\n") == [
        (9, "sections[0].max", "section_maximum_low")
    ]
    assert told(text + "sections: [{title_ru: Р}]\n")[0] == (9, "sections[0].id", "key_missing")


def test_a_scale_must_come_from_somewhere() -> None:
    text = GOOD.replace("scale: {type: integer, min: 0, max: 2}\n", "")
    assert told(text) == [(5, "criteria[0]", "scale_missing"), (6, "criteria[1]", "scale_missing")]


def test_a_criterion_may_have_its_own_scale_or_its_own_words() -> None:
    own = load(good_but("id: a", "id: a, scale: {type: binary}"))
    assert own.criterion("a").scale == BinaryScale()
    worded = load(good_but("id: a", "id: a, levels: {0: пусто, 2: {ru: всё, en: all}}"))
    scale = worded.criterion("a").scale
    assert isinstance(scale, RangeScale)
    assert scale.words(D(2)) == Words("всё", "all")
    assert scale.words(D(1)) is None
    assert worded.criterion("b").scale.words(D(0)) is None
    broken = good_but("id: a", "id: a, levels: {7: пусто}")
    assert told(broken) == [(6, "criteria[0].levels", "scale_level_off")]


def test_yes_and_no_may_have_their_own_words() -> None:
    scale = with_scale("{type: binary, values: {yes: Соответствует, false: {ru: Нет}}}")
    found = scale.criterion("a").scale
    assert found.words(D(1)) == Words("Соответствует", "Соответствует")
    assert found.words(D(0)) == Words("Нет", "Нет")
    half = with_scale("{type: binary, values: {true: Есть}}").criterion("a").scale
    assert half.words(D(0)) == Words("Нет", "No")


@pytest.mark.parametrize(
    ("scale", "values"),
    [
        ("{type: integer, max: 2}", [0, 1, 2]),
        ("{type: integer, min: 1, max: 3}", [1, 2, 3]),
        ("{type: percent, min: 0, max: 30, step: 10}", [0, 10, 20, 30]),
        ("{type: number, max: 1, step: 0.5}", [0, F(1, 2), 1]),
        ("{type: ladder, values: [0, 1, 3, 5]}", [0, 1, 3, 5]),
        ("{type: ladder, values: [0, 3], levels: {3: да}}", [0, 3]),
        ("{type: ladder, levels: {5: да, 0: нет}}", [0, 5]),
        ("{type: labelled, levels: {1: низкий, 2: средний, 3: высокий}}", [1, 2, 3]),
        ("{type: labelled, levels: [{value: 1, ru: н, en: l}, {value: 2, ru: в}]}", [1, 2]),
    ],
)
def test_every_kind_of_scale_is_read(scale: str, values: list[int]) -> None:
    assert list(with_scale(scale).criterion("a").scale.values() or ()) == values


def test_a_scale_without_steps_takes_any_number() -> None:
    scale = with_scale("{type: number, max: 1, step: null}").criterion("a").scale
    assert scale.values() is None
    assert isinstance(
        with_scale("{type: ladder, values: [0, 1]}").criterion("a").scale, LadderScale
    )
    labelled = with_scale("{type: labelled, levels: {1: а, 2: б}}").criterion("a").scale
    assert isinstance(labelled, LabelledScale)


def test_bands_give_the_same_words_to_several_marks() -> None:
    bands = (
        "[{from: 0, to: 1, label_ru: слабо}, {from: 2, to: 4, label_ru: сильно, label_en: well}]"
    )
    scale = with_scale(f"{{type: integer, max: 4, bands: {bands}}}").criterion("a").scale
    said = [scale.words(D(mark)) for mark in range(5)]
    assert said == [Words("слабо", "слабо")] * 2 + [Words("сильно", "well")] * 3


@pytest.mark.parametrize(
    ("scale", "faults"),
    [
        ("0..2", [("scale", "not_a_mapping")]),
        ("{min: 0, max: 2}", [("scale.type", "key_missing")]),
        ("{type: stars, max: 5}", [("scale.type", "scale_type_unknown")]),
        ("{type: integer}", [("scale.max", "key_missing")]),
        ("{type: integer, max: two}", [("scale.max", "not_a_number")]),
        ("{type: integer, max: true}", [("scale.max", "not_a_number")]),
        ("{type: integer, max: 0x10}", [("scale.max", "not_a_number")]),
        ("{type: integer, max: 2.5, step: 0.5}",
         [("scale.max", "scale_not_whole"), ("scale.step", "scale_not_whole")]),
        ("{type: integer, max: 2, colour: red}", [("scale.colour", "key_unknown")]),
        ("{type: integer, max: 2, levels: {high: да}}", [("scale.levels.high", "not_a_number")]),
        ("{type: integer, max: 2, levels: {1: }}", [("scale.levels.1", "not_text")]),
        ("{type: integer, max: 2, levels: да}", [("scale.levels", "not_a_list")]),
        ("{type: integer, max: 2, levels: [{ru: да}]}", [("scale.levels[0]", "key_missing")]),
        ("{type: integer, max: 2, levels: [{value: 1, ru: а}, {value: 1, ru: б}]}",
         [("scale.levels", "scale_band_overlap")]),
        ("{type: integer, max: 2, bands: [{from: 2, to: 1, label_ru: а}]}",
         [("scale.bands[0]", "scale_band_bad")]),
        ("{type: integer, max: 2, bands: [{from: 1, to: 3, label_ru: а}]}",
         [("scale.bands[0]", "scale_band_bad"), ("scale.levels", "scale_level_off")]),
        ("{type: integer, max: 2, bands: [{from: 1, label_ru: а}]}",
         [("scale.bands[0]", "scale_band_bad")]),
        ("{type: integer, max: 2, bands: [{from: 0, to: 90000, label_ru: а}]}",
         [("scale.bands[0]", "scale_band_bad")]),
        ("{type: number, max: 2, step: 0, bands: [{from: 0, to: 1, label_ru: а}]}",
         [("scale.bands[0]", "scale_band_bad"), ("scale.step", "scale_step_bad")]),
        ("{type: ladder, values: [1]}", [("scale.levels", "scale_too_few")]),
        ("{type: ladder, values: [0, x, 3]}", [("scale.values[1]", "not_a_number")]),
        ("{type: ladder, values: [0, 3], levels: {2: да}}", [("scale.levels", "scale_level_off")]),
        ("{type: labelled, levels: [{value: 1}, {value: 2, ru: да}]}",
         [("scale.levels", "scale_level_wordless")]),
        ("{type: binary, values: {true: {en: only}}}", [("scale.values.true", "key_missing")]),
        ("{type: binary, values: [Да, Нет]}", [("scale.values", "not_a_mapping")]),
        ("{type: binary, values: {maybe: Да}}", [("scale.values.maybe", "key_unknown")]),
    ],
)  # fmt: skip
def test_a_scale_that_cannot_be_is_told_at_its_line(
    scale: str, faults: list[tuple[str, str]]
) -> None:
    assert scale_faults(scale) == faults


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("{when: value < max}", CommentRule("<", "max")),
        ("{when: value == false}", CommentRule("==", "min")),
        ("{when: value == min, required: true}", CommentRule("==", "min")),
        ("{when: 'value<=1,5'}", CommentRule("<=", D("1.5"))),
        ("{when: always, field: замечание}", CommentRule("<=", "max")),
        ("{when: never}", None),
        ("{when: value < max, required: false}", None),
    ],
)
def test_a_comment_rule_is_read(rule: str, wanted: CommentRule | None) -> None:
    assert load(GOOD + f"comment_rule: {rule}\n").comment_rule == wanted


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        ("{when: value > 3}", "comment_rule.when", "comment_rule_bad"),
        ("{when: value < top}", "comment_rule.when", "comment_rule_bad"),
        ("{when: __import__('os')}", "comment_rule.when", "comment_rule_bad"),
        ("{required: true}", "comment_rule.when", "key_missing"),
        ("sometimes", "comment_rule", "not_a_mapping"),
    ],
)
def test_a_comment_rule_that_is_not_understood_is_refused(rule: str, path: str, code: str) -> None:
    assert (9, path, code) in told(GOOD + f"comment_rule: {rule}\n")


YES_NO = GOOD.replace("{type: integer, min: 0, max: 2}", "{type: binary}")


def yes_no_mode(verdict: str) -> tuple[str, int, bool]:
    rule = load(YES_NO.replace("{threshold: 2}", verdict)).verdict
    return rule.mode, rule.experts, rule.gates_only


@pytest.mark.parametrize(
    ("verdict", "wanted"),
    [
        ("{per_expert: {rule: all_true, positive: да}}", ("all_yes", 1, False)),
        ("{per_expert: {rule: all_true}, programme: {experts_required: 3, wait_for_all: true, "
         "pass_if: all experts positive}}", ("unanimous_n", 3, False)),
        ("{pass_if: all true, experts: 2}", ("all_yes", 2, False)),
        ("{pass_if: most experts positive, experts: 5}", ("vote", 5, False)),
        ("{rule: vote, experts: 3}", ("vote", 3, False)),
    ],
)  # fmt: skip
def test_verdicts_by_answers_are_read_in_every_shape(
    verdict: str, wanted: tuple[str, int, bool]
) -> None:
    assert yes_no_mode(verdict) == wanted


def test_gates_may_be_all_that_counts() -> None:
    gated = YES_NO.replace("id: a", "id: a, gate: true")
    for verdict in ("{pass_if: all gates true}", "{combine: all_yes, gates_only: true}"):
        rule = load(gated.replace("{threshold: 2}", verdict)).verdict
        assert (rule.mode, rule.gates_only) == ("all_yes", True)


def test_verdicts_by_totals_are_read_in_every_shape() -> None:
    each = with_verdict("{experts_min: 3, threshold: 2, fail_if: every expert scored below 2}")
    assert (each.verdict.mode, each.verdict.experts) == ("each_below_fails", 3)
    ranking = with_verdict("{threshold: null, note: ranking}")
    assert (ranking.verdict.mode, ranking.verdict.decides) == ("mean", False)
    weighted = with_verdict("{combine: weighted_mean, weights: [2, 1/2], experts: 2}")
    assert weighted.verdict.weights == (2, F(1, 2))


def test_third_expert_conditions_are_read() -> None:
    rule = with_verdict(
        "{combine: mean, experts: 2, threshold: 2, rounding: none, compare: '>=', "
        "third_expert_if: {abs_diff_gte: 1, rel_diff_gte: 0.2, criterion_diff_gte: 2, "
        "near_threshold: 0.5, or: [one_passes_other_fails]}, third_rule: mean_of_all}"
    ).verdict
    assert rule.third == ThirdRule(D(1), D("0.2"), D(2), D("0.5"), True, "mean_of_all")
    split = "{combine: mean, threshold: 2, third_expert_if: {verdict_split: true}}"
    assert with_verdict(split).verdict.third == ThirdRule(verdict_split=True)
    word = "{combine: mean, threshold: 2, third_expert_if: {or: verdict_split}}"
    assert with_verdict(word).verdict.third == ThirdRule(verdict_split=True)


@pytest.mark.parametrize(
    ("verdict", "faults"),
    [
        ("thirty", [("verdict", "not_a_mapping")]),
        ("{threshold: thirty}", [("verdict.threshold", "not_a_number")]),
        ("{threshold: 4}", [("verdict.threshold", "threshold_outside")]),
        ("{threshold: 2, experts: 2}", [("verdict", "verdict_mode_missing")]),
        ("{threshold: 2, experts: 1.5}",
         [("verdict.experts", "not_a_whole_number")]),
        ("{threshold: 2, experts: 0, combine: mean}", [("verdict.experts", "experts_bad")]),
        ("{threshold: 2, combine: best}", [("verdict.combine", "verdict_mode_unknown")]),
        ("{threshold: 2, combine: [mean]}", [("verdict.combine", "not_text")]),
        ("{threshold: 2, compare: '>'}", [("verdict.compare", "compare_unknown")]),
        ("{threshold: 2, rounding: up}", [("verdict.rounding", "rounding_unknown")]),
        ("{threshold: 2, colour: red}", [("verdict.colour", "key_unknown")]),
        ("{pass_if: the moon is full}", [("verdict.pass_if", "verdict_phrase_unknown")]),
        ("{threshold: 2, fail_if: it rains}", [("verdict.fail_if", "verdict_phrase_unknown")]),
        ("{per_expert: {rule: any_true}}",
         [("verdict.per_expert.rule", "verdict_phrase_unknown")]),
        ("{per_expert: yes}", [("verdict.per_expert", "not_a_mapping"),
                               ("verdict.per_expert.rule", "key_missing")]),
        ("{programme: three}", [("verdict.programme", "not_a_mapping")]),
        ("{combine: weighted_mean, weights: [x]}", [("verdict.weights[0]", "not_a_number")]),
        ("{combine: mean, third_expert_if: {}}", [("verdict.third_expert_if", "third_empty")]),
        ("{combine: mean, third_expert_if: {abs_diff_gte: 0}}",
         [("verdict.third_expert_if.abs_diff_gte", "third_limit_bad")]),
        ("{combine: mean, third_expert_if: {abs_diff_gte: 1, or: a hunch}}",
         [("verdict.third_expert_if.or", "verdict_phrase_unknown")]),
        ("{combine: mean, third_expert_if: {abs_diff_gte: 1}, third_rule: coin}",
         [("verdict.third_rule", "third_rule_unknown")]),
    ],
)  # fmt: skip
def test_a_verdict_that_cannot_be_is_told_at_its_line(
    verdict: str, faults: list[tuple[str, str]]
) -> None:
    assert verdict_faults(verdict) == faults
