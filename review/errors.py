"""What a person reads when something did not go through; every road to an error ends here.

Each family of faults has one page that says what happened and what to do, and shows what had
been typed. A script that asked for a part of the page gets a part, a program gets
`application/problem+json`. Nothing of the inside is shown; the request's number is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from review import logs, resume, wording
from review.database import db, set_reading
from review.faults import Fault, NotFound, Refused, TooMany
from review.web import SignInNeeded, config, is_fragment, safe_next
from rubric.faults import RubricFaults
from workflows.refusal import NotAllowed

log = logging.getLogger(__name__)

#: Statuses that have a page of their own; others share the page of their hundred.
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
#: What the engines say when a lock was not to be had (SQLite; PostgreSQL).
BUSY_WORDS = ("database is locked", "lock timeout", "deadlock detected")
#: When to try again then, in seconds.
BUSY_SECONDS = "60"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: A too large body is read to its end up to this size, or the browser never sees the answer.
DRAINED_BYTES = 128 * 1024 * 1024


@dataclass
class Problem:
    """An error as it is told: status, sentence, reasons, names for its page, headers."""

    status: int
    happened: str = ""
    reasons: Sequence[str] = ()
    names: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    template: str = ""


def set_up(app: Flask) -> None:
    """Register the handlers and the log line of every request."""
    logs.configure(frank=config_of(app).development)
    app.before_request(_begin)
    app.after_request(_log_request)
    app.log_exception = _log_exception  # type: ignore[method-assign, assignment]
    app.register_error_handler(Fault, _on_fault)
    app.register_error_handler(NotAllowed, _on_not_allowed)
    app.register_error_handler(RubricFaults, _on_rubric_faults)
    app.register_error_handler(SignInNeeded, _on_sign_in_needed)
    app.register_error_handler(CSRFError, _on_forged_form)
    app.register_error_handler(RequestEntityTooLarge, _on_too_large)
    app.register_error_handler(OperationalError, _on_busy)
    app.register_error_handler(InternalServerError, _on_broken)
    app.register_error_handler(HTTPException, _on_http)


def config_of(app: Flask) -> Any:
    """The settings of `app`, outside of a request."""
    return app.config["ZNACHOK"]


def _on_fault(error: Fault) -> Response:
    reasons = wording.reasons(error.reasons) if isinstance(error, Refused) else []
    told_by_page = isinstance(error, NotFound) or (reasons and not wording.knows(error.code))
    happened = "" if told_by_page else wording.fault(error)
    if isinstance(error, TooMany):
        names, headers = {"retry_after": error.retry_after}, {"Retry-After": str(error.retry_after)}
        return _answer(Problem(error.status, happened, names=names, headers=headers))
    return _answer(Problem(error.status, happened, reasons))


def _on_not_allowed(error: NotAllowed) -> Response:
    reasons = [wording.refusal(each.code, each.params) for each in error.refusals]
    happened = _("“%(action)s” cannot be done now.", action=wording.action_label(error.action))
    return _answer(Problem(409, happened, reasons))


def _on_rubric_faults(error: RubricFaults) -> Response:
    reasons = [wording.rubric_fault(each.code, each.params) for each in error.faults]
    return _answer(Problem(error.status, _("Some of the values do not fit."), reasons))


def _on_sign_in_needed(error: SignInNeeded) -> Response:
    """Led to the sign-in; what was posted is carried along in its form."""
    if request.method in SAFE_METHODS and not is_fragment() and not _wants_json():
        return make_response(redirect(_sign_in_url(request.full_path.rstrip("?"))))
    db.session.rollback()
    if is_fragment() or _wants_json():
        happened = _("Your session has ended. Sign in again in another tab and repeat the step.")
        return _answer(Problem(401, happened, names={"sign_in_url": _sign_in_url(_came_from())}))
    held = resume.hold(request.full_path.rstrip("?"), request.form)
    page = render_template("accounts/resume.html", held=held, files=bool(_posted_files()))
    return make_response(page, 401)


def _on_forged_form(error: CSRFError) -> Response:
    if current_user.is_authenticated or request.path == url_for("accounts.sign_in"):
        return _answer(Problem(400))
    names = {"sign_in_url": _sign_in_url(_came_from())}
    return _answer(Problem(400, names=names, template="errors/session_ended.html"))


def _on_too_large(error: RequestEntityTooLarge) -> Response:
    _drain()
    limit = config().upload_max_bytes
    happened = _("Files up to %(n)s MB are accepted.", n=limit // (1024 * 1024))
    return _answer(Problem(413, happened, names={"limit": limit, "typed": []}))


def _on_broken(error: InternalServerError) -> Response:
    happened = _("Something broke on our side. The last step was not taken.")
    return _answer(Problem(500, happened, names={"typed": []}))


def _on_busy(error: OperationalError) -> Response:
    """A lock was not to be had in time: try again, nothing is lost. Anything else is a fault."""
    if not any(word in str(error.orig).lower() for word in BUSY_WORDS):
        raise error
    _log_exception(error)
    happened = _("The system is busy just now. The last step was not taken; try again in a minute.")
    return _answer(Problem(503, happened, headers={"Retry-After": BUSY_SECONDS}))


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect of the router
        return make_response(error.get_response())
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _answer(Problem(status, headers=kept))


def _answer(problem: Problem) -> Response:
    """The problem in the shape the asker can read; the session is left clean."""
    db.session.rollback()
    set_reading(True)
    if _wants_json():
        response = _problem_json(problem)
    elif problem.status >= 500:
        response = make_response(_rendered_bare(_template(problem), _names(problem)))
    else:
        response = make_response(render_template(_template(problem), **_names(problem)))
    response.status_code = problem.status
    response.headers.update(problem.headers)
    return response


def _rendered_bare(template: str, names: Mapping[str, Any]) -> str:
    """Render without asking who is signed in: the database may be what broke."""
    return current_app.jinja_env.get_template(template).render(names)


def _template(problem: Problem) -> str:
    if is_fragment():
        return "errors/fragment.html"
    page = problem.status if problem.status in PAGES else problem.status // 100 * 100
    return problem.template or f"errors/{page}.html"


def _names(problem: Problem) -> dict[str, Any]:
    names: dict[str, Any] = {
        "status": problem.status,
        "happened": problem.happened,
        "reasons": problem.reasons,
        "back_url": _came_from() if request.method not in SAFE_METHODS else None,
        **problem.names,
    }
    if "typed" not in names:
        names["typed"] = resume.typed(request.form)
    return names


def _problem_json(problem: Problem) -> Response:
    title = HTTP_STATUS_CODES.get(problem.status, "Error")
    response = jsonify(
        type="about:blank",
        title=title,
        status=problem.status,
        detail=problem.happened or title,
        reasons=list(problem.reasons),
        request_id=g.get("request_id", ""),
    )
    response.mimetype = "application/problem+json"
    return response


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return bool(accepted) and accepted.best in ("application/json", "application/problem+json")


def _came_from() -> str | None:
    """The page of this site the request was sent from."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc and parts.netloc != request.host:
        return None
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return safe_next(path, "") or None


