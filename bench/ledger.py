"""Server time of the pages of remarks: 300 of them on 60 pages, carried to a second version.

A part of `./dev bench remarks`. Milliseconds of the processor, the median of several requests of
one worker as the test client sends them: everything but the network and the waiting for others.
"""

from __future__ import annotations

import io
import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from docx import Document

from review import carrying
from review.config import Config
from review.database import db
from review.documents.selections import Selected
from review.models.moderation import Remark, RemarkPlace, RemarkStatus
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.moderation.writing import Wording, add_remark
from review.programmes import intake
from review.programmes import service as programmes
from tests import run
from tests.road import MAX_BYTES, Browser, Road, statements

PAGES, REMARKS, TIMES = 60, 300, 9
LINES = PAGES * 22


def measure() -> dict[str, Any]:
    """Milliseconds of the pages, of saving a remark, of carrying; statements sent by a page."""
    with _house() as road:
        number = _annotated(road)
        carried = _sent_again(road)
        internal = road.browser(road.people.internal)
        ledger, paper = f"/submissions/{number}/remarks", f"/submissions/{number}/document"
        told: dict[str, Any] = {"pages": PAGES, "remarks": REMARKS, **carried}
        for name, page in (("ledger", ledger), ("document", paper)):
            told[f"{name}_ms"] = _median(lambda page=page: internal.get(page))  # type: ignore[misc]
            with statements(road.app) as sent:
                internal.get(page)
            told[f"{name}_statements"] = len(sent)
        told["save_ms"] = _median(lambda: _save(internal, paper))
        return told


@contextmanager
def _house() -> Iterator[Road]:
    run.begin()
    try:
        with TemporaryDirectory() as folder:
            data = Path(folder)
            shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
            with run.installation(Config.from_env({}, data=data, worker=False)) as app:
                yield Road(app)
    finally:
        run.end()


def _line(number: int, word: str = "модель") -> str:
    return (
        f"Занятие {number}: дети собирают {word} под номером {number}, проверяют её и пишут вывод."
    )


def _text(lines: list[str]) -> bytes:
    made, kept = Document(), io.BytesIO()
    made.add_heading("Учебный план", 1)
    for line in lines:
        made.add_paragraph(line)
    made.save(kept)
    return kept.getvalue()


def _upload(road: Road, submission: Submission, lines: list[str]) -> None:
    data = _text(lines)
    prepared = intake.prepare(road.store, "robots.docx", data, MAX_BYTES)
    programmes.add_revision(submission, road.people.teacher.actor, prepared)


def _annotated(road: Road) -> str:
    """A programme returned with remarks at words all over it."""
    with road.app.app_context():
        submission, desk = road.draft(), road.people.internal.actor
        _upload(road, submission, [_line(at) for at in range(LINES)])
        programmes.submit(submission, road.people.teacher.actor)
        for at in range(REMARKS):
            number = at * LINES // REMARKS
            selected = Selected("words", quote=f"под номером {number}, проверяют")
            add_remark(submission, desk, Wording("Уточните номер."), selected)
        moderation.decide(submission, desk, "send_back", reason="Уточните.")
        db.session.commit()
        return submission.number


def _sent_again(road: Road) -> dict[str, Any]:
    """The second version with a tenth of its lines changed; how long carrying took."""
    chance = random.Random(1)
    lines = [_line(at, "робота" if chance.random() < 0.1 else "модель") for at in range(LINES)]
    with road.app.app_context():
        submission = db.session.scalars(sa.select(Submission)).one()
        teacher = road.people.teacher.actor
        for remark in db.session.scalars(sa.select(Remark)):
            programmes.answer_remark(remark, teacher, RemarkStatus.MENDED, "Уточнено.", None)
        _upload(road, submission, lines)
        revision = programmes.find_last_revision(submission.id)
        assert revision is not None
        asked = carrying.plan(revision)
        begun = time.process_time()
        outcome = carrying.find(asked)
        found = time.process_time()
        programmes.resubmit(submission, teacher, None, outcome)
        db.session.commit()
        states = db.session.execute(
            sa.select(RemarkPlace.state, sa.func.count()).group_by(RemarkPlace.state)
        )
        return {
            "carry_ms": round((found - begun) * 1000),
            "resubmit_ms": round((time.process_time() - found) * 1000),
            **{f"places_{state}": count for state, count in states},
        }


def _save(internal: Browser, paper: str) -> None:
    answer = internal.post(
        paper.replace("/document", "/remarks"),
        {"text": "Ещё одно.", "level": "improve", "scope": "words", "quote": "под номером 700,"},
    )
    assert answer.status_code == 303, answer.status_code


def _median(deed: Callable[[], Any]) -> float:
    deed()
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        deed()
        taken.append((time.process_time() - begun) * 1000)
    return round(statistics.median(taken), 1)
