"""Rubrics refuse to be born wrong, say why, and know their sums and their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from fractions import Fraction

import pytest

from rubric.criteria import (
    BinaryScale,
    CommentRule,
    Criterion,
    RangeScale,
    Rubric,
    RubricFaults,
    Section,
    ThirdRule,
    VerdictRule,
)
from rubric.faults import CATALOGUE, Fault, fault
from rubric.loading import load_shipped
from tests.rubric.builders import WORDS, criterion, one_question, words, yes_no

D, F = Decimal, Fraction
FIVE = RangeScale(D(0), D(5))
MEAN = VerdictRule("mean")


def refused(make: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the codes and paths of what a maker refuses."""
    with pytest.raises(RubricFaults) as refusal:
        make()
    for each in refusal.value.faults:
        assert each.message
        assert each.remedy
    return [(each.code, each.path) for each in refusal.value.faults]


def rubric_of(*criteria: Criterion, sections: tuple[Section, ...] = ()) -> Rubric:
    return Rubric("tiny", "sample", WORDS, criteria, MEAN, sections)


def test_a_fault_needs_a_known_code() -> None:
    with pytest.raises(KeyError):
        fault("no_such_code")


def test_a_fault_says_where_what_and_what_to_do() -> None:
    found = Fault("key_missing", "criteria[2].title_ru", 14, {"key": "title_ru"})
    wanted = "line 14: criteria[2].title_ru: The key title_ru is missing. Add title_ru."
    assert str(found) == wanted
    assert str(fault("yaml_empty")).startswith("rubric: The file is empty.")
    assert str(RubricFaults([found, found])) == f"{wanted}\n{wanted}"


def test_a_path_grows_from_the_outside() -> None:
    assert fault("words_empty", "ru").under("title").path == "title.ru"
    assert fault("words_empty").under("title").path == "title"
    assert fault("words_empty", "[1].ru").under("levels").path == "levels[1].ru"
    assert fault("words_empty", "ru").under("").path == "ru"


def test_every_message_ends_like_a_sentence() -> None:
    assert all(text.endswith(".") for texts in CATALOGUE.values() for text in texts)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: Section("1st", WORDS), ("id_bad", "id")),
        (lambda: Section("a", WORDS, cap=True), ("key_missing", "max")),
        (lambda: criterion("цель"), ("id_bad", "id")),
        (lambda: criterion("a" * 65), ("id_bad", "id")),
        (lambda: criterion(evidence=("goal", "a b")), ("id_bad", "evidence[1]")),
        (lambda: criterion(auto_suggest=("",)), ("id_bad", "auto_suggest[0]")),
        (lambda: criterion(stages=("м",)), ("id_bad", "stages[0]")),
        (lambda: criterion(number="1" * 17), ("words_too_long", "no")),
        (lambda: criterion(number="\x07"), ("words_unprintable", "no")),
        (lambda: criterion(weight=F(-1)), ("weight_bad", "weight")),
        (lambda: criterion(weight=F(1001)), ("weight_bad", "weight")),
        (lambda: criterion(floor=D(41)), ("floor_off_scale", "floor")),
        (lambda: criterion(auto="maybe"), ("verdict_phrase_unknown", "auto")),
        (lambda: rubric_of(), ("rubric_empty", "criteria")),
        (lambda: rubric_of(criterion(weight=F(0))), ("rubric_flat", "criteria")),
        (lambda: rubric_of(criterion(section="a")), ("section_unknown", "criteria[0].section")),
        (lambda: Rubric("a b", "real", WORDS, (criterion(),), MEAN), ("id_bad", "rubric_id")),
        (lambda: Rubric("a", "done", WORDS, (criterion(),), MEAN), ("status_unknown", "status")),
        (lambda: CommentRule(">", "max"), ("comment_rule_bad", "when")),
        (lambda: CommentRule("<", "half"), ("comment_rule_bad", "when")),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    make: Callable[[], object], fault: tuple[str, str]
) -> None:
    assert refused(make) == [fault]


def test_a_rubric_of_more_than_two_hundred_criteria_is_refused() -> None:
    many = tuple(criterion(f"c{number}") for number in range(201))
    assert refused(lambda: rubric_of(*many)) == [("rubric_too_long", "criteria")]


