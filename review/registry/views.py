"""Public pages: the registry, one badge, checking a badge, the certificate."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from review import clock
from review.documents.qr import svg
from review.models.registry import Badge
from review.models.submissions import Submission
from review.printed import pdf_answer
from review.registry import queries, service
from review.registry.forms import RevokeForm, SearchForm
from review.templating import Page, day, number
from review.web import actor, config, go, keep_and_release, on_submission, public, writes
from review.wording import DIRECTIONS
from workflows.access import Permission
from workflows.badge import BadgeLife, status_at

blueprint = Blueprint("registry", __name__)


@blueprint.get("/registry/")
@public
def index() -> str:
    """The registry, searched by anyone."""
    form = SearchForm(request.args)
    form.direction.choices = [("", _("All directions")), *DIRECTIONS]
    places = queries.list_municipalities()
    form.municipality.choices = [("", _("All municipalities"))] + [
        (str(place.id), place.name) for place in places
    ]
    place = form.municipality.data or ""
    asked = queries.Asked(
        text=(form.q.data or "")[:200],
        direction=form.direction.data or "",
        municipality_id=int(place) if place.isdecimal() and len(place) < 10 else None,
    )
    listing = queries.search(asked, request.args.get("after", ""))
    return render_template("registry/index.html", form=form, listing=listing, today=clock.today())


@blueprint.get("/registry/check")
@public
def check() -> Any:
    """Check a badge by its number, or a file against a badge."""
    asked = (request.args.get("number") or "").strip()
    if asked:
        found = service.find_badge(asked)
        if found is not None:
            return go(url_for("registry.badge", badge_number=found.number))
    return render_template("registry/check.html", asked=asked)


@blueprint.get("/registry/<badge_number>")
@public
def badge(badge_number: str) -> Any:
    """The facts of one badge, not only whether it is valid; a look-alike number leads to it."""
    found = service.get_badge(badge_number)
    if found.number != badge_number:
        return go(url_for("registry.badge", badge_number=found.number))
    return _badge_page(found)


def _badge_page(found: Badge, compared: bool | None = None) -> str:
    life = BadgeLife(found.issued_at, found.valid_until, found.revoked_at)
    return render_template(
        "registry/badge.html",
        badge=found,
        status=status_at(clock.now(), life, clock.zone()),
        address=unquote(_address(found)),
        qr=svg(_address(found), _("Address of this page")),
        compared=compared,
    )


def _address(found: Badge) -> str:
    return config().base_url.rstrip("/") + url_for("registry.badge", badge_number=found.number)


@blueprint.post("/registry/<badge_number>/compare")
@public
def compare(badge_number: str) -> Any:
    """Is the file in hand the one that was reviewed? Nothing is stored."""
    found = service.get_badge(badge_number)
    file = request.files.get("file")
    if file is None or not file.filename:
        return go(url_for("registry.badge", badge_number=found.number))
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    return _badge_page(found, compared=digest == found.sha256)


@blueprint.get("/registry/<badge_number>/qr.svg")
@public
def qr(badge_number: str) -> Response:
    """The QR code that leads to the badge's page."""
    answer = make_response(svg(_address(service.get_badge(badge_number)), _("Quality badge")))
    answer.mimetype = "image/svg+xml"
    return answer


@blueprint.get("/registry/<badge_number>/certificate.pdf")
@public
def certificate(badge_number: str) -> Response:
    """The certificate as a tagged PDF."""
    found = service.get_badge(badge_number)
    title = _("Quality badge %(number)s", number=found.number)
    html = render_template("print/badge.html", **_certificate(found))
    name = f"{found.number}.pdf"
    keep_and_release()
    return pdf_answer(html, title, Page().language, name)


def _certificate(found: Badge) -> dict[str, Any]:
    facts = found.facts
    shown = facts.get("publish_score", True)
    return {
        "language": Page().language,
        "issuer": _("Regional model centre, %(region)s", region=facts["region"]),
        "badge": {
            "number": found.number,
            "programme": found.title,
            "organisation": facts["organisation_full"],
            "municipality": facts["municipality"],
            "authors": "",
            "issued": day(found.issued_at),
            "valid_until": day(found.valid_until),
            "points": number(found.score) if shown else "",
            "maximum": number(found.maximum),
            "address": unquote(_address(found)),
            "qr": svg(_address(found), _("Address of the registry record")),
        },
    }


@blueprint.get("/submissions/<number>/revoke")
@on_submission(Permission.SEE_EXPERT_NAMES)
def ask_revoke(submission: Submission) -> str:
    """Ask for the public reason before a badge is revoked."""
    found = service.get_active(submission)
    return render_template(
        "registry/revoke.html", badge=found, submission=submission, form=RevokeForm()
    )


@blueprint.post("/submissions/<number>/revoke")
@on_submission(Permission.SEE_EXPERT_NAMES)
@writes
def revoke(submission: Submission) -> Any:
    """Revoke the submission's badge."""
    found, form = service.get_active(submission), RevokeForm()
    if not form.validate():
        page = render_template(
            "registry/revoke.html", badge=found, submission=submission, form=form
        )
        return page, 422
    service.revoke(found, actor(), form.reason.data or "", form.expected_version)
    flash(_("The badge is revoked; its page says so from now on."), "info")
    return go(url_for("submissions.page", number=submission.number))
