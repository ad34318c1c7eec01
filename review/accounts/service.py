"""Accounts' verbs: sign in with throttling, invite, reset, change a password, wear a hat."""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa

from review import clock, identity, notices
from review.accounts import passwords
from review.database import db
from review.faults import Invalid, NotFound, TooMany
from review.models.people import CountedTry, Grant, Link, LinkPurpose, Person, SignIn
from review.models.places import Municipality, Organisation
from workflows.roles import PLACE_OF, Place, Role

#: Failed tries allowed within the window: for one e-mail, and for one network address.
TRIES_PER_EMAIL = 8
TRIES_PER_ADDRESS = 60
WINDOW = timedelta(minutes=15)
#: Letters with a link for a new password one account gets within an hour, whoever asks.
RESETS_PER_HOUR = 3


def sign_in(email: str, password: str, address: str, agent: str) -> str | None:
    """A session token when e-mail and password fit, None otherwise.

    Raises TooMany after too many failed tries. A refusal never tells whether the account exists.
    """
    subjects = (f"email:{email.casefold()}", f"address:{identity.network_of(address)}")
    _refuse_flood(subjects)
    person = find_by_email(email)
    fits = passwords.matches(person.password_hash if person else None, password)
    if not fits or person is None or person.blocked_at is not None:
        for subject in subjects:
            db.session.add(CountedTry(subject=identity.digest(subject), at=clock.now()))
        db.session.flush()
        return None
    if passwords.needs_rehash(person.password_hash or ""):
        person.password_hash = passwords.make_hash(password)
    _forget_tries(subjects[0])
    return identity.begin(person, address, agent)


def _refuse_flood(subjects: tuple[str, str]) -> None:
    since = clock.now() - WINDOW
    for subject, limit in zip(subjects, (TRIES_PER_EMAIL, TRIES_PER_ADDRESS), strict=True):
        tries = db.session.scalar(
            sa.select(sa.func.count(CountedTry.id)).where(
                CountedTry.subject == identity.digest(subject), CountedTry.at > since
            )
        )
        if tries is not None and tries >= limit:
            raise TooMany("sign_in_tries", retry_after=int(WINDOW.total_seconds()))


def _forget_tries(subject: str) -> None:
    old = clock.now() - WINDOW
    db.session.execute(
        sa.delete(CountedTry).where(
            sa.or_(CountedTry.subject == identity.digest(subject), CountedTry.at < old)
        )
    )


