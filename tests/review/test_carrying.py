"""Remarks on their way to the next version: carried once, from where they stood last."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask

from review import carrying, clock, jobs
from review.database import db
from review.documents.anchors import anchor_of
from review.documents.carry import BOUND
from review.documents.passages import Passages
from review.documents.reading import docx
from review.documents.reading.model import DocumentModel, to_json
from review.documents.selections import Selected
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import (
    Remark,
    RemarkLevel,
    RemarkPlace,
    RemarkScope,
    RemarkStatus,
    TurnKind,
)
from review.models.submissions import Revision, Submission
from review.moderation import placing, settling
from review.moderation import service as moderation
from review.programmes import carriers, intake
from review.programmes import service as programmes
from review.remarks import tell, turns_of
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
        made.add_paragraph(text)
    made.save(kept)
    return kept.getvalue()


def model(paragraphs: tuple[str, ...]) -> DocumentModel:
    return docx.read(io.BytesIO(word(paragraphs)))


def stand(number: int, text: str, words: str, **more: object) -> carrying.Stand:
    passages = Passages(model(FIRST))
    start = passages.text.index(text) + text.index(words)
    anchor = anchor_of(passages, start, start + len(words))
    assert anchor is not None and anchor.place is not None
    known = {"starts": start, "ends": start + len(words)} | more
    quote = anchor.quote
    return carrying.Stand(
        number, "old", quote.exact, quote.prefix, quote.suffix, anchor.place.block, **known
    )


def found(*stands: carrying.Stand, old: bool = True) -> dict[int, carrying.Carried]:
    models = {"new": to_json(model(SECOND))} | ({"old": to_json(model(FIRST))} if old else {})
    return dict(carrying.find(carrying.Plan("new", stands, models)).found)


def test_words_that_stayed_or_moved_go_along_in_silence() -> None:
    there = found(stand(1, ENDING, "в форме защиты проекта"), stand(2, GOAL, GOAL))
    assert {one.silent for one in there.values()} == {True}
    text = Passages(model(SECOND)).text
    for one in there.values():
        assert one.anchor is not None and one.anchor.position is not None
        at = one.anchor.position
        assert text[at.start : at.end] == one.anchor.quote.exact
    assert there[2].anchor is not None and there[2].anchor.quote.exact == GOAL


def test_changed_words_wait_and_words_that_are_gone_are_orphans() -> None:
    there = found(stand(1, PLACE, "два раза в неделю по два"), stand(2, TASKS, TASKS))
    assert not there[1].silent and there[1].confidence < BOUND
    assert (there[2].status, there[2].anchor) == ("orphan", None)


def test_a_remark_without_offsets_is_found_by_its_quotation() -> None:
    bare = stand(1, ENDING, "в форме защиты проекта", starts=None, ends=None)
    assert found(bare)[1].silent


def test_a_quotation_that_fits_twice_is_never_carried_in_silence() -> None:
    twice = carrying.Stand(1, "old", "программ")
    assert not found(twice)[1].silent


def test_offsets_that_do_not_hold_their_words_are_not_believed() -> None:
    wrong = stand(1, ENDING, "в форме защиты проекта", starts=3, ends=25)
    assert found(wrong)[1].anchor == found(stand(1, ENDING, "в форме защиты проекта"))[1].anchor


def test_a_remark_on_the_whole_goes_along_as_it_is() -> None:
    assert found(carrying.Stand(7, "old")) == {7: carrying.AS_A_WHOLE}


def test_of_a_text_that_was_never_read_nothing_is_found_again() -> None:
    assert found(stand(1, GOAL, GOAL), old=False)[1].status == "orphan"
    unread = carrying.find(carrying.Plan("new", (stand(1, GOAL, GOAL),), {}))
    assert unread.found == ()


# --- in the ledger --------------------------------------------------------------------


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


def upload(road: Road, submission: Submission, paragraphs: tuple[str, ...]) -> Revision:
    prepared = intake.prepare(road.store, "robots.docx", word(paragraphs), MAX_BYTES)
    return programmes.add_revision(submission, road.people.teacher.actor, prepared)


def remark(submission: Submission, author: Actor, words: str, **more: Any) -> int:
    """A remark at words of the first version, as its page stores it."""
    passages, revision = Passages(model(FIRST)), submission.revisions[-1]
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

    def __init__(self, road: Road) -> None:
        self.road, self.teacher = road, road.people.teacher.actor
        self.internal = road.people.internal.actor
        self.submission = road.draft()
        upload(road, self.submission, FIRST)
        programmes.submit(self.submission, self.teacher)
        words = ("в форме защиты проекта", GOAL, "два раза в неделю по два", TASKS, "")
        self.ids = [remark(self.submission, self.internal, one) for one in words]
        self.praise = remark(self.submission, self.internal, GOAL, level=RemarkLevel.PRAISE)
        self.send_back()

    def send_back(self) -> None:
        moderation.decide(self.submission, self.internal, "send_back", reason="Исправьте.")

    def again(self, paragraphs: tuple[str, ...] = SECOND) -> Revision:
        """Every open remark answered, the new version sent."""
        for one in self.remarks():
            if one.status is RemarkStatus.OPEN and one.level is not RemarkLevel.PRAISE:
                programmes.answer_remark(one, self.teacher, RemarkStatus.MENDED, "Готово.", None)
        sent = upload(self.road, self.submission, paragraphs)
        programmes.resubmit(self.submission, self.teacher)
        db.session.commit()
        return sent

    def remarks(self) -> list[Remark]:
        return list(db.session.scalars(sa.select(Remark).order_by(Remark.id)))

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


@pytest.fixture
def story(road: Road) -> Iterator[Story]:
    with road.app.app_context():
        yield Story(road)


def test_what_is_live_goes_along_with_the_sending_and_praise_stays(story: Story) -> None:
    there = story.places(story.again())
    assert there.keys() == {0, 1, 2, 3, 4}
    assert {at: state for at, (_, state, _) in there.items()} == {
        0: "sure", 1: "sure", 2: "waiting", 3: "waiting", 4: "sure",
    }  # fmt: skip
    assert (there[2][0], there[3][0]) == ("drifted", "orphan")
    assert (there[1][2], there[3][2], there[4][2]) == (GOAL, "", "")
    assert "один раз в неделю" in there[2][2]


def test_carried_twice_it_is_carried_once(story: Story) -> None:
    sent = story.again()
    before = story.places(sent)
    assert carrying.plan(sent).stands == ()
    assert carrying.store(sent) == 0
    assert story.places(sent) == before


def test_a_person_decides_what_is_in_doubt_and_the_decision_is_a_turn(story: Story) -> None:
    sent, who = story.again(), story.internal
    placing.keep_place(story.remark(2), who)
    with pytest.raises(Invalid, match="place_gone"):
        placing.keep_place(story.remark(3), who)
    with pytest.raises(Invalid, match="quote_not_found"):
        placing.move_place(story.remark(3), who, Selected("words", quote="таких слов там нет"))
    with pytest.raises(Invalid, match="place_not_selected"):
        placing.move_place(story.remark(3), who, Selected())
    placing.move_place(story.remark(3), who, Selected("words", quote=ENDING))
    placing.drop_place(story.remark(0), who)
    there = story.places(sent)
    assert [there[at][1] for at in (2, 3, 0)] == ["kept", "moved", "dropped"]
    assert there[3][2] == ENDING
    assert story.kinds(2) == ["written", "mended", "kept"]
    assert story.kinds(3) == ["written", "mended", "moved"]
    assert story.kinds(0) == ["written", "mended", "dropped"]


def test_only_the_hat_it_lies_with_decides_and_the_late_tab_is_told(story: Story) -> None:
    story.again()
    people = story.road.people
    for other in (people.teacher, people.moc, people.experts[0]):
        with pytest.raises(NotFound):
            placing.drop_place(story.remark(2), other.actor)
    version = placing.get_place(story.remark(2), story.internal).version
    placing.keep_place(story.remark(2), story.internal, version)
    with pytest.raises(Conflict):
        placing.drop_place(story.remark(2), story.internal, version)


def test_the_next_version_is_reached_from_the_last_place_known(story: Story) -> None:
    story.again()
    placing.move_place(story.remark(3), story.internal, Selected("words", quote=ENDING))
    placing.drop_place(story.remark(0), story.internal)
    settling.settle_remark(story.remark(1), story.internal, verified=True)
    settling.settle_remark(story.remark(4), story.internal, verified=False, words="Ещё раз.")
    story.send_back()
    third = story.again((*SECOND, "Добавлен список литературы для детей и родителей."))
    there = story.places(third)
    assert there.keys() == {0, 2, 3, 4}
    assert there[3] == ("exact", "sure", ENDING)
    assert there[0] == ("exact", "sure", "")
    assert there[2][:2] == ("drifted", "waiting") and "один раз в неделю" in there[2][2]
    assert story.kinds(4) == ["written", "mended", "reopened", "mended"]


def test_what_was_left_behind_is_carried_by_the_daily_work_once(story: Story) -> None:
    sent = story.again()
    db.session.execute(sa.delete(RemarkPlace))
    db.session.commit()
    assert carriers.list_left_behind() == [sent.id]
    carriers.plan_left_behind({})
    db.session.commit()
    jobs.run_due()
    assert len(story.places(sent)) == 5
    assert carriers.list_left_behind() == []
