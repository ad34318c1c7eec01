"""Verdicts of the sample rubric: two experts, the mean, 30 points, a third one where they part."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa

from review import profiles, wording
from review.database import db
from review.models.events import Event
from review.models.registry import Badge
from review.models.scoring import Outcome, ScoreSheet, Verdict
from review.models.submissions import Submission
from review.scoring import panels, sheets
from tests.region import Someone
from tests.road import Road
from workflows.situation import State


def fill(submission: Submission, expert: Someone, total: int) -> ScoreSheet:
    """A whole sheet of `total` points, not handed in."""
    sheet, left = sheets.open_sheet(submission, expert.actor), total
    for criterion in profiles.get_rubric(submission.rubric_version_id).criteria:
        points = min(2, left)
        left -= points
        remark = "" if points == 2 else "Мало."
        sheets.save_mark(sheet, expert.actor, criterion.id, Decimal(points), remark)
    return sheet


def judged(road: Road, *totals: int) -> tuple[Submission, Verdict | None]:
    """A submission whose experts handed in these totals, and its verdict."""
    submission = road.at("in_review")
    road.mark(submission, *totals)
    db.session.commit()
    return submission, verdict_of(submission)


def verdict_of(submission: Submission) -> Verdict | None:
    return db.session.scalar(sa.select(Verdict).filter_by(submission_id=submission.id))


@pytest.mark.parametrize(
    ("totals", "outcome", "exact"),
    [
        ((30, 30), Outcome.PASSED, "30/1"),
        ((29, 29), Outcome.FAILED, "29/1"),
        ((40, 33), Outcome.PASSED, "73/2"),
        ((22, 29), Outcome.FAILED, "51/2"),
        ((37, 30), Outcome.PASSED, "67/2"),
    ],
)
def test_two_who_agree_decide_by_their_mean(
    road: Road, totals: tuple[int, int], outcome: Outcome, exact: str
) -> None:
    with road.app.app_context():
        submission, verdict = judged(road, *totals)
        assert verdict is not None
        assert (verdict.outcome, verdict.exact) == (outcome, exact)
        badges = db.session.scalar(sa.select(sa.func.count(Badge.id)))
        assert badges == (1 if outcome is Outcome.PASSED else 0)
        passed, failed = State.BADGE_ACTIVE, State.IN_REVISION
        assert submission.state is (passed if outcome is Outcome.PASSED else failed)


@pytest.mark.parametrize(
    ("totals", "last", "outcome"),
    [
        ((31, 29), 30, Outcome.PASSED),
        ((31, 29), 29, Outcome.FAILED),
        ((30, 38), 29, Outcome.FAILED),
        ((40, 32), 40, Outcome.PASSED),
        ((12, 20), 36, Outcome.PASSED),
    ],
)
def test_a_third_is_called_by_a_split_or_by_eight_points_and_decides_alone(
    road: Road, totals: tuple[int, int], last: int, outcome: Outcome
) -> None:
    with road.app.app_context():
        submission, verdict = judged(road, *totals)
        third = road.people.experts[2]
        assert (verdict, submission.state) == (None, State.THIRD_REVIEW)
        panels.assign_third(submission, road.people.rmc.actor, third.actor.person_id or 0)
        sheets.hand_in(fill(submission, third, last), third.actor)
        db.session.commit()
        verdict = verdict_of(submission)
        assert verdict is not None
        assert (verdict.outcome, verdict.exact) == (outcome, f"{last}/1")


def test_seven_points_apart_on_one_side_call_nobody(road: Road) -> None:
    with road.app.app_context():
        assert judged(road, 37, 30)[1] is not None


def test_the_third_expert_is_seated_on_the_page_of_the_panel(road: Road) -> None:
    with road.app.app_context():
        number = judged(road, 31, 29)[0].number
    rmc, third = road.browser(road.people.rmc), road.people.experts[2]
    page = rmc.get(f"/scoring/{number}/panel").get_data(as_text=True)
    assert "Третий эксперт" in page
    answer = rmc.post(f"/scoring/{number}/panel/fill", {"expert": third.actor.person_id})
    assert answer.status_code == 303
    assert number in road.browser(third).get("/scoring/").get_data(as_text=True)


def test_the_verdict_explains_itself_in_words_and_numbers(road: Road) -> None:
    with road.app.test_request_context(), road.app.app_context():
        verdict = judged(road, 30, 31)[1]
        assert verdict is not None and verdict.trace
        said = [wording.trace_line(line["code"], line["params"]) for line in verdict.trace]
        codes = {line["code"] for line in verdict.trace}
        assert not codes & set(said)
        assert any("30,5" in line or "30.5" in line for line in said)


def test_a_pass_without_its_badge_leaves_no_verdict_either(road: Road) -> None:
    """The database refuses the badge; the sheet is as it was, and can be handed in again."""

    def refuse(*_ignored: object) -> None:
        raise OSError("the disk is full")

    with road.app.app_context():
        submission = road.at("in_review")
        number, (first, second) = submission.number, road.people.experts[:2]
        sheets.hand_in(fill(submission, first, 35), first.actor)
        fill(submission, second, 35)
        db.session.commit()
    road.app.testing = False
    expert = road.browser(second)
    sa.event.listen(Badge, "before_insert", refuse)
    try:
        assert expert.post(f"/scoring/{number}/hand-in").status_code == 500
    finally:
        sa.event.remove(Badge, "before_insert", refuse)
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Verdict.id))) == 0
        assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 0
        found = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
        assert found.state is State.IN_REVIEW
    assert expert.post(f"/scoring/{number}/hand-in").status_code == 303
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 1


@pytest.mark.both_databases
def test_the_last_two_sheets_at_once_make_exactly_one_verdict(road: Road) -> None:
    with road.app.app_context():
        submission = road.at("in_review")
        number = submission.number
        for expert in road.people.experts[:2]:
            fill(submission, expert, 33)
        db.session.commit()
    statuses = at_once(
        [(road.browser(one), f"/scoring/{number}/hand-in") for one in road.people.experts[:2]]
    )
    assert statuses == [303, 303]
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Verdict.id))) == 1
        assert db.session.scalar(sa.select(sa.func.count(Badge.id))) == 1
        steps = db.session.scalars(sa.select(Event.action).where(Event.action == "pass_review"))
        assert len(steps.all()) == 1


@pytest.mark.both_databases
def test_numbers_of_badges_never_double(road: Road) -> None:
    presses = []
    with road.app.app_context():
        for place in range(4):
            submission = road.at("in_review", title=f"Программа {place}")
            first, second = road.people.experts[:2]
            sheets.hand_in(fill(submission, first, 35), first.actor)
            fill(submission, second, 35)
            presses.append(f"/scoring/{submission.number}/hand-in")
        db.session.commit()
    expert = road.people.experts[1]
    assert at_once([(road.browser(expert), url) for url in presses]) == [303] * 4
    with road.app.app_context():
        numbers = db.session.scalars(sa.select(Badge.number)).all()
        assert sorted(one[-5:] for one in numbers) == ["00001", "00002", "00003", "00004"]


def at_once(presses: list[tuple[object, str]]) -> list[int]:
    """Press all the buttons in one moment; the answers' statuses."""
    gate, statuses = threading.Barrier(len(presses)), [0] * len(presses)

    def press(place: int) -> None:
        browser, url = presses[place]
        gate.wait()
        statuses[place] = browser.post(url).status_code  # type: ignore[attr-defined]

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses
