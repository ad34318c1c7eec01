"""Saved views: a count equals its rows, pages join without a gap, words are found."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from review import queues
from review.database import db
from review.models.submissions import Submission
from tests.road import Road, statements

STATES = ("internal_check", "moc_moderation", "rmc_moderation", "expert_assignment", "in_review")


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


@pytest.mark.both_databases
def test_every_view_counts_as_many_rows_as_it_lists_for_every_role(road: Road) -> None:
    with road.app.app_context():
        for state in (*STATES, "in_revision", "badge_active"):
            road.at(state, f"Программа {state}")
        road.draft("Черновик")
        people = road.people
        for who in (people.internal, people.moc, people.rmc, people.rmc_second):
            counts = queues.count_views(who.actor)
            assert set(counts) == {view.code for view in queues.views_of(who.actor)}
            for view in queues.views_of(who.actor):
                rows = queues.list_rows(who.actor, view).rows
                assert len(rows) == counts[view.code], (who.actor.role, view.code)
            assert counts["all"] == 7
        assert queues.views_of(people.experts[0].actor) == ()


@pytest.mark.both_databases
@pytest.mark.parametrize("sort", [*queues.SORTS, "; DROP TABLE"])
def test_pages_join_without_gap_or_repetition_even_with_equal_dates(road: Road, sort: str) -> None:
    with road.app.app_context():
        for n in range(7):
            road.at("internal_check", f"Программа {n}")
        same = db.session.scalar(sa.select(sa.func.min(Submission.due_at)))
        since = db.session.scalar(sa.select(sa.func.min(Submission.state_since)))
        db.session.execute(sa.update(Submission).values(due_at=same, state_since=since))
        db.session.execute(sa.update(Submission).where(Submission.id > 5).values(due_at=None))
        db.session.commit()
        seen, after = [], ""
        while True:
            page = queues.list_rows(
                road.people.rmc.actor, queues.BY_CODE["all"], sort=sort, after=after, limit=2
            )
            seen += [row.id for row in page.rows]
            if page.after is None:
                break
            after = page.after
        assert len(seen) == len(set(seen)) == 7


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("лёгкая", 1), ("тлет", 1), ("гкая", 1), ("ЦД", 2), ("0001", 1), ("сто", 0), ('"', 0),
        ("ЛЕГКАЯ атлетика", 1), ("атлетика цдт", 1), ("100%", 1), ("%", 1),
        ("_", 0), ("-0000", 2), ("нет такого", 0), ("'; --", 0), ("\\", 0),
    ],
)  # fmt: skip
def test_words_are_found_as_people_write_them(road: Road, typed: str, found: int) -> None:
    with road.app.app_context():
        road.at("internal_check", "Лёгкая атлетика")
        road.at("internal_check", "Здоровье на 100%")
        rows = queues.list_rows(
            road.people.rmc.actor, queues.BY_CODE["all"], queues.Filter(text=typed)
        ).rows
    assert len(rows) == found


@pytest.mark.both_databases
def test_a_programme_is_found_by_the_title_it_has_now(road: Road) -> None:
    everything = queues.BY_CODE["all"]

    def found(text: str) -> int:
        return len(queues.list_rows(rmc, everything, queues.Filter(text=text)).rows)

    with road.app.app_context():
        rmc = road.people.rmc.actor
        programme = road.at("internal_check", "Лёгкая атлетика").programme
        programme.search_text = "шахматы для всех"
        db.session.commit()
        assert (found("атлетика"), found("шахмат")) == (0, 1)
        programme.title = "Шахматы"
        db.session.commit()
        assert (found("атлетика"), found("шахмат")) == (0, 1)


@pytest.mark.parametrize("text", ["шахматы", "2026-00012", "шахматы 00012"])
def test_a_search_reads_no_more_than_it_finds(road: Road, text: str) -> None:
    with road.app.app_context():
        rmc, asked = road.people.rmc.actor, queues.Filter(text=text)
        with statements(road.app) as sent:
            queues.list_rows(rmc, queues.BY_CODE["all"], asked)
            queues.count_views(rmc, asked)
        assert len(sent) >= 2
        for statement in sent:
            plan = db.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", ("",) * statement.count("?")
            )
            steps = [row[3] for row in plan]
            assert [one for one in steps if one.startswith("SCAN") and "VIRTUAL" not in one] == []


@pytest.mark.parametrize(
    "query",
    ["?after=²", "?after=99999999999999999999", "?sort=nonsense", "?municipality=999999999999999",
     "?direction=x", "?q=" + "ы" * 3000, "?after=-1"],
)  # fmt: skip
def test_odd_addresses_break_nothing(road: Road, query: str) -> None:
    with road.app.app_context():
        road.at("rmc_moderation")
    rmc = road.browser(road.people.rmc)
    assert rmc.get(f"/moderation/all{query}").status_code == 200
    assert rmc.get(f"/moderation/{query}").status_code == 200


def test_an_unknown_view_shows_the_first_one_and_a_foreign_one_is_hidden(road: Road) -> None:
    internal = road.browser(road.people.internal)
    assert internal.get("/moderation/all?view=nonsense").status_code == 200
    assert internal.get("/moderation/all?view=assignment").status_code == 404


def test_lists_cost_the_same_for_one_submission_and_for_three(road: Road) -> None:
    rmc, costs = road.browser(road.people.rmc), []
    for titles in (["Один"], ["Два", "Три"]):
        with road.app.app_context():
            for title in titles:
                road.at("rmc_moderation", title)
        found = []
        for url in ("/moderation/", "/moderation/all", "/moderation/all?view=rmc&q=о"):
            with statements(road.app) as seen:
                assert rmc.get(url).status_code == 200
            found.append(len(seen))
        costs.append(found)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 12


def test_who_has_no_desk_finds_none(road: Road) -> None:
    people = road.people
    for who in (people.teacher, people.experts[0], people.administrator):
        browser = road.browser(who)
        assert browser.get("/moderation/").status_code == 404
        assert browser.get("/moderation/all").status_code == 404


def test_an_empty_desk_says_so(road: Road) -> None:
    assert "Вас ничего не ждёт" in road.browser(road.people.moc).get("/moderation/").text
    assert "Здесь пусто" in road.browser(road.people.moc).get("/moderation/all").text
