"""Blind modes: who meets whom, who is called by a number, who reads what when."""

import pytest

from workflows.roles import Role
from workflows.visibility import (
    Blindness,
    EachOther,
    Label,
    Naming,
    expert_label,
    remark_audience,
    sheet_audience,
    shows_expert_names,
)

OPEN = Blindness(experts_see_each_other=EachOther.ALWAYS, author_sees_experts=Naming.NAMES)
SHUT = Blindness(experts_see_each_other=EachOther.NEVER)


def test_words_of_a_profile_are_understood() -> None:
    assert Blindness(experts_see_each_other="always").experts_meet(False)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sometimes"):
        Blindness(author_sees_experts="sometimes")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "before", "after"),
    [(Blindness(), False, True), (OPEN, True, True), (SHUT, False, False)],
)
def test_experts_meet(mode: Blindness, before: bool, after: bool) -> None:
    assert mode.experts_meet(False) is before
    assert mode.experts_meet(True) is after


def test_experts_are_called_by_the_number_of_their_chair() -> None:
    assert expert_label(3) == Label("expert_number", 3)
    with pytest.raises(ValueError, match="from 1"):
        expert_label(0)


def test_names_are_for_the_regional_centre_and_where_the_profile_says_so() -> None:
    assert shows_expert_names(Role.RMC)
    assert not shows_expert_names(Role.MOC, OPEN, True)
    assert not shows_expert_names(Role.TEACHER, Blindness(), True)
    assert not shows_expert_names(Role.TEACHER, OPEN, False)
    assert shows_expert_names(Role.TEACHER, OPEN, True)


def test_a_remark_reaches_the_author_by_a_return_only() -> None:
    for by_expert in (True, False):
        kept = remark_audience(by_expert=by_expert, released=False, verdict_given=False)
        told = remark_audience(by_expert=by_expert, released=True, verdict_given=True)
        assert Role.TEACHER not in kept
        assert Role.TEACHER in told
    desk = remark_audience(by_expert=False, released=True, verdict_given=True)
    assert Role.EXPERT not in desk


def test_a_sheet_reaches_others_by_the_verdict_only() -> None:
    assert sheet_audience(verdict_given=False) == {Role.RMC}
    assert sheet_audience(verdict_given=True) == {Role.RMC, Role.TEACHER, Role.MOC, Role.EXPERT}
    assert Role.EXPERT not in sheet_audience(verdict_given=True, blindness=SHUT)
    assert Role.EXPERT in sheet_audience(verdict_given=False, blindness=OPEN)
