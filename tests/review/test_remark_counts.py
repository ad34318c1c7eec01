"""How many remarks are open, wherever a submission is listed, as each hat may know it."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from review.database import db
from review.faults import Conflict
from review.models.moderation import RemarkLevel, RemarkStatus, RemarkTurn
from review.models.programmes import Author
from review.moderation import settling
from review.remark_counts import Counts, ledger_counts
from review.situations import facts_of
from review.submissions import ledger
from tests.review.carried import Story
from tests.road import Road, statements
from workflows import remark_life
from workflows.roles import Actor


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def counts(story: Story, actor: Actor) -> Counts | None:
    return ledger_counts([story.submission_id], actor).get(story.submission_id)


def told(road: Road, who, page: str) -> str:
    return " ".join(road.browser(who).get(page).text.split())


def test_lists_count_open_ones_of_all_that_ask_for_something(road: Road) -> None:
    with road.app.app_context():
        Story(road)
        db.session.commit()
    people = road.people
    assert "Открытых замечаний: 5 из 5" in told(road, people.teacher, "/programmes/")
    for desk in (people.internal, people.moc, people.rmc):
        assert "5 из 5" in told(road, desk, "/moderation/all")


def test_an_examiners_last_word_reaches_the_authors_counts_with_the_return(road: Road) -> None:
    with road.app.app_context():
        story = Story(road)
        teacher, internal = story.teacher, story.internal
        assert counts(story, teacher) == Counts(open=5)
        story.again()
        assert counts(story, teacher) == counts(story, internal) == Counts(answered=5)
        settling.settle_remark(story.remark(0), internal, verified=True)
        settling.settle_remark(story.remark(1), internal, verified=False, words="Нет срока.")
        assert counts(story, internal) == Counts(open=1, answered=3, verified=1)
        assert counts(story, teacher) == Counts(answered=5)
        story.send_back()
        assert counts(story, teacher) == Counts(open=1, answered=3, verified=1)


def test_a_remark_settled_without_an_answer_stays_open_to_the_author_until_told(road: Road) -> None:
    with road.app.app_context():
        story = Story(road)
        story.again()
        one = story.remark(0)
        one.status, one.replied_at = RemarkStatus.OPEN, None
        db.session.execute(sa.delete(RemarkTurn).filter_by(remark_id=one.id, kind="mended"))
        settling.settle_remark(one, story.internal, verified=True)
        assert counts(story, story.teacher) == Counts(open=1, answered=4)
        story.send_back()
        assert counts(story, story.teacher) == Counts(answered=4, verified=1)


def seen_on_cards(story: Story, actor: Actor) -> Counts:
    """The count made from the cards of the ledger which this reader sees."""
    entries = ledger.list_entries(story.submission, actor, facts_of(story.submission))
    asking = [one.status for one in entries if one.remark.level is not RemarkLevel.PRAISE]
    answered = sum(one in remark_life.ANSWERED for one in asking)
    open_ = asking.count(RemarkStatus.OPEN)
    return Counts(open_, answered, asking.count(RemarkStatus.VERIFIED))


LOOKS = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=6)


@pytest.mark.both_databases
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example([[(0, True), (0, False)], [(0, True)], [(0, False), (1, True)]])
@example([[(1, False)], [(1, True), (1, False)], [(1, True)]])
@given(st.lists(LOOKS, min_size=1, max_size=3))
def test_lists_and_cards_count_alike_after_any_history(
    road: Road, rounds: list[list[tuple[int, bool]]]
) -> None:
    with road.app.app_context():
        story = Story(road, title=f"Робототехника {uuid4()}")
        story.remark(1).level = RemarkLevel.IMPROVE
        for number, looks in enumerate(rounds):
            story.again(silent=story.ids[1] if number else None)
            for place, verified in looks:
                look(story, place, verified)
                for reader in (story.teacher, story.internal):
                    assert counts(story, reader) == seen_on_cards(story, reader)
            story.send_back()
            for reader in (story.teacher, story.internal):
                assert counts(story, reader) == seen_on_cards(story, reader)
        db.session.rollback()


def look(story: Story, place: int, verified: bool) -> None:
    """A second look, where the remark stands so that there may be one."""
    with suppress(Conflict):
        settling.settle_remark(story.remark(place), story.internal, verified, "Ещё раз.")


def test_experts_count_their_own_and_authors_in_another_hat_none(road: Road) -> None:
    with road.app.app_context():
        story = Story(road)
        assert counts(story, road.people.experts[0].actor) is None
        moc = road.people.moc.actor
        assert counts(story, moc) == Counts(open=5)
        programme = story.submission.programme
        programme.authors.append(Author(name="Соавтор", person_id=moc.person_id, place=2))
        db.session.flush()
        assert counts(story, moc) is None


def test_no_list_asks_more_for_more_submissions(road: Road) -> None:
    with road.app.app_context():
        Story(road)
        db.session.commit()
    teacher = road.browser(road.people.teacher)
    teacher.get("/programmes/")
    with statements(road.app) as few:
        teacher.get("/programmes/")
    with road.app.app_context():
        Story(road, "Шахматы")
        Story(road, "Хор")
        db.session.commit()
    with statements(road.app) as many:
        teacher.get("/programmes/")
    assert len(many) == len(few)


@pytest.mark.both_databases
def test_counts_are_the_same_on_both_databases(road: Road) -> None:
    with road.app.app_context():
        story = Story(road)
        story.again()
        settling.settle_remark(story.remark(0), story.internal, verified=True)
        assert counts(story, story.internal) == Counts(answered=4, verified=1)
        assert counts(story, story.teacher) == Counts(answered=5)
