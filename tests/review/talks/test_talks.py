"""Talks: who takes part, what is new, what is taken back, what goes out as a letter."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents import uploads
from review.faults import Conflict, Invalid, NotFound
from review.letters import render
from review.models.moderation import Audience
from review.models.outbox import Letter
from review.models.submissions import Submission
from review.models.talks import Message, ReadMark
from review.moderation import service as moderation
from review.talking import count_unread
from review.talks import service
from review.talks.service import Said
from tests.review.talks.conftest import Talks
from tests.road import statements, word_file
from workflows.roles import Actor, Role
from workflows.situation import State

pytestmark = pytest.mark.both_databases


def page(talks: Talks, talk_id: int | None = None) -> str:
    base = f"/submissions/{talks.number}/talks"
    return base if talk_id is None else f"{base}/{talk_id}"


def test_the_author_and_the_desks_talk_and_each_reads_the_other(talks: Talks) -> None:
    talk, _ = talks.begin("rmc", "Уточните год, пожалуйста.")
    teacher = talks.browser("teacher")
    assert "Уточните год, пожалуйста." in teacher.get(page(talks, talk)).text
    answer = teacher.post(page(talks, talk), {"text": "Год 2026.\nНа титуле."})
    assert answer.status_code == 303
    seen = talks.browser("moc").get(page(talks, talk)).text
    assert "Год 2026.\nНа титуле." in seen
    assert talks.road.people.teacher.name in seen


def test_a_talk_of_the_desks_is_hidden_from_the_author_and_every_talk_from_experts(
    talks: Talks,
) -> None:
    staff, message = talks.begin("rmc", "Спросим МОЦ.", Audience.STAFF)
    open_talk, _ = talks.begin("rmc", "Спросим автора.")
    teacher, internal = talks.browser("teacher"), talks.browser("internal")
    listed = teacher.get(page(talks)).text
    assert page(talks, open_talk) in listed
    assert page(talks, staff) not in listed
    assert teacher.get(page(talks, staff)).status_code == 404
    assert teacher.post(page(talks, staff), {"text": "Я тут."}).status_code == 404
    read = teacher.post(page(talks, staff) + "/read", {"message_id": message})
    assert read.status_code == 404
    assert "Спросим МОЦ." in internal.get(page(talks, staff)).text
    with talks.road.app.app_context():
        submission = talks.submission()
        moderation.decide(submission, talks.road.people.rmc.actor, "admit")
        talks.road.seat(submission)
        db.session.commit()
    expert = talks.browser("expert")
    for url in (page(talks), page(talks, open_talk), page(talks, staff)):
        assert expert.get(url).status_code == 404
    assert "/talks" not in expert.get(f"/submissions/{talks.number}/remarks").text


def test_the_author_begins_no_talk_of_the_desks(talks: Talks) -> None:
    with pytest.raises(NotFound):
        talks.begin("teacher", "Только нам.", Audience.STAFF)
    sent = talks.browser("teacher").post(
        page(talks), {"subject": "Год", "text": "Что?", "audience": "staff"}
    )
    assert sent.status_code == 404


def test_a_draft_has_no_talks(talks: Talks) -> None:
    with talks.road.app.app_context():
        number = talks.road.draft("Черновик").number
    teacher = talks.browser("teacher")
    url = f"/submissions/{number}/talks"
    assert teacher.get(url).status_code == 404
    assert teacher.post(url, {"subject": "Год", "text": "Что?"}).status_code == 404
    assert "/talks" not in teacher.get(f"/submissions/{number}").text


def test_when_the_road_has_ended_talks_are_read_and_not_written(talks: Talks) -> None:
    talk, _ = talks.begin("teacher", "Передумали.")
    with talks.road.app.app_context():
        db.session.execute(
            sa.update(Submission)
            .where(Submission.number == talks.number)
            .values(state=State.ARCHIVED, holder=None)
        )
        db.session.commit()
    teacher = talks.browser("teacher")
    seen = teacher.get(page(talks, talk))
    assert seen.status_code == 200
    assert "обсуждение закрыто" in seen.text
    assert teacher.post(page(talks, talk), {"text": "Ещё."}).status_code in (404, 409)
    assert teacher.post(page(talks), {"subject": "Ещё", "text": "Ещё."}).status_code in (404, 409)


def test_what_is_new_is_counted_in_the_tab_until_it_has_been_read(talks: Talks) -> None:
    talk, first = talks.begin("rmc", "Раз.")
    second = talks.say("rmc", talk, "Два.")
    teacher = talks.browser("teacher")
    assert '<span class="count">2</span>' in teacher.get(f"/submissions/{talks.number}").text
    seen = teacher.get(page(talks, talk)).text
    assert seen.count(">новое<") == 2
    assert f'name="message_id" value="{second}"' in seen
    url = page(talks, talk) + "/read"
    assert teacher.post(url, {"message_id": second}).status_code == 303
    assert teacher.post(url, {"message_id": first}).status_code == 303  # a mark never goes back
    assert '<span class="count">' not in teacher.get(f"/submissions/{talks.number}").text
    assert ">новое<" not in teacher.get(page(talks, talk)).text
    rmc = talks.browser("rmc").get(f"/submissions/{talks.number}").text
    assert '<span class="count">1</span>' not in rmc


def test_a_mark_names_a_message_of_the_talk(talks: Talks) -> None:
    talk, _ = talks.begin("rmc")
    _, other = talks.begin("rmc")
    teacher = talks.browser("teacher")
    url = page(talks, talk) + "/read"
    for wrong, status in ((other, 404), (987654, 404), ("x", 422), ("", 422)):
        assert teacher.post(url, {"message_id": wrong}).status_code == status


def test_two_tabs_that_read_at_once_leave_one_mark(talks: Talks) -> None:
    talk, first = talks.begin("rmc", "Раз.")
    second = talks.say("rmc", talk, "Два.")
    teacher = [talks.browser("teacher") for _ in range(4)]
    start = Barrier(4)

    def read(place: int) -> int:
        start.wait()
        url = page(talks, talk) + "/read"
        sent = {"message_id": (first, second)[place % 2]}
        return int(teacher[place].post(url, sent).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(read, range(4))) == {303}
    with talks.road.app.app_context():
        mine = ReadMark.person_id == talks.road.people.teacher.actor.person_id
        marks = db.session.scalars(sa.select(ReadMark.message_id).where(mine)).all()
        assert marks == [second]


def test_a_form_sent_twice_makes_one_message(talks: Talks) -> None:
    talk, _ = talks.begin("rmc")
    teacher = talks.browser("teacher")
    sent = {"text": "На обороте.", "form_key": "once-and-no-more"}
    first, second = (teacher.post(page(talks, talk), sent) for _ in range(2))
    assert (first.status_code, first.location) == (303, second.location)
    with talks.road.app.app_context():
        count = sa.select(sa.func.count(Message.id)).where(Message.talk_id == talk)
        assert db.session.scalar(count) == 2


def test_nothing_said_is_told_and_what_was_typed_stays(talks: Talks) -> None:
    talk, _ = talks.begin("rmc")
    teacher = talks.browser("teacher")
    empty = teacher.post(page(talks, talk), {"text": "   "})
    assert empty.status_code == 422
    assert "Напишите сообщение или приложите файл." in empty.text
    unnamed = teacher.post(page(talks), {"subject": " ", "text": "Как оформить титул?"})
    assert unnamed.status_code == 422
    assert "Как оформить титул?" in unnamed.text
    long = teacher.post(page(talks, talk), {"text": "а" * 5001})
    assert long.status_code == 422
    with talks.road.app.app_context():
        actor = talks.road.people.teacher.actor
        thread = service.get_talk(talks.submission(), talk, actor)
        for said in (Said(""), Said("а" * 5001)):
            with pytest.raises(Invalid):
                service.say(thread, actor, said)


def test_words_are_shown_as_typed_and_run_nothing(talks: Talks) -> None:
    talk, _ = talks.begin("rmc", "<script>alert(1)</script> http://example.org")
    seen = talks.browser("teacher").get(page(talks, talk)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; http://example.org" in seen
    assert 'href="http://example.org' not in seen


def test_a_file_comes_along_and_is_served_as_a_download_only(talks: Talks) -> None:
    talk, _ = talks.begin("rmc")
    teacher = talks.browser("teacher")
    data = word_file()
    sent = {"text": "Вот титул.", "files": (io.BytesIO(data), "../Титул листа.docx")}
    assert teacher.post(page(talks, talk), sent).status_code == 303
    with talks.road.app.app_context():
        message = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
        assert message is not None
        file = message.files[0]
        assert file.name == "Титул листа.docx"
        url = f"/submissions/{talks.number}/messages/{message.id}/files/{file.id}"
        message_id = message.id
    assert url in talks.browser("rmc").get(page(talks, talk)).text
    got = talks.browser("rmc").get(url)
    assert got.data == data
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    other = url.replace(f"/messages/{message_id}/", f"/messages/{message_id - 1}/")
    assert talks.browser("rmc").get(other).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.docx"), (b"MZ\0\0\x01", "virus.exe"), (b"<html>", "a.docx")],
    ids=["empty", "program", "page"],
)
def test_a_file_of_another_kind_is_refused_and_the_words_stay(
    talks: Talks, content: bytes, name: str
) -> None:
    talk, _ = talks.begin("rmc")
    sent = {"text": "Вот титул.", "files": (io.BytesIO(content), name)}
    refused = talks.browser("teacher").post(page(talks, talk), sent)
    assert refused.status_code == 422
    assert "Вот титул." in refused.text
    assert "files-error" in refused.text


@pytest.mark.parametrize("begins", [True, False], ids=["begin", "say"])
def test_the_ledger_is_not_held_while_files_are_read(
    talks: Talks, monkeypatch: pytest.MonkeyPatch, begins: bool
) -> None:
    held: list[bool] = []
    accept = uploads.accept

    def watched(*args: object, **more: object) -> object:
        held.append(db.session().in_transaction())
        return accept(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(uploads, "accept", watched)
    talk = None if begins else talks.begin("rmc")[0]
    sent = {"text": "Вот титул.", "files": (io.BytesIO(word_file()), "титул.docx")}
    opening = {"subject": "Титул", "audience": "author"} if begins else {}
    assert talks.browser("teacher").post(page(talks, talk), sent | opening).status_code == 303
    assert held == [False]


def test_too_many_files_are_refused(talks: Talks) -> None:
    talk, _ = talks.begin("rmc")
    files = [(io.BytesIO(word_file(f"Текст {n}.")), f"{n}.docx") for n in range(6)]
    refused = talks.browser("teacher").post(page(talks, talk), {"text": "Все.", "files": files})
    assert refused.status_code == 422
    assert "не больше 5 файлов" in refused.text


def test_the_called_one_gets_a_letter_without_the_words_and_a_stranger_gets_none(
    talks: Talks,
) -> None:
    people = talks.road.people
    called = {
        people.teacher.actor.person_id,
        people.rmc.actor.person_id,
        people.experts[0].actor.person_id,
        people.administrator.actor.person_id,
    }
    with talks.road.app.app_context():
        db.session.execute(sa.delete(Letter))
        db.session.commit()
    _, message = talks.begin("moc", "Посмотрите тайное слово.", calls=called)
    with talks.road.app.app_context():
        letters = db.session.scalars(sa.select(Letter)).all()
        assert {one.kind for one in letters} == {"called_into_talk"}
        assert {one.address for one in letters} == {people.teacher.email, people.rmc.email}
        for one in letters:
            words = render(one, talks.road.app.config["ZNACHOK"])
            assert "Титульный лист" in words.body
            assert "тайное слово" not in words.body + words.subject
            assert people.moc.name not in words.body
            assert (
                f"/submissions/{talks.number}/talks/{talks.message(message).talk_id}" in words.body
            )


def test_the_author_is_not_called_into_a_talk_of_the_desks(talks: Talks) -> None:
    author = talks.road.people.teacher.actor.person_id
    with talks.road.app.app_context():
        db.session.execute(sa.delete(Letter))
        db.session.commit()
    talk, _ = talks.begin("moc", "Между нами.", Audience.STAFF, calls={author})
    with talks.road.app.app_context():
        assert db.session.scalars(sa.select(Letter)).all() == []
    assert talks.road.people.teacher.name not in talks.browser("rmc").get(page(talks, talk)).text


def test_a_message_is_taken_back_soon_after_and_its_words_and_files_are_gone(talks: Talks) -> None:
    talk, _ = talks.begin("rmc")
    teacher = talks.browser("teacher")
    sent = {"text": "Лишнее слово.", "files": (io.BytesIO(word_file()), "лишний.docx")}
    assert teacher.post(page(talks, talk), sent).status_code == 303
    with talks.road.app.app_context():
        made = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
        assert made is not None
        base = f"/submissions/{talks.number}/messages/{made.id}"
        file = f"{base}/files/{made.files[0].id}"
    assert talks.browser("rmc").post(f"{base}/take-back").status_code == 404
    assert teacher.post(f"{base}/take-back").status_code == 303
    assert teacher.post(f"{base}/take-back").status_code == 303  # twice changes nothing
    for who in ("teacher", "rmc"):
        seen = talks.browser(who).get(page(talks, talk)).text
        assert "Сообщение отозвано." in seen
        assert "Лишнее слово." not in seen
        assert talks.browser(who).get(file).status_code == 404
    assert '<span class="count">' not in talks.browser("rmc").get(page(talks)).text


def test_after_a_while_a_message_stays(talks: Talks) -> None:
    _, message = talks.begin("teacher", "Сказано.")
    with talks.road.app.app_context():
        actor = talks.road.people.teacher.actor
        later = clock.now() + service.TAKE_BACK_WITHIN + timedelta(seconds=1)
        with clock.standing_at(later), pytest.raises(Conflict):
            service.take_back(talks.message(message), actor)
        assert talks.message(message).taken_back_at is None


def test_a_long_talk_is_read_by_pages(talks: Talks) -> None:
    talk, first = talks.begin("rmc", "Сообщение 0.")
    for n in range(1, 35):
        talks.say("rmc", talk, f"Сообщение {n}.")
    teacher = talks.browser("teacher")
    newest = teacher.get(page(talks, talk)).text
    assert "Сообщение 34." in newest
    assert "Сообщение 4." not in newest
    earlier = teacher.get(f"{page(talks, talk)}?before={first + 5}").text
    assert "Сообщение 4." in earlier
    assert "Сообщение 5." not in earlier
    assert "data-read" not in earlier
    assert teacher.get(f"{page(talks, talk)}?before=x").status_code == 200


def test_pages_ask_the_database_as_often_for_many_as_for_one(talks: Talks) -> None:
    talk, _ = talks.begin("rmc", "Сообщение 0.")
    rmc = talks.browser("teacher")
    for url in (page(talks), page(talks, talk)):
        rmc.get(url)
    counts = []
    for more in (1, 6):
        for n in range(more):
            talks.say("rmc", talk, f"Ещё {more} {n}.")
            talks.say("moc", talk, f"И ещё {more} {n}.")
            talks.begin("moc", f"Новое {more} {n}.")
        found = []
        for url in (page(talks), page(talks, talk)):
            with statements(talks.road.app) as seen:
                assert rmc.get(url).status_code == 200
            found.append(len(seen))
        counts.append(found)
    assert counts[0] == counts[1]


def test_lists_say_how_many_messages_are_new_and_lead_to_them(talks: Talks) -> None:
    talk, _ = talks.begin("rmc", "Раз.")
    talks.say("rmc", talk, "Два.")
    talks.begin("rmc_second", "Между нами.", Audience.STAFF)
    for who, url, told in (
        ("teacher", "/programmes/", "2 новых сообщения"),
        ("moc", "/moderation/all", "3 новых сообщения"),
        ("rmc", "/moderation/", "1 новое сообщение"),
    ):
        seen = talks.browser(who).get(url).text
        assert told in seen, who
        assert page(talks) in seen
    assert "сообщен" not in talks.browser("expert").get("/scoring/").text


def test_an_author_in_a_desks_hat_is_told_of_no_messages(talks: Talks) -> None:
    talks.begin("rmc", "Раз.")
    with talks.road.app.app_context():
        author = talks.road.people.teacher.actor.person_id
        ids = [talks.submission().id]
        assert count_unread(ids, Actor(author, Role.RMC)) == {}
        assert count_unread(ids, talks.road.people.moc.actor) == {ids[0]: 1}
