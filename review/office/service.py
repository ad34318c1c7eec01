"""The administrator's verbs: people's roles, places, the region's profile, seasons.

Nothing here moves a review: an administrator arranges the house and never judges in it.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from review import profiles
from review.accounts import service as accounts
from review.database import db
from review.faults import Conflict, Invalid, NotFound, Refused
from review.models.people import Grant, Person
from review.models.places import Municipality, Organisation
from review.models.profiles import ProfileVersion, RubricVersion, Season, TrackVersion
from review.office.numbers import is_inn, is_ogrn
from review.profiles import Figures
from workflows.roles import Actor, Role


def get_person(person_id: int) -> Person:
    """A person by id; NotFound otherwise."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound("person")
    return person


def change_person(
    person: Person,
    *,
    name: str,
    position: str,
    home_organisation_id: int | None,
    expected_version: int | None = None,
) -> Person:
    """Correct what the office knows of a person. Raises Invalid without a name, Conflict."""
    _still(person.version, expected_version)
    if not name.strip():
        raise Invalid("name_missing", "name")
    person.name, person.position = name.strip(), position.strip()
    person.home_organisation_id = home_organisation_id
    db.session.flush()
    return person


def take_role(person: Person, grant_id: int, actor: Actor) -> Grant:
    """Take a role away from a person.

    Raises NotFound for a role that is not this person's, Refused for one's own administration:
    the region must keep an administrator.
    """
    given = db.session.get(Grant, grant_id)
    if given is None or given.person_id != person.id or given.revoked_at is not None:
        raise NotFound("grant")
    if given.role is Role.ADMINISTRATOR and person.id == actor.person_id:
        raise Refused("own_administration")
    accounts.take_away(given)
    return given


def block(person: Person, reason: str, actor: Actor) -> None:
    """Block an account. Raises Refused for one's own, Invalid without a reason."""
    if person.id == actor.person_id:
        raise Refused("own_account")
    accounts.block(person, reason)


def save_municipality(
    municipality: Municipality | None, name: str, expected_version: int | None = None
) -> Municipality:
    """Add a municipality (None) or rename one. Raises Invalid for an empty or a taken name."""
    if municipality is not None:
        _still(municipality.version, expected_version)
    if not name:
        raise Invalid("place_nameless", "name")
    twin = db.session.scalar(sa.select(Municipality.id).where(Municipality.name == name))
    if twin is not None and (municipality is None or twin != municipality.id):
        raise Invalid("place_name_taken", "name")
    municipality = municipality or Municipality()
    municipality.name = name
    db.session.add(municipality)
    db.session.flush()
    return municipality


def save_organisation(
    organisation: Organisation | None,
    *,
    municipality_id: int,
    short_name: str,
    full_name: str,
    inn: str = "",
    ogrn: str = "",
    is_active: bool = True,
    expected_version: int | None = None,
) -> Organisation:
    """Add an organisation (None) or change one.

    Raises Invalid for a number whose check digits do not fit or that another organisation has,
    for a missing name or municipality, and Conflict for an older version. An organisation that
    was switched off keeps its submissions; only new roles and cards are not given there.
    """
    if organisation is not None:
        _still(organisation.version, expected_version)
    if not short_name:
        raise Invalid("place_nameless", "short_name")
    if db.session.get(Municipality, municipality_id) is None:
        raise Invalid("place_missing", "municipality")
    _check_numbers(organisation, inn, ogrn)
    organisation = organisation or Organisation()
    organisation.municipality_id = municipality_id
    organisation.short_name, organisation.full_name = short_name, full_name or short_name
    organisation.inn, organisation.ogrn = inn or None, ogrn or None
    organisation.is_active = is_active
    db.session.add(organisation)
    db.session.flush()
    return organisation


def _check_numbers(organisation: Organisation | None, inn: str, ogrn: str) -> None:
    own_id = organisation.id if organisation is not None else 0
    for field, text, fits, column in (
        ("inn", inn, is_inn, Organisation.inn),
        ("ogrn", ogrn, is_ogrn, Organisation.ogrn),
    ):
        if not text:
            continue
        if not fits(text):
            raise Invalid(f"{field}_wrong", field)
        twin = db.session.scalar(
            sa.select(Organisation.short_name).where(column == text, Organisation.id != own_id)
        )
        if twin is not None:
            raise Invalid(f"{field}_taken", field, name=twin)


def publish(
    region: str,
    figures: Figures,
    rubric: RubricVersion,
    track: TrackVersion,
    actor: Actor,
    expected_number: int | None = None,
) -> ProfileVersion:
    """Put a new profile in force; submissions under way keep the version they began with.

    Nothing changed means that no new version is made. Raises Conflict when somebody published
    one since the reader opened the page.
    """
    last = profiles.find_current()
    _still(last.number if last else 0, expected_number)
    if not region:
        raise Invalid("region_nameless", "region")
    same = last is not None and (
        last.region == region
        and Figures.from_json(last.figures) == figures
        and last.rubric_version_id == rubric.id
        and last.track_version_id == track.id
    )
    if last is not None and same:
        return last
    return profiles.publish_profile(region, figures, rubric, track, actor.person_id)


def save_season(
    season: Season | None,
    title: str,
    opens_on: date,
    closes_on: date,
    expected_version: int | None = None,
) -> Season:
    """Add a season (None) or change one. Raises Invalid for a taken title or swapped dates."""
    if season is not None:
        _still(season.version, expected_version)
    if opens_on > closes_on:
        raise Invalid("dates_swapped", "closes_on")
    twin = db.session.scalar(sa.select(Season.id).where(Season.title == title))
    if twin is not None and (season is None or twin != season.id):
        raise Invalid("season_title_taken", "title")
    season = season or Season()
    season.title, season.opens_on, season.closes_on = title, opens_on, closes_on
    db.session.add(season)
    db.session.flush()
    return season


def _still(version: int, expected: int | None) -> None:
    if expected is not None and version != expected:
        raise Conflict("changed_meanwhile")