def test_a_name_used_twice_is_refused_where_it_comes_again() -> None:
    sections = (Section("a", WORDS), Section("a", WORDS))
    found = refused(
        lambda: rubric_of(
            criterion("c", section="a"), criterion("c", section="a"), sections=sections
        )
    )
    assert found == [("id_twice", "criteria[1].id"), ("id_twice", "sections[1].id")]


def test_a_criterion_outside_all_sections_and_an_empty_section_are_refused() -> None:
    sections = (Section("a", WORDS), Section("b", WORDS))
    found = refused(
        lambda: rubric_of(criterion("c1", section="a"), criterion("c2"), sections=sections)
    )
    assert found == [("section_unknown", "criteria[1].section"), ("section_empty", "sections[1]")]


def test_a_section_maximum_must_be_what_its_criteria_give_or_a_cap() -> None:
    def with_maximum(maximum: int, cap: bool = False) -> Rubric:
        section = Section("a", WORDS, F(maximum), cap)
        return rubric_of(
            criterion("c1", FIVE, section="a"),
            criterion("c2", FIVE, section="a"),
            sections=(section,),
        )

    assert with_maximum(10).maximum == 10
    assert refused(lambda: with_maximum(11)) == [("section_maximum_high", "sections[0].max")]
    assert refused(lambda: with_maximum(7)) == [("section_maximum_low", "sections[0].max")]
    assert with_maximum(7, cap=True).maximum == 7


def test_a_bad_status_and_a_bad_sum_are_told_together() -> None:
    section = Section("a", WORDS, F(11))
    made = refused(
        lambda: Rubric("a", "done", WORDS, (criterion(scale=FIVE, section="a"),), MEAN, (section,))
    )
    assert [code for code, _ in made] == ["status_unknown", "section_maximum_high"]


@pytest.mark.parametrize("threshold", [-1, 41])
def test_a_threshold_nobody_can_meet_or_miss_is_refused(threshold: int) -> None:
    rule = VerdictRule("mean", D(threshold))
    assert refused(lambda: one_question(rule)) == [("threshold_outside", "verdict.threshold")]


@pytest.mark.parametrize("threshold", [0, 40])
def test_a_threshold_at_either_end_is_allowed(threshold: int) -> None:
    assert one_question(VerdictRule("mean", D(threshold))).verdict.decides


@pytest.mark.parametrize("mode", ["all_yes", "unanimous_n", "vote"])
def test_rules_of_yes_need_yes_no_criteria(mode: str) -> None:
    assert refused(lambda: one_question(VerdictRule(mode))) == [("needs_yes_no", "verdict")]


def test_a_rule_of_gates_needs_a_gate() -> None:
    rule = VerdictRule("all_yes", gates_only=True)
    assert refused(lambda: yes_no(2, rule)) == [("needs_gates", "verdict")]
    assert [one.id for one in yes_no(3, rule, gates=(2,)).counted_for_yes()] == ["q2"]


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: VerdictRule("best_of"), ("verdict_mode_unknown", "combine")),
        (lambda: VerdictRule("mean", experts=0), ("experts_bad", "experts")),
        (lambda: VerdictRule("mean", experts=10), ("experts_bad", "experts")),
        (lambda: VerdictRule("all_yes", D(3)), ("threshold_needless", "threshold")),
        (lambda: VerdictRule("mean", D("NaN")), ("number_absurd", "threshold")),
        (lambda: VerdictRule("mean", weights=(F(1),)), ("expert_weights_needless", "weights")),
        (lambda: VerdictRule("weighted_mean", weights=(F(0),)), ("expert_weights_bad", "weights")),
        (lambda: VerdictRule("weighted_mean", weights=(F(2), F(-1))),
         ("expert_weights_bad", "weights")),
        (lambda: VerdictRule("mean", third=ThirdRule(verdict_split=True)),
         ("third_needs_threshold", "third_expert_if.verdict_split")),
        (lambda: VerdictRule("mean", third=ThirdRule(near_threshold=D(1))),
         ("third_needs_threshold", "third_expert_if.near_threshold")),
        (lambda: ThirdRule(), ("third_empty", "third_expert_if")),
        (lambda: ThirdRule(abs_diff=D(0)), ("third_limit_bad", "third_expert_if.abs_diff_gte")),
        (lambda: ThirdRule(rel_diff=D("NaN")), ("third_limit_bad", "third_expert_if.rel_diff_gte")),
        (lambda: ThirdRule(abs_diff=D(1), resolution="coin"), ("third_rule_unknown", "third_rule")),
    ],
)  # fmt: skip
def test_a_verdict_rule_that_cannot_work_is_refused(
    make: Callable[[], object], fault: tuple[str, str]
) -> None:
    assert refused(make) == [fault]


