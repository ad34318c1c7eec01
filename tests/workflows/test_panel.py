"""Who may sit: hard conflicts, ranked ones, load, and a queue that is never left empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.panel import (
    RELAXABLE,
    Candidate,
    Conflict,
    Rules,
    RulesError,
    Subject,
    judge,
    rank,
    suggest,
)

SUBJECT = Subject(10, 100, frozenset({1}), frozenset({9}), "technical")
RULES = Rules(
    ("same_organisation", "same_municipality", "author", "previous_round", "other_direction"), 8
)
FAR = Candidate(2, 20, 200)


def codes(candidate: Candidate, rules: Rules = RULES) -> list[tuple[str, bool]]:
    """What speaks against, and whether it is hard."""
    return [(conflict.code, conflict.hard) for conflict in judge(candidate, SUBJECT, rules)]


def test_a_stranger_with_time_has_no_conflict() -> None:
    assert codes(FAR) == []


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (Candidate(1, 20, 200), [("author", True)]),
        (Candidate(2, 10, 200), [("same_organisation", True)]),
        (Candidate(9, 20, 200), [("already_seated", True)]),
        (Candidate(2, 20, 100), [("same_municipality", False)]),
        (Candidate(2, 20, 200, former_panel=True), [("previous_round", False)]),
        (Candidate(2, 20, 200, active=8), [("over_load", False)]),
        (Candidate(2, 20, 200, active=7), []),
        (Candidate(2, 20, 200, directions=frozenset({"arts"})), [("other_direction", False)]),
        (Candidate(2, 20, 200, directions=frozenset({"technical"})), []),
        (
            Candidate(1, 10, 100, 9, True),
            [
                ("author", True),
                ("same_organisation", True),
                ("same_municipality", False),
                ("previous_round", False),
                ("over_load", False),
            ],
        ),
    ],
)
def test_conflicts(candidate: Candidate, expected: list[tuple[str, bool]]) -> None:
    assert codes(candidate) == expected


def test_hard_conflicts_hold_even_where_the_profile_names_none() -> None:
    free = Rules(())
    assert codes(Candidate(1, 10, 100, 99, True), free) == [
        ("author", True),
        ("same_organisation", True),
    ]
    assert free.ranked == ()


def test_load_may_be_ranked_like_any_rule() -> None:
    assert Rules(("same_municipality",), 3).ranked == ("same_municipality", "over_load")
    first = Rules(("over_load", "same_municipality"), 3)
    assert first.ranked == ("over_load", "same_municipality")
    assert codes(Candidate(2, 20, 100, 3), first)[0] == ("over_load", False)


def test_figures_are_told() -> None:
    found = judge(Candidate(2, 20, 200, active=9), SUBJECT, RULES)
    assert found == (Conflict("over_load", False, {"active": 9, "limit": 8}),)


def test_a_subject_without_direction_asks_for_no_competence() -> None:
    subject = Subject(10, 100, frozenset())
    assert judge(Candidate(2, 20, 200, directions=frozenset()), subject, RULES) == ()


@pytest.mark.parametrize(
    ("exclude", "load"), [(("weather",), None), (("author", "author"), None), ((), 0)]
)
def test_bad_rules_are_refused(exclude: tuple[str, ...], load: int | None) -> None:
    with pytest.raises(RulesError):
        Rules(exclude, load)


def test_the_weakest_rules_give_way_first() -> None:
    near = Candidate(3, 20, 100)
    former_and_busy = Candidate(4, 20, 200, 9, True)
    busy = Candidate(5, 20, 200, 8)
    found = rank([near, former_and_busy, busy, FAR, Candidate(1, 20, 200)], SUBJECT, RULES)
    assert [one.candidate.person_id for one in found] == [2, 5, 4, 3, 1]
    assert [one.relaxed for one in found] == [
        (),
        ("over_load",),
        ("previous_round", "over_load"),
        ("same_municipality",),
        (),
    ]
    assert [one.possible for one in found] == [True, True, True, True, False]


def test_among_equals_the_less_busy_and_then_the_older_account() -> None:
    found = suggest(
        [Candidate(7, 20, 200, 2), Candidate(6, 20, 200, 2), Candidate(8, 20, 200, 1)],
        SUBJECT,
        RULES,
        2,
    )
    assert [one.candidate.person_id for one in found] == [8, 6]


def test_four_experts_who_all_live_in_the_district_still_make_a_panel() -> None:
    district = [Candidate(number, 10 + number, 100) for number in (11, 12, 13, 14)]
    found = suggest(district, SUBJECT, RULES, 2)
    assert [one.candidate.person_id for one in found] == [11, 12]
    assert {one.relaxed for one in found} == {("same_municipality",)}


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 30),
        st.sampled_from([None, 10, 20, 21]),
        st.sampled_from([None, 100, 200]),
        st.integers(0, 12),
        st.booleans(),
        st.none() | st.frozensets(st.sampled_from(["technical", "arts"])),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.person_id,
)
ANY_RULES = st.builds(
    lambda names, load: Rules(tuple(names), load),
    st.permutations(RELAXABLE).flatmap(lambda names: st.just(names[:3])),
    st.none() | st.integers(1, 10),
)


@given(CANDIDATES, ANY_RULES, st.integers(-1, 5))
def test_the_queue_is_never_left_empty_while_somebody_may_sit(
    candidates: list[Candidate], rules: Rules, need: int
) -> None:
    found = suggest(candidates, SUBJECT, rules, need)
    able = [
        one
        for one in candidates
        if one.person_id not in {1, 9} and one.organisation_id != SUBJECT.organisation_id
    ]
    assert len(found) == max(0, min(need, len(able)))
    assert {one.candidate for one in found} <= set(able)
    clean = [one for one in able if not judge(one, SUBJECT, rules)]
    assert sum(not one.conflicts for one in found) == max(0, min(need, len(clean)))
    assert len(rank(candidates, SUBJECT, rules)) == len(candidates)
