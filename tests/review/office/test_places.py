"""Places, seasons, the journal, the demo mailbox."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from review.accounts import service as accounts
from review.database import db
from review.models.journal import JournalEntry
from review.models.places import Municipality, Organisation
from review.models.profiles import Season
from tests import run
from tests.review.scene import post, settle_person

SCHOOL = {"short_name": "МБОУ СОШ № 7", "full_name": "", "inn": "7707 083 893", "ogrn": ""}


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def add_school(admin, region, **changed: str):
    fields = {**SCHOOL, "municipality": str(region.municipality), "is_active": "y", **changed}
    return post(admin, "/office/organisations", "/office/organisations/new", **fields)


@pytest.mark.both_databases
def test_an_organisation_is_added_found_and_switched_off(admin, region) -> None:
    assert add_school(admin, region).status_code == 303
    school = db.session.scalars(sa.select(Organisation).where(Organisation.inn.is_not(None))).one()
    assert (school.inn, school.ogrn, school.full_name) == ("7707083893", None, "МБОУ СОШ № 7")
    for asked in ("сош № 7", "7707083893"):
        page = text_of(admin.get("/office/places", query_string={"q": asked}))
        assert "МБОУ СОШ № 7" in page
        assert "Радуга" not in page
    url = f"/office/organisations/{school.id}"
    fields = {**SCHOOL, "municipality": str(region.neighbour), "version": str(school.version)}
    assert post(admin, url, **fields).status_code == 303
    assert post(admin, url, **fields).status_code == 409
    db.session.expire_all()
    assert (school.is_active, school.municipality_id) == (False, region.neighbour)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"inn": "7707083894"}, "inn"),
        ({"ogrn": "1027700132196"}, "ogrn"),
        ({"short_name": " "}, "short_name"),
        ({"municipality": ""}, "municipality"),
        ({"municipality": "999"}, "municipality"),
    ],
)
def test_a_slip_is_told_at_its_field(admin, region, changed, field) -> None:
    answer = add_school(admin, region, **{"full_name": "Школа имени Кота", **changed})
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert "Школа имени Кота" in page


def test_one_number_belongs_to_one_organisation(admin, region) -> None:
    add_school(admin, region)
    again = add_school(admin, region, short_name="Двойник")
    assert again.status_code == 422
    assert "«МБОУ СОШ № 7»" in text_of(again)


def test_municipalities_are_added_and_renamed(admin, region) -> None:
    url = "/office/municipalities"
    assert post(admin, url, name="  Свободный ").status_code == 303
    assert post(admin, url, name="Свободный").status_code == 422
    place = db.session.scalars(
        sa.select(Municipality).where(Municipality.name == "Свободный")
    ).one()
    one = f"{url}/{place.id}"
    assert post(admin, one, name="город Свободный", version="1").status_code == 303
    assert post(admin, one, name="Иной", version="1").status_code == 409
    assert "город Свободный" in text_of(admin.get(url))


def test_a_season_has_its_days_in_order(admin) -> None:
    fields = {"title": "Осень", "opens_on": "2030-09-01", "closes_on": "2030-05-31"}
    wrong = post(admin, "/office/seasons", "/office/seasons/new", **fields)
    assert wrong.status_code == 422
    assert 'value="2030-09-01"' in text_of(wrong)
    fields["closes_on"] = "2031-05-31"
    assert post(admin, "/office/seasons", "/office/seasons/new", **fields).status_code == 303
    twice = post(admin, "/office/seasons", "/office/seasons/new", **fields)
    assert twice.status_code == 422
    made = db.session.scalars(sa.select(Season).where(Season.title == "Осень")).one()
    url = f"/office/seasons/{made.id}"
    assert post(admin, url, version="1", **{**fields, "closes_on": "2031-06-30"}).status_code == 303
    assert "30 июня 2031" in text_of(admin.get("/office/seasons"))


def test_the_journal_tells_who_did_what(admin, region) -> None:
    add_school(admin, region)
    post(admin, "/office/municipalities", name="Свободный")
    page = text_of(admin.get("/office/journal"))
    assert "Сохранение организации" in page
    assert "МБОУ СОШ № 7" in page
    assert "Арина Седых" in page
    only = text_of(admin.get("/office/journal?action=municipality_saved"))
    table = only.split("<tbody")[1]
    assert "Свободный" in table
    assert "МБОУ" not in table
    assert "подходит ни одна запись" in text_of(admin.get("/office/journal?q=Пушкин"))


def test_the_journal_is_cut_into_pages(admin, region) -> None:
    moment = db.session.scalar(sa.select(sa.func.max(JournalEntry.at)))
    assert moment is None
    from review import clock

    for number in range(55):
        db.session.add(JournalEntry(at=clock.now(), action="signed_in", subject=f"№{number}."))
    db.session.commit()
    first = text_of(admin.get("/office/journal"))
    assert "№54." in first
    assert "№4." not in first
    last = db.session.scalar(sa.select(JournalEntry.id).where(JournalEntry.subject == "№5."))
    assert "№4." in text_of(admin.get(f"/office/journal?after={last}"))


def test_there_is_no_mailbox_outside_a_demo(admin, client, region) -> None:
    assert client.get("/office/mailbox").status_code == 404
    assert admin.get("/office/mailbox/1").status_code == 404


def test_in_a_demo_anyone_reads_the_letters(config, region, db_session) -> None:
    settle_person("eva@example.org")
    accounts.ask_reset("eva@example.org", config_span())
    db.session.commit()
    with run.installation(replace(config, demo=True)) as demo:
        guest = demo.test_client()
        listing = text_of(guest.get("/office/mailbox"))
        assert "eva@example.org" in listing
        letter = text_of(guest.get("/office/mailbox/1"))
        assert "/accounts/reset/" in letter
        assert guest.get("/office/mailbox/99").status_code == 404
        assert "Писем" in text_of(guest.get("/office/mailbox?q=nobody")) or "писем" in text_of(
            guest.get("/office/mailbox?q=nobody")
        )


def config_span():
    from datetime import timedelta

    return timedelta(hours=1)
