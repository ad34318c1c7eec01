"""The author's verbs: fill the card, upload a revision, submit, answer remarks, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from review import carrying, clock, findings, steps
from review.database import db
from review.faults import Conflict, Invalid, NotFound, Refused
from review.models.events import Event
from review.models.moderation import Audience, Remark, RemarkStatus, TurnKind
from review.models.people import Person
from review.models.places import Organisation
from review.models.programmes import Author, Programme
from review.models.submissions import Revision, Submission
from review.profiles import find_open_season, get_current
from review.programmes import prints
from review.programmes.intake import Prepared, record
from review.remarks import tell
from review.situations import facts_of
from workflows import remark_life
from workflows.access import Permission, may
from workflows.roles import Actor, Role
from workflows.situation import LOCKED

#: The card's plain fields, as a form or an import gives them.
CARD_FIELDS = (
    "title",
    "direction",
    "level",
    "form",
    "distance_learning",
    "types",
    "age_from",
    "age_to",
    "duration_months",
    "hours",
    "health",
    "financing",
    "annotation",
)

#: Other authors a card names besides those with an account.
CO_AUTHORS_MAX = 10
_ANSWERS = {RemarkStatus.MENDED: TurnKind.MENDED, RemarkStatus.OBJECTED: TurnKind.OBJECTED}


@dataclass(frozen=True)
class AuthorName:
    """An author as written on the card."""

    name: str
    position: str = ""
    person_id: int | None = None


def searchable(*texts: str) -> str:
    """Text as it is looked for: no case, ё as е, single spaces."""
    return " ".join(" ".join(texts).casefold().replace("ё", "е").split())


def create_card(
    actor: Actor, values: Mapping[str, Any], co_authors: Sequence[AuthorName] = ()
) -> Programme:
    """Start a programme card of the actor's organisation; the actor becomes its first author.

    Raises NotFound for a hat that creates no programmes.
    """
    if actor.role is not Role.TEACHER or actor.organisation_id is None:
        raise NotFound
    person = db.session.get_one(Person, actor.person_id)
    moment = clock.now()
    programme = Programme(
        organisation_id=actor.organisation_id, title="", created_at=moment, changed_at=moment
    )
    own = AuthorName(person.name, person.position, person.id)
    _fill(programme, values, (own, *co_authors))
    db.session.add(programme)
    db.session.flush()
    return programme


def change_card(
    programme: Programme,
    actor: Actor,
    values: Mapping[str, Any],
    co_authors: Sequence[AuthorName] | None = None,
    expected_version: int | None = None,
) -> Programme:
    """Change the card while it is in the author's hands.

    Raises NotFound for other people's cards, Refused while it is under review, Conflict when
    somebody changed it since the reader opened it.
    """
    _own(programme, actor)
    submission = find_submission(programme)
    if submission is not None and steps.lock(submission.id).state in LOCKED:
        raise Refused("card_locked", state=submission.state)
    if expected_version is not None and programme.version != expected_version:
        raise Conflict("card_changed")
    names: Sequence[AuthorName]
    if co_authors is None:
        names = [AuthorName(one.name, one.position, one.person_id) for one in programme.authors]
    else:
        own = [
            AuthorName(one.name, one.position, one.person_id)
            for one in programme.authors
            if one.person_id is not None
        ]
        names = [*own, *co_authors]
    _fill(programme, values, names)
    programme.changed_at = clock.now()
    db.session.flush()
    return programme


def with_authors(programme: Programme, names: Sequence[str]) -> list[AuthorName]:
    """The co-authors of the card with others added, for `change_card`; as many as a card takes."""
    there = [one for one in programme.authors if one.person_id is None]
    others = [AuthorName(one.name, one.position) for one in there]
    return [*others, *map(AuthorName, names)][:CO_AUTHORS_MAX]


def _own(programme: Programme, actor: Actor) -> None:
    authors = {author.person_id for author in programme.authors}
    mine = actor.role is Role.TEACHER and actor.organisation_id == programme.organisation_id
    if not mine or actor.person_id not in authors:
        raise NotFound


def _fill(programme: Programme, values: Mapping[str, Any], names: Sequence[AuthorName]) -> None:
    for field in CARD_FIELDS:
        if field in values:
            setattr(programme, field, values[field])
    low, high = programme.age_from, programme.age_to
    if low is not None and high is not None and low > high:
        raise Invalid("ages_swapped", "age_to")
    if not programme.title:
        raise Invalid("title_missing", "title")
    programme.authors = [
        Author(name=one.name, position=one.position, person_id=one.person_id, place=place)
        for place, one in enumerate(names, start=1)
    ]
    organisation = db.session.get(Organisation, programme.organisation_id)
    programme.search_text = searchable(
        programme.title, organisation.short_name if organisation else ""
    )


#: What a page of a programme says of it, read with it in one statement.
_WHOLE = (joinedload(Programme.authors), joinedload(Programme.organisation))


def get_programme(programme_id: int, actor: Actor) -> Programme:
    """An own programme with its authors; NotFound for anyone else's."""
    programme = db.session.get(Programme, programme_id, options=_WHOLE)
    if programme is None:
        raise NotFound
    _own(programme, actor)
    return programme


