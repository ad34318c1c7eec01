"""A lock that is not to be had: said plainly, with what was typed, and over when it is over."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from review import clock, database
from review.database import db
from review.models.journal import FormKey
from review.web import public, writes

TYPED = "Третий абзац повторяет второй."


@writes
def keeps() -> str:
    """A view that writes one row."""
    db.session.add(FormKey(key="kept", used_at=clock.now(), location="/"))
    db.session.flush()
    return "kept"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Flask:
    """The product, waiting for a lock as short a time as SQLite knows."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1)
    app: Flask = request.getfixturevalue("app")
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/t/keeps", "t_keeps", public(keeps), methods=["POST"])
    app.testing = False
    return app


def test_a_lock_that_is_not_to_be_had_keeps_the_typed_text_and_passes(
    impatient: Flask, data: Path
) -> None:
    client = impatient.test_client()
    holder = sqlite3.connect(data / "znachok.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused = client.post("/t/keeps", data={"remark": TYPED})
    told = refused.get_data(as_text=True)
    holder.rollback()
    holder.close()

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "60"
    assert "Система сейчас занята" in told
    assert TYPED in told
    assert "locked" not in told
    assert client.post("/t/keeps", data={"remark": TYPED}).get_data(as_text=True) == "kept"
    with impatient.app_context():
        assert db.session.scalars(sa.select(FormKey.key)).all() == ["kept"]


def test_a_program_is_told_in_its_own_shape(impatient: Flask, data: Path) -> None:
    holder = sqlite3.connect(data / "znachok.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = impatient.test_client().post("/t/keeps", headers={"Accept": "application/json"})
    holder.rollback()
    holder.close()

    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
