"""Manners of the web on every page: headers, tokens, hosts, redirects; bad input in every form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests import run
from tests.security import crawl as crawling
from tests.security import matrix
from tests.security.crawl import Parsed, crawl
from tests.security.test_access_matrix import _room_values, address, nothing_is_kept
from tests.security.world import COOKIE, House

STARTS = ["/", "/accounts/me", "/registry/", "/registry/check", "/accounts/reset"]
ROLES = ("anonymous", "teacher", "internal", "moc", "rmc", "seated", "administrator", "hatless")
NASTY_NEXT = (
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "/\\/evil.example", "http://evil.example", "https:evil.example", "https:/evil.example",
    "HTTPS://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    " //evil.example", "\t//evil.example", "\n//evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r\nLocation: http://evil.example", "//evil.example@localhost",
    "http://localhost@evil.example", "//localhost.evil.example", "//[::1]",
    "//evil%E3%80%82example",
    "/%09/evil.example", "/%5cevil.example", "evil.example", "?//evil.example", "/..//evil.example",
    "/.//evil.example", "\x00//evil.example", "/\x00/evil.example", "//evil.example/%2f..",
)  # fmt: skip
XSS = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}<%=7*7%>'--"
BAD_VALUES: dict[str, Any] = {
    "long": "я" * 100_000, "nul": "a\x00b", "negative": "-1", "huge": "9" * 40, "word": "abc",
    "power": "²", "markup": XSS, "float": "1e309", "nan": "NaN", "surrogate": b"\xed\xa0\x80\xff",
    "bidi": "\u202e\u2066a", "empty": "", "spaces": " \t\n ",
}  # fmt: skip


@pytest.fixture
def everything(house: House) -> dict[str, dict[str, Any]]:
    """Every page each role reaches by links, one of each kind."""
    crawling.MOST = 60
    return {who: crawl(house, who, [*STARTS, *_pages(house, who)], most=70) for who in ROLES}


def _pages(house: House, who: str) -> Iterator[str]:
    for owner in ("own",):
        for state in OWN_STATES:
            card = house.world.cards[owner, state]
            for endpoint, grants in matrix.PAGES.items():
                if state in grants.get(matrix.relation(who, owner), ""):
                    yield address(house, endpoint, **matrix.arguments(card, "internal", "none"))
    for endpoint, hats in matrix.ROOMS.items():
        if who in hats:
            yield address(house, endpoint, **_room_values(house))


OWN_STATES = "DIRVB"


def test_every_answer_has_its_headers_and_no_page_anything_inline(
    everything: dict[str, dict[str, Any]],
) -> None:
    wrong, pages = [], 0
    for who, answers in everything.items():
        for url, answer in answers.items():
            headers = answer.headers
            policy = headers.get("Content-Security-Policy", "")
            sandboxed = policy == "default-src 'none'; sandbox"
            checks = {
                "csp": sandboxed or {"default-src 'self'", "object-src 'none'", "base-uri 'none'",
                        "frame-ancestors 'none'", "form-action 'self'"} <= set(policy.split("; ")),
                "unsafe": "unsafe" not in policy and "*" not in policy,
                "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
                "referrer": headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
                "no-store": "no-store" in headers.get("Cache-Control", ""),
                "5xx": answer.status_code < 500,
                "charset": answer.mimetype != "text/html" or "utf-8" in headers["Content-Type"],
            }  # fmt: skip
            wrong += [f"{who} {url}: {name}" for name, fine in checks.items() if not fine]
            for cookie in headers.getlist("Set-Cookie"):
                if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie:
                    wrong.append(f"{who} {url}: {cookie.split('=')[0]}")
            if answer.mimetype == "text/html" and answer.status_code == 200:
                pages += 1
                wrong += [f"{who} {url}: {fault}" for fault in Parsed(answer.text).faults]
    assert not wrong, "\n".join(wrong)
    assert pages > 60


def test_the_header_probe_fails_where_a_header_is_dropped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.app.after_request_funcs[None].insert(0, _drop)
    answers = {"anonymous": {"/": house.client("anonymous").get("/")}}
    with pytest.raises(AssertionError, match="nosniff"):
        test_every_answer_has_its_headers_and_no_page_anything_inline(answers)


def _drop(answer: Any) -> Any:
    del answer.headers["X-Content-Type-Options"]
    return answer


def test_reading_changes_nothing(house: House) -> None:
    before = house.fingerprint()
    for who in ROLES:
        crawl(house, who, [*STARTS, *_pages(house, who)], most=60)
    after = house.fingerprint()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"journal"}, changed
    assert after["journal"][0] - before["journal"][0] <= 2 * len(ROLES), "exports are noted"


def test_a_post_without_a_token_is_refused_and_does_nothing(house: House) -> None:
    before, card = house.fingerprint(), house.world.cards["own", "I"]
    values = {**_room_values(house), **matrix.arguments(card)}
    posts = [rule for rule in house.app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 40
    for rule in posts:
        url = address(house, rule.endpoint, **values)
        for who in ("administrator", "teacher", "anonymous"):
            for token in ({}, {"csrf_token": "forged"}, {"csrf_token": house.world.tokens["moc"]}):
                answer = house.client(who).post(url, data={**token, "title": "x"})
                assert answer.status_code == 400, (rule.endpoint, who, answer.status_code)
    assert house.fingerprint() == before


@pytest.mark.parametrize("target", NASTY_NEXT)
def test_no_redirect_leaves_the_site(house: House, target: str) -> None:
    answer = house.post("anonymous", "/accounts/look", {"language": "ru", "next": target})
    location = answer.headers.get("Location", "/")
    assert re.match(r"^/(?![/\\])[^\x00-\x1f\\]*$", location), (target, location)
    page = house.client("anonymous").get("/accounts/sign-in", query_string={"next": target})
    assert page.status_code in (200, 404)
    carried = re.search(r'name="next" value="(//|/\\|[a-z]+:)', page.text)
    assert carried is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "x@y"]
)
def test_a_foreign_host_comes_into_no_link_redirect_or_letter(house: House, host: str) -> None:
    badge = house.world.cards["own", "B"].badge
    headers = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https",
               "Forwarded": f"host={host}"}  # fmt: skip
    for url in ("/", "/programmes", "/registry", f"/registry/{badge}", f"/registry/{badge}/qr.svg"):
        answer = house.app.test_client().get(url, headers=headers)
        assert answer.status_code < 500
        assert "evil" not in answer.text and "evil" not in str(answer.headers)
        assert "Strict-Transport-Security" not in answer.headers, "X-Forwarded-Proto was believed"
    body = {"email": house.world.emails["teacher"]}
    house.post("anonymous", "/accounts/reset", body)
    from review.database import db
    from review.letters import compose
    from review.models.outbox import Letter

    with house.app.app_context():
        for letter in db.session.query(Letter).all():
            assert "evil" not in compose(letter, house.app.config["ZNACHOK"]).get_content()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_told_which_there_are(house: House, method: str) -> None:
    for url in ("/", "/programmes/", "/registry/", "/accounts/sign-in"):
        answer = house.client("teacher").open(url, method=method)
        assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_over_tls_cookies_are_bound_to_the_host_and_the_site_to_tls(tmp_path: Path) -> None:
    import shutil

    from review.config import Config

    shutil.copyfile(run.sqlite_template(), tmp_path / "znachok.sqlite3")
    settings = Config.from_env(
        {}, data=tmp_path, secret_key="x", base_url="https://znachok.example", worker=False
    )
    with run.installation(settings) as app:
        answer = app.test_client().get("/accounts/sign-in", base_url="https://znachok.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(one.startswith(f"__Host-{COOKIE}=") for one in cookies)
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


EXTRA = {
    "state": "badge_active", "round": "9", "organisation_id": "2", "municipality_id": "2",
    "is_admin": "1", "role": "administrator", "person_id": "1", "submitted_at": "2020-01-01",
    "holder": "rmc", "id": "1", "email": "taken@znachok.example", "password_hash": "x",
}  # fmt: skip


def test_fields_nobody_asked_for_change_nothing(house: House) -> None:
    from review.database import db
    from review.models.people import Person
    from review.models.programmes import Programme
    from review.models.submissions import Submission

    card, teacher = house.world.cards["own", "D"], house.world.people["teacher"]
    saved = house.post(
        "teacher", f"/programmes/{card.programme_id}/edit", {"title": "Та же", **EXTRA}
    )
    assert saved.status_code == 303
    own = house.post("teacher", "/accounts/me", {"name": "Берёзкина", "language": "ru", **EXTRA})
    assert own.status_code == 303
    with house.app.app_context():
        programme = db.session.get_one(Programme, card.programme_id)
        submission = db.session.query(Submission).filter_by(number=card.number).one()
        person = db.session.get_one(Person, teacher)
        assert programme.organisation_id == house.world.ids["organisation"]
        assert (submission.state, submission.round, submission.submitted_at) == ("draft", 1, None)
        assert person.email == house.world.emails["teacher"]
        assert [grant.role for grant in person.grants] == ["teacher"]


def test_typed_markup_is_shown_as_it_was_typed_everywhere(house: House) -> None:
    """Planted in every text that is shown to others; no page takes it for a tag or a formula."""
    card = house.world.cards["own", "D"]
    fields = {
        "title": f"Т{XSS}"[:300], "annotation": XSS, "co_authors": XSS[:150],
        "direction": "hudozhestvennoe",
        "level": "basic", "form": "full_time", "financing": "budget", "age_from": "7",
        "age_to": "9", "duration_months": "9", "hours": "72",
    }  # fmt: skip
    edit = f"/programmes/{card.programme_id}/edit"
    assert house.post("teacher", edit, fields).status_code == 303
    assert (
        house.post(
            "teacher", "/accounts/me", {"name": XSS[:200], "position": XSS, "language": "ru"}
        ).status_code
        == 303
    )
    assert house.post("teacher", f"/submissions/{card.number}/submit").status_code == 303
    remark = {"text": XSS, "level": "must", "quote": XSS, "prefix": XSS, "suffix": XSS}
    lost = house.post("internal", f"/submissions/{card.number}/remarks", remark)
    assert lost.status_code == 422 and Parsed(lost.text).faults == []
    remark["anywhere"] = "1"
    assert house.post("internal", f"/submissions/{card.number}/remarks", remark).status_code == 303
    back = {"action": "send_back", "reason": XSS}
    assert house.post("internal", f"/submissions/{card.number}/decide", back).status_code == 303
    shown = 0
    for who in ("teacher", "internal", "moc", "rmc", "administrator"):
        starts = [f"/submissions/{card.number}", f"/submissions/{card.number}/remarks",
                  f"/submissions/{card.number}/history", edit, "/office/people", "/office/journal",
                  f"/office/people/{house.world.people['teacher']}", "/programmes/",
                  "/moderation/all"]  # fmt: skip
        client = house.client(who)
        for url in starts:
            answer = client.get(url)
            assert answer.status_code in (200, 404), url
            parsed = Parsed(answer.text)
            assert parsed.faults == [], (who, url, parsed.faults)
            assert "<script>alert" not in answer.text and "onerror=alert(1)>" not in answer.text
            shown += "{{7*7}}" in answer.text
    assert shown > 5


@pytest.mark.parametrize("kind", BAD_VALUES)
def test_bad_values_in_any_field_of_any_form_get_a_clear_answer(house: House, kind: str) -> None:
    """Every POST with every field broken in turn: never a fault of ours, never another's data."""
    value, wrong = BAD_VALUES[kind], []
    people = {"own": ("teacher", "internal", "rmc", "seated")}["own"]
    with nothing_is_kept():
        for step in matrix.STEPS:
            for who in people:
                for state in step.acts.get(matrix.relation(who, "own"), "")[:1]:
                    card = house.world.cards["own", state]
                    url = address(house, step.endpoint, **matrix.arguments(card, _remark(who)))
                    for field in {*step.body, "version", "form_key"}:
                        body = {**step.body, field: value}
                        body.pop("leaving" if field != "leaving" else "", None)
                        answer = _send(house, who, url, body)
                        if answer.status_code >= 500:
                            wrong.append(f"{step.endpoint} {field}: {answer.status_code}")
        for endpoint, (hats, body) in matrix.DEEDS.items():
            if "administrator" not in hats and "teacher" not in hats:
                continue
            who = "administrator" if "administrator" in hats else "teacher"
            url = address(house, endpoint, **_room_values(house))
            for field in {*body, "version", "form_key", "place", "home", "next"}:
                answer = _send(house, who, url, {**body, field: value})
                if answer.status_code >= 500:
                    wrong.append(f"{endpoint} {field}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _remark(who: str) -> str:
    return "expert" if who in ("seated", "teacher") else "internal"


def _send(house: House, who: str, url: str, body: dict[str, Any]) -> Any:
    plain = {name: value for name, value in body.items() if not isinstance(value, bytes)}
    house.app.testing = False  # a fault becomes an answer instead of an exception
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    for name, value in body.items():
        if isinstance(value, bytes):
            from urllib.parse import quote_from_bytes, urlencode

            rest = urlencode({"csrf_token": house.world.tokens[who], **plain}, doseq=True)
            data = f"{rest}&{name}={quote_from_bytes(value)}"
            kind = "application/x-www-form-urlencoded"
            return house.client(who).post(url, data=data, content_type=kind)
    return house.post(who, url, plain)


@pytest.mark.parametrize(
    "value", ["²", "9" * 40, "-1", "abc", "1e9", "%00", "%FF", "../../etc/passwd", "'"]
)
def test_bad_values_in_any_address_get_a_clear_answer(house: House, value: str) -> None:
    house.app.testing = False
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    for who in ("anonymous", "rmc", "administrator", "teacher"):
        client = house.client(who)
        for url in (
            f"/registry/?after={value}", f"/registry/?municipality={value}&direction={value}",
            f"/registry/{value}", f"/registry/check?number={value}",
            f"/moderation/all?after={value}&municipality={value}&view={value}&sort={value}",
            f"/moderation/all?municipality={value}", f"/moderation/?after={value}",
            f"/office/people?after={value}&role={value}", f"/office/places?municipality={value}",
            f"/office/places?after={value}", f"/office/journal?after={value}&action={value}",
            f"/reports/?season={value}", f"/reports/?municipality={value}",
            f"/reports/results.{value}", f"/submissions/{value}", f"/programmes/{value}",
            f"/submissions/{house.world.cards['own', 'B'].number}/document?version={value}",
            f"/submissions/{house.world.cards['own', 'B'].number}/files/{value}",
            f"/submissions/{house.world.cards['own', 'B'].number}/images/1/{value}",
            f"/accounts/reset/{value}", f"/accounts/invitation/{value}",
        ):  # fmt: skip
            assert client.get(url).status_code < 500, (who, url)


@pytest.mark.parametrize(
    "name", ["../../x.docx", "a\r\nX-Bad: 1.docx", 'a"; filename="b.html', "\u202excod.docx",
             "CON.docx",
             "a" * 500 + ".docx", ".docx", "a\x00.docx", "<script>.docx"]
)  # fmt: skip
def test_a_file_name_from_outside_is_harmless(house: House, name: str) -> None:
    from tests.security.world import document

    card = house.world.cards["own", "D"]
    form = {"document": (BytesIO(document()), name)}
    answer = house.post("teacher", f"/programmes/{card.programme_id}/revision", form)
    assert answer.status_code in (303, 400, 415, 422), answer.status_code
    file = house.client("teacher").get(f"/submissions/{card.number}/files/1", buffered=True)
    said = file.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=")
    assert not re.search(r"[\r\n\x00/\\<>\u202e]", said.replace("/", "", 0)), said
    assert "X-Bad" not in file.headers
    assert not (house.world.folder.parent / "x.docx").exists()


def test_an_export_holds_no_live_formula(house: House) -> None:
    card = house.world.cards["own", "D"]
    for turn, sign in enumerate("=+-@\t"):
        title = f'{sign}HYPERLINK("http://evil.example";"x"){turn}'
        body = {
            "title": title, "direction": "hudozhestvennoe", "level": "basic", "form": "full_time",
            "financing": "budget", "age_from": "7", "age_to": "9", "duration_months": "9",
            "hours": "72",
        }  # fmt: skip
        edit = f"/programmes/{card.programme_id}/edit"
        assert house.post("teacher", edit, body).status_code == 303
        if turn == 0:
            done = house.post("teacher", f"/submissions/{card.number}/submit")
            assert done.status_code == 303
            break
    csv = house.client("rmc").get("/reports/results.csv", buffered=True).get_data(as_text=True)
    line = next(line for line in csv.splitlines() if "HYPERLINK" in line)
    assert not re.search(r'(^|[;,"])=', line.replace("'=", "·")), line
    import openpyxl

    data = house.client("rmc").get("/reports/results.xlsx", buffered=True).get_data()
    book = openpyxl.load_workbook(BytesIO(data))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds
