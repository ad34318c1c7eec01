"""The bank of wordings: one's own, shared ones, the most used first, retired but never deleted."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.faults import Conflict, Invalid, NotFound
from review.models.moderation import BankEntry, RemarkLevel
from review.moderation import bank
from review.moderation.bank import Wording
from tests.road import Road, only_remark

pytestmark = pytest.mark.both_databases


@pytest.fixture
def road(app: Flask) -> Road:
    """A region with a browser for everybody."""
    return Road(app)


def texts(road: Road, who: str, **more: bool) -> list[str]:
    actor = getattr(road.people, who).actor
    with road.app.app_context():
        return [one.text for one in bank.list_entries(actor, **more)]


def kept(road: Road, who: str, text: str, *, shared: bool = False) -> int:
    """An entry of somebody's; its id."""
    with road.app.app_context():
        entry = bank.add(getattr(road.people, who).actor, Wording(text), shared=shared)
        db.session.commit()
        return entry.id


def test_own_wordings_are_seen_by_their_owner_and_shared_ones_by_all(road: Road) -> None:
    kept(road, "moc", "Добавьте год.")
    kept(road, "rmc", "Раскройте темы.", shared=True)
    kept(road, "rmc", "Только моё.")

    assert texts(road, "moc") == ["Добавьте год.", "Раскройте темы."]
    assert texts(road, "internal") == ["Раскройте темы."]
    assert texts(road, "rmc_second") == ["Раскройте темы."]
    with road.app.app_context():
        expert = road.people.experts[0].actor
        assert [one.text for one in bank.list_entries(expert)] == ["Раскройте темы."]


def test_teachers_and_administrators_have_no_bank(road: Road) -> None:
    for who in ("teacher", "administrator"):
        assert road.browser(getattr(road.people, who)).get("/bank/list.json").status_code == 404
        with pytest.raises(NotFound):
            kept(road, who, "Моё.")


def test_only_the_regional_centre_shares_rewords_and_retires_shared_wordings(road: Road) -> None:
    shared = kept(road, "rmc", "Раскройте темы.", shared=True)
    with pytest.raises(NotFound):
        kept(road, "moc", "Для всех.", shared=True)

    moc, second = road.browser(road.people.moc), road.browser(road.people.rmc_second)
    assert moc.get(f"/bank/{shared}").status_code == 404
    assert moc.post(f"/bank/{shared}/retire", {"back": "0"}).status_code == 404
    assert second.post(f"/bank/{shared}/retire", {"back": "0"}).status_code == 303
    assert texts(road, "moc") == []
    assert texts(road, "rmc", retired=True) == ["Раскройте темы."]
    assert texts(road, "moc", retired=True) == []

    assert second.post(f"/bank/{shared}/retire", {"back": "1"}).status_code == 303
    assert texts(road, "moc") == ["Раскройте темы."]


def test_nobody_changes_or_counts_somebody_elses_own_wording(road: Road) -> None:
    entry = kept(road, "moc", "Добавьте год.")
    rmc = road.browser(road.people.rmc)
    for url, fields in (
        (f"/bank/{entry}", {"text": "Моё", "level": "must"}),
        (f"/bank/{entry}/retire", {"back": "0"}),
        (f"/bank/{entry}/use", {}),
    ):
        assert rmc.post(url, fields).status_code == 404
    assert texts(road, "moc") == ["Добавьте год."]


