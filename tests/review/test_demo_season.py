"""The figures of the Tambov district's season, counted from what the services wrote.

They are those of the seed report (docs/domain, section 13); the traps are there too: nine
refusals by moderation are not failures, and the second municipality is not the district.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from review.config import Config
from review.database import db
from review.demo.day import TODAY, ZONE
from review.models.events import Event
from review.models.moderation import Audience, BankEntry
from review.models.outbox import Letter, LetterState
from review.models.people import Person
from review.models.places import Municipality, Organisation
from review.models.programmes import Programme
from review.models.registry import Badge
from review.models.scoring import MarkRow, Outcome, ScoreSheet, Seat, Verdict
from review.models.submissions import Revision, Submission
from review.models.talks import Message, Talk
from tests import season
from workflows.situation import State

DISTRICT = "Тамбовский муниципальный округ"


@pytest.fixture(scope="module")
def demo() -> Iterator[Config]:
    """The loaded season, for reading."""
    with season.opened(season.loaded()) as config:
        yield config


@pytest.fixture(autouse=True)
def only_reading(demo: Config) -> Iterator[None]:
    """No test leaves anything behind."""
    yield
    db.session.rollback()


def in_district() -> sa.ColumnElement[bool]:
    """The submission belongs to the district."""
    place = sa.select(Municipality.id).where(Municipality.name == DISTRICT).scalar_subquery()
    return Submission.municipality_id == place


def count(query: sa.Select[Any]) -> int:
    """How many rows the query has."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def verdicts(round_: int, outcome: Outcome) -> sa.Select[Any]:
    """The district's verdicts of one kind in one round."""
    return (
        sa.select(Verdict.submission_id, Verdict.score)
        .join(Submission, Submission.id == Verdict.submission_id)
        .where(in_district(), Verdict.round == round_, Verdict.outcome == outcome)
    )


