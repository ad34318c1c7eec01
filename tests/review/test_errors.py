"""Error pages: what happened, what to do, what was typed; nothing of the inside."""

from __future__ import annotations

import html
import io
import json
import logging
import re

import pytest
import sqlalchemy as sa
from flask import Flask, g, request
from flask.testing import FlaskClient

from review import clock, identity, logs, resume
from review.accounts import service
from review.database import db
from review.faults import Conflict, Invalid, NotFound, Refused, TooMany
from review.models.journal import FormKey
from review.web import public, signed_in, visitor, writes
from rubric.faults import RubricFaults, fault
from workflows.refusal import NotAllowed, Refusal
from workflows.roles import Role
from workflows.situation import State

TYPED = "Третий абзац повторяет второй."


def raising(error: Exception):
    def view():
        raise error

    return view


def needs_visitor() -> str:
    visitor()
    return "in"


def leaves_a_row_and_fails() -> str:
    db.session.add(FormKey(key="half", used_at=clock.now(), location="/"))
    db.session.flush()
    raise Refused("sheet_is_in")


REASONS = [("file_missing", {}), ("panel_not_full", {"missing": 2})]
VIEWS = {
    "missing": raising(NotFound("submission")),
    "refused": raising(Refused("sheet_is_in")),
    "reasons": raising(
        Refused("cannot", [("file_missing", {}), ("panel_not_full", {"missing": 2})])
    ),
    "conflict": raising(Conflict("submission_moved", state=State.IN_REVISION)),
    "invalid": raising(Invalid("remark_empty", "text")),
    "many": raising(TooMany("sign_in_tries", retry_after=90)),
    "not-allowed": raising(NotAllowed("admit", (Refusal("own_programme"),))),
    "rubric": raising(RubricFaults([fault("points_not_a_number", value="x")])),
    "private": needs_visitor,
    "broken": raising(RuntimeError("the secret is 42")),
    "half": writes(leaves_a_row_and_fails),
    "database": raising(sa.exc.OperationalError("SELECT secret", {}, OSError("gone"))),
}


@pytest.fixture
def app(app: Flask) -> Flask:
    """The product with a view for each family of errors, answering as in production."""
    for name, view in VIEWS.items():
        app.add_url_rule(f"/t/{name}", f"t_{name}", public(view), methods=["GET", "POST"])
    app.add_url_rule("/t/form", "t_form", signed_in(lambda: request.form["text"]), methods=["POST"])
    app.add_url_rule("/t/secret/<token>", "t_secret", public(lambda token: g.request_id))
    app.testing = False
    return app


@pytest.fixture
def anna(app: Flask, client: FlaskClient) -> FlaskClient:
    """A signed-in browser."""
    with app.app_context():
        person = service.create_person("anna@example.org", "Анна Иванова")
        service.grant(person, Role.RMC)
        token = identity.begin(person, "127.0.0.1", "test")
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def csrf(client: FlaskClient) -> str:
    """A token for this browser's forms."""
    page = client.get("/t/missing").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def post(client: FlaskClient, path: str, **more):
    data = {"csrf_token": csrf(client), "text": TYPED, "password": "not to be shown"}
    return client.post(path, data=data | more.pop("data", {}), **more)


def words(answer) -> str:
    """The text of a page without its tags."""
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", answer.text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("missing", 404, "Такой страницы нет"),
        ("refused", 409, "Оценочный лист уже сдан"),
        ("reasons", 409, "Текст программы ещё не загружен."),
        ("reasons", 409, "Нужны ещё 2 эксперта."),
        ("conflict", 409, "На доработке"),
        ("invalid", 422, "Напишите текст замечания."),
        ("not-allowed", 409, "Сейчас нельзя: «Допустить к экспертизе»."),
        ("not-allowed", 409, "Вы автор этой программы"),
        ("rubric", 422, "x — не число."),
        ("many", 429, "через 2 минуты"),
    ],
)
def test_each_family_has_its_page(anna: FlaskClient, name: str, status: int, said: str) -> None:
    for answer in (anna.get(f"/t/{name}"), post(anna, f"/t/{name}")):
        assert answer.status_code == status
        assert said in words(answer)


@pytest.mark.parametrize(
    "name", [name for name in VIEWS if name not in ("private", "broken", "database")]
)
def test_what_was_typed_is_kept_but_no_secrets(anna: FlaskClient, name: str) -> None:
    answer = post(anna, f"/t/{name}", data={"title": "<b>Тема</b>", "form_key": "key-of-form"})

    assert TYPED in words(answer)
    assert "<b>Тема</b>" in words(answer)
    assert "<b>Тема" not in answer.text
    assert "not to be shown" not in answer.text
    assert "key-of-form" not in words(answer)


