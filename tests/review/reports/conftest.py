"""A small season: one pass, one fail, one pass after a refusal and a second round, one open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from review.accounts import service as accounts
from review.database import db
from review.models.moderation import Remark, RemarkStatus
from review.models.people import Person
from review.models.places import Municipality
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.programmes import service as programmes
from tests.region import Someone
from tests.road import Road
from workflows.roles import Actor, Role

#: A title that a spreadsheet program would take for a formula.
RISKY = '=HYPERLINK("http://evil.example";"x")'


@dataclass
class Season:
    """The road, the numbers of its submissions by what became of them, a stranger's МОЦ."""

    road: Road
    passed: str
    failed: str
    repeated: str
    reading: str
    stranger: Someone


@pytest.fixture
def season(app: Flask) -> Season:
    road = Road(app)
    with app.app_context():
        passed = road.at("badge_active", title=RISKY).number
        failed = road.at("in_revision", title="Шахматы").number
        repeated = _repeated(road).number
        reading = road.at("in_review", title="Вокал").number
        road.draft("Черновик")
        stranger = _stranger()
        db.session.commit()
        return Season(road, passed, failed, repeated, reading, stranger)


def _repeated(road: Road) -> Submission:
    """Failed, sent again, refused by the regional centre, mended, admitted, passed."""
    submission, who = road.at("in_revision", title="Экология"), road.people
    _send_again(road, submission)
    moderation.decide(submission, who.rmc.actor, "refuse", reason="Нет учебного плана.")
    _send_again(road, submission)
    moderation.decide(submission, who.rmc.actor, "admit")
    road.seat(submission)
    road.mark(submission, 32, 35)
    assert submission.state == "badge_active"
    return submission


def _send_again(road: Road, submission: Submission) -> None:
    actor = road.people.teacher.actor
    programmes.add_revision(submission, actor, road.file())
    waiting = sa.select(Remark).where(
        Remark.submission_id == submission.id, Remark.status == RemarkStatus.OPEN
    )
    for remark in db.session.scalars(waiting).all():
        programmes.answer_remark(remark, actor, RemarkStatus.MENDED, "", None)
    programmes.resubmit(submission, actor)


def _stranger() -> Someone:
    """The municipal centre of the other district."""
    there = db.session.scalars(
        sa.select(Municipality).where(Municipality.name == "Ивановский округ")
    ).one()
    person: Person = accounts.create_person("moc2@znachok.example", "Дальняя Инна")
    given = accounts.grant(person, Role.MOC, there.id)
    actor = Actor(person.id, Role.MOC, municipality_id=there.id, grant_id=given.id)
    return Someone(person.email, person.name, actor)
