"""The programme card: what is typed is never lost, and one press makes one card."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.programmes import Programme
from review.models.submissions import Submission
from review.programmes import service
from tests.road import Road, statements

FILLED = {
    "title": "Робототехника",
    "direction": "tekhnicheskoe",
    "level": "basic",
    "form": "full_time",
    "age_from": "7",
    "age_to": "11",
    "duration_months": "9",
    "hours": "72",
    "financing": "budget",
    "types": ["network", "distance"],
    "co_authors": "Сидорова Мария Ивановна, методист\nПетров Пётр",
}


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_full_card_opens_a_submission_with_everything_kept(road: Road) -> None:
    teacher = road.browser(road.people.teacher)
    answer = teacher.post("/programmes/new", FILLED)
    assert answer.status_code == 303
    page = teacher.get(answer.location).text
    for words in (
        "Робототехника",
        "72",
        "7–11",
        "Сидорова Мария Ивановна",
        "Петров Пётр",
        "Сетевая",
    ):
        assert words in page
    edit = teacher.get(answer.location + "/edit").text
    assert "Сидорова Мария Ивановна, методист" in edit
    assert count(road.app, Submission) == 1


def test_a_title_is_enough_for_a_draft_and_the_page_names_what_is_missing(road: Road) -> None:
    teacher = road.browser(road.people.teacher)
    answer = teacher.post("/programmes/new", {"title": "Юный краевед"})
    page = teacher.get(answer.location).text
    assert "В карточке ещё пусто:" in page
    assert "Направленность" in page


def test_pressed_twice_the_button_makes_one_card(road: Road) -> None:
    teacher = road.browser(road.people.teacher)
    first = teacher.post("/programmes/new", {**FILLED, "form_key": "one-use-key"})
    second = teacher.post("/programmes/new", {**FILLED, "form_key": "one-use-key"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(road.app, Programme) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("hours", "72,5"),
        ("hours", "много"),
        ("age_from", "2"),
        ("age_to", "5"),  # less than "from"
        ("direction", "neither"),
        ("duration_months", "0"),
        ("co_authors", "\n".join(f"Автор {n}" for n in range(12))),
        ("co_authors", ", методист"),
    ],
)
def test_a_wrong_value_is_named_and_everything_typed_stays(
    road: Road, field: str, value: str
) -> None:
    teacher = road.browser(road.people.teacher)
    answer = teacher.post("/programmes/new", {**FILLED, "annotation": "Слова <b>", field: value})
    page = answer.text
    assert answer.status_code == 422
    assert 'role="alert"' in page and 'aria-invalid="true"' in page
    assert "Слова &lt;b&gt;" in page
    if field != "co_authors":
        assert "Сидорова Мария Ивановна" in page
    if field != "title":
        assert 'value="Робототехника"' in page
    if field == "co_authors":
        assert value.splitlines()[-1] in page
    assert count(road.app, Programme) == 0


def test_numbers_may_have_spaces_and_control_signs_disappear(road: Road) -> None:
    teacher = road.browser(road.people.teacher)
    answer = teacher.post(
        "/programmes/new", {**FILLED, "hours": "1 080", "title": "Ро\x00бот\x07ы"}
    )
    page = teacher.get(answer.location).text
    assert "<h1>Роботы</h1>" in page and "1080" in page.replace("\u00a0", "")


def test_a_card_changed_in_another_tab_is_refused_with_the_typed_text(road: Road) -> None:
    teacher = road.browser(road.people.teacher)
    place = teacher.post("/programmes/new", FILLED).location
    with road.app.app_context():
        version = db.session.scalar(sa.select(Programme.version))
    changed = {**FILLED, "version": str(version)}
    assert teacher.post(f"{place}/edit", {**changed, "title": "Первая вкладка"}).status_code == 303
    late = teacher.post(f"{place}/edit", {**changed, "title": "Вторая вкладка"})
    assert late.status_code == 409
    assert "Вторая вкладка" in late.text
    assert "Первая вкладка" in teacher.get(place).text


def test_a_card_under_review_is_locked(road: Road) -> None:
    with road.app.app_context():
        place = f"/programmes/{road.at('internal_check').programme_id}"
    teacher = road.browser(road.people.teacher)
    assert "/edit" not in teacher.get(place).text
    answer = teacher.post(f"{place}/edit", {**FILLED, "title": "Другое"})
    assert answer.status_code == 409
    assert "Другое" in answer.text


def test_markup_in_titles_is_text_everywhere(road: Road) -> None:
    title = "<script>alert(1)</script>«Роботы» & <img src=x>"
    with road.app.app_context():
        number = road.at("internal_check", title).number
    teacher, internal = road.browser(road.people.teacher), road.browser(road.people.internal)
    pages = [teacher.get("/programmes/"), teacher.get(f"/submissions/{number}")]
    pages += [internal.get("/moderation/"), internal.get(f"/submissions/{number}/document")]
    for page in pages:
        assert "<script>alert" not in page.text and "<img src=x" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_the_desk_costs_the_same_for_one_programme_and_for_three(road: Road) -> None:
    teacher, costs = road.browser(road.people.teacher), []
    for titles in (["Один"], ["Два", "Три"]):
        with road.app.app_context():
            for title in titles:
                road.draft(title)
        with statements(road.app) as seen:
            assert teacher.get("/programmes/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


def test_without_a_season_a_card_can_be_kept_and_waits(road: Road) -> None:
    from review.models.profiles import Season

    with road.app.app_context():
        db.session.execute(sa.delete(Season))
        db.session.commit()
    teacher = road.browser(road.people.teacher)
    answer = teacher.post("/programmes/new", FILLED, follow_redirects=True)
    assert answer.status_code == 200
    assert count(road.app, Submission) == 0
    with road.app.app_context():
        programme = db.session.scalars(sa.select(Programme)).one()
        assert service.find_submission(programme) is None
