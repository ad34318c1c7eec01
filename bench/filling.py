"""A scratch region of any size: patterns led through the services, copied row by row.

Copies are written with SQLAlchemy Core, many rows a statement. Keys, people, places, titles and
moments differ from copy to copy, and the chain of event hashes is computed anew, so that every
constraint and every invariant of the ledger holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from bench.models import House, People, give_password, lead, settle_region
from review import history
from review.database import Moment, db
from review.documents.storage import Store
from review.models.events import Event
from review.models.moderation import Remark
from review.models.outbox import Letter
from review.models.programmes import Author, Programme
from review.models.registry import Badge
from review.models.scoring import MarkRow, ScoreSheet, Seat, Verdict
from review.models.submissions import Revision, Submission
from review.programmes.service import searchable

SIZES = {"small": 200, "medium": 2_000, "large": 20_000}
#: With experts now: eight open sheets for each of the sixty, as many as the panel rule allows.
WITH_EXPERTS = 160
AT_THE_CENTRE = 20
BATCH = 250
SUBJECTS = (
    "Робототехника", "Волшебная кисть", "Волейбол", "Юный эколог", "Шахматы", "Театр теней",
    "Медиацентр", "Тропа открытий", "Умный дом", "Хоровое пение", "Лепка", "Небо над Амуром",
    "Финансовая азбука", "Школа вожатых", "Самбо", "Фотостудия", "Астрономия", "Кукольный театр",
    "Туристы-краеведы", "Олимпиадная математика",
)  # fmt: skip
#: Tables that belong to one submission, each after those it points at.
TABLES: tuple[sa.Table, ...] = tuple(
    model.__table__  # type: ignore[attr-defined, misc]
    for model in (
        Programme, Author, Submission, Revision, Event, Seat, ScoreSheet, MarkRow, Verdict, Badge,
        Remark, Letter,
    )
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """Where the measuring program finds what it opens."""

    submissions: int
    expert: str
    rmc: str
    teacher: str
    bench: str
    decided: str
    programme_id: int
    subject: str


class Pattern:
    """All rows of one submission, ready to be copied."""

    def __init__(self, submission: Submission) -> None:
        self.rows = {table: self._read(table, submission) for table in TABLES}
        self.panels = {
            round_: [
                row["person_id"] for row in self.rows[Seat.__table__] if row["round"] == round_
            ]
            for round_ in (1, 2)
        }

    @staticmethod
    def _read(table: sa.Table, submission: Submission) -> list[Row]:
        if table is Programme.__table__:
            condition = table.c.id == submission.programme_id
        elif table is Submission.__table__:
            condition = table.c.id == submission.id
        elif table is Author.__table__:
            condition = table.c.programme_id == submission.programme_id
        elif table is ScoreSheet.__table__:
            own = sa.select(Seat.id).where(Seat.submission_id == submission.id)
            condition = table.c.seat_id.in_(own)
        elif table is MarkRow.__table__:
            own = (
                sa.select(ScoreSheet.id)
                .join(Seat, Seat.id == ScoreSheet.seat_id)
                .where(Seat.submission_id == submission.id)
            )
            condition = table.c.sheet_id.in_(own)
        else:
            condition = table.c.submission_id == submission.id
        query = sa.select(table).where(condition).order_by(table.c.id)
        return [dict(row._mapping) for row in db.session.execute(query)]


class Copier:
    """Makes copies of patterns with keys of their own."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.numbers = {
            table: itertools.count((db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0) + 1)
            for table in TABLES
        }
        self.keys = {
            table: [
                (column.name, next(iter(column.foreign_keys)).column.table)
                for column in table.columns
                if column.foreign_keys
            ]
            for table in TABLES
        }
        self.moments = {
            table: [column.name for column in table.columns if isinstance(column.type, Moment)]
            for table in TABLES
        }
        self.badges = itertools.count(len(SUBJECTS))

    def copy(self, pattern: Pattern, place: int) -> Iterator[tuple[sa.Table, list[Row]]]:
        """The rows of copy number `place`, table by table."""
        house = self.people.houses[place % len(self.people.houses)]
        known = self._people(pattern, house, place)
        shift = timedelta(minutes=60 * (place % 1440))
        title = f"{SUBJECTS[place % len(SUBJECTS)]} {place:05d}"
        maps: dict[str, dict[int, int]] = {
            "people": known,
            "organisations": {self.people.houses[0].organisation_id: house.organisation_id},
            "municipalities": {self.people.houses[0].municipality_id: house.municipality_id},
        }
        for table, rows in pattern.rows.items():
            made = [self._row(table, row, maps, shift) for row in rows]
            self._tell(table, made, title, place, known)
            yield table, made

    def _people(self, pattern: Pattern, house: House, place: int) -> dict[int, int]:
        first, experts = self.people.houses[0], self.people.experts
        known = {
            first.teacher.person_id: house.teacher.person_id,
            first.internal.person_id: house.internal.person_id,
            first.moc.person_id: house.moc.person_id,
        }
        for round_, panel in pattern.panels.items():
            for chair, person in enumerate(panel):
                start = 3 * place + chair + (30 if round_ == 2 else 0)
                known[person] = experts[start % len(experts)].person_id
        return known

    def _row(
        self, table: sa.Table, row: Row, maps: dict[str, dict[int, int]], shift: timedelta
    ) -> Row:
        made = dict(row)
        made["id"] = next(self.numbers[table])
        maps.setdefault(table.name, {})[row["id"]] = made["id"]
        for column, target in self.keys[table]:
            if made[column] is not None and target.name in maps:
                made[column] = maps[target.name].get(made[column], made[column])
        for column in self.moments[table]:
            if made[column] is not None:
                made[column] -= shift
        return made

    def _tell(
        self, table: sa.Table, rows: list[Row], title: str, place: int, known: Mapping[int, int]
    ) -> None:
        """What differs from copy to copy besides keys and moments."""
        if table is Programme.__table__:
            rows[0]["title"], rows[0]["search_text"] = title, searchable(title, "ЦДТ")
        elif table is Submission.__table__:
            rows[0]["number"] = f"{rows[0]['number'][:4]}-{place:05d}"
        elif table is Event.__table__:
            _chain(rows, known)
        elif table is Badge.__table__:
            for row in rows:
                row["number"] = f"{row['number'][:-5]}{next(self.badges):05d}"
                row["title"], row["search_text"] = title, searchable(title, "ЦДТ")
        elif table is Letter.__table__:
            for row in rows:
                row["message_id"] = f"{row['id']}@bench.example"
                row["state"], row["sent_at"] = "sent", row["queued_at"]


