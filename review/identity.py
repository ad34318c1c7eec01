"""Who is asking and in which hat: the signed-in browser, its person, the hats to choose from.

The session cookie carries a random token; the row in `sign_ins` is the truth, so that
signing out, blocking and changing a password end a session on the server.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin

from review import clock
from review.database import db, reading
from review.models.people import Grant, Person, SignIn
from review.models.places import Municipality, Organisation
from workflows.roles import Actor, Role

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Hat:
    """One role in one place, as shown in the hat switcher."""

    grant_id: int
    role: Role
    organisation_id: int | None
    municipality_id: int | None
    place: str


@dataclass(frozen=True)
class Visitor(UserMixin):
    """The person behind a signed-in request and the hat now worn (None before any is given)."""

    token: str
    sign_in_id: int
    person_id: int
    name: str
    email: str
    language: str
    hats: tuple[Hat, ...]
    hat: Hat | None

    def get_id(self) -> str:
        """The token Flask-Login keeps in the session cookie."""
        return self.token

    @property
    def actor(self) -> Actor | None:
        """The person in this hat, as the rules know it."""
        if self.hat is None:
            return None
        return Actor(
            person_id=self.person_id,
            role=self.hat.role,
            organisation_id=self.hat.organisation_id,
            municipality_id=self.hat.municipality_id,
            grant_id=self.hat.grant_id,
        )


def network_of(address: str) -> str:
    """Whom an address counts for: itself, of IPv6 the /64 that one household or school is given.

    What is no address stands for itself.
    """
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))


def digest(token: str) -> str:
    """What is stored of a secret token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(person: Person, address: str, agent: str) -> str:
    """Open a signed-in session for the person; the token is returned once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    first = next((grant for grant in person.grants if grant.revoked_at is None), None)
    db.session.add(
        SignIn(
            token_hash=digest(token),
            person_id=person.id,
            grant_id=first.id if first else None,
            created_at=moment,
            seen_at=moment,
            address=address[:64],
            agent=agent[:200],
        )
    )
    db.session.flush()
    return token


def end(sign_in_id: int) -> None:
    """End one session."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all(person_id: int, but: int | None = None) -> None:
    """End every session of a person (a block, a new password), except `but`."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
        .values(ended_at=clock.now())
    )


def load(token: str, idle: timedelta, longest: timedelta) -> Visitor | None:
    """The visitor behind a token, or None when the session is unknown, ended, old or blocked.

    `idle` and `longest` limit the time since the last request and since signing in.
    """
    rows = db.session.execute(_rows(), {"token": digest(token)}).all()
    if not rows:
        return None
    first, moment = rows[0], clock.now()
    if first.ended_at or first.blocked_at:
        return None
    if moment - first.seen_at > idle or moment - first.created_at > longest:
        return None
    if moment - first.seen_at > SEEN_EVERY:
        _mark_seen(first.sign_in_id, moment)
    hats = tuple(_hat(row) for row in rows if row.grant_id is not None)
    worn = next((hat for hat in hats if hat.grant_id == first.worn_id), None)
    return Visitor(
        token=token,
        sign_in_id=first.sign_in_id,
        person_id=first.person_id,
        name=first.name,
        email=first.email,
        language=first.language,
        hats=hats,
        hat=worn or (hats[0] if hats else None),
    )


@cache
def _rows() -> Any:
    """One row for each hat of the person behind `token`; put together once a process."""
    home = sa.orm.aliased(Organisation)
    return (
        sa.select(
            SignIn.id.label("sign_in_id"),
            SignIn.created_at,
            SignIn.seen_at,
            SignIn.ended_at,
            SignIn.grant_id.label("worn_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            Person.language,
            Person.blocked_at,
            Grant.id.label("grant_id"),
            Grant.role,
            Grant.organisation_id,
            sa.func.coalesce(Grant.municipality_id, Organisation.municipality_id).label(
                "municipality_id"
            ),
            Organisation.short_name,
            Municipality.name.label("municipality"),
            home.id.label("home_id"),
            home.municipality_id.label("home_municipality_id"),
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Grant, sa.and_(Grant.person_id == Person.id, Grant.revoked_at.is_(None)))
        .outerjoin(Organisation, Organisation.id == Grant.organisation_id)
        .outerjoin(Municipality, Municipality.id == Grant.municipality_id)
        .outerjoin(home, home.id == Person.home_organisation_id)
        .where(SignIn.token_hash == sa.bindparam("token"))
        .order_by(Grant.id)
    )


def _hat(row: Any) -> Hat:
    expert = row.role is Role.EXPERT
    return Hat(
        grant_id=row.grant_id,
        role=row.role,
        organisation_id=row.home_id if expert else row.organisation_id,
        municipality_id=row.home_municipality_id if expert else row.municipality_id,
        place=row.short_name or row.municipality or "",
    )


def _mark_seen(sign_in_id: int, moment: datetime) -> None:
    """Note the visit in a transaction of its own: the request's may be for reading only."""
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=moment))
        connection.commit()


__all__ = ["Hat", "Visitor", "begin", "digest", "end", "end_all", "load", "reading"]
