"""The tests' own ground: the fence holds, each test has its own database, letters arrive."""

import smtplib
import socket
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import current_app

from review.database import db
from tests.mailbox import Mailbox
from tests.network import NetworkForbidden


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_other_machines_cannot_be_reached(host: str) -> None:
    with pytest.raises(NetworkForbidden):
        socket.create_connection((host, 80), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_letters_arrive(mailbox: Mailbox) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "znachok@example.org", "teacher@example.org"
    letter["Subject"] = "Значок выдан"
    letter.set_content("Поздравляем!")
    with smtplib.SMTP(mailbox.host, mailbox.port) as server:
        server.send_message(letter)

    (received,) = mailbox.to("teacher@example.org")
    assert received["Subject"] == "Значок выдан"
    assert received.get_content().strip() == "Поздравляем!"


@pytest.mark.both_databases
@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_has_a_database_of_its_own(turn: int, engine: str, db_session) -> None:
    assert db.engine.dialect.name == engine
    assert "alembic_version" in sa.inspect(db.engine).get_table_names()
    db_session.execute(sa.text("CREATE TABLE left_behind (turn INTEGER)"))
    db_session.commit()


@pytest.mark.both_databases
def test_services_need_no_rooms(db_session, engine: str) -> None:
    assert current_app.name == "ledger"
    assert db_session.connection().dialect.name == engine


@pytest.mark.both_databases
def test_requests_do_not_share_the_context_of_the_test(app, db_session) -> None:
    seen = []
    app.add_url_rule("/house-test", view_func=lambda: seen.append(db.session()) or "")

    answer = app.test_client().get("/house-test")

    assert answer.status_code == 200
    assert seen[0] is not db_session()
