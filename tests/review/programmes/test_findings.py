"""Findings in the product: they hold a programme up, are disputed, waived, upheld, carried on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from review import disputes, findings, letters
from review.database import db
from review.documents.checks.finding import Finding, Found, Severity
from review.documents.outcome import Ask, Outcome
from review.faults import Conflict, Invalid, NotFound
from review.models.findings import FindingRow, Gravity
from review.models.outbox import Letter
from review.models.submissions import Revision, Submission
from review.situations import situation_of
from review.steps import offers
from tests.review.texts import FAULTY, MENDED, card_only, found, strict_road, upload
from tests.road import Browser, Road, statements
from workflows.roles import Actor

WORDS = "В плане 72 часа, потому что добавлены два выходных."
REASON = "Автор прав: часы каникул считаются отдельно."


@pytest.fixture
def road(app: Flask) -> Road:
    return strict_road(app)


@pytest.fixture
def teacher(road: Road) -> Browser:
    return road.browser(road.people.teacher)


@pytest.fixture
def card(road: Road, teacher: Browser) -> tuple[int, str]:
    """A card with a text that has two findings that block."""
    made = card_only(road)
    assert upload(teacher, made[0]).status_code == 303
    return made


def first_id(road: Road, number: str) -> int:
    with road.app.app_context():
        return found(number)[0].id


def submission(number: str) -> Submission:
    return db.session.scalars(sa.select(Submission).filter_by(number=number)).one()


def dispute(browser: Browser, number: str, finding_id: int, **body: str) -> int:
    url = f"/submissions/{number}/findings/{finding_id}/dispute"
    return browser.post(url, body).status_code


def decide(browser: Browser, finding_id: int, action: str, reason: str = REASON) -> int:
    url = f"/findings/{finding_id}/decide"
    return browser.post(url, {"action": action, "reason": reason}).status_code


def send(browser: Browser, number: str) -> int:
    return browser.post(f"/submissions/{number}/submit", {"action": "submit"}).status_code


def test_what_blocks_holds_the_programme_up_until_it_is_mended(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        here = submission(card[1])
        assert situation_of(here).blocking_findings == 2
        offered = next(
            one for one in offers(here, road.people.teacher.actor)
            if one.transition.action == "submit"
        )  # fmt: skip
        assert [reason.code for reason in offered.refusals] == ["blocking_findings"]
    assert send(teacher, card[1]) in (403, 409, 422)
    upload(teacher, card[0], MENDED)
    assert send(teacher, card[1]) == 303


def test_a_disputed_finding_still_blocks_and_a_waived_one_does_not(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    internal = road.browser(road.people.internal)
    with road.app.app_context():
        ids = [row.id for row in found(card[1])]
    for finding_id in ids:
        assert dispute(teacher, card[1], finding_id, text=WORDS) == 303
    assert send(teacher, card[1]) != 303
    for finding_id in ids:
        assert decide(internal, finding_id, "waive") == 303
    assert send(teacher, card[1]) == 303
    page = internal.get(f"/submissions/{card[1]}/findings").text
    assert REASON in page
    assert WORDS in page
    assert "2 пропущено" in page


def test_the_programme_page_says_how_many_disputes_wait_for_an_answer(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    url = f"/programmes/{card[0]}"
    with road.app.app_context():
        first, second = (row.id for row in found(card[1]))
    assert "ждут ответа" not in teacher.get(url).text
    for finding_id in (first, second):
        dispute(teacher, card[1], finding_id)
    assert "из них ждут ответа: 2" in teacher.get(url).text
    assert decide(road.browser(road.people.internal), first, "uphold") == 303
    assert "из них ждут ответа: 1" in teacher.get(url).text
    assert decide(road.browser(road.people.internal), second, "waive") == 303
    assert "ждут ответа" not in teacher.get(url).text


def test_a_desk_is_asked_to_decide_about_what_blocks_or_is_disputed_and_offered_the_rest_quietly(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    assert send(teacher, card[1]) == 303
    internal, url = road.browser(road.people.internal), f"/submissions/{card[1]}/findings"
    page = internal.get(url).text
    assert page.count(">Пропустить…<") == page.count("<article")
    assert ">Решить<" not in page
    assert page.index('id="notes"') < page.index("<article", page.index('id="notes"'))


def test_a_dispute_needs_no_words_and_can_be_taken_back(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    finding_id = first_id(road, card[1])
    assert dispute(teacher, card[1], finding_id) == 303
    with road.app.app_context():
        assert db.session.get_one(FindingRow, finding_id).waits
    assert dispute(teacher, card[1], finding_id, back="1") == 303
    with road.app.app_context():
        assert not db.session.get_one(FindingRow, finding_id).waits


def test_of_a_draft_a_desk_sees_the_disputed_finding_and_nothing_else(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    internal = road.browser(road.people.internal)
    with road.app.app_context():
        asked, other = (row.id for row in found(card[1]))
    assert decide(internal, asked, "waive") == 404
    assert "Спорных замечаний нет" in internal.get("/moderation/disputes").text
    dispute(teacher, card[1], asked, text=WORDS)
    page = internal.get("/moderation/disputes").text
    assert page.count("<article") == 1
    assert WORDS in page
    assert "Просят пропустить: 1 замечание" in internal.get("/moderation/").text
    assert internal.get(f"/submissions/{card[1]}/document").status_code == 404
    assert internal.get(f"/submissions/{card[1]}/findings").status_code == 404
    assert decide(internal, other, "waive") == 404
    assert decide(internal, asked, "waive") == 303
    assert "Спорных замечаний нет" in internal.get("/moderation/disputes").text


@pytest.mark.parametrize("who", ["moc", "rmc"])
def test_methodists_have_the_list_too(
    road: Road, teacher: Browser, card: tuple[int, str], who: str
) -> None:
    dispute(teacher, card[1], first_id(road, card[1]), text=WORDS)
    page = road.browser(getattr(road.people, who)).get("/moderation/disputes").text
    assert WORDS in page
    assert "Волшебная кисть" in page


def test_a_waiver_needs_a_reason(road: Road, teacher: Browser, card: tuple[int, str]) -> None:
    finding_id = first_id(road, card[1])
    dispute(teacher, card[1], finding_id)
    answer = road.browser(road.people.internal).post(
        f"/findings/{finding_id}/decide", {"action": "waive", "reason": " "}
    )
    assert answer.status_code == 422
    assert "Напишите причину" in answer.text
    with road.app.app_context(), pytest.raises(Invalid):
        disputes.waive(finding_id, road.people.internal.actor, " ")


def test_an_upheld_finding_answers_the_author_and_cannot_be_disputed_again(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    finding_id = first_id(road, card[1])
    dispute(teacher, card[1], finding_id, text=WORDS)
    assert decide(road.browser(road.people.moc), finding_id, "uphold", "Суммы не сходятся.") == 303
    page = teacher.get(f"/programmes/{card[0]}/passport").text
    assert "Суммы не сходятся." in page
    assert "Замечание остаётся" in page
    assert dispute(teacher, card[1], finding_id) == 409
    with road.app.app_context():
        assert situation_of(submission(card[1])).blocking_findings == 2


@pytest.mark.parametrize(
    ("verb", "kind", "said"),
    [("waive", "finding_waived", "больше не мешает"), ("uphold", "finding_upheld", "остаётся")],
)
def test_the_author_gets_a_letter_about_a_decided_dispute(
    road: Road, teacher: Browser, card: tuple[int, str], verb: str, kind: str, said: str
) -> None:
    asked = first_id(road, card[1])
    dispute(teacher, card[1], asked, text=WORDS)
    assert decide(road.browser(road.people.internal), asked, verb) == 303
    with road.app.app_context():
        (letter,) = db.session.scalars(sa.select(Letter)).all()
        assert (letter.kind, letter.address) == (kind, road.people.teacher.email)
        words = letters.render(letter, road.app.config["ZNACHOK"])
        message = findings.message_of(db.session.get_one(FindingRow, asked), "ru")
        assert said in words.body
        assert f"> {message}"[:60] in words.body
        assert f"> {REASON}" in words.body
        assert f"/programmes/{card[0]}/passport#finding-{asked}" in words.body


def test_what_nobody_disputed_is_let_pass_without_a_letter(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    assert send(teacher, card[1]) == 303
    with road.app.app_context():
        db.session.execute(sa.delete(Letter))
        note = found(card[1], None)[0].id
        disputes.waive(note, road.people.internal.actor, REASON)
        assert db.session.scalars(sa.select(Letter)).all() == []


def test_two_who_decide_at_once_the_second_is_told(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    finding_id = first_id(road, card[1])
    dispute(teacher, card[1], finding_id)
    assert decide(road.browser(road.people.internal), finding_id, "waive") == 303
    assert decide(road.browser(road.people.moc), finding_id, "uphold") == 409
    with road.app.app_context(), pytest.raises(Conflict):
        disputes.waive(finding_id, road.people.rmc.actor, REASON)


def test_nobody_decides_about_an_own_programme_or_anothers_place(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    finding_id = first_id(road, card[1])
    dispute(teacher, card[1], finding_id)
    mine, expert = road.people.teacher.actor, road.people.experts[0].actor
    internal = road.people.internal.actor
    strangers: list[Actor] = [
        mine,
        expert,
        replace(internal, person_id=mine.person_id),
        replace(internal, organisation_id=10_000),
        replace(road.people.moc.actor, municipality_id=10_000),
    ]
    with road.app.app_context():
        for actor in strangers:
            with pytest.raises(NotFound):
                disputes.waive(finding_id, actor, REASON)
        own = replace(internal, person_id=mine.person_id)
        assert disputes.list_disputes(own).rows == ()
        assert disputes.list_disputes(strangers[3]).rows == ()
        assert disputes.list_disputes(strangers[4]).rows == ()


def test_decisions_stay_with_the_finding_when_the_text_is_uploaded_again(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    finding_id = first_id(road, card[1])
    dispute(teacher, card[1], finding_id, text=WORDS)
    decide(road.browser(road.people.internal), finding_id, "waive")
    for data in (MENDED, FAULTY):
        upload(teacher, card[0], data)
    with road.app.app_context():
        rows = found(card[1])
        assert [row.waived_at is not None for row in rows].count(True) == 1
        assert rows[0].waive_reason == REASON


def test_a_changed_card_is_compared_anew(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    upload(teacher, card[0], MENDED)
    with road.app.app_context():
        before = db.session.scalars(sa.select(Revision.examined_as)).one()
        number = len(found(card[1], None))
    changed = {
        "title": "Волшебная кисть", "direction": "hudozhestvennoe", "level": "initial",
        "form": "full_time", "age_from": "7", "age_to": "10", "duration_months": "9",
        "hours": "144", "financing": "budget",
    }  # fmt: skip
    assert teacher.post(f"/programmes/{card[0]}/edit", changed).status_code == 303
    with road.app.app_context():
        assert db.session.scalars(sa.select(Revision.examined_as)).one() != before
        assert len(found(card[1], None)) > number


def outcome(*found_: Found) -> Outcome:
    """Findings of one check at these places."""
    return Outcome(
        findings=tuple(
            Finding("H8", "", Severity.BLOCK, "curriculum_plan", "H8", one) for one in found_
        )
    )


def test_a_finding_that_only_moved_keeps_its_waiver_and_two_alike_do_not(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        row = db.session.scalars(sa.select(Revision)).one()
        ask = Ask(date(2023, 1, 1))
        findings.record(row, ask, outcome(Found({"sum": 18}, "b5"), Found({"sum": 20}, "b6")))
        for one in findings.list_findings(row):
            one.disputed_at = one.waived_at = row.uploaded_at
            one.disputed_by_id = one.waived_by_id = row.uploaded_by_id
            one.waive_reason = REASON
        db.session.flush()
        moved = [(18, "b7"), (20, "b8"), (20, "b9")]
        findings.record(row, ask, outcome(*(Found({"sum": one}, at) for one, at in moved)))
        kept = {one.block: one.waived_at is not None for one in findings.list_findings(row)}
        assert kept == {"b7": True, "b8": False, "b9": False}


def decided_once(row: Revision) -> FindingRow:
    """The only finding of the version, waived."""
    (one,) = findings.list_findings(row)
    one.disputed_at = one.waived_at = row.uploaded_at
    one.disputed_by_id = one.waived_by_id = row.uploaded_by_id
    one.waive_reason = REASON
    db.session.flush()
    return one


def reasons(row: Revision) -> list[str]:
    return [one.waive_reason for one in findings.list_findings(row)]


@pytest.mark.both_databases
def test_a_waiver_holds_when_the_finding_comes_back_after_a_text_without_it(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        row, ask = db.session.scalars(sa.select(Revision)).one(), Ask(date(2023, 1, 1))
        findings.record(row, ask, outcome(Found({"sum": 18}, "b5")))
        gone = decided_once(row).id
        for again in ("b5", "b9"):
            findings.record(row, ask, outcome())
            assert findings.list_findings(row) == []
            assert findings.summary(row) == findings.Summary()
            with pytest.raises(NotFound):
                disputes.get_decidable(gone, road.people.internal.actor)
            findings.record(row, ask, outcome(Found({"sum": 18}, again)))
            assert reasons(row) == [REASON]
        findings.forget(row)
        assert findings.list_findings(row) == []
        findings.record(row, ask, outcome(Found({"sum": 18}, "b9")))
        assert reasons(row) == [REASON]


def test_a_waiver_holds_in_a_later_version_with_versions_without_the_finding_between(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        first, ask = db.session.scalars(sa.select(Revision)).one(), Ask(date(2023, 1, 1))
        findings.record(first, ask, outcome(Found({"sum": 18}, "b5")))
        decided_once(first)
        versions = []
        for number in (2, 3):
            same = {c.key: getattr(first, c.key) for c in sa.inspect(Revision).column_attrs}
            versions.append(Revision(**{**same, "id": None, "number": number}))
        db.session.add_all(versions)
        second, third = versions
        findings.record(second, ask, outcome(Found({"sum": 19}, "b5")))
        findings.record(third, ask, outcome(Found({"sum": 18}, "b5")))
        assert (reasons(first), reasons(second), reasons(third)) == ([REASON], [""], [REASON])


def placed(at: str, before: str, after: str) -> Finding:
    """One of the findings that say the same, standing at these words between these."""
    found = Found({"sum": 18}, "b1")
    return Finding("H8", "", Severity.BLOCK, "plan", "H8", found, at, f"{before}.{after}")


def test_of_two_alike_the_one_that_stays_keeps_its_own_waiver(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        row, ask = db.session.scalars(sa.select(Revision)).one(), Ask(date(2023, 1, 1))
        both = Outcome(findings=(placed("x", "a", "x"), placed("x", "x", "b")))
        findings.record(row, ask, both)
        for one, reason in zip(findings.list_findings(row), ("Первое.", "Второе."), strict=True):
            one.waived_at, one.waived_by_id = row.uploaded_at, row.uploaded_by_id
            one.waive_reason = reason
        db.session.flush()
        findings.record(row, ask, Outcome(findings=(placed("x", "mended", "b"),)))
        assert reasons(row) == ["Второе."]
        findings.record(row, ask, both)
        assert sorted(reasons(row)) == ["Второе.", "Первое."]


def test_two_findings_with_one_key_are_both_kept(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        row = db.session.scalars(sa.select(Revision)).one()
        same = Found({"sum": 18}, "b5")
        findings.record(row, Ask(date(2023, 1, 1)), outcome(same, same))
        assert len(findings.list_findings(row)) == 2
        findings.record(row, Ask(date(2023, 1, 1)), outcome(same))
        assert len(findings.list_findings(row)) == 1


def test_the_list_of_disputes_asks_as_much_for_three_as_for_one(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    internal = road.browser(road.people.internal)
    with road.app.app_context():
        ids = [row.id for row in found(card[1], None)][:3]
    counts = []
    for finding_id in ids:
        dispute(teacher, card[1], finding_id)
        with statements(road.app) as seen:
            assert internal.get("/moderation/disputes").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[-1]


def disputed(number: str, moments: list[int]) -> None:
    """So many disputed findings, asked about at these seconds."""
    row = db.session.scalars(sa.select(Revision)).one()
    places = (Found({"sum": turn}, f"b{turn}") for turn in range(len(moments)))
    findings.record(row, findings.ask_of(submission(number)), outcome(*places))
    for one, second in zip(findings.list_findings(row), moments, strict=True):
        one.disputed_at = row.uploaded_at + timedelta(seconds=second)
        one.disputed_by_id = row.uploaded_by_id
    db.session.commit()


@pytest.mark.both_databases
def test_the_list_of_disputes_goes_on_page_by_page_and_loses_none(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    actor = road.people.internal.actor
    with road.app.app_context():
        disputed(card[1], [5, 3, 3, 3, 1, 0, 0])
        seen, after, pages = [], "", 0
        while after is not None:
            page = disputes.list_disputes(actor, after, limit=2)
            seen += [(one.finding.disputed_at, one.finding.id) for one in page.rows]
            after, pages = page.after, pages + 1
        assert pages == 4
        assert len(seen) == 7
        assert seen == sorted(set(seen))
        for nonsense in ("x", "1", "1-", "-1", "9" * 40 + "-1", "1-" + "9" * 40, "٣-٣"):
            assert len(disputes.list_disputes(actor, nonsense).rows) == 7


def test_the_page_of_disputes_leads_to_the_next_and_back_when_all_there_is_decided(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    internal = road.browser(road.people.internal)
    with road.app.app_context():
        disputed(card[1], list(range(disputes.PAGE + 1)))
    page = internal.get("/moderation/disputes").text
    assert page.count("<article") == disputes.PAGE
    assert "51 замечание" in page
    (further,) = re.findall(r'rel="next" href="([^"]+)"', page)
    last = internal.get(further).text
    assert last.count("<article") == 1
    assert 'rel="next"' not in last
    with road.app.app_context():
        db.session.execute(sa.update(FindingRow).values(disputed_at=None))
        db.session.commit()
    answer = internal.get(further)
    assert (answer.status_code, answer.location) == (303, "/moderation/disputes")


def test_gravity_speaks_the_words_of_the_checks() -> None:
    assert {one.value for one in Gravity} == {one.value for one in Severity}


def test_a_refused_submission_keeps_the_findings_it_was_refused_for(
    road: Road, teacher: Browser, card: tuple[int, str]
) -> None:
    with road.app.app_context():
        db.session.execute(sa.delete(FindingRow))
        db.session.execute(sa.update(Revision).values(examined_as="by older checks"))
        db.session.commit()

    assert send(teacher, card[1]) == 409
    with road.app.app_context():
        assert len(found(card[1])) == 2


def test_a_check_that_breaks_down_takes_no_finding_away(road: Road, card: tuple[int, str]) -> None:
    with road.app.app_context():
        here, revision = submission(card[1]), db.session.scalars(sa.select(Revision)).one()
        ask = findings.ask_of(here)
        findings.record(revision, ask, Outcome(failed="KeyError hours.py:1"))
        db.session.commit()

        assert len(found(card[1])) == 2
        assert findings.is_stale(revision, ask)
        assert revision.passport is not None
        assert revision.passport["failed"] == "KeyError hours.py:1"
