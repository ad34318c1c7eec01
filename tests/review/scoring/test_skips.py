"""What does not apply or cannot be judged is said on the bench and told by all that follows."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import yaml

from review import profiles
from review.database import db
from review.models.scoring import MarkRow, ScoreSheet, Verdict
from review.scoring import sheets
from rubric.loading import shipped
from rubric.questions import SKIPS
from tests import region
from tests.road import Road

SOURCE = shipped()[region.RUBRIC].read_text(encoding="utf-8")


@pytest.fixture
def open_road(app, monkeypatch) -> Road:
    """A region whose rubric lets every criterion be skipped."""
    road = Road(app)
    told = yaml.safe_load(SOURCE)
    for one in told["criteria"]:
        one["skips"] = list(SKIPS)
    with app.app_context():
        now = profiles.get_current()
        rubric = profiles.publish_rubric(yaml.safe_dump(told, allow_unicode=True))
        figures = profiles.Figures.from_json(now.figures)
        profiles.publish_profile(now.region, figures, rubric, now.track_version)
        db.session.commit()
    return road


@pytest.mark.both_databases
def test_a_skip_is_kept_shown_and_never_costs_points(open_road: Road) -> None:
    with open_road.app.app_context():
        submission = open_road.at("in_review")
        number, ids = (
            submission.number,
            list(profiles.get_rubric(submission.rubric_version_id).by_id),
        )
    for expert in open_road.people.experts[:2]:
        desk = open_road.browser(expert)
        desk.post(f"/scoring/{number}/start")
        page = desk.get(f"/scoring/{number}").get_data(as_text=True)
        assert "не применимо" in page
        for place, one in enumerate(ids):
            given = {"points": "2", "remark": "Хорошо", "version": "0"}
            if place == 0:
                given |= {"points": "not_applicable"}
            if place == 1:
                given |= {"points": "", "skip": "not_competent"}
            answer = desk.post(
                f"/scoring/{number}/marks/{one}", given, headers={"Accept": "application/json"}
            )
            assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.get_json()["answered"] == len(ids)
        assert desk.post(f"/scoring/{number}/hand-in").status_code == 303
        done = desk.get(f"/scoring/{number}").get_data(as_text=True)
        assert "не могу судить" in done
    with open_road.app.app_context():
        totals = db.session.scalars(sa.select(ScoreSheet.total)).all()
        verdict = db.session.scalars(sa.select(Verdict)).one()
        assert set(totals) == {verdict.maximum}
        told = [line["code"] for line in verdict.trace]
        assert told.count("skipped_not_applicable") == told.count("skipped_not_competent") == 2
    teacher = open_road.browser(open_road.people.teacher)
    rounds = teacher.get(f"/submissions/{number}/rounds").get_data(as_text=True)
    assert "не применим" in rounds


def test_a_criterion_that_must_be_judged_refuses_a_skip(bench, save) -> None:
    road, _, _ = bench
    answer = save("A1", points="not_competent", version="0")
    assert answer.status_code == 422
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(MarkRow.id))) == 0


def test_another_window_learns_of_a_skip(open_road: Road) -> None:
    with open_road.app.app_context():
        submission = open_road.at("in_review")
        number, actor = submission.number, open_road.people.experts[0].actor
        sheet = sheets.open_sheet(submission, actor)
        one = next(iter(sheets.rubric_of(sheet).by_id))
        sheets.save_mark(sheet, actor, one, None, "", skip="not_competent")
        db.session.commit()
    desk = open_road.browser(open_road.people.experts[0])
    same = {"points": "not_competent", "version": "0"}
    headers = {"Accept": "application/json"}
    assert desk.post(f"/scoring/{number}/marks/{one}", same, headers=headers).status_code == 200
    other = desk.post(
        f"/scoring/{number}/marks/{one}", {"points": "1", "version": "0"}, headers=headers
    )
    assert other.status_code == 409
    assert other.get_json()["points"] == "not_competent"
