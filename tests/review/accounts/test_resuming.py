"""A session that ended in mid-form: nothing typed is lost, nothing is sent by itself."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from review import identity
from review.accounts import service
from review.database import db
from review.models.people import Person
from tests.review.scene import PASSWORD, enter, post, settle_person, token

EMAIL = "anna@example.org"
TYPED = {"name": "Анна «Имя» & <b>", "position": "методист", "language": "ru"}


@pytest.fixture
def anna(db_session, app) -> int:
    return settle_person(EMAIL).id


def hidden_fields(page: str) -> list[tuple[str, str]]:
    form = page.split("<main")[1].split("<form", 1)[1].split("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return [(name, html.unescape(value)) for name, value in pairs]


def interrupted(app, anna) -> tuple:
    """A form filled in while the session ended elsewhere; gives the client and the answer."""
    client = enter(app, EMAIL)
    csrf = token(client, "/accounts/me")
    identity.end_all(anna)
    db.session.commit()
    return client, client.post("/accounts/me", data={"csrf_token": csrf, **TYPED})


def test_the_sign_in_carries_what_was_typed(app, anna) -> None:
    client, answer = interrupted(app, anna)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "методист" in page
    fields = dict(hidden_fields(page))
    back = client.post("/accounts/sign-in", data={**fields, "email": EMAIL, "password": PASSWORD})
    shown = back.get_data(as_text=True)
    assert back.status_code == 200
    assert "методист" in shown
    assert stored_name(anna) == "Анна Седых"
    again = client.post("/accounts/me", data=dict(hidden_fields(shown)))
    assert again.status_code == 303
    assert stored_name(anna) == TYPED["name"]


def stored_name(person_id: int) -> str:
    return db.session.scalar(sa.select(Person.name).where(Person.id == person_id))


@pytest.mark.parametrize("password", ["wrong one", ""])
def test_a_slip_in_the_password_loses_nothing(app, anna, password) -> None:
    client, answer = interrupted(app, anna)
    fields = dict(hidden_fields(answer.get_data(as_text=True)))
    slip = client.post("/accounts/sign-in", data={**fields, "email": EMAIL, "password": password})
    page = slip.get_data(as_text=True)
    assert slip.status_code == 422
    assert "методист" in page
    assert dict(hidden_fields(page))["resume_to"] == "/accounts/me"


def test_too_many_tries_lose_nothing_either(app, anna) -> None:
    client, answer = interrupted(app, anna)
    fields = dict(hidden_fields(answer.get_data(as_text=True)))
    for _ in range(service.TRIES_PER_EMAIL):
        service.sign_in(EMAIL, "wrong", "10.0.0.1", "")
    slip = client.post("/accounts/sign-in", data={**fields, "email": EMAIL, "password": PASSWORD})
    assert slip.status_code == 429
    assert "методист" in slip.get_data(as_text=True)


def test_passwords_are_never_carried(app, anna) -> None:
    client = enter(app, EMAIL)
    csrf = token(client, "/accounts/me")
    identity.end_all(anna)
    answer = client.post(
        "/accounts/me/password",
        data={"csrf_token": csrf, "old_password": "tayna odin", "password": "tayna dva"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "tayna" not in page


def test_what_waits_never_goes_to_another_site(client, anna) -> None:
    answer = post(
        client,
        "/accounts/sign-in",
        email=EMAIL,
        password=PASSWORD,
        resume_to="https://evil.example/",
        resume_fields='[["name", "x"]]',
    )
    assert answer.status_code == 303
    assert "evil" not in answer.location
