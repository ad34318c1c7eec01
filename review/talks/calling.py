"""Calling somebody into a talk: who may be called, and the letter the called one gets.

The letter tells that one is called, by which hat and where; never the words, which may be taken
back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from review import notices
from review.database import db
from review.models.moderation import Audience
from review.models.people import Grant, Person
from review.models.programmes import Author
from review.models.submissions import Submission
from review.models.talks import Talk
from review.situations import author_ids
from workflows.roles import Actor, Role


@dataclass(frozen=True)
class Participant:
    """Somebody who may be called, in the hat in which he or she takes part."""

    person: Person
    role: Role


def participants(
    submission: Submission, audience: Audience, actor: Actor
) -> tuple[Participant, ...]:
    """Everybody else who reads such a talk: authors first, then the desks up the road."""
    found: dict[int, Participant] = {}
    rows = [
        *(_authors(submission) if audience is Audience.AUTHOR else ()),
        *_desks(submission),
    ]
    for person, role in rows:
        if person.id != actor.person_id:
            found.setdefault(person.id, Participant(person, role))
    return tuple(found.values())


def called(talk: Talk, actor: Actor, ids: Collection[int]) -> Sequence[Person]:
    """The people of `ids` who take part in the talk; strangers to it are passed over."""
    if not ids:
        return ()
    known = participants(talk.submission, talk.audience, actor)
    return [one.person for one in known if one.person.id in ids]


def write_to(person: Person, talk: Talk, actor: Actor) -> None:
    """Put the letter to a called person into the outbox of the current transaction."""
    submission = talk.submission
    facts = {
        "number": submission.number,
        "title": submission.programme.title,
        "talk": talk.subject,
        "role": actor.role,
        "person_name": person.name,
        "path": f"/submissions/{submission.number}/talks/{talk.id}",
    }
    notices.post("called_into_talk", person, facts, submission_id=submission.id)


def _authors(submission: Submission) -> list[tuple[Person, Role]]:
    people = db.session.scalars(
        sa.select(Person)
        .join(Author, Author.person_id == Person.id)
        .where(Author.programme_id == submission.programme_id, Person.blocked_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [(person, Role.TEACHER) for person in people]


def _desks(submission: Submission) -> list[tuple[Person, Role]]:
    """The desks' people, without those who are authors: they take no part in a desk's hat."""
    here = sa.or_(
        sa.and_(
            Grant.role == Role.INTERNAL_EXPERT, Grant.organisation_id == submission.organisation_id
        ),
        sa.and_(Grant.role == Role.MOC, Grant.municipality_id == submission.municipality_id),
        Grant.role == Role.RMC,
    )
    rows = db.session.execute(
        sa.select(Person, Grant.role)
        .join(Grant, Grant.person_id == Person.id)
        .where(here, Grant.revoked_at.is_(None), Person.blocked_at.is_(None))
        .where(Person.id.not_in(author_ids(submission.programme)))
        .order_by(Person.name, Person.id)
    )
    order = (Role.INTERNAL_EXPERT, Role.MOC, Role.RMC)
    return sorted(((row[0], row[1]) for row in rows), key=lambda row: order.index(row[1]))
