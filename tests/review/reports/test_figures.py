"""The season in figures: every count by its definition, in everybody's own reach."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from review.reports.queries import Figures, funnel, season_figures
from tests import season as demo
from tests.road import statements
from workflows.roles import Actor, Role

EXPECTED = Figures(
    cards=5,
    submitted=4,
    passed_round1=1,
    failed_round1=2,
    resubmitted=1,
    refused=1,
    refusals=1,
    refused_then_admitted=1,
    passed_repeated=1,
    passed_total=2,
    failed_last=1,
    with_experts=1,
    in_revision=1,
)


@pytest.mark.both_databases
def test_every_count_is_what_it_says(season) -> None:
    people = season.road.people
    with season.road.app.app_context():
        assert season_figures(people.season_id, people.rmc.actor) == EXPECTED
        assert season_figures(people.season_id, people.moc.actor) == EXPECTED
        by_place = funnel(people.season_id, people.rmc.actor)
    assert [(line.place, line.figures) for line in by_place] == [("ЦДТ", EXPECTED)]
    assert EXPECTED.round1_rate == pytest.approx(1 / 3)
    assert EXPECTED.pass_rate == pytest.approx(0.5)


def test_a_foreign_municipality_sees_nothing(season) -> None:
    people = season.road.people
    with season.road.app.app_context():
        assert season_figures(people.season_id, season.stranger.actor) == Figures()


def test_another_season_is_empty_but_for_the_cards(season) -> None:
    with season.road.app.app_context():
        found = season_figures(999, season.road.people.rmc.actor)
    assert found == Figures(cards=5)
    assert (found.pass_rate, found.round1_rate) == (None, None)


def test_the_demo_season_has_the_figures_of_the_seed_report() -> None:
    """94 = 61 + 33, 68 = 61 + 7, 33 = 7 + 26; nine refusals are no failures (domain, 13)."""
    from review.reports.queries import list_seasons

    with demo.opened(demo.loaded()):
        district = _district()
        newest = list_seasons()[0].id
        found = season_figures(newest, Actor(1, Role.MOC, municipality_id=district))
    counted = asdict(found)
    wanted = {
        "cards": 256,
        "submitted": 94,
        "passed_round1": 61,
        "failed_round1": 33,
        "resubmitted": 33,
        "refused": 9,
        "refused_then_admitted": 9,
        "passed_repeated": 7,
        "passed_total": 68,
        "with_experts": 26,
    }
    assert {name: counted[name] for name in wanted} == wanted
    assert round(found.round1_rate or 0, 3) == 0.649
    assert round(found.pass_rate or 0, 3) == 0.723


def _district() -> int:
    import sqlalchemy as sa

    from review.database import db
    from review.models.places import Municipality, Organisation

    size = sa.func.count(Organisation.id)
    query = (
        sa.select(Municipality.id)
        .join(Organisation, Organisation.municipality_id == Municipality.id)
        .group_by(Municipality.id)
        .order_by(size.desc())
        .limit(1)
    )
    return db.session.scalars(query).one()


def test_the_page_shows_the_figures_and_what_they_mean(season) -> None:
    browser = season.road.browser(season.road.people.rmc)
    page = browser.get("/reports/").text
    assert "Тамбовский округ" in page
    assert "провалом не считается" in page
    assert "<b>50 %</b>" in page.replace("\xa0", " ")
    by_school = browser.get("/reports/?by=organisation").text
    assert "ЦДТ" in by_school
    own = season.road.browser(season.road.people.moc).get("/reports/").text
    assert "ЦДТ" in own
    assert 'name="names"' not in own


@pytest.mark.parametrize("who", ["teacher", "internal", "administrator"])
def test_reports_are_not_there_for_others(season, who) -> None:
    browser = season.road.browser(getattr(season.road.people, who))
    for page in ("/reports/", "/reports/results.xlsx", "/reports/results.csv"):
        assert browser.get(page).status_code == 404


@pytest.mark.parametrize("page", ["?season=999", "?season=x"])
def test_an_unknown_season_is_not_found(season, page) -> None:
    assert season.road.browser(season.road.people.rmc).get(f"/reports/{page}").status_code == 404


def test_the_page_costs_the_same_for_one_submission_and_for_four(app, season) -> None:
    browser = season.road.browser(season.road.people.rmc)
    with statements(app) as many:
        browser.get("/reports/")
    assert len(many) <= 12


def test_without_a_season_the_page_says_so(app) -> None:
    import sqlalchemy as sa

    from review.database import db
    from review.models.profiles import Season
    from tests.road import Road

    road = Road(app)
    with app.app_context():
        db.session.execute(sa.delete(Season))
        db.session.commit()
    browser = road.browser(road.people.rmc)
    assert "Сезонов пока нет" in browser.get("/reports/").text
    assert browser.get("/reports/results.csv").status_code == 404
