"""Texts with findings, for tests of the passport: the demo's programme with two known mistakes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from review.database import db
from review.models.findings import FindingRow, Gravity
from review.models.submissions import Submission
from review.profiles import Figures
from review.programmes import service as programmes
from tests import run
from tests.road import Browser, Road

DEMO = run.REPOSITORY / "review" / "demo" / "programmes"
#: Blocks: the text says 68 hours and the plan 72 (H4), a section's sum is wrong (H8).
FAULTY = (DEMO / "art_brush.docx").read_bytes()
#: The same programme mended: nothing blocks.
MENDED = (DEMO / "art_brush_r2.docx").read_bytes()
#: What the programme says of itself, as the card has it.
CARD: Mapping[str, Any] = {
    "direction": "hudozhestvennoe",
    "level": "initial",
    "age_from": 7,
    "age_to": 10,
    "hours": 72,
}


def strict_road(app: Flask) -> Road:
    """The small region with the sample profile, in which findings block."""
    return Road(app, Figures())


def card_only(road: Road) -> tuple[int, str]:
    """A filled card opened for the season, without a text: programme id and number."""
    from tests.road import CARD as WHOLE

    with road.app.app_context():
        actor = road.people.teacher.actor
        values = {**WHOLE, **CARD, "title": "Волшебная кисть"}
        programme = programmes.create_card(actor, values)
        submission = programmes.open_submission(programme, actor)
        db.session.commit()
        return programme.id, submission.number


def upload(browser: Browser, programme_id: int, data: bytes = FAULTY) -> TestResponse:
    """Upload a text through the page."""
    return browser.post(
        f"/programmes/{programme_id}/revision",
        {"document": (io.BytesIO(data), "программа.docx")},
        content_type="multipart/form-data",
    )


def found(number: str, gravity: Gravity | None = Gravity.BLOCK) -> list[FindingRow]:
    """The findings of a submission's newest version."""
    submission = db.session.scalars(sa.select(Submission).filter_by(number=number)).one()
    last = programmes.find_last_revision(submission.id)
    rows = sa.select(FindingRow).where(
        FindingRow.revision_id == (last.id if last else 0), FindingRow.gone.is_(False)
    )
    listed = db.session.scalars(rows.order_by(FindingRow.place)).all()
    return [row for row in listed if gravity in (None, row.severity)]