def test_a_rule_without_threshold_only_ranks() -> None:
    assert not VerdictRule("mean").decides
    assert VerdictRule("vote").decides
    assert not VerdictRule("vote", D(30)).asks_yes


def test_an_expert_without_a_set_weight_weighs_one() -> None:
    rule = VerdictRule("weighted_mean", weights=(F(2), F(1, 2)))
    assert [rule.weight_of(place) for place in (0, 1, 2, 3)] == [1, 2, F(1, 2), 1]


@pytest.mark.parametrize(
    ("operator", "bound", "asked"),
    [("<", "max", "nnnny"), ("<=", "max", "nnnnn"), ("==", "min", "nyyyy"), ("<=", D(2), "nnnyy")],
)
def test_a_remark_is_asked_for_where_the_rule_says(
    operator: str, bound: str | Decimal, asked: str
) -> None:
    rule = CommentRule(operator, bound)
    scale = RangeScale(D(0), D(4))
    assert [rule.asks(scale, D(mark)) for mark in range(5)] == [each == "n" for each in asked]


def test_a_gate_is_shut_only_at_the_lowest_mark() -> None:
    gate = criterion(scale=RangeScale(D(1), D(5)), gate=True)
    assert [gate.sinks(D(mark)) for mark in (1, 2, 5)] == [True, False, False]


def test_a_floor_is_missed_only_below_it() -> None:
    floored = criterion(scale=FIVE, floor=D(2))
    assert [floored.sinks(D(mark)) for mark in (1, 2, 3)] == [True, False, False]


def test_the_lowest_sum_on_a_scale_from_one_is_not_zero() -> None:
    one_to_five = RangeScale(D(1), D(5))
    rubric = rubric_of(*(criterion(f"c{number}", one_to_five) for number in range(6)))
    assert (rubric.minimum, rubric.maximum) == (6, 30)


def test_a_criterion_is_found_by_name_or_refused() -> None:
    rubric = rubric_of(criterion("c1"))
    assert rubric.criterion("c1").id == "c1"
    assert refused(lambda: rubric.criterion("c2")) == [("criterion_unknown", "")]


def test_a_rubric_cannot_be_changed_in_place() -> None:
    rubric = rubric_of(criterion("c1"))
    with pytest.raises(FrozenInstanceError):
        rubric.status = "real"  # type: ignore[misc]


def test_any_change_gives_the_rubric_another_name() -> None:
    rubric = rubric_of(criterion("c1"))
    assert len(rubric.content_hash) == 64
    assert replace(rubric).content_hash == rubric.content_hash
    others = [
        replace(rubric, title=words("Другая")),
        replace(rubric, criteria=(criterion("c1", weight=F(2)),)),
        replace(rubric, criteria=(criterion("c1", scale=BinaryScale()),)),
        replace(rubric, verdict=VerdictRule("mean", D(30))),
        replace(rubric, comment_rule=CommentRule("<", D(1))),
    ]
    assert len({rubric.content_hash, *(each.content_hash for each in others)}) == 6


def test_a_moderation_stage_sees_only_its_own_questions() -> None:
    checklist = load_shipped("znachok_moderation")
    asked = [one.id for one in checklist.for_stage("internal").criteria]
    assert asked == ["M1", "M2", "M3", "M4", "M9"]


def test_a_stage_that_asks_nothing_is_refused() -> None:
    checklist = rubric_of(criterion(stages=("moc",)))
    assert refused(lambda: checklist.for_stage("rmc")) == [("rubric_empty", "criteria")]


def test_sections_follow_a_stage_and_lose_maxima_that_no_longer_hold() -> None:
    sections = (
        Section("a", WORDS, F(10)), Section("b", WORDS, F(5)), Section("c", WORDS, F(3), cap=True)
    )  # fmt: skip
    whole = rubric_of(
        criterion("c1", FIVE, section="a"),
        criterion("c2", FIVE, section="a", stages=("rmc",)),
        criterion("c3", FIVE, section="b", stages=("rmc",)),
        criterion("c4", FIVE, section="c"),
        sections=sections,
    )
    part = whole.for_stage("moc")
    assert [section.id for section in part.sections] == ["a", "c"]
    assert (whole.maximum, part.maximum) == (18, 8)