def get_submission(submission_id: int) -> Submission:
    """The submission with its programme, read anew in one statement."""
    programme = joinedload(Submission.programme)
    query = sa.select(Submission).where(Submission.id == submission_id)
    whole = query.options(
        programme.joinedload(Programme.authors), programme.joinedload(Programme.organisation)
    )
    found = db.session.scalars(whole.execution_options(populate_existing=True))
    return found.unique().one()


def find_submission(programme: Programme) -> Submission | None:
    """The newest submission of the programme, or None before the first."""
    if programme.id is None:
        return None
    return db.session.scalar(
        sa.select(Submission)
        .where(Submission.programme_id == programme.id)
        .order_by(Submission.id.desc())
        .limit(1)
    )


def open_submission(programme: Programme, actor: Actor) -> Submission:
    """Open the programme's card for life in the season that is open now, as a draft.

    An existing submission of the season is given back. Raises Refused when no season is open.
    """
    _own(programme, actor)
    season = find_open_season()
    if season is None:
        raise Refused("season_closed")
    known = db.session.scalar(
        sa.select(Submission).where(
            Submission.programme_id == programme.id, Submission.season_id == season.id
        )
    )
    if known is not None:
        return known
    organisation = db.session.get_one(Organisation, programme.organisation_id)
    profile, moment = get_current(), clock.now()
    submission = Submission(
        number=_next_number(season.opens_on.year),
        programme=programme,
        season=season,
        organisation_id=organisation.id,
        municipality_id=organisation.municipality_id,
        profile_version_id=profile.id,
        rubric_version_id=profile.rubric_version_id,
        track_version_id=profile.track_version_id,
        created_at=moment,
        state_since=moment,
        last_event=0,
    )
    db.session.add(submission)
    db.session.flush()
    steps.open_card(submission, actor)
    return submission


def _next_number(year: int) -> str:
    last = db.session.scalar(
        sa.select(sa.func.max(Submission.number)).where(Submission.number.like(f"{year}-%"))
    )
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:05d}"


def add_revision(
    submission: Submission, actor: Actor, prepared: Prepared, note: str = ""
) -> Revision:
    """Attach a prepared file as the new version of the text.

    A version uploaded but not yet sent is replaced by the next one; a sent version stays for
    ever. Raises NotFound for others and while it is under review, Conflict when it was sent
    while the file was read.
    """
    state = submission.state
    if steps.lock(submission.id).state != state:
        raise Conflict("submission_moved", state=submission.state)
    _require(submission, actor, Permission.UPLOAD_REVISION)
    record(prepared)
    last = find_last_revision(submission.id)
    if last is None or last.submitted_at is not None:
        last = Revision(submission_id=submission.id, number=last.number + 1 if last else 1)
    last.round = submission.round
    last.sha256, last.name, last.note = prepared.stored.sha256, prepared.name, note
    last.card = card_snapshot(submission.programme)
    last.cleaned_sha256 = prepared.cleaned.sha256
    last.visible_names = list(prepared.visible_names)
    last.uploaded_at, last.uploaded_by_id = clock.now(), actor.person_id or 0
    if prepared.ask is not None and prepared.outcome is not None:
        findings.record(last, prepared.ask, prepared.outcome)
    else:
        findings.forget(last)
    return last


