"""The door: who gets in, how often one may try, and what ends a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from review import clock, identity
from review.accounts import passwords, service
from review.database import db
from review.models.journal import JournalEntry
from review.models.people import CountedTry, Person, SignIn
from tests.review.scene import (
    PASSWORD,
    enter,
    found_region,
    post,
    quick_hash,
    settle_person,
    sign_in,
    token,
)
from workflows.roles import Role

EMAIL = "anna@example.org"


@pytest.fixture
def anna(db_session, app) -> int:
    region = found_region()
    person = settle_person(EMAIL, Role.TEACHER, region.school)
    service.grant(person, Role.MOC, region.municipality)
    return person.id


def test_a_right_password_opens_the_desk(app, anna) -> None:
    client = sign_in(app, EMAIL)
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/programmes/")


def test_the_case_of_an_email_does_not_matter(app, anna) -> None:
    assert sign_in(app, "Anna@Example.ORG").get("/accounts/me").status_code == 200


def test_wrong_and_unknown_are_answered_alike(client, anna) -> None:
    answers = [
        post(client, "/accounts/sign-in", email=email, password="not this one")
        for email in (EMAIL, "nobody@example.org")
    ]
    texts = [one.get_data(as_text=True) for one in answers]
    assert [one.status_code for one in answers] == [422, 422]
    said = "Почта и пароль не подходят друг к другу"
    assert all(said in text for text in texts)
    assert EMAIL in texts[0]
    assert "not this one" not in texts[0]


def test_an_unknown_account_costs_as_much_as_a_known_one(anna, monkeypatch) -> None:
    seen = []
    real = passwords._hasher

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            seen.append(stored[:10])
            return real.verify(stored, password)

    passwords._nobody()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not passwords.matches(None, "whatever")
    assert seen == ["$argon2id$"]


def test_passwords_are_kept_as_argon2id(anna) -> None:
    assert service.find_by_email(EMAIL).password_hash.startswith("$argon2id$v=19$")
    assert PASSWORD not in service.find_by_email(EMAIL).password_hash


def test_a_weaker_hash_is_renewed_at_the_next_entry(app, anna) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    db.session.execute(sa.update(Person).where(Person.id == anna).values(password_hash=weak))
    sign_in(app, EMAIL)
    stored = db.session.scalar(sa.select(Person.password_hash).where(Person.id == anna))
    assert stored != weak
    assert not passwords.needs_rehash(stored)


def fill_tries(subject: str, count: int) -> None:
    for _ in range(count):
        db.session.add(CountedTry(subject=identity.digest(subject), at=clock.now()))
    db.session.commit()


def test_after_too_many_tries_even_the_right_password_waits(client, anna) -> None:
    fill_tries(f"email:{EMAIL}", service.TRIES_PER_EMAIL)
    answer = post(client, "/accounts/sign-in", email=EMAIL, password=PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "15 минут" in answer.get_data(as_text=True)


def test_one_address_cannot_try_many_accounts(client, anna) -> None:
    fill_tries("address:127.0.0.1", service.TRIES_PER_ADDRESS)
    answer = post(client, "/accounts/sign-in", email="other@example.org", password="x")
    assert answer.status_code == 429


def test_tries_are_forgotten_in_time_and_by_a_success(app, anna) -> None:
    fill_tries(f"email:{EMAIL}", service.TRIES_PER_EMAIL - 1)
    sign_in(app, EMAIL)
    left = db.session.scalar(sa.select(sa.func.count(CountedTry.id)))
    assert left == 0
    fill_tries(f"email:{EMAIL}", service.TRIES_PER_EMAIL)
    with clock.standing_at(clock.now() + service.WINDOW + timedelta(seconds=1)):
        assert service.sign_in(EMAIL, PASSWORD, "127.0.0.1", "") is not None


def test_failed_tries_are_counted_and_journalled(client, anna) -> None:
    post(client, "/accounts/sign-in", email=EMAIL, password="wrong again")
    assert db.session.scalar(sa.select(sa.func.count(CountedTry.id))) == 2
    assert db.session.scalars(sa.select(JournalEntry.action)).all() == ["sign_in_failed"]


def test_a_blocked_person_is_out_at_once_and_stays_out(app, anna) -> None:
    client = enter(app, EMAIL)
    service.block(db.session.get_one(Person, anna), "уволена")
    db.session.commit()
    assert client.get("/accounts/me").status_code == 302
    answer = post(app.test_client(), "/accounts/sign-in", email=EMAIL, password=PASSWORD)
    assert answer.status_code == 422
    assert "заблок" not in answer.get_data(as_text=True).lower()


def test_a_new_password_ends_the_other_sessions_only(app, anna) -> None:
    here, elsewhere = enter(app, EMAIL), enter(app, EMAIL)
    answer = post(
        here,
        "/accounts/me/password",
        "/accounts/me",
        old_password=PASSWORD,
        password="sovsem drugoy parol",
    )
    assert answer.status_code == 303
    assert here.get("/accounts/me").status_code == 200
    assert elsewhere.get("/accounts/me").status_code == 302
    sign_in(app, EMAIL, "sovsem drugoy parol")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("not mine", "sovsem drugoy parol", "Прежний пароль указан неверно"),
        (PASSWORD, "short", "короткий"),
        (PASSWORD, "password123", "первых"),
        (PASSWORD, EMAIL, "повторяет"),
    ],
)
def test_a_poor_new_password_is_refused_with_the_reason(app, anna, old, new, said) -> None:
    client = enter(app, EMAIL)
    answer = post(client, "/accounts/me/password", "/accounts/me", old_password=old, password=new)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    stored = db.session.get_one(Person, anna).password_hash
    assert stored == quick_hash()


def test_signing_out_ends_the_session_on_the_server(app, anna) -> None:
    client = enter(app, EMAIL)
    cookie = client.get_cookie("znachok")
    post(client, "/accounts/sign-out", "/accounts/me")
    thief = app.test_client()
    thief.set_cookie("znachok", cookie.value)
    assert thief.get("/accounts/me").status_code == 302


def test_a_second_entry_in_one_browser_ends_the_first_session(app, anna) -> None:
    client = enter(app, EMAIL)
    form = {"csrf_token": token(client, "/accounts/me"), "email": EMAIL, "password": PASSWORD}
    assert client.post("/accounts/sign-in", data=form).status_code == 303
    open_ones = sa.select(sa.func.count(SignIn.id)).where(SignIn.ended_at.is_(None))
    assert db.session.scalar(open_ones) == 1


def test_other_sessions_can_be_ended_by_hand(app, anna) -> None:
    here, elsewhere = enter(app, EMAIL), enter(app, EMAIL)
    post(here, "/accounts/me/sessions", "/accounts/me")
    assert here.get("/accounts/me").status_code == 200
    assert elsewhere.get("/accounts/me").status_code == 302


def test_sessions_end_by_idleness_and_by_age(app, anna, config) -> None:
    client, start = enter(app, EMAIL), clock.now()
    with clock.standing_at(start + timedelta(minutes=config.session_idle_minutes + 1)):
        assert client.get("/accounts/me").status_code == 302
    client = enter(app, EMAIL)
    step = timedelta(minutes=config.session_idle_minutes - 1)
    moment = clock.now()
    while moment < start + timedelta(days=config.session_days):
        with clock.standing_at(moment):
            assert client.get("/accounts/me").status_code == 200
        moment += step
    with clock.standing_at(start + timedelta(days=config.session_days, minutes=5)):
        assert client.get("/accounts/me").status_code == 302


def test_the_hat_is_changed_without_signing_out(app, anna) -> None:
    client = enter(app, EMAIL)
    moc = next(one for one in db.session.get_one(Person, anna).grants if one.role is Role.MOC)
    post(client, "/accounts/hat", "/accounts/me", grant_id=str(moc.id))
    assert client.get("/").location == "/moderation/"


def test_nobody_puts_on_another_persons_hat(app, anna) -> None:
    stranger = settle_person("eva@example.org", Role.RMC)
    grant_id = stranger.grants[0].id
    client = enter(app, EMAIL)
    answer = post(client, "/accounts/hat", "/accounts/me", grant_id=str(grant_id))
    assert answer.status_code == 404
    assert client.get("/").location == "/programmes/"


def test_without_a_hat_one_is_told_what_to_do(app, anna) -> None:
    settle_person("new@example.org")
    text = enter(app, "new@example.org").get("/").get_data(as_text=True)
    assert "У вас пока нет роли" in text
    assert "new@example.org" in text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/ok\nSet: x", "evil"]
)
def test_next_never_leads_to_another_site(client, anna, target) -> None:
    answer = post(client, "/accounts/sign-in", email=EMAIL, password=PASSWORD, next=target)
    assert answer.location == "/"


def test_next_leads_on_within_the_site(client, anna) -> None:
    page = client.get("/accounts/me")
    assert page.location == "/accounts/sign-in?next=/accounts/me"
    form = client.get(page.location).get_data(as_text=True)
    assert 'name="next" value="/accounts/me"' in form
    answer = post(client, "/accounts/sign-in", email=EMAIL, password=PASSWORD, next="/accounts/me")
    assert answer.location == "/accounts/me"


def test_language_and_theme_live_in_cookies(client, anna) -> None:
    post(client, "/accounts/look", "/accounts/sign-in", language="en", next="/accounts/sign-in")
    post(client, "/accounts/look", "/accounts/sign-in", theme="dark")
    text = client.get("/accounts/sign-in").get_data(as_text=True)
    assert '<html lang="en" data-theme="dark">' in text
    assert "Forgot the password?" in text


def test_an_unknown_language_is_not_kept(client, anna) -> None:
    post(client, "/accounts/look", "/accounts/sign-in", language="xx", theme="pink")
    assert client.get_cookie("language") is None
    assert client.get_cookie("theme") is None


def test_ones_own_name_is_changed_but_not_over_a_newer_one(app, anna) -> None:
    client = enter(app, EMAIL)
    fields = {"name": "Анна Новая", "position": "", "language": "ru"}
    version = str(db.session.get_one(Person, anna).version)
    first = post(client, "/accounts/me", version=version, **fields)
    assert first.status_code == 303
    again = post(client, "/accounts/me", version=version, **{**fields, "name": "Анна Старая"})
    assert again.status_code == 409
    assert "Анна Старая" in again.get_data(as_text=True)
    assert db.session.scalar(sa.select(Person.name).where(Person.id == anna)) == "Анна Новая"
