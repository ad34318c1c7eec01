"""Words only, or meaning too: what one rubric changes against another."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, reject

from rubric.criteria import CommentRule, RangeScale, Rubric, Section
from rubric.differences import Difference, differences, is_words_only
from rubric.faults import RubricFaults
from rubric.replay import Frozen, tried_on
from rubric.verdict import Decided, Waiting
from tests.rubric.builders import criterion, sheets, two_experts, with_rule, words
from tests.rubric.strategies import examined, rubrics


@examined
@given(rubrics())
def test_a_rubric_differs_from_itself_in_nothing_and_by_titles_in_words_only(
    rubric: Rubric,
) -> None:
    assert differences(rubric, rubric) == ()
    renamed = replace(rubric, title=words("Иное"))
    retitled = replace(
        renamed, criteria=tuple(replace(one, title=words("Иное")) for one in rubric.criteria)
    )
    found = differences(rubric, retitled)
    assert len(found) == 1 + len(rubric.criteria)
    assert is_words_only(found)


@examined
@given(rubrics())
def test_another_weight_is_a_change_of_meaning(rubric: Rubric) -> None:
    first, *rest = rubric.criteria
    try:
        heavier = replace(first, weight=first.weight + 1)
        other = replace(rubric, criteria=(heavier, *rest))
    except RubricFaults:  # a section's stated maximum, say, leaves no room for it
        reject()
    assert Difference("criterion", first.id, "meaning") in differences(rubric, other)
    assert not is_words_only(differences(rubric, other))


def test_every_kind_of_change_is_named() -> None:
    old = replace(two_experts(), criteria=(criterion("c1"), criterion("c2")))
    new = replace(
        with_rule(old, threshold=Decimal(20)),
        id="other",
        criteria=(criterion("c2", section="a"), criterion("c3", section="a")),
        sections=(Section("a", words()),),
        comment_rule=CommentRule("<", "max"),
    )
    assert {(one.what, one.how) for one in differences(old, new)} == {
        ("rubric", "meaning"), ("verdict", "meaning"), ("comment_rule", "meaning"),
        ("section", "added"), ("criterion", "added"), ("criterion", "removed"),
        ("criterion", "meaning"),
    }  # fmt: skip
    turned = replace(old, criteria=old.criteria[::-1])
    assert differences(old, turned) == (Difference("order", "", "words"),)


def test_old_sheets_are_tried_on_a_whole_other_rubric() -> None:
    old = two_experts()
    season = [Frozen("a", sheets(31, 30)), Frozen("b", sheets(2, 3))]
    easy = with_rule(old, threshold=Decimal(2))
    shifts, misfits = tried_on(old, easy, season)
    assert [one.key for one in shifts if one.changes_side] == ["b"]
    assert misfits == ()
    small = replace(easy, criteria=(criterion(scale=RangeScale(Decimal(0), Decimal(5))),))
    shifts, misfits = tried_on(old, small, season)
    assert ([one.key for one in shifts], misfits) == (["b"], ("a",))
    assert isinstance(shifts[0].after, Decided)
    renamed = replace(easy, criteria=(criterion("c9"),))
    shifts, _ = tried_on(old, renamed, season)
    assert all(isinstance(one.after, Waiting) for one in shifts)
