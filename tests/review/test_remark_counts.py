"""How many remarks are open, wherever a submission is listed, as each hat may know it."""

from __future__ import annotations

import pytest
from flask import Flask

from review.database import db
from review.models.moderation import RemarkStatus
from review.models.programmes import Author
from review.moderation import settling
from review.remarks import Counts, ledger_counts
from tests.review.carried import Story
from tests.road import Road, statements
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
        settling.settle_remark(one, story.internal, verified=True)
        assert counts(story, story.teacher) == Counts(open=1, answered=4)
        story.send_back()
        assert counts(story, story.teacher) == Counts(answered=4, verified=1)


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
