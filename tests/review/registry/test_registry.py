"""The public registry: search, one badge, its certificate, and no person's name anywhere."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import segno
import sqlalchemy as sa
from flask import Flask

from review import clock
from review.database import db
from review.models.registry import Badge
from review.models.submissions import Submission
from review.registry import numbers, service
from tests.road import Road, read_once, statements

NAMES = ("Берёзкина", "Игоревич", "Муниципальная", "Внутренний", "Региональная", "Олегович")
FIRST_VIEW = 60_000  # bytes


@pytest.fixture
def road(app: Flask) -> Road:
    """A region with one badge issued."""
    made = Road(app)
    with app.app_context():
        made.at("badge_active", title="Студия «Ёжик» на 100 %")
    return made


@pytest.fixture
def number(road: Road) -> str:
    """The number of that badge."""
    with road.app.app_context():
        return str(db.session.scalars(sa.select(Badge.number)).one())


def seen(road: Road, url: str, **more: Any) -> str:
    """A page as an anonymous reader gets it."""
    answer = road.app.test_client().get(url, **more)
    assert answer.status_code == 200, url
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ежик", True), ("ЁЖИК", True), ("100 %", True), ("%", True), ("_", False),
        ("ежик студия", True), ("ежик хор", False), ("00001", True), ("3h-", False),
        ("цдт", True), ("Берёзкина", False),
    ],
)  # fmt: skip
@pytest.mark.both_databases
def test_search_by_words_and_number(road: Road, asked: str, found: bool) -> None:
    page = seen(road, "/registry/", query_string={"q": asked})
    assert ("Студия «Ёжик»" in page) is found


def test_search_by_direction_and_place(road: Road) -> None:
    for query, found in (
        ("direction=tekhnicheskoe", True),
        ("direction=sport", False),
        ("municipality=987654", False),
        ("municipality=нет&direction=нет", None),
    ):
        page = seen(road, f"/registry/?{query}")
        if found is not None:
            assert ("Студия «Ёжик»" in page) is found, query


@pytest.mark.parametrize(
    "typed",
    ["{0}", " {0} ", "№ {0}", "{lower}", "3H-{tail}", "3h-{tail}", "ZN-{tail}", "ЗН {tail}",
     "ЗН–{tail}", "{tail}"],
)  # fmt: skip
def test_a_number_is_found_as_people_type_it(road: Road, number: str, typed: str) -> None:
    tail = number.split("-", 1)[1]
    text = typed.format(number, lower=number.lower(), tail=tail)
    answer = road.app.test_client().get("/registry/check", query_string={"number": text})

    assert answer.status_code == 303
    assert answer.location == f"/registry/{quote(number)}"


@pytest.mark.parametrize("typed", ["ЗН-2019-00001", "АБ-2026-00001", "<b>", "x" * 500, "-", "%"])
def test_a_number_of_no_badge_is_told_plainly(road: Road, typed: str) -> None:
    page = seen(road, "/registry/check", query_string={"number": typed})
    assert "Значка с таким номером нет" in page
    assert "<b>" not in page


def test_look_alikes_of_two_badges_are_not_guessed() -> None:
    assert numbers.looks_like("3H-2023-00001", "ЗН-2023-00001")
    assert not numbers.looks_like("3H-2023-00001", "ЗН-2023-00002")
    assert not numbers.looks_like("АБ-2023-00001", "ЗН-2023-00001")


def test_a_look_alike_address_leads_to_the_badge(road: Road, number: str) -> None:
    answer = road.app.test_client().get("/registry/3h-" + number.split("-", 1)[1])
    assert answer.status_code == 303
    assert answer.location == f"/registry/{quote(number)}"


def test_states_of_a_badge(road: Road, number: str) -> None:
    assert "Значок действует" in seen(road, f"/registry/{number}")
    with clock.standing_at(datetime(2055, 1, 1, tzinfo=UTC)):
        assert "Срок действия" in (page := seen(road, f"/registry/{number}")) or "истёк" in page
        assert "Значок действует" not in page
        assert "срок истёк" in seen(road, "/registry/")
    with road.app.app_context():
        submission = db.session.scalars(sa.select(Submission)).one()
        url, stale = f"/submissions/{submission.number}/revoke", submission.version
    rmc = road.browser(road.people.rmc)
    assert rmc.get(url).status_code == 200
    assert rmc.post(url, {"reason": " ", "version": stale}).status_code == 422
    assert rmc.post(url, {"reason": "Поздно", "version": stale - 1}).status_code == 409
    form = {"reason": "Документ подменён", "version": stale, "form_key": "once"}
    assert [rmc.post(url, form).status_code for _ in range(2)] == [303, 303]
    page = seen(road, f"/registry/{number}")
    assert "Значок отозван" in page and "Документ подменён" in page
    assert "отозван" in seen(road, "/registry/")
    teacher = road.browser(road.people.teacher)
    assert teacher.post(url, form).status_code == 404


def test_a_file_is_compared_and_not_kept(road: Road, number: str) -> None:
    folder, prepared = read_once(road.people.teacher.name)
    same = next(folder.rglob(prepared.stored.sha256)).read_bytes()
    client = road.app.test_client()
    page = client.get(f"/registry/{number}").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    for data, told in ((same, "Это тот самый файл"), (same + b" ", "Это другой файл")):
        answer = client.post(
            f"/registry/{number}/compare",
            data={"csrf_token": token, "file": (io.BytesIO(data), "программа.docx")},
        )
        assert told in answer.get_data(as_text=True)
    bare = client.post(f"/registry/{number}/compare", data={"csrf_token": token})
    assert bare.status_code == 303


def test_the_certificate_says_number_and_title_and_no_names(
    road: Road, number: str, tmp_path: Path
) -> None:
    answer = road.app.test_client().get(f"/registry/{number}/certificate.pdf")
    assert answer.status_code == 200
    assert quote(number) in answer.headers["Content-Disposition"]
    file = tmp_path / "certificate.pdf"
    file.write_bytes(answer.data)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    flat = " ".join(text.stdout.split())
    assert number in flat and "Ёжик" in flat
    assert not any(name in flat for name in NAMES)


def test_the_code_leads_to_the_address_of_the_page(road: Road, number: str) -> None:
    drawn = road.app.test_client().get(f"/registry/{number}/qr.svg").get_data(as_text=True)
    with road.app.app_context():
        base = road.app.config["ZNACHOK"].base_url.rstrip("/")
    address = f"{base}/registry/{quote(number)}"
    wanted = io.BytesIO()
    segno.make(address, error="m", boost_error=False, micro=False).save(
        wanted, kind="svg", border=4
    )
    path = re.compile(r' d="(M[^"]+)"')
    dark = [one for one in path.findall(drawn) if len(one) > 100]
    assert dark == [one for one in path.findall(wanted.getvalue().decode()) if len(one) > 100]


def test_no_persons_name_for_a_stranger_and_a_light_first_view(road: Road, number: str) -> None:
    with road.app.app_context():
        badge = service.get_badge(number)
        assert not any(name in str(badge.facts) for name in NAMES)
    for url in ("/registry/", "/registry/check", f"/registry/{number}", "/registry/?q=студия"):
        page = seen(road, url)
        assert not any(name in page for name in NAMES), url
        assert len(page.encode()) < FIRST_VIEW


def test_few_statements_however_many_badges(road: Road, number: str) -> None:
    counts = []
    for title in ("Вторая", "Третья"):
        with statements(road.app) as first:
            seen(road, "/registry/")
            seen(road, f"/registry/{number}")
        counts.append(len(first))
        with road.app.app_context():
            road.at("badge_active", title=title)
            road.at("badge_active", title=f"{title} ещё")
    assert counts[0] == counts[1] <= 12
