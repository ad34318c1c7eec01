"""The people of the season: accounts, hats, and which of them are shown to be tried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from review.accounts import service as accounts
from review.database import db
from review.demo.lists import DIRECTIONS, organisations, read
from review.models.people import Person
from review.models.places import Municipality, Organisation
from workflows.roles import Actor, Role

#: E-mail's local part, the hat shown, and what to look at; in the order of the sign-in page.
SHOWN: Final = (
    ("o.sinitsyna", Role.TEACHER),
    ("s.tishchenko", Role.TEACHER),
    ("m.tkachuk", Role.TEACHER),
    ("r.tereshchuk", Role.INTERNAL_EXPERT),
    ("yu.usik", Role.INTERNAL_EXPERT),
    ("s.korneeva", Role.MOC),
    ("v.ustinova", Role.MOC),
    ("a.levitskaya", Role.RMC),
    ("i.morozov", Role.RMC),
    ("p.rubtsov", Role.EXPERT),
    ("e.zimina", Role.EXPERT),
    ("l.berezhnaya", Role.EXPERT),
    ("t.polyakova", Role.ADMINISTRATOR),
)
#: A methodist who is an external expert of the region and the internal expert of her own house.
SECOND_HATS: Final = (("l.berezhnaya", Role.INTERNAL_EXPERT, "ddt_iv"),)
DOMAIN: Final = "znachok.example"
GROUPS: Final = {
    "teachers": Role.TEACHER,
    "internal_experts": Role.INTERNAL_EXPERT,
    "moc": Role.MOC,
    "rmc": Role.RMC,
    "experts": Role.EXPERT,
    "administrators": Role.ADMINISTRATOR,
}


@dataclass
class Cast:
    """Who plays: ids of places by the lists' keys, and actors by e-mail, place or id."""

    organisations: dict[str, int] = field(default_factory=dict)
    municipalities: dict[str, int] = field(default_factory=dict)
    teachers: dict[str, Actor] = field(default_factory=dict)
    internal: dict[str, Actor] = field(default_factory=dict)
    moc: dict[str, list[Actor]] = field(default_factory=dict)
    rmc: list[Actor] = field(default_factory=list)
    experts: dict[int, Actor] = field(default_factory=dict)
    directions: dict[int, frozenset[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def settle_places(cast: Cast) -> None:
    """Make the municipalities and organisations."""
    lists = read("organisations.yaml")
    for one in lists["municipalities"]:
        place = Municipality(name=one["name"])
        db.session.add(place)
        db.session.flush()
        cast.municipalities[one["id"]] = place.id
    for key, one in organisations().items():
        house = Organisation(
            municipality_id=cast.municipalities[one["municipality"]],
            short_name=one["short_name"],
            full_name=one["full_name"],
            inn=one["inn"],
            ogrn=one["ogrn"],
        )
        db.session.add(house)
        db.session.flush()
        cast.organisations[key] = house.id


def settle_people(cast: Cast) -> list[dict[str, str]]:
    """Make the accounts and give them their hats; the demo accounts with their passwords."""
    shown: dict[str, dict[str, str]] = {}
    for group, entries in read("people.yaml").items():
        for entry in entries:
            account = _settle(cast, entry, GROUPS[group])
            if account is not None:
                shown[account["email"]] = account
    order = [f"{name}@{DOMAIN}" for name, _ in SHOWN]
    return [shown[email] for email in order]


def _settle(cast: Cast, entry: Mapping[str, Any], role: Role) -> dict[str, str] | None:
    person = accounts.create_person(
        entry["email"],
        entry["name"],
        position=entry["post"],
        home_organisation_id=cast.organisations.get(entry.get("organisation", "")),
    )
    cast.names[person.email] = person.name
    _enter(cast, person, role, entry)
    local = person.email.partition("@")[0]
    for name, hat, place in SECOND_HATS:
        if name == local:
            accounts.grant(person, hat, cast.organisations[place])
    if local not in {name for name, _ in SHOWN}:
        return None
    password = f"{local.rpartition('.')[2]}-2023"
    accounts.set_password(person, password)
    return {
        "email": person.email,
        "name": person.name,
        "role": role.value,
        "place": _place(entry, role),
        "password": password,
    }


def _enter(cast: Cast, person: Person, role: Role, entry: Mapping[str, Any]) -> None:
    """Give the hat and remember who acts in it."""
    in_house = role in {Role.TEACHER, Role.INTERNAL_EXPERT}
    house = cast.organisations[entry["organisation"]] if in_house else None
    district = cast.municipalities[entry["municipality"]] if role is Role.MOC else None
    given = accounts.grant(person, role, house or district)
    actor = Actor(person.id, role, house, district, given.id)
    match role:
        case Role.TEACHER:
            cast.teachers[person.email] = actor
        case Role.INTERNAL_EXPERT:
            cast.internal[entry["organisation"]] = actor
        case Role.MOC:
            cast.moc.setdefault(entry["municipality"], []).append(actor)
        case Role.RMC:
            cast.rmc.append(actor)
        case Role.EXPERT:
            cast.experts[person.id] = actor
            known = (DIRECTIONS[name].value for name in entry["directions"])
            cast.directions[person.id] = frozenset(known)
        case _:
            pass


def _place(entry: Mapping[str, Any], role: Role) -> str:
    """Where the hat is worn, in words for the sign-in page."""
    municipalities = {
        one["id"]: one["name"] for one in read("organisations.yaml")["municipalities"]
    }
    if role is Role.MOC:
        return str(municipalities[entry["municipality"]])
    if "organisation" in entry:
        return str(organisations()[entry["organisation"]]["short_name"])
    return str(entry.get("place", "Амурская область"))