def require_upload(submission: Submission, actor: Actor) -> None:
    """Raise NotFound unless the actor may upload a new version now."""
    _require(submission, actor, Permission.UPLOAD_REVISION)


def submission_in_hand(programme: Programme, actor: Actor) -> Submission:
    """The submission a new version belongs to: the one under way, or one opened today.

    A programme that came back is mended in its own season, even when that has closed since.
    Raises what `open_submission` raises.
    """
    found = find_submission(programme)
    return found if found is not None else open_submission(programme, actor)


def card_snapshot(programme: Programme) -> dict[str, Any]:
    """The card as it stood when a revision was uploaded."""
    plain = {field: getattr(programme, field) for field in CARD_FIELDS}
    plain["authors"] = [[author.name, author.position] for author in programme.authors]
    return plain


def find_last_revision(submission_id: int) -> Revision | None:
    """The newest version of the text as it stands now, or None.

    Who waited for `steps.lock` may have read it before another request replaced its file.
    """
    return db.session.scalar(
        sa.select(Revision)
        .where(Revision.submission_id == submission_id)
        .order_by(Revision.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def submit(submission: Submission, actor: Actor, expected_version: int | None = None) -> Event:
    """Send a draft on its way. Raises NotAllowed with what is missing."""
    _hold(submission)
    last = find_last_revision(submission.id)
    if last is not None:
        last.card = card_snapshot(submission.programme)
        prints.plan(last, submission.programme_id)
    return steps.take(submission, "submit", actor, expected_version=expected_version)


def resubmit(
    submission: Submission,
    actor: Actor,
    expected_version: int | None = None,
    carried: carrying.Outcome | None = None,
) -> Event:
    """Send a mended version to the desk that returned it, or into the next round.

    Live remarks go along: to the places of `carried`, found before with no transaction open, or
    to those found here.
    """
    _hold(submission)
    last = find_last_revision(submission.id)
    if last is None or last.submitted_at is not None:
        return steps.take(submission, "resubmit", actor, expected_version=expected_version)
    last.card = card_snapshot(submission.programme)
    prints.plan(last, submission.programme_id)
    event = steps.take(submission, "resubmit", actor, expected_version=expected_version)
    carrying.store(last, carried)
    return event


def _hold(submission: Submission) -> None:
    """Hold the submission; its card is sent as it stands, should it have changed meanwhile."""
    steps.lock(submission.id)
    db.session.refresh(submission.programme)


def withdraw(submission: Submission, actor: Actor, reason: str) -> Event:
    """Take a submission back, with a reason."""
    return steps.take(submission, "withdraw", actor, reason=reason)


def answer_remark(
    remark: Remark, actor: Actor, status: RemarkStatus, reply: str, expected_version: int | None
) -> Remark:
    """Answer a remark: mended, or an objection with words.

    Raises NotFound for remarks that are not the author's to answer, Invalid for an objection
    without words, Conflict when the remark changed meanwhile.
    """
    facts = facts_of(remark.submission)
    if remark.audience is Audience.STAFF or remark.released_at is None:
        raise NotFound
    if not may(actor, Permission.ANSWER_REMARK, replace(facts, released=True)):
        raise NotFound
    kind = _ANSWERS.get(status)
    if kind is None:
        raise Invalid("answer_unknown", "status")
    if remark_life.needs_words(kind) and not reply.strip():
        raise Invalid("objection_needs_words", "reply")
    if expected_version is not None and remark.version != expected_version:
        raise Conflict("remark_changed")
    if remark_life.after(kind, remark.status, released=True) is None:
        raise Conflict("remark_changed")
    remark.status, remark.reply, remark.replied_at = status, reply.strip(), clock.now()
    db.session.flush()
    tell(remark, kind, actor, remark.reply, at=remark.replied_at)
    return remark


def _require(submission: Submission, actor: Actor, permission: Permission) -> None:
    if not may(actor, permission, facts_of(submission)):
        raise NotFound
