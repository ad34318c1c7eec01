"""What changed between two versions: who sees it, which two, what is told, and odd pairs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import etree

from review.database import db
from review.documents.reading.model import DocumentModel
from review.models.moderation import Audience, Remark, RemarkLevel, RemarkStatus
from review.models.programmes import Reading
from review.models.submissions import Revision, Submission
from review.moderation import service as moderation
from review.programmes import service as programmes
from review.submissions import comparing
from tests.region import Someone
from tests.road import statements
from tests.versions import FIRST, GOAL, SECOND, Versions, text


@pytest.fixture
def room(app: Flask) -> Versions:
    comparing.KEPT.clear()
    return Versions(app)


def found(number: str) -> Submission:
    return db.session.scalars(sa.select(Submission).filter_by(number=number)).one()


def page(room: Versions, number: str, who: Someone | None = None, ask: str = "") -> str:
    answer = room.browser(who or room.people.rmc).get(f"/submissions/{number}/compare{ask}")
    assert answer.status_code == 200, answer.status_code
    return answer.text


def tree(html: str) -> Any:
    return etree.HTML(html)


def words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


@pytest.mark.both_databases
def test_the_newest_is_compared_with_the_one_before_it_and_the_summary_counts(
    room: Versions,
) -> None:
    with room.app.app_context():
        number = room.two()
    html = tree(page(room, number, room.people.internal))
    tallies = [words(one) for one in html.xpath("//li[contains(@class, 'diff-tally')]")]
    assert [one[1:] for one in tallies] == [
        "Изменено 2 места", "Добавлено 2 места", "Удалено 1 место", "Перенесено 1 место",
    ]  # fmt: skip
    told = words(html.xpath("//ul[@class='diff-told']")[0])
    assert "Часы изменились в 1 строке" in told
    assert "Строки таблиц: изменено 1, добавлено 0, удалено 0, перенесено 0" in told
    assert "Добавлены заголовки: Список литературы" in told
    assert html.xpath("//option[@selected]/@value") == ["1", "2"]
    assert html.xpath("//ins[contains(., 'старшего')] and //del[contains(., 'младшего')]")
    assert html.xpath("//ins[contains(., '10')] and //del[contains(., '8')]")


def test_answered_remarks_of_the_older_version_are_counted_for_their_readers(
    room: Versions,
) -> None:
    with room.app.app_context():
        submission = room.at("internal_check")
        room.put(submission, FIRST)
        internal = room.people.internal.actor
        for _ in range(2):
            room.remark(submission, "Исправьте часы.")
        room.remark(submission, "Хорошо!", level=RemarkLevel.PRAISE)
        room.remark(submission, "Меж нами.", audience=Audience.STAFF)
        moderation.decide(submission, internal, "send_back", reason="Часы.")
        room.again(submission, SECOND, send=False)
        one = db.session.scalars(sa.select(Remark).filter_by(text="Исправьте часы.")).first()
        programmes.answer_remark(one, room.people.teacher.actor, RemarkStatus.MENDED, "", None)
        db.session.commit()
        number = submission.number
    assert '<b class="number">1</b> из 2 замечаний' in page(room, number, room.people.teacher)


def test_an_unsent_version_is_compared_by_its_author_alone(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
        submission = found(number)
        moderation.decide(submission, room.people.internal.actor, "send_back", reason="Ещё раз.")
        room.again(submission, text(GOAL, "Совсем новая мысль автора."), send=False)
    mine = page(room, number, room.people.teacher)
    assert "Совсем новая мысль автора." in mine and "ещё не отправлена" in mine
    theirs = page(room, number, room.people.internal)
    assert "Совсем новая мысль" not in theirs and "Версия 3" not in theirs
    asked = f"/submissions/{number}/compare?old=2&new=3"
    assert room.browser(room.people.internal).get(asked).status_code == 404
    assert room.browser(room.people.teacher).get(asked).status_code == 200


def test_who_may_not_read_the_document_may_not_compare_it(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    for who in (room.people.experts[0], room.people.administrator):
        assert room.browser(who).get(f"/submissions/{number}/compare").status_code == 404


def test_a_version_that_is_not_there_is_answered_like_any_missing_page(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    browser = room.browser(room.people.rmc)
    for ask in ("?old=7", "?new=0", "?old=-1&new=2", "?old=x", "?new=%00", "?old=1e3"):
        assert browser.get(f"/submissions/{number}/compare{ask}").status_code == 404, ask


def test_two_versions_come_out_however_they_are_asked_for(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    asks = ("old=2&new=1", "old=1&new=1", "old=2&new=2", "old=1", "old=2", "new=1", "old=&new=")
    for ask in asks:
        chosen = tree(page(room, number, ask=f"?{ask}")).xpath("//option[@selected]/@value")
        assert chosen == ["1", "2"], ask


def test_one_version_alone_has_nothing_to_be_compared_with(room: Versions) -> None:
    with room.app.app_context():
        number = room.at("internal_check").number
    assert "Сравнивать пока нечего" in page(room, number)
    with room.app.app_context():
        empty = programmes.open_submission(
            programmes.create_card(room.people.teacher.actor, {"title": "Без текста"}),
            room.people.teacher.actor,
        )
        db.session.commit()
        number = empty.number
    assert "Сравнивать пока нечего" in page(room, number, room.people.teacher)


SCAN = DocumentModel("pdf", (), pages=3)
PAPER = replace(SECOND, format="pdf")


ODD = (
    (FIRST, SCAN, "В версии 2 нет текста"),
    (SCAN, FIRST, "В версии 1 нет текста"),
    (FIRST, FIRST, "Обе версии — один и тот же файл"),
    (FIRST, PAPER, "PDF сравнивается с файлом Word"),
    (FIRST, replace(FIRST, pages=9), "Ни одно слово не изменилось."),
    (replace(SECOND, words=comparing.MOST_WORDS + 1), FIRST, "Версия 1 слишком длинна"),
)


def test_an_odd_pair_gets_a_clear_message(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    for first, second, told in ODD:
        with room.app.app_context():
            submission = found(number)
            room.put(submission, first, 1)
            room.put(submission, second, 2)
            db.session.commit()
        for view in ("side", "inline"):
            assert told in page(room, number, ask=f"?view={view}")


def test_a_text_that_cannot_be_read_any_more_is_told_and_the_rest_of_the_page_stands(
    room: Versions,
) -> None:
    with room.app.app_context():
        number = room.two()
        revision = db.session.scalars(sa.select(Revision).filter_by(number=2)).one()
        sha256 = revision.sha256
    for damage in ("{", '{"model": 99}', '{"model": 1, "blocks": 3}', "old", "gone"):
        with room.app.app_context():
            reading = db.session.get_one(Reading, sha256)
            if damage == "gone":
                db.session.delete(reading)
            elif damage == "old":
                reading.model_version = 0
            else:
                reading.model = damage
            db.session.commit()
        html = page(room, number)
        assert "Текст версии 2 нельзя сравнить" in html, damage
        assert "Замечания к версии 1" in html


def test_changed_fields_of_the_card_are_told_in_words(room: Versions) -> None:
    with room.app.app_context():
        submission = room.sent_back(FIRST)
        changed = {
            "hours": 144, "level": "advanced", "types": ["network", "short"],
            "annotation": "О роботах.", "title": "Робототехника для всех",
            "distance_learning": True,
        }  # fmt: skip
        teacher = room.people.teacher.actor
        programmes.change_card(submission.programme, teacher, changed)
        room.again(submission, SECOND)
        number = submission.number
    rows = tree(page(room, number)).xpath("//table[.//th='Было']/tbody/tr")
    told = {words(one[0]): [words(cell_) for cell_ in one[1:]] for one in rows}
    assert told["Объём, академических часов"] == ["72", "144"]
    assert told["Уровень"] == ["Базовый", "Продвинутый (углублённый)"]
    assert told["Типы"] == ["—", "Сетевая, Краткосрочная"]
    assert told["Аннотация"] == ["—", "О роботах."]
    assert told["С применением дистанционных технологий"] == ["нет", "да"]
    assert told["Название программы"][0] == "Робототехника"
    assert "[добавлено: для всех конец]" in told["Название программы"][1]
    assert len(told) == 6


def test_a_card_of_an_old_shape_is_compared_as_far_as_it_goes(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
        first, second = db.session.scalars(sa.select(Revision).order_by(Revision.number)).all()
        first.card, second.card = {}, {"hours": 9, "unheard": 1, "authors": []}
        db.session.commit()
    assert "Было" not in page(room, number)


NAMED = text("Составитель: Берёзкина А. Л., ЦДТ", "Анна Львовна Берёзкина ведёт кружок.", GOAL)
CLEAN = text(GOAL, "Писать на anna.berezkina@mail.example.")


def test_an_expert_meets_no_name_even_one_that_was_taken_out(room: Versions) -> None:
    with room.app.app_context():
        submission = room.sent_back(NAMED)
        card = {"annotation": "Ведёт Берёзкина А. Л."}
        programmes.change_card(submission.programme, room.people.teacher.actor, card)
        room.again(submission, CLEAN)
        for who, action in ((room.people.internal, "pass_on"), (room.people.moc, "pass_on"),
                            (room.people.rmc, "admit")):  # fmt: skip
            moderation.decide(submission, who.actor, action)
        room.seat(submission)
        db.session.commit()
        number = submission.number
    for ask in ("?view=side", "?view=inline&all=1"):
        shown = page(room, number, room.people.experts[0], ask)
        assert "[имя скрыто]" in shown
        for name in ("Берёзкин", "Львовн", "А. Л.", "ЦДТ", "berezkina"):
            assert name not in shown
        assert "Берёзкина А. Л." in page(room, number, room.people.rmc, ask)


def test_a_page_drawn_once_is_drawn_for_every_reader_in_the_same_measure(room: Versions) -> None:
    """Two readers who may see the same get the same page out of the store, others their own."""
    with room.app.app_context():
        number = room.two()
    first = page(room, number, room.people.rmc)
    with statements(room.app) as seen:
        again = page(room, number, room.people.rmc_second)
    paper = re.compile(r'<div class="doc diff.*</div>', re.DOTALL)
    assert paper.search(first).group() == paper.search(again).group()
    assert not any("readings.model " in one or "readings.model\n" in one for one in seen)


def test_the_same_statements_serve_two_versions_and_five(room: Versions) -> None:
    counts = []
    with room.app.app_context():
        number = room.two()
    browser = room.browser(room.people.rmc)
    for turn in range(2):
        comparing.KEPT.clear()
        with statements(room.app) as seen:
            assert browser.get(f"/submissions/{number}/compare?old=1&new=2").status_code == 200
        counts.append(len(seen))
        if turn:
            break
        with room.app.app_context():
            submission = found(number)
            for n in range(3):
                moderation.decide(
                    submission, room.people.internal.actor, "send_back", reason="Ещё."
                )
                room.again(submission, text(GOAL, f"Мысль {n}."))
    assert counts[0] == counts[1], counts


def test_nobody_waits_for_a_lock_while_texts_are_compared(
    room: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.app.app_context():
        number = room.two()
    states = []
    real = comparing.draw

    def watched(*given: Any) -> Any:
        states.append(db.session().in_transaction())
        return real(*given)

    monkeypatch.setattr(comparing, "draw", watched)
    page(room, number)
    assert states == [False]


def test_the_address_keeps_how_the_versions_are_shown(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    html = tree(page(room, number, ask="?old=1&new=2&view=inline&all=1"))
    links = html.xpath("//div[@class='switch']/a/@href")
    base = f"/submissions/{number}/compare?old=1&new=2"
    assert links == [
        f"{base}&view=side&all=1", f"{base}&view=inline&all=1",
        f"{base}&view=inline", f"{base}&view=inline&all=1",
    ]  # fmt: skip
    current = [words(one) for one in html.xpath("//a[@aria-current='true']")]
    assert current == ["Одним текстом", "Весь текст"]
    assert not html.xpath("//details[@class='diff-fold']")
    kept = {one.get("name"): one.get("value") for one in html.xpath("//main//form//input")}
    assert kept == {"view": "inline", "all": "1"}


def test_a_phone_gets_one_text_unless_it_asks_for_two(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    browser, url = room.browser(room.people.rmc), f"/submissions/{number}/compare"
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari"}
    assert 'class="doc diff diff-inline"' in browser.get(url, headers=phone).text
    assert 'class="doc diff diff-side"' in browser.get(f"{url}?view=side", headers=phone).text
    assert 'class="doc diff diff-side"' in browser.get(url).text


def test_links_to_the_comparison_stand_beside_the_versions(room: Versions) -> None:
    with room.app.app_context():
        number = room.two()
    link = f"/submissions/{number}/compare?old=1&amp;new=2"
    rmc = room.browser(room.people.rmc)
    for url in ("", "/document"):
        assert link in rmc.get(f"/submissions/{number}{url}").text
    assert rmc.get(f"/submissions/{number}").text.count("/compare?") == 1


def test_a_stored_page_gives_way_when_there_is_no_room_for_it() -> None:
    drawn = comparing.draw(FIRST, SECOND, comparing.Headings(), comparing.Look("side", True, "ru"))
    kept = comparing.Kept(len(drawn.html) * 2)
    for key in "abc":
        kept.put(key, drawn)
    assert [kept.get(key) is not None for key in "abc"] == [False, True, True]
    kept.get("b")
    kept.put("d", drawn)
    assert [kept.get(key) is not None for key in "bcd"] == [True, False, True]
    kept.put("e", replace(drawn, html=drawn.html * 3))
    assert [kept.get(key) for key in "bde"] == [None, None, None]
