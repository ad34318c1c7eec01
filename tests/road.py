"""A small region with a browser for everybody, and the steps of its road in one line each.

Steps go through the services; what a test is about goes through the browser.
"""

from __future__ import annotations

import io
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from docx import Document
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from review import identity, profiles
from review.database import db
from review.documents.storage import Store
from review.models.moderation import Remark
from review.models.people import Person
from review.models.programmes import Direction, Financing, Form, Level
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.moderation import writing
from review.programmes import intake
from review.programmes import service as programmes
from review.scoring import panels, sheets
from tests import region, run
from tests.region import Region, Someone

CARD: Mapping[str, Any] = {
    "direction": Direction.TECHNICAL,
    "level": Level.BASIC,
    "form": Form.FULL_TIME,
    "age_from": 7,
    "age_to": 11,
    "duration_months": 9,
    "hours": 72,
    "financing": Financing.BUDGET,
}
SENTENCE = "Программа знакомит детей с устройством роботов и рассчитана на один год."
MAX_BYTES = 20 << 20


def word_file(text: str = SENTENCE, author: str = "") -> bytes:
    """A small programme as a Word file."""
    made, kept = Document(), io.BytesIO()
    made.add_heading("Робототехника", 0)
    if author:
        made.add_paragraph(f"Составитель: {author}")
    made.add_heading("Пояснительная записка", 1)
    made.add_paragraph(text)
    made.save(kept)
    return kept.getvalue()


@cache
def read_once(author: str) -> tuple[Path, intake.Prepared]:
    """The usual file, read once in this process, and the store it was read into."""
    folder = Path(tempfile.mkdtemp(dir=run.folder()))
    data = word_file(author=author)
    return folder, intake.prepare(Store(folder), "robots.docx", data, MAX_BYTES, names=[author])


class Browser:
    """A signed-in browser without script; `post` carries the token of its session."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client()
        raw = secrets.token_hex(20)
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"], session["csrf_token"] = token, True, raw
        self.token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def get(self, url: str, **more: Any) -> TestResponse:
        """Fetch a page."""
        return self.client.get(url, buffered=True, **more)

    def post(self, url: str, data: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form. The test client leaves a large body's temporary file open; we close it."""
        answer = self.client.post(url, data={"csrf_token": self.token, **(data or {})}, **more)
        answer.request.environ["wsgi.input"].close()
        return answer


class Road:
    """The region, its people, and submissions anywhere on the road."""

    def __init__(self, app: Flask, figures: profiles.Figures | None = None) -> None:
        self.app = app
        with app.app_context():
            self.people: Region = region.build(figures=figures, password="")
            db.session.commit()
        self.store = Store(app.config["ZNACHOK"].files)

    def browser(self, who: Someone) -> Browser:
        """A browser in which this person is signed in."""
        with self.app.app_context():
            person = db.session.get_one(Person, who.actor.person_id)
            token = identity.begin(person, "127.0.0.1", "test")
            db.session.commit()
        return Browser(self.app, token)

    def file(self) -> intake.Prepared:
        """The usual file, as if it had just been uploaded."""
        folder, prepared = read_once(self.people.teacher.name)
        shutil.copytree(folder, self.store.root, dirs_exist_ok=True)
        return prepared

    def draft(self, title: str = "Робототехника", **card: Any) -> Submission:
        """A filled card with its text; the context of the application must be open."""
        actor = self.people.teacher.actor
        programme = programmes.create_card(actor, {**CARD, "title": title, **card})
        submission = programmes.open_submission(programme, actor)
        programmes.add_revision(submission, actor, self.file())
        db.session.commit()
        return submission

    def at(self, state: str, title: str = "Робототехника", **card: Any) -> Submission:
        """A submission brought to a state of the road by everybody's steps."""
        submission = self.draft(title, **card)
        who = self.people
        steps = {
            "internal_check": lambda: programmes.submit(submission, who.teacher.actor),
            "moc_moderation": lambda: moderation.decide(submission, who.internal.actor, "pass_on"),
            "rmc_moderation": lambda: moderation.decide(submission, who.moc.actor, "pass_on"),
            "expert_assignment": lambda: moderation.decide(submission, who.rmc.actor, "admit"),
            "in_review": lambda: self.seat(submission),
            "in_revision": lambda: self.mark(submission, 20, 24),
        }
        if state == "badge_active":
            steps["badge_active"] = lambda: self.mark(submission, 30, 31)
            del steps["in_revision"]
        for name, step in steps.items():
            if submission.state == state:
                break
            step()
            assert submission.state == name
        db.session.commit()
        return submission

    def returned(self, text: str = "Исправьте титульный лист.") -> Submission:
        """A submission the internal expert sent back with one remark that must be answered."""
        submission = self.at("internal_check")
        actor = self.people.internal.actor
        writing.add_remark(submission, actor, text)
        moderation.decide(submission, actor, "send_back", reason="Причина возврата.")
        db.session.commit()
        return submission

    def seat(self, submission: Submission) -> None:
        """Seat the first two experts."""
        chosen = [one.actor.person_id for one in self.people.experts[:2]]
        panels.assign(submission, self.people.rmc.actor, chosen)

    def mark(self, submission: Submission, *totals: int) -> None:
        """Let the seated experts hand in sheets with these totals."""
        rubric = profiles.get_rubric(submission.rubric_version_id)
        for expert, total in zip(self.people.experts, totals, strict=False):
            sheet, left = sheets.open_sheet(submission, expert.actor), total
            for criterion in rubric.criteria:
                points = min(int(criterion.maximum), left)
                left -= points
                full = points == criterion.maximum
                remark = "" if full else f"Мало о «{criterion.id}»."
                sheets.save_mark(sheet, expert.actor, criterion.id, Decimal(points), remark)
            sheets.hand_in(sheet, expert.actor)


def only_remark(submission: Submission) -> Remark:
    """The one remark of a submission."""
    return db.session.scalars(sa.select(Remark).filter_by(submission_id=submission.id)).one()


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements sent inside the block, without those that open a transaction."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
