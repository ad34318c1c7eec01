"""Submissions whose versions have texts written here, for tests of what is between two versions."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents.reading.model import DocumentModel, to_json
from review.models.moderation import Remark, RemarkLevel, RemarkStatus
from review.models.programmes import Reading
from review.models.submissions import Revision, Submission
from review.moderation import service as moderation
from review.programmes import service as programmes
from tests.documents.word import cell, paragraph, read_word, row, table
from tests.road import Road

GOAL = "Цель программы — развитие инженерного мышления детей младшего возраста."
TASKS = "Задачи: познакомить с деталями конструктора, научить читать схемы сборки."
RESULT = "К концу года ребёнок соберёт действующую модель и расскажет, как она устроена."
MOVED = "Занятия проходят два раза в неделю по два академических часа с переменой."


def heading(words: str) -> str:
    return paragraph(words, properties='<w:outlineLvl w:val="0"/>')


def plan(*topics: tuple[str, ...]) -> str:
    head = row(*map(cell, ("Тема", "Всего часов", "Теория", "Практика")))
    return table(head, *(row(*map(cell, topic)) for topic in topics))


def text(*parts: str) -> DocumentModel:
    return read_word(*(part if part.startswith("<") else paragraph(part) for part in parts))


FIRST = text(
    heading("Пояснительная записка"), GOAL, MOVED, TASKS, heading("Учебный план"),
    plan(("Введение", "4", "2", "2"), ("Датчики", "8", "3", "5"), ("Моторы", "8", "3", "5")),
    RESULT,
)  # fmt: skip
SECOND = text(
    heading("Пояснительная записка"), GOAL.replace("младшего", "старшего"), TASKS,
    heading("Учебный план"),
    plan(("Введение", "4", "2", "2"), ("Датчики", "10", "4", "6"), ("Моторы", "8", "3", "5")),
    heading("Список литературы"), "Сборник задач по робототехнике для начинающих.", MOVED,
)  # fmt: skip


class Versions(Road):
    """A road on which a submission has versions of texts written here."""

    def put(self, submission: Submission, model: DocumentModel, number: int = 0) -> None:
        """Let this text be what was read of a version, of the newest one by default."""
        asked = sa.select(Revision).where(Revision.submission_id == submission.id)
        if number:
            asked = asked.where(Revision.number == number)
        revision = db.session.scalars(asked.order_by(Revision.number.desc()).limit(1)).one()
        stored = to_json(model)
        sha256 = hashlib.sha256(stored.encode()).hexdigest()
        if db.session.get(Reading, sha256) is None:
            self._copy(revision.sha256, sha256, model, stored)
        revision.sha256 = sha256
        db.session.flush()

    def _copy(self, known: str, sha256: str, model: DocumentModel, stored: str) -> None:
        copy = "INSERT INTO files SELECT :new, size, media_type, stored_at FROM files"
        db.session.execute(sa.text(f"{copy} WHERE sha256 = :old"), {"new": sha256, "old": known})
        row_ = db.session.get_one(Reading, known)
        columns = {c.key: getattr(row_, c.key) for c in sa.inspect(Reading).column_attrs}
        heads = [
            {"block": one.id, "text": one.text, "level": 1, "section": ""}
            for one in model.blocks
            if one.kind == "heading"
        ]
        columns |= {
            "sha256": sha256, "model": stored, "words": model.words, "format": model.format,
            "headings": heads,
        }  # fmt: skip
        db.session.add(Reading(**columns))
        db.session.flush()

    def sent_back(self, model: DocumentModel) -> Submission:
        """A submission with this text that came back with one remark."""
        submission = self.draft()
        self.put(submission, model)
        who = self.people
        programmes.submit(submission, who.teacher.actor)
        self.remark(submission, "Исправьте часы.")
        moderation.decide(submission, who.internal.actor, "send_back", reason="Часы.")
        return submission

    def two(self, first: DocumentModel = FIRST, second: DocumentModel = SECOND) -> str:
        """A submission that came back with a remark and was sent again; its number."""
        submission = self.sent_back(first)
        self.again(submission, second)
        return submission.number

    def remark(self, submission: Submission, words: str, **more: Any) -> None:
        """A remark of the desk that has it now, on the newest version."""
        internal = self.people.internal.actor
        revision = programmes.find_last_revision(submission.id)
        more = {"level": RemarkLevel.MUST, **more}
        made = Remark(
            submission_id=submission.id, revision_id=revision.id, round=1, stage=submission.state,
            person_id=internal.person_id, role=internal.role, text=words, created_at=clock.now(),
            **more,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()

    def again(self, submission: Submission, model: DocumentModel, send: bool = True) -> None:
        """The next version, with every open remark answered, sent."""
        teacher = self.people.teacher.actor
        programmes.add_revision(submission, teacher, self.file())
        self.put(submission, model)
        db.session.commit()
        if not send:
            return
        for one in db.session.scalars(sa.select(Remark).filter_by(submission_id=submission.id)):
            one.status, one.replied_at = RemarkStatus.MENDED, clock.now()
        programmes.resubmit(submission, teacher)
        db.session.commit()
