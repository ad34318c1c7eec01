"""Sessions, throttling, single-use links: the server is the truth, the clock is the product's."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from review import clock
from tests import region, run
from tests.security.world import COOKIE, House, token_of


def enters(house: House, who: str, client: Any = None) -> bool:
    status = (client or house.client(who)).get("/accounts/me").status_code
    assert status in (200, 302)
    return bool(status == 200)


def sign_in(house: House, email: str, password: str, client: Any = None, **more: Any) -> Any:
    client = client or house.app.test_client()
    token = token_of(client.get("/accounts/sign-in"))
    form = {"csrf_token": token, "email": email, "password": password}
    return client.post("/accounts/sign-in", data=form, **more)


def secret_in(house: House, cookie: str) -> str:
    reader = house.app.session_interface.get_signing_serializer(house.app)  # type: ignore[attr-defined]
    return str(reader.loads(cookie).get("_user_id", ""))


def test_the_token_is_random_new_at_every_sign_in_and_kept_nowhere(house: House) -> None:
    client, email = house.app.test_client(), house.world.emails["teacher"]
    client.set_cookie(COOKIE, house.world.cookies["anonymous"], domain="localhost")
    tokens = set()
    for _ in range(3):
        fresh = house.app.test_client()
        sign_in(house, email, region.PASSWORD, fresh)
        tokens.add(secret_in(house, fresh.get_cookie(COOKIE).value))
    assert len(tokens) == 3 and all(len(token) >= 43 for token in tokens)
    from review.database import db

    with house.app.app_context():
        kept = db.session.scalars(sa.text("SELECT token_hash FROM sign_ins")).all()
    assert not tokens & set(kept)


def test_a_cookie_from_before_the_sign_in_does_not_become_signed_in(house: House) -> None:
    planted = house.world.cookies["anonymous"]
    client = house.app.test_client()
    client.set_cookie(COOKIE, planted, domain="localhost")
    assert sign_in(house, house.world.emails["teacher"], region.PASSWORD, client).status_code == 303
    assert client.get_cookie(COOKIE).value != planted
    thief = house.app.test_client()
    thief.set_cookie(COOKIE, planted, domain="localhost")
    assert not enters(house, "", thief)


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    kept = house.client("teacher")
    assert enters(house, "teacher", kept)
    assert house.post("teacher", "/accounts/sign-out").status_code == 303
    assert not enters(house, "teacher", kept)


def test_a_blocked_person_is_out_everywhere_at_once_and_cannot_return(house: House) -> None:
    person = house.world.people["seated"]
    assert enters(house, "seated")
    done = house.post("administrator", f"/office/people/{person}/block", {"reason": "Уволен."})
    assert done.status_code == 303
    assert not enters(house, "seated")
    answer = sign_in(house, house.world.emails["seated"], region.PASSWORD)
    assert answer.status_code == 422
    unknown = sign_in(house, "nobody@znachok.example", region.PASSWORD)
    assert _without_email(answer.text) == _without_email(unknown.text)


def _without_email(page: str) -> str:
    page = re.sub(r'value="[^"]*"', "", page)
    return re.sub(r"\b[0-9a-f]{16}\b", "", page)


def test_a_session_ends_when_idle_and_when_old(house: House) -> None:
    config = house.app.config["ZNACHOK"]
    idle, longest = timedelta(minutes=config.session_idle_minutes), config.session_days
    start = clock.now()
    with clock.standing_at(start + idle - timedelta(minutes=30)):
        assert enters(house, "teacher")
    with clock.standing_at(start + idle * 2 - timedelta(minutes=35)):
        assert enters(house, "teacher"), "being seen begins the idle time anew"
    with clock.standing_at(start + idle * 3):
        assert not enters(house, "teacher")
    moment, client = start, house.client("colleague")
    while moment < start + timedelta(days=longest) - idle:
        moment += idle / 2
        with clock.standing_at(moment):
            assert enters(house, "colleague", client)
    with clock.standing_at(start + timedelta(days=longest, minutes=1)):
        assert not enters(house, "colleague", client)


def test_a_new_password_ends_the_other_sessions(house: House) -> None:
    other = house.app.test_client()
    sign_in(house, house.world.emails["teacher"], region.PASSWORD, other)
    assert enters(house, "teacher", other)
    form = {"old_password": region.PASSWORD, "password": "совсем другая длинная фраза"}
    assert house.post("teacher", "/accounts/me/password", form).status_code == 303
    assert enters(house, "teacher")
    assert not enters(house, "teacher", other)


def test_tries_are_counted_for_an_email_and_survive_a_restart(house: House) -> None:
    email = house.world.emails["teacher"]
    seen = [sign_in(house, email, "wrong wrong wrong").status_code for _ in range(9)]
    assert seen == [422] * 8 + [429]
    with run.installation(house.app.config["ZNACHOK"]) as restarted:
        again = House(restarted, house.world)
        answer = sign_in(again, email.upper(), region.PASSWORD)
        assert answer.status_code == 429 and answer.headers["Retry-After"]
        with clock.standing_at(clock.now() + timedelta(minutes=16)):
            assert sign_in(again, email, region.PASSWORD).status_code == 303


def test_tries_are_counted_for_an_address_whatever_a_header_claims(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.accounts.service.TRIES_PER_ADDRESS", 5)
    for turn in range(5):
        forged = {"X-Forwarded-For": f"10.0.0.{turn}", "X-Real-IP": f"10.1.0.{turn}"}
        answer = sign_in(house, f"one{turn}@znachok.example", "wrong wrong", headers=forged)
        assert answer.status_code == 422
    forged = {"X-Forwarded-For": "10.9.9.9"}
    last = sign_in(house, house.world.emails["moc"], region.PASSWORD, headers=forged)
    assert last.status_code == 429


def test_unknown_and_known_emails_are_answered_alike_in_words_and_in_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.accounts.service.TRIES_PER_EMAIL", 100)
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    pages: dict[str, str] = {}
    emails = {"known": house.world.emails["teacher"], "unknown": "nobody@znachok.example"}
    client = house.app.test_client()
    token = token_of(client.get("/accounts/sign-in"))
    for turn in range(10):
        for kind, email in emails.items():
            form = {"csrf_token": token, "email": email, "password": "wrong wrong wrong"}
            began = time.thread_time()
            answer = client.post("/accounts/sign-in", data=form)
            if turn > 1:
                times[kind].append(time.thread_time() - began)
            pages[kind] = _without_email(answer.text)
    assert pages["known"] == pages["unknown"]
    known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
    assert abs(known - unknown) < max(known, unknown) * 0.35, (known, unknown)
    told = {}
    for kind, email in emails.items():
        answer = house.post("anonymous", "/accounts/reset", {"email": email})
        told[kind] = answer.status_code, _without_email(answer.text.replace(email, ""))
    assert told["known"] == told["unknown"]


def _link(house: House, kind: str) -> str:
    from review.database import db
    from review.models.outbox import Letter

    with house.app.app_context():
        letter = db.session.scalars(
            sa.select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc())
        ).first()
        assert letter is not None
        return str(letter.facts["path"])


def test_a_link_works_once_and_not_for_long(house: House) -> None:
    email = house.world.emails["teacher"]
    house.post("anonymous", "/accounts/reset", {"email": email})
    first = _link(house, "password_reset")
    house.post("anonymous", "/accounts/reset", {"email": email})
    second = _link(house, "password_reset")
    body = {"password": "совсем другая длинная фраза"}
    assert house.client("anonymous").get(first).status_code == 410, "a newer link replaces it"
    with clock.standing_at(clock.now() + timedelta(minutes=61)):
        assert house.post("anonymous", second, body).status_code == 410
    other = second.replace("/reset/", "/invitation/")
    assert house.post("anonymous", other, body).status_code == 410, "a link has one purpose"
    assert house.post("anonymous", second, body).status_code == 303
    assert house.post("anonymous", second, body).status_code == 410
    assert not enters(house, "teacher"), "every session ends"
    assert sign_in(house, email, body["password"]).status_code == 303


def test_looking_at_a_link_does_not_spend_it(house: House) -> None:
    house.post("anonymous", "/accounts/reset", {"email": house.world.emails["teacher"]})
    path = _link(house, "password_reset")
    for _ in range(3):
        page = house.client("anonymous").get(path)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_the_probe_sees_a_session_that_outlives_its_sign_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.identity.end", lambda sign_in_id: None)
    with pytest.raises(AssertionError):
        test_signing_out_ends_the_session_on_the_server(house)
