"""Style sheets and scripts travel packed; pages, whose size could tell secrets, do not."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient

from tests.run import REPOSITORY

SHEET = REPOSITORY / "review" / "static" / "app.css"
PACKING = {"Accept-Encoding": "gzip, br"}


def test_style_sheet_is_packed_for_those_who_unpack(client: FlaskClient) -> None:
    with client.get("/static/app.css", headers=PACKING) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert gzip.decompress(answer.data) == SHEET.read_bytes()
        assert len(answer.data) < 15_000


def test_style_sheet_is_plain_for_the_others(client: FlaskClient) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip;q=0"}):
        with client.get("/static/app.css", headers=headers) as answer:
            assert "Content-Encoding" not in answer.headers
            assert answer.data == SHEET.read_bytes()


def test_missing_file_and_pages_stay_as_they_are(client: FlaskClient) -> None:
    assert client.get("/static/none.css", headers=PACKING).status_code == 404
    page = client.get("/accounts/sign-in", headers=PACKING)
    assert "Content-Encoding" not in page.headers
