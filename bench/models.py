"""Four submissions led through the services: the patterns the scratch region is cut from.

Each is a state that the product's own rules produced, so copies of their rows are real states
too. Every one carries three finished sheets of ten criteria with remarks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from review import clock, profiles
from review.accounts import service as accounts
from review.database import db
from review.documents.storage import Store
from review.models.people import Grant, Person
from review.models.places import Municipality, Organisation
from review.models.profiles import Season
from review.models.submissions import Submission
from review.moderation import service as moderation
from review.profiles import get_rubric
from review.programmes import intake
from review.programmes import service as programmes
from review.scoring import panels, sheets
from workflows.roles import Actor, Role
from workflows.tracks import shipped_text

EXPERTS = 60
MUNICIPALITIES = 20
ORGANISATIONS_EACH = 2
PASSWORD = "four plain words here"
TEXTS = Path(__file__).parent.parent / "review" / "demo" / "programmes"
RUBRIC = Path(__file__).parent / "rubric.yaml"
CARD = {
    "direction": "tekhnicheskoe",
    "level": "basic",
    "form": "full_time",
    "types": ["modular"],
    "age_from": 10,
    "age_to": 14,
    "duration_months": 9,
    "hours": 72,
    "financing": "budget",
    "annotation": "Дети собирают и программируют устройства и защищают свои проекты.",
}
REMARK = (
    "Требование выполнено частично: в разделе названы общие слова, но нет сведений, по которым "
    "его можно проверить. Допишите, что именно делают дети и чем подтверждается результат."
)


@dataclass(frozen=True)
class House:
    """One organisation of the region: its place, its teacher, its internal expert."""

    organisation_id: int
    municipality_id: int
    teacher: Actor
    internal: Actor
    moc: Actor


@dataclass(frozen=True)
class People:
    """Everybody of the scratch region."""

    houses: tuple[House, ...]
    experts: tuple[Actor, ...]
    rmc: Actor
    season_id: int


def settle_region() -> People:
    """Rubric, track, profile, places and people; flushes, never commits."""
    rubric = profiles.publish_rubric(RUBRIC.read_text(encoding="utf-8"))
    track = profiles.publish_track(shipped_text("regional"))
    profiles.publish_profile("Область для замеров", profiles.Figures(experts=3), rubric, track)
    today = clock.today()
    season = Season(
        title="Сезон для замеров",
        opens_on=date(today.year, 1, 1) - timedelta(days=100),
        closes_on=today + timedelta(days=200),
    )
    districts = [Municipality(name=f"Муниципальный округ № {n}") for n in range(MUNICIPALITIES + 1)]
    db.session.add_all([season, *districts])
    db.session.flush()
    # The first district is the experts' own: they may judge every programme of the others.
    homes = [_organisation(districts[0], 0)]
    homes += [_organisation(one, n) for one in districts[1:] for n in range(ORGANISATIONS_EACH)]
    db.session.add_all(homes)
    db.session.flush()
    return _people(homes, season.id)


def _organisation(district: Municipality, number: int) -> Organisation:
    return Organisation(
        municipality_id=district.id,
        short_name=f"ЦДТ № {district.id}.{number}",
        full_name=f"Центр детского творчества № {district.id}.{number}",
    )


def _people(homes: list[Organisation], season_id: int) -> People:
    """One teacher and one internal expert a house, one moderator a district, the experts."""
    hats: dict[str, tuple[Role, Organisation | None]] = {"rmc": (Role.RMC, None)}
    for place in homes[1:]:
        hats[f"teacher{place.id}"] = (Role.TEACHER, place)
        hats[f"internal{place.id}"] = (Role.INTERNAL_EXPERT, place)
        hats.setdefault(f"moc{place.municipality_id}", (Role.MOC, place))
    hats |= {f"expert{n}": (Role.EXPERT, homes[0]) for n in range(1, EXPERTS + 1)}
    actors = _persons(hats)
    houses = [
        House(
            place.id,
            place.municipality_id,
            actors[f"teacher{place.id}"],
            actors[f"internal{place.id}"],
            actors[f"moc{place.municipality_id}"],
        )
        for place in homes[1:]
    ]
    experts = tuple(actors[f"expert{n}"] for n in range(1, EXPERTS + 1))
    return People(tuple(houses), experts, actors["rmc"], season_id)


def _persons(hats: dict[str, tuple[Role, Organisation | None]]) -> dict[str, Actor]:
    moment = clock.now()
    people = {
        login: Person(
            email=f"{login}@bench.example",
            name=f"Замеров {login}",
            created_at=moment,
            home_organisation_id=place.id if place and role is Role.EXPERT else None,
        )
        for login, (role, place) in hats.items()
    }
    db.session.add_all(people.values())
    db.session.flush()
    grants = {
        login: _grant(people[login].id, role, place, moment)
        for login, (role, place) in hats.items()
    }
    db.session.add_all(grants.values())
    db.session.flush()
    return {login: _actor(grants[login], hats[login][1]) for login in hats}


def _grant(person_id: int, role: Role, place: Organisation | None, moment: datetime) -> Grant:
    given = Grant(person_id=person_id, role=role, place="region", granted_at=moment)
    if place and role in {Role.TEACHER, Role.INTERNAL_EXPERT}:
        given.organisation_id, given.place = place.id, f"organisation:{place.id}"
    elif place and role is Role.MOC:
        given.municipality_id = place.municipality_id
        given.place = f"municipality:{place.municipality_id}"
    return given


def _actor(given: Grant, place: Organisation | None) -> Actor:
    return Actor(
        person_id=given.person_id,
        role=given.role,
        organisation_id=place.id if place and given.role is not Role.MOC else None,
        municipality_id=place.municipality_id if place else None,
        grant_id=given.id,
    )


def give_password(actor: Actor) -> str:
    """Let this person sign in with PASSWORD; gives the e-mail back."""
    person = db.session.get_one(Person, actor.person_id)
    accounts.set_password(person, PASSWORD)
    return person.email


class Road:
    """Leads one submission with the people of one house."""

    def __init__(self, people: People, store: Store, house: House, title: str) -> None:
        self.people, self.store, self.house = people, store, house
        programme = programmes.create_card(house.teacher, {**CARD, "title": title})
        self.submission = programmes.open_submission(programme, house.teacher)

    def upload(self, name: str) -> None:
        """The author attaches one of the demo season's texts."""
        data = (TEXTS / name).read_bytes()
        prepared = intake.prepare(
            self.store, name, data, len(data), known=intake.is_read(data), names=["Замеров"]
        )
        programmes.add_revision(self.submission, self.house.teacher, prepared)

    def reach_experts(self, chairs: Sequence[int]) -> list[Actor]:
        """From a fresh draft to the experts in these chairs."""
        programmes.submit(self.submission, self.house.teacher)
        moderation.decide(self.submission, self.house.internal, "pass_on")
        moderation.decide(self.submission, self.house.moc, "pass_on")
        return self.admit(chairs)

    def admit(self, chairs: Sequence[int]) -> list[Actor]:
        """The regional centre admits it and seats experts."""
        moderation.decide(self.submission, self.people.rmc, "admit")
        seated = [self.people.experts[chair] for chair in chairs]
        panels.assign(self.submission, self.people.rmc, [one.person_id for one in seated])
        return seated

    def score(self, expert: Actor, points: int, criteria: int | None = None) -> None:
        """Fill a sheet: whole and handed in, or only the first `criteria` of it."""
        sheet = sheets.open_sheet(self.submission, expert)
        for criterion in get_rubric(self.submission.rubric_version_id).criteria[:criteria]:
            sheets.save_mark(sheet, expert, criterion.id, Decimal(points), REMARK)
        if criteria is None:
            sheets.save_summary(sheet, expert, "Программа прочитана целиком.")
            sheets.hand_in(sheet, expert)

    def review(self, chairs: Sequence[int], points: int) -> None:
        """A whole first round."""
        for expert in self.reach_experts(chairs):
            self.score(expert, points)

    def resubmit(self) -> None:
        """The author answers the remarks, mends the text and sends it again."""
        found = moderation.list_remarks(self.submission, self.house.teacher)
        for remark in found:
            if remark.released_at is not None:
                programmes.answer_remark(
                    remark, self.house.teacher, type(remark.status).MENDED, "Исправлено.", None
                )
        self.upload("art_brush_r2.docx")
        programmes.resubmit(self.submission, self.house.teacher)


def lead(people: People, store: Store) -> dict[str, Submission]:
    """The four patterns by name: passed, failed, again (with experts), waiting (at the centre)."""
    found = {}
    for name, text, points in (
        ("passed", "tech_smart_home.docx", 3),
        ("failed", "art_brush.docx", 2),
        ("again", "art_brush.docx", 2),
        ("waiting", "art_brush.docx", 2),
    ):
        road = Road(people, store, people.houses[0], f"Образец {name}")
        road.upload(text)
        road.review((0, 1, 2), points)
        if name in {"again", "waiting"}:
            road.resubmit()
        if name == "again":
            for expert in road.admit((3, 4, 5)):
                road.score(expert, 3, criteria=4)
        found[name] = road.submission
    return found
