"""The text on its way in: good files are read, bad ones refused in words, nothing is lost."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.profiles import Season
from review.models.submissions import Revision, Submission
from tests.road import Browser, Road, word_file

NOTE = "Исправил часы и <i>список</i> литературы."


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


@pytest.fixture
def place(road: Road) -> str:
    with road.app.app_context():
        return f"/programmes/{road.returned().programme_id}"


@pytest.fixture
def teacher(road: Road) -> Browser:
    return road.browser(road.people.teacher)


def send(browser: Browser, place: str, data: bytes, name: str = "программа.docx", **more: str):
    file = (io.BytesIO(data), name)
    return browser.post(
        f"{place}/revision",
        {"document": file, "note": NOTE, **more},
        content_type="multipart/form-data",
    )


def revisions(road: Road) -> list[tuple[int, str]]:
    with road.app.app_context():
        query = sa.select(Revision.number, Revision.name).order_by(Revision.number)
        return [(row[0], row[1]) for row in db.session.execute(query)]


def test_a_good_file_becomes_the_next_version_with_its_note(
    road: Road, teacher: Browser, place: str
) -> None:
    answer = send(teacher, place, word_file("Совсем новый текст."))
    assert answer.status_code == 303
    assert revisions(road) == [(1, "robots.docx"), (2, "программа.docx")]
    page = teacher.get(place).text
    assert "Текст загружен: версия 2" in page
    with road.app.app_context():
        note = db.session.scalar(sa.select(Revision.note).where(Revision.number == 2))
    assert note == NOTE


def test_a_second_file_before_sending_replaces_the_first(
    road: Road, teacher: Browser, place: str
) -> None:
    send(teacher, place, word_file("Первый."), "один.docx")
    send(teacher, place, word_file("Второй."), "два.docx")
    assert [name for _, name in revisions(road)] == ["robots.docx", "два.docx"]


@pytest.mark.parametrize(
    ("contents", "name", "status"),
    [
        (b"", "empty.docx", 422),
        (b"just words", "words.docx", 422),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "old.docx", 422),
        (word_file()[:-300], "broken.docx", 422),
        (b"%PDF-1.4 and nothing more", "broken.pdf", 422),
        (b"x" * (21 << 20), "huge.docx", 422),
    ],
    ids=["empty", "words", "renamed-doc", "broken-zip", "broken-pdf", "21-mb"],
)
def test_a_bad_file_is_refused_in_words_and_the_note_stays(
    road: Road, teacher: Browser, place: str, contents: bytes, name: str, status: int
) -> None:
    answer = send(teacher, place, contents, name)
    assert answer.status_code == status
    assert "Файл не принят" in answer.text and "Ничего не изменилось" in answer.text
    assert "Исправил часы и &lt;i&gt;список" in answer.text
    assert revisions(road) == [(1, "robots.docx")]


def test_a_body_beyond_every_limit_is_answered_with_its_own_page(
    road: Road, teacher: Browser, place: str
) -> None:
    answer = send(teacher, place, b"x" * (43 << 20), "vast.docx")
    assert answer.status_code == 413
    assert "20" in answer.text


def test_no_file_at_all_is_asked_for(teacher: Browser, place: str) -> None:
    answer = teacher.post(f"{place}/revision", {"note": NOTE}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Сначала выберите файл." in answer.text and "Исправил часы" in answer.text


def test_a_returned_programme_is_mended_after_its_season_has_closed(
    road: Road, teacher: Browser, place: str
) -> None:
    with road.app.app_context():
        db.session.execute(sa.update(Season).values(closes_on=Season.opens_on))
        db.session.commit()
    assert send(teacher, place, word_file("После сезона.")).status_code == 303
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1


def test_while_under_review_no_file_is_taken(road: Road, teacher: Browser) -> None:
    with road.app.app_context():
        at_desk = f"/programmes/{road.at('moc_moderation').programme_id}"
    assert send(teacher, at_desk, word_file()).status_code in (404, 409)
    assert revisions(road) == [(1, "robots.docx")]


def test_file_names_with_markup_and_paths_are_harmless(
    road: Road, teacher: Browser, place: str
) -> None:
    name = '../../<img src=x onerror="alert(1)">.docx'
    assert send(teacher, place, word_file("Имя."), name).status_code == 303
    page = teacher.get(place).text
    assert "<img src=x" not in page
    assert "/" not in revisions(road)[-1][1]


FOLDER = Path(__file__).resolve().parents[4] / "shared" / "corpus"


def files(folder: str) -> list[Path]:
    home = FOLDER / folder
    if not home.is_dir():
        return []
    return sorted(one for one in home.iterdir() if one.is_file() and one.suffix != ".tsv")


@pytest.mark.corpus
def test_every_hostile_file_is_accepted_or_refused_in_words(
    road: Road, teacher: Browser, place: str, corpus: Path
) -> None:
    found = files("hostile")
    assert found, corpus
    for path in found:
        answer = send(teacher, place, path.read_bytes(), path.name)
        assert answer.status_code in (303, 413, 422), path.name
        if answer.status_code == 422:
            assert "Файл не принят" in answer.text, path.name
            assert "Исправил часы" in answer.text, path.name


@pytest.mark.corpus
def test_real_programmes_are_taken_in(
    road: Road, teacher: Browser, place: str, corpus: Path
) -> None:
    found = [one for one in files("programmes") if one.suffix in (".docx", ".pdf")]
    assert found, corpus
    for path in found[::6]:
        answer = send(teacher, place, path.read_bytes(), path.name)
        assert answer.status_code == 303, (path.name, answer.text[:200])
        assert teacher.get(place).status_code == 200
