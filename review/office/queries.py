"""What the office's pages read: plain SELECTs of columns, a constant number for each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from review.database import db
from review.models.journal import JournalEntry
from review.models.outbox import Letter
from review.models.people import Grant, Person
from review.models.places import Municipality, Organisation
from review.models.profiles import ProfileVersion, RubricVersion, Season, TrackVersion
from review.models.programmes import Programme
from review.models.submissions import Submission
from review.queues import UNDER_WAY
from workflows.roles import Role

PAGE = 50
Where = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Listing:
    """One page of rows; `after` is the cursor of the next page, None on the last."""

    rows: Sequence[Any]
    after: str | None
    total: int


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    name: str
    email: str
    blocked: bool
    invited: bool
    hats: Sequence[tuple[Role, str]]


def words_in(text: str, *columns: Any) -> Iterable[Where]:
    """Every word somewhere in the columns, whatever the case and whether ё or е.

    SQLite folds the case of Latin letters only, so each word is looked for as typed in small,
    in capitals, and with a capital first.
    """
    for word in text.replace("ё", "е").replace("Ё", "Е").split():
        forms = {word, word.lower(), word.capitalize(), word.upper()}
        yield sa.or_(
            *(
                sa.func.replace(sa.func.replace(column, "ё", "е"), "Ё", "Е").contains(
                    form, autoescape=True
                )
                for column in columns
                for form in sorted(forms)
            )
        )


def _page(query: Any, key: Any, where: Sequence[Where], after: str, *, newest: bool) -> Listing:
    """One page of `query` by its id column, with the count of the same condition."""
    total = db.session.scalar(
        sa.select(sa.func.count()).select_from(query.where(*where).subquery())
    )
    shown = query.where(*where).order_by(key.desc() if newest else key).limit(PAGE + 1)
    if after.isdecimal() and len(after) < 10:
        shown = shown.where(key < int(after) if newest else key > int(after))
    rows = db.session.execute(shown).all()
    more = len(rows) > PAGE
    return Listing(rows[:PAGE], str(rows[PAGE - 1].id) if more else None, total or 0)


def list_people(text: str = "", role: Role | None = None, after: str = "") -> Listing:
    """People by name with their hats: three statements."""
    where = list(words_in(text, Person.name, Person.email))
    if role is not None:
        wearers = sa.select(Grant.person_id).where(Grant.role == role, Grant.revoked_at.is_(None))
        where.append(Person.id.in_(wearers))
    total = db.session.scalar(sa.select(sa.func.count(Person.id)).where(*where)) or 0
    query = sa.select(
        Person.id, Person.name, Person.email, Person.blocked_at, Person.password_hash.is_not(None)
    ).where(*where)
    if after.isdecimal() and len(after) < 10:
        last = sa.select(Person.name).where(Person.id == int(after)).scalar_subquery()
        same = sa.and_(Person.name == last, Person.id > int(after))
        query = query.where(sa.or_(Person.name > last, same))
    found = db.session.execute(query.order_by(Person.name, Person.id).limit(PAGE + 1)).all()
    hats = _hats([row[0] for row in found[:PAGE]])
    rows = [
        PersonRow(id_, name, email, blocked is not None, not has_password, hats.get(id_, ()))
        for id_, name, email, blocked, has_password in found[:PAGE]
    ]
    return Listing(rows, str(rows[-1].id) if len(found) > PAGE else None, total)


def _hats(people: Sequence[int]) -> dict[int, list[tuple[Role, str]]]:
    found: dict[int, list[tuple[Role, str]]] = {}
    rows = db.session.execute(
        sa.select(Grant.person_id, Grant.role, Organisation.short_name, Municipality.name)
        .outerjoin(Organisation, Organisation.id == Grant.organisation_id)
        .outerjoin(Municipality, Municipality.id == Grant.municipality_id)
        .where(Grant.person_id.in_(people), Grant.revoked_at.is_(None))
        .order_by(Grant.id)
    )
    for person_id, role, organisation, municipality in rows:
        found.setdefault(person_id, []).append((role, organisation or municipality or ""))
    return found


def list_grants(person_id: int) -> Sequence[Any]:
    """The roles of one person, taken ones too: the newest first."""
    giver = sa.orm.aliased(Person)
    return db.session.execute(
        sa.select(
            Grant.id,
            Grant.role,
            sa.func.coalesce(Organisation.short_name, Municipality.name, "").label("place"),
            Grant.granted_at,
            Grant.revoked_at,
            giver.name.label("giver"),
        )
        .outerjoin(Organisation, Organisation.id == Grant.organisation_id)
        .outerjoin(Municipality, Municipality.id == Grant.municipality_id)
        .outerjoin(giver, giver.id == Grant.granted_by_id)
        .where(Grant.person_id == person_id)
        .order_by(Grant.revoked_at.is_not(None), Grant.id.desc())
    ).all()


def list_organisations(
    text: str = "", municipality_id: int | None = None, after: str = ""
) -> Listing:
    """Organisations with the number of their cards and people, in the order they were added."""
    where = list(words_in(text, Organisation.short_name, Organisation.full_name, Organisation.inn))
    if municipality_id is not None:
        where.append(Organisation.municipality_id == municipality_id)
    cards = (
        sa.select(sa.func.count(Programme.id))
        .where(Programme.organisation_id == Organisation.id)
        .scalar_subquery()
    )
    people = (
        sa.select(sa.func.count(sa.distinct(Grant.person_id)))
        .where(Grant.organisation_id == Organisation.id, Grant.revoked_at.is_(None))
        .scalar_subquery()
    )
    query = sa.select(
        Organisation.id,
        Organisation.short_name,
        Organisation.inn,
        Organisation.is_active,
        Municipality.name.label("municipality"),
        cards.label("cards"),
        people.label("people"),
    ).join(Municipality, Municipality.id == Organisation.municipality_id)
    return _page(query, Organisation.id, where, after, newest=False)


def list_municipalities() -> Sequence[Any]:
    """Municipalities by name with the number of their organisations."""
    return db.session.execute(
        sa.select(
            Municipality.id,
            Municipality.name,
            Municipality.version,
            sa.func.count(Organisation.id).label("organisations"),
        )
        .outerjoin(Organisation, Organisation.municipality_id == Municipality.id)
        .group_by(Municipality.id, Municipality.name, Municipality.version)
        .order_by(Municipality.name)
    ).all()


def count_under_way() -> dict[int, int]:
    """Submissions under way by the profile version they began with."""
    rows = db.session.execute(
        sa.select(Submission.profile_version_id, sa.func.count(Submission.id))
        .where(Submission.state.in_(UNDER_WAY))
        .group_by(Submission.profile_version_id)
    )
    return {row[0]: row[1] for row in rows}


def list_versions(limit: int = 10) -> Sequence[Any]:
    """The last profile versions with their rubric and track, the newest first."""
    return db.session.execute(
        sa.select(
            ProfileVersion.id,
            ProfileVersion.number,
            ProfileVersion.created_at,
            Person.name.label("author"),
            RubricVersion.title.label("rubric"),
            TrackVersion.title.label("track"),
        )
        .join(RubricVersion, RubricVersion.id == ProfileVersion.rubric_version_id)
        .join(TrackVersion, TrackVersion.id == ProfileVersion.track_version_id)
        .outerjoin(Person, Person.id == ProfileVersion.created_by_id)
        .order_by(ProfileVersion.number.desc())
        .limit(limit)
    ).all()


def list_rubrics() -> Sequence[Any]:
    """Stored rubric versions, the newest first: (id, rubric_id, title, content_hash, published)."""
    return db.session.execute(
        sa.select(
            RubricVersion.id,
            RubricVersion.rubric_id.label("code"),
            RubricVersion.title,
            RubricVersion.content_hash,
            RubricVersion.published_at,
        ).order_by(RubricVersion.id.desc())
    ).all()


def list_tracks() -> Sequence[Any]:
    """Stored track versions, the newest first."""
    return db.session.execute(
        sa.select(
            TrackVersion.id,
            TrackVersion.track_id.label("code"),
            TrackVersion.title,
            TrackVersion.content_hash,
            TrackVersion.published_at,
        ).order_by(TrackVersion.id.desc())
    ).all()


def list_seasons() -> Sequence[Any]:
    """Seasons with the number of their submissions, the newest first."""
    return db.session.execute(
        sa.select(
            Season.id,
            Season.title,
            Season.opens_on,
            Season.closes_on,
            sa.func.count(Submission.id).label("submissions"),
        )
        .outerjoin(
            Submission,
            sa.and_(Submission.season_id == Season.id, Submission.submitted_at.is_not(None)),
        )
        .group_by(Season.id, Season.title, Season.opens_on, Season.closes_on)
        .order_by(Season.opens_on.desc(), Season.id.desc())
    ).all()


def list_entries(text: str = "", action: str = "", after: str = "") -> Listing:
    """Lines of the journal, the newest first."""
    where = list(words_in(text, sa.func.coalesce(Person.name, ""), JournalEntry.subject))
    if action:
        where.append(JournalEntry.action == action)
    query = sa.select(
        JournalEntry.id,
        JournalEntry.at,
        JournalEntry.action,
        JournalEntry.role,
        JournalEntry.subject,
        JournalEntry.data,
        JournalEntry.address,
        Person.name,
    ).outerjoin(Person, Person.id == JournalEntry.person_id)
    return _page(query, JournalEntry.id, where, after, newest=True)


def list_letters(text: str = "", after: str = "") -> Sequence[Letter]:
    """Letters of the outbox, the newest first; one more than a page where there are more."""
    query = sa.select(Letter).where(*words_in(text, Letter.address)).order_by(Letter.id.desc())
    if after.isdecimal() and len(after) < 10:
        query = query.where(Letter.id < int(after))
    return db.session.scalars(query.limit(PAGE + 1)).all()
