"""Anybody checks a file without an account; nothing of it stays."""

from __future__ import annotations

import io
import re
from contextlib import ExitStack
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from review import clock, identity
from review.database import db
from review.documents import sandbox
from review.documents.reading import convert
from review.faults import TooMany
from review.models.findings import FindingRow
from review.models.people import CountedTry
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
    answer = check(app)
    assert answer.status_code == 429
    assert "Подождите 15 минут" in answer.text
    with app.app_context():
        old = clock.now() - service.WINDOW - timedelta(minutes=1)
        db.session.execute(sa.update(CountedTry).values(at=old))
        db.session.commit()
    assert check(app).status_code == 200


def test_an_address_is_not_kept_in_the_clear(app: Flask) -> None:
    with app.app_context():
        service.count_try("203.0.113.7")
        assert "203.0.113.7" not in " ".join(db.session.scalars(sa.select(CountedTry.subject)))


def test_a_crowd_is_told_to_come_again_and_teachers_keep_their_turns(app: Flask) -> None:
    assert service.AT_ONCE < sandbox.PARALLEL
    with ExitStack() as taken:
        for _ in range(service.AT_ONCE):
            taken.enter_context(service.turn())
        answer = check(app)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) == service.RETRY_SECONDS
        assert "попробуйте через минуту" in answer.text
        assert 'name="document"' in answer.text
        with app.app_context():
            assert db.session.scalar(sa.select(sa.func.count(CountedTry.id))) == 0
    assert check(app).status_code == 200


def test_a_refused_file_gives_its_turn_back(app: Flask) -> None:
    for _ in range(service.AT_ONCE + 1):
        assert check(app, b"GIF89a" + b"\x00" * 100, "picture.gif").status_code == 422
    assert check(app).status_code == 200


@pytest.mark.libreoffice
def test_a_crowd_with_files_to_convert_leaves_libreoffice_to_teachers(app: Flask) -> None:
    assert service.CONVERTED_AT_ONCE < convert.PARALLEL
    with ExitStack() as taken:
        for _ in range(service.CONVERTED_AT_ONCE):
            taken.enter_context(service.turn(converted=True))
        assert check(app, rb"{\rtf1\ansi Programme\par}", "programme.rtf").status_code == 429
        assert check(app).status_code == 200


def test_an_ipv6_household_is_one_visitor_and_nobody_is_everybody(app: Flask) -> None:
    with app.app_context():
        for host in range(service.FILES_PER_ADDRESS):
            service.count_try(f"2001:db8:1:2::{host:x}")
        with pytest.raises(TooMany):
            service.count_try("2001:db8:1:2:ffff::1")
        service.count_try("2001:db8:1:3::1")
        service.count_try("")
        counted = db.session.scalars(
            sa.select(sa.func.count()).select_from(CountedTry).group_by(CountedTry.subject)
        )
        tries = service.FILES_PER_ADDRESS
        assert sorted(counted) == [1, 1, tries, tries + 2]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a unix socket", "a unix socket"),
    ],
)
def test_an_address_counts_for_its_network(address: str, network: str) -> None:
    assert identity.network_of(address) == network


def test_without_a_file_the_page_says_so_next_to_the_field(app: Flask) -> None:
    client = app.test_client()
    token = TOKEN.search(client.get("/check").text)
    assert token is not None
    answer = client.post("/check", data={"csrf_token": token.group(1)})
    assert answer.status_code == 422
    assert re.search(r'id="document-error".*?Сначала выберите файл', answer.text, re.DOTALL)
    assert 'aria-describedby="document-hint document-error"' in answer.text
    assert " novalidate" in answer.text


def test_notes_are_folded_under_what_weighs_more(app: Flask) -> None:
    page = check(app).text
    fold = page.index('<details class="fold" id="notes">')
    assert page.index("Мешает отправить") < fold
    assert "На заметку" not in re.sub(r"<summary>.*?</summary>", "", page[:fold])
    assert '<article class="remark finding ">' in page[fold:]
