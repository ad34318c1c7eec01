"""A small region for the tests of pages: places, people, a season; doors to enter by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from review import clock, identity, profiles
from review.accounts import passwords
from review.accounts import service as accounts
from review.database import db
from review.models.people import Person
from review.models.places import Municipality, Organisation
from review.office import service as office
from rubric import loading
from tests.region import LENIENT
from workflows import tracks
from workflows.roles import PLACE_OF, Actor, Place, Role

PASSWORD = "berega zelyonye 7"


@dataclass
class Region:
    """What the tests of pages stand on; ids and e-mails, no objects of a session."""

    municipality: int
    neighbour: int
    school: int
    other_school: int
    season: int


def found_region() -> Region:
    """Two municipalities, an organisation in each, the sample profile, a season open now."""
    here = office.save_municipality(None, "Тамбовский округ")
    there = office.save_municipality(None, "Белогорский округ")
    rubric = loading.shipped()["znachok_default_40"].read_text(encoding="utf-8")
    profiles.publish_profile(
        "Амурская область",
        LENIENT,
        profiles.publish_rubric(rubric),
        profiles.publish_track(tracks.shipped_text("regional")),
    )
    today = clock.today()
    season = office.save_season(
        None, "Сезон", today - timedelta(days=300), today + timedelta(days=60)
    )
    schools = [_school(here, "МБОУ СОШ с. Раздольное"), _school(there, "МБУДО ДДТ «Радуга»")]
    db.session.commit()
    return Region(here.id, there.id, schools[0].id, schools[1].id, season.id)


def _school(where: Municipality, name: str) -> Organisation:
    return office.save_organisation(None, municipality_id=where.id, short_name=name, full_name=name)


def settle_person(
    email: str, role: Role | None = None, place_id: int | None = None, name: str = "Анна Седых"
) -> Person:
    """A person with the common password and, where wanted, a role."""
    person = accounts.create_person(email, name)
    person.password_hash = quick_hash()
    if role is not None:
        accounts.grant(person, role, place_id)
    db.session.commit()
    return person


_hashes: list[str] = []


def quick_hash() -> str:
    """The hash of the common password, made once a run: argon2 is slow on purpose."""
    if not _hashes:
        _hashes.append(passwords.make_hash(PASSWORD))
    return _hashes[0]


def hat(person: Person, role: Role, region: Region, place_id: int | None = None) -> Actor:
    """The person in one role, as the rules know it."""
    kind = PLACE_OF[role]
    school = place_id or region.school
    municipality = region.municipality if school == region.school else region.neighbour
    return Actor(
        person.id,
        role,
        organisation_id=school if kind is Place.ORGANISATION else None,
        municipality_id=None if kind is Place.REGION else municipality,
    )


def token(client: FlaskClient, page: str = "/accounts/sign-in") -> str:
    """The CSRF token of a page."""
    text = client.get(page).get_data(as_text=True)
    return text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def post(client: FlaskClient, url: str, page: str | None = None, **fields: Any) -> Any:
    """Send a form as a browser does: with the token of the page it stands on."""
    return client.post(url, data={"csrf_token": token(client, page or url), **fields})


def enter(app: Flask, email: str) -> FlaskClient:
    """A browser in which somebody is signed in already (by the service, without the form)."""
    client = app.test_client()
    person = accounts.find_by_email(email)
    assert person is not None
    begun = identity.begin(person, "127.0.0.1", "test")
    db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = begun, True
    return client


def sign_in(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    """A browser signed in through the door, with e-mail and password."""
    client = app.test_client()
    answer = post(client, "/accounts/sign-in", email=email, password=password)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client
