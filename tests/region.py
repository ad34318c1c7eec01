"""A small region made through the services, for stories that need people with roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from review import profiles
from review.accounts import service as accounts
from review.database import db
from review.documents.checks.settings import CheckSettings
from review.models.places import Municipality, Organisation
from review.models.profiles import Season
from rubric.loading import shipped
from workflows.roles import Actor, Role
from workflows.tracks import shipped_text

PASSWORD = "four plain words here"
RUBRIC = "znachok_default_40"
#: The checks only warn: most stories are not about the text, and theirs are a few lines long.
LENIENT = profiles.Figures(checks=CheckSettings(blocking=()))


@dataclass(frozen=True)
class Someone:
    """A person with one hat."""

    email: str
    name: str
    actor: Actor


@dataclass(frozen=True)
class Region:
    """Everybody of a small region: one district under review, another one with the experts."""

    teacher: Someone
    internal: Someone
    moc: Someone
    rmc: Someone
    rmc_second: Someone
    experts: tuple[Someone, ...]
    administrator: Someone
    organisation_id: int
    season_id: int


def build(
    track: str = "regional", figures: profiles.Figures | None = None, password: str = PASSWORD
) -> Region:
    """Make the region in the open application context; flushes, never commits.

    With an empty `password` nobody can sign in by the form, and it takes a tenth of the time.
    """
    someone = partial(_person, password)
    rubric = profiles.publish_rubric(shipped()[RUBRIC].read_text(encoding="utf-8"))
    road = profiles.publish_track(shipped_text(track))
    profiles.publish_profile("Амурская область", figures or LENIENT, rubric, road)
    season = Season(title="НОК", opens_on=date(2020, 1, 1), closes_on=date(2040, 1, 1))
    here, there = Municipality(name="Тамбовский округ"), Municipality(name="Ивановский округ")
    db.session.add_all([season, here, there])
    db.session.flush()
    centre = _organisation(here, "ЦДТ", "МАОУ ДО Центр детского творчества")
    school = _organisation(there, "Ивановская СОШ", "МОБУ Ивановская СОШ")
    return Region(
        teacher=someone("teacher", "Берёзкина Анна Львовна", Role.TEACHER, centre.id),
        internal=someone("internal", "Внутренний Пётр Ильич", Role.INTERNAL_EXPERT, centre.id),
        moc=someone("moc", "Муниципальная Ольга Юрьевна", Role.MOC, here.id),
        rmc=someone("rmc", "Региональная Вера Павловна", Role.RMC),
        rmc_second=someone("rmc2", "Вторая Нина Олеговна", Role.RMC),
        experts=tuple(
            someone(f"expert{n}", f"Экспертов {n} Игоревич", Role.EXPERT, home=school.id)
            for n in (1, 2, 3)
        ),
        administrator=someone("admin", "Администратор Олег Олегович", Role.ADMINISTRATOR),
        organisation_id=centre.id,
        season_id=season.id,
    )


def _organisation(place: Municipality, short: str, full: str) -> Organisation:
    made = Organisation(municipality_id=place.id, short_name=short, full_name=full)
    db.session.add(made)
    db.session.flush()
    return made


def _person(
    password: str,
    login: str,
    name: str,
    role: Role,
    place: int | None = None,
    home: int | None = None,
) -> Someone:
    person = accounts.create_person(f"{login}@znachok.example", name, home_organisation_id=home)
    if password:
        accounts.set_password(person, password)
    given = accounts.grant(person, role, place)
    actor = Actor(
        person_id=person.id,
        role=role,
        organisation_id=given.organisation_id or home,
        municipality_id=given.municipality_id,
        grant_id=given.id,
    )
    return Someone(person.email, person.name, actor)
