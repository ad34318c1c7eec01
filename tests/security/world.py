"""One prepared region for all security tests: everybody, and submissions in every state.

It is made once through the services and signed in through the form; each test works on a copy of
the data folder, where the cookies of the original are valid.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from docx import Document
from flask import Flask

from tests import region, run
from tests.documents.planted import jpeg
from workflows.roles import Actor, Role
from workflows.situation import State

if TYPE_CHECKING:
    from review.documents.outcome import Ask
    from review.programmes.intake import Prepared

SECRET = "a key for the security tests"
COOKIE = "znachok"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
#: Who is asked. The relation to an object is told by `matrix.relation`.
PEOPLE = (
    "teacher", "colleague", "stranger", "internal", "internal_elsewhere", "moc", "moc_elsewhere",
    "rmc", "seated", "unseated", "administrator", "blocked", "hatless",
)  # fmt: skip
ANONYMOUS = "anonymous"
#: Whose programme it is, and in which states it is met.
OWNERS = {
    "own": tuple("DIMCARVB"),
    "sibling": tuple("DIRVB"),
    "foreign": tuple("DIRVB"),
}
STATES: Mapping[str, State] = {
    "D": State.DRAFT,
    "I": State.INTERNAL_CHECK,
    "M": State.MOC_MODERATION,
    "C": State.RMC_MODERATION,
    "A": State.EXPERT_ASSIGNMENT,
    "R": State.IN_REVIEW,
    "V": State.IN_REVISION,
    "B": State.BADGE_ACTIVE,
}
ROAD = "DIMCAR"
#: Names that experts must not meet, and names of experts that authors must not meet.
AUTHORS = ("Берёзкина", "Сестрина", "Чужакова", "Соавторова")
PLACES = ("Центр детского творчества", "ЦДТ", "Ивановская СОШ", "Тамбовский", "Ивановский")
EXPERTS = (*(f"Экспертов {n}" for n in range(1, 7)), "Игоревич")
IN_FILE = ("Corea", "Exifova", "Lastova")
#: What tells the missing from everything else.
NO_NUMBER, NO_ID = "2031-99999", 987654


@dataclass(frozen=True)
class Card:
    """A submission as the probes need it."""

    owner: str
    state: str
    programme_id: int
    number: str
    version: int
    badge: str = ""
    panel: tuple[int, ...] = ()
    remarks: Mapping[str, int] = field(default_factory=dict)
    finding: int = 0
    talk: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Everything that outlives the building: plain values only."""

    folder: Path
    people: Mapping[str, int]
    actors: Mapping[str, Actor]
    emails: Mapping[str, str]
    cookies: Mapping[str, str]
    tokens: Mapping[str, str]
    cards: Mapping[tuple[str, str], Card]
    ids: Mapping[str, int]