def test_the_most_used_come_first_and_uses_at_the_same_moment_are_all_counted(road: Road) -> None:
    kept(road, "moc", "Первая.")
    often = kept(road, "moc", "Частая.")
    start = Barrier(6)

    def use() -> None:
        with road.app.app_context():
            start.wait()
            bank.count_use(often, road.people.moc.actor)
            db.session.commit()

    threads = [Thread(target=use) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert texts(road, "moc") == ["Частая.", "Первая."]
    with road.app.app_context():
        entry = db.session.get_one(BankEntry, often)
        assert (entry.uses, entry.version) == (6, 1)
        assert entry.used_at is not None


def test_a_retired_wording_is_not_offered_and_not_counted(road: Road) -> None:
    entry = kept(road, "moc", "Добавьте год.")
    moc = road.browser(road.people.moc)
    assert moc.post(f"/bank/{entry}/retire", {"back": "0"}).status_code == 303
    assert moc.get("/bank/list.json").json == {"entries": []}
    assert moc.post(f"/bank/{entry}/use").status_code == 404
    assert "Добавьте год." in moc.get("/bank/").text


def test_the_same_words_are_kept_once(road: Road) -> None:
    entry = kept(road, "moc", "Добавьте год.")
    assert kept(road, "moc", " Добавьте год. ") == entry
    shared = kept(road, "rmc", "Раскройте темы.", shared=True)
    assert kept(road, "moc", "Раскройте темы.") == shared


def test_two_tabs_keep_the_same_words_once(road: Road) -> None:
    start, ids = Barrier(4), []

    def keep() -> None:
        start.wait()
        ids.append(kept(road, "moc", "Добавьте год."))

    threads = [Thread(target=keep) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(ids), len(set(ids))) == (4, 1)
    assert texts(road, "moc") == ["Добавьте год."]


def test_words_kept_before_with_another_level_are_said_to_be_so(road: Road) -> None:
    moc = road.browser(road.people.moc)
    fields = {"text": "Добавьте год.", "level": "must"}
    for level, told in (("must", "сохранена"), ("must", "сохранена"), ("improve", "уже сохранены")):
        assert moc.post("/bank/", fields | {"level": level}).status_code == 303
        assert told in moc.get("/bank/").text
    with road.app.app_context():
        assert db.session.scalars(sa.select(BankEntry.level)).all() == [RemarkLevel.MUST]


def test_a_wording_changed_in_another_tab_is_not_overwritten(road: Road) -> None:
    entry = kept(road, "moc", "Добавьте год.")
    moc = road.browser(road.people.moc)
    fields = {"text": "Добавьте год и город.", "level": "improve", "version": "1"}
    assert moc.post(f"/bank/{entry}", fields).status_code == 303
    late = moc.post(f"/bank/{entry}", {**fields, "text": "Иначе."})
    assert late.status_code == 409
    assert "Иначе." in late.text
    assert texts(road, "moc") == ["Добавьте год и город."]
    with road.app.app_context(), pytest.raises(Conflict):
        bank.change(
            db.session.get_one(BankEntry, entry),
            road.people.moc.actor,
            Wording("Ещё иначе."),
            expected_version=1,
        )


def test_what_does_not_fit_is_told_and_kept_on_the_page(road: Road) -> None:
    moc = road.browser(road.people.moc)
    empty = moc.post("/bank/", {"text": "  ", "level": "must"})
    assert empty.status_code == 422
    assert "Сначала напишите формулировку" in empty.text
    wrong = moc.post("/bank/", {"text": "Нет года", "level": "must", "criterion_id": "Z9"})
    assert wrong.status_code == 422
    assert "Нет года" in wrong.text
    told = moc.post("/bank/", {"text": ""}, headers={"Accept": "application/json"})
    assert (told.status_code, bool(told.json["words"])) == (422, True)
    with road.app.app_context(), pytest.raises(Invalid):
        bank.add(road.people.moc.actor, Wording("а" * (bank.MOST_SIGNS + 1)))


def test_a_script_keeps_a_wording_and_reads_it_back(road: Road) -> None:
    expert = road.browser(road.people.experts[0])
    fields = {"text": "Раскройте темы.", "level": "improve", "criterion_id": "A1", "mistake": "E19"}
    made = expert.post("/bank/", fields, headers={"Accept": "application/json"})
    assert made.status_code == 200
    assert expert.get("/bank/list.json").json["entries"] == [made.json]
    assert made.json | {"id": 0} == {
        "id": 0,
        "text": "Раскройте темы.",
        "level": "improve",
        "criterion": "A1",
        "mistake": "E19",
        "shared": False,
    }


def test_the_words_of_a_remark_become_an_own_wording(road: Road) -> None:
    with road.app.app_context():
        remark = only_remark(road.returned("Исправьте год на титуле."))
        remark_id, level = remark.id, remark.level
    assert level is RemarkLevel.MUST
    internal = road.browser(road.people.internal)
    assert internal.post(f"/remarks/{remark_id}/keep").status_code == 303
    assert texts(road, "internal") == ["Исправьте год на титуле."]
    teacher = road.browser(road.people.teacher)
    assert teacher.post(f"/remarks/{remark_id}/keep").status_code == 404


def test_the_page_asks_the_database_as_often_for_many_wordings_as_for_one(road: Road) -> None:
    from tests.road import statements

    moc = road.browser(road.people.moc)
    counts: list[int] = []
    moc.get("/bank/")  # the rubric is read once a process
    for more in (1, 12):
        for n in range(more):
            kept(road, "moc", f"Заготовка {more} {n}.")
        with statements(road.app) as seen:
            assert moc.get("/bank/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    with road.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(BankEntry.id))) == 13
