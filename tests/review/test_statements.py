"""How many SQL statements the everyday requests send: at most twelve each, on a busy region."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from bench import filling
from bench.models import TEXTS
from review import identity
from review.config import Config
from review.database import db
from review.documents.storage import Store
from review.models.people import Person
from tests import run

MOST = 12
NOT_COUNTED = ("BEGIN", "PRAGMA")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, filling.Filled]]:
    """The scratch region of the measuring programs at its smallest, one for all these tests."""
    data: Path = tmp_path_factory.mktemp("statements")
    url = f"sqlite:///{data / 'znachok.sqlite3'}"
    run.migrate(url)
    config = Config.from_env({}, data=data, database_url=url, secret_key="tests", worker=False)
    with run.installation(config) as app:
        with app.app_context():
            filled = filling.fill(Store(config.files), 200)
        yield app, filled


@pytest.fixture
def filled(region: tuple[Flask, filling.Filled]) -> filling.Filled:
    """Where things are in the region."""
    return region[1]


def browser(app: Flask, email: str) -> FlaskClient:
    """A browser that this person has signed in with."""
    with app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
        token = identity.begin(person, "127.0.0.1", "tests")
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            sent.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


def token_in(page: str) -> str:
    """The CSRF token of the page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("expert", "/scoring/"),
        ("expert", "/scoring/{bench}"),
        ("rmc", "/moderation/"),
        ("rmc", "/moderation/all"),
        ("rmc", "/moderation/all?q=%D1%88%D0%B0%D1%85%D0%BC%D0%B0%D1%82%D1%8B"),
        ("rmc", "/submissions/{decided}/remarks"),
        ("rmc", "/submissions/{decided}/talks"),
        ("rmc", "/submissions/{decided}/rounds"),
        ("rmc", "/submissions/{decided}/document"),
        ("rmc", "/reports/"),
        ("rmc", "/reports/results.csv"),
        ("teacher", "/programmes/"),
        ("rmc", "/registry/"),
    ],
)
def test_a_page_sends_twelve_statements_at_most(
    region: tuple[Flask, filling.Filled], who: str, path: str
) -> None:
    app, filled = region
    client = browser(app, getattr(filled, who))
    address = path.format(bench=filled.bench, decided=filled.decided)
    assert (
        client.get(address, buffered=True).status_code == 200
    )  # what is read once a process is read now
    with counted() as sent:
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.get_data()
    assert 0 < len(sent) <= MOST, "\n".join(sent)


def test_saving_a_mark_sends_twelve_statements_at_most(
    region: tuple[Flask, filling.Filled], filled: filling.Filled
) -> None:
    client = browser(region[0], filled.expert)
    page = client.get(f"/scoring/{filled.bench}").get_data(as_text=True)
    version = page[page.index("/marks/A1") :].split('name="version" value="')[1].split('"')[0]
    fields = {"csrf_token": token_in(page), "version": version, "points": "2", "remark": "Мало."}
    with counted() as sent:
        answer = client.post(
            f"/scoring/{filled.bench}/marks/A1", data=fields, headers={"Accept": "application/json"}
        )
    assert answer.status_code == 200
    assert 0 < len(sent) <= MOST, "\n".join(sent)


def test_uploading_a_text_read_before_sends_twelve_statements_at_most(
    region: tuple[Flask, filling.Filled], filled: filling.Filled
) -> None:
    client = browser(region[0], filled.teacher)
    page = client.get(f"/programmes/{filled.programme_id}").get_data(as_text=True)
    data = (TEXTS / "art_brush_r2.docx").read_bytes()
    with counted() as sent:
        answer = client.post(
            f"/programmes/{filled.programme_id}/revision",
            data={
                "csrf_token": token_in(page),
                "document": (io.BytesIO(data), "Программа.docx"),
            },
            content_type="multipart/form-data",
        )
    assert answer.status_code == 303
    assert 0 < len(sent) <= MOST, "\n".join(sent)