def submitted(*more: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The district's submissions that were sent."""
    return sa.select(Submission.id).where(
        in_district(), Submission.submitted_at.is_not(None), *more
    )


def acts(action: str) -> sa.Select[Any]:
    """The district's events of one kind."""
    return (
        sa.select(Event.submission_id, Event.number, Event.at, Event.reason)
        .join(Submission, Submission.id == Event.submission_id)
        .where(in_district(), Event.action == action)
    )


def test_the_district_has_29_organisations_and_256_cards() -> None:
    place = sa.select(Municipality.id).where(Municipality.name == DISTRICT)
    houses = sa.select(Organisation.id).where(Organisation.municipality_id.in_(place))
    assert count(houses) == 29
    assert count(sa.select(Programme.id).where(Programme.organisation_id.in_(houses))) == 256


def test_94_were_submitted_61_passed_and_33_failed_in_round_one() -> None:
    passed, failed = (count(verdicts(1, outcome)) for outcome in (Outcome.PASSED, Outcome.FAILED))
    assert (count(submitted()), passed, failed) == (94, 61, 33)
    assert passed + failed == 94


def test_68_have_passed_to_date_seven_of_them_in_round_two() -> None:
    assert count(verdicts(2, Outcome.PASSED)) == 7
    assert count(submitted(Submission.state == State.BADGE_ACTIVE)) == 68 == 61 + 7


def test_26_are_still_with_experts_in_round_two() -> None:
    waiting = submitted(Submission.state == State.IN_REVIEW, Submission.round == 2)
    assert count(waiting) == 26 == 33 - 7


def test_every_one_of_the_33_was_sent_again_on_6_june() -> None:
    failed = set(db.session.scalars(verdicts(1, Outcome.FAILED).with_only_columns(Submission.id)))
    sent = [
        row.submission_id
        for row in db.session.execute(acts("resubmit"))
        if row.at.astimezone(ZONE).date() == date(2023, 6, 6)
    ]
    assert len(sent) == len(set(sent)) == 33
    assert set(sent) == failed
    assert count(submitted(Submission.round == 2)) == 33


def test_nine_were_refused_by_moderation_with_a_reason_and_admitted_later() -> None:
    refused = db.session.execute(acts("refuse")).all()
    admitted = db.session.execute(acts("admit")).all()
    assert len(refused) == len({row.submission_id for row in refused}) == 9
    for refusal in refused:
        assert refusal.reason
        later = [row for row in admitted if row.submission_id == refusal.submission_id]
        assert any(row.number > refusal.number for row in later)


def test_a_refusal_is_no_failure_and_raises_no_round() -> None:
    refused = sa.select(acts("refuse").subquery().c.submission_id)
    assert count(verdicts(1, Outcome.FAILED)) + count(verdicts(2, Outcome.FAILED)) == 33
    assert count(submitted(Submission.id.in_(refused), Submission.round == 2)) == 9
    sent = sa.select(sa.func.max(Revision.number)).where(
        Revision.submission_id.in_(refused), Revision.round == 2
    )
    assert db.session.scalar(sent) == 3


def test_30_passes_and_29_fails() -> None:
    passes = set(db.session.scalars(verdicts(1, Outcome.PASSED).with_only_columns(Verdict.score)))
    fails = set(db.session.scalars(verdicts(1, Outcome.FAILED).with_only_columns(Verdict.score)))
    assert min(passes) == Decimal(30)
    assert max(fails) == Decimal(29)
    assert max(passes) <= 38
    assert min(fails) >= 14


def test_some_first_rounds_needed_a_third_expert_both_ways() -> None:
    third = sa.select(Seat.submission_id).where(Seat.is_third)
    for outcome in Outcome:
        query = verdicts(1, outcome).where(Verdict.submission_id.in_(third))
        assert count(query) >= 2, outcome


def test_desks_returned_some_before_the_review() -> None:
    assert count(acts("send_back")) >= 10
    sources = set(
        db.session.scalars(
            sa.select(Event.source)
            .join(Submission, Submission.id == Event.submission_id)
            .where(in_district(), Event.action == "send_back")
        )
    )
    assert sources == {State.INTERNAL_CHECK, State.MOC_MODERATION}


def test_the_types_are_those_of_the_report() -> None:
    types = [
        name
        for row in db.session.scalars(
            sa.select(Programme.types)
            .join(Submission, Submission.programme_id == Programme.id)
            .where(in_district())
        )
        for name in row
    ]
    assert [types.count(name) for name in ("multilevel", "network", "distance")] == [12, 8, 5]


def test_the_second_municipality_has_work_for_every_desk() -> None:
    states = set(db.session.scalars(sa.select(Submission.state).where(~in_district())))
    assert states >= {
        State.DRAFT,
        State.INTERNAL_CHECK,
        State.MOC_MODERATION,
        State.RMC_MODERATION,
        State.EXPERT_ASSIGNMENT,
        State.IN_REVIEW,
        State.THIRD_REVIEW,
        State.IN_REVISION,
        State.BADGE_ACTIVE,
    }


def test_reviews_under_way_stand_at_different_places() -> None:
    rows = db.session.execute(
        sa.select(
            sa.func.count(ScoreSheet.id.distinct()),
            sa.func.count(ScoreSheet.submitted_at.distinct()),
        )
        .select_from(Seat)
        .outerjoin(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .join(Submission, Submission.id == Seat.submission_id)
        .where(in_district(), Submission.state == State.IN_REVIEW, Seat.round == 2)
        .group_by(Seat.submission_id)
    ).all()
    assert {(begun, done) for begun, done in rows} >= {(2, 1), (1, 1), (1, 0), (2, 0)}


def test_four_experts_live_in_the_district_and_sit_there_by_a_logged_exception() -> None:
    lives_here = (
        sa.select(Person.id)
        .join(Organisation, Organisation.id == Person.home_organisation_id)
        .where(Organisation.municipality_id == Submission.municipality_id)
    )
    seats = db.session.execute(
        sa.select(Seat.person_id, Seat.relaxed)
        .join(Submission, Submission.id == Seat.submission_id)
        .where(in_district(), Seat.person_id.in_(lives_here))
    ).all()
    assert len({person for person, _ in seats}) == 4
    assert all("same_municipality" in relaxed for _, relaxed in seats)


def test_marks_are_explained_where_they_are_not_full() -> None:
    bare = sa.select(MarkRow.id).where(MarkRow.points < 2, MarkRow.remark == "")
    assert count(bare) == 0
    tied = sa.select(MarkRow.id).where(MarkRow.remark != "", MarkRow.block_id.is_not(None))
    told = sa.select(MarkRow.id).where(MarkRow.remark != "")
    assert count(tied) > 0.5 * count(told)


def test_two_experts_of_one_round_do_not_write_the_same_words() -> None:
    rows = db.session.execute(
        sa.select(Seat.submission_id, Seat.round, Seat.place, MarkRow.criterion_id, MarkRow.remark)
        .join(ScoreSheet, ScoreSheet.seat_id == Seat.id)
        .join(MarkRow, MarkRow.sheet_id == ScoreSheet.id)
        .where(MarkRow.points == 1, Seat.place < 3)
    ).all()
    written = [(row[0], row[1], row[3], row[4]) for row in rows]
    assert len(written) == len(set(written))


def test_nothing_happened_after_the_demos_day_and_nothing_before_the_season() -> None:
    first, last = db.session.execute(sa.select(sa.func.min(Event.at), sa.func.max(Event.at))).one()
    assert date(2022, 10, 1) <= first.astimezone(ZONE).date()
    assert last < TODAY


def test_letters_left_on_the_day_of_their_cause() -> None:
    letters = db.session.execute(sa.select(Letter.state, Letter.queued_at, Letter.sent_at)).all()
    assert {state for state, _, _ in letters} == {LetterState.SENT}
    for _, queued, sent in letters:
        assert sent.astimezone(ZONE).date() == queued.astimezone(ZONE).date()


def test_the_doctor_finds_nothing(demo: Config) -> None:
    from review.upkeep import doctor

    findings = doctor.examine(demo)
    assert [(one.check.name, one.faults) for one in findings if one.standing == "wrong"] == []


def test_accounts_are_shown_for_every_role_and_open_the_door(demo: Config) -> None:
    from review.accounts import service

    accounts = json.loads((demo.data / "demo_accounts.json").read_text(encoding="utf-8"))
    roles = [one["role"] for one in accounts]
    wanted = {"teacher": 2, "internal_expert": 2, "moc": 2, "rmc": 2, "expert": 3}
    assert all(roles.count(role) >= least for role, least in wanted.items())
    assert roles.count("administrator") == 1
    assert len({one["place"] for one in accounts if one["role"] == "moc"}) == 2
    for one in accounts:
        assert service.sign_in(one["email"], one["password"], "127.0.0.1", "test")
    hats = db.session.scalar(sa.select(Person).where(Person.email.startswith("l.berezhnaya")))
    assert hats is not None
    assert {grant.role.value for grant in hats.grants} == {"expert", "internal_expert"}


def test_passwords_are_told_in_demo_mode_only(demo: Config) -> None:
    from dataclasses import replace

    from review.accounts.demo import demo_accounts

    assert demo_accounts(demo)
    assert demo_accounts(replace(demo, demo=False)) == []
    assert (demo.data / "demo_accounts.json").stat().st_mode & 0o077 == 0


def test_no_persons_name_is_published_with_a_badge() -> None:
    names = db.session.scalars(sa.select(Person.name)).all()
    for badge in db.session.scalars(sa.select(Badge)):
        published = json.dumps([badge.facts, badge.title, badge.search_text], ensure_ascii=False)
        assert not [name for name in names if name in published or name.split()[0] in published]


def test_experts_copies_carry_no_name_in_their_properties(demo: Config) -> None:
    import zipfile

    from review.documents.storage import Store

    names = [name.split()[0] for name in db.session.scalars(sa.select(Person.name))]
    keys = db.session.scalars(sa.select(Revision.cleaned_sha256).limit(20)).all()
    for key in keys:
        with zipfile.ZipFile(Store(demo.files).path(str(key))) as archive:
            inside = {name for name in archive.namelist() if name.startswith("docProps/")}
            about = "".join(archive.read(name).decode() for name in sorted(inside))
        assert not [name for name in names if name in about]


def test_the_same_fates_and_the_same_files_every_time() -> None:
    from review.demo.casting import cases
    from review.demo.papers import make

    people = db.session.execute(sa.select(Person.email, Person.name))
    names = dict(people.all())
    first, again = cases(names), cases(names)
    assert first == again
    assert make(first[0].papers[0]) == make(again[0].papers[0])
    kept = set(db.session.scalars(sa.select(Revision.sha256)))
    assert len(kept) > 130


def test_a_load_that_breaks_off_leaves_no_half_season(tmp_path: Path) -> None:
    from review.demo import season as loader
    from review.upkeep import ground

    class Killed(Exception):
        pass

    def kill(done: int, _whole: int) -> None:
        raise Killed(done)

    db.session.remove()
    with season.opened(tmp_path) as config:
        ground.migrate()
        with pytest.raises(Killed):
            loader.load(config, kill)
        db.session.rollback()
        assert not loader.is_loaded()
        assert not (tmp_path / "demo_accounts.json").exists()


def test_authors_of_refused_programmes_talked_with_the_centre_and_the_bank_is_filled() -> None:
    talks = db.session.execute(
        sa.select(Talk.audience, sa.func.count(Talk.id)).group_by(Talk.audience)
    )
    assert {row[0]: row[1] for row in talks} == {Audience.AUTHOR: 9, Audience.STAFF: 1}
    answered = sa.select(Message.talk_id, sa.func.count(Message.id)).group_by(Message.talk_id)
    assert {count for _, count in db.session.execute(answered)} == {2, 3}
    shared = db.session.scalars(sa.select(BankEntry).where(BankEntry.shared)).all()
    assert len(shared) > 20
    assert all(one.criterion_id and one.mistake for one in shared)
