"""A packet taken home and brought back: every answer checked, nothing overwritten unasked."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from review.database import db
from review.models.scoring import MarkRow, ScoreSheet
from tests.road import Browser, Road

Bench = tuple[Road, str, Browser]
Save = Callable[..., Any]


def packet(expert: Browser, number: str) -> dict[str, Any]:
    """The head that the packet's page carries, as its script reads it."""
    answer = expert.get(f"/scoring/{number}/packet")
    assert answer.status_code == 200
    assert answer.mimetype == "application/octet-stream"
    found = re.search(r'data-packet="([^"]*)"', answer.get_data(as_text=True))
    assert found is not None
    return dict(json.loads(html.unescape(found[1])))


def bring(expert: Browser, number: str, sent: object) -> Any:
    text = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    file = (io.BytesIO(text), "answers.json")
    return expert.post(f"/scoring/{number}/packet/return", {"file": file})


def marks(road: Road) -> dict[str, tuple[float | None, str]]:
    with road.app.app_context():
        rows = db.session.execute(sa.select(MarkRow.criterion_id, MarkRow.points, MarkRow.remark))
        return {code: (None if got is None else float(got), said) for code, got, said in rows}


def test_a_packet_is_one_file_with_the_document_and_every_criterion(bench: Bench) -> None:
    _, number, expert = bench
    page = expert.get(f"/scoring/{number}/packet").get_data(as_text=True)
    assert 'id="document"' in page and "устройством роботов" in page
    assert page.count("data-answer=") == page.count('id="remark-') + 1
    outside = re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page)
    assert outside == []


@pytest.mark.both_databases
def test_the_answers_of_a_packet_are_written_down_once(bench: Bench) -> None:
    road, number, expert = bench
    answers = {"A1": {"points": "1", "remark": "Кратко."}, "A2": {"points": "", "remark": ""}}
    sent = packet(expert, number) | {"answers": answers | {"summary": {"summary": "В целом да."}}}
    assert bring(expert, number, sent).status_code == 303
    assert marks(road) == {"A1": (1.0, "Кратко.")}
    assert bring(expert, number, sent).status_code == 303
    with road.app.app_context():
        assert db.session.scalars(sa.select(ScoreSheet.summary)).one() == "В целом да."
        assert db.session.scalars(sa.select(MarkRow.version)).one() == 1


def test_what_was_stored_meanwhile_is_overwritten_only_by_choice(bench: Bench, save: Save) -> None:
    road, number, expert = bench
    sent = packet(expert, number)
    save("A1", points="2", remark="Из другого окна")
    save("A2", points="2", remark="Здесь тоже")
    sent["answers"] = {
        "A1": {"points": "0", "remark": "Из дома"},
        "A2": {"points": "1", "remark": "Тоже из дома"},
        "B1": {"points": "2", "remark": ""},
    }
    before = marks(road)
    asked = bring(expert, number, sent)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409
    assert "Из дома" in page and "Из другого окна" in page and "Тоже из дома" in page
    assert marks(road) == before
    kept = re.search(r'<textarea name="packet" hidden>(.*?)</textarea>', page, re.DOTALL)
    assert kept is not None
    decided = {"packet": html.unescape(kept[1]), "decided": "1", "chosen": "A1"}
    assert expert.post(f"/scoring/{number}/packet/return", decided).status_code == 303
    assert marks(road) == {"A1": (0.0, "Из дома"), "A2": (2.0, "Здесь тоже"), "B1": (2.0, "")}


def test_an_answer_the_sheet_cannot_take_is_told_with_its_words(bench: Bench) -> None:
    road, number, expert = bench
    answers = {
        "A1": {"points": "77", "remark": "Не потеряйте"},
        "Z9": {"points": "1", "remark": "Нет такого"},
        "A2": {"points": "2", "remark": ""},
    }
    sent = packet(expert, number) | {"answers": answers}
    asked = bring(expert, number, sent)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409 and marks(road) == {}
    assert "Не потеряйте" in page and "Нет такого" in page and 'name="chosen"' not in page
    decided = {"packet": json.dumps(sent), "decided": "1"}
    assert expert.post(f"/scoring/{number}/packet/return", decided).status_code == 303
    assert marks(road) == {"A2": (2.0, "")}


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"\xff\xfe", b"[]", b"{}", b"[" * 90_000, b'{"kind": "znachok-sheet-1"}',
        b'{"kind": "znachok-sheet-1", "answers": {"A1": {"points": 2}}, "versions": {}}',
        b'{"kind": "znachok-sheet-1", "answers": {}, "versions": {"A1": "1"}}',
        b"x" * 1_100_000,
    ],
)  # fmt: skip
def test_what_is_no_packet_is_told_and_writes_nothing(bench: Bench, sent: bytes) -> None:
    road, number, expert = bench
    answer = bring(expert, number, sent)
    assert answer.status_code == 422
    assert "не файл с ответами" in answer.get_data(as_text=True)
    assert marks(road) == {}


def test_a_packet_of_another_review_is_refused_by_name(bench: Bench) -> None:
    road, number, expert = bench
    with road.app.app_context():
        other = road.at("in_review").number
    assert expert.post(f"/scoring/{other}/start").status_code == 303
    sent = packet(expert, other) | {"answers": {"A1": {"points": "2", "remark": ""}}}
    answer = bring(expert, number, sent)
    assert answer.status_code == 422 and other in answer.get_data(as_text=True)
    sent = packet(expert, number) | {"answers": {}, "sheet": 0}
    assert "Скачайте пакет заново" in bring(expert, number, sent).get_data(as_text=True)
    assert marks(road) == {}


def test_nobody_else_gets_the_packet_and_a_sheet_that_is_in_has_none(
    bench: Bench, save: Save
) -> None:
    road, number, expert = bench
    sent = packet(expert, number) | {"answers": {"A1": {"points": "1", "remark": "Поздно"}}}
    other = road.browser(road.people.experts[1])
    assert other.get(f"/scoring/{number}/packet").status_code == 404
    assert other.get(f"/scoring/{number}/packet/return").status_code == 404
    with road.app.app_context():
        db.session.execute(sa.update(ScoreSheet).values(submitted_at=ScoreSheet.saved_at, total=0))
        db.session.commit()
    assert expert.get(f"/scoring/{number}/packet").status_code == 404
    assert bring(expert, number, sent).status_code == 409
    assert marks(road) == {}
