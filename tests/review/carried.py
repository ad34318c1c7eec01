"""A programme sent back with remarks and sent again changed: what the tests of carrying tell."""

from __future__ import annotations

import io
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from docx import Document

from review import clock
from review.database import db
from review.documents.anchors import anchor_of
from review.documents.passages import Passages
from review.documents.reading import docx
from review.documents.reading.model import DocumentModel
from review.documents.storage import Store
from review.models.moderation import (
    Remark,
    RemarkLevel,
    RemarkPlace,
    RemarkScope,
    RemarkStatus,
    TurnKind,
)
from review.models.submissions import Revision, Submission
from review.moderation import service as moderation
from review.programmes import intake
from review.programmes import service as programmes
from review.remarks import tell, turns_of
from tests import run
from tests.road import MAX_BYTES, Road
from workflows.roles import Actor

GOAL = "Цель программы: научить детей собирать и программировать простых роботов."
PLACE = "Занятия проходят два раза в неделю по два академических часа в кабинете информатики."
TASKS = "Задачи: развивать внимание, логическое мышление и умение работать в команде."
ENDING = "Итоговая аттестация проходит в форме защиты проекта в мае учебного года."
FIRST = (GOAL, PLACE, TASKS, ENDING)
#: The goal moved down, the place changed, the tasks are gone, the ending stands.
SECOND = (
    "Пояснительная записка составлена по требованиям приказа.",
    ENDING,
    PLACE.replace("два раза в неделю по два", "один раз в неделю по три"),
    GOAL,
)


def word(paragraphs: tuple[str, ...]) -> bytes:
    made, kept = Document(), io.BytesIO()
    for text in paragraphs:
        if text.startswith("# "):
            made.add_heading(text[2:], 1)
        else:
            made.add_paragraph(text)
    made.save(kept)
    return kept.getvalue()


def model(paragraphs: tuple[str, ...]) -> DocumentModel:
    return docx.read(io.BytesIO(word(paragraphs)))


@cache
def prepared(paragraphs: tuple[str, ...]) -> tuple[Path, intake.Prepared]:
    """A text read once in this process, and the store it was read into."""
    folder = Path(tempfile.mkdtemp(dir=run.folder()))
    return folder, intake.prepare(Store(folder), "robots.docx", word(paragraphs), MAX_BYTES)


def kept(road: Road, paragraphs: tuple[str, ...]) -> intake.Prepared:
    """A text as if it had just been uploaded."""
    folder, made = prepared(paragraphs)
    shutil.copytree(folder, road.store.root, dirs_exist_ok=True)
    return made


def upload(road: Road, submission: Submission, paragraphs: tuple[str, ...]) -> Revision:
    """A new version of the submission, not yet sent."""
    made = kept(road, paragraphs)
    return programmes.add_revision(submission, road.people.teacher.actor, made)


def remark(submission: Submission, author: Actor, words: str, **more: Any) -> int:
    """A remark at words of the first version, as its page stores it."""
    passages, revision = Passages(model(FIRST)), submission.revisions[0]
    at = passages.text.index(words) if words else 0
    anchor = anchor_of(passages, at, at + len(words)) if words else None
    where: dict[str, Any] = {}
    if anchor is not None and anchor.place is not None:
        quote = anchor.quote
        where = {
            "scope": RemarkScope.WORDS, "block_id": anchor.place.block, "starts": at,
            "ends": at + len(words), "quote": quote.exact, "prefix": quote.prefix,
            "suffix": quote.suffix,
        }  # fmt: skip
    made = Remark(
        submission_id=submission.id, revision_id=revision.id, round=submission.round,
        stage=submission.state, person_id=author.person_id, role=author.role,
        text="Поясните.", created_at=clock.now(),
        **{"level": RemarkLevel.MUST} | where | more,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    tell(made, TurnKind.WRITTEN, author, made.text)
    return made.id


class Story:
    """A submission sent back with four remarks, answered and sent again changed."""

    def __init__(self, road: Road, title: str = "Робототехника") -> None:
        self.road, self.teacher = road, road.people.teacher.actor
        self.internal = road.people.internal.actor
        submission = road.draft(title)
        self.submission_id, self.number = submission.id, submission.number
        upload(road, self.submission, FIRST)
        programmes.submit(self.submission, self.teacher)
        words = ("в форме защиты проекта", GOAL, "два раза в неделю по два", TASKS, "")
        self.ids = [remark(self.submission, self.internal, one) for one in words]
        self.praise = remark(self.submission, self.internal, GOAL, level=RemarkLevel.PRAISE)
        self.send_back()

    @property
    def submission(self) -> Submission:
        """The submission in the session of the open context."""
        return db.session.get_one(Submission, self.submission_id)

    def write_more(self, count: int) -> None:
        """More remarks on the first version, half of them about the whole."""
        for at in range(count):
            remark(self.submission, self.internal, GOAL if at % 2 else "")

    def send_back(self) -> None:
        moderation.decide(self.submission, self.internal, "send_back", reason="Исправьте.")

    def again(self, paragraphs: tuple[str, ...] = SECOND, silent: int | None = None) -> Revision:
        """Every open remark answered but the silent one, the new version sent."""
        for one in self.remarks():
            if one.id == silent:
                continue
            if one.status is RemarkStatus.OPEN and one.level is not RemarkLevel.PRAISE:
                programmes.answer_remark(one, self.teacher, RemarkStatus.MENDED, "Готово.", None)
        sent = upload(self.road, self.submission, paragraphs)
        programmes.resubmit(self.submission, self.teacher)
        db.session.commit()
        return sent

    def remarks(self) -> list[Remark]:
        chosen = sa.select(Remark).filter_by(submission_id=self.submission_id)
        return list(db.session.scalars(chosen.order_by(Remark.id)))

    def remark(self, at: int) -> Remark:
        return db.session.get_one(Remark, self.ids[at])

    def kinds(self, at: int) -> list[str]:
        return [turn.kind.value for turn in turns_of([self.ids[at]])[self.ids[at]]]

    def places(self, revision: Revision) -> dict[int, tuple[str, str, str]]:
        """Where each remark of the story is on a version, by its place in `ids`."""
        rows = db.session.scalars(sa.select(RemarkPlace).filter_by(revision_id=revision.id))
        return {
            self.ids.index(row.remark_id): (row.found.value, row.state.value, row.quote)
            for row in rows
        }