def _chain(rows: list[Row], known: Mapping[int, int]) -> None:
    before = ""
    for row in rows:
        if "seated" in row["data"]:
            row["data"] = {**row["data"], "seated": [known[one] for one in row["data"]["seated"]]}
        row["hash"] = before = history.content_hash(SimpleNamespace(**row), before)  # type: ignore[arg-type]


def fill(store: Store, submissions: int) -> Filled:
    """Fill an empty, migrated database; commits. Needs an application context."""
    people = settle_region()
    led = lead(people, store)
    emails = [
        give_password(one) for one in (people.experts[0], people.rmc, people.houses[0].teacher)
    ]
    db.session.commit()
    patterns = {name: Pattern(one) for name, one in led.items()}
    copier = Copier(people)
    kinds = _kinds(submissions)
    first = len(led) + 1
    for start in range(0, len(kinds), BATCH):
        rows: dict[sa.Table, list[Row]] = {table: [] for table in TABLES}
        for place, kind in enumerate(kinds[start : start + BATCH], start=first + start):
            for table, made in copier.copy(patterns[kind], place):
                rows[table] += made
        for table, made in rows.items():
            if made:
                db.session.execute(sa.insert(table), made)
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    return _found(people, emails, submissions)


def _kinds(submissions: int) -> list[str]:
    """Which pattern each copy is cut from; open work is the same at every size."""
    open_ = ["again"] * WITH_EXPERTS + ["waiting"] * AT_THE_CENTRE
    rest = max(0, submissions - len(open_) - 4)
    decided = ["failed" if place % 3 == 0 else "passed" for place in range(rest)]
    return decided + open_


def _found(people: People, emails: list[str], submissions: int) -> Filled:
    expert = people.experts[0].person_id
    open_seat = (
        sa.select(Submission.number)
        .join(Seat, Seat.submission_id == Submission.id)
        .where(Seat.person_id == expert, Submission.state == "in_review", Seat.round == 2)
        .order_by(Submission.id.desc())
        .limit(1)
    )
    own = sa.select(Author.programme_id).where(
        Author.person_id == people.houses[0].teacher.person_id
    )
    mended = sa.select(Submission.programme_id).where(
        Submission.state == "in_revision", Submission.programme_id.in_(own)
    )
    decided = sa.select(Submission.number).where(Submission.state == "badge_active")
    return Filled(
        submissions=submissions,
        expert=emails[0],
        rmc=emails[1],
        teacher=emails[2],
        bench=db.session.scalars(open_seat).one(),
        decided=db.session.scalars(decided.order_by(Submission.id.desc()).limit(1)).one(),
        programme_id=db.session.scalars(mended.order_by(Submission.id.desc()).limit(1)).one(),
        subject="шахматы",
    )
