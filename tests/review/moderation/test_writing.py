"""Remarks stand where they were selected, once, on the version that was on the screen."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.moderation import Remark, RemarkPlace
from review.models.submissions import Revision, Submission
from review.moderation import service as moderation
from tests.road import Browser, Road, statements

BY_SCRIPT = {"Accept": "application/json"}
#: Where «устройством роботов» stands in the usual file.
WORDS = {"scope": "words", "quote": "устройством роботов", "seen": "1"}


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


@pytest.fixture
def desk(road: Road) -> tuple[str, Browser]:
    """A programme at the internal expert's desk, and the expert's browser."""
    with road.app.app_context():
        number = road.at("internal_check").number
    return number, road.browser(road.people.internal)


def write(desk: tuple[str, Browser], text: str = "Уточните", **fields: Any) -> Any:
    number, browser = desk
    headers = fields.pop("headers", {})
    sent = {"text": text, "level": "must", **fields}
    return browser.post(f"/submissions/{number}/remarks", sent, headers=headers)


def kept(road: Road) -> list[Remark]:
    with road.app.app_context():
        found = list(db.session.scalars(sa.select(Remark).order_by(Remark.id)))
        db.session.expunge_all()
        return found


@pytest.mark.both_databases
def test_selected_words_are_kept_with_all_their_selectors(desk, road: Road) -> None:
    answer = write(desk, **WORDS, criterion_id="A1", mistake="E20", staff="1")
    assert answer.status_code == 303
    (one,) = kept(road)
    assert one.quote == "устройством роботов"
    assert one.ends - one.starts == len(one.quote)
    assert one.block_id == one.end_block_id
    assert one.prefix.endswith("знакомит детей с ") and one.suffix.startswith(" и рассчитана")
    assert (one.scope, one.criterion_id, one.mistake, one.audience) == (
        "words",
        "A1",
        "E20",
        "staff",
    )
    page = desk[1].get(f"/submissions/{desk[0]}/document").text
    assert f'data-block="{one.block_id}"' in page
    assert "E20 Актуальность не обоснована" in page and "только для проверяющих" in page


def test_a_script_gets_the_card_and_a_repeated_request_makes_no_second_remark(
    desk, road: Road
) -> None:
    sent = {**WORDS, "form_key": "the-same", "headers": BY_SCRIPT}
    first = write(desk, **sent)
    assert first.status_code == 200
    assert f'data-mark="{first.get_json()["id"]}"' in first.get_json()["html"]
    again = write(desk, **sent)
    assert (again.status_code, again.location) == (303, first.headers["Location"])
    assert len(kept(road)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scope": "words", "quote": "таких слов в тексте нет"}, "Этих слов нет"),
        ({"scope": "block", "block_id": "b999"}, "Выделенного места нет"),
        ({**WORDS, "criterion_id": "Z9"}, "Такого критерия нет"),
        ({**WORDS, "mistake": "E99"}, "Такой ошибки нет"),
        ({**WORDS, "seen": "7"}, "новая версия"),
        ({**WORDS, "level": "nonsense"}, ""),
    ],
)
def test_what_does_not_fit_is_told_and_what_was_typed_is_kept(
    desk, road: Road, fields: dict[str, str], said: str
) -> None:
    answer = write(desk, "Не пропади", **fields)
    assert answer.status_code in {409, 422}
    assert said in answer.text and "Не пропади" in answer.text
    told = write(desk, "Не пропади", **fields, headers=BY_SCRIPT)
    assert told.status_code == answer.status_code and said in told.get_json()["words"]
    assert kept(road) == []


def test_a_remark_whose_place_is_lost_may_be_written_on_the_whole_document(
    desk, road: Road
) -> None:
    lost = {"scope": "words", "quote": "таких слов в тексте нет", "seen": "7"}
    page = write(desk, **lost).text
    assert 'name="anywhere"' in page
    assert write(desk, **lost, anywhere="1").status_code == 303
    assert [(one.scope, one.quote) for one in kept(road)] == [("document", "")]


def test_nonsense_in_hidden_fields_never_breaks_the_page(desk, road: Road) -> None:
    nonsense = {
        "block_id": "б" * 400, "block_start": "-1", "end_block_id": "<b>", "block_end": "9" * 40,
        "quote": "\x00\ud7ff" * 3_000, "prefix": "x" * 9_000, "suffix": "²", "seen": "٣",
    }  # fmt: skip
    for scope in ("words", "block", "section", "document", "planet", ""):
        answer = write(desk, scope=scope, **nonsense)
        assert answer.status_code in {303, 422}, scope


def test_a_carried_remark_stands_at_its_place_on_the_newer_version(desk, road: Road) -> None:
    write(desk, **WORDS)
    with road.app.app_context():
        one = db.session.scalars(sa.select(Remark)).one()
        submission = db.session.get_one(Submission, one.submission_id)
        newer = Revision(
            submission_id=submission.id, number=2, round=1, sha256=one.revision.sha256,
            name="robots.docx", uploaded_by_id=one.person_id, uploaded_at=one.created_at,
            submitted_at=one.created_at, card={},
        )  # fmt: skip
        db.session.add(newer)
        db.session.flush()
        names = ("quote", "prefix", "suffix", "block_id", "end_block_id", "starts", "ends")
        place = {name: getattr(one, name) for name in names}
        row = RemarkPlace(
            remark_id=one.id, revision_id=newer.id, found="exact", confidence=1.0,
            state="waiting", **place,
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        row_id = row.id
    page = desk[1].get(f"/submissions/{desk[0]}/document").text
    assert "data-mark=" not in page
    with road.app.app_context():
        db.session.get_one(RemarkPlace, row_id).state = "sure"
        db.session.commit()
    page = desk[1].get(f"/submissions/{desk[0]}/document").text
    assert "data-mark=" in page and "написано к версии 1" in page
    assert "Новое замечание" not in desk[1].get(f"/submissions/{desk[0]}/document?version=1").text


def test_remarks_go_out_as_web_annotations_signed_by_hat_or_chair(road: Road) -> None:
    with road.app.app_context():
        submission = road.at("in_review")
        number = submission.number
    expert = road.browser(road.people.experts[0])
    expert.post(f"/scoring/{number}/start")
    write((number, expert), "От эксперта", **WORDS)
    write((number, expert), "Ко всему")
    answer = expert.get(f"/submissions/{number}/remarks.jsonld")
    assert answer.mimetype == "application/ld+json"
    told = json.loads(answer.text)
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    first, second = told["first"]["items"]
    assert first["creator"] == {"type": "Person", "nickname": "Эксперт 1"}
    kinds = [one["type"] for one in first["target"]["selector"]]
    assert kinds == ["TextQuoteSelector", "TextPositionSelector", "FragmentSelector"]
    assert second["target"].endswith(f"/submissions/{number}/document?version=1")
    for word in (road.people.experts[0].name, road.people.teacher.name):
        assert word not in answer.text
    others = road.browser(road.people.experts[1])
    assert json.loads(others.get(f"/submissions/{number}/remarks.jsonld").text)["total"] == 0


def test_the_document_costs_the_same_however_many_remarks_stand_in_it(desk, road: Road) -> None:
    counted = []
    for many in (1, 6):
        for place in range(many):
            write(desk, f"Замечание {place}", **WORDS)
        with statements(road.app) as seen:
            assert desk[1].get(f"/submissions/{desk[0]}/document").status_code == 200
        counted.append(len(seen))
    assert counted[0] >= counted[1]


def test_a_reworded_remark_keeps_its_place(desk, road: Road) -> None:
    write(desk, **WORDS)
    (one,) = kept(road)
    page = desk[1].get(f"/remarks/{one.id}/edit").text
    assert "устройством роботов" in page
    sent = {"text": "Иначе", "level": "improve", "criterion_id": "A2", "version": str(one.version)}
    assert desk[1].post(f"/remarks/{one.id}/edit", sent).status_code == 303
    (now,) = kept(road)
    assert (now.text, now.level, now.criterion_id) == ("Иначе", "improve", "A2")
    assert (now.quote, now.starts) == (one.quote, one.starts)


def test_a_return_hands_the_remark_with_its_place_to_the_author(desk, road: Road) -> None:
    write(desk, **WORDS)
    with road.app.app_context():
        submission = db.session.scalars(sa.select(Submission)).one()
        moderation.decide(submission, road.people.internal.actor, "send_back")
        db.session.commit()
    page = road.browser(road.people.teacher).get(f"/submissions/{desk[0]}/document").text
    assert "data-mark=" in page and "устройством роботов" in page
    assert "Новое замечание" not in page