def _sign_in_url(target: str | None) -> str:
    return url_for("accounts.sign_in", next=target) if target else url_for("accounts.sign_in")


def _posted_files() -> list[str]:
    return [name for name, file in request.files.items(multi=True) if file.filename]


def _drain() -> None:
    """Read a refused body to its end: a browser that cannot finish sending shows no answer."""
    left = min(request.content_length or 0, DRAINED_BYTES)
    source = request.environ["wsgi.input"]
    while left > 0:
        chunk = source.read(min(left, 256 * 1024))
        if not chunk:
            return
        left -= len(chunk)


def _begin() -> None:
    g.began = time.perf_counter()


def _log_request(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    log.info(
        "request",
        extra={
            "request_id": g.get("request_id", ""),
            "person_id": _person_id(),
            "method": request.method,
            "route": _route(),
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        },
    )
    return response


def _person_id() -> int | None:
    """Who asked, if the request has found that out anyway; logging never asks the database."""
    person = g.get("_login_user")
    return getattr(person, "person_id", None)


def _route() -> str:
    return str(request.url_rule.rule) if request.url_rule else ""


def _log_exception(error: Any) -> None:
    """In place of Flask's own line, which would write the address with its secret links."""
    said = {"request_id": g.get("request_id", ""), "method": request.method, "route": _route()}
    log.error("unhandled exception", exc_info=error, extra=said)
