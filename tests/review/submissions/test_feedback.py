"""What the author takes home after a verdict: the conclusion and the own file with comments."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask

from review.database import db
from review.documents.selections import Selected
from review.models.moderation import Audience, Remark
from review.moderation import service as moderation
from review.moderation.writing import Wording, add_remark
from tests.road import Road


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def words_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF as poppler reads it, on one line."""
    file = folder / "conclusion.pdf"
    file.write_bytes(pdf)
    run = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def failed(road: Road) -> str:
    with road.app.app_context():
        submission = road.at("internal_check")
        people = road.people
        place = Selected("words", quote="устройством роботов")
        add_remark(submission, people.internal.actor, "Замечание на полях", place)
        hidden = Wording("Служебное", audience=Audience.STAFF)
        add_remark(submission, people.internal.actor, hidden)
        moderation.decide(submission, people.internal.actor, "pass_on")
        moderation.decide(submission, people.moc.actor, "pass_on")
        moderation.decide(submission, people.rmc.actor, "admit")
        road.seat(submission)
        road.mark(submission, 20, 24)
        db.session.commit()
        return submission.number


def test_before_the_verdict_there_is_nothing_to_take_home(road: Road) -> None:
    with road.app.app_context():
        number = road.at("in_review").number
    for who in (road.people.teacher, road.people.rmc, road.people.experts[0]):
        browser = road.browser(who)
        for name in (
            "rounds/1/conclusion.pdf",
            "rounds/1/conclusion.docx",
            "files/1/annotated.docx",
        ):
            assert browser.get(f"/submissions/{number}/{name}").status_code == 404


def test_the_conclusion_says_points_remarks_and_no_expert_name(road: Road, tmp_path: Path) -> None:
    number = failed(road)
    url = f"/submissions/{number}/rounds/1/conclusion.pdf"
    teacher = road.browser(road.people.teacher)
    answer = teacher.get(url)
    assert answer.mimetype == "application/pdf"
    text = words_of(answer.data, tmp_path)
    with road.app.app_context():
        released = db.session.scalars(
            sa.select(Remark.text).where(Remark.released_at.is_not(None))
        ).all()
    assert len(released) > 5
    assert [one for one in released if one not in text] == []
    assert "22" in text and "Эксперт 1" in text and "Берёзкина" in text
    assert "Игоревич" not in text and "Служебное" not in text
    again = teacher.get(url)
    assert again.data == answer.data


def test_an_expert_reads_the_conclusion_without_author_and_organisation(
    road: Road, tmp_path: Path
) -> None:
    number = failed(road)
    answer = road.browser(road.people.experts[0]).get(
        f"/submissions/{number}/rounds/1/conclusion.pdf"
    )
    text = words_of(answer.data, tmp_path)
    assert "Робототехника" in text
    for name in ("Берёзкина", "Центр детского творчества", "Игоревич"):
        assert name not in text


def test_the_own_file_comes_back_with_every_released_remark_as_a_comment(road: Road) -> None:
    number = failed(road)
    answer = road.browser(road.people.teacher).get(f"/submissions/{number}/files/1/annotated.docx")
    assert answer.status_code == 200
    comments = list(Document(io.BytesIO(answer.data)).comments)
    texts = "\n".join(comment.text for comment in comments)
    with road.app.app_context():
        released = db.session.scalars(
            sa.select(Remark.text).where(Remark.released_at.is_not(None))
        ).all()
    assert [one for one in released if one not in texts] == []
    authors = {comment.author for comment in comments}
    assert authors <= {
        "Эксперт 1",
        "Эксперт 2",
        "Внутренний эксперт",
        "Модератор МОЦ",
        "Модератор РМЦ",
    }
    assert "Служебное" not in texts
    page = road.browser(road.people.teacher).get(f"/submissions/{number}").text
    assert "annotated.docx" in page and "conclusion.pdf" in page
