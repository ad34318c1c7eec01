"""What a desk and an expert see first when a text comes again."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask

from review import returns
from review.database import db
from review.documents.reading import docx
from review.documents.reading.model import DocumentModel
from review.documents.touched import MOST_WORDS, Touched, touched
from review.models.moderation import Remark, RemarkLevel, RemarkStatus
from review.models.programmes import Reading
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.programmes import intake
from review.programmes import service as programmes
from review.scoring import sheets
from tests.review.carried import Story, kept
from tests.road import Road

NOTE, PLAN, BOOKS = "Пояснительная записка", "Учебный план", "Список литературы"
TEXTS = {
    NOTE: "Программа знакомит детей с устройством роботов и рассчитана на один год.",
    PLAN: "Всего 72 часа: теория 20 часов, практика 52 часа, занятия идут по два часа.",
    BOOKS: "Иванов И. И. Робототехника для начинающих. Благовещенск, 2022.",
}


def text(**changed: str) -> DocumentModel:
    made, kept = Document(), io.BytesIO()
    for heading, words in TEXTS.items():
        made.add_heading(heading, 1)
        made.add_paragraph(changed.get(heading, words))
    made.save(kept)
    return docx.read(io.BytesIO(kept.getvalue()))


def differing(**changed: str) -> Touched:
    return touched(text(), text(**changed))


def test_sections_whose_text_stands_are_told_from_those_that_changed() -> None:
    found = differing(**{PLAN: TEXTS[PLAN].replace("72", "144").replace("52", "124")})
    assert found.passages == 1
    assert found.spared(["explanatory_note"]) and found.spared(["literature"])
    assert "curriculum_plan" in found.known
    assert not found.spared(["curriculum_plan"])
    assert not found.spared(["literature", "curriculum_plan"])


def test_what_was_not_found_in_both_texts_is_never_called_unchanged() -> None:
    same = differing()
    assert (same.passages, same.spared(["explanatory_note"])) == (0, True)
    assert not same.spared([])
    assert not same.spared(["upbringing_calendar"])
    assert not same.spared(["explanatory_note", "upbringing_calendar"])


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def test_the_desk_begins_with_remarks_then_changes(road: Road) -> None:
    with road.app.app_context():
        story = Story(road)
        page = f"/submissions/{story.number}"
        story.again()
    internal = road.browser(road.people.internal).get(page).text
    assert internal.index("Пришло снова") < internal.index("Версии текста")
    assert "5 с ответом" in internal and "2 замечания ждут" in internal
    assert "Отличаются" in internal and f"{page}/compare?old=1&amp;new=2" in internal
    for other in (road.people.teacher, road.people.moc):
        assert "Пришло снова" not in road.browser(other).get(page).text


def test_a_first_version_has_nothing_to_look_at_again(road: Road) -> None:
    with road.app.app_context():
        number = road.at("internal_check").number
    assert (
        "Пришло снова" not in road.browser(road.people.internal).get(f"/submissions/{number}").text
    )


@pytest.mark.both_databases
@pytest.mark.parametrize(("words", "told"), [(MOST_WORDS, True), (MOST_WORDS + 1, False)])
def test_a_text_longer_than_any_programme_is_not_compared_while_a_desk_waits(
    road: Road, words: int, told: bool
) -> None:
    returns._compared.cache_clear()
    with road.app.app_context():
        story = Story(road)
        page = f"/submissions/{story.number}"
        sha256 = story.again().sha256
        db.session.execute(sa.update(Reading).filter_by(sha256=sha256).values(words=words))
        db.session.commit()
    internal = road.browser(road.people.internal).get(page).text
    assert ("Отличаются" in internal) is told
    assert ("Сравнить тексты здесь не удалось" in internal) is not told


class Sectioned(Road):
    """A road on which every programme has sections."""

    def file(self) -> intake.Prepared:
        lines = [line for heading, words in TEXTS.items() for line in (f"# {heading}", words)]
        return kept(self, tuple(lines))


def second_round(road: Road) -> str:
    """A submission that failed, was answered, sent again as it was, and lies with the centre."""
    submission = road.at("in_revision")
    for one in db.session.scalars(sa.select(Remark).where(Remark.released_at.is_not(None))):
        if one.level is not RemarkLevel.PRAISE:
            programmes.answer_remark(
                one, road.people.teacher.actor, RemarkStatus.MENDED, "Готово.", None
            )
    programmes.add_revision(submission, road.people.teacher.actor, road.file())
    programmes.resubmit(submission, road.people.teacher.actor)
    db.session.commit()
    return submission.number


def test_the_centre_sees_which_criteria_lost_points_and_the_expert_the_own_marks(
    app: Flask,
) -> None:
    road = Sectioned(app)
    with app.app_context():
        number = second_round(road)
    centre = road.browser(road.people.rmc).get(f"/submissions/{number}").text
    assert "Критерии, потерявшие баллы" in centre and "Эксперт 2 —" in centre
    assert "Ни одно слово не изменилось" in centre
    with road.app.app_context():
        submission = db.session.scalars(sa.select(Submission)).one()
        moderation.decide(submission, road.people.rmc.actor, "admit")
        road.seat(submission)
        sheets.open_sheet(submission, road.people.experts[0].actor)
        db.session.commit()
    bench = road.browser(road.people.experts[0]).get(f"/scoring/{number}").text
    assert "Пришло снова" in bench and "Ваша оценка в круге 1" in bench
    assert "текст его разделов с тех пор не изменился" in bench
    assert road.people.experts[1].name not in bench and "Эксперт 2 —" not in bench
