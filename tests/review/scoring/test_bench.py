"""The bench without a script: forms, refusals, what a save answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from review.database import db
from review.models.moderation import Remark
from review.models.scoring import MarkRow, ScoreSheet
from review.models.submissions import Submission
from review.profiles import get_rubric
from rubric.scoring import total
from rubric.sheet import Mark
from tests.road import Browser, Road, statements

Bench = tuple[Road, str, Browser]
Save = Callable[..., Any]
BY_SCRIPT = {"Accept": "application/json"}


def text(answer: Any) -> str:
    """The page as a reader gets it."""
    return str(answer.get_data(as_text=True))


def rubric_ids(road: Road, number: str) -> list[str]:
    with road.app.app_context():
        found = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
        return [one.id for one in get_rubric(found.rubric_version_id).criteria]


def fill(road: Road, number: str, save: Save, points: int = 2) -> None:
    for criterion in rubric_ids(road, number):
        assert save(criterion, points=str(points), remark="").status_code == 200


def test_the_question_of_interests_comes_before_the_document(road: Road) -> None:
    with road.app.app_context():
        number = road.at("in_review").number
    page = text(road.browser(road.people.experts[0]).get(f"/scoring/{number}"))

    assert "Ничто не мешает, начать" in page
    assert 'id="document"' not in page
    assert "data-criterion" not in page


def test_nothing_is_marked_on_a_sheet_that_was_not_begun(road: Road) -> None:
    with road.app.app_context():
        number = road.at("in_review").number
    expert = road.browser(road.people.experts[0])
    answers = [
        expert.post(f"/scoring/{number}/marks/A1", {"points": "2"}),
        expert.post(f"/scoring/{number}/summary", {"summary": "Хорошо"}),
        expert.post(f"/scoring/{number}/hand-in"),
    ]

    assert [one.status_code for one in answers] == [409, 409, 409]
    assert "Сначала начните лист" in text(answers[0])
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(ScoreSheet.id))) == 0


def test_beginning_twice_makes_one_sheet(bench: Bench) -> None:
    road, number, expert = bench
    assert expert.post(f"/scoring/{number}/start").status_code == 303

    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(ScoreSheet.id))) == 1


def test_nothing_is_chosen_beforehand(bench: Bench) -> None:
    _, number, expert = bench

    assert " checked" not in text(expert.get(f"/scoring/{number}"))


def test_a_save_answers_with_figures_and_with_what_is_missing(bench: Bench, save: Save) -> None:
    road, number, _ = bench
    first, second = rubric_ids(road, number)[:2]
    lower = save(first, points="1", remark="").get_json()
    full = save(second, points="2", remark="").get_json()

    assert (lower["total"], lower["answered"], lower["owes_remark"]) == (1, 1, True)
    assert (full["total"], full["answered"], full["owes_remark"]) == (3, 2, False)
    assert re.fullmatch(r"\d\d:\d\d", full["saved_at"])
    assert f"#criterion-{first}" in full["parts"]["missing"]
    assert f"#criterion-{second}" not in full["parts"]["missing"]
    assert "2 из 2" in full["parts"][f"mark-{second}"]


def test_the_total_is_the_rubrics(bench: Bench, save: Save) -> None:
    road, number, _ = bench
    answer = None
    for place, criterion in enumerate(rubric_ids(road, number)):
        answer = save(criterion, points=str(place % 3), remark="Почему").get_json()

    with road.app.app_context():
        sheet = db.session.scalars(sa.select(ScoreSheet)).one()
        marks = {row.criterion_id: Mark(row.points, row.remark) for row in sheet.marks}
        assert answer["total"] == float(total(get_rubric(sheet.rubric_version_id), marks))


def test_a_decimal_comma_is_understood(bench: Bench, save: Save) -> None:
    road, number, _ = bench
    first = rubric_ids(road, number)[0]

    assert save(first, points="2,0", remark="").status_code == 200
    with road.app.app_context():
        assert db.session.scalars(sa.select(MarkRow)).one().points == Decimal(2)


@pytest.mark.parametrize("points", ["3", "-1", "1,5", "1e1", "много", "NaN", "9" * 20])
def test_points_off_the_scale_are_refused_in_words(bench: Bench, points: str) -> None:
    road, number, expert = bench
    first = rubric_ids(road, number)[0]
    url, typed = f"/scoring/{number}/marks/{first}", {"points": points, "remark": "Мой текст"}
    told = expert.post(url, typed, headers=BY_SCRIPT)
    page = expert.post(url, typed)

    assert (told.status_code, page.status_code) == (422, 422)
    assert told.get_json()["words"] in text(page)
    assert "Мой текст" in text(page)
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(MarkRow.id))) == 0


@pytest.mark.both_databases
def test_another_tabs_mark_is_never_overwritten(bench: Bench, save: Save) -> None:
    road, number, expert = bench
    first = rubric_ids(road, number)[0]
    save(first, points="2", remark="Из первого окна", version="0")
    late = save(first, points="1", remark="Из второго окна", version="0")
    page = expert.post(
        f"/scoring/{number}/marks/{first}",
        {"points": "1", "remark": "Из второго окна", "version": "0"},
    )

    assert late.status_code == page.status_code == 409
    assert late.get_json()["remark"] == "Из первого окна"
    assert late.get_json()["version"] == 1
    assert "Из первого окна" in text(page)
    assert "Из второго окна" in text(page)
    with road.app.app_context():
        assert db.session.scalars(sa.select(MarkRow)).one().remark == "Из первого окна"
    again = save(first, points="1", remark="Из второго окна", version=late.get_json()["version"])
    assert again.status_code == 200


def test_the_same_answer_sent_twice_is_no_conflict(bench: Bench, save: Save) -> None:
    road, number, _ = bench
    first = rubric_ids(road, number)[0]
    for _press in range(2):
        assert save(first, points="1", remark="Текст", version="0").status_code == 200


def test_another_tabs_conclusion_is_never_overwritten(bench: Bench) -> None:
    _road, number, expert = bench
    url = f"/scoring/{number}/summary"
    version = expert.post(url, {"summary": "Первый"}, headers=BY_SCRIPT).get_json()["version"]
    late = expert.post(url, {"summary": "Второй", "version": "0"}, headers=BY_SCRIPT)
    page = expert.post(url, {"summary": "Второй", "version": "0"})

    assert late.status_code == page.status_code == 409
    assert (late.get_json()["summary"], late.get_json()["version"]) == ("Первый", version)
    assert "Первый" in text(page) and "Второй" in text(page)


def test_a_plain_form_leads_on_to_what_is_still_missing(bench: Bench) -> None:
    road, number, expert = bench
    first, second = rubric_ids(road, number)[:2]
    owed = expert.post(f"/scoring/{number}/marks/{first}", {"points": "1"})
    done = expert.post(f"/scoring/{number}/marks/{first}", {"points": "1", "remark": "Вот"})

    assert owed.location.endswith(f"#criterion-{first}")
    assert done.location.endswith(f"#criterion-{second}")
    page = text(expert.get(done.location.split("#")[0]))
    assert re.search(rf'id="criterion-{second}"\s+open', page)


def test_an_unfinished_sheet_is_not_taken_and_everything_missing_is_linked(
    bench: Bench, save: Save
) -> None:
    road, number, expert = bench
    ids = rubric_ids(road, number)
    save(ids[0], points="1", remark="")
    save(ids[1], points="2", remark="")
    answer = expert.post(f"/scoring/{number}/hand-in")

    assert answer.status_code == 409
    summary = text(answer).split("error-list", 1)[1].split("</ul>", 1)[0]
    assert re.findall(r"#criterion-(\w+)", summary) == [ids[0], *ids[2:]]
    with road.app.app_context():
        assert db.session.scalars(sa.select(ScoreSheet)).one().submitted_at is None


def test_a_sheet_once_in_cannot_change(bench: Bench, save: Save) -> None:
    road, number, expert = bench
    fill(road, number, save)
    twice = [expert.post(f"/scoring/{number}/hand-in", {"form_key": "one"}) for _ in range(2)]
    late = [
        save(rubric_ids(road, number)[0], points="0", remark="Поздно"),
        expert.post(f"/scoring/{number}/summary", {"summary": "Поздно"}),
        expert.post(f"/scoring/{number}/hand-in"),
        expert.post(f"/scoring/{number}/decline", {"reason": "Поздно"}),
    ]

    assert [one.status_code for one in twice] == [303, 303]
    assert [one.status_code for one in late] == [409, 409, 409, 409]
    with road.app.app_context():
        sheet = db.session.scalars(sa.select(ScoreSheet)).one()
        assert sheet.total == 40
        assert {row.points for row in sheet.marks} == {Decimal(2)}
    page = text(expert.get(f"/scoring/{number}"))
    assert "Изменить его уже нельзя" in page
    assert "data-hand-in" not in page


def test_nobody_else_marks_somebodys_sheet(bench: Bench) -> None:
    road, number, _ = bench
    for who in (road.people.experts[2], road.people.rmc, road.people.teacher):
        answer = road.browser(who).post(f"/scoring/{number}/marks/A1", {"points": "2"})
        assert answer.status_code == 404


def test_words_of_the_document_go_with_the_remark_to_the_author(bench: Bench, save: Save) -> None:
    road, number, expert = bench
    ids = rubric_ids(road, number)
    page = text(expert.get(f"/scoring/{number}"))
    block = re.search(r'id="(b[\w-]+)"[^>]*>[^<]*устройством', page)
    assert block is not None
    for criterion in ids:
        save(criterion, points="2", remark="")
    save(ids[0], points="0", remark="Уточните", block_id=block[1], quote="устройством роботов")
    assert "устройством роботов" in text(expert.get(f"/scoring/{number}?open={ids[0]}"))
    expert.post(f"/scoring/{number}/hand-in")
    with road.app.app_context():
        found = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
        sheets_of_second(road, found)
        remark = db.session.scalars(sa.select(Remark).filter_by(text="Уточните")).one()
        assert (remark.block_id, remark.quote) == (block[1], "устройством роботов")
        assert remark.ends - remark.starts == len("устройством роботов")
        assert remark.prefix.endswith("знакомит детей с ")


def test_words_that_are_not_in_the_document_are_not_tied(bench: Bench, save: Save) -> None:
    road, number, _ = bench
    typed = {"points": "1", "remark": "Уточните", "quote": "таких слов в тексте нет"}
    first = rubric_ids(road, number)[0]
    told = save(first, **typed)
    assert told.status_code == 422 and "Этих слов нет" in told.get_json()["words"]
    page = bench[2].post(f"/scoring/{number}/marks/{first}", typed)
    assert page.status_code == 422
    assert "Этих слов нет" in text(page) and "Уточните" in text(page)


def sheets_of_second(road: Road, submission: Submission) -> None:
    """The second expert hands in a full sheet, and the round is decided."""
    from review.scoring import sheets

    expert = road.people.experts[1].actor
    sheet = sheets.open_sheet(submission, expert)
    for criterion in get_rubric(submission.rubric_version_id).criteria:
        sheets.save_mark(sheet, expert, criterion.id, Decimal(2), "")
    sheets.hand_in(sheet, expert)
    db.session.commit()


def test_a_declined_review_leaves_the_desk(road: Road) -> None:
    with road.app.app_context():
        number = road.at("in_review").number
    expert = road.browser(road.people.experts[0])
    empty = expert.post(f"/scoring/{number}/decline", {"reason": " "})
    done = expert.post(f"/scoring/{number}/decline", {"reason": "Знаю автора"})

    assert (empty.status_code, done.status_code) == (422, 303)
    assert number not in text(expert.get("/scoring/"))
    assert expert.get(f"/scoring/{number}").status_code == 404


def test_own_former_mark_stands_beside_the_criterion_in_round_two(road: Road) -> None:
    from review.programmes import service as programmes

    with road.app.app_context():
        submission = road.at("in_revision")
        number, teacher = submission.number, road.people.teacher.actor
        from review.models.moderation import RemarkStatus
        from review.moderation import service as moderation

        for remark in moderation.list_remarks(submission, teacher):
            programmes.answer_remark(remark, teacher, RemarkStatus.MENDED, "Исправлено", None)
        programmes.add_revision(submission, teacher, road.file())
        programmes.resubmit(submission, teacher)
        moderation.decide(submission, road.people.rmc.actor, "admit")
        road.seat(submission)
        db.session.commit()
    expert = road.browser(road.people.experts[0])
    expert.post(f"/scoring/{number}/start")
    page = text(expert.get(f"/scoring/{number}"))

    assert "Ваша оценка в круге 1" in page
    assert " checked" not in page
    assert f"/submissions/{number}/rounds" in page


def test_few_statements_however_long_the_lists(road: Road) -> None:
    expert, rmc = road.browser(road.people.experts[0]), road.browser(road.people.rmc)
    counted: dict[str, list[int]] = {}
    for _ in range(2):
        with road.app.app_context():
            numbers = [road.at("in_review", title=f"Т{n}").number for n in range(2)]
            waiting = road.at("expert_assignment").number
        expert.post(f"/scoring/{numbers[0]}/start")
        pages = {
            "desk": (expert, "/scoring/"),
            "bench": (expert, f"/scoring/{numbers[0]}"),
            "panels": (rmc, "/scoring/panels"),
            "panel": (rmc, f"/scoring/{waiting}/panel"),
            "seated": (rmc, f"/scoring/{numbers[0]}/panel"),
        }
        for name, (who, url) in pages.items():
            who.get(url)
            with statements(road.app) as seen:
                assert who.get(url).status_code == 200
            counted.setdefault(name, []).append(len(seen))

    assert {name: pair for name, pair in counted.items() if pair[0] != pair[1]} == {}
    assert {name: pair[0] for name, pair in counted.items() if pair[0] > 12} == {}


def test_a_save_takes_few_statements(bench: Bench, save: Save) -> None:
    road, number, _ = bench
    first, second = rubric_ids(road, number)[:2]
    save(first, points="2", remark="")
    with statements(road.app) as seen:
        assert save(second, points="2", remark="").status_code == 200

    assert len(seen) <= 12, seen
