"""Remarks on their way to the next version: carried once, from where they stood last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from review import carrying, jobs
from review.database import db
from review.documents.anchors import anchor_of
from review.documents.carry import BOUND
from review.documents.passages import Passages
from review.documents.reading.model import to_json
from review.documents.selections import Selected
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import RemarkPlace
from review.moderation import placing, settling
from review.programmes import carriers
from tests.review.carried import ENDING, FIRST, GOAL, PLACE, SECOND, TASKS, Story, model
from tests.road import Road


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


@pytest.mark.both_databases
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


@pytest.mark.both_databases
def test_what_was_verified_goes_along_when_it_is_opened_again(story: Story) -> None:
    story.again()
    for at in (0, 1):
        settling.settle_remark(story.remark(at), story.internal, verified=True)
    story.send_back()
    third = story.again()
    assert not {0, 1} & story.places(third).keys()
    settling.settle_remark(story.remark(1), story.internal, verified=False, words="Не там.")
    there = story.places(third)
    assert there[1] == ("exact", "sure", GOAL)
    assert 0 not in there
    assert carriers.list_left_behind() == []


@pytest.mark.both_databases
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