def test_english_too(anna: FlaskClient) -> None:
    anna.set_cookie("language", "en")
    assert "The score sheet is handed in" in words(anna.get("/t/refused"))


def test_a_way_back_to_the_page_the_form_was_on(anna: FlaskClient) -> None:
    back = post(anna, "/t/conflict", headers={"Referer": "http://localhost/submissions/7?tab=2"})
    away = post(anna, "/t/conflict", headers={"Referer": "https://evil.example/x"})

    assert 'href="/submissions/7?tab=2"' in back.text
    assert "evil.example" not in away.text


def test_retry_after_is_said_to_programs_too(anna: FlaskClient) -> None:
    assert anna.get("/t/many").headers["Retry-After"] == "90"


def test_nothing_stays_of_a_request_that_failed(app: Flask, anna: FlaskClient) -> None:
    assert post(anna, "/t/half").status_code == 409
    with app.app_context():
        assert db.session.get(FormKey, "half") is None


@pytest.mark.parametrize("name", ["broken", "database"])
def test_a_breakdown_tells_nothing_of_the_inside(anna: FlaskClient, name: str, caplog) -> None:
    answer = post(anna, f"/t/{name}")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "сломалось" in words(answer)
    number = re.search(r"<code>([0-9a-f]{16})</code>", answer.text)
    assert number
    assert number[1] in {getattr(record, "request_id", "") for record in caplog.records}


def test_error_pages_stand_while_the_database_is_away(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        path = db.engine.url.database
    with client.session_transaction() as session:
        session["_user_id"] = "some token"
    with open(path, "wb") as file:
        file.write(b"not a database" * 1000)
    with app.app_context():
        db.engine.dispose()

    for page in ("/no-such-page", "/t/refused", "/t/broken"):
        answer = client.get(page)
        assert answer.status_code in (404, 409, 500)
        assert "<h1>" in answer.text


def test_wrong_method_and_unknown_page(anna: FlaskClient) -> None:
    assert anna.get("/no-such-page").status_code == 404
    wrong = anna.get("/t/form")
    assert (wrong.status_code, "POST" in wrong.headers["Allow"]) == (405, True)


def test_too_large_names_the_limit_and_reads_to_the_end(app: Flask, anna: FlaskClient) -> None:
    size = app.config["MAX_CONTENT_LENGTH"] + 10_000
    body = io.BytesIO(b"--x\r\n" + b"a" * size)
    answer = anna.post(
        "/t/form", input_stream=body, content_length=size,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip

    assert answer.status_code == 413
    assert "20 МБ" in words(answer).replace("\u00a0", " ")
    assert body.tell() >= size


def test_a_form_from_elsewhere_is_refused_and_its_text_kept(anna: FlaskClient) -> None:
    answer = anna.post("/t/form", data={"csrf_token": "forged", "text": TYPED})

    assert answer.status_code == 400
    assert TYPED in words(answer)


def test_a_form_after_the_cookie_is_gone_shows_the_text_and_the_way_in(client: FlaskClient) -> None:
    answer = client.post(
        "/t/form", data={"csrf_token": "old", "text": TYPED},
        headers={"Referer": "http://localhost/submissions/7"},
    )  # fmt: skip

    assert answer.status_code == 400
    assert TYPED in words(answer)
    assert "/accounts/sign-in?next=/submissions/7" in html.unescape(answer.text)


def test_a_page_that_needs_signing_in_leads_there(client: FlaskClient) -> None:
    answer = client.get("/t/private?page=2")

    assert answer.status_code in (302, 303)
    assert answer.location == "/accounts/sign-in?next=/t/private?page%3D2"


def test_a_post_after_the_session_ended_is_carried_into_the_sign_in(app, anna) -> None:
    token = csrf(anna)
    with app.app_context():
        db.session.execute(sa.text("UPDATE sign_ins SET ended_at = seen_at"))
        db.session.commit()

    answer = anna.post(
        "/t/form?x=1", data={"csrf_token": token, "text": TYPED, "form_key": "k", "version": "3"}
    )

    assert answer.status_code == 401
    assert TYPED in words(answer)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    held = resume.from_sign_in({name: html.unescape(text) for name, text in fields.items()})
    assert held == resume.Held(
        "/t/form?x=1", (("text", TYPED), ("form_key", "k"), ("version", "3"))
    )
    assert token not in held.packed


def test_signing_in_again_sends_what_was_typed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = service.create_person("anna@example.org", "Анна Иванова")
        service.set_password(person, "a long and rare phrase")
        db.session.commit()
    first = client.post("/t/form", data={"csrf_token": csrf(client), "text": TYPED})
    assert first.status_code == 401
    names = {**hidden_of(first), "email": "anna@example.org", "password": "a long and rare phrase"}

    second = client.post("/accounts/sign-in", data=names)
    assert TYPED in words(second)
    third = client.post("/t/form", data=hidden_of(second))

    assert (third.status_code, third.text) == (200, TYPED)


def hidden_of(answer) -> dict[str, str]:
    """Hidden fields of the form on the page (the frame's forms come before it)."""
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", answer.text)
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main)
    return {name: html.unescape(text) for name, text in pairs}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"resume_to": "/x"},
        {"resume_to": "https://evil.example", "resume_fields": "[]"},
        {"resume_to": "//evil.example", "resume_fields": "[]"},
        {"resume_to": "/x", "resume_fields": "not json"},
        {"resume_to": "/x", "resume_fields": "[1, 2]"},
        {"resume_to": "/x", "resume_fields": "[" * 100_000},
        {"resume_to": "/x", "resume_fields": json.dumps([["a", "b"]] * 501)},
        {"resume_to": "/x", "resume_fields": json.dumps([["a", "b" * 1_000_001]])},
    ],
)
def test_a_broken_or_foreign_parcel_is_dropped(form: dict[str, str]) -> None:
    assert resume.from_sign_in(form) is None


