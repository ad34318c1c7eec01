"""A message made into a remark: once, by a hat that may write remarks now; the link stays."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from review.database import db
from review.models.moderation import Audience, Remark
from review.moderation import service as moderation
from tests.review.talks.conftest import Talks

pytestmark = pytest.mark.both_databases
REMARK = {"text": "Поставьте год 2023.", "level": "must"}


def turning(talks: Talks, message: int) -> str:
    return f"/submissions/{talks.number}/messages/{message}/remark"


def remarks(talks: Talks) -> list[tuple[str, Audience]]:
    with talks.road.app.app_context():
        rows = db.session.execute(sa.select(Remark.text, Remark.audience).order_by(Remark.id))
        return [(row[0], row[1]) for row in rows]


def test_the_form_brings_the_words_and_the_remark_is_tied_to_the_message(talks: Talks) -> None:
    talk, message = talks.begin("teacher", "Год верный 2023.")
    rmc = talks.browser("rmc")
    form = rmc.get(turning(talks, message))
    assert "Год верный 2023." in form.text
    assert rmc.post(turning(talks, message), REMARK).status_code == 303
    assert remarks(talks) == [("Поставьте год 2023.", Audience.AUTHOR)]
    assert "Оформлено замечанием" in rmc.get(f"/submissions/{talks.number}/talks/{talk}").text


def test_the_author_learns_of_the_remark_when_it_is_handed_over(talks: Talks) -> None:
    talk, message = talks.begin("teacher", "Год верный 2023.")
    talks.browser("rmc").post(turning(talks, message), REMARK)
    url = f"/submissions/{talks.number}/talks/{talk}"
    teacher = talks.browser("teacher")
    assert "Оформлено замечанием" not in teacher.get(url).text
    with talks.road.app.app_context():
        actor = talks.road.people.rmc.actor
        moderation.decide(talks.submission(), actor, "refuse", reason="Год на титуле.")
        db.session.commit()
    assert "Оформлено замечанием" in teacher.get(url).text


def test_a_message_of_the_desks_becomes_a_remark_for_examiners_unless_said_otherwise(
    talks: Talks,
) -> None:
    _, message = talks.begin("moc", "Проверим год.", Audience.STAFF)
    rmc = talks.browser("rmc")
    form = rmc.get(turning(talks, message)).text
    box = form[form.index('name="staff"') - 80 : form.index('name="staff"') + 80]
    assert "checked" in box
    assert rmc.post(turning(talks, message), {**REMARK, "staff": "y"}).status_code == 303
    assert remarks(talks) == [("Поставьте год 2023.", Audience.STAFF)]


def test_only_the_desk_that_has_it_makes_remarks(talks: Talks) -> None:
    _, message = talks.begin("teacher", "Год верный 2023.")
    for who in ("teacher", "internal", "moc", "administrator"):
        assert talks.browser(who).get(turning(talks, message)).status_code == 404
        assert talks.browser(who).post(turning(talks, message), REMARK).status_code in (404, 409)
    assert remarks(talks) == []


def test_two_people_at_once_make_one_remark(talks: Talks) -> None:
    _, message = talks.begin("teacher", "Год верный 2023.")
    browsers = [talks.browser(who) for who in ("rmc", "rmc_second", "rmc", "rmc_second")]
    start = Barrier(4)

    def press(place: int) -> int:
        start.wait()
        return int(browsers[place].post(turning(talks, message), REMARK).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [303, 409, 409, 409]
    assert len(remarks(talks)) == 1


def test_a_message_is_taken_back_alike_whether_or_not_a_remark_was_made_of_it(
    talks: Talks,
) -> None:
    talk, message = talks.begin("teacher", "Год верный 2023.")
    rmc, teacher = talks.browser("rmc"), talks.browser("teacher")
    page = f"/submissions/{talks.number}/talks/{talk}"
    before = re.sub(r'value="[^"]*"', "", teacher.get(page).text)
    rmc.post(turning(talks, message), REMARK)
    assert re.sub(r'value="[^"]*"', "", teacher.get(page).text) == before
    back = f"/submissions/{talks.number}/messages/{message}/take-back"
    assert teacher.post(back).status_code == 303
    assert remarks(talks) == [("Поставьте год 2023.", Audience.AUTHOR)]


def test_a_message_whose_remark_was_taken_back_may_become_one_again(talks: Talks) -> None:
    talk, message = talks.begin("teacher", "Год верный 2023.")
    rmc, page = talks.browser("rmc"), f"/submissions/{talks.number}/talks/{talk}"
    rmc.post(turning(talks, message), REMARK)
    assert turning(talks, message) not in rmc.get(page).text
    with talks.road.app.app_context():
        first = db.session.scalars(sa.select(Remark.id)).one()
    assert rmc.post(f"/remarks/{first}/withdraw").status_code == 303
    again = rmc.get(page).text
    assert turning(talks, message) in again and "Оформлено замечанием" not in again
    assert rmc.post(turning(talks, message), REMARK).status_code == 303
    assert rmc.post(turning(talks, message), REMARK).status_code == 409
    assert len(remarks(talks)) == 2
    assert "Оформлено замечанием" in rmc.get(page).text


def test_a_message_taken_back_becomes_no_remark(talks: Talks) -> None:
    rmc, teacher = talks.browser("rmc"), talks.browser("teacher")
    _, other = talks.begin("teacher", "Лишнее.")
    back = f"/submissions/{talks.number}/messages/{other}/take-back"
    assert teacher.post(back).status_code == 303
    assert rmc.get(turning(talks, other)).status_code == 404
    assert rmc.post(turning(talks, other), REMARK).status_code == 404


def test_an_empty_remark_is_told(talks: Talks) -> None:
    _, message = talks.begin("teacher", "Год верный 2023.")
    answer = talks.browser("rmc").post(turning(talks, message), {"text": " ", "level": "must"})
    assert answer.status_code == 422
    assert remarks(talks) == []
