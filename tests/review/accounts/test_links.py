"""Links in letters: an invitation and a new password, each once and for a short time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from review import clock
from review.accounts import service
from review.database import db
from review.models.outbox import Letter
from review.models.people import Link, LinkPurpose, Person
from tests.review.scene import enter, post, settle_person, sign_in

EMAIL = "anna@example.org"
NEW = "sovsem drugoy parol"


@pytest.fixture
def anna(db_session, app) -> int:
    return settle_person(EMAIL).id


def letters() -> list[Letter]:
    return list(db.session.scalars(sa.select(Letter).order_by(Letter.id)))


def ask(client, email: str = EMAIL):
    return post(client, "/accounts/reset", email=email)


def test_asking_tells_nobody_whether_the_account_exists(client, anna) -> None:
    known, unknown = ask(client), ask(client, "nobody@example.org")
    texts = [
        one.get_data(as_text=True).replace("nobody@example.org", EMAIL) for one in (known, unknown)
    ]
    assert known.status_code == unknown.status_code == 200
    assert texts[0].split("<main")[1] == texts[1].split("<main")[1]
    assert [letter.address for letter in letters()] == [EMAIL]


def test_a_blocked_account_gets_no_link(client, anna) -> None:
    service.block(db.session.get_one(Person, anna), "уволена")
    ask(client)
    assert letters() == []


def test_nobody_fills_anothers_mailbox(client, anna) -> None:
    for _ in range(service.RESETS_PER_HOUR + 2):
        assert ask(client).status_code == 200
    assert len(letters()) == service.RESETS_PER_HOUR


def test_a_reset_link_works_once_and_ends_every_session(app, client, anna) -> None:
    signed_in = enter(app, EMAIL)
    ask(client)
    path = letters()[0].facts["path"]
    assert client.get(path).status_code == 200
    assert post(client, path, password=NEW).location == "/accounts/sign-in"
    assert signed_in.get("/accounts/me").status_code == 302
    sign_in(app, EMAIL, NEW)
    spent = client.get(path)
    assert spent.status_code == 410
    assert "больше не действует" in spent.get_data(as_text=True)


def test_a_spent_link_sets_nothing_by_a_second_press(app, client, anna) -> None:
    ask(client)
    path = letters()[0].facts["path"]
    post(client, path, password=NEW)
    second = post(client, path, "/accounts/sign-in", password="i eshchyo odin")
    assert second.status_code == 410
    sign_in(app, EMAIL, NEW)


def test_a_weak_password_does_not_spend_the_link(app, client, anna) -> None:
    ask(client)
    path = letters()[0].facts["path"]
    weak = post(client, path, password="12345678")
    assert weak.status_code == 422
    assert post(client, path, password=NEW).status_code == 303


def test_a_link_grows_old(client, anna, config) -> None:
    ask(client)
    path = letters()[0].facts["path"]
    with clock.standing_at(clock.now() + timedelta(minutes=config.reset_minutes, seconds=1)):
        assert client.get(path).status_code == 410


def test_a_newer_link_switches_off_the_older(client, anna) -> None:
    ask(client)
    ask(client)
    older, newer = (letter.facts["path"] for letter in letters())
    assert client.get(older).status_code == 410
    assert client.get(newer).status_code == 200


def test_a_link_of_one_purpose_does_not_serve_another(client, anna) -> None:
    ask(client)
    path = letters()[0].facts["path"]
    assert client.get(path.replace("/reset/", "/invitation/")).status_code == 410


def test_only_a_hash_of_the_link_is_kept(client, anna) -> None:
    ask(client)
    token = letters()[0].facts["path"].rsplit("/", 1)[1]
    stored = db.session.scalars(sa.select(Link.token_hash)).all()
    assert len(token) > 40
    assert token not in stored


@pytest.mark.both_databases
def test_an_invitation_opens_the_account_once(app, client, db_session) -> None:
    person = service.create_person("new@example.org", "Новая Ольга")
    path = service.invite(person, timedelta(days=7), None, "")
    db.session.commit()
    assert client.get(path).status_code == 200
    assert post(client, path, password=NEW).status_code == 303
    sign_in(app, "new@example.org", NEW)
    assert client.get(path).status_code == 410
    assert letters()[0].kind == "invitation"


def test_looking_at_a_link_does_not_spend_it(client, anna) -> None:
    token = service.make_link(
        db.session.get_one(Person, anna), LinkPurpose.PASSWORD_RESET, timedelta(hours=1)
    )
    db.session.commit()
    for _ in range(3):
        assert client.get(f"/accounts/reset/{token}").status_code == 200
        assert client.head(f"/accounts/reset/{token}").status_code == 200


def test_the_old_password_works_until_the_new_one_is_set(app, client, anna) -> None:
    ask(client)
    sign_in(app, EMAIL)
