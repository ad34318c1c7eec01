"""Pages of the desks: what waits here, all submissions, decisions, answers settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from review import disputes, queues
from review.database import db
from review.faults import Invalid, NotFound
from review.models.moderation import Remark
from review.models.places import Municipality
from review.models.submissions import Submission
from review.moderation import (
    bank_views,
    dispute_views,
    from_talk_views,
    remark_views,
    service,
    settling,
)
from review.moderation.forms import DecisionForm, ListForm, SettleForm
from review.moderation.room import DESKS, blueprint
from review.talking import count_unread
from review.web import acting, actor, go, on_remark, on_submission, writes
from review.wording import DIRECTIONS, action_done, fault
from workflows.access import Permission
from workflows.roles import Role

__all__ = ["bank_views", "blueprint", "dispute_views", "from_talk_views", "remark_views"]


@blueprint.get("/moderation/")
@acting(*DESKS)
def desk() -> str:
    """What waits at this desk, the most urgent first."""
    worn = actor()
    view = queues.View("desk", (queues.DESK_OF[worn.role],))
    listing = queues.list_rows(worn, view, after=request.args.get("after", ""))
    waiting = None
    if worn.role is Role.RMC:
        waiting = queues.list_rows(worn, queues.BY_CODE["assignment"], limit=queues.PAGE)
    return render_template(
        "moderation/desk.html",
        listing=listing,
        waiting=waiting,
        unread=_unread(listing, waiting),
        disputes=disputes.count_disputes(worn),
    )


@blueprint.get("/moderation/all")
@acting(*DESKS)
def tracking() -> str:
    """Every submission this hat sees, by saved views, with who holds it and what comes next."""
    worn = actor()
    views = queues.views_of(worn)
    form = _list_form(worn.role)
    view = queues.BY_CODE.get(request.args.get("view", ""), views[0])
    if view not in views:
        raise NotFound
    listing = queues.list_rows(
        worn,
        view,
        form.filter(),
        sort=request.args.get("sort", "due"),
        after=request.args.get("after", ""),
    )
    return render_template(
        "moderation/tracking.html",
        listing=listing,
        unread=_unread(listing),
        views=views,
        counts=queues.count_views(worn, form.filter()),
        form=form,
        view_label=VIEW_WORDS.get,
    )


def _unread(*listings: queues.Listing | None) -> Mapping[int, int]:
    """New messages of talks by submission, for everything that is listed; one statement."""
    return count_unread([row.id for one in listings if one for row in one.rows], actor())


def _list_form(role: Role) -> ListForm:
    form = ListForm(request.args)
    form.direction.choices = [("", _("All directions")), *DIRECTIONS]
    places: list[tuple[str, Any]] = [("", _("All municipalities"))]
    if role is Role.RMC:
        rows = db.session.execute(
            sa.select(Municipality.id, Municipality.name).order_by(Municipality.name)
        )
        places += [(str(place), name) for place, name in rows]
    form.municipality.choices = places
    return form


VIEW_WORDS = {
    "all": _l("All"),
    "overdue": _l("Overdue"),
    "internal": _l("Internal expert"),
    "moc": _l("Municipal centre"),
    "rmc": _l("Regional centre"),
    "assignment": _l("Waiting for experts"),
    "review": _l("With experts"),
    "revision": _l("With authors"),
    "repeated": _l("Repeated review"),
    "badges": _l("In the registry"),
}


@blueprint.post("/submissions/<number>/decide")
@on_submission(Permission.SEE_SUBMISSION)
@writes
def decide(submission: Submission) -> Response:
    """Take a step of the desk."""
    form = DecisionForm()
    if not form.validate():
        raise Invalid("form")
    event = service.decide(
        submission,
        actor(),
        form.action.data or "",
        reason=form.reason.data or "",
        expected_version=form.expected_version,
    )
    done = action_done(event.action, event.target)
    flash(_("%(number)s: %(done)s.", number=submission.number, done=done), "success")
    return go(url_for("submissions.page", number=submission.number))


@blueprint.post("/remarks/<int:remark_id>/settle")
@on_remark(Permission.WRITE_REMARK)
@writes
def settle_remark(remark: Remark) -> Any:
    """Confirm that a remark is mended, or open it again with words for the author."""
    form = SettleForm()
    if not form.validate():
        raise Invalid("form")
    verified, words = form.verified.data == "1", form.text.data or ""
    try:
        settling.settle_remark(remark, actor(), verified, words, form.expected_version)
    except Invalid as error:
        form.text.errors = [fault(error)]
        return render_template("moderation/reopen.html", form=form, remark=remark), 422
    target = url_for("submissions.remarks", number=remark.submission.number)
    return go(f"{target}#remark-{remark.id}")