def test_a_parcel_carries_no_secrets() -> None:
    form = {
        "resume_to": "/x",
        "resume_fields": '[["password", "1"], ["csrf_token", "2"], ["a", "3"]]',
    }
    held = resume.from_sign_in(form)

    assert held is not None
    assert held.fields == (("a", "3"),)


def test_a_script_gets_a_part_of_the_page(anna: FlaskClient) -> None:
    answer = post(anna, "/t/conflict", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert "<html" not in answer.text
    assert "На доработке" in answer.text
    assert TYPED in answer.text


def test_a_script_is_told_when_the_session_has_ended(client: FlaskClient) -> None:
    answer = client.get("/t/private", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert "<html" not in answer.text
    assert "/accounts/sign-in" in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("missing", 404), ("reasons", 409), ("private", 401), ("broken", 500)]
)
def test_a_program_gets_a_problem_in_json(client: FlaskClient, name: str, status: int) -> None:
    answer = client.get(f"/t/{name}", headers={"Accept": "application/json"})

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["status"] == status
    assert problem["request_id"]
    assert "secret" not in answer.text
    if name == "reasons":
        assert problem["reasons"][0] == "Текст программы ещё не загружен."


def test_each_request_is_one_line_of_figures(anna: FlaskClient, caplog) -> None:
    caplog.set_level(logging.INFO, "review.errors")
    anna.get("/t/secret/a-token-from-a-letter?q=Иванова")

    (record,) = [each for each in caplog.records if each.getMessage() == "request"]
    line = json.loads(logs.OneLine().format(record))
    assert line["route"] == "/t/secret/<token>"
    assert (line["status"], line["method"]) == (200, "GET")
    assert line["ms"] >= 0
    assert re.fullmatch(r"[0-9a-f]{16}", line["request_id"])
    assert "a-token" not in json.dumps(line)
    assert "Иванова" not in json.dumps(line, ensure_ascii=False)


def test_who_asked_is_a_number_in_the_log(anna: FlaskClient, caplog) -> None:
    caplog.set_level(logging.INFO, "review.errors")
    post(anna, "/t/form")

    people = {each.person_id for each in caplog.records if each.getMessage() == "request"}
    assert people - {None}


def test_a_breakdown_is_logged_without_values(client: FlaskClient, caplog) -> None:
    client.get("/t/broken?token=abc")

    (record,) = [each for each in caplog.records if each.getMessage() == "unhandled exception"]
    line = logs.OneLine().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert said["exception"] == "builtins.RuntimeError"
    assert any("test_errors.py" in place for place in said["stack"])
    assert "42" not in said["event"]
    assert "the secret" not in line
    assert "the secret is 42" in logs.OneLine(frank=True).format(record)


def test_logging_is_configured_once() -> None:
    logs.configure()
    before = list(logging.getLogger(logs.LOGGER).handlers)
    logs.configure(frank=True)
    assert logging.getLogger(logs.LOGGER).handlers == before
    logs.configure()
