"""The ledger of remarks: turns and who reads them, places in doubt, decisions without script."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.moderation import RemarkPlace
from review.models.programmes import Reading
from review.models.submissions import Revision
from tests.documents import docx_diff
from tests.review.carried import ENDING, GOAL, PLACE, SECOND, TASKS, Story
from tests.road import Browser, Road, statements


@pytest.fixture
def road(app: Flask) -> Road:
    return Road(app)


@pytest.fixture
def story(road: Road) -> Story:
    """The programme came back to the internal expert: two places are in doubt."""
    with road.app.app_context():
        made = Story(road)
        made.again()
        return made


def document(browser: Browser, story: Story) -> str:
    return browser.get(f"/submissions/{story.number}/document").text


def woven(browser: Browser, story: Story) -> str:
    """The words that have notes in the annotated newest version."""
    given = browser.get(f"/submissions/{story.number}/files/2/annotated.docx").data
    return " ".join(docx_diff.commented_text(given, one) for one in docx_diff.comments(given))


def ledger(browser: Browser, story: Story) -> str:
    return browser.get(f"/submissions/{story.number}/remarks").text


def place_of(story: Story, at: int) -> tuple[str, str]:
    with story.road.app.app_context():
        row = db.session.scalars(sa.select(RemarkPlace).filter_by(remark_id=story.ids[at])).one()
        return row.state.value, row.quote


def test_the_examiner_sees_old_words_beside_new_ones_and_decides_on_the_page(story: Story) -> None:
    internal = story.road.browser(story.road.people.internal)
    page = ledger(internal, story)
    assert "2 замечания ждут" in page
    assert "<del>два раза </del>в неделю" in page and "<ins>один раз </ins>" in page
    assert f"<del>{TASKS}</del>" in page
    place = f"/remarks/{story.ids[2]}/place"
    version = re.search(rf'action="{place}">.*?name="version" value="(\d+)"', page, re.S)
    assert version is not None
    sent = {"decision": "keep", "version": version[1]}
    assert internal.post(place, sent).status_code == 303
    assert internal.post(place, {**sent, "decision": "drop"}).status_code == 409
    assert place_of(story, 2)[0] == "kept"
    assert "Оставлено у изменённых слов" in ledger(internal, story)


def test_an_orphan_is_moved_to_words_copied_from_the_new_text(story: Story) -> None:
    internal = story.road.browser(story.road.people.internal)
    place = f"/remarks/{story.ids[3]}/place"
    page = internal.get(place).text
    assert TASKS in page and ENDING in page and "Оставить у этих слов" not in page
    lost = internal.post(place, {"decision": "move", "quote": "слова, которых <b>нет</b>"})
    assert lost.status_code == 422 and "слова, которых &lt;b&gt;нет&lt;/b&gt;" in lost.text
    twice = internal.post(place, {"decision": "move", "quote": "ра"})
    assert twice.status_code == 422
    empty = internal.post(place, {"decision": "move", "quote": " "})
    assert empty.status_code == 422
    assert place_of(story, 3) == ("waiting", "")
    moved = internal.post(place, {"decision": "move", "quote": "в форме защиты проекта"})
    assert moved.status_code == 303
    assert place_of(story, 3) == ("moved", "в форме защиты проекта")


def test_a_place_taken_off_leaves_the_remark_on_the_whole_document(story: Story) -> None:
    internal = story.road.browser(story.road.people.internal)
    assert internal.post(f"/remarks/{story.ids[2]}/place", {"decision": "drop"}).status_code == 303
    assert "оно о документе в целом" in ledger(internal, story)
    assert internal.post(f"/remarks/{story.ids[0]}/place", {"decision": "x"}).status_code == 422


def test_the_author_learns_of_decisions_and_reopenings_with_the_next_return(story: Story) -> None:
    people = story.road.people
    internal, teacher = story.road.browser(people.internal), story.road.browser(people.teacher)
    internal.post(f"/remarks/{story.ids[2]}/place", {"decision": "keep"})
    internal.post(f"/remarks/{story.ids[0]}/settle", {"verified": "1"})
    internal.post(f"/remarks/{story.ids[1]}/settle", {"verified": "0", "text": "Где срок?"})
    page = ledger(teacher, story)
    assert "Где срок?" not in page and "Оставлено у" not in page and "Проверено" not in page
    assert "один раз в неделю" not in page
    assert f'id="remark-{story.ids[2]}"' not in document(teacher, story)
    assert f'id="remark-{story.ids[2]}"' in document(internal, story)
    assert "Проверено" not in document(teacher, story)
    assert "один раз в неделю" not in woven(teacher, story)
    with story.road.app.app_context():
        story.send_back()
        db.session.commit()
    page = ledger(teacher, story)
    assert "Где срок?" in page and "Оставлено у изменённых слов" in page and "Проверено" in page
    assert f'id="remark-{story.ids[2]}"' in document(teacher, story)
    assert "один раз в неделю" in woven(teacher, story)


def test_remarks_on_a_text_nobody_could_read_are_told_without_selectors(story: Story) -> None:
    with story.road.app.app_context():
        revision = db.session.scalars(sa.select(Revision).filter_by(number=1)).one()
        db.session.execute(sa.delete(Reading).filter_by(sha256=revision.sha256))
        db.session.commit()
    address = f"/submissions/{story.number}/remarks.jsonld"
    told = story.road.browser(story.road.people.internal).get(address)
    assert told.status_code == 200 and '"total":6' in told.text.replace(" ", "")
    assert "selector" not in told.text


def test_opening_again_asks_for_words_and_keeps_the_page(story: Story) -> None:
    internal = story.road.browser(story.road.people.internal)
    refused = internal.post(f"/remarks/{story.ids[0]}/settle", {"verified": "0", "text": " "})
    assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert "Готово." in refused.text


def test_unanswered_musts_are_counted_and_led_to(story: Story) -> None:
    with story.road.app.app_context():
        story.send_back()
        db.session.commit()
    internal = story.road.people.internal
    teacher = story.road.browser(story.road.people.teacher)
    assert "нет ответа" not in ledger(teacher, story)
    with story.road.app.app_context():
        fresh = Story(story.road, title="Шахматы")
        db.session.commit()
    page = ledger(teacher, fresh)
    assert "На 5 обязательных замечаний ещё нет ответа" in page
    assert f'href="#remark-{fresh.ids[0]}"' in page
    assert f"/remarks/{fresh.ids[0]}/answer" in page
    assert internal.name not in page


def test_hats_it_does_not_lie_with_meet_no_such_page(story: Story) -> None:
    people, place = story.road.people, f"/remarks/{story.ids[2]}/place"
    for other in (people.teacher, people.moc, people.rmc, people.experts[0]):
        browser = story.road.browser(other)
        assert browser.get(place).status_code == 404
        assert browser.post(place, {"decision": "drop"}).status_code in (404, 409)
    assert place_of(story, 2)[0] == "waiting"


def test_the_page_asks_as_much_for_many_remarks_as_for_few(story: Story) -> None:
    internal = story.road.browser(story.road.people.internal)
    ledger(internal, story)
    with statements(story.road.app) as few:
        ledger(internal, story)
    with story.road.app.app_context():
        story.write_more(30)
        db.session.commit()
    with statements(story.road.app) as many:
        page = ledger(internal, story)
    assert page.count("<article") >= 36
    assert len(many) == len(few)


def test_the_words_of_the_story_are_what_the_tests_say() -> None:
    assert GOAL in SECOND and PLACE not in SECOND
