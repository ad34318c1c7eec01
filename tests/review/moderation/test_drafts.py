"""A draft of a remark: for whom it may still be reworded, and what happens beside a return."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import etree

from review.database import db
from review.models.moderation import Audience, Remark, RemarkStatus
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.moderation import settling, writing
from review.moderation.writing import Wording
from tests.documents import docx_diff
from tests.region import Someone
from tests.road import Road, only_remark

OURS = "Директор просит не спорить с автором."
SECRET = "Коллега: автор списал это у соседей."
TYPED = "Автору: уточните источники."


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def written(road: Road, audience: Audience = Audience.AUTHOR) -> tuple[str, int]:
    """A remark at the regional desk, not handed over yet."""
    with road.app.app_context():
        submission = road.at("rmc_moderation")
        said = Wording(OURS, audience=audience)
        remark = writing.add_remark(submission, road.people.rmc.actor, said)
        db.session.commit()
        return submission.number, remark.id


def reopened_by_a_colleague(road: Road, remark_id: int) -> None:
    """A colleague at the same desk confirms the remark, then opens it again in words."""
    with road.app.app_context():
        remark = db.session.get_one(Remark, remark_id)
        second = road.people.rmc_second.actor
        settling.settle_remark(remark, second, verified=True)
        settling.settle_remark(remark, second, verified=False, words=SECRET)
        db.session.commit()


def send_back(road: Road, who: Someone | None = None) -> None:
    submission = db.session.scalars(sa.select(Submission)).one()
    actor = (who or road.people.rmc).actor
    moderation.decide(submission, actor, "refuse", reason="Не подходит.")


def told_to_the_author(road: Road, number: str, revision: int) -> list[str]:
    """The pages, the annotations and the given-back comments, as the author has them."""
    teacher, room = road.browser(road.people.teacher), f"/submissions/{number}"
    pages = [teacher.get(f"{room}/{page}") for page in ("remarks", "document")]
    annotations = teacher.get(f"{room}/remarks.jsonld")
    file = teacher.get(f"{room}/files/{revision}/annotated.docx")
    assert {one.status_code for one in (*pages, annotations, file)} == {200}
    comments = etree.fromstring(docx_diff.parts(file.data)["word/comments.xml"])
    woven = "".join(comments.itertext())
    notes = json.dumps(json.loads(annotations.text), ensure_ascii=False)
    return [*(page.text for page in pages), notes, woven]


def the_remark(road: Road) -> tuple[str, Audience, RemarkStatus, bool]:
    with road.app.app_context():
        one = only_remark(db.session.scalars(sa.select(Submission)).one())
        return one.text, one.audience, one.status, one.released_at is not None


def test_words_of_colleagues_on_a_remark_for_the_desks_never_reach_the_author(road: Road) -> None:
    number, remark = written(road, Audience.STAFF)
    reopened_by_a_colleague(road, remark)
    refused = road.browser(road.people.rmc).post(
        f"/remarks/{remark}/edit", {"text": TYPED, "level": "must"}
    )
    assert refused.status_code == 409
    assert "напишите новое замечание для автора" in refused.text and TYPED in refused.text
    assert the_remark(road) == (OURS, Audience.STAFF, RemarkStatus.OPEN, False)
    with road.app.app_context():
        submission = db.session.scalars(sa.select(Submission)).one()
        writing.add_remark(submission, road.people.rmc.actor, TYPED)
        revision = submission.revisions[0].id
        send_back(road)
        db.session.commit()
    for told in told_to_the_author(road, number, revision):
        assert SECRET not in told and OURS not in told
        assert TYPED in told


def test_a_remark_for_the_desks_nobody_acted_on_may_become_the_authors_without_its_old_words(
    road: Road,
) -> None:
    number, remark = written(road, Audience.STAFF)
    rmc = road.browser(road.people.rmc)
    for text in ("Ещё слово для своих.", TYPED):
        staff = {} if text == TYPED else {"staff": "y"}
        sent = {"text": text, "level": "must", **staff}
        assert rmc.post(f"/remarks/{remark}/edit", sent).status_code == 303
    with road.app.app_context():
        revision = db.session.scalars(sa.select(Submission)).one().revisions[0].id
        send_back(road)
        db.session.commit()
    for told in told_to_the_author(road, number, revision):
        assert "для своих" not in told and OURS not in told
        assert TYPED in told


@pytest.mark.parametrize("step", ["edit", "withdraw"])
@pytest.mark.parametrize("version", [{}, {"version": "1"}])
def test_a_remark_taken_back_stays_so_in_an_old_tab(
    road: Road, step: str, version: dict[str, str]
) -> None:
    _, remark = written(road)
    rmc = road.browser(road.people.rmc)
    assert rmc.post(f"/remarks/{remark}/withdraw").status_code == 303
    late = rmc.post(f"/remarks/{remark}/{step}", {"text": TYPED, "level": "must", **version})
    assert late.status_code == 409
    assert "тем временем снято" in late.text and TYPED in late.text
    assert the_remark(road) == (OURS, Audience.AUTHOR, RemarkStatus.WITHDRAWN, False)


def test_somebody_elses_draft_is_answered_like_a_missing_one(road: Road) -> None:
    _, remark = written(road)
    other = road.browser(road.people.rmc_second)
    assert other.post(f"/remarks/{remark}/withdraw").status_code == 404
    assert other.get(f"/remarks/{remark}/edit").status_code == 404


def beside_a_refusal(road: Road, press: Callable[[], Any]) -> Any:
    """What `press` is answered that began while a refusal was being written down."""
    answers: list[Any] = []
    with road.app.app_context():
        send_back(road, road.people.rmc_second)
        db.session.flush()
        thread = threading.Thread(target=lambda: answers.append(press()))
        thread.start()
        time.sleep(0.5)
        assert thread.is_alive(), "it did not wait for the refusal"
        db.session.commit()
    thread.join(20)
    return answers[0]


@pytest.mark.both_databases
@pytest.mark.parametrize("step", ["write", "edit", "withdraw"])
def test_no_word_slips_in_beside_a_refusal(road: Road, step: str) -> None:
    number, remark = written(road)
    rmc = road.browser(road.people.rmc)
    url = f"/submissions/{number}/remarks" if step == "write" else f"/remarks/{remark}/{step}"
    late = beside_a_refusal(road, lambda: rmc.post(url, {"text": TYPED, "level": "must"}))
    assert late.status_code == 409
    assert TYPED in late.text
    assert the_remark(road) == (OURS, Audience.AUTHOR, RemarkStatus.OPEN, True)


@pytest.mark.both_databases
def test_a_second_look_beside_a_refusal_is_told_and_changes_nothing(road: Road) -> None:
    _, remark = written(road, Audience.STAFF)
    rmc = road.browser(road.people.rmc)
    sent = {"verified": "1"}
    late = beside_a_refusal(road, lambda: rmc.post(f"/remarks/{remark}/settle", sent))
    assert late.status_code == 409
    assert the_remark(road) == (OURS, Audience.STAFF, RemarkStatus.OPEN, False)