class House:
    """A copy of the world that a test may change, with a browser for everybody."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world

    def client(self, who: str) -> Any:
        """A browser in which `who` is signed in already; nobody for an anonymous visitor."""
        browser = self.app.test_client()
        browser.set_cookie(COOKIE, self.world.cookies[who], domain="localhost")
        return browser

    def post(self, who: str, url: str, data: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """A POST with a valid token."""
        return self.send(self.client(who), who, url, data, **more)

    def send(self, client: Any, who: str, url: str, data: Any = None, **more: Any) -> Any:
        """The same in a browser at hand."""
        return client.post(url, data={"csrf_token": self.world.tokens[who], **(data or {})}, **more)

    def fingerprint(self, ignore: frozenset[str] = frozenset()) -> dict[str, tuple[int, str]]:
        """Rows and contents of every table; the moment somebody was last seen does not count."""
        from review.database import db

        found: dict[str, tuple[int, str]] = {}
        with self.app.app_context(), db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                columns = [one for one in table.columns if one.key != "seen_at"]
                if table.name in ignore:
                    continue
                rows = sorted(map(repr, connection.execute(sa.select(*columns))))
                digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
                found[table.name] = (len(rows), digest)
        return found


def document() -> bytes:
    """A small programme that carries names where nobody sees them."""
    made = Document()
    made.core_properties.author, made.core_properties.last_modified_by = "Corea", "Lastova"
    made.add_heading("Пояснительная записка", 1)
    made.add_paragraph("Программа учит детей рисовать красками и видеть цвет вокруг себя. " * 8)
    made.add_picture(BytesIO(jpeg()))
    made.add_heading("Учебный план", 1)
    made.add_paragraph("Занятия идут два раза в неделю, всего семьдесят два часа. " * 8)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def build(folder: Path, database_url: str | None = None) -> World:
    """Make the region in `folder` (and in the given database); sign everybody in."""
    from review.config import Config
    from review.database import db

    if database_url is None:
        shutil.copyfile(run.sqlite_template(), folder / "znachok.sqlite3")
    config = Config.from_env(
        {}, data=folder, database_url=database_url, secret_key=SECRET, worker=False
    )
    with run.installation(config) as app:
        with app.app_context():
            made = _Builder(folder)
            made.everything()
            db.session.commit()
        cookies, tokens = _sign_in(app, made.emails)
        with app.app_context():
            made.block()
            db.session.commit()
    return World(
        folder, made.people, made.actors, made.emails, cookies, tokens, made.cards, made.ids
    )


@contextmanager
def opened(world: World, folder: Path, database_url: str | None = None) -> Iterator[House]:
    """A copy of the world in `folder`, served."""
    from review.config import Config

    shutil.copytree(world.folder, folder, dirs_exist_ok=True)
    settings = Config.from_env(
        {}, data=folder, database_url=database_url, secret_key=SECRET, worker=False
    )
    with run.installation(settings) as app:
        yield House(app, world)


def _sign_in(app: Flask, emails: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    cookies, tokens = {}, {}
    for who, email in {**emails, ANONYMOUS: ""}.items():
        browser = app.test_client()
        token = token_of(browser.get("/accounts/sign-in"))
        if email:
            form = {"csrf_token": token, "email": email, "password": region.PASSWORD}
            answer = browser.post("/accounts/sign-in", data=form)
            assert answer.status_code == 303, (who, answer.status_code)
            token = token_of(browser.get("/accounts/me"))
        cookie = browser.get_cookie(COOKIE)
        assert cookie is not None
        cookies[who], tokens[who] = cookie.value, token
    return cookies, tokens


def token_of(answer: Any) -> str:
    """The CSRF token a page carries."""
    found = TOKEN.search(answer.text)
    assert found is not None, answer.text[:500]
    return found.group(1)


class _Builder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.people: dict[str, int] = {}
        self.actors: dict[str, Actor] = {}
        self.emails: dict[str, str] = {}
        self.cards: dict[tuple[str, str], Card] = {}
        self.ids: dict[str, int] = {}

    def everything(self) -> None:
        self._settle()
        self._prepare()
        for owner, states in OWNERS.items():
            for state in states:
                self.cards[owner, state] = self._card(owner, state)

    def block(self) -> None:
        """Blocked only after signing in: the session must end by the block."""
        from review.accounts import service as accounts
        from review.database import db
        from review.models.people import Person

        accounts.block(db.session.get_one(Person, self.people["blocked"]), "Уволен")

    def _settle(self) -> None:
        from review.database import db
        from review.models.places import Municipality, Organisation

        made = region.build()
        for who, someone in (
            ("teacher", made.teacher), ("internal", made.internal), ("moc", made.moc),
            ("rmc", made.rmc), ("administrator", made.administrator),
            ("seated", made.experts[0]), ("second", made.experts[1]),
            ("unseated", made.experts[2]), ("rmc_second", made.rmc_second),
        ):  # fmt: skip
            self._keep(who, someone)
        centre = db.session.get_one(Organisation, made.organisation_id)
        school = db.session.scalars(
            sa.select(Organisation).where(Organisation.id != centre.id)
        ).one()
        away = Municipality(name="Зейский округ")
        db.session.add(away)
        db.session.flush()
        house = Organisation(
            municipality_id=away.id, short_name="Дом", full_name="МБОУ ДО Дом детства"
        )
        db.session.add(house)
        db.session.flush()
        teacher = Role.TEACHER
        place = (("colleague", "Сестрина Ольга Глебовна", teacher, centre.id),
                 ("blocked", "Бывший Иван Иванович", teacher, centre.id),
                 ("stranger", "Чужакова Мария Яковлевна", teacher, school.id),
                 ("internal_elsewhere", "Школьный Лев Львович", Role.INTERNAL_EXPERT, school.id),
                 ("moc_elsewhere", "Соседская Зоя Ильинична", Role.MOC,
                  school.municipality_id))  # fmt: skip
        for who, name, role, where in place:
            self._add(who, name, role, where)
        for who, n in (("away1", 4), ("away2", 5), ("away3", 6)):
            self._add(who, f"Экспертов {n} Игоревич", Role.EXPERT, home=house.id)
        self._hatless()
        self.ids.update(
            organisation=centre.id, school=school.id, municipality=centre.municipality_id,
            season=made.season_id, wording=self._wording(), draft=self._draft(),
        )  # fmt: skip

    def _draft(self) -> int:
        """A rubric being written."""
        from review.rubrics import service
        from rubric.loading import load_shipped

        return service.begin(load_shipped(region.RUBRIC), self.actors["rmc"]).id

    def _wording(self) -> int:
        """A shared wording of the bank."""
        from review.moderation import bank

        return bank.add(self.actors["rmc"], bank.Wording("Нет года."), shared=True).id

    def _add(
        self, who: str, name: str, role: Role, place: int | None = None, home: int | None = None
    ) -> None:
        from review.accounts import service as accounts

        email = f"{who}@znachok.example"
        person = accounts.create_person(email, name, home_organisation_id=home)
        accounts.set_password(person, region.PASSWORD)
        given = accounts.grant(person, role, place)
        actor = Actor(
            person.id, role, given.organisation_id or home, given.municipality_id, given.id
        )
        self._keep(who, region.Someone(email, name, actor))

    def _keep(self, who: str, someone: region.Someone) -> None:
        self.people[who] = someone.actor.person_id or 0
        self.actors[who], self.emails[who] = someone.actor, someone.email

    def _hatless(self) -> None:
        from review.accounts import service as accounts

        person = accounts.create_person("hatless@znachok.example", "Безролев Юрий Юрьевич")
        accounts.set_password(person, region.PASSWORD)
        self.people["hatless"], self.emails["hatless"] = person.id, person.email

    def _prepare(self) -> None:
        from review.documents.outcome import Ask

        self.text = self._read(Ask(date(2026, 1, 1), None, region.LENIENT.checks))

    def _read(self, ask: Ask) -> Prepared:
        from review.documents.storage import Store
        from review.programmes import intake

        name = "Программа Берёзкиной.docx"
        return intake.prepare(Store(self.folder / "files"), name, document(), 20 << 20, ask=ask)

    def _author(self, owner: str) -> Actor:
        return self.actors[{"own": "teacher", "sibling": "colleague", "foreign": "stranger"}[owner]]

    def _card(self, owner: str, state: str) -> Card:
        from review import findings
        from review.database import db
        from review.models.programmes import Direction, Financing, Form, Level
        from review.programmes import service as programmes

        author = self._author(owner)
        values = {
            "title": f"Краски {state} {owner}", "direction": Direction.ARTS,
            "level": Level.BASIC, "form": Form.FULL_TIME, "age_from": 7, "age_to": 10,
            "duration_months": 9, "hours": 72, "financing": Financing.CERTIFICATE, "types": [],
        }  # fmt: skip
        other = programmes.AuthorName("Соавторова Инна Карповна", "педагог")
        programme = programmes.create_card(author, values, [other])
        submission = programmes.open_submission(programme, author)
        # A draft is checked against its own card, or the first try to send it would check it anew.
        text = self._read(findings.ask_of(submission)) if state == "D" else self.text
        programmes.add_revision(submission, author, text)
        remarks, panel = self._walk(submission, owner, state)
        db.session.flush()
        db.session.refresh(submission)
        assert submission.state is STATES[state], (owner, state, submission.state)
        return Card(
            owner, state, programme.id, submission.number, submission.version,
            self._badge(submission.id), panel, remarks, self._finding(submission.id),
            self._talk(submission, author) if state != "D" else {},
        )  # fmt: skip

    def _walk(self, submission: Any, owner: str, state: str) -> tuple[dict[str, int], Any]:
        from review.moderation import service as desks
        from review.moderation import writing
        from review.programmes import service as programmes

        remarks: dict[str, int] = {}
        if state == "D":
            return remarks, ()
        programmes.submit(submission, self._author(owner))
        here = "" if owner != "foreign" else "_elsewhere"
        internal = self.actors[f"internal{here}"]
        remarks["internal"] = writing.add_remark(submission, internal, "Нет года на титуле.").id
        for stop, who, action in (("I", f"internal{here}", "pass_on"),
                                  ("M", f"moc{here}", "pass_on"),
                                  ("C", "rmc", "admit")):  # fmt: skip
            if state == stop:
                return remarks, ()
            desks.decide(submission, self.actors[who], action)
        if state == "A":
            return remarks, ()
        panel = self._seat(submission, owner)
        if state == "R":
            remarks["expert"] = writing.add_remark(submission, panel[0], "Нет тем занятий.").id
            self._start(submission, panel[0])
        else:
            for expert in panel:
                self._score(submission, expert, Decimal(2) if state == "B" else Decimal(1))
            remarks["expert"] = self._released(submission.id)
        return remarks, tuple(one.person_id for one in panel)

    def _talk(self, submission: Any, author: Actor) -> dict[str, int]:
        """A talk the author has begun, with a file."""
        from review.documents.storage import Store
        from review.models.moderation import Audience
        from review.talks import service as talks

        stored = Store(self.folder / "files").put(document(), 20 << 20)
        said = talks.Said("Вот титул.", [talks.Attached("Титул.docx", "docx", stored)])
        made = talks.begin(submission, author, "О титуле", Audience.AUTHOR, said)
        return {"talk": made.talk_id, "message": made.id, "file": made.files[0].id}

    def _seat(self, submission: Any, owner: str) -> list[Actor]:
        from review.scoring import panels

        names = ("away1", "away2") if owner == "foreign" else ("seated", "second")
        panel = [self.actors[name] for name in names]
        panels.assign(submission, self.actors["rmc"], [one.person_id or 0 for one in panel])
        return panel

    def _start(self, submission: Any, expert: Actor) -> None:
        """A sheet with everything in it that only waits to be handed in."""
        self._fill(submission, expert, Decimal(2))

    def _fill(self, submission: Any, expert: Actor, points: Decimal) -> Any:
        from review.scoring import sheets

        sheet = sheets.open_sheet(submission, expert)
        for criterion in sheets.rubric_of(sheet).criteria:
            remark = "" if points == criterion.maximum else "Раскройте подробнее."
            sheets.save_mark(sheet, expert, criterion.id, points, remark)
        return sheet

    def _score(self, submission: Any, expert: Actor, points: Decimal) -> None:
        from review.scoring import sheets

        sheets.hand_in(self._fill(submission, expert, points), expert)

    def _released(self, submission_id: int) -> int:
        from review.database import db
        from review.models.moderation import Remark

        found = db.session.scalars(
            sa.select(Remark.id)
            .where(Remark.submission_id == submission_id, Remark.released_at.is_not(None))
            .order_by(Remark.id)
        ).all()
        return found[-1] if found else 0

    def _finding(self, submission_id: int) -> int:
        """The first finding of the newest version."""
        from review.database import db
        from review.models.findings import FindingRow
        from review.models.submissions import Revision

        return db.session.scalars(
            sa.select(FindingRow.id)
            .join(Revision, Revision.id == FindingRow.revision_id)
            .where(Revision.submission_id == submission_id)
            .order_by(FindingRow.id)
            .limit(1)
        ).one()

    def _badge(self, submission_id: int) -> str:
        from review.database import db
        from review.models.registry import Badge

        found = db.session.scalar(
            sa.select(Badge.number).where(Badge.submission_id == submission_id)
        )
        return found or ""
