"""Manners of the web: who may enter a view, one commit per request, a button pressed twice."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Response, abort, current_app, g, redirect, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from review import clock
from review.config import Config
from review.database import db
from review.documents.storage import Store
from review.faults import Conflict, NotFound
from review.identity import Visitor
from review.models.journal import FormKey, JournalEntry
from review.models.moderation import Remark
from review.remarks import facts_about, may_read
from review.situations import facts_of, find_by_number
from workflows.access import Facts, Permission, may
from workflows.roles import Actor
from workflows.situation import State

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC = "public"
SIGNED_IN = "signed_in"


class SignInNeeded(Exception):
    """Nobody is signed in (any more); what was typed is carried through the sign-in."""


def visitor() -> Visitor:
    """The signed-in visitor; raises SignInNeeded when there is none."""
    person = cast(Visitor, current_user)
    if not person.is_authenticated:
        raise SignInNeeded
    return person


def actor() -> Actor:
    """The visitor in the present hat; raises NotFound when no hat was ever given."""
    worn = visitor().actor
    if worn is None:
        raise NotFound
    return worn


def actor_or_none() -> Actor | None:
    """The visitor in the present hat, or None for an anonymous reader."""
    return current_user.actor if current_user.is_authenticated else None


def config() -> Config:
    """The settings of the running installation."""
    return cast(Config, current_app.config["ZNACHOK"])


def acting(*permissions: Permission) -> Callable[[View[P, R]], View[P, R]]:
    """Let only hats with one of `permissions` enter; the others see a page that is not there."""

    def decorate(view: View[P, R]) -> View[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            worn = actor()
            if not any(may(worn, permission) for permission in permissions):
                raise NotFound
            return view(*args, **kwargs)

        only = permissions[0] if len(permissions) == 1 else permissions
        guarded.access = only  # type: ignore[attr-defined]
        return guarded

    return decorate


def on_submission(permission: Permission) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Load the submission named by `number` in the URL and check `permission` on it.

    The view gets the submission in place of the number; its access facts are in `g.facts`.
    Hidden and missing are answered alike. Who sees the submission and might do it at another
    stage is told that it has moved on (Conflict), so that nothing typed is lost.
    """

    def decorate(view: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(view)
        def guarded(number: str, **kwargs: Any) -> R:
            worn = actor()
            submission = find_by_number(number)
            if submission is None:
                raise NotFound
            g.facts = facts_of(submission)
            _require(worn, permission, g.facts)
            return view(submission, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def on_remark(permission: Permission) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Load the remark named by `remark_id` in the URL and check `permission` on it.

    The view gets the remark in place of its id; the facts about it are in `g.facts`. A remark
    this hat may not read is answered like one that is missing.
    """

    def decorate(view: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(view)
        def guarded(remark_id: int, **kwargs: Any) -> R:
            worn, remark = actor(), db.session.get(Remark, remark_id)
            if remark is None:
                raise NotFound
            facts = facts_of(remark.submission)
            if not may(worn, Permission.SEE_SUBMISSION, facts) or not may_read(remark, worn, facts):
                raise NotFound
            g.facts = facts_about(remark, facts)
            _require(worn, permission, g.facts)
            return view(remark, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _require(worn: Actor, permission: Permission, facts: Facts) -> None:
    if may(worn, permission, facts):
        return
    sees = may(worn, Permission.SEE_SUBMISSION, facts)
    late = any(may(worn, permission, replace(facts, state=state)) for state in State)
    if sees and late and request.method not in SAFE_METHODS and facts.state is not None:
        done = _already_done(request.form.get("form_key", ""))
        if done is not None:  # the second press of a button whose first one moved it on
            abort(cast(Response, redirect(done, 303)))
        raise Conflict("submission_moved", state=facts.state)
    raise NotFound


def allowed(permission: Permission, **more: Any) -> bool:
    """Whether the visitor may do `permission` on the submission the view was entered with.

    `more` adds facts about a part of it: whose sheet or remark it is, whether released.
    """
    return may(actor_or_none(), permission, replace(g.facts, **more) if more else g.facts)


def public(view: View[P, R]) -> View[P, R]:
    """Anyone may enter, with or without an account."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View[P, R]) -> View[P, R]:
    """Anyone with an account may enter, in whatever hat."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        visitor()
        return view(*args, **kwargs)

    guarded.access = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def writes(view: View[P, Any]) -> View[P, Any]:
    """Commit once when the view succeeds; anything else leaves nothing behind.

    A form that creates carries a one-use key (`form_key`): pressed twice, the second press is
    led to what the first one made. A row changed meanwhile becomes a Conflict.
    """

    @functools.wraps(view)
    def committed(*args: P.args, **kwargs: P.kwargs) -> Any:
        key = request.form.get("form_key", "")
        done = _already_done(key)
        if done is not None:
            return redirect(done, 303)
        try:
            answer = current_app.make_response(view(*args, **kwargs))
            if answer.status_code >= 400:
                db.session.rollback()
                return answer
            _spend(key, answer)
            db.session.commit()
        except StaleDataError as error:
            db.session.rollback()
            raise Conflict("changed_meanwhile") from error
        except IntegrityError as error:
            db.session.rollback()
            done = _already_done(key)
            if done is not None:
                return redirect(done, 303)
            if not _is_twin(error):
                raise
            raise Conflict("changed_meanwhile") from error
        except Exception:
            db.session.rollback()
            raise
        return answer

    return committed


def _is_twin(error: IntegrityError) -> bool:
    """Whether somebody wrote the same thing at the same moment (PostgreSQL, then SQLite)."""
    state = getattr(error.orig, "sqlstate", None)
    return state == "23505" or "UNIQUE constraint failed" in str(error.orig)


def _already_done(key: str) -> str | None:
    """Where the first press of this button led; somebody else's key leads nowhere."""
    if not key or not key.isprintable():
        return None
    spent = sa.select(FormKey.location).where(FormKey.key == key[:64])
    return db.session.scalar(spent.where(FormKey.person_id.is_not_distinct_from(_presser())))


def _presser() -> int | None:
    return current_user.person_id if current_user.is_authenticated else None


def _spend(key: str, answer: Response) -> None:
    if not key or not key.isprintable():
        return
    db.session.add(
        FormKey(
            key=key[:64],
            person_id=_presser(),
            used_at=clock.now(),
            location=answer.location or request.path,
        )
    )
    db.session.flush()


def keep_and_release() -> None:
    """Commit what stands and let go of the database before slow work, so that nobody waits.

    For views whose first half is good by itself: a file is read with no lock held. Objects
    loaded before are read again when next used.
    """
    db.session.commit()


def store() -> Store:
    """The content store of this installation."""
    return Store(config().files)


def journal(action: str, subject: str = "", **data: object) -> None:
    """Note a sensitive act (sign-in, refusal, export, administration) in the journal."""
    worn = actor_or_none()
    db.session.add(
        JournalEntry(
            at=clock.now(),
            person_id=worn.person_id if worn else data.pop("person_id", None),
            role=worn.role if worn else "",
            action=action,
            subject=subject[:200],
            data=data,
            address=(request.remote_addr or "")[:64],
            request_id=g.get("request_id", ""),
        )
    )


def safe_next(target: str | None, fallback: str) -> str:
    """A path of this site to go on to; anything else becomes `fallback`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(sign) < 32 for sign in target):
        return fallback
    return target


def go(location: str) -> Response:
    """Answer a POST: see other."""
    return cast(Response, redirect(location, 303))


def is_fragment() -> bool:
    """Whether a script asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true"
