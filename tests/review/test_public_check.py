"""Anybody checks a file without an account; nothing of it stays."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from review import clock
from review.database import db
from review.faults import TooMany
from review.models.findings import FindingRow
from review.models.people import SignInTry
from review.models.programmes import Reading, StoredFile
from review.public_check import service
from tests.review.texts import FAULTY

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def check(app: Flask, data: bytes = FAULTY, name: str = "программа.docx") -> TestResponse:
    client = app.test_client()
    page = client.get("/check").text
    token = TOKEN.search(page)
    assert token is not None
    answer = client.post(
        "/check",
        data={"csrf_token": token.group(1), "document": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    answer.request.environ["wsgi.input"].close()
    return answer


def test_the_front_page_and_the_sign_in_page_lead_here(app: Flask) -> None:
    client = app.test_client()
    for url in ("/", "/accounts/sign-in"):
        assert 'href="/check"' in client.get(url).text


def test_a_stranger_sees_passport_and_findings_and_nothing_is_kept(app: Flask) -> None:
    answer = check(app)
    assert answer.status_code == 200
    assert "2 мешают отправить" in answer.text
    assert "Как исправить:" in answer.text
    assert "Таблицы часов" in answer.text
    assert "Волшебная кисть" in answer.text
    with app.app_context():
        for table in (StoredFile, Reading, FindingRow):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    files = app.config["ZNACHOK"].files
    assert not files.exists() or not [one for one in files.rglob("*") if one.is_file()]


def test_a_file_that_is_no_programme_is_refused_with_words(app: Flask) -> None:
    answer = check(app, b"GIF89a" + b"\x00" * 100, "picture.gif")
    assert 400 <= answer.status_code < 500
    assert "Файл не принят" in answer.text


def test_without_a_file_the_form_says_so(app: Flask) -> None:
    client = app.test_client()
    token = TOKEN.search(client.get("/check").text)
    assert token is not None
    answer = client.post("/check", data={"csrf_token": token.group(1)})
    assert answer.status_code == 422
    assert "Сначала выберите файл" in answer.text


def test_one_address_checks_so_many_files_and_no_more(app: Flask) -> None:
    with app.app_context():
        for _ in range(service.FILES_PER_ADDRESS):
            service.count_try("127.0.0.1")
        service.count_try("10.0.0.1")
        with pytest.raises(TooMany):
            service.count_try("127.0.0.1")
        db.session.commit()
    assert check(app).status_code == 429
    with app.app_context():
        old = clock.now() - service.WINDOW - timedelta(minutes=1)
        db.session.execute(sa.update(SignInTry).values(at=old))
        db.session.commit()
    assert check(app).status_code == 200


def test_an_address_is_not_kept_in_the_clear(app: Flask) -> None:
    with app.app_context():
        service.count_try("203.0.113.7")
        assert "203.0.113.7" not in " ".join(db.session.scalars(sa.select(SignInTry.subject)))
