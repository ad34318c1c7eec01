"""Life of a remark: what goes from where, and that nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.remark_life import (
    ACTS,
    ANSWERED,
    LIVE,
    RemarkStatus,
    TurnKind,
    after,
    fold,
    needs_words,
)

OPEN, MENDED, OBJECTED, VERIFIED, WITHDRAWN = RemarkStatus
STATUSES, KINDS = st.sampled_from(RemarkStatus), st.sampled_from(TurnKind)


@pytest.mark.parametrize(
    ("kind", "released", "ways"),
    [
        (TurnKind.CHANGED, False, {OPEN: OPEN}),
        (TurnKind.CHANGED, True, {}),
        (TurnKind.WITHDRAWN, False, {OPEN: WITHDRAWN}),
        (TurnKind.WITHDRAWN, True, {}),
        (TurnKind.MENDED, True, dict.fromkeys(LIVE, MENDED)),
        (TurnKind.MENDED, False, {}),
        (TurnKind.OBJECTED, True, dict.fromkeys(LIVE, OBJECTED)),
        (TurnKind.OBJECTED, False, {}),
        (TurnKind.VERIFIED, True, dict.fromkeys(LIVE, VERIFIED)),
        (TurnKind.REOPENED, True, dict.fromkeys([*ANSWERED, VERIFIED], OPEN)),
        (TurnKind.KEPT, True, {one: one for one in LIVE}),
        (TurnKind.MOVED, True, {one: one for one in LIVE}),
        (TurnKind.DROPPED, True, {one: one for one in LIVE}),
        (TurnKind.WRITTEN, True, {}),
    ],
)
def test_the_table(kind: TurnKind, released: bool, ways: dict[RemarkStatus, RemarkStatus]) -> None:
    found = {one: after(kind, one, released=released) for one in RemarkStatus}
    assert {one: target for one, target in found.items() if target is not None} == ways


def test_what_nobody_has_been_told_is_not_settled() -> None:
    for status in RemarkStatus:
        assert after(TurnKind.VERIFIED, status, released=False) is None
        assert after(TurnKind.REOPENED, status, released=False) is None


def test_who_asks_again_or_objects_says_why() -> None:
    wordy = {kind for kind in TurnKind if needs_words(kind)}
    assert wordy == {TurnKind.WRITTEN, TurnKind.CHANGED, TurnKind.OBJECTED, TurnKind.REOPENED}


@given(KINDS, STATUSES, st.booleans())
def test_what_was_taken_back_stays_so(kind: TurnKind, status: RemarkStatus, released: bool) -> None:
    assert after(kind, WITHDRAWN, released=released) is None
    follows = after(kind, status, released=released)
    if follows is not None and ACTS[kind].target is None:
        assert follows is status


@given(st.lists(KINDS, max_size=30), st.booleans())
def test_the_status_follows_from_the_turns_alone(wished: list[TurnKind], released: bool) -> None:
    status, done = OPEN, [TurnKind.WRITTEN]
    for kind in wished:
        follows = after(kind, status, released=released)
        if follows is not None:
            status = follows
            done.append(kind)
    assert fold(done) is status


@given(st.lists(KINDS, max_size=30))
def test_a_verified_remark_is_answered_only_after_it_was_opened_again(
    wished: list[TurnKind],
) -> None:
    status = VERIFIED
    for kind in wished:
        status = after(kind, status, released=True) or status
        if kind is TurnKind.REOPENED:
            return
        assert status is VERIFIED