def find_by_email(email: str) -> Person | None:
    """The account with this e-mail, whatever the case of its letters."""
    return db.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def create_person(
    email: str,
    name: str,
    *,
    position: str = "",
    language: str = "ru",
    home_organisation_id: int | None = None,
) -> Person:
    """A new account without a password; Invalid when the e-mail is taken or no e-mail at all."""
    address = email.strip().lower()
    local, _, host = address.partition("@")
    if not local or "." not in host or any(sign.isspace() for sign in address):
        raise Invalid("email_wrong", "email")
    if find_by_email(address) is not None:
        raise Invalid("email_taken", "email")
    if not name.strip():
        raise Invalid("name_missing", "name")
    person = Person(
        email=address,
        name=" ".join(name.split()),
        position=position.strip(),
        language=language,
        home_organisation_id=home_organisation_id,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    return person


def grant(person: Person, role: Role, place_id: int | None = None, by: int | None = None) -> Grant:
    """Give a person a role in a place; the same hat twice is the same hat.

    `place_id` is an organisation for teachers and internal experts, a municipality for МОЦ.
    Raises Invalid when the place is missing or unknown.
    """
    kind = PLACE_OF[role]
    table: dict[Place, type[Organisation] | type[Municipality]] = {
        Place.ORGANISATION: Organisation,
        Place.MUNICIPALITY: Municipality,
    }
    if kind in table and (place_id is None or db.session.get(table[kind], place_id) is None):
        raise Invalid("place_missing", "place")
    place = f"{kind}:{place_id}" if kind in table else str(kind)
    known = db.session.scalar(
        sa.select(Grant).where(
            Grant.person_id == person.id,
            Grant.role == role,
            Grant.place == place,
            Grant.revoked_at.is_(None),
        )
    )
    if known is not None:
        return known
    given = Grant(
        person=person,
        role=role,
        place=place,
        organisation_id=place_id if kind is Place.ORGANISATION else None,
        municipality_id=place_id if kind is Place.MUNICIPALITY else None,
        granted_at=clock.now(),
        granted_by_id=by,
    )
    db.session.add(given)
    db.session.flush()
    return given


def take_away(given: Grant) -> None:
    """Take a hat away; what its wearer did stays in the events."""
    given.revoked_at = clock.now()
    db.session.flush()


def make_link(person: Person, purpose: LinkPurpose, lifetime: timedelta) -> str:
    """A single-use token for the person; earlier links of the purpose stop working."""
    moment = clock.now()
    db.session.execute(
        sa.update(Link)
        .where(Link.person_id == person.id, Link.purpose == purpose, Link.used_at.is_(None))
        .values(used_at=moment)
    )
    token = secrets.token_urlsafe(32)
    db.session.add(
        Link(
            purpose=purpose,
            token_hash=identity.digest(token),
            person_id=person.id,
            created_at=moment,
            expires_at=moment + lifetime,
        )
    )
    db.session.flush()
    return token


def find_link(token: str, purpose: LinkPurpose) -> Link | None:
    """The link behind a token while it may still be used."""
    link = db.session.scalar(
        sa.select(Link).where(
            Link.token_hash == identity.digest(token),
            Link.purpose == purpose,
            Link.used_at.is_(None),
        )
    )
    if link is None or link.expires_at < clock.now() or link.person.blocked_at is not None:
        return None
    return link


def use_link(token: str, purpose: LinkPurpose, password: str) -> Person:
    """Spend a link on a new password; every session of the person ends.

    Raises NotFound for a link that no longer works, Invalid for a weak password.
    """
    link = find_link(token, purpose)
    if link is None:
        raise NotFound("link")
    set_password(link.person, password)
    link.used_at = clock.now()
    db.session.flush()
    return link.person


def set_password(person: Person, password: str, keep_sign_in: int | None = None) -> None:
    """Set a new password and end the person's other sessions."""
    weak = passwords.weakness(password, person.email, person.name)
    if weak is not None:
        raise Invalid(weak, "password", shortest=passwords.SHORTEST)
    person.password_hash = passwords.make_hash(password)
    identity.end_all(person.id, keep_sign_in)
    db.session.flush()


def change_password(person: Person, old: str, new: str, sign_in_id: int) -> None:
    """Change one's own password, knowing the old one."""
    if not passwords.matches(person.password_hash, old):
        raise Invalid("password_wrong", "old_password")
    set_password(person, new, keep_sign_in=sign_in_id)


def ask_reset(email: str, lifetime: timedelta) -> None:
    """Send a reset letter if the account exists; the caller cannot tell whether it did.

    Nobody can fill somebody else's mailbox: after a few letters an hour no more are sent.
    """
    person = find_by_email(email)
    if person is None or person.blocked_at is not None or _resets_used_up(person):
        return
    token = make_link(person, LinkPurpose.PASSWORD_RESET, lifetime)
    facts = {
        "path": f"/accounts/reset/{token}",
        "person_name": person.name,
        "expires": (clock.now() + lifetime).isoformat(),
    }
    notices.post("password_reset", person, facts)


def _resets_used_up(person: Person) -> bool:
    sent = db.session.scalar(
        sa.select(sa.func.count(Link.id)).where(
            Link.person_id == person.id,
            Link.purpose == LinkPurpose.PASSWORD_RESET,
            Link.created_at > clock.now() - timedelta(hours=1),
        )
    )
    return (sent or 0) >= RESETS_PER_HOUR


def invite(person: Person, lifetime: timedelta, role: Role | None, place: str) -> str:
    """Send an invitation to set a password; gives the link's path for handing over by hand."""
    token = make_link(person, LinkPurpose.INVITATION, lifetime)
    path = f"/accounts/invitation/{token}"
    facts = {
        "path": path,
        "person_name": person.name,
        "role": role.value if role else "",
        "place": place,
        "expires": (clock.now() + lifetime).isoformat(),
    }
    notices.post("invitation", person, facts)
    return path


def block(person: Person, reason: str) -> None:
    """Block an account: its sessions end, its links stop working, its decisions stay."""
    if not reason.strip():
        raise Invalid("reason_missing", "reason")
    person.blocked_at, person.blocked_reason = clock.now(), reason.strip()
    identity.end_all(person.id)
    db.session.flush()


def unblock(person: Person) -> None:
    """Let a blocked account in again."""
    person.blocked_at = person.blocked_reason = None
    db.session.flush()


def wear(sign_in_id: int, person_id: int, grant_id: int) -> Grant:
    """Change the hat of one session; NotFound for a hat that is not the person's."""
    hat = db.session.get(Grant, grant_id)
    if hat is None or hat.person_id != person_id or hat.revoked_at is not None:
        raise NotFound
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(grant_id=hat.id))
    return hat


def list_sign_ins(person_id: int) -> list[SignIn]:
    """The person's open sessions, the newest first."""
    return list(
        db.session.scalars(
            sa.select(SignIn)
            .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
            .order_by(SignIn.seen_at.desc())
        )
    )
